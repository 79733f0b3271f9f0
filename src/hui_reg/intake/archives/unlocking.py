"""A locked archive opened with a password that was told, as a plain zip of its files. Runs in the sandbox. Pure."""

import hashlib
import hmac
import struct
import zipfile
import zlib
from io import BytesIO

import py7zr
from Cryptodome.Cipher import AES
from Cryptodome.Util import Counter

from hui_reg.intake.archives.budget import Budget, bomb
from hui_reg.intake.archives.sevenzip import Shelf
from hui_reg.intake.archives.zips import local_data, names_of
from hui_reg.model import Noun

_7Z = b"7z\xbc\xaf\x27\x1c"
_AES, _AES_EXTRA = 99, 0x9901
_ROUNDS, _MAC = 1000, 10
_SALTS = {1: 8, 2: 12, 3: 16}


class Passwords(Noun):
    """The passwords that were told, in order."""

    told: tuple[str, ...]


class Unlocked(Noun):
    """Whether one of the passwords opened it; then its one blob is a stored zip."""

    opened: bool


def unlock(data: bytes, passwords: Passwords) -> tuple[Unlocked, tuple[bytes, ...]]:
    """Try the passwords told, in order, on a zip or 7z."""
    for password in passwords.told:
        if (files := _opened(data, password)) is not None:
            return Unlocked(opened=True), (_packed(files),)
    return Unlocked(opened=False), ()


def _opened(data: bytes, password: str) -> dict[str, bytes] | None:
    try:
        return _of_7z(data, password) if data.startswith(_7Z) else _of_zip(data, password.encode())
    except MemoryError:
        raise
    except Exception:  # a wrong password makes the libraries raise whatever the garbage leads them to
        return None


def _packed(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name, content in files.items():
            target.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def _of_7z(data: bytes, password: str) -> dict[str, bytes]:
    shelf = Shelf(Budget())
    with py7zr.SevenZipFile(BytesIO(data), password=password) as archive:
        archive.extractall(factory=shelf)
    return {name: book.content() for name, book in shelf.books}


def _of_zip(data: bytes, password: bytes) -> dict[str, bytes]:
    budget, files = Budget(), {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        for entry, name in zip(entries, names_of(entries), strict=True):
            if entry.file_size > budget.allowance(entry.compress_size):
                raise bomb()
            budget.spend(entry.file_size)
            if entry.compress_type == _AES:
                files[name] = _aes(data, entry, password)
            else:
                files[name] = archive.read(entry, pwd=password)
    return files


def _aes(data: bytes, entry: zipfile.ZipInfo, password: bytes) -> bytes:
    """An entry encrypted by WinZip's AES scheme (APPNOTE, extra field 0x9901). Raises :class:`ValueError`."""
    strength, method = _aes_parameters(entry.extra)
    packed = local_data(data, entry)
    salt_size, key_size = _SALTS[strength], 8 + 8 * strength
    salt, check = packed[:salt_size], packed[salt_size : salt_size + 2]
    body, mac = packed[salt_size + 2 : -_MAC], packed[-_MAC:]
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * key_size + 2)
    if keys[-2:] != check or hmac.new(keys[key_size:-2], body, "sha1").digest()[:_MAC] != mac:
        raise ValueError("wrong password")
    counter = Counter.new(128, initial_value=1, little_endian=True)
    plain = AES.new(keys[:key_size], AES.MODE_CTR, counter=counter).decrypt(body)
    if method == zipfile.ZIP_STORED:
        return plain
    if method != zipfile.ZIP_DEFLATED:
        raise ValueError("rare method")
    return zlib.decompressobj(-15).decompress(plain, entry.file_size)


def _aes_parameters(extra: bytes) -> tuple[int, int]:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _AES_EXTRA:
            return extra[8], struct.unpack_from("<H", extra, 9)[0]
        extra = extra[4 + length :]
    raise ValueError("no AES parameters")
