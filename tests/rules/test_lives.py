"""A table of lives with verdicts worked out by hand, and the laws that hold over all lives."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.model import Dossier, Outcome, Reading
from hui_reg.notation.resident_id import age_on
from hui_reg.notice import Notice, parse, shipped
from hui_reg.rules import check
from hui_reg.rules.case import COLLEGE, rank
from hui_reg.vocabulary import Kind
from tests import builders as b

TABLE = Path(__file__).parent / "lives.txt"
CLASS_DIGITS = {"普通高校": "1", "成人": "5", "网络": "7", "开放": "5"}
LEVEL_DIGITS = {"博士": "01", "硕士": "02", "本科": "05", "大专": "06"}
STUDENTS = {"在读": Kind.ENROLMENT_REPORT, "在校": Kind.ENROLMENT_LETTER}
ELIGIBILITY = {"C301", "C302", "C303", "C304", "C305"}


@dataclass(frozen=True)
class Paper:
    """One diploma, or with ``student`` an enrolment paper whose graduation is expected."""

    level: str
    school_class: str | None
    major: str | None
    graduated: str | None
    conclusion: str = "毕业"
    student: str = ""

    def fields(self, serial: int) -> dict[str, Any]:
        said = {"education": self.level, "school": f"示范学校{serial}", "major": self.major}
        if self.student:
            return said | {"expected_graduation": self.graduated}
        said |= {"graduation_date": self.graduated, "conclusion": self.conclusion, "school_class": self.school_class}
        return said | {"certificate_number": self.number(serial)}

    def number(self, serial: int) -> str:
        if self.school_class == "自考":
            return f"6535011612010{serial:04d}"
        year = (self.graduated or "0000")[:4]
        digit, level = CLASS_DIGITS.get(self.school_class or "", "1"), LEVEL_DIGITS.get(self.level, "00")
        return f"12345{digit}{year}{level}{serial:06d}" if self.level in COLLEGE else f"证{year}{serial:04d}"


@dataclass(frozen=True)
class Life:
    born: str
    papers: tuple[Paper, ...]
    findings: frozenset[str] = field(default_factory=frozenset)
    why: str = ""


def _paper(text: str) -> Paper:
    words = text.split()
    student = words.pop(0) if words[0] in STUDENTS else ""
    level, *rest = words
    said: Any = [None if word == "-" else word for word in rest]
    return replace(Paper(level, *said), student=student)


def _life(line: str) -> Life:
    born, papers, findings, why = (part.strip() for part in line.split("|"))
    said = frozenset() if findings == "-" else frozenset(findings.split())
    return Life(born, tuple(_paper(paper) for paper in papers.split(";")), said, why)


LIVES = [_life(line) for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def dossier_of(life: Life) -> Dossier:
    """The documents such a person sends, faultless but for the life itself."""
    who = b.person(number=b.id_number(life.born))
    readings: list[Reading] = [_card(who, life.born), b.photo()]
    for serial, paper in enumerate(life.papers, 1):
        said = paper.fields(serial)
        if paper.student:
            readings.append(b.reading(STUDENTS[paper.student], name=who.name, **said))
            continue
        readings.append(b.diploma(who, **said))
        if paper.level in COLLEGE:
            early = (paper.graduated or "9") < "2002"
            readings.append(
                b.reading(Kind.RECOGNITION_REPORT, name=who.name, **said) if early else b.record(who, **said)
            )
    done = [(serial, paper) for serial, paper in enumerate(life.papers, 1) if not paper.student] or [
        (1, life.papers[0])
    ]
    serial, highest = max(done, key=lambda p: (p[1].conclusion == "毕业", rank(p[1].level)))
    claim = {"education": highest.level, "school": f"示范学校{serial}", "major": highest.major}
    readings.append(b.form(who, **claim, graduation_date=highest.graduated))
    return b.dossier(who, *(b.exhibit(r, f"{i}.pdf" if r.kind not in _NAMED else None) for i, r in enumerate(readings)))


_NAMED = (Kind.PHOTO, Kind.APPLICATION_FORM)


def _card(who: b.Person, born: str) -> Reading:
    """A card valid on the deadline, of the right period for the age at issue."""
    if born > "2008-01-01":
        return b.id_card(who, id_valid_from="2023-05-06", id_valid_to="2028-05-06")
    age = age_on(date.fromisoformat(born), date(2020, 5, 6))
    until = "2025-05-06" if age < 16 else "2030-05-06" if age < 26 else "2040-05-06" if age < 46 else "长期"
    return b.id_card(who, id_valid_from="2020-05-06", id_valid_to=until)


def found(life: Life, notice: Notice) -> frozenset[str]:
    """The rules that don't hold, notes aside."""
    findings = check(dossier_of(life), notice).findings
    return frozenset(finding.rule for finding in findings if finding.outcome is not Outcome.NOTE)


