"""Proofs of the slow tier."""
