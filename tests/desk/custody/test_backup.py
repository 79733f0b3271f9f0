"""A backup is one encrypted file, whole or not there; what comes back is what was; any flipped bit is refused."""

import errno
import gzip
import hashlib
import lzma
import os
import random
import shutil
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
import pytest

from hui_reg import cli
from hui_reg.desk.custody import backup, packing, passphrases
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Entry
from hui_reg.store import chronicle, entries, mails
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival, Sighting

WORDS = "correct horse battery"
NOW = datetime(2024, 7, 5, 9, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """A passphrase that costs nothing to try."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", 4)
        yield


def stocked(root: Path) -> Path:
    """A workspace with a mail and something that people did, without taking anything apart."""
    assert cli.run(["-w", str(root), "init", "-q"]) == ExitCode.OK
    raw = b"From: a@example.com\r\nSubject: 400000199001010000\r\n\r\n" + os.urandom(3000).hex().encode()
    with open_workspace(root) as opened:
        with Keeper(opened.blobs, opened.database) as keeper:
            keeper.keep([(raw, Arrival("", 0, NOW, "internaldate", Sighting("a", "INBOX", 1, 1)))])
        with opened.database.begin() as connection:
            entry = Entry(
                applicant="甲", kind="training", on=NOW.date(), recorded_at=NOW, by="李四", data={"hours": "1"}
            )
            entries.append(connection, [entry])
    return root


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the second of work that a passphrase is made to cost."""
    monkeypatch.setattr(packing, "lock", lambda key, words: f"{words}|{key}".encode())
    monkeypatch.setattr(packing, "unlock", lambda locked, words: locked.decode().removeprefix(f"{words}|"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = stocked(tmp_path_factory.mktemp("backup") / "w")
    target = root.parent / "a.age"
    with open_workspace(root) as opened:
        manifest = backup.write(opened, target, WORDS)
    assert "台账 1 条" in manifest.head
    return root, target


def held(root: Path) -> list[Any]:
    with open_workspace(root) as opened, opened.database.begin() as connection:
        return [list(chronicle.rows(connection)), mails.load(connection), sorted(opened.blobs.all())]


def test_what_comes_back_is_what_was(made: tuple[Path, Path], tmp_path: Path) -> None:
    root, target = made
    backup.read(target, WORDS, tmp_path / "new")
    assert held(tmp_path / "new") == held(root)
    assert cli.run(["-w", str(tmp_path / "new"), "verify", "-q"]) == ExitCode.OK
    assert {oct(path.stat().st_mode & 0o077) for path in (tmp_path / "new").rglob("*")} == {"0o0"}
    assert target.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_nothing_of_it_can_be_read(made: tuple[Path, Path]) -> None:
    content = made[1].read_bytes()
    assert b"Subject" not in content and b"400000199001010000" not in content and "李四".encode() not in content


@pytest.mark.usefixtures("quick")
def test_any_flipped_bit_and_any_cut_is_refused(made: tuple[Path, Path], tmp_path: Path) -> None:
    with open_workspace(made[0]) as opened:
        backup.write(opened, tmp_path / "b.age", WORDS)
    whole, chance = (tmp_path / "b.age").read_bytes(), random.Random(7)
    for place in [*range(0, 300, 7), *(chance.randrange(len(whole)) for _ in range(50)), len(whole) - 1]:
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << chance.randrange(8)
        (tmp_path / "b.age").write_bytes(spoilt)
        with pytest.raises(HuiRegError) as caught:
            backup.read(tmp_path / "b.age", WORDS, tmp_path / "new")
        assert caught.value.code is ExitCode.USAGE
        assert not (tmp_path / "new").exists()
    for size in (0, 10, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "b.age").write_bytes(whole[:size])
        with pytest.raises(HuiRegError):
            backup.read(tmp_path / "b.age", WORDS, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.age", "b.age.txt"]


def test_another_passphrase_opens_nothing_and_nothing_is_overwritten(made: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(HuiRegError, match="口令"):
        backup.read(made[1], WORDS + "!", tmp_path / "new")
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(HuiRegError, match="已有内容"):
        backup.read(made[1], WORDS, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.usefixtures("quick")
def test_a_damaged_mail_is_not_backed_up_as_if_it_were_whole(made: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copytree(made[0], tmp_path / "w")
    mail = next((tmp_path / "w" / "data" / "blobs").glob("??/*"))
    mail.write_bytes(mail.read_bytes()[:-1])
    with open_workspace(tmp_path / "w") as opened, pytest.raises(HuiRegError, match="已改变"):
        backup.write(opened, tmp_path / "b.age", WORDS)
    assert not (tmp_path / "b.age").exists()


@pytest.mark.usefixtures("quick")
def test_the_commands(made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "c.age"
    assert cli.run(["-w", str(made[0]), "backup", str(target)]) == ExitCode.SETTINGS, "nobody gave a passphrase"
    monkeypatch.setenv("HUI_REG_BACKUP_PASSPHRASE", "short")
    assert cli.run(["-w", str(made[0]), "backup", str(target)]) == ExitCode.SETTINGS
    monkeypatch.setenv("HUI_REG_BACKUP_PASSPHRASE", WORDS)
    assert cli.run(["-w", str(made[0]), "backup", str(target), "-q"]) == ExitCode.OK
    assert cli.run(["-w", str(tmp_path / "new"), "restore", str(target), "-q"]) == ExitCode.OK
    assert held(tmp_path / "new") == held(made[0])


def spied(get: Callable[[str], bytes], read: list[str]) -> Callable[[str], bytes]:
    def noted(sha256: str) -> bytes:
        read.append(sha256)
        return get(sha256)

    return noted


@pytest.mark.usefixtures("quick")
def test_a_backup_cut_off_anywhere_goes_on(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "_SEGMENT", 1)
    target = tmp_path / "b.age"
    unfinished = tmp_path / f"b.age{backup.UNFINISHED}"
    with open_workspace(made[0]) as opened:
        opened.blobs.put_all([os.urandom(9000), os.urandom(9000), os.urandom(9000)])
        backup.write(opened, target, WORDS)
        whole = target.read_bytes()
        first = unread = 0
        for size in range(0, len(whole), len(whole) // 9):
            for left in tmp_path.glob("b.age*"):
                left.unlink()
            unfinished.write_bytes(whole[:size])
            read: list[str] = []
            with monkeypatch.context() as patch:
                patch.setattr(opened.blobs, "get", spied(opened.blobs.get, read))
                backup.write(opened, target, WORDS)
            kept = {path.name for path in tmp_path.iterdir()}
            assert kept == {"b.age", "b.age.txt"}
            first, unread = max(first, len(read)), max(unread, first - len(read))
        assert unread == first >= 4, "what was in it isn't read again"
        backup.read(target, WORDS, tmp_path / "new")
        assert held(tmp_path / "new") == held(made[0])


@pytest.mark.usefixtures("quick")
def test_an_unfinished_backup_of_what_is_no_more_is_not_gone_on_with(made: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "b.age"
    gone = "0" * 64
    packing.Packing(tmp_path / "b.age.unfinished", WORDS, {}).add([(f"data/blobs/00/{gone}", b"of somebody")])
    with open_workspace(made[0]) as opened:
        manifest = backup.write(opened, target, WORDS)
    assert not [name for name in manifest.files if gone in name]


@pytest.mark.usefixtures("quick")
def test_a_backup_of_the_first_kind_comes_back(made: tuple[Path, Path], tmp_path: Path) -> None:
    import hashlib
    import io
    import tarfile

    import pyrage

    files = {"hui-reg.toml": b"x = 1\n", "data/blobs/ab/cd": b"bytes"}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = packing.Manifest(made_at=NOW, notice="n", head="h", files=hashes)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in {packing.MANIFEST: manifest.model_dump_json().encode(), **files}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    key = pyrage.x25519.Identity.generate()
    locked = packing.lock(str(key), WORDS)
    sealed = pyrage.encrypt(stream.getvalue(), [key.to_public()])
    old = tmp_path / "old.age"
    old.write_bytes(packing.FORMER + len(locked).to_bytes(4, "big") + locked + sealed)
    assert backup.read(old, WORDS, tmp_path / "new") == manifest
    assert (tmp_path / "new" / "data" / "blobs" / "ab" / "cd").read_bytes() == b"bytes"
    old.write_bytes(old.read_bytes()[:-1])
    with pytest.raises(HuiRegError, match="已损坏"):
        backup.read(old, WORDS, tmp_path / "other")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old.age"]


def packed(path: Path, members: dict[str, tuple[bytes, bytes]], press: Callable[[bytes], bytes] = bytes) -> Path:
    """A backup as somebody else may make one: by name, the type of the tar's member and its bytes."""
    stream, key = BytesIO(), pyrage.x25519.Identity.generate()
    files = {name: hashlib.sha256(data).hexdigest() for name, (_, data) in members.items()}
    told = packing.Manifest(made_at=NOW, notice="", head="", files=files).model_dump_json().encode()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, (sort, data) in {**members, packing.MANIFEST: (tarfile.REGTYPE, told)}.items():
            member = tarfile.TarInfo(name)
            member.size, member.type, member.linkname = len(data), sort, "nothing"
            archive.addfile(member, BytesIO(data))
    sealed, locked = pyrage.encrypt(press(stream.getvalue()), [key.to_public()]), packing.lock(str(key), WORDS)
    head = packing.MAGIC + len(locked).to_bytes(4, "big") + locked
    path.write_bytes(head + len(sealed).to_bytes(8, "big") + sealed)
    return path


PLAIN = tarfile.REGTYPE, b"..."


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("members", "press"),
    [
        *(
            ({name: PLAIN}, bytes)
            for name in ("../a", "/a", "a/../../b", "..\\a", "C:a", "C:\\a", "", ".", "a//b", "a/")
        ),
        ({"a": (tarfile.SYMTYPE, b"")}, bytes),
        ({"a": (tarfile.LNKTYPE, b"")}, bytes),
        ({"a": (tarfile.DIRTYPE, b"")}, bytes),
        ({"a": (tarfile.GNUTYPE_SPARSE, b"")}, bytes),
        ({"a": PLAIN}, lzma.compress),
        ({"a": PLAIN}, gzip.compress),
    ],
)
def test_a_backup_brings_back_nothing_but_plain_files_in_their_places(
    tmp_path: Path, members: dict[str, tuple[bytes, bytes]], press: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(HuiRegError, match="已损坏"):
        backup.read(packed(tmp_path / "a.age", members, press), WORDS, tmp_path / "w")
    assert [path.name for path in tmp_path.iterdir()] == ["a.age"]
    backup.read(packed(tmp_path / "a.age", {"a": PLAIN}), WORDS, tmp_path / "w")


def test_it_stands_apart_and_takes_no_other_registrations_place(made: tuple[Path, Path], tmp_path: Path) -> None:
    root, other = made[0], tmp_path / "b.age"
    for name, told in (("b.age", "甲-2023-1 的备份"), ("b.age", ""), ("文件", "")):
        other = tmp_path / name
        other.write_bytes(b"last year's")
        if told:
            other.with_name(f"{name}.txt").write_text(f"{name}：{told}，2023-07-05 09:00\n", encoding="utf-8")
        else:
            other.with_name(f"{name}.txt").unlink(missing_ok=True)
        with open_workspace(root) as opened, pytest.raises(HuiRegError, match="已经存在") as caught:
            backup.write(opened, other, WORDS)
        assert caught.value.code == ExitCode.USAGE and other.read_bytes() == b"last year's"
    for place in (root / "b.age", root / "data" / "b.age", root / "new" / "b.age"):
        with open_workspace(root) as opened, pytest.raises(HuiRegError, match="工作区里"):
            backup.write(opened, place, WORDS)
        assert not place.exists()


def test_a_full_disk_is_told_in_the_clerks_language(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(packing.Packing, "add", full)
    with open_workspace(made[0]) as opened, pytest.raises(HuiRegError, match="磁盘已满"):
        backup.write(opened, tmp_path / "b.age", WORDS)
    monkeypatch.setattr(backup, "_put", full)
    with pytest.raises(HuiRegError, match="磁盘已满") as caught:
        backup.read(made[1], WORDS, tmp_path / "new")
    assert "verify" not in caught.value.hint, "there is nothing to verify yet"
