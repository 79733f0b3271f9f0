"""FETCH responses read by UID and item, whatever order, form of string or interruption the server chooses. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

_START = re.compile(rb"\d+ \(")
_TOKEN = re.compile(
    rb"\s*(?:(?P<open>\()|(?P<close>\))|\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|\{(?P<literal>\d+)\+?\}$"
    rb"|(?P<atom>[^\s()\"{\[]*\[[^\]]*\][^\s()]*|[^\s()\"]+))",
    re.DOTALL,
)
_INTERNALDATE = re.compile(r"\s*(\d{1,2}-[A-Za-z]{3}-\d{4}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4})")

Value = bytes | None | list["Value"]


@dataclass
class Fetched:
    """What the server said of one mail, over all its responses."""

    uid: int
    size: int | None = None
    received_at: datetime | None = None
    flags: frozenset[str] | None = None
    body: bytes | None = None


def read_fetches(data: Iterable[object]) -> dict[int, Fetched]:
    """What imaplib collected for one FETCH, by UID. Responses without a UID (flags changed meanwhile) are dropped."""
    found: dict[int, Fetched] = {}
    for items in _responses(data):
        uid = _number(items.get("UID"))
        if uid is None:
            continue
        mail = found.setdefault(uid, Fetched(uid))
        size = _number(items.get("RFC822.SIZE"))
        mail.size = mail.size if size is None else size
        mail.received_at = internal_date(items.get("INTERNALDATE")) or mail.received_at
        flags = items.get("FLAGS")
        if isinstance(flags, list):
            mail.flags = frozenset(flag.decode("ascii", "replace") for flag in flags if isinstance(flag, bytes))
        for key in ("BODY[]", "RFC822"):
            if key in items:
                body = items[key]
                mail.body = body if isinstance(body, bytes) else mail.body
    return found


def internal_date(value: Value) -> datetime | None:
    """An INTERNALDATE as an aware datetime, or None."""
    match = _INTERNALDATE.match(value.decode("ascii", "replace")) if isinstance(value, bytes) else None
    if not match:
        return None
    day, month, year = match[1].split("-")
    try:
        number = _MONTHS.index(month.lower()) + 1
        return datetime.strptime(f"{year}-{number}-{day} {match[2]} {match[3]}", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def uid_set(uids: Sequence[int]) -> str:
    """Ascending UIDs as a set, runs shortened: ``1:3,7``. Some servers refuse any other order."""
    runs: list[list[int]] = []
    for uid in sorted(uids):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def _responses(data: Iterable[object]) -> Iterator[dict[str, Value]]:
    tokens: list[tuple[str, bytes]] = []
    for fragment in data:
        head, literal = fragment if isinstance(fragment, tuple) else (fragment, None)
        if not isinstance(head, bytes):
            continue
        if _START.match(head):  # what goes on after a literal never begins so
            yield from _items(tokens)
            tokens = []
        tokens += _tokens(head, literal)
        if tokens and _depth(tokens) == 0:
            yield from _items(tokens)
            tokens = []
    yield from _items(tokens)


def _tokens(head: bytes, literal: object) -> Iterator[tuple[str, bytes]]:
    position = 0
    while position < len(head):
        match = _TOKEN.match(head, position)
        if not match or match.end() == position:
            return
        kind = match.lastgroup or "atom"
        if kind == "literal":
            yield "string", literal if isinstance(literal, bytes) else b""
        elif kind == "quoted":
            yield "string", re.sub(rb"\\(.)", rb"\1", match["quoted"], flags=re.DOTALL)
        else:
            yield kind, match[kind]
        position = match.end()


def _depth(tokens: list[tuple[str, bytes]]) -> int:
    return sum((kind == "open") - (kind == "close") for kind, _ in tokens)


def _items(tokens: list[tuple[str, bytes]]) -> Iterator[dict[str, Value]]:
    stream = iter(tokens)
    if next(stream, ("", b""))[0] != "atom" or next(stream, ("", b""))[0] != "open":
        return
    values = _list(stream)
    keys = (value.decode("ascii", "replace").upper() if isinstance(value, bytes) else "" for value in values[::2])
    yield dict(zip(keys, values[1::2], strict=False))


def _list(stream: Iterator[tuple[str, bytes]]) -> list[Value]:
    values: list[Value] = []
    for kind, value in stream:
        if kind == "close":
            break
        if kind == "open":
            values.append(_list(stream))
        else:
            values.append(None if kind == "atom" and value.upper() == b"NIL" else value)
    return values


def _number(value: Value) -> int | None:
    return int(value) if isinstance(value, bytes) and value.isdigit() and len(value) < 19 else None
