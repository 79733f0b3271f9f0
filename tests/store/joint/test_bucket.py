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
from hui_reg.store.safe.vault import Cipher, Vault
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
    assert b.kept_at(hashes[0]).tzinfo is not None
    a.remove(hashes[0])
    a.remove(hashes[0])
    assert not b.has(hashes[0])
    with pytest.raises(HuiRegError, match="没有文件"):
        b.get(hashes[0])
    assert a.clear() >= 2
    assert list(b.all()) == []
    with database.begin() as connection:
        assert holders.others(connection, ()) == {}


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_under_a_key_the_bucket_sees_nothing(database: Database, tmp_path: Path, cipher: Cipher) -> None:
    """Put in plain, turned over, put in sealed: read by whoever has the key, by nobody else; one object in another's
    place is not believed; nothing plain is left on this computer's disk either."""
    import obstore

    memory, key = MemoryStore(), bytes(range(32))
    plain, sealed, other, bare = (BucketBlobs(memory, tmp_path / name, "桶", lambda: database) for name in "ABCD")
    sealed.vault = Vault(cipher, lambda: key)
    other.vault = Vault(cipher, lambda: bytes(32))
    before = plain.put(b"plain before")
    assert not sealed.is_as_set(before)
    sealed.reseal([before])
    after = sealed.put(b"sealed at once")
    for sha256, data in ((before, b"plain before"), (after, b"sealed at once")):
        stored = bytes(obstore.get(memory, f"{sha256[:2]}/{sha256}").bytes())
        assert data not in stored and sealed.is_as_set(sha256) and sealed.is_sealed(sha256)
        assert sealed.get(sha256) == data and sealed.is_whole(sha256)
        with pytest.raises(HuiRegError, match="另一把密钥"):
            other.get(sha256)
        with pytest.raises(HuiRegError):
            bare.get(sha256)
        assert sealed.kept_at(sha256).tzinfo is not None
    swapped = bytes(obstore.get(memory, f"{after[:2]}/{after}").bytes())
    obstore.put(memory, f"{before[:2]}/{before}", swapped)
    assert not sealed.is_whole(before)
    assert not [path for name in "ABCD" for path in (tmp_path / name).rglob("*") if path.is_file()]


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
