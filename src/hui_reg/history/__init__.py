"""Ledger entries and decisions, folded: what happened to a person, and where the person stands."""
