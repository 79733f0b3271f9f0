"""Tests of ``hui_reg.desk``."""
