"""One dossier as the rules look at it: which of several readings counts, and what is noted as looked at."""

from typing import Any

import pytest

from hui_reg.model import Exhibit, Leftover, Reading, RosterEntry
from hui_reg.notice import Notice
from hui_reg.rules.case import Case, rank, registered_on
from hui_reg.vocabulary import EDUCATION_LEVELS, Field, Kind
from tests import builders as b
from tests.notice.changed import EXTENDED, changed

WHO = b.person("张三", b.id_number("1990-03-07", "女", 106))
OTHER = b.id_number("1995-08-09", "女", 5)
WRONG = WHO.id_number[:-1] + ("0" if WHO.id_number[-1] != "0" else "1")


def looked_at(notice: Notice, *papers: Reading | Exhibit, **more: Any) -> Case:
    return Case(b.dossier(WHO, *papers, **more), notice)


def test_the_four_secondary_levels_rank_alike() -> None:
    assert [rank(level) for level in EDUCATION_LEVELS] == [0, 1, 1, 1, 1, 5, 6, 7, 8]
    assert rank("博士后") == -1


def test_registered_is_who_sent_the_first_paper(notice: Notice) -> None:
    late, early = b.message(received="2024-07-04 09:00"), b.message(received="2024-07-02 09:00")
    papers = b.exhibit(b.form(WHO), mail=late), b.exhibit(b.photo(), mail=early)
    assert str(registered_on(b.dossier(WHO, *papers), notice)) == "2024-07-02"
    assert registered_on(b.dossier(WHO), notice) is None


def test_the_deadlines_are_those_since_one_registered(notice: Notice) -> None:
    extended = changed(("deadline", EXTENDED))
    on = {day: b.message(received=f"2024-07-0{day} 09:00") for day in (1, 4)}
    told = {day: [str(d) for d in looked_at(extended, b.exhibit(b.photo(), mail=on[day])).deadlines] for day in on}
    assert told == {1: ["2024-07-05", "2024-07-12"], 4: ["2024-07-12"]}
    assert [str(d) for d in looked_at(extended).deadlines] == ["2024-07-12"]


def test_what_lies_beside_is_of_the_kind_and_unconfirmed(notice: Notice) -> None:
    aside = {"superseded": True, "unconfirmed": True}
    strange = b.exhibit(b.diploma(WHO), "别处.pdf").model_copy(update=aside)
    card = b.exhibit(b.id_card(WHO), "别处2.pdf").model_copy(update=aside)
    case = looked_at(notice, b.diploma(WHO), strange, card)
    assert case.beside(Kind.DIPLOMA) == (strange,)
    assert case.beside(Kind.PHOTO) == ()


def test_what_was_looked_at_is_noted_once_and_only_where_something_stands(notice: Notice) -> None:
    case = looked_at(notice, b.form(WHO, major=None))
    (form,) = case.current(Kind.APPLICATION_FORM)
    assert case.read(form, Field.MAJOR) is None
    assert case.read(form, Field.NAME) is case.read(form, Field.NAME)
    assert [sight.field for sight in case.looked] == [Field.NAME]


@pytest.mark.parametrize(
    ("first", "second", "best"),
    [
        (b.unsure("乙校"), "甲校", "甲校"),
        (b.untold(), b.unsure("甲校"), "甲校"),
        (b.unsure("甲校"), b.unsure("乙校"), max("甲校", "乙校")),
        ("甲校", "乙校", max("甲校", "乙校")),
    ],
)
def test_of_several_the_surest_counts_whatever_their_order(notice: Notice, first: Any, second: Any, best: str) -> None:
    for schools in ((first, second), (second, first)):
        papers = [b.exhibit(b.form(WHO, school=school), f"{n}.docx") for n, school in enumerate(schools)]
        found = looked_at(notice, *papers).best(Field.SCHOOL, Kind.APPLICATION_FORM)
        assert found is not None and found.text == best
    assert looked_at(notice).best(Field.SCHOOL, Kind.APPLICATION_FORM) is None


def test_searched_are_the_mails_or_those_of_the_files_that_are_known(notice: Notice) -> None:
    mails = [b.message(f"第{number}封") for number in range(4)]
    assert [e.sha256 for e in looked_at(notice, messages=tuple(mails[:2])).searched()] == [m.sha256 for m in mails[:2]]
    entry = RosterEntry(file=b.file(mails[1], "汇总表.xlsx"), fields={"name": WHO.name})
    left = Leftover(file=b.file(mails[2], "1.pdf"), reason="认不出")
    paper = b.exhibit(b.photo(), mail=mails[0])
    case = looked_at(notice, paper, messages=(), roster=entry, hinted=(left,))
    assert [e.sha256 for e in case.searched()] == [mail.sha256 for mail in mails[:3]]


def cards(*numbers: Any) -> list[Exhibit]:
    return [b.exhibit(b.id_card(WHO, id_number=number), f"{n}.pdf") for n, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("numbers", "on_form", "counts"),
    [
        ((b.unsure(OTHER), WHO.id_number), None, WHO.id_number),
        ((OTHER, WHO.id_number), WHO.id_number, WHO.id_number),
        ((OTHER, WHO.id_number), OTHER, OTHER),
        ((b.unsure(WRONG), b.unsure(OTHER)), None, OTHER),
        ((OTHER, WHO.id_number), None, max(OTHER, WHO.id_number)),
        ((b.unsure(WRONG, 0.5, WHO.id_number),), WHO.id_number, WHO.id_number),
        ((b.unsure(WRONG, 0.5, WHO.id_number),), None, WRONG),
    ],
)
def test_which_number_of_the_cards_counts(notice: Notice, numbers: Any, on_form: str | None, counts: str) -> None:
    for order in (numbers, numbers[::-1]):
        case = looked_at(notice, *cards(*order), *([b.form(WHO, id_number=on_form)] if on_form else []))
        assert case.card_id is not None and case.card_id.text == counts


