"""What people did, in a journal beside the mails, so that it outlives the database: ledger, exports, imports, keys.

Every row of the tables in ``TABLES`` is written by :func:`put`, which notes it. Before a transaction commits, its rows
are appended to every copy of the journal as one numbered line and synced; its number is in the database too, in the
same transaction. So whatever a kill or a power cut leaves, :meth:`Chronicle.catch_up` knows which is ahead: lines the
database lacks are entered, a copy that lacks lines is completed from the other one, or made anew from the database.

Where several computers share a database each has its own copies. A line's token tells it from another computer's line
of the same number: only lines that go on from the database's own last one are entered, a copy that branched off is
made anew.
"""

import json
import secrets as random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import claims
from hui_reg.store.joint.dialects import insert_into
from hui_reg.store.lines import Lines
from hui_reg.store.safe import telling
from hui_reg.store.safe.vault import OPEN, Vault
from hui_reg.store.schema import UtcDateTime, entries, exports, imports, leaves, secrets, written

JOURNAL: Final = "ledger.jsonl"
"""The name of the journal: one beside the mails, one beside the database."""
TABLES: Final[Mapping[str, Table]] = {table.name: table for table in (entries, leaves, exports, imports, secrets)}
NOTED: Final = {"noted": True}
"""The execution option of statements that may write to these tables."""
_PENDING = "hui-reg rows to be noted"
_LOCK = 0x6875_6972
"""PostgreSQL's lock of whoever writes rows that are noted: their order is that of the journal."""
_CHUNK = 500


