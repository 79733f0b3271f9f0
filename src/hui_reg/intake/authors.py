"""Who a From header names: parsed as the standard says, so that no display name can pass for an address."""

import inspect
import re
from email.utils import getaddresses
from typing import Final

from hui_reg.intake.charset import decode
from hui_reg.intake.names import decode_header

_LONGEST: Final = 2000
_LENIENT: Final = {"strict": False} if "strict" in inspect.signature(getaddresses).parameters else {}
"""Newer Pythons answer nothing at all for a name with a stray bracket; which address is meant is decided here."""


def sender(raw: bytes) -> tuple[str, str]:
    """The display name and the address (lower case) of a raw From header; what isn't there is ''.

    A header that names several addresses tells none, in whatever way: it can't be known which one is the sender's,
    and servers that prove senders prove another one or none.
    """
    unfolded = re.sub(rb"[\r\n]+[ \t]*", b" ", raw)[:_LONGEST]
    found = _addresses(decode(unfolded))
    addresses = list(dict.fromkeys(address for _, address in found))
    if len(addresses) > 1:
        return _shown(unfolded), ""
    if not found:
        return _shown(unfolded), ""
    name, address = found[0]
    return decode_header(name.encode()).strip().strip('"'), address


def _addresses(text: str) -> list[tuple[str, str]]:
    """Every name and address, in order; words before a bare address are its name."""
    try:
        pairs = getaddresses([text], **_LENIENT)
    except (RecursionError, IndexError, ValueError):  # comments within comments within comments
        return []
    found = []
    for name, spec in pairs:
        *words, address = spec.split() or [""]
        local, at, domain = address.rpartition("@")
        if at and local and domain and not _passes_for_another(address):
            found.append((name or " ".join(words), address.lower()))
    return found


def _passes_for_another(address: str) -> bool:
    """Whether an address only becomes plain letters when written small, as the sign of Kelvin becomes a k."""
    return address.lower().isascii() and not address.isascii()


def _shown(unfolded: bytes) -> str:
    return decode_header(unfolded.strip(b'" '))