@pytest.mark.parametrize(
    ("card", "on_form", "settled"),
    [
        ({}, None, True),
        ({"id_number": b.unsure(WHO.id_number), "birth_date": None, "sex": None}, WHO.id_number, True),
        ({"id_number": b.unsure(WHO.id_number)}, None, True),
        ({"id_number": b.unsure(WHO.id_number), "birth_date": None}, None, False),
        ({"id_number": b.unsure(WHO.id_number), "birth_date": "1990-03-08"}, None, False),
        ({"id_number": b.unsure(WHO.id_number), "sex": None}, None, False),
        ({"id_number": b.unsure(WHO.id_number), "sex": "男"}, None, False),
        ({"id_number": b.unsure(WHO.id_number, 0.5, OTHER)}, None, False),
        ({"id_number": b.unsure(WRONG)}, None, False),
        ({"id_number": b.untold()}, None, False),
        ({"id_number": b.unsure(WHO.id_number), "sex": None}, b.unsure(WHO.id_number), False),
    ],
)
def test_whether_the_number_of_the_card_is_settled(notice: Notice, card: Any, on_form: Any, settled: bool) -> None:
    papers = [b.id_card(WHO, **card), *([b.form(WHO, id_number=on_form)] if on_form else [])]
    assert looked_at(notice, *papers).card_id_settled is settled
    assert looked_at(notice).card_id_settled is False


@pytest.mark.parametrize(
    ("card", "on_form", "document"),
    [
        (WHO.id_number, OTHER, "身份证"),
        (b.unsure(WRONG), WHO.id_number, "申报表"),
        (None, WHO.id_number, "申报表"),
        (None, b.unsure(WHO.id_number), None),
        (None, WRONG, None),
        (b.unsure(WRONG), None, None),
    ],
)
def test_who_the_person_is(notice: Notice, card: Any, on_form: Any, document: str | None) -> None:
    papers = [b.form(WHO, id_number=on_form), *([b.id_card(WHO, id_number=card)] if card else [])]
    known = looked_at(notice, *papers).identity
    assert (known[1].document if known else None) == document


def report(kind: Kind = Kind.ENROLMENT_REPORT, **fields: Any) -> Reading:
    return b.reading(kind, **({"name": WHO.name, "education": "本科", "enrolment_status": "在籍"} | fields))


@pytest.mark.parametrize(
    ("status", "enrolled"),
    [
        ("在籍（注册学籍）", True),
        ("不在籍", False),
        ("毕业", False),
        ("离校", False),
        ("退学", False),
        ("已注销", False),
    ],
)
def test_which_words_say_that_one_has_left(notice: Notice, status: str, enrolled: bool) -> None:
    case = looked_at(notice, report(enrolment_status=status))
    assert case.still_enrolled(case.dossier.exhibits[0]) is enrolled


@pytest.mark.parametrize(
    ("kind", "expected", "enrolled"),
    [
        (Kind.ENROLMENT_REPORT, "2023-07-10", False),
        (Kind.ENROLMENT_REPORT, "2024", True),
        (Kind.ENROLMENT_REPORT, "2024-07-10", True),
        (Kind.ENROLMENT_REPORT, b.unsure("2023-07-10"), True),
        (Kind.ENROLMENT_REPORT, None, True),
        (Kind.ENROLMENT_LETTER, "2023-07-10", True),
    ],
)
def test_without_a_status_the_expected_graduation_tells(
    notice: Notice, kind: Kind, expected: Any, enrolled: bool
) -> None:
    case = looked_at(notice, report(kind, enrolment_status=None, expected_graduation=expected))
    assert case.still_enrolled(case.dossier.exhibits[0]) is enrolled


@pytest.mark.parametrize(
    ("held", "aim", "claim", "enrolled"),
    [
        ((), "本科", None, True),
        (("高中",), "本科", "本科", True),
        (("高中",), "本科", "高中", False),
        (("高中",), "本科", "大专", False),
        (("高中",), None, "本科", True),
        (("高中",), "本科", None, False),
        (("本科", "高中"), "大专", "大专", False),
        (("本科",), "本科", "本科", False),
    ],
)
def test_who_applies_as_a_student(
    notice: Notice, held: tuple[str, ...], aim: str | None, claim: str | None, enrolled: bool
) -> None:
    diplomas = [b.exhibit(b.diploma(WHO, education=level), f"{level}.pdf") for level in held]
    case = looked_at(notice, b.form(WHO, education=claim), report(education=aim), *diplomas)
    assert case.enrolled is enrolled


def test_nobody_applies_as_a_student_without_a_paper_of_a_school(notice: Notice) -> None:
    assert looked_at(notice, b.form(WHO), b.diploma(WHO)).enrolled is False
    assert looked_at(notice, report(enrolment_status="毕业")).enrolled is False
