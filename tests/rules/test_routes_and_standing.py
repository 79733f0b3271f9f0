"""Both routes of the notice at their limits, and what several papers and routes make of it together."""

from datetime import date
from typing import Any

import pytest

from hui_reg.model import Reading
from hui_reg.notation.iso_dates import span
from hui_reg.notice import Notice, OwnRoute, Route1
from hui_reg.rules.case import Case
from hui_reg.rules.graduations import graduations
from hui_reg.rules.routes import Answer, reached
from hui_reg.rules.standing import Standing, standing
from hui_reg.vocabulary import Kind
from tests import builders as b

WHO = b.person("张三", b.id_number("1990-03-07"))
NO, MAYBE, YES = Answer.NO, Answer.MAYBE, Answer.YES
UNRELATED = {"major": "护理"}


def stands(notice: Notice, *papers: Any) -> Standing:
    held = [b.exhibit(p, f"{n}.pdf") if isinstance(p, Reading) else p for n, p in enumerate(papers)]
    return standing(Case(b.dossier(WHO, *held), notice))


def ruled(notice: Notice, route: str, *papers: Any) -> list[Answer]:
    return [ruling.answer for ruling in stands(notice, *papers).rulings if ruling.route == route]


@pytest.mark.parametrize(
    ("days", "strict", "grey"),
    [
        ("2019-06", YES, YES),
        ("2019-07-01", YES, YES),
        ("2019-07-02", NO, MAYBE),
        ("2019-07", MAYBE, MAYBE),
        ("2019", MAYBE, MAYBE),
        ("2019-08", NO, MAYBE),
        ("2019-12-31", NO, MAYBE),
        ("2020-01-01", NO, NO),
    ],
)
def test_five_years_before_the_first_of_july(days: str, strict: Answer, grey: Answer) -> None:
    known = span(days)
    assert known is not None
    for zone, expected in ((False, strict), (True, grey)):
        route = Route1(years=5, grey_zone_to_year_end=zone)
        assert reached(known, route, date(2024, 7, 1))[0] is expected


@pytest.mark.parametrize(
    ("graduated", "first", "second"),
    [
        ("2015-07-01", YES, YES),
        ("2024-07-01", NO, YES),
        ("2024-07-02", MAYBE, YES),
        ("2024-07-05", MAYBE, YES),
        ("2024-07-06", MAYBE, MAYBE),
        ("不详", MAYBE, YES),
        (b.untold(), NO, YES),
    ],
)
def test_days_of_graduation(notice: Notice, graduated: Any, first: Answer, second: Answer) -> None:
    paper = b.diploma(WHO, graduation_date=graduated)
    assert ruled(notice, "route1", paper) == [first]
    assert ruled(notice, "route2", paper) == [second]


def test_of_two_days_one_after_the_deadline_is_enough_to_ask(notice: Notice) -> None:
    papers = b.diploma(WHO, graduation_date="2024-07-10"), b.record(WHO, graduation_date="2015-07-01")
    assert set(ruled(notice, "route2", *papers)) == {MAYBE}
    mixed = b.diploma(WHO, graduation_date="不详"), b.record(WHO, graduation_date="2024-07-10")
    assert MAYBE in ruled(notice, "route2", *mixed)


BARE: dict[str, Any] = {"certificate_number": None, "school_class": None}


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"school_class": "普通高中", "education": "高中", "certificate_number": None}, NO),
        ({"school_class": "普通高中", "education": "中专", "certificate_number": None}, MAYBE),
        ({"school_class": "普通高中", "certificate_number": None}, MAYBE),
        ({"school_class": "中专", "education": "中专", "certificate_number": None}, YES),
        ({"school_class": "中专", "certificate_number": None}, MAYBE),
        ({"school_class": "初中", "certificate_number": None}, MAYBE),
        ({"school_class": "普通高校", "education": "中专", "certificate_number": None}, MAYBE),
        (BARE | {"education": "高中", "school": "惠北第三中学"}, NO),
        (BARE | {"education": "高中", "school": "惠北职业中学"}, MAYBE),
        (BARE | {"education": "中专"}, YES),
        (BARE, MAYBE),
        (BARE | {"education": None}, MAYBE),
        ({"school_class": "自考", "certificate_number": None}, MAYBE),
        ({"major": None}, MAYBE),
        ({"major": b.untold()}, MAYBE),
        (UNRELATED, MAYBE),
    ],
)
def test_the_class_of_school_and_the_major(notice: Notice, changes: Any, answer: Answer) -> None:
    assert ruled(notice, "route2", b.diploma(WHO, **changes)) == [answer]


def test_a_major_that_was_not_read_is_told_so(notice: Notice) -> None:
    (told,) = [r for r in stands(notice, b.diploma(WHO, major=b.untold())).rulings if r.route == "route2"]
    assert told.why == "专业“未读出”不在相关专业清单中"


def test_several_classes_and_several_levels(notice: Notice) -> None:
    excluded = notice.eligibility.route2
    assert excluded is not None
    only = {"school_class": "普通高中", "education_category": "成人", "education": "高中", "certificate_number": None}
    assert ruled(notice, "route2", b.diploma(WHO, **only)) != [NO], "one class of two is among those named"


