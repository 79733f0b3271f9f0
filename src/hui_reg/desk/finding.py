"""People by what staff type: an ID number, its last four digits, or a name, with ``@UNIT`` where that isn't enough."""

from collections.abc import Iterable, Sequence

from hui_reg.console import Console
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.people import Person, fold_text
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import normalise

_TAIL = 4


def find(people: Iterable[Person], who: str) -> list[Person]:
    """Everyone who may be meant; of the unit behind ``@``, of which any part will do."""
    named, _, unit = who.replace("＠", "@").partition("@")
    everyone = [p for p in people if fold_text(unit) in fold_text(p.unit)]
    number, name = normalise(named), name_key(named)
    if not number:
        return []
    by_number = [p for p in everyone if p.id_number and p.id_number == number]
    by_name = [p for p in everyone if name_key(p.name) == name]
    by_tail = [p for p in everyone if p.id_number.endswith(number)] if len(number) == _TAIL else []
    return by_number or by_name or by_tail


def the_one(console: Console, people: Sequence[Person], who: str) -> Person:
    """The one who is meant. Raises :class:`HuiRegError` (exit 2) for nobody, and for several, who are listed."""
    found = find(people, who)
    if len(found) == 1:
        return found[0]
    if not found:
        raise HuiRegError(
            ExitCode.USAGE,
            "没有找到这位申报人",
            "请写姓名、证件号码或其末四位，必要时加 @单位；新到的材料要先运行 hui-reg validate。",
        )
    console.attention(f"符合的有 {len(found)} 人：")
    for person in found:
        console.attention(f"    {person.shown}　{person.unit}")
    raise HuiRegError(
        ExitCode.USAGE,
        f"符合的有 {len(found)} 人，不知道是哪一位",
        "请改写证件号码，或写成 姓名@单位（单位写一部分即可）。",
    )


def unit_named(console: Console, units: Iterable[str], name: str) -> str:
    """The known unit of which ``name`` is the whole or a part. Raises :class:`HuiRegError` (exit 2), several listed."""
    known = list(dict.fromkeys(units))
    wanted = fold_text(name)
    exact = [unit for unit in known if fold_text(unit) == wanted]
    found = exact or [unit for unit in known if wanted and wanted in fold_text(unit)]
    if len(found) == 1:
        return found[0]
    if found:
        console.attention(f"名称里有“{name}”的单位有 {len(found)} 个：")
        for unit in found:
            console.attention(f"    {unit}")
        raise HuiRegError(ExitCode.USAGE, "单位没有写明是哪一个", "请写全单位名称。")
    raise HuiRegError(ExitCode.USAGE, f"没有单位叫“{name}”", "单位名称见 hui-reg validate 打印的表。")
