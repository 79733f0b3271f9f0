"""Whether all that the last validation left still stands, found out without loading what assembles and checks.

Kept beside the units' digests: what all results rest on, what was said, and the digest of the results themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hui_reg.desk.renewing.bases import digest
from hui_reg.desk.renewing.opening import Post
from hui_reg.model import Problem
from hui_reg.store import results
from hui_reg.store.database import Connection
from hui_reg.store.derived import digests, traces

_BASE, _SAID = "", "||"
"""Under which names it is kept what all results rest on, and what was said."""
_ASIDE = "0"
"""How the places of mails begin that wait for a person: first of all that is told."""


@dataclass(frozen=True)
class Renewed:
    """What a renewal came to: the problems of mails, how many mails could be opened, whose rows are new or other than
    they were, how many units were assembled, and how many files were set aside because they broke the assembling."""

    problems: list[tuple[str, Problem]]
    mails: int
    changed: set[str]
    units: int = 0
    set_aside: int = 0


@dataclass(frozen=True)
class Left:
    """What the last validation left: by unit what it was assembled from, the ``marks`` of the whole, and whether they
    say that it can be built on."""

    units: Mapping[str, str]
    marks: Mapping[str, str]
    is_based: bool

    @classmethod
    def of(cls, post: Post) -> "Left":
        """As it is kept."""
        units = traces.load_assembled(post.connection)
        marks = {name: units.pop(name, "") for name in (_BASE, traces.LEFT, _SAID)}
        based = marks[_BASE] == post.base and marks[traces.LEFT] == digests.results_digest(post.connection)
        return cls(units, marks, based)

    def is_of_another_base(self, base: str) -> bool:
        """Whether it was made, and by another program or under another notice."""
        return self.marks[_BASE] not in ("", base)


def marks_of(post: Post, letters: Mapping[str, str]) -> dict[str, str]:
    """What all results are to rest on now, and what is said: rulings, what is known of senders. ``letters``: the unit
    that each letter of ours was written to."""
    known = (post.said.addresses(own=True), post.said.addresses(own=False))
    told = (sorted((unit, sorted(several)) for unit, several in of.items()) for of in known)
    said = digest(post.said.live, post.said.replaced, sorted(letters.items()), *told)
    return {_BASE: post.base, _SAID: said}


def unchanged(post: Post, aside: Sequence[tuple[str, Problem]], marks: Mapping[str, str], left: Left) -> Renewed | None:
    """What a validation comes to where nothing is new but perhaps the mails that wait for a person (``aside``); None
    where something is."""
    if not left.is_based or post.fresh or post.gone or left.marks[_SAID] != marks[_SAID]:
        return None
    known = results.placed_mail_problems(post.connection)
    told = [*waiting(aside), *(one for one in known if one[0][:1] != _ASIDE)]
    if told != known:
        results.save_mail_problems(post.connection, told)
        keep(post.connection, marks, left)
    damaged = sum(post.kept[mail].damaged for mail in post.mails & post.kept.keys())
    return Renewed([(mail, problem) for _, mail, problem in told], len(post.mails) - damaged, set())


def keep(connection: Connection, marks: Mapping[str, str], left: Left) -> None:
    """Leave the results as they are now, to be built on by the next validation."""
    now = {**marks, traces.LEFT: digests.results_digest(connection)}
    if not left.is_based or now != left.marks:
        traces.save_assembled(connection, now, ())


def waiting(aside: Sequence[tuple[str, Problem]]) -> list[tuple[str, str, Problem]]:
    """The mails that wait for a person, each with its place."""
    return [(f"{_ASIDE}{place:08d}", mail, problem) for place, (mail, problem) in enumerate(aside)]
