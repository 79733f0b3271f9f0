"""What a finding says beyond its outcome: the materials it concerns, and the words by which a reviewer knows where."""

from collections.abc import Iterator
from typing import Any

import pytest

from hui_reg.model import Finding
from hui_reg.notice import Notice
from hui_reg.rules import check
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
