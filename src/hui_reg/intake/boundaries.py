"""Lines between the parts of a mail as they were meant: those that are almost the boundary the headers announce. Pure.

A gateway or an editor takes a dash away or adds one, quotes or indents the line, makes the dashes long ones, changes
the case, loses a letter, or leaves the line end before it out. What opens part headers there is a boundary, what ends
in dashes with nothing below is the last; lines that another mail inside announces are left alone.
"""

import re
from collections.abc import Collection, Iterator
from email.message import Message as MimePart
from itertools import islice

_DASH = rb"(?:-|\xe2\x80[\x90-\x95]|\xe2\x88\x92|\xef\xbc\x8d|\xa1\xaa)"
_CANDIDATE = re.compile(rb"^[> \t]{0,4}%b++([^\r\n]{1,220}+)(?=\r?$)" % _DASH, re.MULTILINE)
_ANNOUNCED = re.compile(rb"boundary[ \t]*=[ \t]*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_HEADERS_BELOW = re.compile(
    rb"\r?\n(?:[> \t]{0,4}[!-9;-~]{1,76}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,20}?"
    rb"(?:[ \t]*\r?\n)?Content-(?:Type|Disposition|Transfer-Encoding|ID|Description)[ \t]*:",
    re.IGNORECASE,
)
_ENDS_IN_DASHES = re.compile(rb"%b[ \t]*\Z" % _DASH)
_BELOW = re.compile(rb"\s*(?:--([^\r\n]*)|\Z)")
_LEAST = 6
"""Letters a boundary must have beside its dashes, to be told by them."""
_LEAST_HURT = 12
"""Letters it must have to be told when one of them is missing or too many."""
_LONGEST = 200
_MOST = 50
_MOST_LINES = 2000


def announced_by(root: MimePart) -> dict[bytes, None]:
    """The boundaries of the multiparts in a parsed mail; those of mails attached to it aren't among them."""
    found = (part.get_boundary() for part in root.walk() if part.is_multipart() or part.defects)
    return dict.fromkeys(
        [text.encode("utf-8", "surrogateescape") for text in found if text and len(text) <= _LONGEST][:_MOST]
    )


def aligned(data: bytes, boundaries: Collection[bytes]) -> bytes:
    """The mail with each line that is almost one of its boundaries made that boundary."""
    cores = {boundary: _core(boundary) for boundary in boundaries}
    cores = {boundary: core for boundary, core in cores.items() if len(core) >= _LEAST}
    if not cores:
        return data
    data = _unglued(data, cores)
    pieces: list[bytes] = []
    position = 0
    for start, end, line in _mended(data, cores, boundaries):
        pieces += (data[position:start], line)
        position = end
    return b"".join([*pieces, data[position:]]) if pieces else data


def _unglued(data: bytes, cores: Collection[bytes]) -> bytes:
    """Every boundary on a line of its own, with dashes before it."""
    for boundary in cores:
        bare = b"--" + boundary
        delimiter = re.escape(bare)
        if data.count(bare) > data.count(b"\n" + bare) + data.startswith(bare):
            pattern = rb"(?<=[^\s>-])(?=%b(?:--[ \t]*\r?$|[ \t]*%b))" % (delimiter, _HEADERS_BELOW.pattern)
            data = re.sub(pattern, b"\r\n", data, flags=re.MULTILINE | re.IGNORECASE)
        if b"\n" + boundary in data:
            pattern = rb"^(?=%b(?:--[ \t]*\r?$|[ \t]*%b))" % (re.escape(boundary), _HEADERS_BELOW.pattern)
            data = re.sub(pattern, b"--", data, flags=re.MULTILINE | re.IGNORECASE)
    return data


def _mended(data: bytes, cores: dict[bytes, bytes], announced: Collection[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Where a line is almost a boundary, and how it should be."""
    odd = [
        line for line in islice(_CANDIDATE.finditer(data), _MOST_LINES) if not _is_exact(line[0].rstrip(), announced)
    ]
    if not odd:
        return
    exact = {*announced, *(quoted or bare for quoted, bare in _ANNOUNCED.findall(data))}
    for line in odd:
        if _is_exact(line[0].rstrip(), exact) or (meant := _meant(_core(line[1]), cores)) is None:
            continue
        below = data[line.end() : line.end() + 4096]
        if _HEADERS_BELOW.match(below):
            yield line.start(), line.end(), b"--" + meant
        elif _ENDS_IN_DASHES.search(line[1]) and (following := _BELOW.match(below)) and _is_end(following, exact):
            yield line.start(), line.end(), b"--" + meant + b"--"


def _meant(core: bytes, cores: dict[bytes, bytes]) -> bytes | None:
    """The boundary that a line's core stands for."""
    same = next((boundary for boundary, told in cores.items() if core == told), None)
    return same or next((boundary for boundary, told in cores.items() if _is_almost(core, told)), None)


def _is_exact(line: bytes, exact: Collection[bytes]) -> bool:
    """Whether the line is a boundary, or the last of its kind, of this mail or of one inside it."""
    bare = line.removeprefix(b"--")
    return line.startswith(b"--") and (bare in exact or bare.removesuffix(b"--") in exact)


def _is_end(following: re.Match[bytes], exact: Collection[bytes]) -> bool:
    return following[1] is None or _is_exact(b"--" + following[1].rstrip(), exact)


def _core(boundary: bytes) -> bytes:
    """A boundary without what is easily lost: dashes around it, and its case."""
    return re.sub(rb"^(?:%b|[ \t])+|(?:%b|[ \t])+$" % (_DASH, _DASH), b"", boundary).lower()


def _is_almost(one: bytes, other: bytes) -> bool:
    """Whether they differ by one letter that only one of them has."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) != 1 or len(shorter) < _LEAST_HURT:
        return False
    differs = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shorter[differs:] == longer[differs + 1 :]
