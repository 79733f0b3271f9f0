"""The blob store: whole or absent, checked on the way out, swept after a crash."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.blobs import BlobStore


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def test_what_is_put_comes_back_by_its_hash(store: BlobStore) -> None:
    blobs = [b"one", b"", b"three" * 100_000, b"one"]
    hashes = store.put_all(blobs)
    assert hashes == [hashlib.sha256(blob).hexdigest() for blob in blobs]
    assert [store.get(sha256) for sha256 in hashes] == blobs
    assert list(store.all()) == sorted(set(hashes))
    assert list((store.root / "tmp").iterdir()) == []


def test_files_are_for_their_owner_only(store: BlobStore) -> None:
    path = store.path(store.put(b"secret"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_flipped_bit_is_found(store: BlobStore) -> None:
    sha256 = store.put(b"kept")
    store.path(sha256).write_bytes(b"kepu")
    with pytest.raises(HuiRegError, match="内容已改变") as caught:
        store.get(sha256)
    assert caught.value.code is ExitCode.STORE


def test_a_broken_copy_is_replaced_by_putting_again(store: BlobStore) -> None:
    sha256 = store.put(b"kept")
    store.path(sha256).write_bytes(b"")
    store.put(b"kept")
    assert store.get(sha256) == b"kept"


def test_what_is_missing_is_said(store: BlobStore) -> None:
    assert not store.has("0" * 64)
    with pytest.raises(HuiRegError, match="不见了"):
        store.get("0" * 64)


def test_a_full_disk_leaves_nothing_behind(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HuiRegError) as caught:
        store.put_all([b"a", b"b", b"c"])
    assert caught.value.code is ExitCode.STORE
    assert list(store.all()) == []
    assert list((store.root / "tmp").iterdir()) == []


def test_sweep_removes_what_a_crash_left(store: BlobStore) -> None:
    kept = store.put(b"kept")
    (store.root / "tmp" / "half").write_bytes(b"hal")
    assert store.sweep() == 1
    assert list((store.root / "tmp").iterdir()) == []
    assert store.get(kept) == b"kept"
