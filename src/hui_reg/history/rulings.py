"""Rulings (更正): what staff say of the evidence, folded from the ledger into one value that everybody asks. Pure.

A ruling counts unless a later entry that counts undoes it; of several about one thing the last counts. Which papers,
people and units a ruling meets today is found where they are made (``dossiers/ruled``): here is only what was said.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from hui_reg.history.bearers import Former, number_or_key, of_key, pair_of
from hui_reg.history.chains import chain, followed
from hui_reg.history.kinds import EntryKind
from hui_reg.model import Entry
from hui_reg.notation import resident_id

RULING_ENTRIES: Final = (EntryKind.RULING, EntryKind.UNDONE, EntryKind.QUIT, EntryKind.WITHDRAWAL)
"""The kinds of entries that say what counts."""


_BESIDE: Final = frozenset(("read", "path", "name", "of", "sheet"))
"""What a ruling keeps beside what it says."""


class RulingKind(StrEnum):
    """What a ruling is about."""

    title: str  # type: ignore[assignment]  # what users see, not str.title

    def __new__(cls, value: str, title: str = "") -> "RulingKind":
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.title = title
        return kind

    VALUE = "value", "材料上的内容"
    FILE = "file", "文件"
    SAME = "same", "同一人"
    UNIT = "unit", "单位名称"
    ADDRESS = "address", "单位邮箱"
    PERSON = "person", "转单位"
    WITHDRAW = "withdraw", "退出报名"
    EXTEND = "extend", "延期"
    NOTE = "note", "备注"
    PAPER = "paper", "纸质登记"
    FACT = "fact", "核验结果"


class FileIs(StrEnum):
    """What a ruling says of a file."""

    OWNED = "owner"
    PAPER = "kind"
    NOTHING = "none"


@dataclass(frozen=True)
class Ruling:
    """One ruling. ``applicant`` is the key it concerns, empty where it is about a file or a unit.

    ``data``, by kind: *value* ``file path page paper nth of field value read``; *file* ``file path pages is paper
    sides``; *same* ``other other_name same``; *unit* ``unit right``; *address* ``unit address own``; *person* ``unit``;
    *extend* ``unit until``; *note* ``text``; *paper* ``message unit path files received``; *fact* ``paper agrees origin
    checked sheet`` and the values by field. All hold ``name``, the applicant's. Pages are ``"3,4"``, empty for all.
    """

    seq: int
    kind: RulingKind
    applicant: str
    by: str
    on: date
    reason: str = ""
    data: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)

    def said(self, name: str) -> str:
        """A field of the data as text."""
        value = self.data.get(name)
        return "" if value is None else str(value)

    @property
    def is_of_unit(self) -> bool:
        """Whether it is said of a unit as a whole, not of one of its people or papers."""
        of_unit = (RulingKind.UNIT, RulingKind.ADDRESS, RulingKind.EXTEND, RulingKind.PAPER)
        return not self.applicant and self.kind in of_unit

    @property
    def pages(self) -> frozenset[int]:
        """The pages it is about; none: all."""
        return frozenset(int(page) for page in self.said("pages").split(",") if page)

    @property
    def who(self) -> Former:
        """Whom it concerns, as known when it was said."""
        return of_key(self.applicant, self.said("name"))

    @property
    def other(self) -> Former:
        """The second of two people, as known when it was said."""
        return of_key(self.said("other"), self.said("other_name"))

    def may_yield_to(self, later: "Ruling") -> bool:
        """Whether a later one of this kind, that settles something else, may take from what this one says."""
        if self.kind is RulingKind.FILE:
            owned, nothing = later.said("is") == FileIs.OWNED, later.said("is") == FileIs.NOTHING
            alike = nothing or owned is (self.said("is") == FileIs.OWNED)
            return alike and later.said("file") == self.said("file")
        return self.kind in (RulingKind.UNIT, RulingKind.SAME)

    @property
    def slot(self) -> tuple[object, ...]:
        """What it settles: of two rulings that settle the same, the later counts."""
        match self.kind:
            case RulingKind.VALUE:
                place = (self.said("file"), self.said("page"), self.said("paper"), self.said("nth"))
                return (self.kind, *place, self.said("field"))
            case RulingKind.FILE:
                owned = self.said("is") == FileIs.OWNED
                return (self.kind, self.said("file"), self.pages, owned)
            case RulingKind.SAME:
                return (self.kind, pair_of(self.applicant, self.said("other")))
            case RulingKind.UNIT:
                return (self.kind, self.said("unit"))
            case RulingKind.ADDRESS:
                return (self.kind, self.said("unit"), self.said("address"))
            case RulingKind.EXTEND:
                return (self.kind, number_or_key(self.applicant), self.said("unit"))
            case RulingKind.PERSON:
                return (self.kind, number_or_key(self.applicant))
            case RulingKind.NOTE:
                return (self.kind, self.seq)
            case RulingKind.FACT:
                return (self.kind, number_or_key(self.applicant), self.said("paper"), self.said("education"))
            case RulingKind.PAPER:
                return (self.kind, self.said("message"))
        return (self.kind, self.applicant)


@dataclass(frozen=True)
class Rulings:
    """What counts, in the order it was said. ``replaced``: what counted until another was said of the same; it still
    tells which keys people have had."""

    live: tuple[Ruling, ...] = ()
    replaced: tuple[Ruling, ...] = ()

    def of(self, kind: RulingKind) -> tuple[Ruling, ...]:
        """Those of one kind."""
        return tuple(ruling for ruling in self.live if ruling.kind is kind)

    @cached_property
    def by_file(self) -> Mapping[str, tuple[Ruling, ...]]:
        """What was said of files and of the values in them, by the SHA-256 of the bytes."""
        found: dict[str, list[Ruling]] = defaultdict(list)
        for ruling in self.live:
            if ruling.kind in (RulingKind.VALUE, RulingKind.FILE):
                found[ruling.said("file")].append(ruling)
        return {sha256: tuple(several) for sha256, several in found.items()}

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """The right name of each unit's other spellings."""
        right = followed((ruling.said("unit"), ruling.said("right")) for ruling in self.of(RulingKind.UNIT))
        return {spelling: chain(spelling, right)[-1] for spelling in right}

    def addresses(self, *, own: bool) -> dict[str, set[str]]:
        """By unit, the addresses that staff said are its own, or are not."""
        found: dict[str, set[str]] = defaultdict(set)
        for ruling in self.of(RulingKind.ADDRESS):
            if bool(ruling.data.get("own")) is own:
                found[ruling.said("unit")].add(ruling.said("address").lower())
        return dict(found)

    @cached_property
    def successors(self) -> Mapping[str, str]:
        """The key that each key gave way to, by what was said of persons, units, numbers and names."""
        said = sorted((*self.live, *self.replaced), key=lambda ruling: ruling.seq)
        before: dict[tuple[object, ...], set[str]] = defaultdict(set)
        steps: list[tuple[str, str]] = []
        for ruling in said:
            steps += _steps(ruling, before[ruling.slot])
            before[ruling.slot].add(ruling.said("value"))
        return followed(steps)

    def alike(self, wanted: Ruling) -> Ruling | None:
        """The ruling in force that says just this, so that it need not be said again; None also where something was
        said since that may bear on the same."""
        same = self._by_slot.get(wanted.slot)
        if same is None or self.present(same.applicant) != self.present(wanted.applicant):
            return None
        said, asked = ({k: v for k, v in one.data.items() if k not in _BESIDE} for one in (same, wanted))
        later = (one for one in self.live if one.seq > same.seq and one.kind is same.kind)
        return None if said != asked or any(map(same.may_yield_to, later)) else same

    @cached_property
    def _by_slot(self) -> Mapping[tuple[object, ...], Ruling]:
        return {ruling.slot: ruling for ruling in self.live}

    def present(self, key: str) -> str:
        """The key that a key of an earlier day has become, as far as rulings tell."""
        seen = {key}
        while True:
            after = self.successors.get(key)
            if after is None:
                unit, bar, tail = key.rpartition("|")
                after = f"{self.spellings.get(unit, unit)}{bar}{tail}"
            if after in seen:
                return key
            seen.add(after)
            key = after


