"""Open the database, bring it to the current schema, and hand out transactions.

SQLite runs in WAL mode with ``synchronous=FULL``: NORMAL loses committed rows in a power cut. Every fault of
the database becomes one :class:`HuiRegError` with exit code 7.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection as Connection  # exported: the one type of the library that others name
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from hui_reg.errors import ExitCode, HuiRegError

HEAD = "0003"
"""The newest migration; a test compares it with ``migrations/versions``."""


class Database:
    """One database, SQLite by default, PostgreSQL by address."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back on an error. Raises :class:`HuiRegError` (exit 7)."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise store_error(error) from error

    def close(self) -> None:
        self.engine.dispose()


def store_error(error: Exception) -> HuiRegError:
    """The database's fault as a sentence for the user, without the statement: it may hold personal data."""
    cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
    return HuiRegError(
        ExitCode.STORE,
        f"数据库无法读写：{cause}",
        "请检查磁盘空间与权限、是否有其他程序占用；已收取的邮件不会丢失，排除后重新运行即可。",
    )


def open_database(url: str) -> Database:
    """Open (and create or migrate) the database at a SQLAlchemy URL. Raises :class:`HuiRegError` (exit 7, or 6)."""
    try:
        engine = create_engine(url)
        if make_url(url).get_backend_name() == "sqlite":
            _prepare_sqlite(engine)
        _migrate(engine)
    except ModuleNotFoundError as error:
        raise HuiRegError(
            ExitCode.COMPONENT_MISSING, f"缺少数据库驱动 {error.name}", "请安装：pip install 'hui-reg[postgres]'"
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise store_error(error) from error
    return Database(engine)


def _prepare_sqlite(engine: Engine) -> None:
    path = engine.url.database
    if path and not Path(path).exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver's own starts too late for a clean read
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute("PRAGMA secure_delete=ON").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        if inspect(connection).has_table("alembic_version"):
            current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if current == HEAD:
                return
    from alembic import command  # imported only when there is something to migrate
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
