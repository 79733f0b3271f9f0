"""Six invented people under the notice for 养老护理员 五级; the verdicts were worked out from its sentences.

Nobody there is asked for a diploma or a 学信网 record. A health certificate that wasn't recognised is told by the name
of its file, and a person opens it.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest

from hui_reg.model import Dossier, Leftover, Reading
from hui_reg.notice import FurtherMaterial, parse, shipped, told
from hui_reg.rules import check
from hui_reg.vocabulary import Kind
from tests import builders as b

NOTICE = parse(shipped("qingyuan-2025-21"))
MAIL = b.message(received="2025-09-10 09:00")


@dataclass(frozen=True)
class Case:
    """A person, what the form says of the years, further papers, and what must come of it."""

    name: str
    born: str
    years: str | None
    verdict: str
    findings: dict[str, str]
    health: bool = True
    further: tuple[Reading, ...] = ()
    certificate: dict[str, Any] | None = None
    form: dict[str, Any] = field(default_factory=dict)


OPENED = {"A120": "review"}
LETTER = b.reading(
    Kind.ENROLMENT_LETTER,
    name="石小满",
    school="示范卫生学校",
    major="智慧健康养老服务",
    expected_graduation="2026-07-01",
)
VALID = {"valid_to": "2026-03-01"}
CASES = (
    Case("阮春花", "1981-02-03", "3年", "pass", {}, health=False, certificate=VALID),
    Case("阮春花", "1981-02-03", "3年", "pass", {}, certificate=VALID),
    Case("甘来弟", "1975-06-07", "3年", "correct", {"A120": "correct"}, certificate={"valid_to": "2025-09-28"}),
    Case("甘来弟", "1975-06-07", "3年", "review", OPENED, certificate={"valid_to": "2025-09-29"}),
    Case("甘来弟", "1975-06-07", "3年", "review", OPENED, certificate={"valid_to": "2025-10-01"}),
    Case("甘来弟", "1975-06-07", "3年", "pass", {}, certificate={"valid_to": "2025-10-02"}),
    Case("甘来弟", "1975-06-07", "3年", "review", OPENED, certificate={"valid_to": None}),
    Case("甘来弟", "1975-06-07", "3年", "review", OPENED, certificate={"valid_to": b.unsure("2026-03-01")}),
    Case("甘来弟", "1975-06-07", "3年", "review", OPENED, certificate={**VALID, "name": b.unsure("甘来弟")}),
    Case("钟素琴", "1980-04-12", "3年", "review", OPENED),
    Case("薛玉兰", "1985-11-02", "两年半", "correct", {"A120": "correct"}, health=False),
    Case("葛大海", "1992-01-20", "6个月", "ineligible", OPENED | {"C301": "ineligible"}),
    Case("石小满", "2006-05-06", None, "review", OPENED | {"C302": "review"}, further=(LETTER,)),
    Case("易长春", "1963-08-15", "20年", "ineligible", OPENED | {"B211": "ineligible"}),
    Case("卜文秀", "1979-03-09", "5年", "correct", OPENED | {"D407": "correct"}, form={"occupation": "保育师"}),
)


def dossier(case: Case) -> Dossier:
    who = b.person(case.name, b.id_number(case.born, area="210423"))
    form = {"education": None, "school": None, "major": None, "graduation_date": None, "occupation": "养老护理员"}
    form |= {"level": "五级", "years_in_occupation": case.years} | case.form
    card: dict[str, Any] = {"id_valid_from": "2022-09-01", "id_valid_to": "2032-09-01"} if case.born > "2003" else {}
    papers = [b.form(who, **form), b.id_card(who, **card), b.photo(), *case.further]
    if case.certificate is not None:
        papers.append(b.reading(Kind.HEALTH_CERTIFICATE, **({"name": who.name} | case.certificate)))
    left = Leftover(file=b.file(MAIL, f"{who.name}/{who.name}健康证.jpg"), reason="未能识别出是什么材料")
    return b.dossier(who, *papers, mail=MAIL, hinted=(left,) if case.health else ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is_the_one_worked_out(case: Case) -> None:
    assessment = check(dossier(case), NOTICE)
    assert {f.rule: f.outcome.value for f in assessment.findings} == case.findings
    assert assessment.verdict.value == case.verdict


def test_of_two_health_certificates_the_valid_one_counts() -> None:
    two = [b.reading(Kind.HEALTH_CERTIFICATE, name="阮春花", valid_to=day) for day in ("2025-03-01", "2026-03-01")]
    for papers in (two, two[::-1]):
        assert check(dossier(Case("阮春花", "1981-02-03", "3年", "", {}, further=tuple(papers))), NOTICE).findings == ()


def test_years_that_nobody_filled_in_are_for_a_person() -> None:
    silent = Case("聂桂芳", "1988-06-30", None, "review", {})
    assert check(dossier(silent), NOTICE).verdict.value == "review"


def test_what_it_demands_is_told() -> None:
    said = "\n".join(sentence for section in told(NOTICE) for sentence in section.sentences)
    for sentence in (
        "须年满18周岁、不超过60周岁。",
        "途径“从业满一年”：从事本职业满1年、以申报表所填为准。",
        "健康证：人人必交",
        "2025年10月15日 24时前补正的不算逾期",
        "毕业证：不要求。",
    ):
        assert sentence in said
    assert "途径一" not in said


def test_each_of_several_demands_is_looked_at_by_itself() -> None:
    """One that was read, and one that only a name may tell."""
    proof = FurtherMaterial(title="工作证明", words=("工作证明",), basis="第五条")
    asked = NOTICE.model_copy(update={"further_materials": (*NOTICE.further_materials, proof)})
    sent = dossier(Case("阮春花", "1981-02-03", "3年", "pass", {}, health=False, certificate=VALID))
    (finding,) = check(sent, asked).findings
    assert finding.rule == "A120" and "工作证明" in finding.message and "健康证" not in finding.message
