"""Tests of ``hui_reg.sandbox``."""