def _steps(ruling: Ruling, before: Collection[str]) -> Iterator[tuple[str, str]]:
    """The key that a ruling takes from a person, and the one it gives. ``before``: what was said to stand there."""
    unit, _, tail = ruling.applicant.rpartition("|")
    if ruling.kind is RulingKind.SAME and ruling.data.get("same"):
        yield ruling.said("other"), ruling.applicant
    elif ruling.kind is RulingKind.PERSON:
        yield ruling.applicant, f"{ruling.said('unit')}|{tail}"
    elif ruling.kind is RulingKind.VALUE and ruling.said("value"):
        name = ruling.said("field") == "name" and ruling.said("read") == tail
        number = ruling.said("field") == "id_number" and resident_id.normalise(ruling.said("read")) == tail
        if name or number or (ruling.said("field") in ("name", "id_number") and tail in before):
            yield ruling.applicant, f"{unit}|{ruling.said('value')}"


def fold_rulings(entries: Iterable[Entry]) -> Rulings:
    """What counts of the ledger's entries, given in any order."""
    ordered = sorted(entries, key=lambda entry: entry.seq)
    undone = gone(ordered)
    held: dict[tuple[object, ...], Ruling] = {}
    replaced: list[Ruling] = []
    right: Mapping[str, str] = {}
    for entry in ordered:
        ruling = ruling_of(entry)
        if ruling is None or entry.seq in undone:
            continue
        for slot in _alike(held, ruling, right) if right and _hangs_on_unit(ruling) else [ruling.slot]:
            if slot in held:  # the later stands where it was said
                replaced.append(held.pop(slot))
        if ruling.kind is RulingKind.FILE and ruling.said("is") == FileIs.OWNED:
            _drop_nothing(held, ruling)
        held[ruling.slot] = ruling
        if ruling.kind is RulingKind.UNIT:
            right = Rulings(tuple(held.values())).spellings
    return Rulings(tuple(held.values()), tuple(one for one in replaced if one.kind is not RulingKind.SAME))


