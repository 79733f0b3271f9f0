"""Units as staff name them: the right name, and the addresses that are a unit's own or are not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hui_reg.console import Console
from hui_reg.desk.amending.entering import Said
from hui_reg.desk.amending.finding import the_unit
from hui_reg.desk.workspace import Workspace
from hui_reg.dossiers.unit_names import near_unit, same_unit
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.lookup import units_like
from hui_reg.history.people import fold_text
from hui_reg.history.rulings import RulingKind
from hui_reg.review.recipients import ADDRESS
from hui_reg.store import results


def renamed(
    console: Console, units: Sequence[str], name: str, right: str, reason: str, *, is_new: bool = False
) -> Said:
    """That a unit is called otherwise; ``right`` may be another unit of this batch, whose spelling counts then. A name
    that may be meant for one that is there already is taken as it is only where somebody said that it ``is_new``."""
    unit = the_unit(console, units, name)
    wanted = fold_text(right)
    if not wanted:
        raise HuiRegError(ExitCode.USAGE, "没有写正确的名称", "请写 --is 名称。")
    alike = [known for known in units if known != unit and same_unit(known, right)]
    known_as = next((known for known in units if fold_text(known) == wanted), alike[0] if len(alike) == 1 else "")
    target = known_as or right.strip()
    meant = units_like(units, right) or [one for one in units if one != unit and near_unit(one, right)]
    if target not in units and meant and not is_new:
        raise HuiRegError(
            ExitCode.USAGE,
            f"本批没有叫“{target}”的单位，没有更正",
            f"是不是：{'、'.join(meant[:6])}？请写全名称。确是新的名称，请加上 --new-unit。",
        )
    if target == unit:
        raise HuiRegError(ExitCode.USAGE, "已经是这个名称", "不用更正。")
    return Said(RulingKind.UNIT, "", {"unit": unit, "right": target}, reason)


def addressed(console: Console, units: Sequence[str], name: str, address: str, *, own: bool, reason: str) -> Said:
    """That an address is a unit's, or is not."""
    unit = the_unit(console, units, name)
    plain = address.strip().lower()
    if not ADDRESS.fullmatch(plain):
        raise HuiRegError(ExitCode.USAGE, f"“{address}”不是邮箱地址", "请写成 name@example.com 的样子。")
    return Said(RulingKind.ADDRESS, "", {"unit": unit, "address": plain, "own": own}, reason)


@dataclass(frozen=True)
class First:
    """The address that a unit's material came from first, which nobody has confirmed."""

    unit: str
    address: str
    names: tuple[str, ...]
    people: int

    @property
    def row(self) -> tuple[str, str, str, str]:
        return self.unit, self.address, "、".join(self.names), str(self.people)

    def said(self, reason: str) -> Said:
        """That it is the unit's."""
        return Said(RulingKind.ADDRESS, "", {"unit": self.unit, "address": self.address, "own": True}, reason)


def unconfirmed(workspace: Workspace, part: str = "") -> list[First]:
    """The first addresses to be confirmed, of all units or of those with ``part`` in their names."""
    people: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], dict[str, None]] = {}
    with workspace.database.begin() as connection:
        meant = [one.key for one in results.load_listed(connection) if fold_text(part) in fold_text(one.unit)]
        for assessment in results.load_in_turn(connection, meant):
            dossier = assessment.dossier
            first = dossier.addresses[:1]
            if not first or first[0] in dossier.confirmed:
                continue
            place = (dossier.unit, first[0])
            people[place] += 1
            own = (m.sender_name for m in dossier.messages if m.sender_address.lower() == first[0])
            names.setdefault(place, {}).update(dict.fromkeys(name for name in own if name))
    return [First(*place, tuple(names[place])[:3], count) for place, count in people.items()]
