"""Which exhibits of one applicant a newer one replaces. Both are kept; only the newer counts.

A later mail's material replaces the earlier one of its kind, an ID card side by side; so does, within one mail, a
file that calls itself newer. Papers of different schoolings are no versions of each other, a re-scan is. The same
bytes sent again are no new version: the first stays, the copy is set behind it, unless another version came between:
then the unit went back to the earlier one. What a stranger sent replaces
nothing and never counts by itself: it is set beside, for people to look at.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from rapidfuzz.fuzz import ratio

from hui_reg.dossiers.attribution import Tied
from hui_reg.dossiers.items import SCHOOLING, Item
from hui_reg.dossiers.paths import version_mark
from hui_reg.dossiers.senders import is_from
from hui_reg.model import Exhibit, Tie
from hui_reg.notation.names import key as name_key
from hui_reg.vocabulary import Field, Kind, papers

_RECORDS: Final = papers(lambda paper: paper.registered)
"""What a record sent later puts right."""
_PASTED: Final = frozenset({"docx", "doc", "xlsx", "xls"})
_TELLING: Final = {
    "form": (Field.NAME, Field.ID_NUMBER),
    "portrait": (Field.NAME, Field.ID_NUMBER),
    "emblem": (Field.ID_VALID_TO,),
}
"""Of what an older form, or side of a card, tells, a newer one must tell one at least to stand in for it."""
_SIMILAR_SCHOOLS: Final = 85


@dataclass(frozen=True, eq=False)
class Placed:
    """An exhibit and the item it was made of."""

    item: Item
    exhibit: Exhibit

    @property
    def kind(self) -> Kind:
        return self.item.kind

    @property
    def sender(self) -> str:
        """The address that the mail came from, lower case."""
        return self.item.leaf.message.sender_address.lower()

    @property
    def content(self) -> tuple[str, int]:
        """The same for the same bytes and pages."""
        return self.exhibit.file.sha256, self.item.index

    @cached_property
    def recency(self) -> tuple[object, ...]:
        """Later mails after earlier ones; within a mail what calls itself newer; the rest by order."""
        leaf = self.item.leaf
        return (leaf.message.received_at, leaf.message.sha256, version_mark(leaf.file.path))


def exhibit_of(item: Item, tied: Tied | None, named: str) -> Exhibit:
    """An item as a person's paper; ``tied`` is None where nothing binds it, ``named`` whom its file names instead."""
    leaf = item.leaf
    assert leaf.read is not None  # an item comes from a reading
    return Exhibit(
        file=leaf.file,
        reading=item.reading,
        received_at=leaf.message.received_at,
        tie=tied.tie if tied else Tie.NAME,
        tie_confidence=tied.certainty if tied else 0.0,
        format=leaf.read.format,
        named=named,
    )


def mark_superseded(placed: Sequence[Placed], known: Collection[str], refused: Collection[str] = ()) -> list[Placed]:
    """The same exhibits in order, those that a newer one replaces marked, and those of unconfirmed senders.

    ``known`` are the addresses of the unit: only what came from there, or began the person's papers, can replace.
    ``refused`` are addresses that staff said are not: what came from there never counts, unless staff said whose it is.
    """
    ordered = sorted(placed, key=lambda p: p.item.order)
    turned_away = {p for p in ordered if p.sender in refused and p.exhibit.tie is not Tie.RULING}
    aside = turned_away | _from_strangers([p for p in ordered if p not in turned_away], known)
    own = [p for p in ordered if p not in aside]
    copies = _copies(own)
    originals = [p for p in own if p not in copies]
    superseded = aside | copies | {p for p in originals if _is_replaced(p, originals)}
    brought = {p.content for p in own}
    return [
        replace(p, exhibit=p.exhibit.model_copy(update=_mark(p.content not in brought, p in turned_away, p in aside)))
        if p in superseded
        else p
        for p in ordered
    ]


def _mark(alone: bool, refused: bool, aside: bool) -> dict[str, bool]:
    """Bytes that the unit sent as well are a mere copy."""
    return {"superseded": True, "unconfirmed": alone and aside and not refused, "refused": alone and refused}


