"""Who is meant by what somebody says on the phone: a number, its last four digits, a name, perhaps with the unit.

Nothing is guessed: what fits nobody is answered with those it may be meant for, never with one of them.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.bearers import Bearer
from hui_reg.history.people import fold_text
from hui_reg.notation import names, resident_id

B = TypeVar("B", bound=Bearer)

_WHOLE: Final = re.compile(r"\d{17}[\dX]|\d{15}")
_MASKED: Final = re.compile(r"(\d*)\*+(\d{3}[\dX])")
_TAIL: Final = re.compile(r"\d{3}[\dX]")
_NAME_AND_TAIL: Final = re.compile(r"(.*?\D)[(（]?(\d{3}[\dXx])[)）]?")
_NAME_AND_UNIT: Final = re.compile(r"([^@]+)\(([^()]*[^()\d*xX][^()]*)\)")
_ALIKE = 0.5
_MOST_MEANT = 6


@dataclass(frozen=True)
class _Asked:
    """What was said: any of it may be empty."""

    name: str = ""
    number: str = ""
    head: str = ""
    tail: str = ""
    unit: str = ""

    def fits(self, person: Bearer) -> bool:
        if self.number:
            return person.id_number == self.number
        if self.tail and not (person.id_number.endswith(self.tail) and person.id_number.startswith(self.head)):
            return False
        return not self.name or names.same(person.name, self.name)


def tail(person: Bearer) -> str:
    """The last four digits of a person's number; empty where none was read."""
    return person.id_number[-4:]


def shown(person: Bearer) -> str:
    """As people are told apart in a list: ``张三（0021）``."""
    return f"{person.name}（{tail(person)}）" if person.id_number else f"{person.name}（证件号未读到）"


def find(people: Sequence[B], who: str) -> list[B]:
    """Who may be meant: ``350521…0021``, ``0021``, ``张三``, ``张三0021``, each also ``…@社保``, ``…（社保）``.

    Raises :class:`HuiRegError` (exit 2), with those it may be meant for, when nobody is.
    """
    asked = _understood(who)
    units = units_like((person.unit for person in people), asked.unit) if asked.unit else None
    found = [person for person in people if (units is None or person.unit in units) and asked.fits(person)]
    if not found:
        raise _nobody(people, who, asked)
    return found


def units_like(units: Iterable[str], part: str) -> list[str]:
    """The units in whose name ``part`` stands, whole or character by character in this order; an exact name alone."""
    known, wanted = list(dict.fromkeys(units)), fold_text(part)
    exact = [unit for unit in known if fold_text(unit) == wanted]
    whole = exact or [unit for unit in known if wanted in fold_text(unit)]
    return whole or [unit for unit in known if len(wanted) > 1 and _runs_through(wanted, fold_text(unit))]


def unit_named(units: Iterable[str], part: str) -> list[str]:
    """:func:`units_like`. Raises :class:`HuiRegError` (exit 2), with the likeliest, when there is none."""
    known = list(dict.fromkeys(units))
    found = units_like(known, part)
    if not found:
        alike = sorted(known, key=lambda unit: -_common(part, unit))[:_MOST_MEANT]
        meant = [unit for unit in alike if _common(part, unit)]
        hint = f"是不是：{'、'.join(meant)}？" if meant else "hui-reg status 列出所有单位。"
        raise HuiRegError(ExitCode.USAGE, f"没有名称里有“{part}”的单位", hint)
    return found


def _understood(who: str) -> _Asked:
    said = unicodedata.normalize("NFKC", who).strip()
    if beside := _NAME_AND_UNIT.fullmatch(said):  # 张三（社保局）, as sheets write it
        said = f"{beside[1]}@{beside[2]}"
    text, _, unit = said.partition("@")
    number, unit = resident_id.normalise(text), unit.strip()
    if _WHOLE.fullmatch(number):
        return _Asked(number=number, unit=unit)
    if masked := _MASKED.fullmatch(number):
        return _Asked(head=masked[1], tail=masked[2], unit=unit)
    if _TAIL.fullmatch(number):
        return _Asked(tail=number, unit=unit)
    if both := _NAME_AND_TAIL.fullmatch(text.strip()):
        return _Asked(name=both[1], tail=both[2].upper(), unit=unit)
    return _Asked(name=text.strip(), unit=unit)


def _nobody(people: Sequence[Bearer], who: str, asked: _Asked) -> HuiRegError:
    masked = resident_id.mask(asked.number) if asked.number else who
    meant = [person for person in people if _near(person, asked)][:_MOST_MEANT] if asked.name else []
    hint = "请写姓名、18位证件号码或末四位，可加 @单位；新到的材料要先运行 hui-reg validate。"
    if meant:
        hint = f"是不是：{'、'.join(f'{shown(p)}@{p.unit}' for p in meant)}？"
    return HuiRegError(ExitCode.USAGE, f"没有找到“{masked}”这位申报人", hint)


def _near(person: Bearer, asked: _Asked) -> bool:
    mine, said = names.key(person.name), names.key(asked.name)
    if not mine or not said:
        return False
    if mine.startswith(said) or (len(said) > 1 and (said in mine or mine in said)):
        return True
    return difflib.SequenceMatcher(None, mine, said).ratio() > _ALIKE


def _runs_through(wanted: str, unit: str) -> bool:
    characters = iter(unit)
    return all(character in characters for character in wanted)


def _common(part: str, unit: str) -> int:
    return len(set(fold_text(part)) & set(fold_text(unit)))
