"""Tests of ``hui_reg.ledger``."""
