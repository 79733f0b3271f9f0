"""Readings (and rosters) → one dossier for each applicant; every leftover named."""

from hui_reg.dossiers.assembly import assemble
from hui_reg.dossiers.mail_problems import Bearing, mail_problems
from hui_reg.dossiers.ruled.marks import concerning
from hui_reg.dossiers.ruled.papers import asks, ruled_papers
from hui_reg.dossiers.senders import Trust
from hui_reg.dossiers.volumes import settle

__all__ = ["Bearing", "Trust", "asks", "assemble", "concerning", "mail_problems", "ruled_papers", "settle"]
