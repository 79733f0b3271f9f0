"""SQLite files under the office's key: SQLCipher (AES-256), by the package sqlcipher3."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any, Final

from hui_reg import durable
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.safe.seal import no_pipe
from hui_reg.store.safe.vault import Vault

_PLAIN: Final = b"SQLite format 3\0"


def is_enciphered(database: Path, vault: Vault) -> bool:
    """Whether a database is to be opened with the key: one that isn't there yet, if the setting wants it so; one that
    is there, unless it is plain, or there is no key at all (it is damaged, then)."""
    try:
        with no_pipe(database).open("rb") as file:
            beginning = file.read(len(_PLAIN))
    except FileNotFoundError:
        beginning = b""
    if not beginning:
        return bool(vault.cipher)
    return beginning != _PLAIN and (bool(vault.cipher) or vault.key is not None)


def is_plain(database: Path) -> bool:
    """Whether a file is a plain database, or nothing yet."""
    with no_pipe(database).open("rb") as file:
        return file.read(len(_PLAIN)) in (_PLAIN, b"")


def module() -> Any:
    """The database's driver. Raises :class:`HuiRegError` (exit 6) where it isn't installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise HuiRegError(
            ExitCode.COMPONENT_MISSING, "缺少加密数据库的组件 sqlcipher3", "请安装：pip install 'hui-reg[encrypt]'"
        ) from error
    return dbapi2


def connect(database: Path | str, vault: Vault) -> Any:
    """A connection with the key given. That it is the right one shows when something is read."""
    connection = module().connect(str(database), check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE").close()
    connection.execute(f"PRAGMA key = \"x'{vault.database_key}'\"").close()
    return connection


def copied(source: Path, target: Path, vault: Vault, *, enciphered: bool) -> None:
    """Write all that a closed database holds into a new one, enciphered or not, synced. Raises the driver's errors."""
    driver = module()
    connection = connect(source, vault) if is_enciphered(source, vault) else driver.connect(str(source))
    try:
        connection.isolation_level = None
        key = f"x'{vault.database_key}'" if enciphered else ""
        connection.execute("ATTACH DATABASE ? AS made KEY ?", (str(target), key)).close()
        connection.execute("SELECT sqlcipher_export('made')").close()
        connection.execute("DETACH DATABASE made").close()
    finally:
        connection.close()
    durable.sync(target)


def image(source: Path, vault: Vault) -> bytes:
    """The file of a plain database that holds what an enciphered one does; it never touches the disk."""
    opened, memory = contextlib.closing(connect(source, vault)), contextlib.closing(sqlite3.connect(":memory:"))
    with opened as connection, memory as plain:
        connection.execute("BEGIN").close()
        made = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        tables = [(name, sql) for kind, name, sql in made if kind == "table" and not name.startswith("sqlite_")]
        for name, sql in tables:
            plain.execute(sql)
            quoted = name.replace('"', '""')
            rows = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 a table of ours
            marks = ", ".join("?" * len(rows.description))
            plain.executemany(f'INSERT INTO "{quoted}" VALUES ({marks})', rows)  # noqa: S608
        for kind, _, sql in made:
            if kind != "table":
                plain.execute(sql)
        plain.commit()
        return plain.serialize()
