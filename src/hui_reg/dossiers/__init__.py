"""Readings (and rosters) → one dossier for each applicant; every leftover named."""

from hui_reg.dossiers.assembly import assemble
from hui_reg.dossiers.mail_problems import mail_problems

__all__ = ["assemble", "mail_problems"]
