"""What only one entry of the ledger may have: a seat, a ticket, a receipt's payment, a registration, a superseder.

The plans see to it. This is the backstop, a key of the database: whatever two computers do at once, the second one's
transaction fails and none of it counts. A superseded entry gives up what it had; that it superseded another itself it
gives up only where it did nothing else: what undid something, and is undone, has undone nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.schema import claims, entries

_CHUNK: Final = 500
_KEYS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "seat": (("ticket",), ("exam_on", "room", "seat")),
    "payment": (("receipt", "applicant", "purpose"),),
    "registered": (("applicant",),),
}
"""The fields that together no two entries of a kind may share; a key of which one is missing or empty isn't claimed."""
_TITLES: Final = {"seat": "座位或准考证号", "payment": "回单", "registered": "报名", "superseded": "更正"}

_UNDOING: Final = ("undone", "withdrawal")
"""Kinds of entries that say nothing but that another doesn't count."""


def claim(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Claim what new entries (rows, with their data as a mapping) may have alone. Raises :class:`HuiRegError`
    (exit 5) when an entry that counts has it: another computer was faster."""
    given_up = [row["supersedes"] for row in rows if row["supersedes"] is not None]
    for chunk in _chunks(given_up):
        connection.execute(delete(claims).where(claims.c.seq.in_(chunk), claims.c.what.not_like("superseded|%")))
    for seq in given_up:
        _undo(connection, seq)
    for chunk in _chunks([what for row in rows for what in _given_back(row)]):
        connection.execute(delete(claims).where(claims.c.what.in_(chunk)))
    own = set(given_up)
    wanted = [(what, row["seq"]) for row in rows for what in _claimed(row) if row["seq"] not in own or _stays(what)]
    twice = len({what for what, _ in wanted}) < len(wanted)
    for chunk in _chunks([what for what, _ in wanted]):
        taken = connection.execute(select(claims.c.what).where(claims.c.what.in_(chunk))).scalars().first()
        if taken is not None or twice:
            which = _TITLES[(taken or wanted[0][0]).split("|", 1)[0]]
            raise HuiRegError(
                ExitCode.LOCKED,
                f"同一{which}刚刚已有记录（可能是另一台电脑记下的），本次没有写入任何内容",
                "请重新运行：会按现在的记录重新安排。",
            )
    if wanted:
        connection.execute(insert(claims), [{"what": what, "seq": seq} for what, seq in wanted])


def _undo(connection: Connection, seq: int) -> None:
    """What ``seq`` had undone counts again: that may be undone anew, and what it had undone itself may not."""
    counts, columns = False, (entries.c.kind, entries.c.supersedes)
    while (row := connection.execute(select(*columns).where(entries.c.seq == seq)).first()) is not None:
        if row.kind not in _UNDOING or row.supersedes is None:
            return
        what = f"superseded|{row.supersedes}"
        if not counts:
            connection.execute(delete(claims).where(claims.c.what == what, claims.c.seq == seq))
        elif connection.execute(select(claims.c.seq).where(claims.c.what == what)).first() is None:
            connection.execute(insert(claims), [{"what": what, "seq": seq}])
        counts, seq = not counts, row.supersedes


def renew(connection: Connection, loaded: Iterable[Mapping[str, Any]]) -> None:
    """Claim anew for all ``loaded`` entries, in their order; where two have the same, the first keeps it."""
    rows = list(loaded)
    gone = _gone(rows)
    held: dict[str, int] = {}
    for row in rows:
        for what in _given_back(row):
            held.pop(what, None)
        for what in _claimed(row):
            if row["seq"] not in gone or (_stays(what) and row["kind"] not in _UNDOING):
                held.setdefault(what, row["seq"])
    connection.execute(delete(claims))
    if held:
        connection.execute(insert(claims), [{"what": what, "seq": seq} for what, seq in held.items()])


def _gone(rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """The numbers of those that don't count; what undid something doesn't where it is undone itself."""
    gone: set[int] = set()
    for row in reversed(rows):
        if row["supersedes"] is not None and not (row["kind"] in _UNDOING and row["seq"] in gone):
            gone.add(row["supersedes"])
    return gone


def _claimed(row: Mapping[str, Any]) -> Iterator[str]:
    if row["supersedes"] is not None:
        yield f"superseded|{row['supersedes']}"
    yield from _keys(row, row["kind"])


def _given_back(row: Mapping[str, Any]) -> Iterator[str]:
    """Money that went back may come in again by the same receipt."""
    if row["kind"] == "refund":
        yield from _keys(row, "payment")


def _keys(row: Mapping[str, Any], kind: str) -> Iterator[str]:
    for fields in _KEYS.get(kind, ()):
        values = [row["applicant"] if name == "applicant" else row["data"].get(name) for name in fields]
        if all(value not in (None, "") for value in values):
            told = "\n".join(map(str, values)).encode("utf-8", "replace")
            yield f"{kind}|{'+'.join(fields)}|{hashlib.sha256(told).hexdigest()[:32]}"


def _stays(what: str) -> bool:
    return what.startswith("superseded|")


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
