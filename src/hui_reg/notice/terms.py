"""What a notice says, as nouns: eligibility, dates, fees, materials, photo profile, code lists."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from hui_reg.model import Noun, Outcome
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


class Route1(Noun):
    """Graduated ``years`` full years before ``cut_off`` (default: the registration deadline)."""

    years: int
    cut_off: date | None = None
    grey_zone_to_year_end: bool = True


class Route2(Noun):
    """In this or a related major, from a school of these classes; ``review_classes`` are not clearly meant."""

    school_classes: tuple[str, ...]
    excluded_classes: tuple[str, ...] = ()
    review_classes: tuple[str, ...] = ("自考", "网络", "开放")
    related_majors: tuple[str, ...] = ()


class OwnRoute(Noun):
    """A county's own way in: every condition named must hold, ages and years counted on the registration deadline.

    ``education``: graduated, at one of these levels; ``graduated_years`` full years ago. ``student``: of the final
    year. ``held_levels``: of a certificate in this occupation. What only the form tells (years in the occupation, the
    certificate held) is for a person to compare with its proof, unless ``form_is_enough``.
    """

    title: str = Field(min_length=1)
    basis: str
    minimum_age: int | None = None
    maximum_age: int | None = None
    years_in_occupation: int | None = None
    held_levels: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    graduated_years: int = 0
    student: bool = False
    form_is_enough: bool = False


class Eligibility(Noun):
    """Eligible is whom one of the routes admits; the ages hold for all of them."""

    minimum_age: int
    maximum_age: int | None = None
    basis: str
    secondary_or_above: tuple[str, ...] = ()
    final_year: int
    route1: Route1 | None = None
    route2: Route2 | None = None
    routes: tuple[OwnRoute, ...] = ()

    @property
    def takes_students(self) -> bool:
        """Whether some route admits students of the final year."""
        return self.route2 is not None or any(route.student for route in self.routes)


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
    minimum_head_ratio: float
    maximum_head_ratio: float


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


class Fees(Noun):
    """Yuan. ``makeup_both`` is its own figure, never a sum."""

    registration: int
    makeup_theory: int
    makeup_skill: int
    makeup_both: int
    basis: str


class Payment(Noun):
    """The account that is paid into; blank: not checked. ``payers``: who pays for which unit, where names differ."""

    payee: str = ""
    account_tail: str = ""
    payers: Mapping[str, str] = {}


class Training(Noun):
    starts: date
    hours: float
    basis: str


class Exam(Noun):
    earliest: date
    latest: date
    weekday: str
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
    channel: str
    exclusive: bool
    established_staff_eligible: bool
    window_months: int


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


class Retention(Noun):
    """The last day on which personal data is needed; from the day after it is to be purged."""

    until: date
    basis: str


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
    training: Training
    exam: Exam
    makeup: Makeup
    certificate: Certificate
    subsidies: tuple[Subsidy, ...]
    subsidy: SubsidyTerms
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
