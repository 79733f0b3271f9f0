"""What encryption at rest costs, in processor seconds: ``python -m benchmarks.sealing``.

Files as a registration has them (half a megabyte each), kept and read again; and the database's rows.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hui_reg.model import Entry
from hui_reg.store import entries
from hui_reg.store.blobs import BlobStore
from hui_reg.store.database import open_database
from hui_reg.store.safe.vault import Cipher, Vault

FILES, BYTES, ROWS = 200, 500_000, 10_000
KEY = bytes(range(32))


def cost(work: Callable[[], object]) -> float:
    """Processor seconds of this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def measured(cipher: Cipher, folder: Path) -> tuple[float, float, float, float]:
    """Keeping and reading the files, writing and reading the rows."""
    vault = Vault(cipher, lambda: KEY)
    blobs = BlobStore(folder / "blobs", vault)
    data = [os.urandom(BYTES) for _ in range(FILES)]
    kept: list[str] = []
    put = cost(lambda: kept.extend(blobs.put_all(data)))
    get = cost(lambda: [blobs.get(sha256) for sha256 in kept])
    database = open_database(f"sqlite:///{folder / 'hui-reg.db'}", [folder / "ledger.jsonl"], vault=vault)
    now = datetime(2024, 7, 5, tzinfo=UTC)
    some = [
        Entry(applicant=f"甲{n}", kind="training", on=now.date(), recorded_at=now, by="李四", data={"hours": "20"})
        for n in range(ROWS)
    ]

    def write() -> None:
        with database.begin() as connection:
            entries.append(connection, some)

    def read() -> None:
        with database.begin() as connection:
            entries.load(connection)

    result = put, get, cost(write), cost(read)
    database.close()
    return result


def main() -> None:
    ciphers: tuple[Cipher, ...] = ("", "aes", "sm4")
    print(f"{FILES} files of {BYTES} bytes, {ROWS} ledger entries; CPU s: keep, read, write rows, read rows")
    for cipher in ciphers:
        with tempfile.TemporaryDirectory() as folder:
            print(cipher or "plain", *(f"{seconds:.2f}" for seconds in measured(cipher, Path(folder))))


if __name__ == "__main__":
    main()
