"""Dossiers to findings: one decorated function per rule of the catalogue."""

from hui_reg.rules.catalogue import RULES
from hui_reg.rules.checking import Setting, active, check, verdict
from hui_reg.rules.pages import document, page
from hui_reg.rules.rule import Rule

__all__ = ["RULES", "Rule", "Setting", "active", "check", "document", "page", "verdict"]
