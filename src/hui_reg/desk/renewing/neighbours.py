"""What a person's dossier has from other people's: the same number in another unit, the same bytes or photo, rulings
that stand elsewhere. Looked up, so that only those whom a change reaches are opened.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hui_reg.desk import sane
from hui_reg.desk.renewing.bases import digest
from hui_reg.desk.renewing.rows import kept_row
from hui_reg.dossiers.assembly import Around
from hui_reg.dossiers.ruled.marks import with_marks
from hui_reg.dossiers.twins import BAND_APART, Held, Shared, sent_elsewhere, shared_papers, sharing
from hui_reg.dossiers.unit_names import same_unit
from hui_reg.history.bearers import Former, is_same
from hui_reg.history.rulings import RulingKind
from hui_reg.model import File
from hui_reg.store import derived, results
from hui_reg.store.database import Connection
from hui_reg.store.results import Listed
from hui_reg.vocabulary import Kind

SAID = "\x01said"
"""The name under which the digest of what was said of whole dossiers is kept."""
_WHOLE = (RulingKind.EXTEND, RulingKind.VALUE)


@dataclass(frozen=True)
class Before:
    """Those who were assembled anew, as they were: their keys, the rows of their papers, their numbers."""

    keys: Collection[str] = ()
    papers: Sequence[Any] = ()
    numbers: Collection[str] = ()


def before(connection: Connection, keys: Collection[str], listed: Iterable[Listed]) -> Before:
    """What is to be known of people before they are forgotten."""
    here = set(keys)
    numbers = {one.id_number for one in listed if one.key in here and one.id_number}
    return Before(here, derived.papers_of(connection, here), numbers)


def settle(
    connection: Connection, around: Around, made: Collection[str], was: Before | None, said_before: str
) -> tuple[set[str], str]:
    """Give everyone what other people's papers and rulings on whole dossiers make of theirs. ``made``: those who were
    assembled anew and have nothing of it yet; ``was``: as they were (None: everybody is made anew). Returns the keys
    of those whose dossiers were changed, and the digest of what was said."""
    listed = {one.key: one for one in results.load_listed(connection)}
    new = set(made) & listed.keys()
    marks = _Marks(connection, around, listed)
    said = marks.digest()
    reached = marks.concerned() & new
    if said != said_before:
        reached |= marks.concerned() | results.marked(connection)
    if was is None:
        rows, about = derived.papers_sent_twice(connection), None
        of_number = _by_number(derived.numbered(connection, None))
    else:
        papers = [*derived.papers_of(connection, new), *was.papers]
        reached |= {row.key for row in derived.papers_like(connection, papers, BAND_APART)}
        numbers = {*was.numbers, *(listed[key].id_number for key in new)} - {""}
        reached |= {key for key, _, _ in derived.numbered(connection, numbers)}
        reached = (reached | new) & listed.keys()
        about = reached
        rows = derived.papers_like(connection, derived.papers_of(connection, reached), BAND_APART)
        of_number = _by_number(derived.numbered(connection, {listed[key].id_number for key in reached} - {""}))
    shared = shared_papers(_held(rows, listed), about)
    several = {key for key in listed if len(of_number.get(listed[key].id_number, ())) > 1} if of_number else set()
    if was is None:
        reached |= shared.keys() | several
    else:
        reached = {key for key in reached if key not in new or key in shared or key in several} | (
            marks.concerned() & new
        )
    return _rewrite(connection, around, reached, shared, of_number, marks), said


def _rewrite(
    connection: Connection,
    around: Around,
    keys: Collection[str],
    shared: Mapping[str, tuple[Shared, ...]],
    of_number: Mapping[str, list[str]],
    marks: "_Marks",
) -> set[str]:
    changed = set()
    wanted = sorted(keys)
    for start in range(0, len(wanted), 200):
        for assessment in results.load_some(connection, wanted[start : start + 200]):
            dossier = assessment.dossier
            units = of_number.get(dossier.id_number, [dossier.unit])
            new = sharing(sent_elsewhere(dossier, units), shared.get(dossier.key, ()))
            new = with_marks(new, around.rulings, around.right, marks.standing)
            if new is not dossier:
                changed.add(dossier.key)
                renewed = sane.check(new, around.notice)
                results.save_assessment(connection, renewed, kept_row(renewed, "", around.notice))
    return changed


def _by_number(rows: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, unit, number in rows:
        found.setdefault(number, []).append(unit)
    return found


def _held(rows: Iterable[Any], listed: Mapping[str, Listed]) -> list[Held]:
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

    def __init__(self, connection: Connection, around: Around, listed: Mapping[str, Listed]) -> None:
        self._around, self._listed = around, listed
        self.standing = {int(seq) for seq in derived.all_tied(connection, "said")}
        self._concerned: set[str] | None = None

    def digest(self) -> str:
        """Of all that was said, and of which of it stands."""
        return digest(self._around.rulings, sorted(self.standing))

    def concerned(self) -> set[str]:
        """The keys of all whom a ruling that leaves a mark may be about."""
        if self._concerned is None:
            self._concerned = set()
            for ruling in (ruling for kind in _WHOLE for ruling in self._around.rulings.of(kind)):
                if ruling.kind is RulingKind.EXTEND and not ruling.applicant:
                    unit = self._around.right.of(ruling.said("unit"))
                    self._concerned |= {key for key, one in self._listed.items() if same_unit(unit, one.unit)}
                elif ruling.kind is RulingKind.EXTEND or ruling.seq not in self.standing:
                    self._concerned |= self._meant(ruling.who)
        return self._concerned

    def _meant(self, former: Former) -> set[str]:
        if not former.key:
            return set()
        today = self._around.right.present(former)
        return {key for key, one in self._listed.items() if key == today.key or is_same(today, one)}
