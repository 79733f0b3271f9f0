"""A corpus on disk: faultless people of four profiles, faulty people, mails and truth, from a range of seeds."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks.others import faults, lists
from benchmarks.others.bound import together
from benchmarks.others.papers import PROFILES, makers, papers
from benchmarks.others.parcels import Case, fields_of, mails
from benchmarks.others.people import Person, invent
from benchmarks.others.typefaces import Typefaces

HELD_OUT = range(900_000, 1_000_000)
"""Seeds nobody tunes to: looked at once, at the end. All else is for development."""


def person(number: int, profile: str) -> Person:
    """The person of a seed; twelve neighbours in a row share a unit, as they come in one mail."""
    return invent(f"{profile}-{number}", lists.UNITS[number // 12 % len(lists.UNITS)])


def faultless(number: int, profile: str, type_: Typefaces) -> Case:
    """Somebody with nothing wrong: anything but *pass* is a needless stop (a 毕业证明书 may be looked at)."""
    who = person(number, profile)
    made = makers(who)
    files, how = together(who, made, profile, type_, papers(who, made, profile, type_))
    right = ("pass", "review") if who.study.reissued else ("pass",)
    return Case(who, profile, tuple(files), fields_of(who), right, traits=(*_traits(who), *filter(None, [how])))


def faulty(number: int, type_: Typefaces) -> list[Case]:
    """Somebody with one fault, all faults and profiles in turn; two cases where the fault takes two people."""
    catalogue = faults.catalogue()
    fault, profile = catalogue[number % len(catalogue)], PROFILES[number // len(catalogue) % len(PROFILES)]
    who = next(one for n in range(1000) if fault.fits(one := person(number * 1000 + n, f"faulty-{profile}")))
    dice = who.dice("fault")
    draft = faults.Draft(who, makers(who))
    fault.make(draft, dice)
    made = papers(draft.who, draft.made, profile, type_)
    for edit in draft.edits:
        made = edit(made, dice)
    level = draft.made.form["level"][:2]
    stands = fields_of(draft.who) | ({"level": level} if level[0] in "一二三四五" else {})
    case = Case(draft.who, profile, tuple(made), stands, fault.verdicts, "|".join(fault.rules), fault.name, draft.received, _traits(draft.who))  # fmt: skip
    return [case, *_twin(case, draft.twin, type_)]


def _twin(one: Case, how: str, type_: Typefaces) -> list[Case]:
    """The same person from another unit with papers drawn again, or another person with the same photo."""
    if not how:
        return []
    if how == "unit":
        units = [unit for unit in lists.UNITS if unit != one.who.employer]
        who = one.who.changed(employer=one.who.dice("twin").choice(units), seed=f"{one.who.seed}/twin")
        made = papers(who, makers(who), one.profile, type_)
    else:
        who = invent(f"{one.who.seed}/twin", one.who.employer)
        own = [paper for paper in papers(who, makers(who), one.profile, type_) if "photo" not in paper.materials]
        made = [*own, *(paper for paper in one.papers if "photo" in paper.materials)]
    return [replace(one, who=who, papers=tuple(made), fields=fields_of(who), traits=_traits(who))]


def _traits(who: Person) -> tuple[str, ...]:
    found = {
        "name ends in 男/女": who.name[-1] in "男女", "minority name": "·" in who.name, "reissued": who.study.reissued is not None,
        who.study.kind: True,
    }  # fmt: skip
    return tuple(name for name, there in found.items() if there)


def write(folder: Path, cases: Iterable[Case]) -> list[dict[str, object]]:
    """Write ``*.eml`` and ``truth.jsonl`` into ``folder``; returns the truth."""
    made = list(cases)
    for number, mail in enumerate(mails(made)):
        (folder / f"{number:04}.eml").write_bytes(mail)
    truth = [case.truth() for case in made]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in truth)
    (folder / "truth.jsonl").write_text(text, encoding="utf-8")
    return truth


__all__ = ["HELD_OUT", "PROFILES", "faultless", "faulty", "person", "write"]
