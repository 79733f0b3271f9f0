"""What a person's dossier has from other people's: the same number in another unit, the same bytes or photo, rulings
that stand elsewhere. Looked up, so that only those whom a change reaches are opened.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hui_reg.desk import sane
from hui_reg.desk.renewing.bases import digest
from hui_reg.desk.renewing.rows import kept_row
from hui_reg.dossiers.assembly import Around
from hui_reg.dossiers.ruled.marks import WHOLE, with_marks
from hui_reg.dossiers.twins import BAND_APART, Held, Shared, alike, sent_elsewhere, shared_papers, sharing
from hui_reg.dossiers.unit_names import same_unit
from hui_reg.history.bearers import is_same
from hui_reg.history.rulings import Ruling, RulingKind
from hui_reg.model import File
from hui_reg.store import results
from hui_reg.store.database import Connection
from hui_reg.store.derived import lookups
from hui_reg.store.results import Listed
from hui_reg.vocabulary import Kind


@dataclass(frozen=True)
class Before:
    """Those who were assembled anew, as they were: their keys, the rows of their papers, their numbers."""

    keys: Collection[str] = ()
    papers: Sequence[Any] = ()
    numbers: Collection[str] = ()


def before(connection: Connection, keys: Collection[str]) -> Before:
    """What is to be known of people before they are forgotten."""
    numbers = {one.id_number for one in results.load_listed(connection, keys) if one.id_number}
    return Before(set(keys), lookups.papers_of(connection, keys), numbers)


def settle(connection: Connection, around: Around, made: Collection[str], was: Before | None) -> dict[str, str]:
    """Give everyone what other people's papers and rulings on whole dossiers make of theirs. ``made``: those who were
    assembled anew and have nothing of it yet; ``was``: as they were (None: everybody is made anew). Returns the keys
    of those whose dossiers were changed, with the version of each before."""
    marks = _Marks(connection, around)
    reached = marks.changed()
    if was is None:
        rows, about = lookups.papers_sent_twice(connection, _photos_of_several(connection)), None
        of_number = _by_number(lookups.numbered(connection, None))
    else:
        papers = [*lookups.papers_of(connection, made), *was.papers]
        reached |= {row.key for row in lookups.papers_like(connection, papers, BAND_APART)}
        numbers = {*was.numbers, *(one.id_number for one in results.load_listed(connection, made))} - {""}
        reached |= {key for key, *_ in lookups.numbered(connection, numbers)} | set(made)
        about = reached
        rows = lookups.papers_like(connection, lookups.papers_of(connection, reached), BAND_APART)
        numbers = {one.id_number for one in results.load_listed(connection, reached)} - {""}
        of_number = _by_number(lookups.numbered(connection, numbers))
    shared = shared_papers(_held(connection, rows), about)
    several = {key for people in of_number.values() if len(people) > 1 for key in people}
    told = shared.keys() | several | marks.about.keys()
    reached = told if was is None else {key for key in reached if key not in made or key in told}
    sent = {number: list(people.values()) for number, people in of_number.items()}
    return _rewrite(connection, around, reached, (shared, sent, marks))


def _rewrite(
    connection: Connection,
    around: Around,
    keys: Collection[str],
    known: tuple[Mapping[str, tuple[Shared, ...]], Mapping[str, list[tuple[str, str]]], "_Marks"],
) -> dict[str, str]:
    """Open these dossiers and put right what others make of them. Returns the keys of those that were not right, with
    the version of each before."""
    shared, of_number, marks = known
    changed = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), 200):
        some = wanted[start : start + 200]
        versions = results.load_versions(connection, some)
        for assessment in results.load_some(connection, some):
            dossier = assessment.dossier
            sent = of_number.get(dossier.id_number, ())
            new = sharing(sent_elsewhere(dossier, sent), shared.get(dossier.key, ()))
            new = with_marks(new, marks.about.get(dossier.key, ()), around.right)
            if new is not dossier:
                changed[dossier.key] = versions[dossier.key]
                renewed = sane.check(new, around.notice)
                row = kept_row(renewed, "", around.notice) | {"marked": marks.of(dossier.key)}
                results.save_assessment(connection, dossier.key, row)
            elif marks.of(dossier.key) != marks.before.get(dossier.key, ""):
                results.save_assessment(connection, dossier.key, {"marked": marks.of(dossier.key)})
    return changed


def _photos_of_several(connection: Connection) -> set[int]:
    """The rows of the photos of which somebody else's is alike; of the others nothing but the cells is held."""
    found: set[int] = set()
    photos = (((row, key), bytes.fromhex(cells)) for row, key, cells in lookups.photos(connection))
    for (one, key), (other, another) in alike(photos):
        if key != another:
            found |= {one, other}
    return found


