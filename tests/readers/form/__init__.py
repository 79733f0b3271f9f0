"""Tests of ``hui_reg.readers.form``."""
