"""Severity and parameters are data: the second notice gives its own verdicts, and a notice may change a rule."""

from datetime import date
from typing import Any

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Dossier, Outcome
from hui_reg.notice import Notice, RuleChange, parse, shipped
from hui_reg.rules import RULES, active, check, page
from hui_reg.vocabulary import Material
from tests import builders as b

SECOND = parse(shipped("yunling-2025-8"))


def changed(notice: Notice, rule: str, **change: object) -> Notice:
    return notice.model_copy(update={"rules": {rule: RuleChange.model_validate({"reason": "试行", **change})}})


def outcomes(dossier: Dossier, notice: Notice) -> dict[str, str]:
    return {finding.rule: finding.outcome.value for finding in check(dossier, notice).findings}


def high_school(graduated: str, born: str = "1990-03-07", **card: Any) -> Dossier:
    who = b.person(number=b.id_number(born), education="高中", major="", graduation_date=graduated)
    diploma = b.diploma(who, school_class="普通高中", certificate_number=None)
    return b.dossier(who, b.form(who), b.id_card(who, **card), diploma, b.photo())


def test_the_second_notice_differs() -> None:
    assert (SECOND.occupation.level, int(SECOND.fees.registration), SECOND.registration.deadline) == (
        "三级",
        1180,
        date(2025, 3, 31),
    )


