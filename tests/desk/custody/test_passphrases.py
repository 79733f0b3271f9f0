"""Bytes under a passphrase: any age program opens ours, we open any's, however busy the machine is."""

import base64
import os
import re

import pyrage
import pytest

from hui_reg.desk.custody.passphrases import Unopenable, locked, opened

WORDS = "正确 horse battery"
CHEAP = 4
LIBRARYS = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBSU1RmVE5VNXk0UlR1Ly9iQWc3cWtRIDE1Ck1NR3NTVjZBTWx3dVZEQllC"
    "YkF3QU1vUmltc3NqcVovZEZvSGJlcDZRdTQKLS0tIE43WW5ZNStDajZRejVvL2hkQWhOb3dHcXdNUHJuQmkyWjRKVTk4Z2NqWmcK"
    "9Z7WE19EPMtc/mMiFHSUi8Wb3DbRapia20g3Vj0Dg3HQp8g="
)
"""``key``, as the library locked it."""


@pytest.mark.parametrize("size", [0, 1, 74, 65535, 65536, 65537, 131072, 200_000])
def test_it_is_the_format_of_age(size: int) -> None:
    data = os.urandom(size)
    assert pyrage.passphrase.decrypt(locked(data, WORDS, CHEAP), WORDS) == data
    assert opened(locked(data, WORDS, CHEAP), WORDS) == data


def test_what_the_library_locked_is_opened_whatever_it_thinks_of_the_cost() -> None:
    """It refuses by the speed of the machine at that moment: a backup of a quick computer seemed to have another
    passphrase on a busy one."""
    assert opened(LIBRARYS, WORDS) == b"key"
    with pytest.raises(Unopenable):
        opened(locked(b"key", WORDS, CHEAP), WORDS + "!")
    with pytest.raises(pyrage.DecryptError, match="Excessive"):
        pyrage.passphrase.decrypt(re.sub(rb"(scrypt \S+) \d+\n", rb"\1 30\n", LIBRARYS), WORDS)
    with pytest.raises(Unopenable):
        opened(re.sub(rb"(scrypt \S+) \d+\n", rb"\1 30\n", LIBRARYS), WORDS)


def test_any_flipped_bit_and_any_cut_is_refused() -> None:
    kept = locked(b"k" * 74, WORDS, CHEAP)
    for place in range(len(kept)):
        spoilt = bytearray(kept)
        spoilt[place] ^= 1 << place % 8
        if re.search(rb"scrypt \S+ (?!4\n)\d+\n", spoilt):
            continue  # another cost: refused too, after as much work
        with pytest.raises(Unopenable):
            opened(bytes(spoilt), WORDS)
    for end in range(0, len(kept), 7):
        with pytest.raises(Unopenable):
            opened(kept[:end], WORDS)
    with pytest.raises(Unopenable):
        opened(kept + b"x", WORDS)
