"""Readings (and rosters) to one dossier per applicant; every leftover named."""
