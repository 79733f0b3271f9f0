"""The command for which applicants wait, as it is to be typed: asked of where they stand, earliest step first."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hui_reg.history.decisions import Stage as Review
from hui_reg.history.flags import exam_day_faults
from hui_reg.history.kinds import EntryKind
from hui_reg.history.roll import Roll
from hui_reg.history.standing import Stage, Standing
from hui_reg.notice import Notice

_SEARCH_DAYS = 400
_BY_UNIT = ("hui-reg export review", "hui-reg export notices")
"""The commands of steps that can be told to do one unit alone."""


@dataclass(frozen=True)
class Step:
    """A command that some people wait for, exactly as to be typed, and what they wait for."""

    command: str
    people: int
    reason: str

    @property
    def sentence(self) -> str:
        """``命令：多少人在等什么``."""
        return f"{self.command}：{self.people} 人{self.reason}"

    def for_unit(self, unit: str) -> "Step":
        """The same for one unit alone, where the command can be told so."""
        able = self.command.startswith(_BY_UNIT)
        return replace(self, command=f"{self.command} --unit {typed(unit)}") if able else self


def steps(roll: Roll) -> Iterator[Step]:
    """Everything that somebody waits for the office to do, earliest first."""
    for holds, command, reason in _STEPS:
        waiting = roll.standing_where(holds)
        if waiting.people and not (command is _SUBSIDY and not roll.notice.subsidies):
            yield Step(command(waiting), len(waiting.people), reason)


def waited_for(roll: Roll) -> str:
    """``命令：多少人在等什么``; empty when nobody waits for the office."""
    return next((step.sentence for step in steps(roll)), "")


def typed(word: str) -> str:
    """A word as it is to be typed in a command, in every shell."""
    return f'"{word}"' if re.search(r"[\s&|<>()'$;*?!#`^]", word) else word


def _always(command: str) -> Callable[[Roll], str]:
    return lambda roll: command


def _exam(waiting: Roll) -> str:
    """Seats first, scores once they are handed out."""
    if all(waiting.state(person).of(EntryKind.SEAT) for person in waiting.people):
        return "hui-reg import scores 成绩表.xlsx"
    day = exam_day(waiting.today, waiting.notice)
    return f"hui-reg export exam --date {day} --room 第一考场:{min(999, len(waiting.people))}"


def exam_day(today: date, notice: Notice) -> date:
    """The first day from ``today`` on that the notice has an exam, else the first of all, else its earliest day."""
    for start in (max(today, notice.exam.earliest), notice.exam.earliest):
        days = (start + timedelta(days=number) for number in range(_SEARCH_DAYS))
        found = next((day for day in days if not list(exam_day_faults(day, notice))), None)
        if found is not None:
            return found
    return notice.exam.earliest


def _stands_at(*stages: Stage) -> Callable[[Standing], bool]:
    return lambda stands: stands.stage in stages


def _asks(review: Review, *, held: bool = False) -> Callable[[Standing], bool]:
    return lambda stands: stands.asks is review and stands.held is held


_REVIEW = "hui-reg export review"
_SUBSIDY = _always("hui-reg export subsidy")
_STEPS: tuple[tuple[Callable[[Standing], bool], Callable[[Roll], str], str], ...] = (
    (_asks(Review.FIRST), _always(_REVIEW), "在等初审；审回后 hui-reg import review"),
    (_asks(Review.SECOND), _always(f"{_REVIEW} --stage second"), "在等复核；审回后 hui-reg import review"),
    (_stands_at(Stage.SECOND_REVIEWED), _always("hui-reg export fees"), "待缴费；收到回单后 hui-reg import receipts"),
    (_stands_at(Stage.PAID), _always("hui-reg export training"), "待培训；之后 hui-reg import training"),
    (_stands_at(Stage.TRAINED), _exam, "待考试；日期、考场请改成实际的"),
    (_stands_at(Stage.EXAMINED), _always("hui-reg import scores 成绩表.xlsx"), "缺一科成绩"),
    (_stands_at(Stage.MAKEUP), _always("hui-reg export makeup"), "待补考"),
    (_stands_at(Stage.PASSED), _always("hui-reg import certificates 证书编号表.xlsx"), "在等证书编号"),
    (_stands_at(Stage.CERTIFIED), _SUBSIDY, "可做补贴自查"),
    (_stands_at(Stage.TO_CORRECT), _always("hui-reg export notices"), "待补正，请确认已通知单位"),
    (_asks(Review.FIRST, held=True), _always(_REVIEW), "的初审暂缓"),
    (_asks(Review.SECOND, held=True), _always(f"{_REVIEW} --stage second"), "的复核暂缓"),
)
