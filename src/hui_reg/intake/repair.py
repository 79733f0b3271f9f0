"""A raw mail as mailers meant it: what programs, relays and editors put before, into or around its headers undone.

Byte order marks, UTF-16 and UTF-32, line ends of every kind, a blank line after every line, a mark before every line,
junk lines before the headers, blank lines inside them. Pure; what needs no mending is returned as it is, without a
copy.
"""

import re

from hui_reg.intake.magic import extension

_HEADER = re.compile(rb"[!-9;-~]{1,76}:")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BLANK = re.compile(rb"\r?\n(?:[ \t]*\r?\n)+")
_BEFORE_A_NAME = re.compile(rb"[\x00-\x20\x7f-\xff]*")
_CORE = frozenset((
    b"from", b"to", b"cc", b"subject", b"date", b"received", b"message-id", b"return-path", b"delivered-to", b"sender",
    b"reply-to", b"mime-version", b"content-type", b"content-transfer-encoding", b"content-disposition", b"content-id",
    b"in-reply-to", b"references"
))  # fmt: skip
_REPEATED = frozenset((b"received", b"return-path", b"delivered-to"))
_TELLS = frozenset((b"from", b"subject", b"received", b"mime-version", b"content-type", b"date", b"message-id"))
_TELLING = frozenset((
    b"from", b"subject", b"mime-version", b"content-type", b"content-transfer-encoding", b"content-disposition"
))  # fmt: skip
"""Headers that no text begins with by chance: one at least must stand behind a gap that is to be closed."""
_LINE_MARK = re.compile(rb"(?:[ \t]{0,8}>)+[ \t]?|[ \t]{1,16}")
"""What stands before every line of a mail that was quoted or indented as a whole."""
_END = re.compile(rb"\r\n|\n\r|\n|\r")
_DOUBLED = re.compile(rb"(\r?\n)[ \t]*\r?\n")
_TOGETHER = re.compile(rb"[^\r\n]\r?\n[^\r\n]")
_SHOWN = 8 * 1024
_SURE_LINES = 6
"""Lines that must all be alike before the whole mail is taken to be so."""
_MOST_JUNK_LINES = 30
_MOST_JUNK_BYTES = 16 * 1024
_LOOKED_AT = 64 * 1024
_MOST_GAPS = 4


def straighten(data: bytes) -> bytes:
    """The mail from its first header on, with line ends and headers that a parser understands."""
    data = _without_marks(_with_plain_lines(_as_bytes_of_ascii(data)))
    return without_gaps(data[_first_header(data) :])


def is_mail(data: bytes) -> bool:
    """Whether these bytes begin as a mail does, whatever stands before its headers: three header lines, one telling."""
    if extension(data[:_SHOWN]) not in ("", ".bmp"):
        return False
    head = _without_marks(_with_plain_lines(_as_bytes_of_ascii(data[:_LOOKED_AT])))
    names = header_names(without_gaps(head[_first_header(head) :]))
    return len(names) >= 2 and bool(names & _TELLS) and bool(names & {b"from", b"received", b"subject"})


def header_names(block: bytes) -> frozenset[bytes]:
    """The names, in lower case, of the header lines at the beginning of ``block``, up to its first other line."""
    return frozenset(_block(block)[0])


def without_gaps(data: bytes) -> bytes:
    """The headers in one block: blank lines inside them taken out where what follows continues them."""
    position = 0
    for _ in range(_MOST_GAPS):
        head = data[:_LOOKED_AT]
        gap = re.match(rb"(?:[ \t]*\r?\n)+", head) if not position else None
        gap = gap or _BLANK.search(head, position)
        if gap is None:
            break
        before = frozenset(_block(head[: gap.start()])[0])
        names, ends = _block(head[gap.end() :])
        follows = _is_folded(head[: gap.start()], head[gap.end() :])
        fresh = _CORE & frozenset(names)
        if not follows and not (ends and fresh & _TELLING and not (fresh & before) - _REPEATED):
            break
        data = data[: gap.start()] + (b"\r\n" if gap.start() else b"") + data[gap.end() :]
        position = gap.start() + 1
    return data


