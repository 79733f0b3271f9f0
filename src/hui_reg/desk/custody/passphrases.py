"""Bytes under a passphrase, in the format of age (age-encryption.org/v1, scrypt), at a cost that is always the same.

The library's own way measures how fast this machine is at this moment: what it locks on a busy computer is cheap to
guess, and what it locked on a quick one it refuses to open on a slow or busy one, as if the passphrase were wrong.
Opened are its files too, whatever they cost. Any age program opens ours.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

COST: Final = 18
"""The logarithm of scrypt's work: a second and 256 MB."""
_MOST: Final = 22
"""What is tried at all: sixteen times as much."""
_FIRST: Final = b"age-encryption.org/v1\n"
_HEAD: Final = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n"
    rb"([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n"
)
_CHUNK: Final = 64 * 1024
_TAG: Final = 16
_NO_NONCE: Final = bytes(12)


class Unopenable(ValueError):
    """Another passphrase, or other bytes than were locked."""


def locked(data: bytes, passphrase: str, cost: int) -> bytes:
    """The data under the passphrase; ``cost``: :data:`COST`, but for tests."""
    salt, key, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
    body = ChaCha20Poly1305(_stretched(passphrase, salt, cost)).encrypt(_NO_NONCE, key, None)
    head = _FIRST + b"-> scrypt %b %d\n%b\n---" % (_text(salt), cost, _text(body))
    sealer = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
    parts = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)] or [b""]
    sealed = (sealer.encrypt(_nonce(n, n == len(parts) - 1), part, None) for n, part in enumerate(parts))
    return b"".join((head, b" ", _text(_signed(key, head)), b"\n", nonce, *sealed))


def opened(kept: bytes, passphrase: str) -> bytes:
    """What was locked. Raises :class:`Unopenable`, and :class:`MemoryError` where its cost is more than there is."""
    found = _HEAD.match(kept)
    if found is None or int(found[2]) > _MOST:
        raise Unopenable
    salt, body, mac = (_bytes(found[number]) for number in (1, 3, 4))
    payload = kept[found.end() :]
    nonce, sealed = payload[:16], payload[16:]
    size = _CHUNK + _TAG
    parts = [sealed[start : start + size] for start in range(0, len(sealed), size)]
    try:
        key = ChaCha20Poly1305(_stretched(passphrase, salt, int(found[2]))).decrypt(_NO_NONCE, body, None)
        if not parts or not hmac.compare_digest(_signed(key, kept[: found.start(4) - 1]), mac):
            raise Unopenable
        opener = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
        return b"".join(opener.decrypt(_nonce(n, n == len(parts) - 1), part, None) for n, part in enumerate(parts))
    except InvalidTag as error:
        raise Unopenable from error


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    work = 2**cost
    try:
        return hashlib.scrypt(
            passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=work, r=8, p=1,
            maxmem=2 * 128 * 8 * work, dklen=32,
        )  # fmt: skip
    except ValueError as error:  # OpenSSL's word for it
        raise MemoryError from error


def _derived(key: bytes, salt: bytes | None, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)


def _signed(key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derived(key, None, b"header"), head, "sha256")


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise Unopenable from error
