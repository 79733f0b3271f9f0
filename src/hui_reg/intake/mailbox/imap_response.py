"""FETCH responses read by UID and item, whatever order, form of string or interruption the server chooses. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hui_reg.intake.mailbox.imap_grammar import number

_START = re.compile(rb"\d+ \(")
_TOKEN = re.compile(
    rb"\s*(?:(?P<open>\()|(?P<close>\))|\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|~?\{(?P<literal>\d+)\+?\}[ \t]*$"
    rb"|(?P<atom>[^\s()\"{\[]*\[[^\]]*\][^\s()]*|[^\s()\"]+))",
    re.DOTALL,
)
_INTERNALDATE = re.compile(
    r"\s*(\d{1,2}-[A-Za-z]{3}-\d{4}) (\d{2}:\d{2}:\d{2}) (?:([+-]\d\d):?(\d\d)|(?:GMT|UTC?|Z)\b)"
)

_GOES_ON = re.compile(rb"\s*(?:\)|$)|\s+[A-Za-z]")
_BODIES = ("BODY[]", "BODY[]<0>", "BODY.PEEK[]", "BODY.PEEK[]<0>", "RFC822", "RFC822.PEEK")
"""What servers call the whole mail in their answer."""
_MOST_TOKENS = 20_000
_TORN = "torn"

Value = bytes | None | list[bytes | None]
_Token = tuple[str, bytes]


@dataclass
class Fetched:
    """What the server said of one mail, over all its responses.

    ``torn``: what came behind the body shows that the server miscounted it.
    """

    uid: int
    size: int | None = None
    received_at: datetime | None = None
    flags: frozenset[str] | None = None
    body: bytes | None = None
    torn: bool = False


def read_fetches(data: Iterable[object]) -> dict[int, Fetched]:
    """What imaplib collected for one FETCH, by UID. Responses without a UID (flags changed meanwhile) are dropped."""
    found: dict[int, Fetched] = {}
    for items in _responses(data):
        uid = number(items.get("UID"))
        if uid is None:
            continue
        mail = found.setdefault(uid, Fetched(uid))
        size = number(items.get("RFC822.SIZE"))
        mail.size = mail.size if size is None else size
        mail.received_at = internal_date(items.get("INTERNALDATE")) or mail.received_at
        flags = items.get("FLAGS")
        if isinstance(flags, list):
            mail.flags = frozenset(flag.decode("ascii", "replace") for flag in flags if isinstance(flag, bytes))
        for body in (items[key] for key in items if key in _BODIES):
            mail.body = body if isinstance(body, bytes) else mail.body
            mail.torn = _TORN in items
    return found


def internal_date(value: Value) -> datetime | None:
    """An INTERNALDATE as an aware datetime; None for none, and for a year in which no mail came (some say year 1)."""
    match = _INTERNALDATE.match(value.decode("ascii", "replace")) if isinstance(value, bytes) else None
    if not match:
        return None
    day, month, year = match[1].split("-")
    try:
        ordinal = _MONTHS.index(month.lower()) + 1
        zone = f"{match[3] or '+00'}{match[4] or '00'}"
        told = datetime.strptime(f"{year}-{ordinal}-{day} {match[2]} {zone}", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None
    return told if FIRST_YEAR <= told.year <= LAST_YEAR else None


FIRST_YEAR, LAST_YEAR = 1980, 9000
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
    tokens: list[_Token] = []
    for fragment in data:
        head, literal = fragment if isinstance(fragment, tuple) else (fragment, None)
        if not isinstance(head, bytes):
            continue
        if _START.match(head):  # what goes on after a literal never begins so
            yield _items(tokens)
            tokens = []
        torn = bool(tokens) and tokens[-1][0] == "literal" and not _GOES_ON.match(head)
        tokens += [("torn", b""), *_tokens(head, literal)] if torn else _tokens(head, literal)
    yield _items(tokens)


def _tokens(head: bytes, literal: object) -> Iterator[_Token]:
    position = 0
    for _ in range(_MOST_TOKENS):
        match = _TOKEN.match(head, position)
        if not match or match.end() == position:
            return
        kind = match.lastgroup or "atom"
        if kind == "literal":
            yield "literal", literal if isinstance(literal, bytes) else b""
        elif kind == "quoted":
            yield "quoted", re.sub(rb"\\(.)", rb"\1", match["quoted"], flags=re.DOTALL)
        else:
            yield kind, match[kind]
        position = match.end()


def _items(tokens: Sequence[_Token]) -> dict[str, Value]:
    """The items of one response, those that stand outside its parentheses too: Xeams closes them after the body."""
    if len(tokens) < 2 or tokens[0][0] != "atom" or tokens[1][0] != "open":
        return {}
    values = _flat(tokens[1:])
    keys = (value.decode("ascii", "replace").upper() if isinstance(value, bytes) else "" for value in values[::2])
    items = dict(zip(keys, values[1::2], strict=False))
    return items | {_TORN: b""} if any(kind == "torn" for kind, _ in tokens) else items


def _flat(tokens: Iterable[_Token]) -> list[Value]:
    """Keys and values in turn. Parentheses where a value is due make a list of all in them; others are read over."""
    values: list[Value] = []
    inner: list[bytes | None] = []
    depth = 0
    for kind, value in tokens:
        if kind == "open":
            if depth:
                depth += 1
            elif len(values) % 2:
                inner, depth = [], 1
                values.append(inner)
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind != "torn":
            told = None if kind == "atom" and value.upper() == b"NIL" else value
            inner.append(told) if depth else values.append(told)
    return values
