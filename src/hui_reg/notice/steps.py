"""What a notice says of the steps after the reviews: from fees over the exam to subsidies, and retention."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from hui_reg.model import Noun


def as_written(amount: Decimal) -> Decimal:
    """Whole yuan without a point, others to the cent: as every sentence and sheet shows it."""
    return amount.quantize(Decimal("0.01") if amount % 1 else Decimal(1))


Money = Annotated[Decimal, Field(ge=0, decimal_places=2), AfterValidator(as_written)]
"""Yuan, to the cent."""


class MakeupFee(Noun):
    """What a makeup of these papers together costs; ``papers`` by their names."""

    papers: tuple[str, ...] = Field(min_length=1)
    fee: Money


class Fees(Noun):
    """``registration`` 0: there is no fee. What makeups cost is a table by the papers sat together, never a sum; the
    three keys are the usual one of an exam of two papers, ``makeup`` is that of any other."""

    registration: Money
    makeup_theory: Money | None = None
    makeup_skill: Money | None = None
    makeup_both: Money | None = None
    makeup: tuple[MakeupFee, ...] = ()
    basis: str


class Payment(Noun):
    """The account that is paid into; blank: not checked, of ``bank`` and ``account``: not told in letters.

    ``payers``: who pays for which unit, where names differ.
    """

    payee: str = ""
    bank: str = ""
    account: str = ""
    account_tail: str = ""
    payers: Mapping[str, str] = {}


class Training(Noun):
    """``hours`` 0: the notice has no training."""

    starts: date | None = None
    hours: float = 0
    basis: str = ""


PAPER_IDS: Final = ("theory", "skill", "review")
"""How the ledger calls papers, whatever their names."""
_ID_BY_WORD: Final = {
    "理论": "theory",
    "技能": "skill",
    "实操": "skill",
    "综合": "review",
    "答辩": "review",
    "论文": "review",
}


class ExamPaper(Noun):
    """One paper: its name, and its own marks."""

    id: Literal["theory", "skill", "review"]
    name: str = Field(min_length=1)
    full_marks: int
    pass_mark: int


class Exam(Noun):
    """``weekday`` empty: any day between ``earliest`` and ``latest``. One to three papers: each with marks of its own,
    or names alone, for all of which ``full_marks`` and ``pass_mark`` stand beside."""

    earliest: date
    latest: date
    weekday: str = ""
    papers: tuple[ExamPaper, ...]
    full_marks: int | None = None
    pass_mark: int | None = None
    basis: str

    @model_validator(mode="before")
    @classmethod
    def _every_paper(cls, told: Any) -> Any:
        """Marks said once for all go to each paper; a paper is known by the word in its name, else by its place."""
        if not isinstance(told, dict) or not isinstance(told.get("papers"), list | tuple):
            return told
        common = {key: told[key] for key in ("full_marks", "pass_mark") if key in told}
        papers = [common | (paper if isinstance(paper, dict) else {"name": paper}) for paper in told["papers"]]
        meant = [next((i for word, i in _ID_BY_WORD.items() if word in str(p.get("name"))), "") for p in papers]
        free = [i for i in PAPER_IDS if i not in meant]
        ids: list[str] = []
        for paper, one in zip(papers, meant, strict=True):
            ids.append(paper.get("id") or (one if one and one not in ids else free.pop(0) if free else PAPER_IDS[-1]))
        return told | {"papers": [{**paper, "id": i} for paper, i in zip(papers, ids, strict=True)]}

    @property
    def ids(self) -> tuple[str, ...]:
        """The papers as the ledger calls them, in the notice's order."""
        return tuple(paper.id for paper in self.papers)

    def paper(self, id: str) -> ExamPaper | None:
        """A paper; None for one that this notice hasn't."""
        return next((paper for paper in self.papers if paper.id == id), None)


class Makeup(Noun):
    """``keep_years`` 0: there are no makeups, who fails registers anew."""

    keep_years: int = 0
    starts_from: Literal["exam", "published"] = "exam"
    basis: str = ""


class Certificate(Noun):
    title: str
    lookup: str
    body_lookup: str
    province: str


class Subsidy(Noun):
    """One of the subsidies. ``amount`` in yuan for the notice's level; ``apply_by`` where the notice gives a day."""

    id: str
    title: str
    amount: Money
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
