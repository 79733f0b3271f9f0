"""Every combination of what can happen to an applicant, as ledger entries, and what each outlet makes of it."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hui_reg import notice as notices
from hui_reg.history.decisions import Stage as Review
from hui_reg.history.people import Person
from hui_reg.history.roll import Roll, call_roll
from hui_reg.history.state import fold
from hui_reg.ledger import exam, publication
from hui_reg.ledger.matches import Reconciliation
from hui_reg.ledger.sheets import certificates, fees, makeup, results, subsidy, training
from hui_reg.model import Assessment, Entry, Verdict
from hui_reg.notation.versions import PARTS, version_of
from hui_reg.review import notices as letters
from hui_reg.review.announcements import Matter, announcements
from hui_reg.review.letter import Letter
from hui_reg.review.writing import Facts
from hui_reg.spreadsheets.writer import Sheet
from tests import builders

NOTICE = notices.parse(notices.shipped())
TODAY, EXAM, MAKEUP = date(2024, 10, 1), date(2024, 9, 8), date(2025, 3, 9)
UNIT = "洛阳镇便民服务中心"
BEFORE, NOW = (version_of({part: part for part in PARTS} | {"papers": papers}) for papers in ("旧照片", "新照片"))

CHOICES = ("", "pass", "correct", "ineligible", "hold", "withdrawn")
CHANGES = ("", "since", "first again")
"""Nothing; a paper since both decisions; the same, and the first review decided again on it."""
PAID = ("", "part", "whole")
RESULTS = ("", "trained", "failed", "passed", "certified", "claimed")


@dataclass(frozen=True)
class Life:
    """One combination. ``verdict`` is what the program proposes now."""

    first: str
    second: str
    change: str
    left: bool
    paid: str
    result: str
    verdict: Verdict

    # what ought to follow, worked out from the words alone

    @property
    def first_holds(self) -> bool:
        return self.first == "pass" and self.change != "since"

    @property
    def second_stands(self) -> str:
        """The second review's decision as far as it was taken on what is there now."""
        return "" if self.change or self.second == "withdrawn" else self.second

    @property
    def cleared(self) -> bool:
        return not self.left and self.first_holds and self.second_stands == "pass"

    @property
    def goes_out(self) -> bool:
        return not self.left and self.first_holds and self.second_stands not in ("correct", "ineligible")

    @property
    def ready(self) -> bool:
        return self.cleared and self.paid == "whole"


