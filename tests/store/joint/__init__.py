"""Tests of ``hui_reg.store.joint``."""
