"""What a finding says beyond its outcome: the materials it concerns, where it is wrong, and how it was come by."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from hui_reg.model import Finding
from hui_reg.notice import Notice
from hui_reg.notice.terms import RuleChange
from hui_reg.rules import BY_ID, Rule, Trace, check, trace
from hui_reg.rules.rule import SECTIONS
from hui_reg.vocabulary import Field
from tests import builders as b
from tests.rules.casebook import CASES, GROUPS, build, load

FORM, DIPLOMA, CARD, PHOTO, RECORD = "application_form", "diploma", "id_card", "photo", "education_record"
CONCERNED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("A101", "A114", "B203", "D401", "D407"), (FORM,)),
    **dict.fromkeys(("A102", "C305"), (DIPLOMA,)),
    **dict.fromkeys(("A103", "A104", "B201", "B205", "B206"), (CARD,)),
    **dict.fromkeys(("A105", "B207", "B208", "B209", "B210"), (PHOTO,)),
    **dict.fromkeys(("A106", "A113", "A115", "A117", "D404"), (RECORD,)),
    **dict.fromkeys(("D402", "D403"), (DIPLOMA, RECORD)),
}
"""Rules about certain materials whatever they saw; the columns of the review sheet are marked by it."""


def findings(notice: Notice) -> Iterator[Finding]:
    for path in sorted(CASES.glob("*.yml")):
        for case in (case for group in GROUPS for case in load(path)[group] or ()):
            yield from check(build(case), notice).findings


def test_each_finding_concerns_the_materials_of_its_rule(notice: Notice) -> None:
    seen = {f.rule: tuple(m.value for m in f.materials) for f in findings(notice) if f.rule in CONCERNED}
    assert seen == CONCERNED


@pytest.mark.parametrize(
    ("case", "rule", "words"),
    [
        ({"id_card": {"emblem": "false"}}, "A104", "缺国徽面"),
        ({"id_card": {"portrait": "false"}}, "A104", "缺人像面"),
        ({"without": ["education_record"]}, "A106", "学信网电子注册备案表"),
        ({"diploma": {"education": "高中", "school": "惠北第三中学"}}, "", "泉州示范职业学院大专（2015年毕业）"),
        ({"id_card": {"id_valid_from": "2024-07-02", "id_valid_to": "2044-07-02"}}, "B206", "2024年7月2日起"),
        ({"application_form": {"id_number": "350521199003072131"}}, "B203", "第17、18位不同"),
        ({"application_form": {"id_number": "35052119900307212"}}, "B203", "17位"),
        ({"application_form": {"level": "三级"}}, "D407", "三级"),
        ({"application_form": {"employer": "惠安县紫山镇人民政府"}}, "D405", "报送单位为"),
        ({"application_form": {"phone": "无"}}, "A114", "联系电话"),
        ({"received": "2024-07-06 00:07"}, "C306", "2024年7月6日00:07"),
        ({"diploma": {"certificate_number": "123451201506000002"}}, "D402", "123451201506000002"),
        ({"education_record": {"chsi_code": "ABCD"}}, "D404", "ABCD"),
    ],
)  # fmt: skip
def test_a_message_says_where_it_is_wrong(notice: Notice, case: dict[str, Any], rule: str, words: str) -> None:
    said = {f.rule: f.message for f in check(build(case), notice).findings}
    assert words in (said[rule] if rule else "".join(said.values()))


# how it was come by: traces, and the page of a rule

WHO = b.person("张三")
PAPERS = (b.form(WHO, phone=None), b.id_card(WHO, id_valid_to=b.untold()), b.diploma(WHO), b.record(WHO), b.photo())


def traced(notice: Notice) -> dict[str, Trace]:
    assessment, traces = trace(b.dossier(WHO, *PAPERS), notice)
    assert assessment == check(b.dossier(WHO, *PAPERS), notice)
    assert [one.setting.rule.id for one in traces] == list(BY_ID)
    assert {one.finding for one in traces if one.finding} == set(assessment.findings)
    return {one.setting.rule.id: one for one in traces}


def test_each_rule_with_what_it_looked_at(notice: Notice) -> None:
    told = traced(notice)
    period = [("身份证", Field.ID_VALID_FROM), ("身份证", Field.ID_VALID_TO)]
    assert [(s.document, s.field) for s in told["B205"].looked] == period
    assert told["B205"].finding is None
    found = told["A114"].finding
    assert found is not None and found.rule == "A114"
    assert told["A105"].looked == ()


def test_each_place_once_and_doubts_apart(notice: Notice) -> None:
    told = traced(notice)
    for one in told.values():
        places = [(s.exhibit.file.sha256, s.field) for s in one.looked]
        assert len(places) == len(set(places))
    doubted = {rule: [s.field for s in one.doubted] for rule, one in told.items() if one.doubted}
    assert doubted == {key: [Field.ID_VALID_TO] for key in ("B205", "B206")}, "A114 fails: that is no doubt"


def test_a_rule_that_is_off_looks_at_nothing(notice: Notice) -> None:
    off = notice.model_copy(update={"rules": {**notice.rules, "A114": RuleChange(enabled=False, reason="不用")}})
    told = traced(off)["A114"]
    assert (told.setting.enabled, told.finding, told.looked, told.doubted) == (False, None, (), ())


def page(doc: str | None) -> Rule:
    def check_it(case: object) -> None: ...

    check_it.__doc__ = doc
    return replace(BY_ID["A114"], check=check_it)  # type: ignore[arg-type]


def test_the_sections_of_a_page_in_their_order() -> None:
    whole = page("""检查内容：一\n    二。\n    依据：三：四。\n    反例：五。\n    常见误判：六。\n    """)
    assert whole.sections == {"检查内容": "一二。", "依据": "三：四。", "反例": "五。", "常见误判": "六。"}
    assert tuple(whole.sections) == SECTIONS


@pytest.mark.parametrize("doc", [None, "", "检查内容：一。", "依据：一。\n检查内容：二。\n反例：三。\n常见误判：四。"])
def test_a_page_without_its_sections_is_refused(doc: str | None) -> None:
    with pytest.raises(ValueError, match="A114"):
        _ = page(doc).sections
