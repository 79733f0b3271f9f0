"""Tests of ``hui_reg.review.precheck``."""
