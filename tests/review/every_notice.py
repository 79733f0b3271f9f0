"""A season under any notice: people at every step, so that every kind of letter is written; and an odd notice."""

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

from hui_reg.history.decisions import Choice, Stage
from hui_reg.history.people import person_of
from hui_reg.history.requests import Course, Item, Request
from hui_reg.history.roll import call_roll
from hui_reg.history.state import fold
from hui_reg.model import Assessment, Entry
from hui_reg.notice import Notice, parse, shipped, shipped_ids
from hui_reg.review.announcements import Matter, announcements
from hui_reg.review.letter import Letter
from hui_reg.review.notices import corrections, reminders
from hui_reg.review.refusals import refusals
from hui_reg.review.wants import _told
from hui_reg.review.writing import Facts
from hui_reg.rules import check
from hui_reg.store.results import decided_on
from tests import builders as b
from tests.notice.changed import text_of
from tests.rules.casebook import build

ODD = "odd"
UNIT = "洛阳镇便民服务中心"
NAMES = ("初审", "待缴", "部分", "已缴", "考生", "补考", "不符", "补正", "催办")
ABOUT = {"qingyuan-2025-21": "护理", "minxi-2026-4": "茶艺"}
RECEIVED = {"yunling-2025-8": "2025-03-10 09:00"}


def odd() -> Notice:
    """No fee but for a makeup, no training, any day of the week, a red ground, an amended term with a closing hour."""
    term = """deadline = [
  { value = 2024-07-05 },
  { from = 2024-07-03, value = 2024-07-12, basis = "补充通知（一）：报名延长至7月12日12时" },
]
closes = 12:00:00"""
    table = """makeup = [
  { papers = ["理论"], fee = 52.5 }, { papers = ["技能"], fee = 0 }, { papers = ["理论", "技能"], fee = 52.5 },
]"""
    text = text_of(("deadline", term), ("weekday", ""), ("registration = 1380", "registration = 0"),
                   ("makeup_theory", table), ("makeup_skill", ""), ("makeup_both", ""))  # fmt: skip
    text = text.replace("白底", "红底").replace("minimum_width", 'background = "red"\nminimum_width', 1)
    text = re.sub(r"\[training\].*?(?=\[exam\])", "", text, flags=re.DOTALL)
    return parse(text.replace("收费标准：1380元/人，复核通过后缴纳", "不收取认定费"))


@cache
def notices() -> dict[str, Notice]:
    return {name: parse(shipped(name)) for name in shipped_ids()} | {ODD: odd()}


def assessed(name: str, notice: Notice, **changes: Any) -> Assessment:
    who = ABOUT.get(notice.id, "大专")
    case = {"who": who, "person": {"name": name, "born": "1988-03-07"}, "dossier": {}, **changes}
    if notice.id in RECEIVED:
        case["received"] = RECEIVED[notice.id]
    if who == "茶艺":
        case["dossier"] = {"hinted": [{"path": "工作证明.pdf"}]}
    dossier = build(case).model_copy(update={"key": name, "unit": UNIT})
    return check(dossier, notice)


def people(notice: Notice) -> dict[str, Assessment]:
    faulty: dict[str, dict[str, Any]] = {
        "不符": {"person": {"name": "不符", "born": "2010-03-07"}}, "补正": {"without": ["id_card", "photo"]},
              "催办": {"without": ["application_form"]}}  # fmt: skip
    return {name: assessed(name, notice, **faulty.get(name, {})) for name in NAMES}


def entries(notice: Notice, of: dict[str, Assessment], day: date) -> list[Entry]:
    made: list[Entry] = []

    def add(name: str, kind: str, after: int, **data: Any) -> None:
        on = day + timedelta(days=after)
        made.append(
            Entry(seq=len(made) + 1, applicant=name, kind=kind, on=on, data=data, by="甲",
                  recorded_at=b.moment(f"{on} 09:00"))
        )  # fmt: skip

    fee = notice.on(day).fees.registration
    for name in NAMES:
        version = decided_on(of[name])
        choice = {"不符": Choice.INELIGIBLE, "补正": Choice.CORRECT, "催办": Choice.CORRECT}.get(name, Choice.PASS)
        add(name, Stage.FIRST, 0, choice=choice, version=version, remark="")
        if choice is Choice.PASS and name != "初审":
            add(name, Stage.SECOND, 1, choice="pass", remark="", version=version)
        if name == "部分" and fee:
            add(name, "payment", 2, purpose="registration", amount=f"{fee / 2:.2f}", receipt=name)
        if name in ("已缴", "考生", "补考") and fee:
            add(name, "payment", 2, purpose="registration", amount=f"{fee:.2f}", receipt=name)
        if name in ("考生", "补考") and notice.training.hours:
            add(name, "training", 3, hours=str(notice.training.hours))
    ids = notice.exam.ids
    add("考生", "seat", 4, exam_on=f"{day + timedelta(days=20)}", papers=",".join(ids), room="第一考场", seat=3,
        ticket="T003")  # fmt: skip
    for paper in ids:
        marks = notice.exam.paper(paper)
        score = marks.pass_mark - 1 if paper == ids[0] else marks.full_marks
        add("补考", "score", 5, paper=paper, score=str(score), published_on=f"{day + timedelta(days=5)}")
    return made


def letters(notice: Notice) -> dict[str, list[Letter]]:
    """By kind, the letters of a season under a notice, some days after its deadline."""
    of, day = people(notice), notice.registration.deadline + timedelta(days=3)
    today = day + timedelta(days=10)
    versions = {name: decided_on(assessment) for name, assessment in of.items()}
    roll = call_roll(fold(entries(notice, of, day)), [person_of(a) for a in of.values()], versions, notice, today)
    asked = of["催办"].findings[0]
    open_ = Request(seq=1, since=day, at=b.moment(f"{day} 09:00"), until=today, course=Course.OPEN,
                    item=Item(asked.rule, asked.materials, "".join(_told(asked, of["催办"].dossier))))  # fmt: skip
    standings = {person.key: roll.standing(person) for person in roll.people}
    facts = Facts(notice, tuple(of.values()), standings, states=roll.states, requests={"催办": [open_]})
    due = today + timedelta(days=7)
    return {
        "correction": corrections(facts, due),
        "reminder": reminders(facts, due, today),
        "refusal": refusals(facts, due),
        **{matter.value: announcements(facts, matter, today) for matter in Matter},
    }
