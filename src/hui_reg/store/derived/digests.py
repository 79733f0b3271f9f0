"""The digest of the last validation's results as they stand, by which the next knows that nobody touched them."""

import hashlib
from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, Text, cast, func, literal, select, type_coerce

from hui_reg.store.joint.dialects import joined
from hui_reg.store.schema import assessments, leftovers, mail_problems

_STRUNG: Final = 4000
"""Rows strung together at a time."""


def results_digest(connection: Connection) -> str:
    """The digest of the results as they stand: a row that was lost, dropped for its damage or changed by another hand
    is not what was left. The database strings the rows together, for there may be very many, a few thousand at a time.
    """
    told = hashlib.sha256()
    for table in (assessments, leftovers, mail_problems):
        for text in _strung(connection, table):
            told.update(text.encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def _strung(connection: Connection, table: Table) -> Iterator[str]:
    """All rows of a table in the order of its key, of documents their seals."""
    (key,) = table.primary_key
    line: ColumnElement[str] = cast(literal(""), Text)
    for one in table.c:
        line = line.concat("\x1f").concat(cast(func.substr(one, 1, 16) if one.name == "document" else one, Text))
    rows = select(type_coerce(line, Text).label("line"), key).order_by(key).limit(_STRUNG)
    last = None
    while True:
        some = (rows if last is None else rows.where(key > last)).subquery()
        whole = joined(connection, some.c.line, "\x1e", [some.c[key.name]])
        text, last = connection.execute(select(whole, func.max(some.c[key.name]))).one()
        if last is None:
            return
        yield f"\x1e{text}"
