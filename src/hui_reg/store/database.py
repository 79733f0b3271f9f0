"""Open the database, bring it to the current schema, and hand out transactions, each noted in the journal first.

SQLite runs in WAL mode with ``synchronous=FULL``: NORMAL loses committed rows in a power cut. PostgreSQL is shared by
several computers (``store.joint``): a connection that was cut is made anew, a run writes only while it has the turn.
Every fault of the database becomes one :class:`HuiRegError` with exit code 7.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection as Connection  # exported: the one type of the library that others name
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.exc import SQLAlchemyError

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.chronicle import TABLES, Chronicle
from hui_reg.store.joint import address, causes, turns
from hui_reg.store.safe import enciphered
from hui_reg.store.safe.seal import Seal
from hui_reg.store.safe.vault import OPEN, Vault
from hui_reg.store.schema import entries, metadata

HEAD = "0008"
"""The newest migration; a test compares it with ``migrations/versions``."""
PATIENCE: Final = 60.0
"""Seconds that a server is waited for that went away while a run was at work."""
_PAUSE: Final = 0.5
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
_BUSY = 10_000
"""Milliseconds that a file is waited for which somebody else is reading or writing."""


class Database:
    """One database, SQLite by default, PostgreSQL by address, with the journal of what people did."""

    def __init__(self, engine: Engine, chronicle: Chronicle | None = None, seal: Seal | None = None) -> None:
        self.engine = engine
        self.chronicle = chronicle or Chronicle(())
        self._seal = seal
        self.turn: turns.Turn | None = None
        """The turn of the run that is at work, where several computers share the database."""

    @property
    def is_shared(self) -> bool:
        """Whether other computers may write to it too."""
        return self.engine.dialect.name != "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back on an error. Raises :class:`HuiRegError` (exit 7; exit 5
        when the run's turn is over)."""
        try:
            with self._connected() as connection, connection.begin():
                if self.turn is not None:
                    self.turn.keep()
                    self.turn.check(connection)
                self.chronicle.begin(connection)
                yield connection
                self.chronicle.write(connection)
        except BaseException as error:
            self.chronicle.take_back()
            if isinstance(error, SQLAlchemyError):
                raise store_error(error) from error
            raise

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn what the library raises into a :class:`HuiRegError` (exit 7)."""
        try:
            yield
        except SQLAlchemyError as error:
            raise store_error(error) from error

    def catch_up(self, *, tolerant: bool = False) -> None:
        """Have the database and its journals tell the same. Raises :class:`HuiRegError` (exit 7).

        While another computer is at work it is left for later: what would be entered now, its plans know nothing of.
        """
        if self.chronicle.copies:
            with self.guarded(), self.engine.begin() as connection:
                if not self.is_shared or self.turn is not None or turns.is_free(connection):
                    self.chronicle.catch_up(connection.execution_options(late=True), tolerant=tolerant)

    def _connected(self) -> Connection:
        """A live connection; a shared server that is gone for a moment is waited for."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self.engine.connect()
            except SQLAlchemyError as error:
                if not self.is_shared or not causes.passes(error) or time.monotonic() > end:
                    raise
                time.sleep(_PAUSE)

    def about_to_write(self) -> None:
        """The file won't be what it was when it was last closed."""
        if self._seal is not None:
            self._seal.lift()

    def close(self) -> None:
        """Close every connection, and note the sum of the file, when nobody else has it open."""
        self.engine.dispose()
        if self._seal is not None:
            self._seal.set()


def store_error(error: Exception) -> HuiRegError:
    """The database's fault as a sentence for the user, without the statement: it may hold personal data."""
    if isinstance(error, ModuleNotFoundError):
        install = "请安装：pip install 'hui-reg[postgres]'"
        return HuiRegError(ExitCode.COMPONENT_MISSING, f"缺少数据库驱动 {error.name}", install)
    if told := causes.cause(error):
        return HuiRegError(ExitCode.STORE, *told)
    driver = type(error).__name__ if isinstance(error, SQLAlchemyError) else error  # the driver's own tell no statement
    cause = (str(getattr(error, "orig", None) or driver) or type(error).__name__).splitlines()[0]
    return HuiRegError(
        ExitCode.STORE,
        f"数据库无法读写：{cause}",
        "请检查磁盘空间与权限、是否有其他程序占用；已收取的邮件不会丢失，排除后重新运行即可。",
    )