@pytest.mark.parametrize(
    ("dossier", "first", "second", "why"),
    [
        (b.faultless(), {}, {}, "faultless under both"),
        (high_school("2020-06-30"), {"C301": "ineligible"}, {}, "five years on 30 June 2025, the day it names"),
        (high_school("2020-06"), {"C301": "ineligible"}, {}, "all of June 2020 is in time"),
        (high_school("2020-07-01"), {"C301": "ineligible"}, {"C301": "ineligible"}, "no grey zone to the year's end"),
        (high_school("2019-07-10"), {"C302": "review"}, {}, "grey in the first, clear in the second"),
        (
            high_school("2015-06-30", id_valid_from="2014-08-01", id_valid_to="2024-08-01"),
            {},
            {"B205": "correct"},
            "the card runs out between the two deadlines",
        ),
        (
            high_school("2015-06-30", id_valid_from="2019-05-06", id_valid_to="2029-05-06"),
            {"B206": "review"},
            {},
            "a rule switched off",
        ),
        (
            high_school("2019-06-30", born="2007-06-01", id_valid_from="2023-05-06", id_valid_to="2028-05-06"),
            {},
            {"B211": "ineligible"},
            "sixteen is enough for the first, eighteen demanded by the second",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_verdicts_under_both(
    dossier: Dossier, first: dict[str, str], second: dict[str, str], why: str, notice: Notice
) -> None:
    assert outcomes(dossier, notice) == first, why
    assert outcomes(dossier, SECOND) == second, why


def test_a_picture_is_welcome_in_the_second(notice: Notice) -> None:
    who = b.person()
    pictures = [b.exhibit(r, f"{r.kind}.jpg") for r in b.materials(who)]
    assert outcomes(b.dossier(who, *pictures), notice) == {"A107": "note"}
    assert outcomes(b.dossier(who, *pictures), SECOND) == {}


def test_related_majors_are_the_notices_own(notice: Notice) -> None:
    for major, first, second in (("文秘", {}, {"C302": "review"}), ("法学", {"C302": "review"}, {})):
        who = b.person(major=major, graduation_date="2023-06-30", certificate_number="123451202306000001")
        assert outcomes(b.faultless(who), notice) == first
        assert outcomes(b.faultless(who), SECOND) == second


def test_the_final_year_is_the_notices_own(notice: Notice) -> None:
    who = b.person()
    report = b.reading(
        b.Kind.ENROLMENT_REPORT, name=who.name, expected_graduation="2025-07-01", enrolment_status="在籍（注册学籍）"
    )
    student = b.dossier(who, b.form(who), b.id_card(who), report, b.photo())
    assert outcomes(student, notice) == {"C303": "ineligible"}
    assert outcomes(student, SECOND) == {"C302": "review"}


def test_the_level_is_the_notices_own(notice: Notice) -> None:
    """The second notice takes forms that are printed for the level of the year before; without that they are wrong."""
    assert outcomes(b.faultless(), notice) == {}
    assert outcomes(b.faultless(), SECOND.model_copy(update={"rules": {}})) == {"D407": "correct"}


def test_classes_that_a_notice_takes_without_question(notice: Notice) -> None:
    who = b.person(graduation_date="2022-01-10", certificate_number="123457202206000001")
    network = b.dossier(who, b.form(who), b.id_card(who), b.diploma(who, school_class="网络"), b.record(who), b.photo())
    route = notice.eligibility.route2.model_copy(update={"review_classes": ()})
    generous = notice.model_copy(update={"eligibility": notice.eligibility.model_copy(update={"route2": route})})
    assert outcomes(network, notice) == {"C302": "review"}
    assert outcomes(network, generous) == {}


def test_a_material_that_is_not_demanded(notice: Notice) -> None:
    demand = notice.materials[Material.EDUCATION_RECORD].model_copy(update={"required": "never"})
    lenient = notice.model_copy(update={"materials": {**notice.materials, Material.EDUCATION_RECORD: demand}})
    who = b.person()
    report = b.reading(b.Kind.DEGREE_REPORT, name=who.name)
    for sent in ([], [report]):
        dossier = b.dossier(who, b.form(who), b.id_card(who), b.diploma(who), b.photo(), *sent)
        assert outcomes(dossier, lenient) == {}
        assert outcomes(dossier, notice) == {"A113" if sent else "A106": "correct"}


def test_a_lowered_rule(notice: Notice) -> None:
    who = b.person()
    without_record = b.dossier(who, b.form(who), b.id_card(who), b.diploma(who), b.photo())
    assert outcomes(without_record, notice) == {"A106": "correct"}
    assert outcomes(without_record, SECOND) == {"A106": "review"}
    assert check(without_record, SECOND).findings[0].basis == SECOND.materials[Material.EDUCATION_RECORD].basis


def test_a_raised_rule_keeps_the_mercy_of_a_case(notice: Notice) -> None:
    """A name one look-alike apart stays a review even where differing names make ineligible."""
    strict = changed(notice, "B202", outcome="ineligible")
    who = b.person("李玮")
    for other, outcome in (("王芳", "ineligible"), ("李伟", "review")):
        dossier = b.dossier(who, b.form(who, name=other), *b.materials(who)[1:])
        assert outcomes(dossier, strict) == {"B202": outcome}


def test_a_lowered_rule_lowers_its_milder_cases_too(notice: Notice) -> None:
    who = b.person("李玮")
    dossier = b.dossier(who, b.form(who, name="李伟"), *b.materials(who)[1:])
    assert outcomes(dossier, changed(notice, "B202", outcome="note")) == {"B202": "note"}


def test_without_a109_every_rule_tells_its_own_doubt(notice: Notice) -> None:
    who = b.person(education="中专", major="会计", certificate_number="证1")
    diploma = b.diploma(who, school_class="中专", graduation_date=b.untold("被印章遮住"))
    dossier = b.dossier(who, b.form(who), b.id_card(who), diploma, b.photo())
    assert outcomes(dossier, notice) == {"A109": "review"}
    assert outcomes(dossier, changed(notice, "A109", enabled=False)) == {"C301": "review"}


def test_active_tells_every_rule_with_the_reason(notice: Notice) -> None:
    settings = active(SECOND)
    assert [setting.rule.id for setting in settings] == [rule.id for rule in RULES]
    told = {s.rule.id: (s.enabled, s.outcome, s.reason) for s in settings if s.reason}
    assert told == {
        "A106": (True, Outcome.REVIEW, "备案表可在复核前补交，初审不退回"),
        "B206": (False, Outcome.REVIEW, "本县有一批换证中的临时身份证"),
        "D405": (False, Outcome.NOTE, "申报人多为派驻窗口人员，单位不同不必提示"),
        "D407": (False, Outcome.CORRECT, "申报表沿用上年样张，预印四级，以本通知的三级为准"),
    }
    assert all(setting.enabled and not setting.reason for setting in active(notice))


def test_an_unknown_rule_is_named(notice: Notice) -> None:
    with pytest.raises(HuiRegError, match="A999") as caught:
        active(changed(notice, "A999"))
    assert caught.value.code is ExitCode.SETTINGS


def test_nothing_of_the_first_notice_is_left_in_the_rules() -> None:
    """Its dates, sums and clauses come from the file: no page, hint or message may name them."""
    for rule in RULES:
        assert rule.basis(SECOND)
        for word in ("7月5日", "2024", "1380", "惠安", "福建", "四级"):
            assert word not in rule.hint + rule.title, rule.id
            assert word not in page(rule), rule.id
