"""Scores come in: per paper a figure, 缺考 or 违纪. Nothing is rounded towards a pass."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from hui_reg.history.flags import exam_day_faults
from hui_reg.history.kinds import EntryKind
from hui_reg.history.papers import is_pass, kept_until, titles
from hui_reg.history.people import People, Person
from hui_reg.history.state import State
from hui_reg.ledger.plan import Draft, Plan, Wrong, plan_table
from hui_reg.ledger.tables import ID_NUMBER, NAME, UNIT, Heading, Row, Table, day_of, number_of, without_noise
from hui_reg.notice import Notice

_USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "theory": (
        "理论成绩", "理论", "理论知识", "理论知识成绩", "理论知识考试成绩", "理论考试成绩", "理论分数", "理论得分",
    ),
    "skill": (
        "技能成绩", "技能", "操作技能", "操作技能成绩", "技能考核成绩", "技能考试成绩", "技能操作成绩", "实操成绩",
        "操作技能考核成绩", "技能分数", "技能得分",
    ),
    "review": ("综合评审成绩", "综合评审", "综合成绩", "综合", "答辩成绩", "答辩", "论文成绩", "论文"),
}  # fmt: skip
"""What the column of a paper is usually called; the notice's own name for it is known too."""
_ONLY: Final = ("成绩", "分数", "得分", "考试成绩", "总成绩")


def headings(notice: Notice) -> tuple[Heading, ...]:
    """The columns of a score sheet under this notice."""
    papers = notice.exam.papers
    scores, missed = [], []
    for paper in papers:
        own = (paper.name, *(f"{paper.name}{word}" for word in ("成绩", "分数", "得分")))
        only = _ONLY if len(papers) == 1 else ()
        scores.append(Heading(paper.id, tuple(dict.fromkeys((*_USUAL[paper.id], *own, *only)))))
        short = (_USUAL[paper.id][1], paper.name)
        absent = (f"{name}{word}" for name in short for word in ("缺考", "是否缺考", "缺考标志"))
        missed.append(Heading(f"{paper.id}_absent", tuple(dict.fromkeys(absent))))
    return (
        NAME,
        ID_NUMBER,
        UNIT,
        Heading("ticket", ("准考证号", "准考证", "准考证号码", "考号")),
        Heading("exam_on", ("考试日期", "考试时间", "认定日期")),
        *scores,
        *missed,
    )


_MARKS = {
    "absent": ("缺考", "缺席", "未参加", "未考", "弃考", "旷考"),
    "void": ("违纪", "作弊", "作废", "取消成绩", "取消", "违规"),
}
_BY_WORD = {word: mark for mark, words in _MARKS.items() for word in words}
_NO_SITTING = frozenset(("", "-", "—", "--", "——", "/", "免考", "免试", "无"))
_YES = frozenset(("是", "缺考", "√", "1", "Y", "y", "缺"))


def plan_scores(
    table: Table,
    people: People,
    states: Mapping[str, State],
    notice: Notice,
    exam_on: date | None,
    published_on: date | None = None,
) -> Plan:
    """Take in the scores of one exam. The day is the row's own, else ``exam_on``, else that of the person's seat."""
    if table.rows and not any(paper in row.cells for row in table.rows for paper in notice.exam.ids):
        columns = "或".join(f"“{paper.name}成绩”" for paper in notice.exam.papers)
        table = replace(table, rows=(), missing=f"没有找到{columns}列")

    def take(row: Row, person: Person, state: State) -> list[Draft] | Wrong:
        day = _day(row, exam_on, state)
        if isinstance(day, Wrong):
            return day
        drafts = []
        for paper in notice.exam.ids:
            read = read_score(row[paper], row[f"{paper}_absent"], notice, paper, day)
            if isinstance(read, Wrong):
                return Wrong(f"{titles([paper], notice)}：{read.reason}")
            if read is not None:
                score, mark = read
                announced = published_on or _announced(state, paper, day)
                data = {
                    "paper": paper,
                    "score": None if score is None else f"{score:f}",
                    "mark": mark,
                    "published_on": announced.isoformat() if announced else None,
                }
                drafts.append(Draft(person.key, EntryKind.SCORE, day, data))
        return drafts

    def warn(row: Row, _: Person, state: State) -> list[str]:
        return list(_warnings(row, exam_on, state, notice))

    return plan_table(_with_numbers(table, people, states), people, states, take, warn=warn)


