"""Dossiers to findings: one decorated function per rule of the catalogue."""
