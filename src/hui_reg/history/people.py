"""Who a line of a table speaks of: an applicant, nobody of this batch, or a contradiction a person must settle."""

import unicodedata
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field

from hui_reg.model import Assessment, Noun
from hui_reg.notation import resident_id
from hui_reg.notation.names import key as name_key
from hui_reg.notation.names import same
from hui_reg.vocabulary import Field

_DOTS = str.maketrans(dict.fromkeys("•．.・‧∙", "·"))


class Person(Noun):
    """An applicant as the ledger knows one. ``key`` is the dossier's."""

    key: str
    unit: str
    name: str
    id_number: str
    phone: str = ""
    employer: str = ""

    @property
    def shown(self) -> str:
        """Name and masked number: ``张三（350521********0021）``."""
        return f"{self.name}（{resident_id.mask(self.id_number)}）" if self.id_number else self.name


@dataclass(frozen=True)
class Miss:
    """A line that could be given to nobody. ``unknown``: it speaks of no one of this batch; else it contradicts."""

    reason: str
    unknown: bool = False


def person_of(assessment: Assessment) -> Person:
    """The applicant of an assessment."""
    dossier = assessment.dossier

    def value(name: str) -> str:
        held = dossier.fields.get(name)
        return (held.value.value or "") if held else ""

    return Person(
        key=dossier.key,
        unit=dossier.unit,
        name=dossier.name,
        id_number=dossier.id_number,
        phone=value(Field.PHONE),
        employer=value(Field.EMPLOYER),
    )


def fold_text(text: str) -> str:
    """The words of a receipt, or a unit's name, as they are compared: width, blanks and dots made alike."""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_DOTS)


@dataclass
class People:
    """All applicants of the batch, found by ID number or by name.

    ``trust_numbers``: where a number is ours and the name beside it isn't, the number decides.
    """

    everyone: tuple[Person, ...]
    trust_numbers: bool = False
    _by_id: dict[str, list[Person]] = field(init=False, repr=False)
    _by_name: dict[str, list[Person]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_id, self._by_name = defaultdict(list), defaultdict(list)
        for person in self.everyone:
            if person.id_number:
                self._by_id[person.id_number].append(person)
            if name := name_key(person.name):
                self._by_name[name].append(person)

    def named(self, name: str) -> list[Person]:
        """Everyone of this name, in whatever spelling; nobody when there is none."""
        return list(self._by_name.get(name_key(name), ()))

    def numbered(self, id_number: str) -> list[Person]:
        """Everyone with this ID number: two only when two units sent the same person."""
        return list(self._by_id.get(resident_id.normalise(id_number), ()))

    def identify(
        self, name: str, id_number: str = "", unit: str = "", *, cut: bool = False, seen: Set[str] = frozenset()
    ) -> Person | Miss:
        """The person a line speaks of. ``cut``: the number lost digits in the sheet.

        ``seen`` are the keys of people whom other lines of the same file name by number: a stranger who merely
        shares such a person's name is unknown, not a contradiction.
        """
        namesakes = self.named(name)
        if cut or "*" in id_number:
            found = [p for p in namesakes if _agrees(p.id_number, id_number, cut=cut)]
            return _only(found, unit, Miss("证件号码不完整，无法与姓名对应；请把该列设为文本格式后重填"))
        if not id_number:
            return _only(namesakes, unit, Miss("没有证件号码，且本批没有这个姓名", unknown=True))
        found = self.numbered(id_number)
        if found:
            agreeing = [p for p in found if self.trust_numbers or same(p.name, name)]
            on_file = "、".join(sorted({p.name for p in found}))
            return _only(agreeing, unit, Miss(f"证件号码对应的是“{on_file}”，与表中姓名“{name}”不符"))
        if [p for p in namesakes if p.key not in seen]:
            wrong = resident_id.problem(id_number)
            return Miss(f"姓名“{name}”在本批，但证件号码不同" + (f"（表中号码{wrong}）" if wrong else ""))
        return Miss("不在本批申报人中", unknown=True)


def _only(found: list[Person], unit: str, otherwise: Miss) -> Person | Miss:
    if len(found) > 1 and unit:
        found = [p for p in found if fold_text(p.unit) == fold_text(unit)] or found
    if len(found) > 1:
        return Miss(f"“{found[0].name}”有 {len(found)} 人（{'、'.join(sorted(p.unit for p in found))}），无法区分")
    return found[0] if found else otherwise


def _agrees(whole: str, part: str, *, cut: bool) -> bool:
    if cut:  # a spreadsheet keeps 15 digits
        return whole[:15] == part[:15] and len(part) == len(whole)
    return len(whole) == len(part) and all(p in ("*", w) for w, p in zip(whole, part.upper(), strict=True))
