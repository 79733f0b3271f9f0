"""Names as the sender meant them: header text and attachment names from the raw bytes of a header. Pure functions.

Nothing is decoded by the standard library's header code: it loses characters whose bytes were cut between encoded
words. A name is data to show; what is on disk is named by us.
"""

import base64
import binascii
import quopri
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from hui_reg.intake.charset import count_han, decode, plain_label

LONGEST = 200
"""Characters a shown name may have; the extension is kept."""

_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?(.*?)\?=", re.DOTALL)
_CUT_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)$", re.DOTALL)
_FOLD = re.compile(rb"[ \t]*[\r\n]+[ \t]*")
_CONTINUED = re.compile(r"(.+?)\*(\d{1,3})(\*?)$")


class _Piece(NamedTuple):
    """A run of header bytes: an encoded word with its charset and encoding, or plain bytes (charset '')."""

    charset: str
    encoding: str
    data: bytes


def decode_header(raw: bytes) -> str:
    """The text of an unstructured header (Subject, a display name) from its raw bytes, folding included."""
    pieces = list(_pieces(_unfold(raw)))
    decoded = []
    for (charset, _), run in groupby(pieces, key=lambda piece: (plain_label(piece.charset), bool(piece.charset))):
        group = list(run)
        data = _joined(group) if group[0].charset else b"".join(piece.data for piece in group)
        decoded.append(decode(data, charset or None))
    return _visible(unicodedata.normalize("NFC", "".join(decoded))).strip()


def file_name(disposition: bytes, content_type: bytes) -> str | None:
    """The best name among ``filename*``, ``filename``, ``name*``, ``name`` of a part's two raw headers, or None.

    Of several candidates the one without ``?`` or U+FFFD and with more Han wins; earlier ones win ties.
    """
    candidates = [
        name
        for header, key in ((disposition, "filename"), (content_type, "name"))
        for name in (clean(text) for text in _values(parameters(header), key))
        if name
    ]
    return max(candidates, key=lambda name: (not set(name) & set("?\ufffd"), count_han(name)), default=None)


def clean(name: str) -> str:
    """A name fit to be shown as one path component: NFC, base name, nothing invisible. May be empty."""
    visible = _visible(unicodedata.normalize("NFC", name))
    base = re.split(r"[/\\]", visible.rstrip("/\\ "))[-1].strip().rstrip(". ")
    if len(base) <= LONGEST:
        return base
    stem, dot, extension = base.rpartition(".")
    return f"{stem[: LONGEST - 1 - len(extension)]}.{extension}" if dot and len(extension) <= 8 else base[:LONGEST]


def clean_path(path: str) -> str:
    """A path inside an archive as data: ``/``-separated clean components, no root, drive, ``.`` or ``..``."""
    parts = (clean(part) for part in re.split(r"[/\\]", path))
    return "/".join(part for part in parts if part and not re.fullmatch(r"\.*|[A-Za-z]:", part))


def parameters(header: bytes) -> dict[str, bytes]:
    """The parameters of a Content-Type or Content-Disposition value, keys in lower case, values as raw bytes.

    Tolerant: missing quotes, blanks around ``=``, folds inside quotes, GBK characters whose second byte is a
    backslash. The first of two equal keys wins.
    """
    found: dict[str, bytes] = {}
    for item in _split(_unfold(header)):
        key, equals, value = item.partition(b"=")
        if equals:
            text = key.strip().decode("ascii", "replace").lower()
            found.setdefault(text, _unquote(value.strip()))
    return found


def _values(params: dict[str, bytes], key: str) -> Iterator[str]:
    pieces: dict[int, tuple[bytes, bool]] = {}
    for name, value in params.items():
        match = _CONTINUED.fullmatch(name)
        if match and match[1] == key:
            pieces[int(match[2])] = (value, bool(match[3]))
    if pieces:
        yield _continued(pieces)
    if (extended := params.get(f"{key}*")) is not None:
        yield _extended(extended)
    if (plain := params.get(key)) is not None:
        text = decode_header(plain)
        if plain.isascii() and re.search(rb"%[0-9A-Fa-f]{2}", plain):  # percent-encoded without saying so
            unescaped = decode(unquote_to_bytes(plain))
            text = unescaped if count_han(unescaped) else text
        yield text


