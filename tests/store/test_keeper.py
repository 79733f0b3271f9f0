"""Batches kept behind the caller: what comes while one lot is written is the next, and no more is held than may be."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store import keeper, mails
from hui_reg.store.blobs import BlobStore
from hui_reg.store.database import Database, open_database
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival

AT = datetime(2024, 7, 1, tzinfo=UTC)


class SlowStore(BlobStore):
    """A store that writes nothing before it is let, and remembers what it was given together."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.let, self.begun = threading.Event(), threading.Event()
        self.lots: list[int] = []

    def put_all(self, blobs: Sequence[bytes]) -> list[str]:
        self.begun.set()
        assert self.let.wait(30)
        self.lots.append(len(blobs))
        return super().put_all(blobs)


@pytest.fixture
def slow(tmp_path: Path) -> SlowStore:
    return SlowStore(tmp_path / "blobs")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'hui-reg.db'}")
    yield opened
    opened.close()


def batch(*numbers: int, size: int = 20) -> list[tuple[bytes, Arrival]]:
    return [(b"%0*d" % (size, number), Arrival("", 0, AT, "file_time")) for number in numbers]


def test_what_comes_while_a_lot_is_written_is_the_next_lot(slow: SlowStore, database: Database) -> None:
    with Keeper(slow, database) as keeping:
        keeping.keep(batch(1, 2))
        assert slow.begun.wait(30)
        for number in range(3, 9):
            keeping.keep(batch(number))
        slow.let.set()
    assert (slow.lots, keeping.fresh) == ([2, 6], 8)
    with database.begin() as connection:
        assert len(mails.load(connection)) == 8


def test_who_brings_too_much_waits(slow: SlowStore, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_HELD", 100)
    timer = threading.Timer(0.1, slow.let.set)
    with Keeper(slow, database) as keeping:
        keeping.keep(batch(1, size=90))
        assert not slow.lots
        timer.start()
        keeping.keep(batch(2, size=90))  # returns only when the first is written
        assert slow.lots[0] == 1
    assert keeping.fresh == 2


def test_what_went_wrong_is_raised_at_the_next_batch_or_at_the_end(slow: SlowStore, database: Database) -> None:
    slow.root.parent.joinpath("blobs").write_bytes(b"no folder")
    slow.let.set()
    with pytest.raises(HuiRegError) as caught, Keeper(slow, database) as keeping:
        keeping.keep(batch(1))
        keeping.keep(batch(2))
    assert caught.value.code is ExitCode.STORE