# which graduation and which route it rests on

SCHOOL = {"education": "高中", "school": "惠北第三中学", "school_class": "普通高中", "certificate_number": "GZ1",
          "graduation_date": "2008-07-01", "major": None}  # fmt: skip


def levels(found: Standing) -> list[str | None]:
    return [graduation.seed.reading.fields["education"].value for graduation in found.rests_on]


def test_what_is_settled_goes_before_what_is_doubtful(notice: Notice) -> None:
    sure, weak = b.diploma(WHO, **SCHOOL), b.diploma(WHO, **UNRELATED, graduation_date=b.unsure("2015-07-01"))
    for papers in ((sure, weak), (weak, sure)):
        found = stands(notice, *papers)
        assert (found.answer, levels(found), found.route) == (YES, ["高中"], "route1")
    assert levels(stands(notice, b.diploma(WHO, **UNRELATED, graduation_date=b.unsure("2015-07-01")))) == ["大专"]
    recent = b.diploma(WHO, **UNRELATED, graduation_date="2022-07-01")
    found = stands(notice, recent)
    assert (found.answer, levels(found), found.route) == (MAYBE, ["大专"], "route2")
    none = stands(notice, b.diploma(WHO, **SCHOOL | {"graduation_date": "2022-07-01"}))
    assert (none.answer, levels(none), none.route) == (NO, [], "")


def student(**fields: Any) -> Reading:
    known = {"name": WHO.name, "education": "本科", "enrolment_status": "在籍", "expected_graduation": "2024-07-10"}
    return b.reading(Kind.ENROLMENT_REPORT, **known | fields)


def test_a_students_report_may_be_enough(notice: Notice) -> None:
    recent = b.diploma(WHO, **UNRELATED, graduation_date="2022-07-01")
    found = stands(notice, b.form(WHO, education="本科"), student(), recent)
    assert (found.answer, found.rests_on) == (MAYBE, ())


@pytest.mark.parametrize(
    ("fields", "answer", "why"),
    [
        ({}, MAYBE, "应届在读，以"),
        ({"expected_graduation": "2025-07-10"}, NO, "预计2025年7月10日毕业，不是2024年应届"),
        ({"expected_graduation": b.unsure("2025-07-10")}, MAYBE, "以"),
        ({"school_class": "普通高中"}, NO, "普通高中在读，不在"),
        ({"school_class": b.unsure("普通高中")}, MAYBE, "应届在读"),
        ({"school_class": "普通高中", "education_category": "成人"}, MAYBE, "应届在读"),
        ({"education": "高中"}, NO, "普通高中在读，不在"),
    ],
)
def test_students(notice: Notice, fields: Any, answer: Answer, why: str) -> None:
    found = stands(notice, b.form(WHO, education=None), student(**fields))
    (ruling,) = [one for one in found.rulings if one.route == "route2"]
    assert ruling.answer is answer and ruling.why.startswith(why)
    if answer is NO:
        assert ruling.doubts == ()


def test_students_papers_that_differ_and_one_that_tells_of_a_graduation(notice: Notice) -> None:
    left = student(enrolment_status="退学")
    both = stands(notice, b.form(WHO, education=None), student(expected_graduation="2026-07-01"), left)
    assert both.answer is MAYBE and "说法不一" in both.rulings[-1].why
    alike = stands(notice, b.form(WHO, education=None), student(), student(school="乙校"))
    assert not any("说法不一" in ruling.why for ruling in alike.rulings)
    school = b.diploma(WHO, **SCHOOL | {"graduation_date": "2022-07-01"})
    done = stands(notice, b.form(WHO, education=None), school, student(enrolment_status="毕业"))
    assert done.answer is MAYBE and done.rulings[-1].why.endswith("的学籍状态为“毕业”，没有见到相应的毕业证")
    assert stands(notice, b.form(WHO, education=None), school, left).answer is NO


@pytest.mark.parametrize(
    ("claimed", "aims", "turned"),
    [
        ("大专", ("本科",), True),
        ("本科", ("本科",), False),
        ("初中", ("本科",), False),
        ("大专", (b.untold(),), False),
        ("本科", ("大专", "硕士"), False),
        ("高中", ("大专", "硕士"), True),
    ],
)
def test_an_earlier_schooling_that_a_student_claims(notice: Notice, claimed: str, aims: Any, turned: bool) -> None:
    later = {"expected_graduation": "2026-07-01"}
    papers = (student(education=aim, **later, school=f"{n}校") for n, aim in enumerate(aims))
    found = stands(notice, b.form(WHO, education=claimed), *papers)
    said = f"申报表所填学历为{claimed}，没有见到相应的毕业证"
    assert (found.rulings[-1].why == said) is turned
    assert found.answer is (MAYBE if turned else NO)


