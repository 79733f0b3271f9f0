"""What is still open after words and names: settled by order, by what lies beside, and by elimination.

An emblem side carries no name, a photo carries nothing. In a file, or in a folder of scans counted up by a machine,
they stand beside the documents of their person, whatever the habit: before or behind, alternating or in blocks. Every
habit that is kept throughout leads to one assignment that leaves no one out, so the best assignment over all of a
mail finds it, and its margin tells whether another would do as well. That a habit fits proves nothing of single files,
which come in any order: what they settle is a guess. Only pages of one file, side by side throughout, are sure.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hui_reg.dossiers.assignment import best_assignment
from hui_reg.dossiers.attribution import Attribution, Tied, lacking, slots
from hui_reg.dossiers.items import Item
from hui_reg.dossiers.people import DOUBT, Person
from hui_reg.model import Tie
from hui_reg.notation.resident_id import age_on
from hui_reg.notice import CardPeriod
from hui_reg.vocabulary import Field, Kind

_BESIDE: Final = 8.0
_HABIT: Final = 4.0
_USUAL: Final = 1.0
_NEXT_PAGE: Final = 4.0
_SAME_RANK: Final = 8.0
_TWIN: Final = 20.0
_PERIOD_FITS: Final = 2.0
_PERIOD_DOES_NOT: Final = -30.0
_LEAST_MARGIN: Final = 3.5
_LEFT_OVER: Final = 10.0
_PAGE: Final = 0.85
_SAME_NAME: Final = 0.88

_COUNTED: Final = re.compile(r"^(.*?)(\d+)\D{0,3}$")
_SIDE: Final = r"正反面|正面|反面|背面|人像面?|国徽面?|头像|正|反|front|back"
_SIDE_WORD: Final = re.compile(_SIDE, re.IGNORECASE)
_SIDE_WORDS: Final = re.compile(
    rf"{_SIDE}|(?<![A-Za-z0-9(（])[ABab12](?![A-Za-z0-9)）])|[\s_\-+()（）.、]", re.IGNORECASE
)
_SAYS_NOTHING: Final = re.compile(r"[(（]\d+[)）]|身份证|证件|复印件|扫描件?|照片|[\W_]")
"""What tells no pair from another; a number in brackets was appended by a program."""
_ALTERNATING: Final = re.compile(r"(b|pe)+|(b|ep)+")


@dataclass(frozen=True)
class _Pointer:
    points: float
    tie: Tie
    certainty: float


Pointers = dict[Person, list[_Pointer]]


def by_neighbours(
    items: Sequence[Item], attribution: Attribution, people: Sequence[Person], periods: Sequence[CardPeriod]
) -> None:
    """Settle open items of every mail by one best assignment; each person takes at most one of a kind."""
    missing = lacking(items, attribution, people)
    pointers = {item: Pointers() for item in items if item not in attribution.owners}
    for container in _containers(items):
        _point_beside(container, attribution, pointers)
        _point_by_rank(container, attribution, pointers)
    _point_to_twins(items, attribution, pointers)
    by_slot: dict[str, list[Item]] = defaultdict(list)
    for item in pointers:
        by_slot[slots(item)[0]].append(item)
    for slot, rows in by_slot.items():
        _assign(rows, missing[slot], pointers, attribution, periods)
    _eliminate(items, attribution, people, periods)


def doubt_doubles(attribution: Attribution) -> None:
    """Two photos, or two lone emblem sides, that a mail's folders give one person: one of them may be another's."""
    found: dict[tuple[Person, str, str], list[Item]] = defaultdict(list)
    for item, tied in attribution.owners.items():
        alone = item.leaf.read is None or len(item.leaf.read.readings) == 1
        if alone and item not in attribution.named and (item.kind is Kind.PHOTO or item.emblem_only):
            found[tied.person, item.leaf.message.sha256, item.kind.value].append(item)
    for doubles in found.values():
        if len({item.leaf.file.sha256 for item in doubles}) < 2:
            continue
        for item in doubles:
            tied = attribution.owners[item]
            if tied.tie not in (Tie.FILE_NAME, Tie.RULING):
                attribution.owners[item] = Tied(tied.person, tied.tie, min(tied.certainty, DOUBT))


def _assign(
    rows: list[Item],
    takers: list[Person],
    pointers: dict[Item, Pointers],
    attribution: Attribution,
    periods: Sequence[CardPeriod],
) -> None:
    """Give each taker at most one of ``rows``, the whole fitting best."""
    column = {person: number for number, person in enumerate(takers)}
    scores: list[dict[int, float]] = []
    for item in rows:
        allowed = attribution.open.get(item, {})
        points = {
            column[person]: sum(p.points for p in found)
            + _period(item, person, periods)
            + 0.3 * allowed.get(person, 0.0)
            for person, found in pointers[item].items()
            if person in column and (not item.says_who or person in allowed)
        }
        if item.says_who:
            points |= {column[p]: 0.3 * w for p, w in allowed.items() if p in column and column[p] not in points}
        scores.append({c: worth for c, worth in points.items() if worth > 0})
    for item, pairing in zip(rows, best_assignment(scores), strict=True):
        if pairing is None or pairing.margin < _LEAST_MARGIN:
            continue
        person = takers[pairing.column]
        strongest = max(pointers[item].get(person, []), key=lambda p: p.certainty, default=None)
        certainty = strongest.certainty if strongest else DOUBT
        attribution.owners[item] = Tied(person, strongest.tie if strongest else Tie.ELIMINATION, certainty)
        attribution.open.pop(item, None)


def _eliminate(
    items: Sequence[Item], attribution: Attribution, people: Sequence[Person], periods: Sequence[CardPeriod]
) -> None:
    """The one photo left in a mail goes to the one person of that mail who lacks one: a guess, for review.

    So do several emblem sides, when their periods leave only one way to deal them out.
    """
    missing = lacking(items, attribution, people)
    present: dict[str, set[Person]] = defaultdict(set)
    for item, tied in attribution.owners.items():
        present[item.leaf.message.sha256].add(tied.person)
    left: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if item not in attribution.owners and not item.says_who:
            left[item.leaf.message.sha256, slots(item)[0]].append(item)
    for (mail, slot), rows in left.items():
        takers = [p for p in missing[slot] if p in present[mail]] or missing[slot]
        scores = [
            {c: _LEFT_OVER for c, p in enumerate(takers) if _period(row, p, periods) >= 0}
            if not attribution.open.get(row)
            else {}
            for row in rows
        ]
        for row, pairing in zip(rows, best_assignment(scores), strict=True):
            if pairing is not None and pairing.margin >= _LEFT_OVER:
                attribution.owners[row] = Tied(takers[pairing.column], Tie.ELIMINATION, DOUBT)
                attribution.open.pop(row, None)
                continue
            attribution.open.setdefault(row, {})
            for person in takers:
                attribution.open[row].setdefault(person, 0.0)


def _containers(items: Sequence[Item]) -> Iterable[list[Item]]:
    """Runs of items in which order means something: the pages of a file, the counted-up scans of a folder."""
    by_file: dict[str, list[Item]] = defaultdict(list)
    by_series: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        by_file[item.leaf.message.sha256 + item.leaf.file.path].append(item)
        if match := _COUNTED.match(_stem(item)):
            by_series[item.leaf.message.sha256, item.leaf.folder, match.group(1)].append(item)
    yield from (sorted(run, key=lambda i: i.reading.pages) for run in by_file.values() if len(run) > 1)
    for run in by_series.values():
        if len({item.leaf for item in run}) > 1:
            yield run


def _point_beside(run: list[Item], attribution: Attribution, pointers: dict[Item, Pointers]) -> None:
    """Point every open item to the owners of the next settled items before and behind it.

    A run that ends with an open item and does not begin with one has each person's behind the person's documents,
    and the other way round: that direction then counts more. Where neither is so, behind is the commoner habit.
    """
    tie, certainty = _by_order(run)
    opens, ends = run[0] not in attribution.owners, run[-1] not in attribution.owners
    for direction, habit, usual in ((run, ends and not opens, _USUAL), (run[::-1], opens and not ends, 0.0)):
        points = _BESIDE + usual + (_HABIT if habit else 0.0)
        last: Person | None = None
        before: Item | None = None
        for item in direction:
            if item in attribution.owners:
                last = attribution.owners[item].person
            elif last is not None:
                worth = points + (
                    _NEXT_PAGE if item.emblem_only and before is not None and before.portrait_only else 0.0
                )
                pointers[item].setdefault(last, []).append(_Pointer(worth, tie, certainty))
            before = item


def _point_by_rank(run: list[Item], attribution: Attribution, pointers: dict[Item, Pointers]) -> None:
    """Emblem and portrait sides that alternate throughout, or stand in two equal blocks: first with first."""
    sides = _sides_in(run)
    emblems = [item for item in run if item.emblem_only]
    portraits = [item for item in run if item.portrait_only]
    if not _ALTERNATING.fullmatch(sides) and not (len(emblems) == len(portraits) and re.fullmatch(r"p+e+|e+p+", sides)):
        return
    tie, certainty = _by_order(run)
    for emblem, portrait in zip(emblems, portraits, strict=True):
        if emblem in pointers and portrait in attribution.owners:
            person = attribution.owners[portrait].person
            pointers[emblem].setdefault(person, []).append(_Pointer(_SAME_RANK, tie, certainty))


def _sides_in(run: Sequence[Item]) -> str:
    """The cards of a run: a lone emblem, a lone portrait, both sides."""
    return "".join("e" if i.emblem_only else "p" if i.portrait_only else "b" for i in run if i.kind is Kind.ID_CARD)


def _by_order(run: Sequence[Item]) -> tuple[Tie, float]:
    """What order within a run is worth: sides that don't alternate may be dealt out in more ways than one."""
    if len({item.leaf for item in run}) > 1:
        return Tie.NEIGHBOUR, DOUBT
    sides = _sides_in(run)
    return Tie.SAME_FILE, _PAGE if "e" not in sides or _ALTERNATING.fullmatch(sides) else DOUBT