def put(connection: Connection, table: Table, new: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, in place of those with the same key, and have the journal tell of them."""
    _put(connection, table, new, _upsert)


def add(connection: Connection, table: Table, new: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of which none is there yet, and have the journal tell of them."""
    _put(connection, table, new, _insert)


def _put(connection: Connection, table: Table, new: Sequence[Mapping[str, Any]], write: Callable[..., None]) -> None:
    if new:
        lock(connection)
        write(connection, table, new)
        connection.info.setdefault(_PENDING, []).extend([table.name, _plain(row)] for row in new)


def lock(connection: Connection) -> None:
    """Keep others from writing such rows until this transaction ends. SQLite's transactions do that anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def number(connection: Connection) -> int:
    """The number of the last line of the journal that this database holds; 0 for none."""
    return int(connection.execute(select(func.max(written.c.number))).scalar() or 0)


def token(connection: Connection) -> str | None:
    """What tells that line; None for a line of before there were tokens."""
    return connection.execute(select(written.c.token)).scalar()


def count(connection: Connection, here: int | None = None, told: str | None = None) -> int:
    """Have the database be at a line of the journal with that token, by default the next and a new one. Returns its
    number."""
    told = random.token_hex(8) if here is None else told
    here = number(connection) + 1 if here is None else here
    connection.execute(delete(written))
    connection.execute(insert(written).values(number=here, token=told))
    return here


def rows(connection: Connection) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Every row of these tables."""
    for table in TABLES.values():
        for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
            yield table, {str(name): value for name, value in row.items()}


def entries_in(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every entry's row in order, its data as a mapping."""
    for row in connection.execute(select(entries).order_by(entries.c.seq)).mappings():
        yield {**row, "data": json.loads(row["data"])}


def rows_of(line: str) -> tuple[int, bool, list[tuple[Table, dict[str, Any]]]]:
    """A journal's line: its number, whether it tells of everything, and its rows."""
    document = json.loads(line)
    told = [(TABLES[name], _typed(TABLES[name], row)) for name, row in document["rows"]]
    return document["number"], document.get("everything", False), told


class Chronicle:
    """The copies of one workspace's journal. Faults are :class:`HuiRegError` (exit 7)."""

    def __init__(self, paths: Sequence[Path], vault: Vault = OPEN) -> None:
        self.copies = [Lines(path, vault) for path in paths]
        self._undo: list[tuple[Lines, tuple[int, int]]] = []
        self.told: list[str] = []
        """What had to be put right when the database was opened, in sentences."""

    def begin(self, connection: Connection) -> None:
        """A transaction begins."""
        connection.info.pop(_PENDING, None)
        self._undo = []

    def write(self, connection: Connection) -> None:
        """Note durably what this transaction wrote; it may commit then, and must not before."""
        pending = connection.info.pop(_PENDING, [])
        if pending:
            before = (number(connection), token(connection) or "")
            here = count(connection)
            line = telling.line({"number": here, "token": token(connection), "rows": pending})
            for copy in self.copies:
                if not _is_shared(connection) or telling.mark(copy.last()) == before:
                    self._undo.append((copy, copy.append([line])))
                else:  # another computer wrote since
                    copy.replace(_everything(connection, here))

    def take_back(self) -> None:
        """The transaction failed: what was noted of it must not count."""
        for copy, sizes in self._undo:
            copy.take_back(sizes)
        self._undo = []

    def catch_up(self, connection: Connection, *, tolerant: bool = False) -> None:
        """Have the database and all copies tell the same. Raises :class:`HuiRegError` (exit 7) when lines that the
        database lacks are damaged in every copy; ``tolerant`` leaves those out and tells of them."""
        lock(connection)
        known = number(connection)
        for copy in self.copies:
            if copy.torn():
                self.told.append(f"台账日志 {_named(copy)} 的最后一行没有写完，已整理")
        marks = [telling.mark(copy.last()) for copy in self.copies]
        ahead = [copy for copy, mark in zip(self.copies, marks, strict=True) if mark[0] > known]
        if going_on := [copy for copy in ahead if _goes_on(connection, copy, known)]:
            self._enter(connection, known, going_on, tolerant=tolerant)
        elif ahead:
            self.told.append("台账日志里有一次没有写成的记录（连接中断，期间另一台电脑写过），已按数据库整理")
        elif not known and any(True for _ in rows(connection)):
            count(connection)  # a store from before there were journals
        known, here = number(connection), token(connection) or ""
        for copy, mark in zip(self.copies, marks, strict=True):
            if mark != (known, here) or copy.torn():
                self._complete(connection, copy, known, told=known > 1 and mark[0] == 0)

    def renew(self, connection: Connection) -> None:
        """Write every copy anew from the database: what was forgotten there is in none of them any more."""
        known = count(connection)
        for copy in self.copies:
            copy.replace(_everything(connection, known))

    def _enter(self, connection: Connection, known: int, ahead: Sequence[Lines], *, tolerant: bool) -> None:
        top, last = max(telling.mark(copy.last()) for copy in ahead)
        entered, missing = 0, set(range(known + 1, top + 1))
        found: dict[tuple[int, int], tuple[int, str]] = {}
        for copy in ahead if _is_shared(connection) else self.copies:
            for line in copy.read():
                here, part, parts = telling.place(line.text)
                if here > known and line.text is not None:
                    found.setdefault((here, part), (parts, line.text))
        for here in sorted({number for number, _ in found}):
            pieces = [piece for (of, _), piece in sorted(found.items()) if of == here]
            told = [row for _, text in pieces for row in rows_of(text)[2]]
            if pieces[0][0] > 1 or rows_of(pieces[0][1])[1]:
                missing -= set(range(here))
                for table in TABLES.values():
                    connection.execute(delete(table).execution_options(**NOTED))
            if len(pieces) == pieces[0][0]:
                missing.discard(here)
            entered += len(told)
            for table in TABLES.values():
                _upsert(connection, table, [row for of, row in told if of is table])
        if missing and not tolerant:
            raise HuiRegError(
                ExitCode.STORE,
                f"数据库比台账日志少 {top - known} 次记录，其中 {len(missing)} 次在日志里已损坏",
                "请运行 hui-reg verify 查看，并从备份恢复（hui-reg restore）。",
            )
        self.told += [f"台账日志的第 {here} 次记录已损坏，无法补入数据库：请从备份恢复" for here in sorted(missing)]
        self.told.append(f"数据库缺少台账日志里的 {entered} 行，已按日志补上")
        count(connection, top, last or None)
        claims.renew(connection, entries_in(connection))

    def _complete(self, connection: Connection, copy: Lines, known: int, *, told: bool) -> None:
        """Have a copy hold all lines up to ``known``: from another that does, else from the database."""
        if told:
            self.told.append(f"台账日志 {_named(copy)} 不见了，已重新写出")
        for other in self.copies:
            texts = [line.text for line in other.read()] if other is not copy else []
            whole = [one for one in texts if one is not None]
            mark = telling.mark(whole[-1]) if whole else None
            if len(whole) == len(texts) and mark == (known, token(connection) or "") and telling.unbroken(whole):
                copy.replace(whole)
                return
        copy.replace(_everything(connection, known))


def _everything(connection: Connection, known: int) -> Iterator[str]:
    """Lines of one number that tell of all there is, none of them longer than a few hundred rows: a bit that is lost
    in one costs no more than those."""
    held = [[table.name, _plain(row)] for table, row in rows(connection)]
    here = token(connection)
    pieces = [held[start : start + _CHUNK] for start in range(0, len(held), _CHUNK)] or [[]]
    for part, piece in enumerate(pieces):
        place = {"number": known, "token": here, "everything": not part, "part": part, "parts": len(pieces)}
        yield telling.line({**place, "rows": piece})


def _is_shared(connection: Connection) -> bool:
    """Whether other computers may write to this database too."""
    return connection.dialect.name != "sqlite"


def _goes_on(connection: Connection, copy: Lines, known: int) -> bool:
    """Whether the copy's lines behind the database's last one were written after that very line."""
    if not known or not _is_shared(connection):
        return True
    marks = [telling.mark(line.text) for line in copy.read() if line.text is not None]
    there = [mark for mark in marks if mark[0] == known]
    return not there or there[-1] == (known, token(connection) or "")


def _named(copy: Lines) -> str:
    return f"{copy.path.parent.name}/{copy.path.name}"


def _upsert(connection: Connection, table: Table, new: Sequence[Mapping[str, Any]]) -> None:
    if not new:
        return
    statement = insert_into(connection, table)
    keys = [column.name for column in table.primary_key]
    others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    upsert = statement.on_conflict_do_update(index_elements=keys, set_=others)
    names = [column.name for column in table.columns]
    full = [{name: row.get(name) for name in names} for row in new]
    for start in range(0, len(full), _CHUNK):
        connection.execute(upsert.execution_options(**NOTED), full[start : start + _CHUNK])


def _insert(connection: Connection, table: Table, new: Sequence[Mapping[str, Any]]) -> None:
    names = [column.name for column in table.columns]
    full = [{name: row.get(name) for name in names} for row in new]
    for start in range(0, len(full), _CHUNK):
        connection.execute(insert(table).execution_options(**NOTED), full[start : start + _CHUNK])


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {column.name for column in table.columns if isinstance(column.type, UtcDateTime)}
    return {name: datetime.fromisoformat(value) if name in moments else value for name, value in row.items()}
