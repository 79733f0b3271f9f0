"""Tests of ``hui_reg.commands.exports``."""
