"""Where files are: noted before they are written, told to whoever lacks them, and never forgotten by a purge."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from hui_reg.errors import HuiRegError
from hui_reg.store.database import Database, open_database
from hui_reg.store.joint import holders
from hui_reg.store.joint.holders import HeldBlobs
from tests.builders import sha
from tests.servers.postgres import fresh


@pytest.fixture(scope="module")
def url(postgres_url: str) -> str:
    return fresh(postgres_url, "holders")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    from tests.store.conftest import empty

    opened = open_database(url)
    empty(opened)
    yield opened
    opened.close()


def own(database: Database, folder: Path, title: str) -> HeldBlobs:
    return HeldBlobs(folder / "blobs", folder, title, lambda: database)


def test_each_knows_what_the_other_has(database: Database, tmp_path: Path) -> None:
    a, b = own(database, tmp_path / "A", "电脑 A"), own(database, tmp_path / "B", "电脑 B")
    both, only_a = b"both", b"only a"
    a.put_all([both, only_a])
    b.put(both)
    (missing,) = b.elsewhere()
    assert b.elsewhere() == {missing: "电脑 A"} == b.elsewhere([missing, sha("other")])
    assert a.elsewhere() == {}
    with pytest.raises(HuiRegError, match="在“电脑 A”上"):
        b.get(missing)
    assert a.get(missing) == only_a


def test_a_folder_for_all_is_one_place(database: Database, tmp_path: Path) -> None:
    a, b = (HeldBlobs(tmp_path / "x", tmp_path / "x", "共用", lambda: database) for _ in range(2))
    kept = a.put(b"data")
    assert b.get(kept) == b"data"
    assert a.place == b.place and b.elsewhere() == {}


def test_what_is_lost_here_is_not_said_to_be_elsewhere(database: Database, tmp_path: Path) -> None:
    a = own(database, tmp_path / "A", "电脑 A")
    kept = a.put(b"data")
    a.path(kept).unlink()
    with pytest.raises(HuiRegError, match="不见了"):
        a.get(kept)


def test_a_purge_names_what_others_still_have(database: Database, tmp_path: Path) -> None:
    a, b = own(database, tmp_path / "A", "电脑 A"), own(database, tmp_path / "B", "电脑 B")
    a.put_all([b"1", b"2", b"3"])
    b.put_all([b"1"])
    assert a.clear() == 3
    with database.begin() as connection:
        assert holders.others(connection, ()) == {"电脑 B": 1}
    b.clear()
    with database.begin() as connection:
        assert holders.others(connection, ()) == {}


def test_a_copy_is_noted_before_it_is_there(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = own(database, tmp_path / "A", "电脑 A"), own(database, tmp_path / "B", "电脑 B")
    a.put(b"x")  # the place is known

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(HeldBlobs, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        a.put(b"data")
    assert len(b.elsewhere()) == 2


def test_another_process_reads_what_is_here(database: Database, tmp_path: Path) -> None:
    a = own(database, tmp_path / "A", "电脑 A")
    kept = a.put(b"data")
    sent = pickle.loads(pickle.dumps(a.get))
    assert sent(kept) == b"data"
    with pytest.raises(HuiRegError, match="不见了"):
        sent("f" * 64)


def test_a_damaged_mark_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / holders.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(HuiRegError, match="用不了"):
        holders.place_of(tmp_path)


def test_nothing_is_written_where_the_folder_for_all_should_be(database: Database, tmp_path: Path) -> None:
    """A disk that isn't connected leaves an empty folder, or none: what lands there is found by nobody."""
    shared, away, mine = tmp_path / "x", tmp_path / "away", tmp_path / "mine"
    kept = HeldBlobs(shared, shared, "共用", lambda: database).put(b"data")
    mine.mkdir()
    holders.remember(shared, mine)
    holders.refuse_if_away(shared, mine)
    shared.rename(away)
    for is_empty in (False, True):
        if is_empty:
            shared.mkdir()
        with pytest.raises(HuiRegError, match="没有连上"):
            HeldBlobs(shared, shared, "共用", lambda: database).put(b"more")
        with pytest.raises(HuiRegError, match="没有连上"):
            holders.refuse_if_away(shared, mine)
        assert shared.exists() == is_empty and not list(shared.glob("*"))
    another = HeldBlobs(
        tmp_path / "y" / "blobs", tmp_path / "y", "", lambda: database
    )  # each for itself: nothing to connect
    assert another.put(b"own")
    shared.rmdir()
    away.rename(shared)
    holders.refuse_if_away(shared, mine)
    assert HeldBlobs(shared, shared, "共用", lambda: database).get(kept) == b"data"
