"""Who may claim which subsidy: 可能符合, 需核实 or 不符合, with the clause. Never a plain 符合.

Each condition of the notice is met, not met, or open; one not met decides, else one open. None can be read from the
materials: everything rests on what people declare.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from hui_reg.history.kinds import EntryKind
from hui_reg.history.papers import add_months
from hui_reg.history.people import Person
from hui_reg.history.state import State
from hui_reg.ledger.declaration import (
    CIVIL_PENSION,
    ENTERPRISE,
    FINAL_YEAR,
    OTHER_STUDENT,
    UNSURE,
)
from hui_reg.notation import resident_id
from hui_reg.notice import Notice, Subsidy

OF_AGE = 18
"""成年, Civil Code art. 17."""


class Prospect(StrEnum):
    """How a claim looks."""

    POSSIBLE = "可能符合"
    TO_CHECK = "需核实"
    EXCLUDED = "不符合"


@dataclass(frozen=True)
class Condition:
    """One condition: met, not met, or open (None), and what is said about it unless it is met."""

    met: bool | None
    text: str


@dataclass(frozen=True)
class Judgement:
    """One subsidy for one person. ``apply_by`` is the notice's latest day, where it gives one; ``hint`` only hints."""

    subsidy: Subsidy
    prospect: Prospect
    reasons: tuple[str, ...]
    apply_by: date | None
    hint: str


def judge(person: Person, state: State, notice: Notice, today: date) -> tuple[Judgement, ...]:
    """Both subsidies for one applicant, as things stand ``today``."""
    return tuple(_judge(subsidy, person, state, notice, today) for subsidy in notice.subsidies)


def _judge(subsidy: Subsidy, person: Person, state: State, notice: Notice, today: date) -> Judgement:
    declared = _Declared(state)
    conditions = [
        *_general(subsidy, state, declared, notice, today),
        *(_exclusion(word, person, state, declared, today) for word in subsidy.excludes),
        *_pension(subsidy, declared),
        *_insurance(subsidy, declared),
    ]
    failed = tuple(dict.fromkeys(c.text for c in conditions if c.met is False))
    unclear = tuple(dict.fromkeys(c.text for c in conditions if c.met is None))
    if not declared.answers:
        unclear = ("尚未交回自查表",)
    prospect = Prospect.EXCLUDED if failed else Prospect.TO_CHECK if unclear else Prospect.POSSIBLE
    return Judgement(subsidy, prospect, failed or unclear, subsidy.apply_by, _hint(state, notice))


class _Declared:
    """The declared answers; 不清楚 is as open as nothing."""

    def __init__(self, state: State) -> None:
        entry = state.last(EntryKind.DECLARATION)
        self.answers = entry.data if entry else {}

    def text(self, field: str) -> str:
        answer = str(self.answers.get(field) or "")
        return "" if answer == UNSURE else answer

    def is_not(self, field: str, word: str, about: str) -> Condition:
        """Met when the answer is known and isn't ``word``."""
        answer = self.text(field)
        return Condition(answer != word if answer else None, about if answer else f"{about}？未填写")


def _general(subsidy: Subsidy, state: State, declared: _Declared, notice: Notice, today: date) -> Iterator[Condition]:
    yield Condition(True if state.of(EntryKind.CERTIFICATE) else None, "尚无证书记录")
    if not notice.subsidy.established_staff_eligible:
        yield declared.is_not("established", "是", "在编人员")
    claimed = [str(entry.data["subsidy"]) for entry in state.of(EntryKind.SUBSIDY)]
    if notice.subsidy.exclusive and [other for other in claimed if other != subsidy.id]:
        yield Condition(False, "已申领另一项补贴，两项只能享受一项")
    if subsidy.apply_by is not None and today > subsidy.apply_by and subsidy.id not in claimed:
        yield Condition(False, f"已过最晚申领日 {subsidy.apply_by}")
    window = _window(state, notice)
    if window is not None and today > window:
        yield Condition(None, f"自发证起已超过 {notice.subsidy.window_months} 个月")


def _age(person: Person, state: State, today: date) -> Condition:
    """On the day of the claim, which is today for one who hasn't claimed yet."""
    parsed, claim = resident_id.parse(person.id_number), state.last(EntryKind.SUBSIDY)
    if parsed is None:
        return Condition(None, "未成年人？证件号码不明")
    return Condition(resident_id.age_on(parsed.birth_date, claim.on if claim else today) >= OF_AGE, "未成年人")


Test = Callable[[Person, State, _Declared, date], Condition]
_EXCLUSIONS: Final[dict[str, Test]] = {
    "机关社保": lambda person, state, declared, today: declared.is_not("pension", CIVIL_PENSION, "参加机关社保"),
    "未成年人": lambda person, state, declared, today: _age(person, state, today),
    "退休人员": lambda person, state, declared, today: declared.is_not("retired", "是", "退休人员"),
    "非应届在校学生": lambda person, state, declared, today: declared.is_not(
        "student", OTHER_STUDENT, "非应届在校学生"
    ),
    "在校学生": lambda person, state, declared, today: Condition(
        None if not declared.text("student") else declared.text("student") not in (FINAL_YEAR, OTHER_STUDENT),
        "在校学生",
    ),
    "失信人员": lambda person, state, declared, today: declared.is_not("dishonest", "是", "失信人员"),
}
"""The notice's words for who is excluded, each with its test."""


def _exclusion(word: str, person: Person, state: State, declared: _Declared, today: date) -> Condition:
    test = _EXCLUSIONS.get(word)
    return test(person, state, declared, today) if test else Condition(None, f"是否属于“{word}”须人工核实")


def _pension(subsidy: Subsidy, declared: _Declared) -> Iterator[Condition]:
    """Whoever isn't excluded may claim; an open pension is asked for by the name of the one that surely qualifies."""
    if subsidy.qualifies and not declared.text("pension"):
        yield Condition(None, f"养老保险？未填写（“{subsidy.qualifies}”的符合）")


def _insurance(subsidy: Subsidy, declared: _Declared) -> Iterator[Condition]:
    if subsidy.minimum_months is None:
        return
    months, payer = declared.answers.get("months"), declared.text("insured_by")
    if months is None:
        yield Condition(None, "失业保险缴费月数？未填写")
    else:
        enough = int(str(months)) >= subsidy.minimum_months
        yield Condition(enough, f"失业保险缴费 {months} 个月，不满 {subsidy.minimum_months} 个月")
    if not payer:
        yield Condition(None, "失业保险由谁缴纳？未填写")
    else:
        yield Condition(payer == ENTERPRISE, f"失业保险由“{payer}”缴纳，不是企业")
    yield declared.is_not("unemployed", "是", "目前失业")


def _window(state: State, notice: Notice) -> date | None:
    certificate = state.last(EntryKind.CERTIFICATE)
    issued = certificate.data.get("issued_on") if certificate else None
    return add_months(date.fromisoformat(str(issued)), notice.subsidy.window_months) if issued else None


def _hint(state: State, notice: Notice) -> str:
    window = _window(state, notice)
    return f"自发证起 {notice.subsidy.window_months} 个月至 {window}，仅作提示" if window else ""
