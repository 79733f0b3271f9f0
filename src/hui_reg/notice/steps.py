"""What a notice says of the steps after the reviews: from fees over the exam to subsidies, and retention."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from hui_reg.model import Noun


class Fees(Noun):
    """Yuan. ``makeup_both`` is its own figure, never a sum."""

    registration: int
    makeup_theory: int
    makeup_skill: int
    makeup_both: int
    basis: str

    def amounts(self) -> tuple[int, ...]:
        """All that may be asked for at once."""
        return self.registration, self.makeup_theory, self.makeup_skill, self.makeup_both


class Payment(Noun):
    """The account that is paid into; blank: not checked. ``payers``: who pays for which unit, where names differ."""

    payee: str = ""
    account_tail: str = ""
    payers: Mapping[str, str] = {}


class Training(Noun):
    """``hours`` 0: the notice has no training."""

    starts: date | None = None
    hours: float = 0
    basis: str = ""


class Exam(Noun):
    """``weekday`` empty: any day between ``earliest`` and ``latest``."""

    earliest: date
    latest: date
    weekday: str = ""
    papers: tuple[str, str]
    full_marks: int
    pass_mark: int
    basis: str


class Makeup(Noun):
    keep_years: int
    starts_from: Literal["exam", "published"]
    basis: str


class Certificate(Noun):
    title: str
    lookup: str
    body_lookup: str
    province: str


class Subsidy(Noun):
    """One of the subsidies. ``amount`` in yuan for the notice's level; ``apply_by`` where the notice gives a day."""

    id: str
    title: str
    amount: int
    excludes: tuple[str, ...] = ()
    qualifies: str = ""
    minimum_months: int | None = None
    apply_by: date | None = None
    basis: str


class SubsidyTerms(Noun):
    channel: str = ""
    exclusive: bool = True
    established_staff_eligible: bool = False
    window_months: int = 0


class RosterLayout(Noun):
    """The roster that evaluation bodies upload: its header row and the literal code values."""

    columns: tuple[str, ...]
    document_type: str
    applicant_source: str
    certification_class: str
    exam_type: str
    province: str
    education: Mapping[str, str]
    levels: Mapping[str, str]
    conditions: Mapping[str, str] = {}
    """What stands under 申报条件, by route: ``route1``, ``route2``, or the title of a route of one's own."""


class Retention(Noun):
    """The last day on which personal data is needed; from the day after it is to be purged."""

    until: date
    basis: str
