"""Each value of a person as every paper has it: what was read, where it stands, and whether it wants a look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hui_reg.model import Assessment, Exhibit, Value
from hui_reg.review.album.papers import View
from hui_reg.vocabulary import APPLICANT_FIELDS, KIND_TITLES, PAPERS, Field, Secrecy
from hui_reg.vocabulary.fields import mask_code


@dataclass(frozen=True)
class Read:
    """A value on a paper, in a unit's roster where ``exhibit`` is None. ``view``: its page, where that is shown."""

    field: Field
    title: str
    value: Value
    exhibit: Exhibit | None = None
    view: View | None = None
    merged: bool = False

    @property
    def text(self) -> str:
        """What is shown: whoever has a code sees the person's record, so codes are masked here."""
        if self.value.value is None:
            return ""
        return mask_code(self.value.value) if self.field.secrecy is Secrecy.BEARER else self.value.value


@dataclass(frozen=True)
class Line:
    """One field over all papers. ``asks``: something in it is unsure, or papers contradict each other."""

    field: Field
    reads: tuple[Read, ...]
    asks: bool


def lines(assessment: Assessment, shown: Sequence[View]) -> list[Line]:
    """The fields of an applicant that any paper has, in their order."""
    papers = _papers(assessment, shown)
    found = []
    for name in APPLICANT_FIELDS:
        reads = _reads(assessment, name, papers)
        if reads:
            found.append(Line(name, reads, _asks(reads)))
    return found


def _papers(assessment: Assessment, shown: Sequence[View]) -> list[tuple[Exhibit, Mapping[int, View]]]:
    """The papers in force, in the order in which they are shown, with their pages."""
    by_exhibit: dict[int, tuple[Exhibit, dict[int, View]]] = {}
    for view in shown:
        if not view.label:
            by_exhibit.setdefault(id(view.exhibit), (view.exhibit, {}))[1][view.page] = view
    for exhibit in assessment.dossier.exhibits:  # what shares a page with one that is shown, or isn't drawn
        if not exhibit.superseded:
            pages = {v.page: v for v in shown if v.exhibit.file.sha256 == exhibit.file.sha256 and not v.label}
            by_exhibit.setdefault(id(exhibit), (exhibit, pages))
    return list(by_exhibit.values())


def _reads(
    assessment: Assessment, name: Field, papers: Sequence[tuple[Exhibit, Mapping[int, View]]]
) -> tuple[Read, ...]:
    merged = assessment.dossier.fields.get(name)
    found = []
    for exhibit, pages in papers:
        kind, value = exhibit.reading.kind, exhibit.reading.fields.get(name)
        first = exhibit.reading.pages[0] if exhibit.reading.pages else 1
        if value is not None:
            view = pages.get(value.page or first)
            is_merged = merged is not None and merged.sha256 == exhibit.file.sha256 and merged.kind is kind
            found.append(Read(name, KIND_TITLES[kind], value, exhibit, view, is_merged))
        elif name in PAPERS[kind].bears and name in assessment.dossier.fields:
            nothing = Value(value=None, confidence=0.0, reason="没有读到")
            found.append(Read(name, KIND_TITLES[kind], nothing, exhibit, pages.get(first)))
    roster = assessment.dossier.roster
    if roster is not None and roster.fields.get(name):
        found.append(Read(name, "汇总表", Value(value=roster.fields[name], confidence=1.0)))
    return tuple(sorted(found, key=lambda read: not read.merged))


def _asks(reads: Sequence[Read]) -> bool:
    read = [r.value for r in reads if r.value.value is not None]
    if not read:
        return True
    return any(not value.sure for value in read) or any(differ(read[0], value) for value in read[1:])


def differ(one: Value, other: Value) -> bool:
    """Whether two readings contradict each other; ``2010-06`` doesn't contradict ``2010-06-28``."""
    if one.value is None or other.value is None:
        return False
    return not (one.value.startswith(other.value) or other.value.startswith(one.value))
