"""A registration that is closed: it takes in nothing more until it is opened again. And what a purge took, told for
good: an entry that is gone otherwise was taken away by somebody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import exports
from hui_reg.store.exports import Export
from hui_reg.store.schema import leaves, mails, runs

_CLOSING: Final = "closing"
_PURGED: Final = "purged"


@dataclass(frozen=True)
class Closing:
    """When and by whom a registration was closed; ``counts`` of what it held then, and the ``head`` of its ledger."""

    at: datetime
    by: str
    counts: Mapping[str, int]
    head: str

    @property
    def sentence(self) -> str:
        """``已于 2024-07-05 由 李四 归档``."""
        return f"已于 {self.at.astimezone():%Y-%m-%d} 由 {self.by} 归档"


def closing(connection: Connection) -> Closing | None:
    """How the registration was closed; None while it is open."""
    known = exports.load_export(connection, _CLOSING)
    if known is None or not known.document["closed"]:
        return None
    return Closing(known.made_at, known.document["by"], known.document["counts"], known.document["head"])


def close(connection: Connection, made: Closing) -> None:
    """Have the registration be closed."""
    document = {"closed": True, "by": made.by, "counts": dict(made.counts), "head": made.head}
    exports.record_export(connection, Export(_CLOSING, _CLOSING, made.at, document))


def reopen(connection: Connection, by: str) -> None:
    """Have it be open again."""
    exports.record_export(connection, Export(_CLOSING, _CLOSING, datetime.now(UTC), {"closed": False, "by": by}))


def refuse_if_closed(connection: Connection) -> None:
    """Raises :class:`HuiRegError` (exit 2) when the registration is closed."""
    closed = closing(connection)
    if closed is not None:
        raise HuiRegError(
            ExitCode.USAGE,
            f"这次报名{closed.sentence}，不再记入新的内容",
            "确须更改时，先运行 hui-reg archive --reopen 重新打开，办完再归档。",
        )


def kept_through_purge(connection: Connection) -> list[Export]:
    """What is told of the closing, and of this purge, when all else is forgotten."""
    last = int(connection.execute(select(func.max(leaves.c.seq))).scalar() or 0)
    told = exports.load_export(connection, _CLOSING)
    purge = Export(_PURGED, _PURGED, datetime.now(UTC), {"through": max(last, purged_through(connection))})
    return [purge] if told is None else [told, purge]


def outlived_purge(connection: Connection) -> int:
    """How many mails are kept though they were here when all of the ledger's beginning is said to have been purged: a
    purge takes the mails too, so that entries alone were taken away, and a purge was made up to cover it."""
    told = exports.load_export(connection, _PURGED)
    if told is None or not told.document["through"]:
        return 0
    here = mails.c.state != "purged", mails.c.recorded_at < told.made_at
    return connection.execute(select(func.count()).select_from(mails).where(*here)).scalar() or 0


def purged_through(connection: Connection) -> int:
    """The number of the last ledger entry that was purged; 0 for none."""
    known = exports.load_export(connection, _PURGED)
    if known is not None:
        return int(known.document["through"])
    if connection.execute(select(runs.c.id).where(runs.c.command == "purge")).first() is None:
        return 0
    # purged by a version that didn't note it: what stands at the beginning without salts
    first: Any = connection.execute(select(func.min(leaves.c.seq)).where(leaves.c.salt.is_not(None))).scalar()
    last: Any = connection.execute(select(func.max(leaves.c.seq))).scalar()
    return int(first - 1 if first is not None else last or 0)
