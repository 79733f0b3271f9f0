"""Tests of ``hui_reg.intake``."""
