"""The parts that rules are made of: names, dates, certificate numbers; and no dossier, however odd, stops a check."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.model import Dossier, Exhibit, Leftover, Outcome, Problem, ProblemKind, Value, Verdict
from hui_reg.notation.certificate_number import CertificateNumber
from hui_reg.notation.certificate_number import parse as parse_certificate
from hui_reg.notation.iso_dates import agree, shown, span, years_later
from hui_reg.notation.likeness import Match, compare, compare_titles
from hui_reg.notation.names import key
from hui_reg.notice import Notice, parse, shipped
from hui_reg.rules import check, trace
from hui_reg.vocabulary import FACTS, FIELDS, Kind
from tests import builders as b

NOTICE = parse(shipped())

# names


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("张三", "张三", Match.SAME),
        ("张 三", "张三", Match.SAME),
        ("阿依古丽·买买提", "阿依古丽•买买提", Match.SAME),
        ("阿依古丽．买买提", "阿依古丽.买买提", Match.SAME),
        ("阿依古丽・买买提", "阿依古丽买买提", Match.SAME),
        ("黃建國", "黄建国", Match.SAME),
        ("髙峰", "高峰", Match.SAME),
        ("⽅⽂山", "方文山", Match.SAME),
        ("Mary Ann", "MARYANN", Match.SAME),
        ("李喆", "李喜", Match.NEAR),
        ("李喆", "李", Match.NEAR),
        ("崔佳梓", "佳梓", Match.NEAR),
        ("王建军", "王建", Match.DIFFERENT),
        ("孙堃", "孙坤", Match.NEAR),
        ("张?", "张三", Match.NEAR),
        ("李玮", "李伟", Match.NEAR),
        ("林小红", "林红", Match.DIFFERENT),
        ("陈晓燕", "陈小燕", Match.DIFFERENT),
        ("钟慧敏", "钟惠明", Match.DIFFERENT),
        ("张三", "李四", Match.DIFFERENT),
        ("张三", "三张", Match.DIFFERENT),
    ],
)
def test_names(one: str, other: str, match: Match) -> None:
    assert compare(one, other) is match
    assert compare(other, one) is match


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("行政管理", "行政管理专业", Match.SAME),
        ("行政管理（专升本）", "行政管理", Match.SAME),
        ("福建師範大學", "福建师范大学", Match.SAME),
        ("云桥职业中专学校", "云桥职业中专", Match.SAME),
        ("惠北第三中学", "惠北第三中", Match.SAME),
        ("厦门大学嘉庚学院", "厦门大学", Match.NEAR),
        ("泉洲师范学院", "泉州师范学院", Match.NEAR),
        ("会计", "会记", Match.DIFFERENT),
        ("会计", "法学", Match.DIFFERENT),
    ],
)
def test_titles(one: str, other: str, match: Match) -> None:
    assert compare_titles(one, other) is match
    assert compare_titles(other, one) is match


han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=20)


@given(han, st.sampled_from("·•．.・"), st.integers(1, 19))
def test_a_dot_anywhere_makes_no_difference(name: str, dot: str, at: int) -> None:
    assert compare(name[:at] + dot + name[at:], name) is Match.SAME


@given(han, han)
def test_comparing_is_symmetric_and_two_slips_are_different(one: str, other: str) -> None:
    assert compare(one, other) is compare(other, one)
    assert compare(one, one) is Match.SAME
    folded = key(one), key(other)
    if len(folded[0]) == len(folded[1]) and sum(a != c for a, c in zip(*folded, strict=True)) > 1:
        assert compare(one, other) is Match.DIFFERENT


# dates


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2019-07-01", date(2019, 7, 1), date(2019, 7, 1)),
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_spans(iso: str, first: date, last: date) -> None:
    found = span(iso)
    assert found is not None and (found.first, found.last) == (first, last)


@pytest.mark.parametrize("text", ["", "长期", "2019-13", "2019-02-30", "二〇一九年", "2019-7-1-1", "99999"])
def test_no_spans(text: str) -> None:
    assert span(text) is None


def test_leap_days() -> None:
    assert years_later(date(2020, 2, 29), -5) == date(2015, 2, 28)
    assert years_later(date(2020, 2, 29), 4) == date(2024, 2, 29)


def test_dates_agree_as_far_as_both_go() -> None:
    assert agree("2019-07", "2019-07-31") and not agree("2019-07", "2019-08-01")
    assert (shown("2019-07-01"), shown("2019-07"), shown("长期")) == ("2019年7月1日", "2019年7月", "长期")


# certificate numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123451201506000001", ("普通", 2015, "大专")),
        ("12345 1 2015 05 00001", ("普通", 2015, "本科")),
        ("123455201502000001", ("成人", 2015, "硕士")),
        ("123457202001000001", ("网络", 2020, "博士")),
        ("123451202004000001", ("普通", 2020, "本科")),
        ("65350115120104521", ("自考", None, None)),
        ("123459201599000001", (None, 2015, None)),
    ],
)
def test_certificate_numbers(text: str, expected: tuple[str | None, int | None, str | None]) -> None:
    known = parse_certificate(text)
    assert known is not None and (known.school_class, known.year, known.level) == expected


@pytest.mark.parametrize(
    "text", ["", "GZ2015350521046", "1234512015060001", "1234512015060000012", "12345120150600000X"]
)
def test_other_numbers_are_not_of_a_college(text: str) -> None:
    assert parse_certificate(text) is None


@given(st.integers(10000, 59999), st.sampled_from("157"), st.integers(1990, 2030), st.sampled_from(["05", "06"]))
def test_a_composed_number_comes_apart_again(school: int, kind: str, year: int, level: str) -> None:
    known = parse_certificate(f"{school}{kind}{year}{level}000042")
    assert isinstance(known, CertificateNumber) and known.year == year
    assert known.level == {"05": "本科", "06": "大专"}[level]


@pytest.mark.parametrize("field", ["chsi_link", "chsi_qr"])
def test_an_address_that_is_none_is_a_fault_of_the_record(field: str, notice: Notice) -> None:
    who = b.person()
    broken = b.dossier(who, *b.materials(who)[:3], b.record(who, **{field: "http://["}), b.photo())
    assert [f.rule for f in check(broken, notice).findings] == ["D404"]


# anything at all

words = st.sampled_from(
    [
        " ",
        " ",
        "张三",
        "李四",
        "男",
        "女",
        "高中",
        "大专",
        "博士后",
        "毕业",
        "结业",
        "长期",
        "2019-07",
        "2024-02-30",
        "abc",
        "350521199003072123",
        "350521900307212",
        "0",
        "普通高中",
        "自考",
        "*",
        "https://www.chsi.com.cn/?vcode=",
        "http://[",
    ]
)
values = st.builds(
    Value,
    value=st.one_of(words, st.none(), st.text(max_size=8)),
    confidence=st.sampled_from([0.0, 0.5, 0.84, 0.85, 1.0]),
    reason=st.sampled_from(["", "模糊"]),
    page=st.sampled_from([None, 1, 2]),
    alternatives=st.lists(words, max_size=1).map(tuple),
)
fields = st.dictionaries(st.sampled_from(sorted(FIELDS)), values, max_size=12)
facts = st.dictionaries(st.sampled_from(sorted(FACTS)), st.one_of(st.booleans(), st.floats(0, 900), st.just("?")))


@st.composite
def exhibits(draw: Any) -> Exhibit:
    reading = b.reading(draw(st.sampled_from(list(Kind))), facts=draw(facts), **draw(fields))
    when = b.message(received=draw(st.sampled_from(["2024-07-01 09:00", "2024-07-06 09:00"])))
    more = {"superseded": draw(st.booleans()), "tie_confidence": draw(st.sampled_from([0.3, 0.9]))}
    return b.exhibit(reading, mail=when, **more)


def _left(path: str, problem: ProblemKind | None) -> Leftover:
    trouble = Problem(kind=problem, detail="打不开") if problem else None
    return Leftover(file=b.file(b.message(), path), reason="不明", problem=trouble)


leftovers = st.builds(
    _left, st.sampled_from(["身份证.pdf", "1.jpg", "说明.doc"]), st.sampled_from([None, *ProblemKind])
)


@st.composite
def dossiers(draw: Any) -> Dossier:
    who = b.person(number="350521199003072123")
    return b.dossier(
        who,
        *draw(st.lists(exhibits(), max_size=7)),
        strangers=tuple(draw(st.lists(exhibits(), max_size=1))),
        hinted=tuple(draw(st.lists(leftovers, max_size=2))),
        unit_has_roster=draw(st.booleans()),
        other_units=draw(st.sampled_from([(), ("乙镇",)])),
    )


@settings(max_examples=50, deadline=None)
@given(dossiers())
def test_any_dossier_gets_an_assessment(dossier: Dossier) -> None:
    assessment = check(dossier, NOTICE)
    assert assessment == check(dossier, NOTICE), "pure: the same again"
    rules = [finding.rule for finding in assessment.findings]
    assert rules == sorted(set(rules)), "in order, one finding a rule"
    worst = {finding.outcome for finding in assessment.findings}
    assert (assessment.verdict is Verdict.PASS) == (worst <= {Outcome.NOTE})
    for finding in assessment.findings:
        assert finding.evidence and finding.message.endswith("。") and finding.hint and finding.basis
        assert not re.search(r"\d{17}[\dX]", finding.hint)
        assert not re.search(r"(?<![A-Za-z0-9])[ABCD][1-4]\d\d(?!\d)", finding.message + finding.hint), "no rule ids"


@pytest.mark.slow
def test_so_does_any_of_many_more() -> None:
    for _ in range(20):
        test_any_dossier_gets_an_assessment()


@settings(max_examples=40, deadline=None)
@given(dossiers())
def test_any_dossier_can_be_explained(dossier: Dossier) -> None:
    assessment, traces = trace(dossier, NOTICE)
    told = {t.setting.rule.id for t in traces if t.finding}
    assert told == {finding.rule for finding in assessment.findings}


def test_messages_mask_what_is_secret(notice: Notice) -> None:
    who = b.person(number="350521199003072123")
    wrong = [
        b.form(who, id_number="350521199003072133", sex="男"),
        b.id_card(who),
        b.diploma(who),
        b.record(who, chsi_qr="https://www.chsi.com.cn/xlcx/bg.do?vcode=ZZZZ1234EFGH5678"),
        b.photo(),
    ]
    said = " ".join(f.message + f.hint for f in check(b.dossier(who, *wrong), notice).findings)
    assert "350521********2133" in said and "ZZZZ********5678" in said
    for secret in ("350521199003072133", who.id_number, who.chsi_code, "ZZZZ1234EFGH5678"):
        assert secret not in said
