"""Dossiers to findings: one decorated function per rule of the catalogue."""

from hui_reg.rules.catalogue import BY_ID, OUTCOME_TITLES, RULES, document, page
from hui_reg.rules.checking import Setting, active, check, verdict
from hui_reg.rules.rule import Rule
from hui_reg.rules.tracing import Trace, trace

__all__ = ["BY_ID", "OUTCOME_TITLES", "RULES", "Rule", "Setting", "Trace", "active", "check", "document", "page",
           "trace", "verdict"]  # fmt: skip
