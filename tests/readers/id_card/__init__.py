"""Tests of ``hui_reg.readers.id_card``."""
