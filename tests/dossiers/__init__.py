"""Tests of ``hui_reg.dossiers``."""
