"""What an album shows: each person's papers page by page, those of others among them, and files of nobody's.

Pages that can be seen are pictures; of an Office file, which no office suite is asked to draw, the text and tables are
drawn anew. Faces are left to people's eyes: to measure one is to process biometric data (PIPL, article 28).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hui_reg.model import Assessment, Exhibit, Leftover
from hui_reg.review.batch import Picture
from hui_reg.vocabulary import KIND_TITLES, Fact, Kind, papers

SHOWN = papers(lambda paper: paper.album, lambda paper: paper.album)
"""What comes first, in this order; other personal papers follow."""
_ORDER = (*SHOWN, *(kind for kind in papers(lambda paper: paper.personal) if kind not in SHOWN))
_MOST_PAGES, _MOST_STRAYS, _MOST_CANDIDATES = 6, 60, 9

Written = tuple[tuple[str, ...], ...]
"""A page of an Office file: rows of cells, a paragraph being a row of one."""
Drawn = Mapping[str, Picture | Written]
"""What is shown of each page, by the key of its view."""


@dataclass(frozen=True)
class View:
    """One page of one file that an applicant's sheet shows; ``label`` says why, when it isn't simply the person's."""

    exhibit: Exhibit
    page: int
    label: str = ""

    @property
    def key(self) -> str:
        """By which the page's picture is found: documents that share a page are shown apart."""
        region = self.exhibit.reading.region
        part = "-" + "-".join(f"{edge:.4f}" for edge in region) if region else ""
        return f"{self.exhibit.file.sha256}-{self.page}{part}"


def views(assessment: Assessment, *, outside: bool = False) -> list[View]:
    """The pages to show, each once: what may not be the person's first, then the papers in force.

    ``outside``: for those who review elsewhere: without pages on which another person's papers, or any whose owner
    isn't sure, would be handed on.
    """
    dossier = assessment.dossier
    own = [View(e, page) for e in dossier.current(*_ORDER) for page in _pages(e)]
    own.sort(key=lambda view: (_ORDER.index(view.exhibit.reading.kind), view.page))
    waiting = [View(e, page, "来源待核，没有采用") for e in dossier.exhibits if e.unconfirmed for page in _pages(e)]
    foreign = [View(e, page, f"像是{_whose(e)}的材料") for e in dossier.strangers for page in _pages(e)]
    if outside:
        shared = {(view.exhibit.file.sha256, view.page) for view in foreign}
        own = [
            view
            for view in own
            if Fact.BESIDE not in view.exhibit.reading.facts and (view.exhibit.file.sha256, view.page) not in shared
        ]
    found: dict[str, View] = {}
    for view in own if outside else (*foreign, *waiting, *own):
        found.setdefault(view.key, view)
    return list(found.values())


def _pages(exhibit: Exhibit) -> tuple[int, ...]:
    return exhibit.reading.pages[:_MOST_PAGES]


def _whose(exhibit: Exhibit) -> str:
    name = exhibit.reading.fields.get("name")
    return (name.value if name else None) or exhibit.named or "他人"


def kept_back(assessment: Assessment) -> int:
    """How many pages :func:`views` leaves out for those outside."""
    return len(views(assessment)) - len(views(assessment, outside=True))


@dataclass(frozen=True)
class Stray:
    """A file, or pages of one, that could be tied to nobody, beside those whose it may be."""

    file: Leftover
    candidates: tuple[Assessment, ...]

    @property
    def page(self) -> int:
        return self.file.pages[0] if self.file.pages else 1

    @property
    def key(self) -> str:
        """By which its picture is found."""
        return f"{self.file.file.sha256}-{self.page}"

    @property
    def title(self) -> str:
        return KIND_TITLES[self.file.kind] if self.file.kind else "看不出是什么"


def identity(leftover: Leftover) -> str:
    """What an export calls a file without owner, to be made a token of."""
    return f"file|{leftover.file.message}|{leftover.file.path}|{','.join(map(str, leftover.pages))}"


def strays(people: Sequence[Assessment], leftovers: Sequence[Leftover]) -> list[Stray]:
    """The unit's files of nobody, each with the candidates named, else with those who lack such a paper."""
    mails = {message.sha256 for person in people for message in person.dossier.messages}
    found = []
    for left in leftovers:
        if left.file.message in mails:
            named = [person for person in people if person.dossier.name in left.candidates]
            lacking = [p for p in people if left.kind and not p.dossier.current(left.kind)]
            found.append(Stray(left, tuple((named or lacking)[:_MOST_CANDIDATES])))
    return found[:_MOST_STRAYS]


def card_of(person: Assessment) -> View | None:
    """The page that shows whose face and name a candidate has."""
    own = [view for view in views(person) if view.exhibit.reading.kind is Kind.ID_CARD and not view.label]
    return next((view for view in own if "name" in view.exhibit.reading.fields), own[0] if own else None)
