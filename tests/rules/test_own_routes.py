"""Routes that a county writes itself: age, years in the occupation, certificate held, schooling, student."""

from collections.abc import Mapping
from typing import Any

import pytest

from hui_reg import notice as notices
from hui_reg.errors import HuiRegError
from hui_reg.model import Reading
from hui_reg.notation.tenure import Tenure, tenure
from hui_reg.notice import Eligibility, Notice, OwnRoute
from hui_reg.rules import BY_ID, admitted_by, check
from hui_reg.vocabulary import Kind, Material
from tests import builders as b
from tests.notice.changed import changed

WHO = b.person(number=b.id_number("1990-03-07"))


def having(notice: Notice, *routes: Mapping[str, object], **eligibility: object) -> Notice:
    """The first notice with these routes instead of its own two, and no diploma asked for."""
    own = tuple(OwnRoute.model_validate({"title": "自定", "basis": "条件", **route}) for route in routes)
    who = Eligibility(minimum_age=16, basis="申报条件", final_year=2024, routes=own)
    silent = {
        material: demand.model_copy(update={"required": "never"} if material in ("diploma", "education_record") else {})
        for material, demand in notice.materials.items()
    }
    return notice.model_copy(update={"eligibility": who.model_copy(update=eligibility), "materials": silent})


def told(notice: Notice, *papers: Reading, who: b.Person = WHO) -> dict[str, str]:
    found = check(b.dossier(who, b.id_card(who), b.photo(), *papers), notice).findings
    return {f.rule: f.outcome.value for f in found}


def form(**fields: Any) -> Reading:
    return b.form(WHO, **({"education": None, "school": None, "major": None, "graduation_date": None} | fields))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3年", Tenure(36, 47)),
        ("3", Tenure(36, 47)),
        ("三年", Tenure(36, 47)),
        ("两年半", Tenure(30, 30)),
        ("十二年", Tenure(144, 155)),
        ("２年零３个月", Tenure(27, 27)),
        ("18个月", Tenure(18, 18)),
        ("满五年以上", Tenure(60, None)),
        ("2.5年", Tenure(30, 30)),
        ("2019年", None),
        ("2019.7", None),
        ("近3年", None),
        ("不足1年", None),
        ("长期", None),
        ("三五年", None),
        ("无", Tenure(0, 0)),
        ("半年", Tenure(6, 6)),
        ("半年以上", Tenure(6, None)),
        ("", None),
        ("年", None),
    ],
)
def test_what_people_write_of_their_years(text: str, expected: Tenure | None) -> None:
    assert tenure(text) == expected


SERVICE = {"years_in_occupation": 2, "form_is_enough": True}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3年", {}),
        ("2年", {}),
        ("1年", {"C301": "ineligible"}),
        ("无", {"C301": "ineligible"}),
        ("1年以上", {"C302": "review"}),
        ("2019年起", {"C302": "review"}),
        ("30年", {"C302": "review"}),  # at 34: would have begun at four
        (None, {"C302": "review"}),
        (b.unsure("1年"), {"A109": "review"}),
        (b.unsure("3年"), {"A109": "review"}),
        (b.untold(), {"A109": "review"}),
    ],
)
def test_years_in_the_occupation(notice: Notice, written: object, expected: dict[str, str]) -> None:
    assert told(having(notice, SERVICE), form(years_in_occupation=written)) == expected


def test_the_form_alone_is_not_believed_unless_the_notice_says_so(notice: Notice) -> None:
    asked = having(notice, SERVICE | {"form_is_enough": False})
    assert told(asked, form(years_in_occupation="3年")) == {"C302": "review"}
    assert told(asked, form(years_in_occupation="1年")) == {"C301": "ineligible"}


def test_two_forms_that_differ_are_for_a_person(notice: Notice) -> None:
    found = told(having(notice, SERVICE), form(years_in_occupation="1年"), form(years_in_occupation="3年"))
    assert found.get("C302") == "review"
    assert "C301" not in found


