"""Bytes at rest, sealed under the office's own key: AES-256-GCM, or SM4-GCM of the national standard (国密).

What is sealed says so, with which cipher and by which key, so a store may hold both: reading needs no setting. The name
a thing is kept under is sealed with it: one put in another's place is no more believed than one changed.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from functools import cached_property
from typing import Final, Literal

from hui_reg.errors import ExitCode, HuiRegError

Cipher = Literal["", "aes", "sm4"]
KEY_BYTES: Final = 32
_NONCE, _TAG = 12, 16
_HEAD = re.compile(rb"hui-reg sealed (aes|sm4) ([0-9a-f]{16})\n")
HEAD_BYTES: Final = 36
"""The beginning of sealed bytes, in which it stands how."""
_TEXT: Final = "sealed:"


class Unsealable(ValueError):
    """Sealed bytes that aren't what was sealed."""


class Vault:
    """Seals and unseals. ``cipher``: what new bytes are sealed with, "" for not at all. ``load``: the key as kept, or
    None where there is none; asked for once, when it is first needed."""

    def __init__(self, cipher: Cipher = "", load: Callable[[], bytes | None] = lambda: None) -> None:
        self.cipher: Cipher = cipher
        self._load = load

    def __getstate__(self) -> dict[str, object]:
        """For a process of ours that writes beside this one."""
        return {"cipher": self.cipher, "key": self.key}

    @cached_property
    def key(self) -> bytes | None:
        """The key; None where there is none."""
        return self._load()

    @property
    def database_key(self) -> str:
        """The key of the database, in hexadecimal. Raises :class:`HuiRegError` (exit 3) where there is no key."""
        return self._derived("database").hex()

    def seal(self, data: bytes, name: str) -> bytes:
        """The bytes as they are to be kept under a name. Raises :class:`HuiRegError` (exit 3) where there is no key."""
        if not self.cipher:
            return data
        nonce, head = secrets.token_bytes(_NONCE), f"hui-reg sealed {self.cipher} {self._id}\n".encode()
        return head + nonce + _encrypted(self.cipher, self._derived(self.cipher), nonce, data, head + name.encode())

    def unseal(self, kept: bytes, name: str) -> bytes:
        """What was sealed under that name; bytes that never were, as they are.

        Raises :class:`Unsealable`, and :class:`HuiRegError` (exit 3) where there is no key, or another.
        """
        found = _HEAD.match(kept)
        if found is None:
            return kept
        if found[2].decode() != self._id:
            raise HuiRegError(
                ExitCode.SETTINGS,
                "保存的内容是用另一把密钥加密的",
                "请换回原来的密钥文件（[store] key_file），或从备份恢复（hui-reg restore）。",
            )
        nonce, sealed = kept[found.end() : found.end() + _NONCE], kept[found.end() + _NONCE :]
        cipher: Cipher = "aes" if found[1] == b"aes" else "sm4"
        return _decrypted(cipher, self._derived(cipher), nonce, sealed, found[0] + name.encode())

    def is_sealed(self, beginning: bytes) -> bool:
        """Whether bytes, of which this is the beginning, were sealed, by whatever key."""
        return _HEAD.match(beginning) is not None

    def is_as_set(self, beginning: bytes) -> bool:
        """Whether bytes, of which this is the beginning, are kept as the setting wants it."""
        found = _HEAD.match(beginning)
        return (found[1].decode() if found else "") == self.cipher

    def seal_text(self, text: str, name: str) -> str:
        """A line of text, as :meth:`seal`; still one line."""
        return _TEXT + base64.b64encode(self.seal(text.encode(), name)).decode() if self.cipher else text

    def unseal_text(self, kept: str, name: str) -> str:
        """As :meth:`unseal`."""
        if not kept.startswith(_TEXT):
            return kept
        try:
            return self.unseal(base64.b64decode(kept.removeprefix(_TEXT), validate=True), name).decode()
        except binascii.Error as error:
            raise Unsealable from error

    def is_text_as_set(self, kept: str) -> bool:
        """As :meth:`is_as_set`, of a whole line."""
        if not kept.startswith(_TEXT):
            return not self.cipher
        try:
            return self.is_as_set(base64.b64decode(kept.removeprefix(_TEXT)[: HEAD_BYTES * 2]))
        except binascii.Error:
            return False

    @cached_property
    def _id(self) -> str:
        """What tells this key from others, and nothing of it."""
        return self._derived("id")[:8].hex()

    def _derived(self, purpose: str) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        if self.key is None:
            raise HuiRegError(
                ExitCode.SETTINGS,
                "找不到这个工作区的密钥",
                "第一次加密请运行 hui-reg encrypt；已经加密过的，请把密钥文件放回原处（[store] key_file），"
                "密钥没有了就从备份恢复（hui-reg restore）。",
            )
        length = 16 if purpose == "sm4" else 32
        return HKDF(SHA256(), length, None, f"hui-reg {purpose}".encode()).derive(self.key)


OPEN: Final = Vault()
"""Seals nothing."""


def new_key() -> str:
    """A key as it is kept in a file or a keyring: one line of text."""
    return secrets.token_hex(KEY_BYTES)


def key_of(text: str) -> bytes:
    """The key in such a line. Raises :class:`HuiRegError` (exit 3) when it is none."""
    if re.fullmatch(r"[0-9a-fA-F]{64}", text.strip()) is None:
        raise HuiRegError(
            ExitCode.SETTINGS, "密钥文件的内容不是密钥", "请放回原来的密钥文件（一行，64 个十六进制字符）。"
        )
    return bytes.fromhex(text.strip())


def _encrypted(cipher: Cipher, key: bytes, nonce: bytes, data: bytes, name: bytes) -> bytes:
    if cipher == "aes":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(key).encrypt(nonce, data, name)
    from cryptography.hazmat.primitives.ciphers import Cipher as Machine
    from cryptography.hazmat.primitives.ciphers import algorithms, modes

    machine = Machine(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    machine.authenticate_additional_data(name)
    return machine.update(data) + machine.finalize() + machine.tag


def _decrypted(cipher: Cipher, key: bytes, nonce: bytes, sealed: bytes, name: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher as Machine
    from cryptography.hazmat.primitives.ciphers import algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(nonce) != _NONCE or len(sealed) < _TAG:
        raise Unsealable
    try:
        if cipher == "aes":
            return AESGCM(key).decrypt(nonce, sealed, name)
        machine = Machine(algorithms.SM4(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
        machine.authenticate_additional_data(name)
        return machine.update(sealed[:-_TAG]) + machine.finalize()
    except InvalidTag as error:
        raise Unsealable from error
