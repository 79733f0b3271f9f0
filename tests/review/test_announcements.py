"""Letters that tell: each matter to those alone whom it concerns now, in plain words, no number whole."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import person_of
from hui_reg.history.roll import Roll, call_roll
from hui_reg.history.state import fold
from hui_reg.ledger.sheets.fees import fee_list
from hui_reg.model import Assessment, Entry
from hui_reg.notice import ACCOUNT_TO_COME, Notice, owes_an_account, parse, shipped
from hui_reg.review.announcements import Matter, announcements
from hui_reg.review.writing import Facts
from hui_reg.rules import check
from hui_reg.store.results import decided_on
from tests import builders as b

NOTICE: Notice = parse(
    shipped().replace('payee = ""', 'payee = "示范评价公司"').replace('# account = ""', 'account = "6217000000001234"')
)
UNIT = "洛阳镇便民服务中心"
NAMES = ("初审", "待缴", "已缴", "考生", "补考", "不符")
PEOPLE = {name: check(b.faultless(b.person(name), unit=UNIT, key=name), NOTICE) for name in NAMES}
TODAY = date(2024, 9, 10)


def entries() -> list[Entry]:
    made: list[Entry] = []

    def add(name: str, kind: str, on: str, **data: Any) -> None:
        made.append(
            Entry(seq=len(made) + 1, applicant=name, kind=kind, on=date.fromisoformat(on), data=data, by="甲",
                  recorded_at=b.moment(f"{on} 09:00"))
        )  # fmt: skip

    for name in NAMES:
        version = decided_on(PEOPLE[name])
        add(name, "first_review", "2024-07-10", choice="ineligible" if name == "不符" else "pass", version=version,
            remark="毕业未满五年" if name == "不符" else "")  # fmt: skip
        if name not in ("初审", "不符"):
            add(name, "second_review", "2024-07-15", choice="pass", remark="", version=version)
        if name in ("已缴", "考生", "补考"):
            add(name, "payment", "2024-07-20", purpose="registration", amount="1380.00", receipt=name)
        if name in ("考生", "补考"):
            add(name, "training", "2024-08-01", hours="33.8")
    add(
        "考生",
        "seat",
        "2024-09-01",
        exam_on="2024-09-15",
        papers="theory,skill",
        room="第一考场",
        seat=3,
        ticket="T003",
    )
    for paper, score in (("theory", "70"), ("skill", "50")):
        add("补考", "score", "2024-09-01", paper=paper, score=score)
    return made


def roll() -> Roll:
    people = [person_of(assessment) for assessment in PEOPLE.values()]
    versions = {name: decided_on(assessment) for name, assessment in PEOPLE.items()}
    return call_roll(fold(entries()), people, versions, NOTICE, TODAY)


def facts(*assessments: Assessment) -> Facts:
    called = roll()
    standings = {person.key: called.standing(person) for person in called.people}
    return Facts(NOTICE, assessments or tuple(PEOPLE.values()), standings, states=called.states)


CASES = {
    Matter.PASSED: (("初审", "待缴"), ("1380 元", "示范评价公司", "6217000000001234", "现在请勿缴费")),
    Matter.TRAINING: (("已缴",), ("33.8 课时", "2024年7月6日起")),
    Matter.EXAM: (("考生",), ("2024年9月15日，理论、技能，第一考场 3 号，准考证号 T003", "准考证见附件")),
    Matter.MAKEUP: (("补考",), ("技能，须在2026年9月1日（含）以前考完，补考费 154 元",)),
}


@pytest.mark.parametrize("matter", Matter)
def test_each_matter_concerns_its_own(matter: Matter) -> None:
    concerned, said = CASES[matter]
    (letter,) = announcements(facts(), matter, TODAY)
    assert letter.people == len(concerned)
    assert [name for name in NAMES if f"{name}（" in letter.body] == list(concerned)
    assert all(words in letter.body for words in said), letter.body
    assert not re.search(r"\d{17}[\dX]", letter.body)
    assert "None" not in letter.body and "\n\n\n" not in letter.body
    others = [assessment for name, assessment in PEOPLE.items() if name not in concerned]
    assert announcements(facts(*others), matter, TODAY) == []


def test_without_an_account_nobody_is_told_to_pay_as_if_there_were_one() -> None:
    told = facts()
    known = NOTICE.payment
    for payment, open_ in ((known, False), (known.model_copy(update={"account": ""}), True)):
        notice = NOTICE.model_copy(update={"payment": payment})
        (letter,) = announcements(replace(told, notice=notice), Matter.PASSED, TODAY)
        assert (ACCOUNT_TO_COME in letter.body) == open_ == owes_an_account(notice)
        assert any(ACCOUNT_TO_COME in line for line in fee_list(replace(roll(), notice=notice)).heading) == open_


def test_an_exam_that_is_over_is_told_to_nobody() -> None:
    assert announcements(facts(), Matter.EXAM, date(2024, 9, 16)) == []
    assert {entry.kind for entry in entries()} <= set(EntryKind)
