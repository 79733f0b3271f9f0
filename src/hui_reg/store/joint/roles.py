"""Who may do what in a shared database: staff everything, reviewers read and decide. PostgreSQL holds them to it.

Two groups, of which the administrator makes the people's own users members. The statements may be run again and again,
and must be after an update that brought new tables.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, text

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.derived import traces
from hui_reg.store.joint.engine import SCHEMA

STAFF: Final = "hui_staff"
REVIEWERS: Final = "hui_reviewers"
DECISIONS: Final = ("first_review", "second_review")
"""The kinds of entries that a reviewer may add."""
_MAY_ADD: Final = ("leaves", "holdings", "places")
_MAY_CHANGE: Final = ("imports", "exports", "turns")


def statements() -> Iterator[str]:
    """The SQL, statement by statement, for the owner of the database's tables."""
    for role in (STAFF, REVIEWERS):  # who may make none is refused even one that is there
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN CREATE ROLE {role} NOLOGIN; END IF; EXCEPTION WHEN duplicate_object THEN NULL; "
            "WHEN unique_violation THEN NULL; END $$"
        )
        yield f"GRANT USAGE ON SCHEMA public TO {role}"
        yield f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"
        yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}"
        yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public, {SCHEMA} TO {role}"
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public, {SCHEMA} GRANT SELECT ON TABLES TO {role}"
    tables = ", ".join(f'"{table.name}"' for table in traces.papers.metadata.sorted_tables)
    everything = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE"
    yield f"GRANT {everything} ON {tables} TO {STAFF}"
    yield f"GRANT CREATE ON SCHEMA {SCHEMA} TO {STAFF}"
    yield f"GRANT {everything} ON ALL TABLES IN SCHEMA {SCHEMA} TO {STAFF}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, {SCHEMA} TO {STAFF}"
    for kind, rights in (("TABLES", everything), ("SEQUENCES", "USAGE")):
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public, {SCHEMA} GRANT {rights} ON {kind} TO {STAFF}"
    yield from _of_reviewers()


def _of_reviewers() -> Iterator[str]:
    for table in _MAY_ADD:
        yield f'GRANT INSERT ON "{table}" TO {REVIEWERS}'
    for table in _MAY_CHANGE:
        yield f'GRANT INSERT, UPDATE ON "{table}" TO {REVIEWERS}'
    yield f'GRANT INSERT, DELETE ON "written" TO {REVIEWERS}'
    yield f"GRANT INSERT ON entries TO {REVIEWERS}"
    yield "ALTER TABLE entries ENABLE ROW LEVEL SECURITY"
    kinds = ", ".join(f"'{kind}'" for kind in DECISIONS)
    for name, role, what in (
        ("staff_all", STAFF, "FOR ALL TO {} USING (true) WITH CHECK (true)"),
        ("reviewers_read", REVIEWERS, "FOR SELECT TO {} USING (true)"),
        ("reviewers_decide", REVIEWERS, f"FOR INSERT TO {{}} WITH CHECK (kind IN ({kinds}) AND supersedes IS NULL)"),
    ):
        yield f"DROP POLICY IF EXISTS {name} ON entries"
        yield f"CREATE POLICY {name} ON entries {what.format(role)}"


def apply(connection: Connection) -> None:
    """Carry the statements out, all or none. Raises :class:`HuiRegError` (exit 7) where the groups are missing and the
    user may make none: the owner of a database seldom may."""
    query = text(
        "SELECT rolcreaterole OR rolsuper, (SELECT count(*) FROM pg_roles WHERE rolname IN (:staff, :reviewers))"
        " FROM pg_roles WHERE rolname = current_user"
    )
    may, there = connection.execute(query, {"staff": STAFF, "reviewers": REVIEWERS}).one()
    if there < 2 and not may:
        raise HuiRegError(
            ExitCode.STORE,
            f"服务器上还没有 {STAFF}、{REVIEWERS} 这两个角色，这个数据库用户也不能建立角色",
            f"请管理员运行一次 CREATE ROLE {STAFF} NOLOGIN; CREATE ROLE {REVIEWERS} NOLOGIN; 然后重新运行。",
        )
    for statement in statements():
        connection.execute(text(statement.replace(":", "\\:")))
