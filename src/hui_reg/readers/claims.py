"""How a kind's reader lays claim to pages: the one protocol between the dispatcher and the readers of text.

Every reader is one :class:`Reader` in its module, listed once in ``select.READERS``. It gets all pages of a
file and returns a :class:`~hui_reg.model.Reading` for every document it recognises, naming the pages it covers.
The dispatcher keeps, for every page, the claim with the highest ``kind_confidence``.

Scale of ``kind_confidence``: 0.95 the document's own title and its fields; 0.8 title or several fields that only
this kind has; 0.6 plausible, another reader may know better; below 0.5 make no claim at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hui_reg.model import Reading
from hui_reg.pages.page import Page

Read = Callable[[Sequence[Page]], list[Reading]]


@dataclass(frozen=True)
class Reader:
    """A reader of one or several related kinds; ``version`` is that of ``versions.VERSIONS`` under its name."""

    name: str
    version: int
    read: Read


def each_page(read_page: Callable[[Page], Reading | None]) -> Read:
    """A reader of files from a reader of single pages."""

    def read(pages: Sequence[Page]) -> list[Reading]:
        return [reading for page in pages if (reading := read_page(page)) is not None]

    return read
