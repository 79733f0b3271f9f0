"""Which files are where, when several computers share a database: each in one folder for all, or some on each computer.

A folder (or bucket) is known by an id that lies in it, so one that all computers reach is one place, whatever each
calls it. That a file is there is noted before it is written: no copy is ever unknown, and ``purge`` can name them all.
"""

import hashlib
import json
import platform
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, delete, func, select

from hui_reg import durable
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.blobs import BlobStore
from hui_reg.store.joint.dialects import insert_into
from hui_reg.store.joint.tables import holdings, places

if TYPE_CHECKING:
    from hui_reg.store.database import Database

FILE: Final = "place.json"
KNOWN: Final = "shared.json"
"""In the folder of a workspace: the mark of the folder that it shares with others, as it was when last seen."""
_CHUNK: Final = 500


@dataclass(frozen=True)
class Place:
    """A folder of blobs or of a workspace: its id, and what it is called in sentences."""

    id: str
    title: str


def place_of(folder: Path, title: str = "") -> Place:
    """The place that a folder is, marked when it is new. ``title`` is its name then: by default the computer's.

    Raises :class:`HuiRegError` (exit 7).
    """
    mark = folder / FILE
    fresh = Place(secrets.token_hex(8), title or f"电脑 {platform.node() or '？'}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        said = json.dumps({"id": fresh.id, "title": fresh.title}, ensure_ascii=False)
        try:
            durable.create(mark, said.encode(), synced=True)
        except FileExistsError:
            known = json.loads(mark.read_text(encoding="utf-8"))
            return Place(str(known["id"])[:32], str(known["title"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HuiRegError(
            ExitCode.STORE, f"文件夹 {folder} 用不了", "请检查它是否连着、能否写入；里面的 place.json 损坏时请删去它。"
        ) from error
    return fresh


def refuse_if_away(shared: Path, folder: Path) -> None:
    """Raises :class:`HuiRegError` (exit 7) when the folder that computers share isn't the one that this workspace, in
    its own ``folder``, has known: not connected, or another in its place. To be asked before anything is written."""
    known, now = _marked(folder / KNOWN), _marked(shared / FILE)
    if known and known != now:
        raise _away(shared)


def remember(shared: Path, folder: Path) -> bool:
    """Know the shared folder by its mark from now on. Returns whether it has one."""
    is_there = bool(_marked(shared / FILE))
    if is_there and not (folder / KNOWN).exists():
        durable.put(folder / KNOWN, (shared / FILE).read_bytes())
    return is_there


def refuse_if_begun(database: "Database", shared: Path) -> None:
    """Raises :class:`HuiRegError` (exit 7) where files are known to be in a folder for all: one without a mark is not
    that."""
    with database.begin() as connection:
        known = connection.execute(select(holdings.c.place).limit(1)).first()
    if known is not None:
        raise _away(shared)


def _marked(mark: Path) -> str:
    try:
        return str(json.loads(mark.read_text(encoding="utf-8"))["id"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _away(shared: Path) -> HuiRegError:
    return HuiRegError(
        ExitCode.STORE,
        f"共用文件夹 {shared} 没有连上，或者不是原来那一个（里面没有原来的 {FILE}）",
        "请重新连上它，或核对 [store] blobs 写的路径，然后重新运行；没有写入任何内容。"
        "确实换了文件夹的，请把原来文件夹里的全部内容复制过去。",
    )


class HeldBlobs(BlobStore):
    """Blobs in a folder, of which the shared database knows that they are there."""

    def __init__(self, root: Path, marked: Path, title: str, database: "Callable[[], Database]") -> None:
        super().__init__(root)
        self._marked, self._title = marked, title
        self._database: Callable[[], Database] = database
        self._place: Place | None = None

    def __getstate__(self) -> dict[str, Any]:
        """For a process that only reads what is here."""
        return self.__dict__ | {"_database": None}

    @property
    def place(self) -> Place:
        """Where these blobs are. Raises :class:`HuiRegError` (exit 7), also for a folder for all that has no mark
        though files are known to be in one."""
        if self._place is None:
            if self._marked == self.root and not (self._marked / FILE).exists():  # not one of this computer's own
                refuse_if_begun(self._database(), self._marked)
            self._place = place_of(self._marked, self._title)
        return self._place

    def get(self, sha256: str) -> bytes:
        try:
            return super().get(sha256)
        except HuiRegError:
            asked = self._database is not None and not self.has(sha256)
            where = self.elsewhere([sha256]).get(sha256) if asked else None
            if where is None:
                raise
            raise HuiRegError(
                ExitCode.STORE,
                f"文件 {sha256[:12]}… 在“{where}”上，这台电脑没有",
                "请在那台电脑上做，或把文件放到共用文件夹（设置 [store] blobs）。",
            ) from None

    def put_all(self, blobs: Sequence[bytes]) -> list[str]:
        self._note([hashlib.sha256(data).hexdigest() for data in blobs])
        return super().put_all(blobs)

    def remove(self, sha256: str) -> None:
        super().remove(sha256)
        self._forget(sha256)

    def clear(self) -> int:
        removed = super().clear()
        self._leave()
        return removed

    def _refuse_when_over(self) -> None:
        with self._database().begin():  # looks
            pass

    def _note(self, hashes: Collection[str]) -> None:
        place = self.place
        with self._database().begin() as connection:
            note(connection, place, hashes)

    def _forget(self, sha256: str) -> None:
        place = self.place
        with self._database().begin() as connection:
            connection.execute(delete(holdings).where(holdings.c.place == place.id, holdings.c.sha256 == sha256))

    def _leave(self) -> None:
        place = self.place
        with self._database().begin() as connection:
            leave(connection, place)

    def elsewhere(self, hashes: Collection[str] | None = None) -> dict[str, str]:
        here = select(holdings.c.sha256).where(holdings.c.place == self.place.id)
        query = select(holdings.c.sha256, places.c.title).join(places, places.c.id == holdings.c.place)
        query = query.where(holdings.c.place != self.place.id, holdings.c.sha256.not_in(here))
        with self._database().begin() as connection:
            if hashes is None:
                return {row.sha256: row.title for row in connection.execute(query)}
            wanted = sorted(hashes)
            found: dict[str, str] = {}
            for start in range(0, len(wanted), _CHUNK):
                some = query.where(holdings.c.sha256.in_(wanted[start : start + _CHUNK]))
                found |= {row.sha256: row.title for row in connection.execute(some)}
        return found


def note(connection: Connection, place: Place, hashes: Collection[str] = ()) -> None:
    """Have the database know of a place, and that these blobs are there."""
    known = insert_into(connection, places).values(id=place.id, title=place.title)
    connection.execute(known.on_conflict_do_nothing())
    rows = [{"sha256": sha256, "place": place.id} for sha256 in sorted(set(hashes))]
    for start in range(0, len(rows), _CHUNK):
        connection.execute(insert_into(connection, holdings).on_conflict_do_nothing(), rows[start : start + _CHUNK])


def leave(connection: Connection, place: Place) -> None:
    """Nothing is at a place any more."""
    connection.execute(delete(holdings).where(holdings.c.place == place.id))
    connection.execute(delete(places).where(places.c.id == place.id))


def others(connection: Connection, own: Collection[str]) -> dict[str, int]:
    """How many blobs are at each other place than these (by id), by its title; 0 where only lists and journals are."""
    counted = select(places.c.title, func.count(holdings.c.sha256).label("blobs")).outerjoin(
        holdings, holdings.c.place == places.c.id
    )
    found: dict[str, int] = {}
    for row in connection.execute(counted.where(places.c.id.not_in(list(own))).group_by(places.c.id, places.c.title)):
        found[row.title] = found.get(row.title, 0) + row.blobs
    return found
