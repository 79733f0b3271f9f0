"""Which addresses a unit's mails may be taken to come from: nothing that a mail says of itself makes one known.

Known is the address that the unit's material came from first, one that answered a letter of ours, and one that staff
confirmed. A domain shared with a known address, a display name, a signature prove nothing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hui_reg.dossiers.unit_names import same_unit
from hui_reg.model import Message


@dataclass(frozen=True)
class Trust:
    """What is known of senders beside their mails. ``letters``: the unit each letter of ours went to, by Message-ID.
    ``confirmed``: by unit, the addresses that staff said are its own."""

    letters: Mapping[str, str] = field(default_factory=dict)
    confirmed: Mapping[str, Collection[str]] = field(default_factory=dict)


def vouched(messages: Iterable[Message], unit_of: Callable[[Message], str], trust: Trust) -> dict[str, frozenset[str]]:
    """By unit, the addresses that staff confirmed, or that answered a letter which went to this very unit."""
    found = {unit: {address.lower() for address in addresses} for unit, addresses in trust.confirmed.items()}
    for message in messages:
        asked = trust.letters.get(message.in_reply_to)
        unit = unit_of(message)
        if asked is not None and message.sender_address and same_unit(asked, unit):
            found.setdefault(unit, set()).add(message.sender_address.lower())
    return {unit: frozenset(addresses) for unit, addresses in found.items()}


def known_addresses(bringing: Iterable[Message], vouched_for: Collection[str]) -> tuple[str, ...]:
    """The known addresses of a unit: that of the earliest of the mails that brought material, then the vouched for."""
    first = min(bringing, key=lambda m: (m.received_at, m.sha256), default=None)
    own = first.sender_address.lower() if first is not None else ""
    return tuple(dict.fromkeys(address for address in (own, *sorted(vouched_for)) if address))