def _point_to_twins(items: Sequence[Item], attribution: Attribution, pointers: dict[Item, Pointers]) -> None:
    """``1正面.jpg`` and ``1反面.jpg``: names that are the same but for the side.

    Where several emblem sides wait, names that only count or tell nothing (``1.jpg``, ``正面(2).jpg``) are mere order.
    """
    stems: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    waiting = Counter(item.leaf.message.sha256 for item in pointers if item.emblem_only)
    for item in items:
        if item.kind is Kind.ID_CARD:
            stems[item.leaf.message.sha256, item.leaf.folder, _SIDE_WORDS.sub("", _stem(item))].append(item)
    for (mail, _, _), twins in stems.items():
        owners = {attribution.owners[item].person for item in twins if item in attribution.owners}
        if len(owners) == 1 and len(twins) == 2:
            person = next(iter(owners))
            called = {_SIDE_WORD.sub("", _stem(item)) for item in twins}
            said = len(called) == 1 and _SAYS_NOTHING.sub("", called.pop())
            certainty = _SAME_NAME if said or waiting[mail] < 2 else DOUBT
            for item in twins:
                if item in pointers:
                    pointers[item].setdefault(person, []).append(_Pointer(_TWIN, Tie.NEIGHBOUR, certainty))


def _stem(item: Item) -> str:
    return item.leaf.file.path.rpartition("/")[2].rpartition(".")[0]


def _period(item: Item, person: Person, periods: Sequence[CardPeriod]) -> float:
    """Whether the period on an emblem side fits the person's age at issue."""
    start, end = item.told(Field.ID_VALID_FROM), item.told(Field.ID_VALID_TO)
    if not item.emblem_only or start is None or end is None or not person.born:
        return 0.0
    try:
        issued, born = date.fromisoformat(start.value or ""), date.fromisoformat(person.born)
        years = 0 if end.value == "长期" else date.fromisoformat(end.value or "").year - issued.year
    except ValueError:
        return 0.0
    age = age_on(born, issued)
    due = next((period.years for period in periods if age < period.below), None)
    return _PERIOD_FITS if years == due else _PERIOD_DOES_NOT
