"""What somebody made who knows the passphrase, or who wrote into the workspace that another is to follow: refused in a
sentence, and nothing is written beside the folder asked for.
"""

import hashlib
import io
import json
import os
import random
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from hui_reg import cli
from hui_reg.desk.custody import backup, packing
from hui_reg.errors import ExitCode, HuiRegError
from tests.desk.custody.test_backup import quick, stocked
from tests.sandbox.test_mutants import mutant

assert quick
KEY = pyrage.x25519.Identity.generate()
SETTINGS = ("hui-reg.toml", b"# nothing\n")


def packed(*members: tuple[tarfile.TarInfo | str, bytes]) -> bytes:
    with tarfile.open(fileobj=(stream := io.BytesIO()), mode="w", format=tarfile.PAX_FORMAT) as archive:
        for named, data in members:
            member = tarfile.TarInfo(named) if isinstance(named, str) else named
            member.size = member.size or len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def listed(*files: tuple[str, bytes]) -> tuple[str, bytes]:
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files}
    told = {"made_at": "2024-07-01T00:00:00Z", "notice": "x", "head": "h", "files": sums}
    return packing.MANIFEST, json.dumps(told).encode()


def sealed(*tars: bytes) -> bytes:
    locked = packing.lock(str(KEY), "words")
    segments = [pyrage.encrypt(one, [KEY.to_public()]) for one in tars]
    body = b"".join(len(one).to_bytes(8, "big") + one for one in segments)
    return packing.MAGIC + len(locked).to_bytes(4, "big") + locked + body


def refused(tmp_path: Path, data: bytes) -> None:
    file, root = tmp_path / "a.age", tmp_path / "in" / "new"
    file.write_bytes(data)
    root.parent.mkdir(exist_ok=True)
    with pytest.raises(HuiRegError) as caught:
        backup.read(file, "words", root)
    assert caught.value.code in (ExitCode.USAGE, ExitCode.STORE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.age", "in"]
    assert list(root.parent.iterdir()) == []


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/../../x", "..", "", "a//b", "C:/x", "C:\\x", "a\\..\\x", "a\0b", "a\n", "\u202ea"]
)
def test_a_name_that_leads_elsewhere(tmp_path: Path, name: str) -> None:
    refused(tmp_path, sealed(packed(SETTINGS, (name, b"1")), packed(listed(SETTINGS, (name, b"1")))))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_what_is_no_plain_file(tmp_path: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("data")
    link.type, link.linkname = kind, "/etc"
    refused(tmp_path, sealed(packed(SETTINGS, (link, b"")), packed(listed(SETTINGS))))


def lying(**headers: str) -> bytes:
    member = tarfile.TarInfo("GNUSparseFile.0/x")
    member.size, member.pax_headers = 512, headers
    return packed((member, b"1\n0\n1\n".ljust(512, b"\0")))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "tars",
    [
        [packed(SETTINGS)],
        [packed(SETTINGS, SETTINGS), packed(listed(SETTINGS))],
        [packed(("a", b"1"), ("a/b", b"2")), packed(listed(("a", b"1"), ("a/b", b"2")))],
        [packed(SETTINGS, (packing.MANIFEST, b"[" * 100_000))],
        [packed(SETTINGS, (packing.MANIFEST, b'{"made_at":' + b"9" * 5000 + b"}"))],
        [lying(**{"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(2**44)})],
        [lying(size=str(2**60))],
        [lying(size="-5")],
        [lying(mtime="nan", uid="x", path="../y")],
        [b""],
        [bytes(10240)],
    ],
)
def test_lists_and_sizes_that_lie(tmp_path: Path, tars: list[bytes]) -> None:
    refused(tmp_path, sealed(*tars))


@pytest.mark.usefixtures("quick")
def test_changed_anywhere_it_is_refused_or_brings_what_it_held(tmp_path: Path) -> None:
    """The last bytes of a tar are padding, which may change."""
    inner, whole = packed(SETTINGS, listed(SETTINGS)), sealed(packed(SETTINGS), packed(listed(SETTINGS)))
    kept = 0
    for number in range(25):
        for data in (sealed(mutant(inner, random.Random(number))), mutant(whole, random.Random(number))):
            (tmp_path / "a.age").write_bytes(data)
            root = tmp_path / f"{number} {len(data)}"
            try:
                backup.read(tmp_path / "a.age", "words", root)
            except HuiRegError:
                assert not root.exists()
                continue
            kept += 1
            assert [(path.name, path.read_bytes()) for path in root.iterdir()] == [SETTINGS]
    assert kept < 25


def _by_hand(data: str) -> Callable[[Path], object]:
    def write(old: Path) -> None:
        with sqlite3.connect(old / "data" / "hui-reg.db") as database:
            database.execute(
                'INSERT INTO entries (applicant, kind, "on", recorded_at, by, data)'
                " VALUES ('', 'ruling', '2024-07-01', '2024-07-01 00:00:00.000000', 'x', ?)",
                (data,),
            )

    return write


def _settings(text: str) -> Callable[[Path], object]:
    return lambda old: (old / "hui-reg.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda old: (old / "data" / "hui-reg.db").write_bytes(os.urandom(9000)),
        lambda old: (old / "notice.toml").unlink(),
        lambda old: ((old / "notice.toml").unlink(), (old / "notice.toml").symlink_to("/dev/zero")),
        lambda old: ((old / "hui-reg.toml").unlink(), (old / "hui-reg.toml").symlink_to("/dev/zero")),
        _settings('notice = "../elsewhere.toml"\n'),
        _settings('store = { folder = "data" }\n'),
        _settings("x = " + "[" * 3000 + "]" * 3000),
        _by_hand("[]"),
        _by_hand("not json"),
        _by_hand('{"ruling": "unit", "unit": {"a": 1}}'),
    ],
)
def test_a_workspace_that_cannot_be_followed(
    tmp_path: Path, spoil: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    old = stocked(tmp_path / "old")
    spoil(old)
    code = cli.run(["-w", str(tmp_path / "new"), "init", "--from", str(old)])
    assert code in (ExitCode.SETTINGS, ExitCode.STORE)
    assert "程序内部出错" not in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
