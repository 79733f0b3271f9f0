"""Diplomas of all levels, and the degree certificates they are mistaken for."""