def _from_strangers(ordered: Sequence[Placed], known: Collection[str]) -> set[Placed]:
    """Exhibits of addresses that are not known. Who sent a person's first papers counts, until a known address has
    taken the person up; a mail without an address is nobody's but its own."""
    if not ordered:
        return set()
    first = min((p.item.leaf.message for p in ordered), key=lambda m: (m.received_at, m.sha256))
    known_of = {p: is_from(p.item.leaf.message, known) for p in ordered}
    taken_up = min((p.recency[:2] for p in ordered if known_of[p]), default=None)

    def is_own(p: Placed) -> bool:
        if p.item.leaf.message is first or known_of[p] or p.exhibit.tie is Tie.RULING:
            return True
        begun = bool(p.sender) and p.sender == first.sender_address.lower()
        return begun and (taken_up is None or p.recency[:2] < taken_up)

    return {p for p in ordered if not is_own(p)}


def _copies(ordered: Iterable[Placed]) -> set[Placed]:
    """Exhibits of bytes and pages that stood in an earlier file already, and stand there still."""
    several = list(ordered)
    standing: dict[tuple[str, int], Placed] = {}
    copies = set()
    for p in several:
        earlier = standing.setdefault(p.content, p)
        if earlier is p:
            continue
        if _is_return(p, earlier, several):
            standing[p.content] = p
        else:
            copies.add(p)
    return copies


def _is_return(again: Placed, earlier: Placed, others: Iterable[Placed]) -> bool:
    """Whether a mail sends what another had replaced since, by itself: not a letter handed on, nor beside the other."""
    leaf = again.item.leaf
    if any(letter.path and leaf.file.path.startswith(f"{letter.path}/") for letter in leaf.message.enclosed):
        return False
    between = [p for p in others if p.content != again.content and _replaces(p, earlier) and _replaces(again, p)]
    beside = {p.content for p in others if p.item.leaf.message is leaf.message}
    return any(p.recency[:2] < again.recency[:2] and p.content not in beside for p in between)


def _is_replaced(older: Placed, others: Sequence[Placed]) -> bool:
    newer = [p for p in others if p is not older and _replaces(p, older)]
    if older.kind is not Kind.ID_CARD:
        return bool(newer)
    return all(any(side in p.item.sides and _tells(p, older, side) for p in newer) for side in older.item.sides)


def _replaces(newer: Placed, older: Placed) -> bool:
    if newer.kind is older.kind is Kind.PHOTO and _pasted(older) and not _pasted(newer):
        return True
    if not newer.recency > older.recency:
        return False
    if newer.kind is Kind.PHOTO and _pasted(newer) and not _pasted(older):
        return False
    if newer.kind is older.kind is Kind.APPLICATION_FORM and not _tells(newer, older, "form"):
        return False
    later_mail = newer.recency[:2] > older.recency[:2]
    if newer.kind is not older.kind:
        corrects = newer.kind is Kind.EDUCATION_RECORD and older.kind in _RECORDS
        return corrects and later_mail
    return newer.kind not in SCHOOLING or same_schooling(newer.item, older.item)


def _tells(newer: Placed, older: Placed, what: str) -> bool:
    """Whether it can stand in for the older: a form's second page, or a card too blurred to read, can not."""
    due = [field for field in _TELLING[what] if older.item.told(field) is not None]
    return not due or any(newer.item.told(field) is not None for field in due)


def _pasted(placed: Placed) -> bool:
    """A picture inside a document, such as the photo on the form."""
    return placed.exhibit.format in _PASTED or len(placed.item.leaf.read.readings if placed.item.leaf.read else ()) > 1


def same_schooling(one: Item, other: Item) -> bool:
    """Whether two papers are about one schooling: by number, else by two at least of level, month and school."""
    if one.certificate and one.certificate == other.certificate:
        return True
    agree = differ = 0
    for field, length in ((Field.EDUCATION, None), (Field.GRADUATION_DATE, 7), (Field.EXPECTED_GRADUATION, 7)):
        a, b = one.told(field), other.told(field)
        if a is not None and b is not None:
            same = (a.value or "")[:length] == (b.value or "")[:length]
            agree, differ = agree + same, differ + (not same)
    a, b = one.told(Field.SCHOOL), other.told(Field.SCHOOL)
    if a is not None and b is not None:
        alike = ratio(name_key(a.value or ""), name_key(b.value or "")) >= _SIMILAR_SCHOOLS
        agree, differ = agree + alike, differ + (not alike)
    return agree >= 2 and differ == 0