def test_without_a_form_nobody_is_refused(notice: Notice) -> None:
    assert told(having(notice, SERVICE)) == {"A101": "correct", "C302": "review"}


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("政务服务办事员五级", {}),
        ("政务服务办事员 初级工", {}),
        ("无", {"C301": "ineligible"}),
        ("暂无职业资格证书", {"C301": "ineligible"}),
        ("/", {"C302": "review"}),
        ("未取得政务服务办事员五级证书", {"C302": "review"}),
        ("政务服务办事员五级（证书遗失）", {"C302": "review"}),
        ("政务服务办事员五级，正在申请", {"C302": "review"}),
        ("保育员五级", {"C302": "review"}),
        ("政务服务办事员", {"C302": "review"}),
        (None, {"C302": "review"}),
    ],
)
def test_the_certificate_held(notice: Notice, held: str | None, expected: dict[str, str]) -> None:
    asked = having(notice, {"held_levels": ["五级"], "form_is_enough": True})
    assert told(asked, form(held_certificate=held)) == expected


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("held_certificate", "无", {}),
        ("years_in_occupation", "暂无", {}),
        ("major", "无", {}),
        ("direction", "无", {}),
        ("held_certificate", "/", {"A114": "correct"}),
        ("held_certificate", "见附件", {"A114": "correct"}),
        ("employer", "无", {"A114": "correct"}),
        ("school", "无", {"A114": "correct"}),
    ],
)
def test_none_fills_in_a_cell_of_which_there_may_be_none(
    notice: Notice, field: str, text: str, expected: dict[str, str]
) -> None:
    asked = having(notice, {"minimum_age": 18})
    demand = asked.materials[Material.APPLICATION_FORM].model_copy(update={"required_fields": (field,)})
    asked = asked.model_copy(update={"materials": {**asked.materials, Material.APPLICATION_FORM: demand}})
    assert told(asked, form(**{field: text})) == expected


def test_a_form_that_says_none_is_like_one_that_says_nothing(notice: Notice) -> None:
    """Of a major: it is compared with no paper, and leaves the papers to be compared with each other."""
    papers = (b.id_card(WHO), b.photo(), b.diploma(WHO))
    for said in ("无", None):
        same = check(b.dossier(WHO, *papers, b.form(WHO, major=said), b.record(WHO)), notice)
        other = check(b.dossier(WHO, *papers, b.form(WHO, major=said), b.record(WHO, major="会计")), notice)
        assert same.findings == ()
        assert {f.rule for f in other.findings} == {"D402"}


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ({"minimum_age": 34}, {}),
        ({"minimum_age": 35}, {"C301": "ineligible"}),
        ({"maximum_age": 34}, {}),
        ({"maximum_age": 33}, {"C301": "ineligible"}),
    ],
)
def test_ages_of_a_route(notice: Notice, ages: dict[str, object], expected: dict[str, str]) -> None:
    assert told(having(notice, ages), form()) == expected


def test_any_route_that_holds_is_enough(notice: Notice) -> None:
    asked = having(notice, {"minimum_age": 40}, SERVICE)
    assert told(asked, form(years_in_occupation="3年")) == {}
    assert told(asked, form(years_in_occupation="1年")) == {"C301": "ineligible"}
    assert told(asked, form()) == {"C302": "review"}


def test_all_conditions_of_a_route_must_hold(notice: Notice) -> None:
    asked = having(notice, SERVICE | {"minimum_age": 40})
    for written in ("3年", b.untold(), None):
        assert told(asked, form(years_in_occupation=written)).get("C301") == "ineligible"


def junior_school(**changes: Any) -> Reading:
    return b.diploma(WHO, **({"education": "初中", "school_class": None, "major": None} | changes))


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([junior_school()], {}),
        ([junior_school(education="高中")], {"C301": "ineligible"}),
        ([junior_school(conclusion="结业")], {"C301": "ineligible"}),
        ([junior_school(graduation_date="2022-07-01")], {"C301": "ineligible"}),
        ([], {"C302": "review"}),
    ],
)
def test_schooling(notice: Notice, papers: list[Reading], expected: dict[str, str]) -> None:
    asked = having(notice, {"education": ["初中"], "graduated_years": 5})
    claims = form(education="初中", school=WHO.school, graduation_date="2015-07-01")
    found = told(asked, claims, *papers)
    assert {rule: outcome for rule, outcome in found.items() if rule.startswith("C")} == expected


def test_a_reason_rests_on_the_clauses_of_its_routes(notice: Notice) -> None:
    older, serving = {"minimum_age": 40, "basis": "条件（二）"}, SERVICE | {"title": "从业", "basis": "条件（三）"}
    papers = b.id_card(WHO), b.photo()
    for routes, years, clauses in (
        ([older], "3年", "条件（二）"),
        ([older, serving], "1年", "条件（二）；条件（三）"),
        ([older, serving], "1年以上", "条件（三）"),  # only what may still hold is told
    ):
        asked = having(notice, *routes)
        found = check(b.dossier(WHO, *papers, form(years_in_occupation=years)), asked).findings
        assert [f.basis for f in found if f.rule in ("C301", "C302")] == [clauses]


