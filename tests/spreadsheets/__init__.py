"""Tests of ``hui_reg.spreadsheets``."""
