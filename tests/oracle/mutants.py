"""Mutants: each field, measurement and paper of faultless dossiers changed to each wrong value in turn.

A mutant *survives* when the rules find in it what they find in the faultless dossier, notes aside. ``still_pass.yml``
holds the survivors, each with the reason why that is right; ``python -m oracle.mutants`` writes it anew from the tests'
folder, keeps the reasons, drops what no longer survives and puts a question mark to what is new.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hui_reg.model import Dossier, Exhibit, Outcome, Reading
from hui_reg.notice import Notice, parse, shipped
from hui_reg.rules import check
from hui_reg.vocabulary import Kind
from tests import builders as b
from tests.oracle.changes import FACTS, badly_read, with_fact, with_field, wrong_values

TABLE = Path(__file__).parent / "still_pass.yml"
MAIL = b.message()
UNEXPLAINED = "?"
HEAD = """\
# Mutants of faultless dossiers that the rules treat like the faultless one, each with the reason why that is right.
# By paper and field: the reason, and by each change the faultless dossiers it was made to. See mutants.py.
"""


@dataclass(frozen=True)
class Faultless:
    name: str
    who: b.Person
    exhibits: tuple[Exhibit, ...]

    def dossier(self) -> Dossier:
        return b.dossier(self.who, *self.exhibits, mail=MAIL)


@dataclass(frozen=True)
class Mutant:
    """``where`` is a paper with its field, ``change`` what was done to it."""

    start: Faultless
    where: str
    change: str
    exhibits: tuple[Exhibit, ...]

    def dossier(self) -> Dossier:
        return b.dossier(self.start.who, *self.exhibits, mail=MAIL)


def faultless() -> list[Faultless]:
    return [
        _graduate("大专", "普通高校", "泉州示范职业学院", "行政管理", "2015-07-01", "123451201506000001"),
        _graduate("本科", "普通高校", "闽海示范大学", "行政管理", "2022-06-30", "123451202205000001"),
        _graduate("高中", "普通高中", "惠北示范中学", None, "2012-06-30", "GZ2012350521046"),
        _graduate("中专", "中专", "惠东示范职业中专学校", "电子商务", "2014-07-01", "3507201400187"),
        _student(),
    ]


def _person(name: str) -> b.Person:
    return b.person(name, b.id_number("1992-03-07", "女", 61))


def _graduate(level: str, taught: str, school: str, major: str | None, when: str, number: str) -> Faultless:
    who = _person("张三")
    said = {"education": level, "school": school, "major": major, "graduation_date": when}
    numbered = said | {"certificate_number": number}
    papers = [b.form(who, **said), b.id_card(who), b.diploma(who, **numbered, school_class=taught), b.photo()]
    if level in ("大专", "本科"):
        papers.append(b.record(who, **numbered, enrolment_date=f"{int(when[:4]) - 3}-09-01"))
    return Faultless(level, who, tuple(b.exhibit(paper, mail=MAIL) for paper in papers))


def _student() -> Faultless:
    who = b.person("张三", b.id_number("2002-03-07", "女", 61))
    said: dict[str, Any] = {"education": "本科", "school": "闽海示范大学", "major": "行政管理"}
    person: dict[str, Any] = {"name": who.name, "sex": who.sex, "birth_date": who.born, "enrolment_date": "2020-09-01"}
    status: dict[str, Any] = {"expected_graduation": "2024-07-10", "enrolment_status": "在籍（注册学籍）"}
    report = b.reading(Kind.ENROLMENT_REPORT, **person, **said, **status)
    papers = (b.form(who, **said, graduation_date="2024-07-10"), b.id_card(who), report, b.photo())
    return Faultless("在读", who, tuple(b.exhibit(paper, mail=MAIL) for paper in papers))


# mutants


def mutants(of: Faultless) -> Iterator[Mutant]:
    for at, held in enumerate(of.exhibits):
        before, after = of.exhibits[:at], of.exhibits[at + 1 :]
        for where, change, new in _changed(held):
            kept = () if new is None else (new,)
            yield Mutant(of, where, change, (*before, *kept, *after))
        for where, change, new in _further(held):
            yield Mutant(of, where, change, (*of.exhibits, new))


def _changed(held: Exhibit) -> Iterator[tuple[str, str, Exhibit | None]]:
    what = held.reading
    for where, change, new in (*_fields(what), *_facts(what)):
        yield f"{what.kind}.{where}", change, held.model_copy(update={"reading": new})
    yield what.kind.value, "没有", None
    yield what.kind.value, "已被替换", held.model_copy(update={"superseded": True})
    yield what.kind.value, "拿不准是谁的", held.model_copy(update={"tie_confidence": 0.5})
    yield (
        what.kind,
        "拿不准是什么",
        held.model_copy(update={"reading": what.model_copy(update={"kind_confidence": 0.5})}),
    )
    yield what.kind.value, "是图片", held.model_copy(update={"format": "png"})
    for kind in Kind:
        if kind is not what.kind:
            other = what.model_copy(update={"kind": kind})
            yield what.kind.value, f"其实是 {kind}", held.model_copy(update={"reading": other})


def _fields(what: Reading) -> Iterator[tuple[str, str, Reading]]:
    for name, right in what.fields.items():
        wrong = wrong_values(name, right.value or "")
        for change, new in badly_read(right, wrong):
            yield name, change, with_field(what, name, new)
        for text in wrong:
            yield name, f"写“{text}”", with_field(what, name, text)


def _facts(what: Reading) -> Iterator[tuple[str, str, Reading]]:
    for name, right in what.facts.items():
        for new in (None, *FACTS.get(name, ())):
            if new != right:
                yield name, "没有测出" if new is None else f"测得 {new}", with_fact(what, name, new)


def _further(held: Exhibit) -> Iterator[tuple[str, str, Exhibit]]:
    """The same paper once more, one thing in it wrong."""
    what = held.reading
    for name, right in what.fields.items():
        for text in wrong_values(name, right.value or ""):
            again = b.exhibit(with_field(what, name, text), f"另一份{what.kind}.pdf", mail=MAIL)
            yield f"又一份 {what.kind}.{name}", f"写“{text}”", again


# survivors


def found(dossier: Dossier, notice: Notice) -> frozenset[str]:
    return frozenset(f.rule for f in check(dossier, notice).findings if f.outcome is not Outcome.NOTE)


def survivors(notice: Notice, starts: Iterable[Faultless]) -> list[Mutant]:
    alive: list[Mutant] = []
    for start in starts:
        usual = found(start.dossier(), notice)
        alive += [mutant for mutant in mutants(start) if found(mutant.dossier(), notice) == usual]
    return alive


def by_change(alive: list[Mutant]) -> dict[tuple[str, str], list[str]]:
    """By place and change, the faultless dossiers of which that mutant survives."""
    of: dict[tuple[str, str], list[str]] = {}
    for mutant in alive:
        of.setdefault((mutant.where, mutant.change), []).append(mutant.start.name)
    return of


def table() -> dict[tuple[str, str], tuple[list[str], str]]:
    """By place and change: the faultless dossiers, and the reason."""
    if not TABLE.exists():
        return {}
    book = yaml.safe_load(TABLE.read_text(encoding="utf-8")) or {}
    return {
        (where, change): (of.split(), row["why"])
        for where, rows in book.items()
        for row in rows
        for change, of in row["changes"].items()
    }


def write(notice: Notice) -> None:
    known = table()
    book: dict[str, dict[str, dict[str, str]]] = {}
    for (where, change), of in sorted(by_change(survivors(notice, faultless())).items()):
        why = known.get((where, change), ([], UNEXPLAINED))[1]
        book.setdefault(where, {}).setdefault(why, {})[change] = " ".join(of)
    rows = {where: [{"why": why, "changes": changes} for why, changes in by.items()] for where, by in book.items()}
    TABLE.write_text(HEAD + yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=118), encoding="utf-8")


if __name__ == "__main__":
    write(parse(shipped()))
