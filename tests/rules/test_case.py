"""What all rules ask of a dossier: the earliest paper, whether somebody still studies, which number stands for them."""

from datetime import date

import pytest

from hui_reg.notice import Notice
from hui_reg.rules.case import Case, rank, registered_on
from hui_reg.vocabulary import Field, Kind
from tests import builders as b
from tests.rules.casebook import build

PUPIL = {"who": "在读"}


def report(notice: Notice, **said: str) -> bool:
    case = Case(build({**PUPIL, "enrolment_report": said}), notice)
    (paper,) = case.current(Kind.ENROLMENT_REPORT)
    return case.still_enrolled(paper)


@pytest.mark.parametrize("status", ["不在籍", "毕业", "离校", "退学", "注销学籍", "已毕业"])
def test_who_has_left_or_finished_studies_no_more(status: str, notice: Notice) -> None:
    assert not report(notice, enrolment_status=status)


@pytest.mark.parametrize("status", ["在籍（注册学籍）", "休学", "保留学籍"])
def test_who_is_on_the_rolls_still_studies(status: str, notice: Notice) -> None:
    assert report(notice, enrolment_status=status)


@pytest.mark.parametrize(("expected", "studies"), [("2023-12-31", False), ("2024-01-01", True), ("2024", True)])
def test_without_a_status_the_expected_year_tells(expected: str, studies: bool, notice: Notice) -> None:
    assert report(notice, enrolment_status="", expected_graduation=expected) is studies


def test_a_letter_of_the_school_says_that_somebody_studies(notice: Notice) -> None:
    who = b.person("张三")
    letter = b.exhibit(b.reading(Kind.ENROLMENT_LETTER, name="张三", expected_graduation="2023-07-01"))
    assert Case(b.dossier(who, letter), notice).still_enrolled(letter)


@pytest.mark.parametrize(
    ("claimed", "studied", "held", "enrolled"),
    [
        ("本科", "本科", "高中", True),
        ("本科", None, "高中", True),
        ("高中", "本科", "高中", False),
        ("本科", "本科", "本科", False),
        ("大专", "本科", "高中", False),
        ("硕士", "硕士", "本科", True),
    ],
)
def test_a_student_is_who_claims_what_is_still_studied(
    claimed: str, studied: str | None, held: str, enrolled: bool, notice: Notice
) -> None:
    who = b.person("张三")
    studying = b.reading(Kind.ENROLMENT_REPORT, name="张三", education=studied, enrolment_status="在籍")
    older = b.diploma(who, education="初中")
    papers = b.form(who, education=claimed), studying, b.diploma(who, education=held), older
    assert Case(b.dossier(who, *papers), notice).enrolled is enrolled


def test_levels_are_ordered_and_an_unknown_one_is_below_all() -> None:
    levels = ["", "高中", "大专", "本科", "硕士", "博士"]
    assert sorted(levels, key=rank) == levels
    assert rank("") == rank("博士后流动") == -1


def test_somebody_is_registered_on_the_day_of_the_first_paper(notice: Notice) -> None:
    who = b.person("张三")
    mails = [b.message(received=day) for day in ("2024-07-03 09:00", "2024-07-01 23:30", "2024-07-05 01:00")]
    papers = [b.exhibit(b.form(who), mail=mail) for mail in mails]
    assert registered_on(b.dossier(who, *papers), notice) == date(2024, 7, 1)
    assert registered_on(b.dossier(who), notice) is None


def test_the_surest_and_then_a_told_value_is_the_best(notice: Notice) -> None:
    who = b.person("张三")
    forms = b.form(who, phone=b.untold()), b.form(who, phone=b.unsure("13900000001")), b.form(who, phone="13900000002")
    for count, best in ((1, None), (2, "13900000001"), (3, "13900000002")):
        found = Case(b.dossier(who, *forms[:count]), notice).best(Field.PHONE, Kind.APPLICATION_FORM)
        assert found is not None
        assert found.text == best


def test_every_value_that_was_looked_at_is_remembered(notice: Notice) -> None:
    case = Case(b.faultless(), notice)
    (form,) = case.current(Kind.APPLICATION_FORM)
    before = len(case.looked)
    sight = case.read(form, Field.PHONE)
    assert case.looked[before:] == [sight]
    assert case.read(form, Field.CHSI_CODE) is None
    assert case.looked[before:] == [sight]
