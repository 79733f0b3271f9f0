"""What a county says without a line of code: papers, fees, steps that don't exist, and what makes no sense of it."""

from decimal import Decimal

import pytest

from hui_reg.errors import HuiRegError
from hui_reg.notice import Notice, silences, told
from tests.notice.changed import changed

ONE = ("papers =", 'papers = ["操作技能"]')
OWN_MARKS = (
    "papers =",
    'papers = [{ name = "理论知识" }, { name = "实操", full_marks = 150, pass_mark = 90 }, { name = "论文答辩" }]',
)
MAKEUPS = ("makeup_both", 'makeup = [{ papers = ["理论知识"], fee = 80.5 }, { papers = ["实操"], fee = 0 }]')
NO_MAKEUP = ("keep_years", "keep_years = 0")


def said(notice: Notice) -> str:
    return "\n".join(sentence for section in told(notice) for sentence in section.sentences)


def test_one_paper() -> None:
    notice = changed(ONE)
    assert [(p.id, p.full_marks, p.pass_mark) for p in notice.exam.papers] == [("skill", 100, 60)]
    assert notice.makeup_fee(["skill"]) == 154
    assert "考操作技能：满分 100 分，60 分合格。" in said(notice)
    assert "不平均" not in said(notice)


def test_three_papers_with_marks_of_their_own() -> None:
    notice = changed(OWN_MARKS, NO_MAKEUP)
    assert [(p.id, p.full_marks, p.pass_mark) for p in notice.exam.papers] == [
        ("theory", 100, 60), ("skill", 150, 90), ("review", 100, 60),
    ]  # fmt: skip
    assert "考实操：满分 150 分，90 分合格。" in said(notice)


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ('"笔试", "面试"', ("theory", "skill")),
        ('"面试", "理论"', ("skill", "theory")),
        ('"理论一", "理论二"', ("theory", "skill")),
        ('"综合评审"', ("review",)),
        ('"甲", "乙", "丙"', ("theory", "skill", "review")),
    ],
)
def test_papers_of_any_name_are_told_apart(names: str, ids: tuple[str, ...]) -> None:
    assert changed(("papers =", f"papers = [{names}]"), NO_MAKEUP).exam.ids == ids


def test_the_price_of_a_makeup_is_a_table_of_sets() -> None:
    prices = {
        ("理论知识",): 1, ("实操",): 2, ("论文答辩",): 4, ("实操", "理论知识"): 9.99, ("理论知识", "论文答辩"): 5,
        ("实操", "论文答辩"): 6, ("理论知识", "实操", "论文答辩"): 0,
    }  # fmt: skip
    table = ", ".join(f"{{ papers = {list(papers)}, fee = {fee} }}" for papers, fee in prices.items())
    notice = changed(OWN_MARKS, ("makeup_both", f"makeup = [{table}]"))
    assert notice.makeup_fee(["theory", "skill"]) == Decimal("9.99")
    assert notice.makeup_fee(["theory", "skill", "review"]) == 0
    assert "三科一起不收费" in said(notice)


def test_fees_in_cents_and_no_fee() -> None:
    assert "认定费每人 1380.50 元" in said(changed(("registration = 1380", "registration = 1380.50")))
    free = changed(("registration = 1380", "registration = 0"))
    assert "不收认定费" in said(free)
    assert "fees.registration" in {silence.key for silence in silences(free)}
    assert "payment.payee" not in {silence.key for silence in silences(free)}


def test_no_makeup() -> None:
    notice = changed(NO_MAKEUP)
    assert "补考" not in said(notice).replace("申报", "")
    assert "makeup" in {silence.key for silence in silences(notice)}


def test_a_closing_hour_and_any_weekday() -> None:
    notice = changed(("deadline", "deadline = 2024-07-05\ncloses = 17:30:00"), ("weekday", 'weekday = ""'))
    assert "2024年7月5日 17:30截止" in said(notice)
    assert "星期几不限" in said(notice)


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (("registration = 1380", "registration = 1380.505"), "fees.registration"),
        (("papers =", "papers = []"), "exam.papers"),
        (("papers =", 'papers = ["甲", "乙", "丙", "丁"]'), "exam.papers"),
        (("papers =", 'papers = ["理论", "理论"]'), "exam.papers"),
        (("papers =", 'papers = [{ name = "理论", pass_mark = 101 }, "技能"]'), "exam.papers 第1项 pass_mark"),
        (("papers =", 'papers = ["理论", "技能", "论文"]'), "fees.makeup"),
        (("makeup_both", 'makeup_both = 254\nmakeup = [{ papers = ["面试"], fee = 1 }]'), "fees.makeup 第1项 papers"),
        (("keep_years", "keep_years = -1"), "makeup.keep_years"),
        (("deadline", 'deadline = 2024-07-05\ncloses = "五点半"'), "registration.closes"),
    ],
)
def test_what_makes_no_sense_is_refused(lines: tuple[str, str], named: str) -> None:
    with pytest.raises(HuiRegError) as caught:
        changed(lines)
    assert named in caught.value.message
