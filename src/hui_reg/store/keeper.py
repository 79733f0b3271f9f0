"""Batches of mail made durable and recorded behind the back of whoever brings them.

Bytes first, then the journal that says when they came, then the database. What has come while one lot is written is
the next lot: the slower the disk, the more mails share a commit.
"""

import hashlib
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from hui_reg.store import mails, purge
from hui_reg.store.blobs import BlobStore
from hui_reg.store.closing import refuse_if_closed
from hui_reg.store.database import Database
from hui_reg.store.journal import Journal
from hui_reg.store.mails import Arrival

JOURNAL = "arrivals.jsonl"
"""The name of the journal, in the folder of the blobs."""
_HELD = 24 * 1024 * 1024
"""Bytes that may wait in memory to be written."""


class Keeper:
    """Makes batches durable and records them, in order, one behind the caller. A context manager."""

    def __init__(self, blobs: BlobStore, database: Database) -> None:
        self._blobs = blobs
        self._database = database
        self._journal = Journal(blobs.root / JOURNAL, blobs.vault)
        with database.begin() as connection:
            refuse_if_closed(connection)
            self._purged = purge.purged(connection)
        self._thread = ThreadPoolExecutor(1, "keeper")
        self._waiting: deque[Sequence[tuple[bytes, Arrival]]] = deque()
        self._begun: deque[Future[int]] = deque()
        self._came = self._done = 0  # bytes; each is counted by one thread alone
        self.fresh = 0

    def __enter__(self) -> "Keeper":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.settle()
        finally:
            self._thread.shutdown()

    def keep(self, batch: Sequence[tuple[bytes, Arrival]]) -> None:
        """Have a batch kept; returns at once, but for waiting while too much is held. The arrivals' hashes and sizes
        are filled in here. Raises what went wrong with those before it."""
        if batch:
            self._came += sum(len(data) for data, _ in batch)
            self._waiting.append(batch)
            self._begun.append(self._thread.submit(self._keep_waiting))
        while self._begun and (self._came - self._done > _HELD or self._begun[0].done()):
            self.fresh += self._begun.popleft().result()

    def settle(self) -> None:
        """Wait until everything handed in is recorded. Raises what went wrong."""
        while self._begun:
            self.fresh += self._begun.popleft().result()

    def _keep_waiting(self) -> int:
        """Keep all that has come by now, together; nothing when it went with a batch before it."""
        lot: list[tuple[bytes, Arrival]] = []
        while self._waiting:
            lot += self._waiting.popleft()
        try:
            return self._keep(lot) if lot else 0
        finally:
            self._done += sum(len(data) for data, _ in lot)

    def _keep(self, batch: Sequence[tuple[bytes, Arrival]]) -> int:
        arrivals = self._bury(batch) if self._purged else self._make_durable(batch)
        hashes = {arrival.sha256 for arrival in arrivals}
        with self._database.begin() as connection:
            before = mails.known(connection, hashes)
            self._journal.note([a for a in arrivals if a.sighting is not None or a.sha256 not in before])
            return mails.record(connection, arrivals)

    def _make_durable(self, batch: Sequence[tuple[bytes, Arrival]]) -> list[Arrival]:
        hashes = self._blobs.put_all([data for data, _ in batch])
        return [
            replace(known, sha256=sha256, size=len(data)) for sha256, (data, known) in zip(hashes, batch, strict=True)
        ]

    def _bury(self, batch: Sequence[tuple[bytes, Arrival]]) -> list[Arrival]:
        """Like :meth:`_make_durable`, but of mails that were purged only where they were seen again is kept."""
        hashes = [hashlib.sha256(data).hexdigest() for data, _ in batch]
        pairs = list(zip(hashes, batch, strict=True))
        again = [replace(known, sha256=h, size=len(data)) for h, (data, known) in pairs if h in self._purged]
        return again + self._make_durable([one for h, one in pairs if h not in self._purged])
