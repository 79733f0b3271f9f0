"""Tests of ``hui_reg.history``."""