def _by_number(rows: Iterable[tuple[str, str, str, str]]) -> dict[str, dict[str, tuple[str, str]]]:
    """By number, the keys of those who have it, each with unit and name."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for key, unit, name, number in rows:
        found.setdefault(number, {})[key] = (unit, name)
    return found


def _held(connection: Connection, rows: Collection[Any]) -> list[Held]:
    listed = {one.key: one for one in results.load_listed(connection, {row.key for row in rows})}
    return [
        Held(
            row.key,
            listed[row.key].name,
            listed[row.key].id_number,
            row.turn,
            File(message=row.message, path=row.path, sha256=row.sha256, size=row.size),
            tuple(int(page) for page in row.pages.split(",") if page),
            Kind(row.kind),
            bytes.fromhex(row.cells) if row.cells is not None else None,
        )
        for row in sorted(rows, key=lambda row: (row.key, row.turn))
        if row.key in listed
    ]


class _Marks:
    """Which rulings about whole dossiers reach whom."""

    def __init__(self, connection: Connection, around: Around) -> None:
        self._connection, self._around = connection, around
        self.standing = {int(seq) for seq in lookups.all_tied(connection, "said")}
        self.before = lookups.marked(connection)

    def of(self, key: str) -> str:
        """The digest of what is said of one dossier, and of whom; empty for nothing."""
        said = self.about.get(key)
        if not said:
            return ""
        right, spellings = self._around.right, sorted(self._around.rulings.spellings.items())
        of_whom = [(right.present(one.who), right.of(one.said("unit"))) for one in said]
        return digest(said, of_whom, spellings if any(one.kind is RulingKind.FACT for one in said) else None)

    def changed(self) -> set[str]:
        """Those of whom something else is said than was."""
        return {key for key in self.about.keys() | self.before.keys() if self.of(key) != self.before.get(key, "")}

    @cached_property
    def about(self) -> Mapping[str, list[Ruling]]:
        """By key, the rulings that may leave a mark on the dossier, in order."""
        found: dict[str, list[Ruling]] = {}
        for ruling in (ruling for kind in WHOLE for ruling in self._around.rulings.of(kind)):
            if ruling.kind is not RulingKind.VALUE or ruling.seq not in self.standing:
                for key in self._reached(ruling):
                    found.setdefault(key, []).append(ruling)
        return found

    def _reached(self, ruling: Ruling) -> Iterable[str]:
        if ruling.kind is RulingKind.EXTEND and not ruling.applicant:
            right = self._around.right.of(ruling.said("unit"))
            return [one.key for unit, people in self._by_unit.items() if same_unit(right, unit) for one in people]
        former = ruling.who
        if not former.key:
            return ()
        today = self._around.right.present(former)
        named = (one.key for one in self._by_unit.get(today.unit, ()) if is_same(today, one))
        numbered = (one.key for one in self._by_number.get(today.id_number, ())) if today.id_number else ()
        own = (today.key,) if today.key in self._listed else ()
        return dict.fromkeys((*own, *numbered, *named))

    @cached_property
    def _listed(self) -> Mapping[str, Listed]:
        return {one.key: one for one in results.load_listed(self._connection)}

    @cached_property
    def _by_unit(self) -> Mapping[str, list[Listed]]:
        found: dict[str, list[Listed]] = {}
        for one in self._listed.values():
            found.setdefault(one.unit, []).append(one)
        return found

    @cached_property
    def _by_number(self) -> Mapping[str, list[Listed]]:
        found: dict[str, list[Listed]] = {}
        for one in self._listed.values():
            found.setdefault(one.id_number, []).append(one)
        return found
