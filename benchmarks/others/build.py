"""A corpus on disk: faultless people of four profiles, faulty people, mails and truth, from a range of seeds."""

import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.others import lists
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
    made = papers(who, makers(who), profile, type_)
    right = ("pass", "review") if who.study.reissued else ("pass",)
    return Case(who, profile, tuple(made), fields_of(who), right, traits=_traits(who))


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


__all__ = ["HELD_OUT", "PROFILES", "faultless", "person", "write"]