def _extended(value: bytes) -> str:
    charset, _, rest = value.partition(b"'")
    _, quote, text = rest.partition(b"'")
    if not quote:  # the charset and language are missing
        charset, text = b"", value
    if b"=?" in text:  # an encoded word where percent encoding belongs
        return decode_header(text)
    return decode(unquote_to_bytes(text), charset.decode("ascii", "replace"))


def _continued(pieces: dict[int, tuple[bytes, bool]]) -> str:
    ordered = [pieces[number] for number in sorted(pieces)]
    if not any(encoded for _, encoded in ordered):
        return decode_header(b"".join(value for value, _ in ordered))
    first, encoded = ordered[0]
    charset = b""
    if encoded and first.count(b"'") >= 2:
        charset, _, first = first.split(b"'", 2)
    rest = [unquote_to_bytes(value) if encoded else value for value, encoded in ordered[1:]]
    return decode(unquote_to_bytes(first) + b"".join(rest), charset.decode("ascii", "replace"))


def _unfold(raw: bytes) -> bytes:
    """Undo folding. A fold between two Han characters leaves no blank, any other one."""
    parts = _FOLD.split(raw.strip(b" \t\r\n"))
    out = parts[0] if parts else b""
    for part in parts[1:]:
        inside_han = bool(out) and bool(part) and out[-1] >= 0x80 and part[0] >= 0x80
        out += (b"" if inside_han else b" ") + part
    return out


def _pieces(raw: bytes) -> Iterator[_Piece]:
    position = 0
    for match in _WORD.finditer(raw):
        between = raw[position : match.start()]
        if between.strip(b" \t") or position == 0:
            yield from _plain(between)
        yield _Piece(match[1].decode("ascii", "replace"), match[2].decode().lower(), match[3])
        position = match.end()
    rest = raw[position:]
    if cut := _CUT_WORD.search(rest):  # the closing ?= is missing
        yield from _plain(rest[: cut.start()])
        yield _Piece(cut[1].decode("ascii", "replace"), cut[2].decode().lower(), cut[3])
    else:
        yield from _plain(rest)


def _plain(raw: bytes) -> Iterator[_Piece]:
    if raw:
        yield _Piece("", "", raw)


def _joined(words: Iterable[_Piece]) -> bytes:
    """The bytes of adjacent encoded words, joined before they are decoded: characters may be cut between them."""
    out = b""
    for encoding, run in groupby(words, key=lambda word: word.encoding):
        texts = [re.sub(rb"\s", b"", word.data) if encoding == "b" else word.data for word in run]
        if encoding == "q":
            out += b"".join(quopri.decodestring(text, header=True) for text in texts)
        elif any(len(text) % 4 for text in texts[:-1]) and not any(text.endswith(b"=") for text in texts[:-1]):
            out += _base64(b"".join(texts))  # the base64 text itself was cut
        else:
            out += b"".join(map(_base64, texts))
    return out


def _base64(text: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def _split(header: bytes) -> Iterator[bytes]:
    """Split at semicolons outside quotes and outside encoded words, one multi-byte character at a time."""
    start = position = 0
    quoted = False
    wide = _has_gbk(header)
    while position < len(header):
        byte = header[position]
        if wide and byte >= 0x81:
            position += 2
            continue
        if quoted and byte == 0x5C and header[position + 1 : position + 2] in (b'"', b"\\"):
            position += 2
            continue
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x3B and not quoted:
            yield header[start:position]
            start = position + 1
        position += 1
    yield header[start:]


def _unquote(value: bytes) -> bytes:
    if not value.startswith(b'"'):
        return value
    out = bytearray()
    position, wide = 1, _has_gbk(value)
    while position < len(value):
        byte = value[position]
        if wide and byte >= 0x81:
            out += value[position : position + 2]
            position += 2
            continue
        if byte == 0x22:
            break
        if byte == 0x5C and value[position + 1 : position + 2] in (b'"', b"\\"):
            position += 1
        out.append(value[position])
        position += 1
    return bytes(out)


def _has_gbk(raw: bytes) -> bool:
    if raw.isascii():
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _visible(text: str) -> str:
    """Without control, format (bidi, zero-width) and surrogate characters."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
