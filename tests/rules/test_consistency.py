"""Forms against papers and against one another: D401 where several papers, forms and readings meet."""

from typing import Any

import pytest

from hui_reg.model import Finding, Reading
from hui_reg.notice import Notice
from hui_reg.rules import check
from hui_reg.vocabulary import Kind
from tests import builders as b

WHO = b.person("张三", b.id_number("1990-03-07"))
SECOND: dict[str, Any] = {
    "certificate_number": "223451201206000009", "school": "闽海示范大学", "graduation_date": "2012-07-01",
}  # fmt: skip


def told(notice: Notice, *papers: Any) -> Finding | None:
    """The finding of D401."""
    held = [b.exhibit(p, f"{n}.pdf") if isinstance(p, Reading) else p for n, p in enumerate(papers)]
    findings = check(b.dossier(WHO, b.id_card(WHO), b.photo(), *held), notice).findings
    return next((finding for finding in findings if finding.rule == "D401"), None)


def outcome(notice: Notice, *papers: Any) -> str | None:
    finding = told(notice, *papers)
    return finding.outcome.value if finding else None


def student(**fields: Any) -> Reading:
    known = {"name": WHO.name, "education": "本科", "enrolment_status": "在籍", "expected_graduation": "2024-07-10"}
    return b.reading(Kind.ENROLMENT_REPORT, **known | fields)


@pytest.mark.parametrize(
    ("phones", "expected"),
    [
        (("13900000000",), None),
        (("13900000000", "13900000000"), None),
        (("13900000000", "13900000001"), "review"),
        (("13900000000", b.unsure("13900000001", 0.5, "13900000000")), None),
        (("13900000000", b.unsure("13900000001")), None),
        (("13900000000", "13900000000", "13900000001"), "review"),
        (("13900000000", b.unsure("13900000002"), "13900000001"), None),
    ],
)
def test_phones_of_several_forms(notice: Notice, phones: Any, expected: str | None) -> None:
    forms = [b.form(WHO, phone=phone) for phone in phones]
    assert outcome(notice, *forms, b.diploma(WHO), b.record(WHO)) == expected


def test_a_doubt_or_a_likeness_ends_no_comparison(notice: Notice) -> None:
    weak, first, other = b.unsure("13900000005"), "13900000000", "13900000001"
    for phones in ((weak, first, other), (first, first, other), (first, weak, first, other)):
        finding = told(notice, *(b.form(WHO, phone=phone) for phone in phones), b.diploma(WHO), b.record(WHO))
        assert finding is not None and "联系电话" in finding.message


@pytest.mark.parametrize(
    ("claimed", "papers", "expected"),
    [
        ("大专", [student()], None),
        ("本科", [student()], None),
        ("硕士", [student()], "correct"),
        ("大专", [student(education="大专"), student(education="硕士")], None),
        ("本科", [student(education="大专"), student(education="硕士")], "correct"),
        ("本科", [b.diploma(WHO)], "correct"),
        ("本科", [b.diploma(WHO, education=b.unsure("大专", 0.5, "本科"))], None),
        ("本科", [b.diploma(WHO, education=None), b.record(WHO)], None),
        ("大专", [b.diploma(WHO, education=None), b.record(WHO, education="本科"), b.diploma(WHO)], None),
        (None, [b.diploma(WHO)], None),
    ],
)
def test_the_level_that_is_claimed(notice: Notice, claimed: str | None, papers: Any, expected: str | None) -> None:
    form = b.form(WHO, education=claimed, school=None, major=None, graduation_date=None)
    assert outcome(notice, form, *papers) == expected


def test_a_higher_one_behind_unfinished_and_lower_ones_is_found(notice: Notice) -> None:
    school = b.diploma(
        WHO, education="高中", school="惠北第三中学", certificate_number="GZ1", graduation_date="2008-07"
    )
    unfinished = b.diploma(WHO, **SECOND, conclusion="结业")
    form = b.form(WHO, education="高中", school=None, major=None, graduation_date=None)
    for papers in ((school, unfinished, b.diploma(WHO)), (unfinished, school, b.diploma(WHO))):
        finding = told(notice, form, *papers)
        assert finding is not None and finding.outcome.value == "review"
        assert finding.message.startswith("申报表的最高学历为“高中”，另有毕业证为“大专”")
    doubtful = b.diploma(WHO, **SECOND, education=b.unsure("本科"))
    finding = told(notice, form, school, doubtful, b.diploma(WHO))
    assert finding is not None and "另有毕业证为“大专”" in finding.message


def test_the_form_means_the_graduation_it_differs_from_least(notice: Notice) -> None:
    form = b.form(WHO, school="闽海示范大学", graduation_date="2012-07", major="会计")
    for papers in ((b.diploma(WHO), b.diploma(WHO, **SECOND)), (b.diploma(WHO, **SECOND), b.diploma(WHO))):
        finding = told(notice, form, *papers)
        assert finding is not None and finding.message == "申报表的专业为“会计”，毕业证为“行政管理”。"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"school": "云桥林业学院"}, "correct"),
        ({"school": "泉洲示范职业学院"}, "review"),
        ({"school": "泉洲示范职业学院", "major": "会计"}, "correct"),
        ({"school": "泉洲示范职业学院", "graduation_date": "2015-08-01"}, "correct"),
        ({"major": b.unsure("会计")}, None),
        ({"major": b.untold()}, None),
    ],
)
def test_near_is_for_a_person_and_all_must_be_near(notice: Notice, changes: Any, expected: str | None) -> None:
    paper = b.diploma(WHO, **changes)
    assert outcome(notice, b.form(WHO), paper) == expected


def test_every_paper_is_compared(notice: Notice) -> None:
    for first in ({}, {"major": b.untold()}, {"major": b.unsure("法学")}):
        finding = told(notice, b.form(WHO), b.record(WHO, **first), b.diploma(WHO, major="会计"))
        assert finding is not None and "毕业证为“会计”" in finding.message


@pytest.mark.parametrize(
    ("graduated", "expected"),
    [("2019-07", None), ("2024-06-30", None), ("2024-07-01", None), ("2024-08", "correct"), (None, None)],
)
def test_a_student_may_give_the_graduation_that_has_been(
    notice: Notice, graduated: str | None, expected: str | None
) -> None:
    form = b.form(WHO, education="本科", school=None, major=None, graduation_date=graduated)
    assert outcome(notice, form, student()) == expected
    later = student(expected_graduation="2024-12-10")
    day = b.form(WHO, education="本科", school=None, major=None, graduation_date="2024-07-01")
    assert outcome(notice, day, later) == "correct", "not before the day it came in"