def _as_bytes_of_ascii(data: bytes) -> bytes:
    """UTF-16, with a mark or without, and UTF-32 with one, as UTF-8."""
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return data.decode("utf-32", "replace").encode()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").encode()
    odd, even = data[1:200:2], data[:200:2]
    for zeros, codec in ((odd, "utf-16-le"), (even, "utf-16-be")):
        if len(data) >= 40 and zeros.count(0) > 0.9 * len(zeros):
            return data.decode(codec, "replace").encode()
    return data


def _with_plain_lines(data: bytes) -> bytes:
    head = data[:_LOOKED_AT]
    if re.match(rb"[^\r\n]*\r\r\n", head):
        return data.replace(b"\r\r\n", b"\r\n")
    if b"\r" in head and b"\n" not in head:
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if re.match(rb"[^\r\n]+\n\r(?!\n)", head):
        return data.replace(b"\n\r", b"\n")
    return _undoubled(data) if _is_doubled(head) else data


def _is_doubled(head: bytes) -> bool:
    """Whether a blank line follows every line of the headers, so that none of them can end them."""
    lines = [line.strip() for line in _END.split(head[:_SHOWN])[: 2 * _SURE_LINES]]
    if len(lines) < 2 * _SURE_LINES or any(lines[1::2]) or not all(lines[::2]):
        return False
    return len(_block(_DOUBLED.sub(rb"\1", head))[0]) >= _SURE_LINES // 2


def _undoubled(data: bytes) -> bytes:
    """One line end for two, up to where two lines stand together."""
    together = _TOGETHER.search(data)
    end = data.rfind(b"\n", 0, together.start()) + 1 if together else len(data)
    return _DOUBLED.sub(rb"\1", data[:end]) + data[end:]


def _without_marks(data: bytes) -> bytes:
    """The mail without what stands before every one of its lines."""
    mark = _LINE_MARK.match(data)
    if mark is None or not _HEADER.match(data, mark.end()):
        return data
    bare = mark[0].rstrip()
    lines = _END.split(data[:_SHOWN])[:-1]
    if len(lines) < _SURE_LINES or not all(line.startswith(mark[0]) or line.rstrip() == bare for line in lines):
        return data
    return re.sub(rb"^(?:%b|%b(?=[ \t]*\r?$))" % (re.escape(mark[0]), re.escape(bare)), b"", data, flags=re.MULTILINE)


def _first_header(data: bytes) -> int:
    """Where the first header line begins; 0 where none is in sight, or the mail begins with one."""
    head = data[:_MOST_JUNK_BYTES]
    position = 0
    for _ in range(_MOST_JUNK_LINES):
        line = _LINE.match(head, position)
        if line is None or line.end() == position:
            return 0
        name = position + len(_BEFORE_A_NAME.match(head[position : line.end()])[0])  # type: ignore[index]
        if _HEADER.match(head, name):
            if not position or header_names(data[name : name + _LOOKED_AT]) & _CORE:
                return name
            return 0
        position = line.end()
    return 0


def _block(text: bytes) -> tuple[list[bytes], bool]:
    """The names of the header lines at the beginning, and whether a blank line or the end follows them."""
    names: list[bytes] = []
    position = 0
    while position < len(text):
        line = _LINE.match(text, position)
        assert line is not None
        content = line[0].rstrip(b"\r\n")
        if not content.strip():
            return names, True
        if content[:1] in b" \t" and names:
            pass
        elif header := _HEADER.match(content):
            names.append(header[0][:-1].lower())
        else:
            return names, False
        position = line.end()
    return names, True


def _is_folded(before: bytes, after: bytes) -> bool:
    """Whether a header line goes on behind the gap: ``Content-Type: multipart/mixed;`` and then ``boundary=…``."""
    return before.rstrip().endswith(b";") and bool(re.match(rb"[ \t]+[A-Za-z*0-9-]+=", after))
