"""What people did, in a journal beside the mails, so that it outlives the database: ledger, exports, imports, keys.

Every row of the tables in ``TABLES`` is written by :func:`put`, which notes it. Before a transaction commits, its rows
are appended to every copy of the journal as one numbered line and synced; its number is in the database too, in the
same transaction. So whatever a kill or a power cut leaves, :meth:`Chronicle.catch_up` knows which is ahead: lines the
database lacks are entered, a copy that lacks lines is completed from the other one, or made anew from the database.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.lines import Lines
from hui_reg.store.schema import UtcDateTime, entries, exports, imports, leaves, secrets, written
from hui_reg.store.vault import OPEN, Vault

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
    if new:
        lock(connection)
        _upsert(connection, table, new)
        connection.info.setdefault(_PENDING, []).extend([table.name, _plain(row)] for row in new)


def lock(connection: Connection) -> None:
    """Keep others from writing such rows until this transaction ends. SQLite's transactions do that anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def number(connection: Connection) -> int:
    """The number of the last line of the journal that this database holds; 0 for none."""
    return int(connection.execute(select(func.max(written.c.number))).scalar() or 0)


def count(connection: Connection, here: int | None = None) -> int:
    """Have the database be at a line of the journal, by default the next. Returns its number."""
    here = number(connection) + 1 if here is None else here
    connection.execute(delete(written))
    connection.execute(insert(written).values(number=here))
    return here


def rows(connection: Connection) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Every row of these tables."""
    for table in TABLES.values():
        for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
            yield table, {str(name): value for name, value in row.items()}


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
            here = count(connection)
            line = json.dumps({"number": here, "rows": pending}, ensure_ascii=False, separators=(",", ":"))
            for copy in self.copies:
                self._undo.append((copy, copy.append([line])))

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
        tops = [_number(copy.last()) for copy in self.copies]
        if max(tops, default=0) > known:
            self._enter(connection, known, max(tops), tolerant=tolerant)
            known = number(connection)
        elif not known and any(True for _ in rows(connection)):
            known = count(connection)  # a store from before there were journals
        for copy, top in zip(self.copies, tops, strict=True):
            if top != known or copy.torn():
                self._complete(connection, copy, known, told=known > 1 and top == 0)

    def renew(self, connection: Connection) -> None:
        """Write every copy anew from the database: what was forgotten there is in none of them any more."""
        known = count(connection)
        for copy in self.copies:
            copy.replace(_everything(connection, known))

    def _enter(self, connection: Connection, known: int, top: int, *, tolerant: bool) -> None:
        entered, missing = 0, set(range(known + 1, top + 1))
        found: dict[tuple[int, int], tuple[int, str]] = {}
        for copy in self.copies:
            for line in copy.read():
                here, part, parts = _place(line.text)
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
        count(connection, top)

    def _complete(self, connection: Connection, copy: Lines, known: int, *, told: bool) -> None:
        """Have a copy hold all lines up to ``known``: from another that does, else from the database."""
        if told:
            self.told.append(f"台账日志 {_named(copy)} 不见了，已重新写出")
        for other in self.copies:
            texts = [line.text for line in other.read()] if other is not copy else []
            whole = [one for one in texts if one is not None]
            if len(whole) == len(texts) and [_number(one) for one in whole][-1:] == [known] and _unbroken(whole):
                copy.replace(whole)
                return
        copy.replace(_everything(connection, known))


def _everything(connection: Connection, known: int) -> Iterator[str]:
    """Lines of one number that tell of all there is, none of them longer than a few hundred rows: a bit that is lost
    in one costs no more than those."""
    held = [[table.name, _plain(row)] for table, row in rows(connection)]
    pieces = [held[start : start + _CHUNK] for start in range(0, len(held), _CHUNK)] or [[]]
    for part, piece in enumerate(pieces):
        whole = {"number": known, "everything": not part, "part": part, "parts": len(pieces), "rows": piece}
        yield json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _unbroken(lines: Sequence[str]) -> bool:
    places = [_place(line) for line in lines]
    wanted = [(number, part, parts) for number, first, parts in places if not first for part in range(parts)]
    numbers = [number for number, part, _ in places if not part]
    begins = rows_of(lines[0])[1] or numbers[:1] == [1]
    return begins and places == wanted and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _number(line: str | None) -> int:
    return _place(line)[0]


def _place(line: str | None) -> tuple[int, int, int]:
    """A line's number, which of the lines of that number it is, and how many there are; number 0 for none."""
    try:
        document = json.loads(line or "")
        found, part, parts = document["number"], document.get("part", 0), document.get("parts", 1)
    except (ValueError, KeyError, TypeError, AttributeError):
        return 0, 0, 1
    return (found, part, parts) if isinstance(found, int) else (0, 0, 1)


def _named(copy: Lines) -> str:
    return f"{copy.path.parent.name}/{copy.path.name}"


def _upsert(connection: Connection, table: Table, new: Sequence[Mapping[str, Any]]) -> None:
    if not new:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    upsert = statement.on_conflict_do_update(index_elements=keys, set_=others)
    names = [column.name for column in table.columns]
    full = [{name: row.get(name) for name in names} for row in new]
    for start in range(0, len(full), _CHUNK):
        connection.execute(upsert.execution_options(**NOTED), full[start : start + _CHUNK])


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {column.name for column in table.columns if isinstance(column.type, UtcDateTime)}
    return {name: datetime.fromisoformat(value) if name in moments else value for name, value in row.items()}
