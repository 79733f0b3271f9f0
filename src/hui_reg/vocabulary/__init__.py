"""The words that readers write and rules read: papers, materials, fields and facts, each with its Chinese title.

One table each; every room's own lists are derived from them.
"""

from hui_reg.vocabulary.fields import (
    APPLICANT_FIELDS,
    EDUCATION_LEVELS,
    FACTS,
    FIELDS,
    MAY_BE_NONE,
    UNTOLD,
    Fact,
    Field,
    Secrecy,
)
from hui_reg.vocabulary.formats import FORMATS, format_named
from hui_reg.vocabulary.papers import KIND_TITLES, ON_THESE_ALONE, PAPERS, Kind, Material, Paper, papers
from hui_reg.vocabulary.problems import ProblemKind, Purport
from hui_reg.vocabulary.ties import Tie
from hui_reg.vocabulary.verdicts import Outcome, Verdict

__all__ = [
    "APPLICANT_FIELDS",
    "EDUCATION_LEVELS",
    "FACTS",
    "FIELDS",
    "FORMATS",
    "KIND_TITLES",
    "MAY_BE_NONE",
    "ON_THESE_ALONE",
    "PAPERS",
    "UNTOLD",
    "Fact",
    "Field",
    "Kind",
    "Material",
    "Outcome",
    "Paper",
    "ProblemKind",
    "Purport",
    "Secrecy",
    "Tie",
    "Verdict",
    "format_named",
    "papers",
]
