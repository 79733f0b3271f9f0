"""What rulings leave on dossiers once they stand: until when papers may come, and what must be said again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from hui_reg.corrections import Overtaken
from hui_reg.dossiers.merge import merged_fields
from hui_reg.dossiers.ruled.facts import settled
from hui_reg.dossiers.ruled.units import RightNames
from hui_reg.dossiers.unit_names import same_unit
from hui_reg.history.bearers import Former, is_same
from hui_reg.history.rulings import Ruling, RulingKind, Rulings
from hui_reg.model import Assembly, Dossier, FieldValue
from hui_reg.notation.names import same
from hui_reg.vocabulary import Field, Kind

WHOLE: Final = (RulingKind.EXTEND, RulingKind.VALUE, RulingKind.FACT)
"""The rulings that leave a mark on dossiers as wholes."""


def marked(assembly: Assembly, rulings: Rulings, right: RightNames) -> Assembly:
    """The dossiers with what rulings say of them as wholes."""
    standing = {seq for dossier in assembly.dossiers for seq in said_on(dossier)}
    said = [r for kind in WHOLE for r in rulings.of(kind) if kind is not RulingKind.VALUE or r.seq not in standing]
    if not said:
        return assembly
    return assembly.model_copy(update={"dossiers": tuple(with_marks(d, said, right) for d in assembly.dossiers)})


def with_marks(dossier: Dossier, said: Iterable[Ruling], right: RightNames) -> Dossier:
    """One dossier with what rulings say of it as a whole. ``said`` are those of :data:`WHOLE` kinds that may be about
    it, in order; of values those that stand on nobody's papers."""
    about = [ruling for ruling in said if concerns(ruling, dossier, right)]
    days = [date.fromisoformat(ruling.said("until")) for ruling in about if ruling.kind is RulingKind.EXTEND]
    facts = settled(ruling for ruling in about if ruling.kind is RulingKind.FACT)
    overtaken = tuple(
        _told(ruling) for ruling in about if ruling.kind is RulingKind.VALUE and _asks_again(ruling, dossier)
    )
    marks = {"extended_to": max(days, default=None), "overtaken": overtaken, "settled": facts}
    if all(getattr(dossier, name) == mark for name, mark in marks.items()):
        return dossier
    fields = _employer(merged_fields((*dossier.exhibits, *facts)), right)
    return dossier.model_copy(update={**marks, "fields": fields})


def with_right_employer(dossier: Dossier, right: RightNames) -> Dossier:
    """The dossier with the employer under its right name."""
    fields = _employer(dossier.fields, right)
    return dossier if fields is dossier.fields else dossier.model_copy(update={"fields": fields})


def _employer(fields: Mapping[str, FieldValue], right: RightNames) -> Mapping[str, FieldValue]:
    """The merged fields with the employer under its right name, where staff said one of that spelling."""
    held = fields.get(Field.EMPLOYER)
    named = right.of(held.value.value) if held is not None and held.value.value else ""
    if held is None or not named or named == held.value.value:
        return fields
    value = held.value.model_copy(update={"value": named})
    return {**fields, Field.EMPLOYER: held.model_copy(update={"value": value})}


def concerning(rulings: Rulings) -> Callable[[Dossier], list[Ruling]]:
    """A function that tells the rulings about a dossier's person, unit and papers."""
    right = RightNames(rulings)
    return lambda dossier: [ruling for ruling in rulings.live if concerns(ruling, dossier, right)]


def concerns(ruling: Ruling, dossier: Dossier, right: RightNames) -> bool:
    """Whether a ruling is about this person, this person's unit, or a paper of this person."""
    match ruling.kind:
        case RulingKind.UNIT:
            return same_unit(right.of(ruling.said("unit")), dossier.unit)
        case RulingKind.ADDRESS:
            return same_unit(right.of(ruling.said("unit")), dossier.unit)
        case RulingKind.EXTEND if not ruling.applicant:
            return same_unit(right.of(ruling.said("unit")), dossier.unit)
        case RulingKind.FILE if not ruling.applicant:
            return ruling.said("file") in {exhibit.file.sha256 for exhibit in dossier.exhibits}
        case RulingKind.VALUE if is_on(ruling, dossier):
            return True
        case RulingKind.PAPER:
            return ruling.said("message") in {exhibit.file.message for exhibit in dossier.exhibits}
        case RulingKind.SAME:
            return is_meant(ruling.who, dossier, right) or is_meant(ruling.other, dossier, right)
    return is_meant(ruling.who, dossier, right)


def is_on(ruling: Ruling, dossier: Dossier) -> bool:
    """Whether a value that was said stands on a paper of this dossier."""
    return any(ruling.seq == seq for seq in said_on(dossier))


def said_on(dossier: Dossier) -> Iterator[int]:
    """The numbers of the rulings whose values stand on the papers that count."""
    for exhibit in dossier.exhibits:
        for value in exhibit.reading.fields.values() if not exhibit.superseded else ():
            if value.correction is not None:
                yield value.correction.seq


def is_meant(former: Former, dossier: Dossier, right: RightNames) -> bool:
    """Whether a person of an earlier day is this one, by all that staff have said since."""
    if not former.key:
        return False
    today = right.present(former)
    return today.key == dossier.key or is_same(today, dossier)


def _asks_again(ruling: Ruling, dossier: Dossier) -> bool:
    """Whether the paper that counts now says another thing than staff did of the one before, or nothing for sure."""
    current = dossier.current(Kind(ruling.said("paper")))
    field, value = ruling.said("field"), ruling.said("value")
    if not value and any(exhibit.file.sha256 == ruling.said("file") for exhibit in current):
        return False  # nothing stands there, as staff said
    read = [exhibit.reading.fields.get(field) for exhibit in current]
    if not value:
        return any(one is not None for one in read)
    agree = same if field == Field.NAME else str.__eq__
    return bool(current) and not any(one is not None and one.sure and agree(one.value or "", value) for one in read)


def _told(ruling: Ruling) -> Overtaken:
    return Overtaken(
        seq=ruling.seq,
        kind=Kind(ruling.said("paper")),
        field=ruling.said("field"),
        value=ruling.said("value"),
        path=ruling.said("path"),
        by=ruling.by,
        on=ruling.on,
    )
