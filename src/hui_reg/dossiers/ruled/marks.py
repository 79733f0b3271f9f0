"""What rulings leave on dossiers once they stand: until when papers may come, and what must be said again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

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


def marked(assembly: Assembly, rulings: Rulings, right: RightNames) -> Assembly:
    """The dossiers with what rulings say of them as wholes."""
    if not rulings.live:
        return assembly
    extended, verified = rulings.of(RulingKind.EXTEND), rulings.of(RulingKind.FACT)
    asked = _overtaken(assembly.dossiers, rulings, right)
    made = []
    for dossier in assembly.dossiers:
        days = [date.fromisoformat(r.said("until")) for r in extended if concerns(r, dossier, right)]
        facts = settled(ruling for ruling in verified if concerns(ruling, dossier, right))
        update: dict[str, object] = {
            "extended_to": max(days, default=None),
            "overtaken": tuple(asked.get(dossier.key, ())),
            "settled": facts,
        }
        fields = merged_fields((*dossier.exhibits, *facts)) if facts else dossier.fields
        update["fields"] = renamed if (renamed := _employer(fields, right)) is not dossier.fields else {}
        update = {name: value for name, value in update.items() if value}
        made.append(dossier.model_copy(update=update) if update else dossier)
    return assembly.model_copy(update={"dossiers": tuple(made)})


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


def _overtaken(dossiers: Iterable[Dossier], rulings: Rulings, right: RightNames) -> Mapping[str, list[Overtaken]]:
    """By key, the values whose paper isn't there any more, or says what can't be told to be the same."""
    values = rulings.of(RulingKind.VALUE)
    everyone = list(dossiers) if values else []
    standing = {seq for dossier in everyone for seq in said_on(dossier)}
    found: dict[str, list[Overtaken]] = {}
    for ruling in values:
        if ruling.seq in standing:
            continue
        for dossier in everyone:
            if is_meant(ruling.who, dossier, right) and _asks_again(ruling, dossier):
                found.setdefault(dossier.key, []).append(_told(ruling))
    return found


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
