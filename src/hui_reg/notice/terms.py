"""What a notice says, as nouns: eligibility, dates, materials, photo profile; with the steps after the reviews."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from hui_reg.model import Noun, Outcome
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
from hui_reg.vocabulary import KIND_TITLES, Kind, Material


class Occupation(Noun):
    name: str
    synonyms: tuple[str, ...] = ()
    level: str
    level_title: str


class Registration(Noun):
    """``corrections_until``: the last day on which what completes papers sent in time is not late."""

    opens: date
    deadline: date
    corrections_until: date | None = None
    basis: str


class MaterialDemand(Noun):
    """What the notice asks of one material. ``formats`` as in ``FileReadings.format``."""

    title: str
    title_pattern: str | None = None
    required: Literal["always", "graduate", "college", "never"]
    formats: tuple[str, ...] = ()
    required_fields: tuple[str, ...] = ()
    basis: str


_NOT_DEMANDED: Literal["never"] = "never"


class FurtherMaterial(Noun):
    """A material beyond the five, of everybody: nobody here reads it, so the words of its file's name tell it."""

    title: str = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)
    basis: str


class PhotoProfile(Noun):
    """Pixels, ratios (width over height), bytes; thresholds as measured by ``readers/photo.py``."""

    minimum_width: int
    minimum_height: int
    minimum_ratio: float
    maximum_ratio: float
    minimum_bytes: int
    maximum_bytes: int
    formats: tuple[str, ...]
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
    payment: Payment
    training: Training = Training()
    exam: Exam
    makeup: Makeup
    certificate: Certificate
    subsidies: tuple[Subsidy, ...] = ()
    subsidy: SubsidyTerms = SubsidyTerms()
    roster: RosterLayout
    rules: Mapping[str, RuleChange] = {}
    retention: Retention | None = None

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

    def closes_at(self) -> datetime:
        """The first moment that is late: midnight after the deadline."""
        return self._end_of(self.registration.deadline)

    def opens_at(self) -> datetime:
        """The first moment of the registration: midnight at which its first day begins."""
        return datetime.combine(self.registration.opens, time(), self.tz).astimezone(UTC)

    def is_past_retention(self, now: datetime) -> bool:
        """Whether personal data need be kept no longer (``now`` aware). False where the notice names no day."""
        return self.retention is not None and now.astimezone(self.tz).date() > self.retention.until

    def is_late(self, received_at: datetime) -> bool:
        """Whether a mail received then (aware) came after the deadline."""
        return received_at >= self.closes_at()

    def is_late_correction(self, received_at: datetime) -> bool:
        """Whether a mail received then (aware) came too late even to complete papers sent in time."""
        return received_at >= self._end_of(self.registration.corrections_until or self.registration.deadline)

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), self.tz).astimezone(UTC)