def read_score(
    text: str, absent: str, notice: Notice, paper: str = "theory", on: date | None = None
) -> tuple[Decimal | None, str] | Wrong | None:
    """A cell as (score, mark); None when the paper was not sat. ``absent`` is a flag column of its own, if any.

    The marks are those of the paper on the day of the exam.
    """
    plain = text.strip()
    missed = absent.strip() in _YES
    if plain in _BY_WORD:
        return None, _BY_WORD[plain]
    if plain in _NO_SITTING:
        return (None, "absent") if missed else None
    number = number_of(plain)
    if number is None:
        return Wrong(f"“{plain}”不是分数")
    if missed:
        return (None, "absent") if number == 0 else Wrong(f"标为缺考，却有分数 {plain}")
    score = without_noise(number)
    if score is None:
        return Wrong(f"分数 {plain} 的小数位过多")
    marks = notice.on(on).exam.paper(paper) or notice.exam.papers[0]
    pass_mark = Decimal(marks.pass_mark)
    if (score >= pass_mark) != (number >= pass_mark):
        return Wrong(f"分数 {plain} 带有公式误差，是否合格无法确定，请填写准确分数")
    if not 0 <= score <= marks.full_marks:
        return Wrong(f"分数 {plain} 不在 0 至 {marks.full_marks} 之间")
    return score, ""


def _announced(state: State, paper: str, day: date) -> date | None:
    """The day of publication known before: a file that doesn't tell it takes none away."""
    return next((s.published_on for s in state.scores if (s.paper, s.on) == (paper, day)), None)


def _day(row: Row, exam_on: date | None, state: State) -> date | Wrong:
    if row["exam_on"]:
        return day_of(row["exam_on"]) or Wrong(f"考试日期“{row['exam_on']}”不是日期")
    seat = state.last(EntryKind.SEAT)
    day = exam_on or (date.fromisoformat(str(seat.data["exam_on"])) if seat else None)
    return day or Wrong("不知道考试日期：请加 --date，或先用 export exam 编排考场")


def _with_numbers(table: Table, people: People, states: Mapping[str, State]) -> Table:
    """Fill a missing ID number in from the admission ticket."""
    numbers = {person.key: person.id_number for person in people.everyone}
    owners = {
        str(seat.data["ticket"]): numbers.get(key, "")
        for key, state in states.items()
        for seat in state.of(EntryKind.SEAT)
    }

    def filled(row: Row) -> Row:
        found = owners.get(row["ticket"])
        return replace(row, cells={**row.cells, "id_number": found}) if found and not row["id_number"] else row

    return replace(table, rows=tuple(map(filled, table.rows)))


def _warnings(row: Row, exam_on: date | None, state: State, notice: Notice) -> Iterator[str]:
    tickets = {str(seat.data["ticket"]) for seat in state.of(EntryKind.SEAT)}
    if row["ticket"] and tickets and row["ticket"] not in tickets:
        yield f"准考证号 {row['ticket']} 与编排的 {'、'.join(sorted(tickets))} 不符"
    day = _day(row, exam_on, state)
    if isinstance(day, Wrong):
        return
    earlier = [score for score in state.scores if score.on < day]
    if not earlier:
        yield from exam_day_faults(day, notice)
    for paper in notice.exam.ids:
        kept = [s for s in earlier if s.paper == paper and is_pass(s, notice) and day <= kept_until(s, notice)]
        if kept and row[paper].strip() not in _NO_SITTING:
            yield f"{titles([paper], notice)}已于 {kept[-1].on} 合格，仍有成绩"
    if not any(
        row[name].strip() not in _NO_SITTING for paper in notice.exam.ids for name in (paper, f"{paper}_absent")
    ):
        yield "两科都没有成绩，未记录" if len(notice.exam.papers) == 2 else "没有成绩，未记录"
