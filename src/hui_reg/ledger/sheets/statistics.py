"""The figures for whoever asks: a page to print, and one table each by unit, by day, and by what was found.

Everybody is counted in every block exactly once, those of whom something was not read too, so each block's sum is the
number of people; only the problems are counted by people, of whom one may have several.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hui_reg.history.decisions import CHOICE_TITLES, Stage
from hui_reg.history.roll import Roll
from hui_reg.history.standing import STAGE_TITLES
from hui_reg.ledger.sheets.parts import NUMBER, UNIT, numbered, title
from hui_reg.model import Assessment, Outcome, Verdict
from hui_reg.notation.resident_id import age_on, parse
from hui_reg.spreadsheets.writer import Column, Content, Sheet
from hui_reg.vocabulary import EDUCATION_LEVELS, Field

_UNREAD = "没有读出"
_AGES = ((0, 25), (26, 35), (36, 45), (46, 55), (56, 200))
_UNDECIDED = "还没有意见"
_PASSED_STEPS: Mapping[str, Callable[[Roll, str], bool]] = {
    "初审通过": lambda roll, key: roll.standing_of(key).passed_first,
    "复核通过": lambda roll, key: roll.standing_of(key).is_cleared,
    "已缴费": lambda roll, key: roll.standing_of(key).has_paid,
    "考试合格": lambda roll, key: roll.standing_of(key).has_passed,
    "已发证": lambda roll, key: roll.standing_of(key).is_certified,
}
Row = tuple[Content, ...]


@dataclass(frozen=True)
class Case:
    """What is counted of one person, without the papers. ``on``: the day of the first mail."""

    key: str
    unit: str
    verdict: Verdict
    sex: str
    age: int | None
    education: str
    on: date | None
    reasons: frozenset[tuple[str, str]]
    """Rule and outcome of every finding that is more than a note."""


def case_of(assessment: Assessment, roll: Roll) -> Case:
    """The person of an assessment; the age is that on the last day of registration."""
    dossier, notice = assessment.dossier, roll.notice
    known = parse(dossier.id_number)
    education = dossier.fields.get(Field.EDUCATION)
    days = [message.received_at.astimezone(notice.tz).date() for message in dossier.messages]
    found = ((f.rule, f.outcome.words) for f in assessment.findings if f.outcome is not Outcome.NOTE)
    return Case(
        key=dossier.key,
        unit=dossier.unit,
        verdict=assessment.verdict,
        sex=known.sex if known else _UNREAD,
        age=age_on(known.birth_date, notice.registration.deadline) if known else None,
        education=(education.value.value if education else None) or _UNREAD,
        on=min(days, default=None),
        reasons=frozenset(found),
    )


def statistics(roll: Roll, cases: Sequence[Case], rules: Mapping[str, str], at: datetime) -> tuple[Sheet, ...]:
    """All tables of these people. ``rules``: the titles of rules by their ids; ``at``: when they were counted."""
    told = f"{roll.notice.number}　统计时间 {at:%Y-%m-%d %H:%M}　共 {len(cases)} 人"
    return (
        _page(roll, cases, told),
        _by_unit(roll, cases, told),
        _by_day(roll, cases, told),
        _by_reason(roll, cases, rules, told),
    )


def _page(roll: Roll, cases: Sequence[Case], told: str) -> Sheet:
    """One page, portrait: block by block, each with its sum."""
    decisions = [roll.decisions.get(case.key, {}).get(Stage.FIRST) for case in cases]
    blocks: tuple[tuple[str, Sequence[str], Iterable[str]], ...] = (
        ("初审建议（程序）", [v.words for v in Verdict], [case.verdict.words for case in cases]),
        (
            "初审意见（人）",
            [*CHOICE_TITLES.values(), _UNDECIDED],
            [CHOICE_TITLES[d.choice] if d else _UNDECIDED for d in decisions],
        ),
        ("现在到哪一步", list(STAGE_TITLES.values()), [roll.standing_of(case.key).title for case in cases]),
        ("性别", ["男", "女", _UNREAD], [case.sex for case in cases]),
        ("年龄（到报名截止日）", [*map(_band, _AGES), _UNREAD], [_band_of(case.age) for case in cases]),
        ("学历", [*EDUCATION_LEVELS, _UNREAD], [case.education for case in cases]),
    )
    rows: list[Row] = []
    for name, order, values in blocks:
        counts = Counter(values)
        words = [word for word in (*order, *sorted(set(counts) - set(order))) if counts[word]]
        rows += [(name if not place else "", word, counts[word], _share(counts[word], len(cases)))
                 for place, word in enumerate(words)]  # fmt: skip
    return Sheet(
        "统计表",
        (Column("项目", 26), Column("分类", 26), Column("人数", 12), Column("占比", 12, centred=True)),
        tuple(rows),
        heading=(title(roll.notice, "统计表"), told, f"{len({case.unit for case in cases})} 个单位"),
        totals=("合计", "", len(cases), _share(len(cases), len(cases))),
        orientation="portrait",
    )


def _by_unit(roll: Roll, cases: Sequence[Case], told: str) -> Sheet:
    steps = list(_PASSED_STEPS)
    rows: list[Row] = []
    for unit in dict.fromkeys(case.unit for case in cases):
        own = [case for case in cases if case.unit == unit]
        verdicts = Counter(case.verdict for case in own)
        passed = [sum(_PASSED_STEPS[step](roll, case.key) for case in own) for step in steps]
        rows.append((unit, len(own), *(verdicts[verdict] for verdict in Verdict), *passed))
    counted = [Column("人数", 8), *(Column(v.words, 12) for v in Verdict), *(Column(step, 10) for step in steps)]
    return Sheet(
        "各单位",
        (NUMBER, Column(UNIT.title, 36), *counted),
        numbered(rows),
        heading=(title(roll.notice, "各单位报名与审核情况"), told),
        totals=("", "合计", *_sums(rows, len(counted))),
    )


def _by_day(roll: Roll, cases: Sequence[Case], told: str) -> Sheet:
    days = Counter(case.on for case in cases)
    rows: list[Row] = []
    so_far = 0
    for day in sorted(day for day in days if day is not None):
        so_far += days[day]
        units = {case.unit for case in cases if case.on == day}
        rows.append((day, days[day], len(units), so_far, _share(so_far, len(cases))))
    if days[None]:
        rows.append((_UNREAD, days[None], None, so_far + days[None], _share(so_far + days[None], len(cases))))
    counted = [Column("人数", 10), Column("单位数", 10), Column("累计人数", 12), Column("累计占比", 12, centred=True)]
    return Sheet(
        "各日",
        (NUMBER, Column("首次来信日期", 16), *counted),
        numbered(rows),
        heading=(title(roll.notice, "每天新报名人数"), told),
        totals=("", "合计", len(cases), None, len(cases), _share(len(cases), len(cases))),
        orientation="portrait",
    )


def _by_reason(roll: Roll, cases: Sequence[Case], rules: Mapping[str, str], told: str) -> Sheet:
    people = Counter(reason for case in cases for reason in case.reasons)
    ordered = sorted(people.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        (rules.get(rule, rule), rule, outcome, count, _share(count, len(cases))) for (rule, outcome), count in ordered
    ]
    some = sum(bool(case.reasons) for case in cases)
    return Sheet(
        "问题",
        (
            NUMBER,
            Column("问题", 40),
            Column("规则", 8),
            Column("性质", 14),
            Column("人数", 10),
            Column("占比", 10, centred=True),
        ),
        numbered(rows),
        heading=(title(roll.notice, "审核发现的问题"), told, "一人可以有几个问题，所以人数不能相加"),
        totals=("", "有问题的人", "", "", some, _share(some, len(cases))),
        orientation="portrait",
    )


def _sums(rows: Sequence[Row], columns: int) -> tuple[int, ...]:
    """The sums of the last ``columns`` columns."""
    return tuple(sum(int(str(row[place])) for row in rows) for place in range(-columns, 0))


def _band(ages: tuple[int, int]) -> str:
    youngest, oldest = ages
    if not youngest:
        return f"{oldest} 岁以下（含）"
    return f"{youngest} 岁以上" if oldest > 99 else f"{youngest}—{oldest} 岁"


def _band_of(age: int | None) -> str:
    return _UNREAD if age is None else next(_band(ages) for ages in _AGES if ages[0] <= age <= ages[1])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"
