"""How the receiving from each mailbox went last: once well, once badly, with what was said. For whoever watches."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from hui_reg.store.schema import runs

_COMMAND = "mailbox"


@dataclass(frozen=True)
class Health:
    """One mailbox: when it was last received from, when that last failed, and why."""

    good_at: datetime | None = None
    failed_at: datetime | None = None
    told: str = ""

    @property
    def fails(self) -> bool:
        """Whether the last try failed."""
        return self.failed_at is not None and (self.good_at is None or self.good_at < self.failed_at)


def note(connection: Connection, account: str, at: datetime, told: str = "") -> None:
    """Note how a try ended, in place of the one before that ended so; ``told``: why it failed, empty for well."""
    for row in _rows(connection):
        known = json.loads(row.summary)
        if known["account"] == account and bool(known["told"]) is bool(told):
            connection.execute(delete(runs).where(runs.c.id == row.id))
    summary = json.dumps({"account": account, "told": told}, ensure_ascii=False)
    connection.execute(insert(runs), {"command": _COMMAND, "finished_at": at, "summary": summary})


def health(connection: Connection) -> Mapping[str, Health]:
    """Every mailbox ever tried, by its account."""
    found: dict[str, Health] = {}
    for row in _rows(connection):
        known = json.loads(row.summary)
        before = found.get(known["account"], Health())
        found[known["account"]] = (
            Health(before.good_at, row.finished_at, known["told"])
            if known["told"]
            else Health(row.finished_at, before.failed_at, before.told)
        )
    return found


def _rows(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(select(runs).where(runs.c.command == _COMMAND).order_by(runs.c.id)).all()