@pytest.mark.parametrize(
    ("held", "answer"),
    [
        ({}, NO),
        ({"tie_confidence": 0.65}, NO),
        ({"tie_confidence": 0.64}, MAYBE),
    ],
)
def test_nobody_is_refused_for_papers_that_may_be_anothers(notice: Notice, held: Any, answer: Answer) -> None:
    low = SCHOOL | {"graduation_date": "2022-07-01"}
    paper = b.exhibit(b.diploma(WHO, **low), "毕业证.pdf", **held)
    assert stands(notice, paper, b.id_card(WHO)).answer is answer
    assert stands(notice, paper).answer is answer, "without a name to compare with"
    other = b.exhibit(b.diploma(WHO, **low | {"name": "李四"}), "毕业证.pdf")
    assert stands(notice, other, b.id_card(WHO)).answer is MAYBE
    record = b.exhibit(b.record(WHO, **low, name="李四"), "备案表.pdf")
    assert stands(notice, paper, record, b.id_card(WHO)).answer is MAYBE, "one of its papers is enough"


def test_levels_and_conclusions_of_one_graduation(notice: Notice) -> None:
    def first(*papers: Reading) -> tuple[Answer, str]:
        ruling = stands(notice, *papers).rulings[0]
        return ruling.answer, ruling.why

    junior = b.diploma(WHO, education="初中")
    assert first(junior) == (NO, "毕业证的学历为初中，低于高中或中专")
    assert first(b.diploma(WHO, education="初中", conclusion="结业"))[1].startswith("毕业证的学历为初中")
    assert first(b.diploma(WHO, conclusion="结业")) == (NO, "毕业证的结论为“结业”，不是毕业")
    assert first(junior, b.record(WHO)) == (MAYBE, "学信网备案表的学历为“大专”，毕业证的学历为“初中”，说法不一")
    assert first(b.diploma(WHO, conclusion="结业"), b.record(WHO)) == (
        MAYBE,
        "学信网备案表的结论为“毕业”，毕业证的结论为“结业”，说法不一",
    )
    other = "223451201506000009"
    apart = b.diploma(WHO, conclusion="结业", certificate_number=other), b.record(WHO, conclusion="结业")
    assert first(*apart) == (MAYBE, "学信网备案表的结论为“结业”，证书编号又不同")


# a county's own route


def own(notice: Notice, **route: Any) -> Notice:
    made = OwnRoute.model_validate({"title": "自定", "basis": "条件", "form_is_enough": True} | route)
    changes = {"routes": (made,), "route1": None, "route2": None}
    return notice.model_copy(update={"eligibility": notice.eligibility.model_copy(update=changes)})


def form(**fields: Any) -> Reading:
    silent = {"education": None, "school": None, "major": None, "graduation_date": None}
    return b.form(WHO, **silent | fields)


@pytest.mark.parametrize(
    ("years", "answer"), [("18年", YES), ("18年1个月", MAYBE), ("19年", MAYBE), ("18年5个月", MAYBE)]
)
def test_nobody_works_before_sixteen(notice: Notice, years: str, answer: Answer) -> None:
    asked = own(notice, years_in_occupation=2)
    found = stands(asked, b.id_card(WHO), form(years_in_occupation=years))
    assert [ruling.answer for ruling in found.rulings] == [answer]


def test_without_a_number_the_age_cannot_be_told(notice: Notice) -> None:
    asked = own(notice, minimum_age=18, years_in_occupation=2)
    found = stands(asked, form(id_number=None, years_in_occupation="40年"))
    assert [(r.answer, r.why) for r in found.rulings] == [(MAYBE, "途径“自定”：年龄无法确定")]
    child = b.person("小明", b.id_number("2010-03-07"))
    young = standing(
        Case(b.dossier(child, b.id_card(child), b.form(child, education=None, years_in_occupation="1个月")), asked)
    )
    assert young.answer is NO


def test_only_the_conditions_that_tell_are_told(notice: Notice) -> None:
    asked = own(notice, minimum_age=40, years_in_occupation=2, held_levels=["五级"])
    (ruling,) = stands(asked, b.id_card(WHO), form(years_in_occupation="1年")).rulings
    assert (ruling.answer, ruling.doubts) == (NO, ())
    assert ruling.why == "途径“自定”：截止日时34周岁，不足40周岁，申报表填写从事本职业“1年”，不满2年"
    (open_,) = stands(own(notice, minimum_age=30, years_in_occupation=2), b.id_card(WHO)).rulings
    assert open_.why.endswith("没有见到申报表，不知道从事本职业年限")
    (silent,) = stands(own(notice, years_in_occupation=2), form()).rulings
    assert silent.why.endswith("没有填写从事本职业年限")


def test_the_schooling_of_a_route_names_its_graduation(notice: Notice) -> None:
    asked = own(notice, education=["大专"], graduated_years=5)
    case = Case(b.dossier(WHO, b.id_card(WHO), b.diploma(WHO)), asked)
    (ruling,) = standing(case).rulings
    assert (ruling.answer, ruling.graduation) == (YES, graduations(case)[0])
    assert ruling.why.startswith("途径“自定”：毕业证的学历为大专，毕业证的结论为“毕业”，毕业证的毕业日期为2015年7月1日")
    (recent,) = stands(asked, b.diploma(WHO, graduation_date="2019-12-01")).rulings
    assert (recent.answer, recent.why.count("，")) == (NO, 1), "no grey zone, and nothing but the years is told"
