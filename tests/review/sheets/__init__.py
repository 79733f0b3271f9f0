"""Tests of ``hui_reg.review.sheets``."""
