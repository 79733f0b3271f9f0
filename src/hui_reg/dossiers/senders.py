"""Which addresses a unit's mails may be taken to come from: nothing that a mail says of itself makes one known.

Known is the address that the unit's forms or rosters came from first, else any of its material, one that answered a
letter of ours, and one that staff confirmed. A domain shared with a known address, a display name, a signature prove
nothing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hui_reg.dossiers.origins.telling import Telling
from hui_reg.dossiers.unit_names import same_unit
from hui_reg.model import Message


@dataclass(frozen=True)
class Trust:
    """What is known of senders beside their mails. ``letters``: the unit each letter of ours went to, by Message-ID.
    ``confirmed``: by unit, the addresses that staff said are its own, ``denied`` those that are not."""

    letters: Mapping[str, str] = field(default_factory=dict)
    confirmed: Mapping[str, Collection[str]] = field(default_factory=dict)
    denied: Mapping[str, Collection[str]] = field(default_factory=dict)

    def refused(self, unit: str) -> frozenset[str]:
        """The addresses that staff said are not this unit's."""
        return _of_unit(unit, self.denied)


def _of_unit(unit: str, addresses: Mapping[str, Collection[str]]) -> frozenset[str]:
    """What was said of a unit, in whatever habitual spelling."""
    alike = (several for name, several in addresses.items() if name == unit or same_unit(name, unit))
    return frozenset(address.lower() for several in alike for address in several)


def is_from(message: Message, addresses: Collection[str]) -> bool:
    """Whether a message is a unit's own: from one of its addresses, or taken in by staff over the counter."""
    return message.is_on_paper or message.sender_address.lower() in addresses


def vouched(tellings: Iterable[Telling], unit_of: Callable[[Telling], str], trust: Trust) -> dict[str, frozenset[str]]:
    """By unit, the addresses that staff confirmed, or that answered a letter which went to this very unit."""
    found: dict[str, set[str]] = {}
    for telling in tellings:
        unit = unit_of(telling)
        if unit not in found:
            found[unit] = set(_of_unit(unit, trust.confirmed))
        asked = trust.letters.get(telling.in_reply_to)
        if asked is not None and telling.sender and same_unit(asked, unit):
            found[unit].add(telling.sender.lower())
    found |= {unit: {a.lower() for a in several} for unit, several in trust.confirmed.items() if unit not in found}
    return {unit: frozenset(addresses) - trust.refused(unit) for unit, addresses in found.items() if addresses}


def known_addresses(
    bringing: Iterable[Message],
    registering: Collection[str],
    vouched_for: Collection[str],
    refused: Collection[str] = (),
) -> tuple[str, ...]:
    """The known addresses of a unit: that of the earliest of the mails that brought material, then the vouched for. A
    photo sent ahead from somebody's own mailbox speaks for nobody: mails ``registering`` people go first."""
    own = (m for m in bringing if m.sender_address.lower() not in refused and not m.is_on_paper)
    first = min(own, key=lambda m: (m.sha256 not in registering, m.received_at, m.sha256), default=None)
    address = first.sender_address.lower() if first is not None else ""
    return tuple(dict.fromkeys(address for address in (address, *sorted(vouched_for)) if address))