def test_who_is_admitted_by_which_route(notice: Notice) -> None:
    older, serving = {"minimum_age": 40, "title": "年长"}, SERVICE | {"title": "从业", "basis": "条件（三）"}
    papers = b.id_card(WHO), b.photo()
    admitted = b.dossier(WHO, *papers, form(years_in_occupation="3年"))
    assert admitted_by(admitted, having(notice, older, serving)) == ("从业", "条件（三）")
    refused = b.dossier(WHO, *papers, form(years_in_occupation="1年"))
    assert admitted_by(refused, having(notice, older, serving)) == ("", "")
    assert admitted_by(b.faultless(WHO), notice) == ("route1", notice.eligibility.basis)


def test_the_usual_routes_rest_on_the_clause_of_all(notice: Notice) -> None:
    recent = b.person(number=b.id_number("1990-03-07"), graduation_date="2022-07-01", major="护理")
    bases = {finding.rule: finding.basis for finding in check(b.faultless(recent), notice).findings}
    assert bases["C302"] == notice.eligibility.basis


def test_a_student_is_always_for_a_person(notice: Notice) -> None:
    asked = having(notice, {"student": True})
    letter = b.reading(Kind.ENROLMENT_LETTER, name=WHO.name, school="某学院", expected_graduation="2024-07-01")
    assert told(asked, form(), letter).get("C302") == "review"
    assert told(asked, form()).get("C301") == "ineligible"


def test_the_oldest_age_of_the_notice(notice: Notice) -> None:
    asked = having(notice, SERVICE, maximum_age=33)
    assert told(asked, form(years_in_occupation="3年")) == {"B211": "ineligible"}


@pytest.mark.parametrize(
    "route",
    ["", 'education = ["小学"]', 'held_levels = ["初级"]', "graduated_years = 3", "minimum_age = 50\nmaximum_age = 40"],
)
def test_a_route_that_means_nothing_is_refused(route: str) -> None:
    text = f'{notices.shipped()}\n[[eligibility.routes]]\ntitle = "自定"\nbasis = "条件"\n{route}\n'
    with pytest.raises(HuiRegError, match=r"eligibility\.routes"):
        notices.parse(text)


def test_one_usual_route_beside_an_own_one_is_still_about_schooling(notice: Notice) -> None:
    who = notice.eligibility
    usual = having(notice, SERVICE, route1=who.route1, secondary_or_above=who.secondary_or_above)
    papers = (b.form(WHO, years_in_occupation="1年"), b.diploma(WHO, graduation_date="2022-07-01"))
    (finding,) = [
        f for f in check(b.dossier(WHO, b.id_card(WHO), b.photo(), *papers), usual).findings if f.rule == "C301"
    ]
    assert "毕业证的毕业日期为2022年7月1日" in finding.message and "毕业更早" in finding.hint
    admitted = (b.form(WHO, years_in_occupation="1年"), b.diploma(WHO))
    assert told(usual, *admitted) == {}


def test_an_own_route_of_age_alone_leaves_nothing_to_mend(notice: Notice) -> None:
    found = check(b.dossier(WHO, b.id_card(WHO), b.photo(), form()), having(notice, {"minimum_age": 40})).findings
    (finding,) = [f for f in found if f.rule == "C301"]
    assert finding.hint == BY_ID["C301"].hint


@pytest.mark.parametrize(("name", "level"), [("普通高中", "大专"), ("初中", "大专"), ("普通高校", "高中")])
def test_a_class_that_no_such_level_comes_from_is_for_a_person(notice: Notice, name: str, level: str) -> None:
    open_to_all = changed(
        ("school_classes", 'school_classes = ["普通高中", "初中", "普通高校"]'),
        ("excluded_classes", "excluded_classes = []"),
    )
    recent = b.diploma(WHO, education=level, school_class=name, graduation_date="2022-07-01", certificate_number=None)
    papers = (b.id_card(WHO), b.photo(), b.form(WHO, education=level, graduation_date="2022-07"), recent)
    (finding,) = [f for f in check(b.dossier(WHO, *papers), open_to_all).findings if f.rule == "C302"]
    assert "不相称" in finding.message
