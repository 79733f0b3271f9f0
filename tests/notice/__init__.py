"""Tests of ``hui_reg.notice``."""
