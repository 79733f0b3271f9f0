"""The things to be attributed: leaf files with their readings, cut into items, one for each reading.

An item caches what its reading says about whose it is, folded for comparison.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from hui_reg.dossiers.paths import Clues, clues, natural_key, segments, speaks_of_material
from hui_reg.model import File, FileReadings, Message, Problem, ProblemKind, Reading, Value
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import is_valid, normalise
from hui_reg.vocabulary import Field, Kind, papers

ASIDE: Final = frozenset(papers(lambda paper: not paper.personal))
"""Kinds that are no one's exhibit."""
SCHOOLING: Final = frozenset(papers(lambda paper: paper.tells_schooling))

_SIGNATURE: Final = re.compile(r"image\d{3}(?:\(\d+\))?\.(?:png|jpe?g|gif)", re.IGNORECASE)
"""How Outlook calls the pictures of a signature."""
_PICTURES: Final = frozenset({"jpeg", "png", "gif", "bmp", "webp"})


def _folder(path: str) -> str:
    return f"{path}/" if path else ""


def reader_knows(read: FileReadings) -> bool:
    """Whether nothing of a document could be read and its reader says why: better than that it was cut off."""
    return read.format in ("pdf", "ofd") and read.problem is not None and not read.readings


@dataclass(frozen=True, eq=False)
class Leaf:
    """One leaf file in its mail. ``read`` is None where it wasn't read; ``trade``: what the occupation is called.

    ``demanded``: how files of the notice's further materials are called, which people look at.
    """

    file: File
    message: Message
    read: FileReadings | None
    trade: tuple[str, ...] = ()
    demanded: tuple[str, ...] = ()

    @cached_property
    def segments(self) -> tuple[Clues, ...]:
        """What the file's stem, its folders and archives say, innermost first."""
        return tuple(clues(s, self.trade) for s in segments(self.file.path))

    @cached_property
    def covering(self) -> tuple[Clues, ...]:
        """What the mail's subject says, and those lines of its text that speak of materials: signatures do not.

        So does the letter that brought the file, where the mail only hands it on.
        """
        inside = [letter for letter in self.message.enclosed if self.file.path.startswith(_folder(letter.path))]
        written = [(self.message.subject, self.message.body), *((letter.subject, letter.body) for letter in inside)]
        said = [(subject, " ".join(filter(speaks_of_material, body.splitlines()))) for subject, body in written]
        return tuple(clues(text, self.trade) for pair in said for text in pair)

    @cached_property
    def problem(self) -> Problem | None:
        """Why it could not be opened: what unpacking found, else what reading found."""
        found = next((p for p in self.message.problems if p.path == self.file.path), None)
        told = self.read.problem if self.read else None
        if found is not None and found.kind is ProblemKind.INCOMPLETE and self.read and reader_knows(self.read):
            return told
        return found or told

    @cached_property
    def decoration(self) -> bool:
        """A picture of the mail's text or signature in which nothing was read: no work for a person."""
        name = self.file.path.rsplit("/", 1)[-1]
        shown = self.file.path in self.message.pasted or _SIGNATURE.fullmatch(name) is not None
        return shown and self.read is not None and not self.read.readings and self.read.format in _PICTURES

    @cached_property
    def folder(self) -> str:
        return self.file.path.rpartition("/")[0]

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folders it lies in, innermost first; the last is the mail itself (an empty path)."""
        parts = self.file.path.split("/")[:-1]
        return tuple("/".join(parts[:depth]) for depth in range(len(parts), -1, -1))

    @cached_property
    def order(self) -> tuple[object, ...]:
        """Where it stands among all leaves: by time, mail, folder and natural order of names."""
        return (self.message.received_at, self.message.sha256, natural_key(self.file.path), self.file.sha256)


@dataclass(frozen=True, eq=False)
class Item:
    """One reading of one leaf: the unit of attribution. ``index`` is its place within the leaf."""

    leaf: Leaf
    reading: Reading
    index: int

    @property
    def kind(self) -> Kind:
        return self.reading.kind

    def told(self, field: Field) -> Value | None:
        """The field, unless nothing could be told."""
        value = self.reading.fields.get(field)
        return value if value is not None and value.value else None

    @cached_property
    def number(self) -> str:
        """The valid ID number it carries, else empty."""
        return self.raw_number if is_valid(self.raw_number) else ""

    @cached_property
    def raw_number(self) -> str:
        """The ID number as read, valid or not."""
        value = self.told(Field.ID_NUMBER)
        return normalise(value.value or "") if value else ""

    @cached_property
    def name(self) -> str:
        """The folded name it carries, else empty."""
        value = self.told(Field.NAME)
        return name_key(value.value or "") if value else ""

    @property
    def name_sure(self) -> bool:
        value = self.told(Field.NAME)
        return value is not None and value.sure

    @property
    def number_sure(self) -> bool:
        value = self.told(Field.ID_NUMBER)
        return value is not None and value.sure

    @cached_property
    def born(self) -> str:
        """The birth date read (not the one in the ID number), else empty."""
        value = self.told(Field.BIRTH_DATE)
        return (value.value or "") if value else ""

    @cached_property
    def certificate(self) -> str:
        value = self.told(Field.CERTIFICATE_NUMBER)
        return normalise(value.value or "") if value else ""

    @property
    def says_who(self) -> bool:
        """Whether the document itself names its person, be it badly."""
        return bool(self.raw_number or self.name)

    @cached_property
    def sides(self) -> frozenset[str]:
        """Of an ID card, which sides stand here: as the reader marked them, else by the fields they carry."""
        shown = {side for side in ("portrait", "emblem") if self.reading.facts.get(side)}
        if not shown and (self.told(Field.ISSUER) or self.told(Field.ID_VALID_TO)):
            shown.add("emblem")
        if self.says_who or not shown:
            shown.add("portrait")
        return frozenset(shown)

    @property
    def emblem_only(self) -> bool:
        return self.kind is Kind.ID_CARD and self.sides == {"emblem"}

    @property
    def portrait_only(self) -> bool:
        return self.kind is Kind.ID_CARD and self.sides == {"portrait"}

    @cached_property
    def period(self) -> tuple[str, str] | None:
        """From when to when the card is valid, where both ends were read with certainty."""
        start, end = self.told(Field.ID_VALID_FROM), self.told(Field.ID_VALID_TO)
        if start is None or end is None or not (start.sure and end.sure):
            return None
        return (start.value or "", end.value or "")

    @cached_property
    def order(self) -> tuple[object, ...]:
        return (*self.leaf.order, self.reading.pages, self.kind.value, self.index)


def leaves_of(
    messages: Sequence[Message],
    files: Sequence[File],
    readings: Mapping[str, FileReadings],
    trade: tuple[str, ...] = (),
    demanded: tuple[str, ...] = (),
) -> list[Leaf]:
    """All leaves of these messages, in an order that depends on what they are, not on how they were handed over."""
    known = {message.sha256: message for message in messages}
    leaves = [Leaf(file, known[file.message], readings.get(file.sha256), trade, demanded) for file in files]
    return sorted(leaves, key=lambda leaf: leaf.order)


def items_of(leaves: Sequence[Leaf]) -> list[Item]:
    """An item for each reading that is someone's, in order."""
    items = [
        Item(leaf, reading, index)
        for leaf in leaves
        if leaf.read is not None
        for index, reading in enumerate(leaf.read.readings)
        if reading.kind not in ASIDE
    ]
    return sorted(items, key=lambda item: item.order)
