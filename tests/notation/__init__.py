"""Tests of ``hui_reg.notation``."""
