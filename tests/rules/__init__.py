"""Tests of ``hui_reg.rules``."""
