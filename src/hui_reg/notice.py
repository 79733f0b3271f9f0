"""The notice of one registration as data: eligibility, dates, fees, materials, photo profile, code lists.

A notice is one TOML file; ``notices/`` ships the first. Every number and list a rule uses comes from here.
"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from importlib import resources
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError

from hui_reg.errors import ExitCode, HuiRegError, in_chinese
from hui_reg.model import Noun, Outcome
from hui_reg.vocabulary import Material

DEFAULT_NOTICE = "huian-2024-13"


class Occupation(Noun):
    name: str
    synonyms: tuple[str, ...] = ()
    level: str
    level_title: str


class Registration(Noun):
    opens: date
    deadline: date
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


class Eligibility(Noun):
    minimum_age: int
    basis: str
    secondary_or_above: tuple[str, ...]
    final_year: int
    route1: Route1
    route2: Route2


class MaterialDemand(Noun):
    """What the notice asks of one material. ``formats`` as in ``FileReadings.format``."""

    title: str
    title_pattern: str | None = None
    required: Literal["always", "graduate", "college", "never"]
    formats: tuple[str, ...]
    required_fields: tuple[str, ...] = ()
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

    @property
    def tz(self) -> tzinfo:
        """The zone in which the notice's days begin and end."""
        return ZoneInfo(self.timezone)

    @property
    def cut_off(self) -> date:
        """The day to which the full years of route 1 are counted."""
        return self.eligibility.route1.cut_off or self.registration.deadline

    def closes_at(self) -> datetime:
        """The first moment that is late: midnight after the deadline."""
        day_after = self.registration.deadline + timedelta(days=1)
        return datetime.combine(day_after, time(), self.tz).astimezone(UTC)

    def is_past_retention(self, now: datetime) -> bool:
        """Whether personal data need be kept no longer (``now`` aware). False where the notice names no day."""
        return self.retention is not None and now.astimezone(self.tz).date() > self.retention.until

    def is_late(self, received_at: datetime) -> bool:
        """Whether a mail received then (aware) came after the deadline."""
        return received_at >= self.closes_at()


def shipped(notice_id: str = DEFAULT_NOTICE) -> str:
    """The TOML text of a notice shipped with the package. Raises :class:`FileNotFoundError`."""
    return (resources.files("hui_reg") / "notices" / f"{notice_id}.toml").read_text(encoding="utf-8")


def parse(text: str, name: str = "notice.toml") -> Notice:
    """A notice from TOML text. Raises :class:`HuiRegError` (exit 3) that names the faulty keys."""
    try:
        data: dict[str, Any] = tomllib.loads(text)
        return Notice.model_validate(data)
    except tomllib.TOMLDecodeError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"通知文件 {name} 不是有效的 TOML：{error}", "请按提示的行号改正。"
        ) from error
    except ValidationError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"通知文件 {name} 内容有误：{in_chinese(error)}", "请对照随程序附带的通知文件改正。"
        ) from error


def load(path: Path) -> Notice:
    """A notice from a file. Raises :class:`HuiRegError` (exit 3) when it is missing, not UTF-8, or wrong."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.name)
    except FileNotFoundError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"找不到通知文件 {path.name}", "请先运行 hui-reg init，或改正 hui-reg.toml 的 notice。"
        ) from error
    except UnicodeDecodeError as error:
        raise HuiRegError(
            ExitCode.SETTINGS, f"通知文件 {path.name} 不是 UTF-8 编码", "请另存为 UTF-8 后重试。"
        ) from error
