"""The notice of one registration as data. A notice is one TOML file; ``notices/`` ships the first.

Every number and list a rule uses comes from here.
"""

from hui_reg.notice.dated import Change, Dated
from hui_reg.notice.doubts import ACCOUNT_OPEN, ACCOUNT_TO_COME, doubts, owes_an_account
from hui_reg.notice.eligibility import Eligibility, OwnRoute, Route1, Route2
from hui_reg.notice.loading import DEFAULT_NOTICE, load, parse, shipped, shipped_ids
from hui_reg.notice.silences import Silence, silences
from hui_reg.notice.steps import (
    Certificate,
    Exam,
    ExamPaper,
    Fees,
    Makeup,
    MakeupFee,
    Payment,
    Retention,
    RosterLayout,
    Subsidy,
    SubsidyTerms,
    Training,
)
from hui_reg.notice.telling import BACKGROUNDS, Section, told
from hui_reg.notice.terms import (
    CardPeriod,
    EducationRecord,
    FurtherMaterial,
    IdCardDemand,
    MaterialDemand,
    Notice,
    Occupation,
    PhotoProfile,
    Registration,
    RuleChange,
    Unregistered,
)

__all__ = [
    "ACCOUNT_OPEN",
    "ACCOUNT_TO_COME",
    "BACKGROUNDS",
    "DEFAULT_NOTICE",
    "CardPeriod",
    "Certificate",
    "Change",
    "Dated",
    "EducationRecord",
    "Eligibility",
    "Exam",
    "ExamPaper",
    "Fees",
    "FurtherMaterial",
    "IdCardDemand",
    "Makeup",
    "MakeupFee",
    "MaterialDemand",
    "Notice",
    "Occupation",
    "OwnRoute",
    "Payment",
    "PhotoProfile",
    "Registration",
    "Retention",
    "RosterLayout",
    "Route1",
    "Route2",
    "RuleChange",
    "Section",
    "Silence",
    "Subsidy",
    "SubsidyTerms",
    "Training",
    "Unregistered",
    "doubts",
    "load",
    "owes_an_account",
    "parse",
    "shipped",
    "shipped_ids",
    "silences",
    "told",
]