def lives() -> Iterator[Life]:
    """Every combination."""
    parts = (CHOICES, CHOICES, CHANGES, (False, True), PAID, RESULTS)
    for number, parts_of_one in enumerate(itertools.product(*parts)):
        yield Life(*parts_of_one, (Verdict.PASS, Verdict.CORRECT)[number // 7 % 2])


def entries_of(life: Life, key: str, start: int) -> list[Entry]:
    """What the ledger holds of a life."""
    made: list[Entry] = []

    def add(kind: str, on: date, supersedes: int | None = None, **data: object) -> int:
        seq = start + len(made)
        made.append(
            Entry(
                seq=seq,
                applicant=key,
                kind=kind,
                on=on,
                recorded_at=datetime(2024, 7, 1, tzinfo=UTC),
                by="测试",
                data=data,
                supersedes=supersedes,
            )
        )
        return seq

    for review, choice in ((Review.FIRST, life.first), (Review.SECOND, life.second)):
        if choice:
            decided = "pass" if choice == "withdrawn" else choice
            on = NOW if not life.change else BEFORE
            seq = add(review.value, date(2024, 7, 10), choice=decided, version=on, remark="见备注")
            if choice == "withdrawn":
                add(review.value, date(2024, 7, 11), seq, choice="withdrawn")
            elif review is Review.FIRST and life.change == "first again":
                add(review.value, date(2024, 7, 12), seq, choice=decided, version=NOW, remark="见备注")
    if life.paid:
        amount = {"part": "1000.00", "whole": "1380.00"}[life.paid]
        add("payment", date(2024, 7, 20), purpose="registration", amount=amount, receipt=f"R{start}", basis="named")
    if life.result:
        add("training", date(2024, 8, 1), hours="33.8")
    if life.result in ("failed", "passed", "certified", "claimed"):
        skill = "50" if life.result == "failed" else "80"
        add("score", EXAM, paper="theory", score="80")
        add("score", EXAM, paper="skill", score=skill)
    if life.result in ("certified", "claimed"):
        add("certificate", date(2024, 9, 20), number=f"S{start:021d}", issued_on="2024-09-20")
    if life.result == "claimed":
        add("subsidy", date(2024, 9, 25), subsidy="witness")
    if life.left:
        add("quit", date(2024, 9, 26), reason="个人原因")
    return made


def person_of(number: int) -> Person:
    """A person for each combination, with a name that no other's name holds."""
    born = date.fromordinal(date(1980, 1, 1).toordinal() + number // 400)
    found = builders.id_number(born.isoformat(), serial=number % 400)
    return Person(key=f"{UNIT}|{found}", unit=UNIT, name=f"申报人{number:05d}", id_number=found)


def roll_of(people: dict[str, Life]) -> Roll:
    """All of them in one batch. ``people`` by key, in the order of their numbers."""
    everyone = [person_of(number) for number in range(len(people))]
    entries = [e for number, (key, life) in enumerate(people.items()) for e in entries_of(life, key, 20 * number + 1)]
    return call_roll(fold(entries), everyone, dict.fromkeys(people, NOW), NOTICE, TODAY)


def assessments(people: dict[str, Life]) -> list[Assessment]:
    base = builders.faultless(builders.person("张三"), unit=UNIT)
    return [
        Assessment(
            dossier=base.model_copy(update={"key": who.key, "name": who.name, "id_number": who.id_number}),
            verdict=life.verdict,
        )
        for who, life in ((person_of(number), life) for number, life in enumerate(people.values()))
    ]


def outlets(roll: Roll, people: dict[str, Life]) -> dict[str, set[str]]:
    """Who stands in each outlet, by key: asked of what the outlet really writes."""
    keys = {person.id_number: person.key for person in roll.people}
    named = {person.name: person.key for person in roll.people}

    def of(*sheets: Sheet) -> set[str]:
        found = (str(cell) for sheet in sheets for row in sheet.rows for cell in row)
        return {keys[cell] for cell in found if cell in keys}

    def told(letter: list[Letter], part: str = "") -> set[str]:
        text = "".join(one.body for one in letter)
        text = next((p for p in text.split("通过")[1:] if p.startswith(part)), "") if part else text
        return {named[name] for name in re.findall(r"申报人\d{5}", text)}

    facts = Facts(NOTICE, assessments(people), {p.key: roll.standing(p) for p in roll.people})
    seated, kept_out = exam.candidates(roll, EXAM, makeup=False)
    again, _ = exam.candidates(roll, MAKEUP, makeup=True)
    owing = [row for row in fees.fee_list(roll).rows if row[-1] == "待缴"]
    reconciled = {sheet.title: sheet for sheet in fees.reconciliation(roll, Reconciliation(()))}
    awarded = [sheet for sheet in certificates.hand_out(roll) if sheet.title == UNIT]
    passed = announcements(facts, Matter.PASSED, TODAY)
    return {
        "初审表": {p.key for p in roll.to_review(Review.FIRST).people},
        "复核表": {p.key for p in roll.to_review(Review.SECOND).people},
        "补正通知": told(letters.corrections(facts, TODAY)),
        "缴费通知": told(passed, "复核"),
        "初审通知": told(passed, "初审"),
        "上报": {p.key for p in roll.for_province().people},
        "缴费清单": of(fees.fee_list(roll)),
        "清单待缴": {keys[str(row[2])] for row in owing},
        "未缴费": of(reconciled["未缴费"]),
        "缴费待核": of(reconciled["缴费而未通过审核"]),
        "培训": of(training.roster(roll)[0]),
        "考试": {candidate.person.key for candidate in seated},
        "未编排": {person.key for person, _ in kept_out},
        "补考编排": {candidate.person.key for candidate in again},
        "补考名单": of(makeup.unit_list(roll)),
        "公示": {p.key for p in publication.passed(roll)},
        "公示行数": {str(n) for n in range(len(results.publication(roll)[0].rows))},
        "领证": of(*awarded),
        "补贴": of(subsidy.declaration(roll), *subsidy.judgements(roll)),
    }
