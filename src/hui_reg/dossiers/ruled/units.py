"""Units by their right names, as staff said them."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from hui_reg.dossiers.origins.settling import Units
from hui_reg.dossiers.senders import Trust
from hui_reg.dossiers.unit_names import same_unit
from hui_reg.history.bearers import Former, of_key
from hui_reg.history.rulings import RulingKind, Rulings


def on_paper(rulings: Rulings) -> dict[str, str]:
    """The unit of each message that was taken in on paper, by SHA-256."""
    return {ruling.said("message"): ruling.said("unit") for ruling in rulings.of(RulingKind.PAPER)}


class RightNames:
    """The right name of any spelling; a habitual variant of one that was ruled on is that one."""

    def __init__(self, rulings: Rulings) -> None:
        self._rulings = rulings
        self._spellings = rulings.spellings
        self._known: dict[str, str] = {}

    def of(self, unit: str) -> str:
        """The unit's right name; ``unit`` itself where nothing was said of it."""
        if not self._spellings:
            return unit
        if unit not in self._known:
            self._known[unit] = self._find(unit)
        return self._known[unit]

    def _find(self, unit: str) -> str:
        if unit in self._spellings:
            return self._spellings[unit]
        right = set(self._spellings.values())
        if unit in right:
            return unit
        alike = sorted(name for name in right if same_unit(name, unit))
        alike += sorted(self._spellings[name] for name in self._spellings if same_unit(name, unit))
        return alike[0] if alike else unit

    def present(self, former: Former) -> Former:
        """Who a person of an earlier day is now, as far as rulings tell."""
        unit, _, tail = self._rulings.present(former.key).rpartition("|")
        return of_key(f"{self.of(unit)}|{tail}", former.name)

    def units(self, told: Units) -> Units:
        """The units of mails and files under their right names."""
        if not self._spellings:
            return told
        return Units(
            {mail: self.of(unit) for mail, unit in told.of_mail.items()},
            {key: self.of(unit) for key, unit in told.of_file.items()},
            {mail: tuple(self.of(unit) for unit in units) for mail, units in told.of_letters.items()},
        )

    def trust(self, trust: Trust) -> Trust:
        """What is known of senders, by the right names of their units."""
        return replace(trust, confirmed=self._renamed(trust.confirmed), denied=self._renamed(trust.denied))

    def _renamed(self, addresses: Mapping[str, Collection[str]]) -> dict[str, Collection[str]]:
        found: dict[str, set[str]] = {}
        for unit, several in addresses.items():
            found.setdefault(self.of(unit), set()).update(several)
        return dict(found)
