"""What SQLite and PostgreSQL each have their own words for; a database's words are loaded only where it is used."""

from typing import Any

from sqlalchemy import Connection, Table, func, literal
from sqlalchemy.dialects import sqlite


def insert_into(connection: Connection, table: Table) -> Any:
    """An INSERT that can say what becomes of rows that are there."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def joined(connection: Connection, line: Any, mark: str, in_order: Any) -> Any:
    """One text of all rows' lines, which come in this order already."""
    if connection.dialect.name == "sqlite":
        return func.group_concat(line, mark)
    from sqlalchemy.dialects.postgresql import aggregate_order_by

    return func.string_agg(line, aggregate_order_by(literal(mark), *in_order))