def _alike(
    held: Mapping[tuple[object, ...], Ruling], ruling: Ruling, right: Mapping[str, str]
) -> list[tuple[object, ...]]:
    """The slots of what was said of the same as this ruling, by the names that units bore when it was said."""
    wanted = _renamed(ruling, right).slot
    return [slot for slot, one in held.items() if one.kind is ruling.kind and _renamed(one, right).slot == wanted]


def _hangs_on_unit(ruling: Ruling) -> bool:
    """Whether what it settles is known by the name of a unit: said of a unit, or of a person without a number."""
    by_bytes = (RulingKind.VALUE, RulingKind.FILE, RulingKind.PAPER, RulingKind.UNIT)
    return ruling.kind not in by_bytes and number_or_key(ruling.applicant) == ruling.applicant


def _renamed(ruling: Ruling, right: Mapping[str, str]) -> Ruling:
    unit, bar, tail = ruling.applicant.rpartition("|")
    data = {**ruling.data, "unit": right.get(ruling.said("unit"), ruling.said("unit"))}
    return replace(ruling, applicant=f"{right.get(unit, unit)}{bar}{tail}", data=data)


def _drop_nothing(held: dict[tuple[object, ...], Ruling], owned: Ruling) -> None:
    """Whoever says whose a file is says that it is something."""
    slot = (RulingKind.FILE, owned.said("file"), owned.pages, False)
    if slot in held and held[slot].said("is") == FileIs.NOTHING:
        del held[slot]


def gone(entries: Iterable[Entry]) -> set[int]:
    """The numbers of entries that an entry which counts has undone: what undid one may be undone itself."""
    undone: set[int] = set()
    for entry in sorted(entries, key=lambda one: one.seq, reverse=True):
        if entry.supersedes is not None and entry.seq not in undone:
            undone.add(entry.supersedes)
    return undone


def ruling_of(entry: Entry) -> Ruling | None:
    """The ruling that an entry holds; None for any other, also for one of a kind that this program doesn't know."""
    held = dict(entry.data)
    name = RulingKind.WITHDRAW if entry.kind == EntryKind.QUIT else held.pop("ruling", "")
    if entry.kind not in (EntryKind.RULING, EntryKind.QUIT) or name not in list(RulingKind):
        return None
    reason = str(held.pop("reason", None) or "")
    return Ruling(entry.seq, RulingKind(str(name)), entry.applicant, entry.by, entry.on, reason, held)
