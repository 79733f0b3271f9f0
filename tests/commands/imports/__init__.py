"""Tests of ``hui_reg.commands.imports``."""
