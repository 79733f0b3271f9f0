"""What a shared server tells of itself and of us, for whoever looks after it: never its address, never a password."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.database import store_error
from hui_reg.store.joint import address, turns
from hui_reg.store.joint.roles import REVIEWERS, STAFF
from hui_reg.store.joint.tables import holdings, places

Group = Literal["owner", "staff", "reviewer", "none", "unset"]

_LOOK: Final = (
    "SELECT current_setting('server_version') AS version, current_user AS name, clock_timestamp() AS now,"
    " (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl) AS tls,"
    " (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'entries') AS owner,"
    " (SELECT count(*) FROM pg_roles WHERE rolname IN (:staff, :reviewers)"
    "  AND has_table_privilege(oid, 'public.entries', 'SELECT')) AS groups,"
    " (SELECT bool_or(rolname = :staff) FROM pg_roles"
    "  WHERE rolname IN (:staff, :reviewers) AND pg_has_role(current_user, oid, 'member')) AS is_staff"
)


@dataclass(frozen=True)
class Server:
    """``version`` of PostgreSQL; ``user``: whom we are there, of which ``group`` (``unset``: nothing is granted to any
    here yet); ``now``: its clock; ``tls``: the protocol of an encrypted connection, empty for a plain one; ``is_here``:
    whether nothing leaves this computer; ``running``: who writes at the moment, empty for nobody; ``held``: how many
    files lie at each place, by the place's id, with its title."""

    version: str
    user: str
    group: Group
    now: datetime
    tls: str
    is_here: bool
    running: str
    held: dict[str, tuple[str, int]]


def looked_at(connection: Connection, url: str) -> Server:
    """The server at the other end of a connection that was opened by this address."""
    row = connection.execute(text(_LOOK), {"staff": STAFF, "reviewers": REVIEWERS}).one()
    group: Group = "staff" if row.is_staff else "reviewer" if row.is_staff is not None else "none"
    if row.groups < 2:
        group = "unset"
    elif row.owner == row.name:
        group = "owner"
    counted = select(places.c.id, places.c.title, func.count(holdings.c.sha256)).outerjoin(
        holdings, holdings.c.place == places.c.id
    )
    held = {
        place: (title, count)
        for place, title, count in connection.execute(counted.group_by(places.c.id, places.c.title))
    }
    return Server(
        str(row.version).split()[0], row.name, group, row.now.astimezone(UTC), row.tls or "",
        address.is_here(address.parsed(url)), turns.running(connection), held,
    )  # fmt: skip


def reach(url: str) -> None:
    """Connect to a shared database once, and write nothing. Raises :class:`HuiRegError` (exit 7 or 6): it can't be
    reached, or couldn't hold what we write."""
    try:
        parts = address.guarded(address.parsed(url))
        engine = create_engine(parts, connect_args=address.arguments(parts))
        with engine.connect() as connection:
            encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar())
        engine.dispose()
    except (ModuleNotFoundError, SQLAlchemyError) as error:
        raise store_error(error) from error
    if encoding != "UTF8":
        raise HuiRegError(
            ExitCode.STORE,
            f"数据库的编码是 {encoding}，中文存不进去",
            "请管理员重新建库：CREATE DATABASE hui OWNER hui ENCODING 'UTF8' TEMPLATE template0;",
        )
