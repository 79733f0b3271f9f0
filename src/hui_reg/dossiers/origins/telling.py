"""What one mail tells of where it comes from: all that other mails' units depend on, and nothing else of it.

It follows from the mail and from what was read in its files alone, so it can be kept, and every mail's be weighed
against every other's without opening one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from hui_reg.model import Noun

FileKey = tuple[str, str, str]
"""A file in its mail: the mail, the path, and the SHA-256 of its bytes."""


_BORN: Final = "*"


def born(name: str, day: str) -> str:
    """A folded name with the day of birth that stands beside it."""
    return f"{name}{_BORN}{day}"


def born_of(people: Iterable[str]) -> dict[str, set[str]]:
    """By folded name, the days of birth that are told."""
    found: dict[str, set[str]] = {}
    for one in people:
        name, told, day = one.partition(_BORN)
        if told:
            found.setdefault(name, set()).add(day)
    return found


class Part(Noun):
    """Files of a mail that go together. ``unit``: the one they are said to be of, empty for the mail's own;
    ``letter``: a letter says so, which the mail only hands on. ``files`` (path and SHA-256) are named where their unit
    may be another than the mail's; ``people``: the ID numbers and folded names told, and :func:`born` of a name."""

    unit: str = ""
    letter: bool = False
    files: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()


class Telling(Noun):
    """What a mail tells. ``address``: what mails of one sender have in common; ``weight``: how surely it states its
    ``unit``, which is empty where it states none."""

    sha256: str
    received_at: datetime
    sender: str
    address: str
    in_reply_to: str = ""
    unit: str = ""
    weight: float = 0.0
    has_files: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """Mails with files first: a question asked beforehand must not fix the spelling."""
        return (not self.has_files, self.received_at, self.sha256)

    def files_of(self, part: Part) -> list[FileKey]:
        return [(self.sha256, path, sha256) for path, sha256 in part.files]
