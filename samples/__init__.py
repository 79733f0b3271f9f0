"""Invented registrations: what the units of a county could have mailed, made by a script from a seed."""
