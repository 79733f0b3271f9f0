"""A Merkle tree over the ledger, of the shape of RFC 6962 with SHA-256: its head says what stood before it.

A leaf is no entry but a commitment to one: the hash of a random salt and the entry. Of an entry and a salt that were
deleted it tells nothing, and the tree still verifies.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SALT_BYTES: Final = 16


@dataclass(frozen=True)
class Head:
    """How many entries the ledger had, and the root of the tree over them, in hexadecimal."""

    size: int
    root: str

    def __str__(self) -> str:
        """As it is printed on whatever leaves the house, and read back by :func:`heads_in`."""
        return f"台账 {self.size} 条，校验码 {self.root}"


_PRINTED = re.compile(r"台账\s*(\d{1,12})\s*条，校验码\s*([0-9a-f]{64})")


def heads_in(text: str) -> list[Head]:
    """The heads printed in a text, each once."""
    return list(dict.fromkeys(Head(int(size), root) for size, root in _PRINTED.findall(text)))


def new_salt() -> str:
    """A salt that nobody can guess."""
    return secrets.token_hex(SALT_BYTES)


def commitment(salt: str, entry: Mapping[str, Any]) -> str:
    """What stands for an entry in the tree: it can't be made of another entry, nor guessed without the salt."""
    canonical = json.dumps(dict(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(bytes.fromhex(salt) + canonical.encode()).hexdigest()


def head(commitments: Sequence[str]) -> Head:
    """The head of the tree over these commitments, in their order."""
    return Head(len(commitments), _root([_leaf(bytes.fromhex(one)) for one in commitments]).hex())


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _root(hashes: list[bytes]) -> bytes:
    """RFC 6962: split at the largest power of two below the number of leaves. Joining neighbours does the same."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    while len(hashes) > 1:
        joined = [
            hashlib.sha256(b"\x01" + left + right).digest()
            for left, right in zip(hashes[::2], hashes[1::2], strict=False)
        ]
        hashes = joined + hashes[len(joined) * 2 :]
    return hashes[0]
