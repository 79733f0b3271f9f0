"""One graduation on several papers: which belong together, and what they say of it together."""

from collections.abc import Iterable

from hui_reg.model import Exhibit
from hui_reg.rules.case import SECONDARY, Case, same_number
from hui_reg.rules.dates import agree, coarser
from hui_reg.rules.names import fold_title
from hui_reg.rules.sight import Sight, confirmed
from hui_reg.vocabulary import Kind

GRADUATION_PAPERS = (Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT)
GRADUATED = "毕业"


def partners(case: Case, paper: Exhibit) -> tuple[Exhibit, ...]:
    """Papers of another kind on the same graduation: same number, or same level where a number is not surely read."""
    return tuple(
        other
        for other in case.current(*GRADUATION_PAPERS)
        if other.reading.kind is not paper.reading.kind and _same_graduation(case, paper, other)
    )


def _same_graduation(case: Case, one: Exhibit, other: Exhibit) -> bool:
    numbers = [sight for e in (one, other) if (sight := case.read(e, "certificate_number")) is not None]
    if len(numbers) == 2 and all(sight.sure for sight in numbers):
        return same_number(numbers[0].text or "", numbers[1].text or "")
    levels = [sight.text for e in (one, other) if (sight := case.read(e, "education")) is not None]
    return len(levels) == 2 and (None in levels or levels[0] == levels[1])


def settle(case: Case, name: str, paper: Exhibit, same: tuple[Exhibit, ...]) -> tuple[Sight | None, Sight | None]:
    """A field of a graduation: what to rest on, and the doubt left. The register's word goes before the diploma's.

    A weak reading is confirmed by one that agrees on another paper or on the form.
    """
    own = case.read(paper, name)
    others = [(partner, sight) for partner in same if (sight := case.read(partner, name)) is not None]
    registered = next((s for p, s in others if s.sure and p.reading.kind is Kind.EDUCATION_RECORD), None)
    if registered is not None:
        return registered, None
    if own is None or own.sure:
        return own, None
    sure = next((sight for _, sight in others if sight.sure), None)
    if sure is not None:
        return sure, None
    on_form = case.best(name, Kind.APPLICATION_FORM)
    match = agree if name == "graduation_date" else lambda one, other: fold_title(one) == fold_title(other)
    settled = confirmed(own, *(sight for _, sight in others), on_form, agree=match)
    return (settled, None) if settled is not None else (own, own)


def conclusion_of(case: Case, paper: Exhibit, same: tuple[Exhibit, ...]) -> tuple[Sight | None, Sight | None]:
    """毕业, 结业 or 肄业: whoever says other than 毕业 is believed. Without any word a diploma is one, by its title."""
    sights = [s for p in (*same, paper) if (s := case.read(p, "conclusion")) is not None]
    against = next((s for s in sights if s.sure and s.text != GRADUATED), None)
    if against is not None:
        return against, None
    graduated = next((s for s in sights if s.text == GRADUATED), None)
    if graduated is not None or not sights:
        return graduated, None
    return sights[-1], sights[-1]


def school_class_of(
    case: Case, paper: Exhibit, same: Iterable[Exhibit], level: Sight | None
) -> tuple[str | None, Sight | None]:
    """The class of the school as printed, else what the level alone implies; None where it implies nothing."""
    for source in (paper, *same):
        sight = case.read(source, "school_class")
        if sight is not None and sight.sure:
            return sight.text, sight
    if level is None or level.text is None:
        return None, None
    if level.text == "高中":
        return "普通高中", level
    return (level.text, level) if level.text in SECONDARY else (None, None)


def as_precise_as_known(case: Case, graduated: Sight) -> str:
    """A weak day confirmed only by a month is worth the month."""
    text = graduated.text or ""
    if graduated.sure:
        return text
    others = case.sights("graduation_date", *GRADUATION_PAPERS, Kind.APPLICATION_FORM)
    agreeing = [o.text for o in others if o.exhibit is not graduated.exhibit and o.text and agree(text, o.text)]
    return coarser(text, max(agreeing, key=len)) if agreeing else text
