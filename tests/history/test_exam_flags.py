"""Flags of exams, makeups, certificates and subsidies, and a day or an entry away from each."""

from datetime import date

import pytest

from hui_reg.history.flags import exam_day_faults
from hui_reg.model import Entry
from hui_reg.notice import Notice
from tests.history.flagged import (
    HALF,
    PASSED,
    READY,
    again,
    flagged,
    other,
    sat,
)
from tests.ledger.people import EXAM, NOTICE
from tests.notice.changed import changed

ONE = changed(("papers =", 'papers = ["技能"]'))
ENDLESS = changed(("weekday", 'weekday = ""'))
FINAL = changed(("keep_years", "keep_years = 0"))
EITHER = changed(("exclusive", "exclusive = false"))
LATER_BOTH = changed(("exclusive", 'exclusive = [{ value = true }, { from = 2025-01-01, value = false, basis = "x" }]'))


@pytest.mark.parametrize(
    ("day", "notice", "faults"),
    [
        (date(2024, 8, 11), NOTICE, []),
        (date(2024, 9, 29), NOTICE, []),
        (date(2024, 8, 4), NOTICE, ["2024-08-04 不在通知规定的 2024-08-11 至 2024-09-30 之内"]),
        (date(2024, 9, 30), NOTICE, ["2024-09-30 是星期一，通知规定在星期日考试"]),
        (date(2024, 8, 10), ENDLESS, ["2024-08-10 不在通知规定的 2024-08-11 至 2024-09-30 之内"]),
        (date(2024, 9, 30), ENDLESS, []),
        (date(2024, 10, 1), ENDLESS, ["2024-10-01 不在通知规定的 2024-08-11 至 2024-09-30 之内"]),
    ],
)
def test_days_on_which_there_is_an_exam(day: date, notice: Notice, faults: list[str]) -> None:
    assert list(exam_day_faults(day, notice)) == faults
    said = tuple(f"考试日期不合通知：{fault}" for fault in faults)
    assert flagged(*READY, sat(5, "theory", "70", day), notice=notice) == said


@pytest.mark.parametrize("number", range(7))
def test_every_weekday_has_its_name(number: int) -> None:
    day = date(2024, 9, 2 + number)
    named = f"星期{'一二三四五六日'[number]}"
    found = list(exam_day_faults(day, NOTICE))
    assert found == ([] if number == 6 else [f"{day} 是{named}，通知规定在星期日考试"])


def test_a_makeup_may_be_on_any_day() -> None:
    monday = sat(7, "skill", "70", date(2024, 12, 2))
    assert flagged(*HALF, again(8, "154.00", "skill"), monday) == ()


@pytest.mark.parametrize(
    ("more", "flags"),
    [
        ((), ()),
        ((sat(7, "skill", "50", date(2024, 12, 1)),), ("技能补考 1 次，补考费只缴 0 次",)),
        ((again(7, "154.00", "skill"), sat(8, "skill", "50", date(2024, 12, 1))), ()),
        ((again(7, "254.00", "both"), sat(8, "skill", "50", date(2024, 12, 1))), ()),
        ((again(7, "104.00", "theory"), sat(8, "skill", "50", date(2024, 12, 1))), ("技能补考 1 次，补考费只缴 0 次",)),
        (
            (
                again(7, "154.00", "skill"),
                sat(8, "skill", "50", date(2024, 12, 1)),
                sat(9, "skill", "50", date(2025, 3, 2)),
            ),
            ("技能补考 2 次，补考费只缴 1 次",),
        ),
        (
            (
                again(7, "154.00", "skill"),
                again(8, "254.00", "both"),
                sat(9, "skill", "50", date(2024, 12, 1)),
                sat(10, "skill", "50", date(2025, 3, 2)),
            ),
            (),
        ),
    ],
)
def test_every_makeup_has_its_fee(more: tuple[Entry, ...], flags: tuple[str, ...]) -> None:
    assert flagged(*HALF, *more) == flags


LATE = "{}补考（{}）在 2 年保留期之后"


def late(*entries: Entry, notice: Notice = NOTICE) -> list[str]:
    return [flag for flag in flagged(*READY, *entries, notice=notice) if "保留期之后" in flag or "没有补考" in flag]


def test_a_makeup_within_two_years_of_the_first_exam() -> None:
    first_exam = sat(5, "theory", "50"), sat(6, "skill", "50")
    assert late(*first_exam) == []
    assert late(*first_exam, sat(7, "skill", "50", date(2026, 9, 8))) == []
    assert late(*first_exam, sat(7, "skill", "50", date(2026, 9, 9))) == [LATE.format("技能", "2026-09-09")]
    both = sat(7, "theory", "70", date(2026, 10, 4)), sat(8, "skill", "70", date(2026, 10, 4))
    assert late(*first_exam, *both) == [LATE.format(paper, "2026-10-04") for paper in ("技能", "理论")]


def test_a_later_sitting_of_the_other_paper_gives_more_time() -> None:
    begun = sat(5, "theory", "50"), sat(6, "skill", "50"), sat(7, "theory", "70", date(2025, 3, 9))
    assert late(*begun, sat(8, "skill", "70", date(2027, 3, 9))) == []
    assert late(*begun, sat(8, "skill", "70", date(2027, 3, 10))) == [LATE.format("技能", "2027-03-10")]
    assert late(*begun, sat(8, "theory", "70", date(2026, 9, 9))) == [LATE.format("理论", "2026-09-09")]


def test_where_there_are_no_makeups_any_is_too_late() -> None:
    assert late(sat(5, "theory", "50"), notice=FINAL) == []
    said = ["理论补考（2024-09-15），而通知没有补考"]
    assert late(sat(5, "theory", "50"), sat(6, "theory", "70", date(2024, 9, 15)), notice=FINAL) == said


def test_no_certificate_without_or_before_the_pass() -> None:
    number = "S" + "0" * 21
    assert flagged(*PASSED, other(7, "certificate", EXAM, number=number)) == ()
    early = flagged(*PASSED, other(7, "certificate", date(2024, 9, 7), number=number))
    assert early == ("证书日期（2024-09-07）早于考试合格（2024-09-08）",)
    assert flagged(*HALF, other(7, "certificate", number=number)) == ("已有证书编号，但两科未都合格",)
    single = flagged(*READY, sat(5, "skill", "50"), other(7, "certificate", number=number), notice=ONE)
    assert single == ("已有证书编号，但考试不合格",)


def test_subsidies_after_the_certificate_and_only_one() -> None:
    certificate = other(7, "certificate", number="S" + "0" * 21)
    one, two = other(8, "subsidy", subsidy="witness"), other(9, "subsidy", subsidy="skill")
    assert flagged(*PASSED, certificate, one) == ()
    assert flagged(*PASSED, one) == ("已申领补贴，但没有证书记录",)
    assert flagged(*PASSED, certificate) == ()
    double = "申领了两项补贴，而两项只能享受一项"
    assert flagged(*PASSED, certificate, one, two) == (double,)
    assert flagged(*PASSED, certificate, one, two, notice=EITHER) == ()


def test_whether_two_subsidies_are_allowed_is_told_on_the_day_of_the_certificate() -> None:
    both = other(8, "subsidy", subsidy="witness"), other(9, "subsidy", subsidy="skill")
    for day, flags in ((date(2024, 12, 31), 1), (date(2025, 1, 1), 0)):
        certificate = other(7, "certificate", day, number="S" + "0" * 21)
        assert len(flagged(*PASSED, certificate, *both, notice=LATER_BOTH)) == flags
