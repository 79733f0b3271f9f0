"""The one person or unit that staff mean; where several may be meant, they are listed and nothing is guessed."""

from collections.abc import Iterable, Sequence

from hui_reg.console import Console
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history import lookup
from hui_reg.history.people import Person, fold_text

_MOST_LISTED = 12


def the_one(console: Console, people: Sequence[Person], who: str) -> Person:
    """The one who is meant. Raises :class:`HuiRegError` (exit 2) for nobody, and for several, who are listed."""
    found = lookup.find(people, who)
    if len(found) == 1:
        return found[0]
    _list(console, f"符合的有 {len(found)} 人：", (f"{person.shown}　{person.unit}" for person in found))
    raise HuiRegError(
        ExitCode.USAGE,
        f"符合的有 {len(found)} 人，不知道是哪一位",
        "请改写证件号码，或写成 姓名@单位（单位写一部分即可）。",
    )


def the_unit(console: Console, units: Iterable[str], part: str) -> str:
    """The unit in whose name ``part`` stands. Raises :class:`HuiRegError` (exit 2) as :func:`the_one` does."""
    found = lookup.unit_named(units, part)
    if len(found) == 1:
        return found[0]
    _list(console, f"名称里有“{part}”的单位有 {len(found)} 个：", found)
    raise HuiRegError(ExitCode.USAGE, "不知道是哪一个单位", "请写全单位名称。")


def the_unit_or_new(console: Console, units: Iterable[str], name: str, *, is_new: bool) -> str:
    """:func:`the_unit`; with ``is_new`` the name as it is written, in the batch's spelling where it has that very one.

    A unit comes into being only where somebody said that it is new: a slip of the pen would be one more.
    """
    known = list(units)
    if not is_new:
        try:
            return the_unit(console, known, name)
        except HuiRegError as error:
            raise HuiRegError(
                error.code, error.message, f"{error.hint}确是新的单位，请写全名称，加上 --new-unit。"
            ) from error
    if not (plain := " ".join(name.split())):
        raise HuiRegError(ExitCode.USAGE, "没有写单位名称", "请写 --unit 单位全称 --new-unit。")
    return next((unit for unit in known if fold_text(unit) == fold_text(plain)), plain)


def _list(console: Console, heading: str, lines: Iterable[str]) -> None:
    console.attention(heading)
    for number, line in enumerate(lines):
        console.attention(f"    {line}" if number < _MOST_LISTED else "    ……")
        if number == _MOST_LISTED:
            break