def test_the_table_is_long_enough() -> None:
    assert len(LIVES) >= 80


@pytest.mark.parametrize("life", LIVES, ids=[f"{life.why}" for life in LIVES])
def test_life(life: Life, notice: Notice) -> None:
    assert found(life, notice) == life.findings, life.why


# laws

NOTICE = parse(shipped())
WORST = {"C301": 2, "C303": 2, "C304": 2, "C305": 2, "C302": 1}
days = st.dates(date(2003, 1, 1), date(2024, 7, 5)).map(date.isoformat)
precise = st.one_of(days, days.map(lambda day: day[:7]))
papers = st.builds(
    Paper,
    st.sampled_from(["初中", "高中", "中专", "技校", "大专", "本科"]),
    st.sampled_from(["普通高中", "中专", "技校", "普通高校", "成人", "网络"]),
    st.sampled_from(["行政管理", "会计", "英语", None]),
    precise,
    st.sampled_from(["毕业", "毕业", "毕业", "结业"]),
)
lives = st.builds(Life, st.just("1990-03-07"), st.lists(papers, min_size=1, max_size=3).map(tuple))


def severity(life: Life) -> int:
    """0 eligible, 1 a person must look, 2 not eligible."""
    return max((WORST.get(rule, 0) for rule in found(life, NOTICE)), default=0)


@settings(max_examples=50, deadline=None)
@given(lives, st.integers(1, 4000))
def test_an_earlier_graduation_never_harms(life: Life, earlier: int) -> None:
    first, *rest = life.papers
    assert first.graduated is not None
    sooner = date.fromisoformat((first.graduated + "-01")[:10]) - timedelta(days=earlier)
    moved = sooner.isoformat()[: len(first.graduated)]
    changed = Paper(first.level, first.school_class, first.major, moved, first.conclusion)
    assert severity(Life(life.born, (changed, *rest))) <= severity(life)


@settings(max_examples=50, deadline=None)
@given(lives, papers)
def test_another_diploma_never_harms(life: Life, further: Paper) -> None:
    assert severity(Life(life.born, (*life.papers, further))) <= severity(life)


@settings(max_examples=40, deadline=None)
@given(lives)
def test_the_order_of_diplomas_does_not_matter(life: Life) -> None:
    assert severity(Life(life.born, life.papers[::-1])) == severity(life)


@settings(max_examples=40, deadline=None)
@given(lives)
def test_at_most_one_rule_of_eligibility_speaks(life: Life) -> None:
    assert len(found(life, NOTICE) & ELIGIBILITY) <= 1


@settings(max_examples=40, deadline=None)
@given(lives, days)
def test_a_month_never_says_more_than_any_of_its_days(life: Life, day: str) -> None:
    first, *rest = life.papers
    exact = Paper(first.level, first.school_class, first.major, day, first.conclusion)
    coarse = Paper(first.level, first.school_class, first.major, day[:7], first.conclusion)
    by_day, by_month = (severity(Life(life.born, (paper, *rest))) for paper in (exact, coarse))
    assert by_day == by_month or by_month == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "law",
    [
        test_an_earlier_graduation_never_harms,
        test_another_diploma_never_harms,
        test_the_order_of_diplomas_does_not_matter,
        test_at_most_one_rule_of_eligibility_speaks,
        test_a_month_never_says_more_than_any_of_its_days,
    ],
)
def test_for_many_more_lives(law: Callable[[], None]) -> None:
    for _ in range(20):
        law()  # other lives each time
