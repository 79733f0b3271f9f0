"""Transfer encodings: what a part says of its own is a hint, its bytes decide. Pure.

Base64 may be padded in pieces, have noise around it, stand under no label or a wrong one; what can't be made whole is
said to be broken, which is our finding about the transport, no omission of the sender's.
"""

import binascii
import contextlib
import quopri
import re
from typing import NamedTuple

from hui_reg.intake.encodings.uuencode import split_uuencoded
from hui_reg.intake.magic import extension

_BASE64 = frozenset(("base64", "base-64", "b64", "xbase64", "x-base64", "b"))
_UU = frozenset(("x-uuencode", "uuencode", "uue", "x-uue"))
_PLAIN = frozenset(("", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none", "us-ascii"))
_B64_LINE = re.compile(rb"[A-Za-z0-9+/=]+")
_ALMOST_LINE = re.compile(rb"[\x21-\x7e\x80-\xff]+")
_FEW = 20
"""One in so many letters of a long line may be none of base64's: the line is base64 that was hurt."""
_OF_ADDRESSES = re.compile(rb"[A-Za-z0-9_-]+={0,2}")
_FROM_ADDRESSES = bytes.maketrans(b"-_", b"+/")
"""The alphabet that web programs use."""
_CUT_BY_RELAY = re.compile(rb"(?<=[A-Za-z0-9+/])!\r?\n[ \t]?")
"""How old relays cut lines of more than 990 letters."""
_NOT_LETTERS = re.compile(rb"[^A-Za-z0-9+/=]+")
_LONG = 56
"""Letters from which a line is a full line of base64, not a word."""
_LEAST = 16
_SURE = 64
"""Letters below which text is not taken for base64 that doesn't say so: of something known, and of anything."""
_NO_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|$)")
_SOFT = re.compile(rb"=[ \t]*\r?\n")
_BLANKS = b" \t\r\n\x0b\x0c\x00"


class Decoded(NamedTuple):
    """The bytes of a part; ``broken``: they can't be all that was sent."""

    data: bytes
    broken: bool = False


def decode_part(raw: bytes, label: str, *, text: bool) -> Decoded:
    """A part's bytes by its ``Content-Transfer-Encoding``, or by what they are where that is not true.

    ``text``: the part calls itself text, so base64 inside must be something known to be taken for such.
    """
    encoding = _named(label)
    if encoding in _BASE64:
        found = _declared_base64(raw)
    elif encoding.startswith(("quoted", "qp")):
        found = Decoded(quopri.decodestring(raw))
    elif encoding in _UU:
        _, files = split_uuencoded(raw)
        found = Decoded(files[0][1], files[0][2]) if files else Decoded(raw, True)
    else:
        found = Decoded(raw)
    sniffed = _sniffed(found.data, known=text or encoding not in _PLAIN)
    if sniffed is not None:
        return sniffed
    unknown = encoding not in _PLAIN | _BASE64 | _UU and not encoding.startswith(("quoted", "qp"))
    return found._replace(broken=found.broken or (unknown and not text and not extension(raw)))


def base64_bytes(raw: bytes) -> Decoded:
    """What base64 text holds, padded once or piece by piece, with lines around it that are none."""
    compact = raw.translate(None, _BLANKS)
    if len(compact) % 4 == 0:
        with contextlib.suppress(binascii.Error):
            return Decoded(binascii.a2b_base64(compact, strict_mode=True))
    if (plain := _in_its_letters(raw, compact)) is not None:
        return base64_bytes(plain)
    lines, broken = _lines_of_base64([line.strip(_BLANKS) for line in raw.splitlines()])
    letters = b"".join(lines)
    out = []
    for piece in re.split(rb"=+", letters):
        broken = broken or len(piece) % 4 == 1
        whole = piece[: len(piece) - (len(piece) % 4 == 1)]
        out.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return Decoded(b"".join(out), broken)


def _in_its_letters(raw: bytes, compact: bytes) -> bytes | None:
    """The text without what relays and quoting put at the ends of its lines, in the letters that mail uses; None where
    there is nothing of the kind."""
    if len(compact) >= _SURE and _OF_ADDRESSES.fullmatch(compact) and re.search(rb"[-_]", compact):
        return compact.translate(_FROM_ADDRESSES)
    if _CUT_BY_RELAY.search(raw):
        return _CUT_BY_RELAY.sub(b"", raw)
    lines = raw.splitlines()
    if len(lines) > 1 and all(line.startswith(b">") for line in lines if line.strip()):
        return b"\n".join(line.lstrip(b"> \t") for line in lines)
    return None


def _named(label: str) -> str:
    words = re.findall(r"[a-z0-9-]+", re.sub(r"\(.*?\)", "", label.lower()))
    return words[0] if words else ""


def _declared_base64(raw: bytes) -> Decoded:
    stripped = raw.lstrip()
    if extension(stripped) and not _B64_LINE.fullmatch(stripped[:60].splitlines()[0].strip()):
        return Decoded(raw)  # never encoded at all
    found = base64_bytes(raw)
    if not found.data and raw.strip(_BLANKS):
        return Decoded(raw, True)
    if found.broken and _is_readable(raw) and not re.search(rb"^[A-Za-z0-9+/]{%d,}=*\r?$" % _LONG, raw, re.MULTILINE):
        return Decoded(raw)  # plain text under the wrong label
    return found


def _is_readable(raw: bytes) -> bool:
    """Whether it is prose: blanks between words, or letters beyond ASCII."""
    return not raw.isascii() or raw.strip().count(b" ") > len(raw) / 40


def _lines_of_base64(lines: list[bytes]) -> tuple[list[bytes], bool]:
    """The lines that are base64, without words before and behind, and whether something inside was none."""
    long = [n for n, line in enumerate(lines) if len(line) >= _LONG and _is_almost_base64(line)]
    start = next((n for n, line in enumerate(lines) if _B64_LINE.fullmatch(line)), len(lines))
    if long:
        while start < long[0] and not all(_B64_LINE.fullmatch(line) for line in lines[start : long[0]] if line):
            start += 1
    last = long[-1] if long else start
    end = next((n for n in range(last + bool(long), len(lines)) if not _B64_LINE.fullmatch(lines[n])), len(lines))
    kept = lines[start:end]
    broken = any(line and not _B64_LINE.fullmatch(line) for line in kept)
    return _without_words_behind([_NOT_LETTERS.sub(b"", line) for line in kept if line]), broken


def _is_almost_base64(line: bytes) -> bool:
    return bool(_ALMOST_LINE.fullmatch(line)) and len(_NOT_LETTERS.sub(b"", line)) > len(line) * (1 - 1 / _FEW)


def _without_words_behind(lines: list[bytes]) -> list[bytes]:
    """Without short words that follow the padding of the last piece and can't be a piece themselves."""
    padded = [n for n, line in enumerate(lines) if line.endswith(b"=")]
    if not padded or padded[-1] == len(lines) - 1:
        return lines
    rest = lines[padded[-1] + 1 :]
    is_piece = len(b"".join(rest)) % 4 == 0 or any(len(line) >= _LONG for line in rest)
    return lines if is_piece else lines[: padded[-1] + 1]


def _sniffed(data: bytes, *, known: bool) -> Decoded | None:
    """The bytes behind an encoding that the part doesn't tell, or None where there is none.

    ``known``: what is behind it must be something known, so as not to take words for base64.
    """
    if extension(data) not in ("", ".pdf") or not data[:_LEAST].isascii():
        return None
    begun = data.lstrip(_BLANKS)
    if re.match(rb"(?:=[0-9A-F]{2}|[!-<>-~]){4}", begun) and b"=" in begun[:4000]:
        unquoted = quopri.decodestring(begun)
        soft = re.search(rb"=\r?\n|=0[AD]", begun[:4000])
        if extension(unquoted) and (not extension(data) or (soft and _is_quoted(begun))):
            return Decoded(unquoted)
    if extension(data):
        return None
    if begun.startswith(b"begin ") and not known:
        _, files = split_uuencoded(begun)
        return Decoded(files[0][1], files[0][2]) if files else None
    return _unlabelled_base64(begun, known=known)


def _is_quoted(data: bytes) -> bool:
    """Whether every sign of equality begins an escape or ends a line, and bytes stand behind some: it isn't chance."""
    return data.isascii() and _NO_ESCAPE.search(data) is None and b"=" in _SOFT.sub(b"", data)


def _unlabelled_base64(begun: bytes, *, known: bool) -> Decoded | None:
    head = begun[:4000].splitlines()
    if not head or not re.fullmatch(
        rb"[A-Za-z0-9+/]{%d,}={0,2}" % _LEAST, b"".join(head[:2]).translate(None, b" \t\r")
    ):
        return None
    found = base64_bytes(begun)
    if extension(found.data):
        return found
    return found if not known and not found.broken and len(begun) >= _SURE else None