def open_database(url: str, journals: Sequence[Path] = (), *, tolerant: bool = False, vault: Vault = OPEN) -> Database:
    """Open (and create or migrate) the database at a SQLAlchemy URL, and have it and its journals tell the same.

    ``tolerant``: though lines of the journal that it lacks are lost. Raises :class:`HuiRegError` (exit 7, or 6).
    """
    chronicle, seal = Chronicle(journals, vault), seal_of(url)
    if seal is not None:
        seal.opening()
    try:
        engine = _engine(url, vault)
        database = Database(engine, chronicle, seal)
        event.listen(engine, "before_execute", _before_execute(database, strict=bool(journals)))
        with _closed_on_failure(engine):
            _migrate(database)
            database.catch_up(tolerant=tolerant)
    except (ModuleNotFoundError, SQLAlchemyError, OSError) as error:
        raise store_error(error) from error
    return database


@contextmanager
def _closed_on_failure(engine: Engine) -> Iterator[None]:
    """A file that can't be used isn't held open: whoever looks at it next would find the log of somebody at work."""
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


def seal_of(url: str) -> Seal | None:
    """The seal of the database at a URL; None for one that is no file."""
    parts = address.parsed(url)
    is_file = parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:")
    return Seal(Path(str(parts.database))) if is_file else None


def copy_to(database: Database, target: Path) -> None:
    """Copy a SQLite database as it stands now into a new file. Raises :class:`HuiRegError` (exit 7)."""
    raw = database.engine.raw_connection()
    try:
        copy = sqlite3.connect(target)
        try:
            raw.driver_connection.backup(copy)  # type: ignore[union-attr]
            copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, no log beside it
        finally:
            copy.close()
    except sqlite3.Error as error:
        raise store_error(error) from error
    finally:
        raw.close()


def _before_execute(database: Database, *, strict: bool) -> Callable[..., None]:
    """What people did is written by ``chronicle.put`` alone: a row that no journal knows would be lost one day. Where
    others may write too, an entry is planned and written in one turn: between the two nobody else can."""

    def look(_connection: Connection, statement: Any, _many: object, _one: object, options: Any) -> None:
        if not getattr(statement, "is_select", False):
            database.about_to_write()
        if strict and getattr(statement, "is_dml", False) and statement.table.name in TABLES:
            assert options.get("noted"), f"{statement.table.name} is written past the journal"
            planned = statement.table is not entries or not database.is_shared or database.turn or options.get("late")
            assert planned, "an entry that was planned outside a turn may contradict another computer's"

    return look


def _engine(url: str, vault: Vault) -> Engine:
    parts, seal = address.parsed(url), seal_of(url)
    if parts.get_backend_name() == "sqlite":
        engine = create_engine(parts)
        if seal is not None and enciphered.is_enciphered(seal.database, vault):
            where = seal.database
            engine = create_engine(parts, module=enciphered.module(), creator=lambda: enciphered.connect(where, vault))
        _prepare_sqlite(engine)
        return engine
    parts = address.guarded(parts)
    return create_engine(parts, connect_args=address.arguments(parts), pool_pre_ping=True)


def _prepare_sqlite(engine: Engine) -> None:
    path = engine.url.database
    if path and not Path(path).exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver's own starts too late for a clean read
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").close()
            connection.execute(f"PRAGMA busy_timeout={_BUSY}").close()
        except BaseException:
            connection.close()  # no pool has it yet
            raise

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(database: Database) -> None:
    engine = database.engine
    with engine.begin() as connection:
        if _is_current(connection):
            return
        if not database.is_shared and not inspect(connection).get_table_names():
            database.about_to_write()
            _create(connection)
            return
    from alembic import command  # imported only when there is something to migrate
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    database.about_to_write()
    with engine.begin() as connection:
        if database.is_shared:
            turns.alone(connection)
            if _is_current(connection):
                return
        # what it moves about was noted when it was written, or is once the journal has caught up
        config.attributes["connection"] = connection.execution_options(noted=True, late=True)
        command.upgrade(config, "head")


def _create(connection: Connection) -> None:
    """The schema that the migrations come to, at once: a test holds the two against each other."""
    from hui_reg.store.derived import touched, traces  # they and the next add their tables to the schema
    from hui_reg.store.joint import tables

    assert {traces.papers.metadata, tables.places.metadata, touched.touched.metadata} == {metadata}
    metadata.create_all(connection, checkfirst=False)
    for statement in touched.triggers(connection.dialect.name):
        connection.exec_driver_sql(statement)
    version = "version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)"
    connection.exec_driver_sql(f"CREATE TABLE alembic_version ({version})")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))


def _is_current(connection: Connection) -> bool:
    """Whether the schema is this program's. Raises :class:`HuiRegError` (exit 7) for a newer program's."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version")  # text() would count as writing
    current = str(version.scalar() or "")
    if current > HEAD:
        raise HuiRegError(
            ExitCode.STORE,
            "数据库是更新版本的 hui-reg 写的，这台电脑的版本读不了",
            "请更新 hui-reg（与其他电脑同一版本），然后重新运行；数据没有改动。",
        )
    return current == HEAD
