"""Dossiers to findings: one decorated function per rule of the catalogue."""

from hui_reg.rules.catalogue import BY_ID, RULES, document, page
from hui_reg.rules.checking import Setting, active, check, verdict
from hui_reg.rules.rule import Rule
from hui_reg.rules.standing import admitted_by, route_of
from hui_reg.rules.tracing import Trace, trace

__all__ = ["BY_ID", "RULES", "Rule", "Setting", "Trace", "active", "admitted_by", "check", "document", "page",
           "route_of", "trace", "verdict"]  # fmt: skip
