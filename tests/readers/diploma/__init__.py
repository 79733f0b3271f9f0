"""Tests of ``hui_reg.readers.diploma``."""
