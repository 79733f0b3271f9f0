"""What a notice says, as nouns: eligibility, dates, materials, photo profile; with the steps after the reviews."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PrivateAttr, field_validator

from hui_reg.model import Noun, Outcome
from hui_reg.notice.dated import Change
from hui_reg.notice.eligibility import Eligibility
from hui_reg.notice.steps import (
    Certificate,
    Exam,
    Fees,
    Makeup,
    Payment,
    Retention,
    RosterLayout,
    Subsidy,
    SubsidyTerms,
    Training,
)
from hui_reg.vocabulary import KIND_TITLES, Kind, Material, format_named

Formats = Annotated[tuple[str, ...], AfterValidator(lambda told: tuple(dict.fromkeys(map(format_named, told))))]
"""As in ``FileReadings.format``, however they were written: ``jpg`` is ``jpeg``."""


class Occupation(Noun):
    name: str
    synonyms: tuple[str, ...] = ()
    level: str
    level_title: str

    @property
    def names(self) -> tuple[str, ...]:
        """What the occupation is called in names of files, its short names included: 政务服务办事员, 办事员."""
        parts = [part for name in (self.name, *self.synonyms) for part in re.split(r"[()（）\s]+", name) if part]
        return tuple(dict.fromkeys(word for part in parts for word in (part, *([part[-3:]] if len(part) > 4 else []))))

    @property
    def words(self) -> tuple[str, ...]:
        """Those, and the words that they are made of, as remarks of payments abridge them: 政务服务, 政务."""
        halves = (half for name in self.names if len(name) > 4 for half in (name[:-3], name[:2]))
        return tuple(dict.fromkeys((*self.names, *halves)))


class Registration(Noun):
    """``closes``: the hour of the deadline's day at which it ends, None: midnight. ``corrections_until``: the last day
    on which what completes papers sent in time is not late."""

    opens: date
    deadline: date
    closes: time | None = None
    corrections_until: date | None = None
    basis: str


class MaterialDemand(Noun):
    """What the notice asks of one material."""

    title: str
    title_pattern: str | None = None
    required: Literal["always", "graduate", "college", "never"]
    formats: Formats = ()
    required_fields: tuple[str, ...] = ()
    basis: str


_NOT_DEMANDED: Literal["never"] = "never"


class FurtherMaterial(Noun):
    """A material beyond the five, of everybody, told by the words of its file's name.

    ``kind``: what it is among the papers that are read; it must be this person's, and valid on the deadline.
    ``original_is_shown``: the paper itself is looked at on the spot, so that nobody need open the file for it.
    """

    title: str = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)
    kind: Kind | None = None
    original_is_shown: bool = False
    basis: str


class PhotoProfile(Noun):
    """Pixels, ratios (width over height), bytes; thresholds as measured by ``readers/photo.py``."""

    minimum_width: int
    minimum_height: int
    minimum_ratio: float
    maximum_ratio: float
    minimum_bytes: int
    maximum_bytes: int
    formats: Formats
    background: Literal["white", "blue", "red"] = "white"
    grey_chroma: float
    white_share: float
    white_level: float
    yellowish_level: float
    minimum_head_ratio: float  # outside of it is noted
    maximum_head_ratio: float
    least_head_ratio: float = 0.38  # outside of it a person looks
    most_head_ratio: float = 0.92


class Unregistered(Noun):
    """Schooling that 学信网 doesn't register, told by the school's name; ``proof`` replaces the record."""

    title: str
    school_pattern: str
    proof: str


class EducationRecord(Noun):
    hosts: tuple[str, ...]
    code_pattern: str
    old_code_pattern: str = "[0-9]{12}"
    code_since: date = date(2019, 3, 15)  # older records bear codes of the old pattern
    recognition_before: int
    unregistered: tuple[Unregistered, ...] = ()


class CardPeriod(Noun):
    """Holders younger than ``below`` at issue get a card for ``years`` years; 0 is 长期."""

    below: int
    years: int


class IdCardDemand(Noun):
    """``permit_years``: periods of residence permits and permanent residence cards (numbers 81, 82, 83, 9…)."""

    periods: tuple[CardPeriod, ...]
    permit_years: tuple[int, ...] = (5, 10)


class RuleChange(Noun):
    """A rule switched off, or raised or lowered, by the notice; the reason is shown to reviewers."""

    enabled: bool = True
    outcome: Outcome | None = None
    reason: str = Field(min_length=1)


class Notice(Noun):
    """The whole notice."""

    id: str
    number: str
    title: str
    published: date
    timezone: str
    occupation: Occupation
    registration: Registration
    eligibility: Eligibility
    materials: Mapping[Material, MaterialDemand]
    further_materials: tuple[FurtherMaterial, ...] = ()
    photo: PhotoProfile
    education_record: EducationRecord
    id_card: IdCardDemand
    fees: Fees
    payment: Payment = Payment()
    training: Training = Training()
    exam: Exam
    makeup: Makeup = Makeup()
    certificate: Certificate
    subsidies: tuple[Subsidy, ...] = ()
    subsidy: SubsidyTerms = SubsidyTerms()
    roster: RosterLayout
    rules: Mapping[str, RuleChange] = {}
    retention: Retention | None = None
    _changes: tuple[Change, ...] = PrivateAttr(())
    _earlier: tuple[tuple[date, "Notice"], ...] = PrivateAttr(())

    @field_validator("materials", mode="after")
    @classmethod
    def _every_material(cls, told: Mapping[Material, MaterialDemand]) -> Mapping[Material, MaterialDemand]:
        """What a notice doesn't speak of it doesn't demand."""
        silent = {
            material: MaterialDemand(
                title=KIND_TITLES[Kind(material.value)], required=_NOT_DEMANDED, basis="通知没有要求"
            )
            for material in Material
            if material not in told
        }
        return {material: (told | silent)[material] for material in Material}  # type: ignore[operator]

    @property
    def tz(self) -> tzinfo:
        """The zone in which the notice's days begin and end."""
        return ZoneInfo(self.timezone)

    @property
    def cut_off(self) -> date:
        """The day to which the full years of route 1 are counted."""
        route = self.eligibility.route1
        return (route.cut_off if route else None) or self.registration.deadline

    def with_history(self, changes: tuple[Change, ...], earlier: Mapping[date, "Notice"]) -> "Notice":
        """This notice, the last word, with what stood before: ``earlier`` by the day on which each was replaced."""
        whole = self.model_copy()
        whole._changes, whole._earlier = changes, tuple(sorted(earlier.items()))
        return whole

    @property
    def changes(self) -> tuple[Change, ...]:
        """The values that changed, each with its history; empty for a notice that was never amended."""
        return self._changes

    def on(self, day: date | None) -> "Notice":
        """The notice as it counts of a day; the last word of None. Terms and the like are the last word on any day."""
        place = bisect_right([until for until, _ in self._earlier], day) if day is not None else len(self._earlier)
        return self._earlier[place][1] if place < len(self._earlier) else self

    def ever(self) -> tuple["Notice", ...]:
        """The notice in all its states, oldest first, the last word last."""
        return (*(earlier for _, earlier in self._earlier), self)

    def deadlines(self, since: date) -> tuple[date, ...]:
        """The deadlines that were in force from a day on, in their order; the last one is the one that counts."""
        told = next((change for change in self._changes if change.key == "registration.deadline"), None)
        if told is None:
            return (self.registration.deadline,)
        before = [v for v in told.values if v.since is None or v.since <= since]
        after = [v for v in told.values if v.since is not None and v.since > since]
        return tuple(dict.fromkeys(v.value for v in (before[-1], *after)))

    def closes_at(self) -> datetime:
        """The first moment that is late: midnight after the deadline, or the second after its closing hour."""
        term = self.registration
        if term.closes is None:
            return self._end_of(term.deadline)
        return (datetime.combine(term.deadline, term.closes, self.tz) + timedelta(seconds=1)).astimezone(UTC)

    def makeup_fee(self, papers: Iterable[str]) -> Decimal:
        """Yuan for a makeup of these papers, by their ids; 0 where the notice names no price."""
        wanted, fees = set(papers), self.fees
        names = {paper.name for paper in self.exam.papers if paper.id in wanted}
        listed = next((one.fee for one in fees.makeup if set(one.papers) == names), None)
        usual = {"theory": fees.makeup_theory, "skill": fees.makeup_skill}
        if listed is None:
            alone = usual.get(next(iter(wanted))) if len(wanted) == 1 else None
            listed = fees.makeup_both if wanted == set(usual) else alone
        return listed if listed is not None else Decimal(0)

    def opens_at(self) -> datetime:
        """The first moment of the registration: midnight at which its first day begins."""
        return datetime.combine(self.registration.opens, time(), self.tz).astimezone(UTC)

    def is_past_retention(self, now: datetime) -> bool:
        """Whether personal data need be kept no longer (``now`` aware). False where the notice names no day."""
        return self.retention is not None and now.astimezone(self.tz).date() > self.retention.until

    def is_late(self, received_at: datetime) -> bool:
        """Whether a mail received then (aware) came after the deadline."""
        return received_at >= self.closes_at()

    def accepts_until(self, *, began_in_time: bool, extended_to: date | None = None) -> datetime:
        """The first moment that is late for the papers of somebody.

        Who sent something before the deadline has the term for corrections; ``extended_to`` is the last day that
        staff gave this unit or person, and counts wherever it is later.
        """
        ends = [self.closes_at()]
        if began_in_time and self.registration.corrections_until is not None:
            ends.append(self._end_of(self.registration.corrections_until))
        if extended_to is not None:
            ends.append(self._end_of(extended_to))
        return max(ends)

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), self.tz).astimezone(UTC)
