"""Tests of ``hui_reg.pages.pixels``."""
