"""A bucket instead of a folder: the same promises, over obstore."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.database import Database, open_database
from hui_reg.store.joint import bucket, holders
from hui_reg.store.joint.bucket import BucketBlobs
from tests.builders import sha


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'hui-reg.db'}")
    yield opened
    opened.close()


def test_what_one_puts_the_other_gets(database: Database, tmp_path: Path) -> None:
    memory = MemoryStore()
    a, b = (BucketBlobs(memory, tmp_path / name, "桶", lambda: database) for name in "AB")
    hashes = a.put_all([b"1", b"2", b"1"])
    assert [b.get(one) for one in hashes] == [b"1", b"2", b"1"]
    assert b.put_all([b"2", b"3"])[0] == hashes[1]
    assert a.place == b.place and a.elsewhere() == b.elsewhere() == {}
    assert set(a.all()) == {*hashes, sha("3")} or len(list(a.all())) == 3
    assert b.path(hashes[0]).read_bytes() == b"1"
    a.remove(hashes[0])
    a.remove(hashes[0])
    assert not b.has(hashes[0])
    with pytest.raises(HuiRegError, match="没有文件"):
        b.get(hashes[0])
    assert a.clear() >= 2
    assert list(b.all()) == []
    with database.begin() as connection:
        assert holders.others(connection, ()) == {}


def test_changed_bytes_are_told(database: Database, tmp_path: Path) -> None:
    import obstore

    memory = MemoryStore()
    one = BucketBlobs(memory, tmp_path, "桶", lambda: database)
    kept = one.put(b"data")
    obstore.put(memory, f"{kept[:2]}/{kept}", b"other")
    assert not one.is_whole(kept)


def test_another_process_has_the_same_bucket(database: Database, tmp_path: Path) -> None:
    made = bucket.opened("s3://bau/pre?endpoint=http://127.0.0.1:1")
    sent = pickle.loads(pickle.dumps(BucketBlobs(made, tmp_path, "桶", lambda: database).get))
    with pytest.raises(HuiRegError, match="无法读取桶里的文件"):
        sent("f" * 64)


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3://key:secret@bucket/x",
        "s3://bucket/x?endpoint=http://minio.example.cn",
        "s3://bucket/x?secret_access_key=abc",
        "s3://bucket?endpoint=https://key:secret@minio.example.cn",
    ],
)
def test_addresses_that_are_refused(address: str) -> None:
    with pytest.raises(HuiRegError) as caught:
        bucket.opened(address)
    assert caught.value.code is ExitCode.SETTINGS
    assert "secret" not in caught.value.message


def test_a_bucket_that_is_not_there_is_a_sentence(database: Database, tmp_path: Path) -> None:
    class Away:
        pass

    one = BucketBlobs(Away(), tmp_path, "桶", lambda: database)
    with pytest.raises(HuiRegError, match="无法读取桶里的文件"):
        one.get("a" * 64)
