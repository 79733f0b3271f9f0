"""What was handed out, what came back, and the key that signs exported rows."""

import hashlib
import json
import secrets as random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from hui_reg.store import chronicle
from hui_reg.store.schema import exports, imports, secrets

_KEY_BYTES = 32


@dataclass(frozen=True)
class Export:
    """An export handed out earlier: its id, its kind, when, and what must be known to check it when it returns."""

    id: str
    kind: str
    made_at: datetime
    document: Mapping[str, Any]


def signing_key(connection: Connection, name: str) -> bytes:
    """The workspace's own key of that name, made when first asked for."""
    known = connection.execute(select(secrets.c.value).where(secrets.c.name == name)).scalar()
    if known is None:
        known = random.token_hex(_KEY_BYTES)
        chronicle.put(connection, secrets, [{"name": name, "value": known}])
    return bytes.fromhex(known)


def new_id(made_at: datetime) -> str:
    """A fresh export id that people can read out: the day and eight random digits."""
    return f"{made_at:%Y%m%d}-{random.token_hex(4)}"


def record_export(connection: Connection, export: Export) -> None:
    """Remember an export, in place of one with the same id. ``document`` should hold nothing personal: it outlives
    the files."""
    chronicle.put(connection, exports, [row_of(export)])


def row_of(export: Export) -> dict[str, Any]:
    """An export as the table holds it."""
    document = json.dumps(dict(export.document), ensure_ascii=False)
    return {"id": export.id, "kind": export.kind, "made_at": export.made_at, "document": document}


def load_export(connection: Connection, export_id: str) -> Export | None:
    """An earlier export; None when this workspace never made it."""
    row = connection.execute(select(exports).where(exports.c.id == export_id)).first()
    return None if row is None else Export(row.id, row.kind, row.made_at, json.loads(row.document))


WRITTEN = "file"
"""The kind of those exports that are no batch but the memory of a file's bytes."""


def written(connection: Connection, place: str) -> list[str]:
    """The SHA-256 of what this workspace wrote to a place: the last file, and the one it may not yet have replaced."""
    known = load_export(connection, _of_place(place))
    return list(known.document["sha256"]) if known else []


def note_written(connection: Connection, place: str, hashes: Sequence[str]) -> None:
    """Remember what is about to stand at a place. The place itself, which may bear a name, is not kept."""
    record_export(connection, Export(_of_place(place), WRITTEN, datetime.now(UTC), {"sha256": list(hashes)}))


def _of_place(place: str) -> str:
    return f"{WRITTEN}-{hashlib.sha256(place.encode()).hexdigest()[:31]}"


def load_exports(connection: Connection, kind: str) -> list[Export]:
    """Every export of a kind, oldest first."""
    query = select(exports).where(exports.c.kind == kind).order_by(exports.c.made_at, exports.c.id)
    return [Export(row.id, row.kind, row.made_at, json.loads(row.document)) for row in connection.execute(query)]


def imported_at(connection: Connection, sha256: str, kind: str) -> datetime | None:
    """When a file was last taken in as ``kind``; None when it never was."""
    query = select(imports.c.imported_at).where(imports.c.sha256 == sha256, imports.c.kind == kind)
    found: datetime | None = connection.execute(query).scalar()
    return found


def record_import(connection: Connection, sha256: str, kind: str, *, at: datetime, by: str, name: str) -> None:
    """Note that a file was taken in, and when last."""
    row = {"sha256": sha256, "kind": kind, "imported_at": at, "by": by, "name": name}
    chronicle.put(connection, imports, [row])


def imported_files(connection: Connection, kind: str) -> dict[str, str]:
    """The names of the files taken in as ``kind``, by SHA-256."""
    query = select(imports.c.sha256, imports.c.name).where(imports.c.kind == kind).order_by(imports.c.imported_at)
    return {row.sha256: row.name for row in connection.execute(query)}


def imported_names(connection: Connection) -> dict[str, str]:
    """The names of all files taken in, by SHA-256."""
    return {row.sha256: row.name for row in connection.execute(select(imports.c.sha256, imports.c.name))}
