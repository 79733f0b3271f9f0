"""Six invented people under the notice for 茶艺师 三级; the verdicts were worked out from its sentences.

The photo has a blue ground. The work proof is looked at on the spot: its file is only told.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest

from hui_reg.model import Dossier, Leftover
from hui_reg.notice import parse, shipped
from hui_reg.rules import check
from tests import builders as b

NOTICE = parse(shipped("minxi-2026-4"))
TOLD = {"A120": "note"}
BLUE = {"white_share": 0.0, "border_level": 90.0, "blue_share": 0.98, "red_share": 0.0}


@dataclass(frozen=True)
class Case:
    """A person: birth, certificate held and years as the form has them, level of the diploma sent, and what comes."""

    name: str
    born: str
    held: str | None
    years: str
    diploma: str | None
    verdict: str
    findings: dict[str, str]
    proof: bool = True
    received: str = "2026-03-10 09:00"
    form: dict[str, Any] = field(default_factory=dict)


CASES = (
    # (一): level four held, three years
    Case("苏茗", "1988-03-05", "茶艺师四级/中级工证书", "3年", None, "pass", TOLD),
    # (二): a 大专 of 2015, one year
    Case("柳青禾", "1990-07-21", "无", "1年", "大专", "pass", TOLD),
    # neither: less than two years with the certificate, and 高中 isn't among the levels of (二)
    Case("秦雨桐", "1993-12-02", "茶艺师四级", "1年", "高中", "ineligible", TOLD | {"C301": "ineligible"}),
    # too young on 27 March, though the term was extended; registered when it already was
    Case("池小月", "2008-04-01", "茶艺师四级", "2年", None, "ineligible",
         TOLD | {"B211": "ineligible", "C302": "review"}, received="2026-03-19 09:00"),
    # in time only because the term was extended; the work proof isn't there
    Case("岳鸣", "1985-05-30", "茶艺师四级", "5年", None, "correct", {"A120": "correct"}, proof=False,
         received="2026-03-27 17:30"),
    # a minute after the closing hour
    Case("江荷", "1979-09-09", "茶艺师四级", "8年", None, "review", TOLD | {"C306": "review"},
         received="2026-03-27 17:31"),
)  # fmt: skip


def dossier(case: Case) -> Dossier:
    who = b.person(case.name, b.id_number(case.born, area="350823"), education=case.diploma or "大专")
    form: dict[str, Any] = {"occupation": "茶艺师", "level": "三级", "years_in_occupation": case.years}
    form |= {"held_certificate": case.held}
    if case.diploma is None:
        form |= {"education": None, "school": None, "major": None, "graduation_date": None}
    mail = b.message(received=case.received)
    young: dict[str, Any] = {"id_valid_from": "2024-05-01", "id_valid_to": "2034-05-01"}
    card = b.id_card(who, **(young if case.born > "2000" else {}))
    school = {"高中": {"school_class": "普通高中", "certificate_number": None}}.get(case.diploma or "", {})
    papers = (
        b.form(who, **form | case.form),
        card,
        b.photo(**BLUE),
        *([b.diploma(who, **school)] if case.diploma else ()),
    )
    left = Leftover(file=b.file(mail, f"{who.name}/{who.name}工作证明.pdf"), reason="未能识别出是什么材料")
    return b.dossier(who, *papers, mail=mail, hinted=(left,) if case.proof else ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is_the_one_worked_out(case: Case) -> None:
    assessment = check(dossier(case), NOTICE)
    assert {f.rule: f.outcome.value for f in assessment.findings} == case.findings
    assert assessment.verdict.value == case.verdict
