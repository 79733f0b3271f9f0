"""Mails, winmail.dat, Outlook and RAR files no one here made: none aborts, every leaf is accounted for.

They come from the source distributions of mail-parser, tnefparse and rarfile and from CPython's own tests.
"""

import io
import json
import random
import subprocess
import sys
import tarfile
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from hui_reg.intake.archives.budget import Refused
from hui_reg.intake.archives.outlook import is_msg, read_msg, read_tnef
from hui_reg.intake.archives.rar import repack
from hui_reg.sandbox.program import launcher
from tests.intake.mails import mail, open_mail

pytestmark = pytest.mark.slow

DISTRIBUTIONS = ("mail-parser", "tnefparse", "rarfile")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distributions."""
    folder = tmp_path_factory.mktemp("foreign")
    for name in DISTRIBUTIONS:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--no-binary=:all:",
            "-d",
            str(folder),
            name,
        ]
        if subprocess.run(command, capture_output=True).returncode != 0:
            pytest.skip(f"the package index doesn't give the source distribution of {name}")
    for archive in folder.glob("*.tar.gz"):
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="data")
    return folder


def foreign_mails(folder: Path) -> list[bytes]:
    cpython = Path(next(iter(import_module("test.test_email").__path__))) / "data"
    files = [*cpython.glob("msg_*.txt"), *folder.glob("mail_parser*/tests/mails/*")]
    return [file.read_bytes() for file in sorted(files) if file.is_file()]


def test_mails_come_apart(foreign: Path) -> None:
    raws = foreign_mails(foreign)
    assert len(raws) >= 50
    for raw in raws:
        unpacked, leaves = open_mail(raw)
        assert len(leaves) == len(unpacked.files)
        assert all(file.path and file.size == len(leaves[file.path]) for file in unpacked.files)


def test_every_leaf_the_standard_library_finds_is_there(foreign: Path) -> None:
    """Attachments as Python's modern parser sees them: each is among our leaves, or inside a container we opened."""
    from email import message_from_bytes, policy

    for raw in foreign_mails(foreign):
        _, leaves = open_mail(raw)
        kept = set(leaves.values())
        for part in message_from_bytes(raw, policy=policy.default).walk():
            if part.get_content_maintype() in ("image", "application") and "signature" not in part.get_content_type():
                content = part.get_payload(decode=True)
                if isinstance(content, bytes) and content and not content.startswith(b"PK"):
                    assert content in kept or part.get("Content-ID"), part.get_filename()


def test_winmail_dat(foreign: Path) -> None:
    right = {
        "one-file": [("AUTHORS", 244)],
        "two-files": [("AUTHORS", 244), ("README", 893)],
        "umlaut": [("TBZ PARIV GmbH.jpg", 44764), ("image003.jpg", 1001), ("UmlautAnhang-äüö.txt", 14)],
        "long-filename": [("allproductsmar2000.dat", 279)],
        "multi-value-attribute": [("208225__5_seconds__Voice_Mail.mp3", 10656)],
    }
    files = sorted(foreign.glob("tnefparse*/tests/examples/*.tnef"))
    assert len(files) >= 15
    for file in files:
        found = [(leaf.name, len(leaf.data)) for leaf in read_tnef(file.read_bytes()).leaves]
        assert found == right.get(file.stem, found)


def test_outlook_msg(foreign: Path) -> None:
    (file,) = foreign.glob("mail_parser*/tests/mails/mail_outlook_1")
    data = file.read_bytes()
    assert is_msg(data)
    assert [leaf.name for leaf in read_msg(data).leaves][:2] == ["newsletter.png", "spacer.gif"]
    _, leaves = open_mail(mail({"转来的邮件.msg": data}))
    assert "转来的邮件.msg/newsletter.png" in leaves


def test_rar(foreign: Path) -> None:
    outcomes: dict[str, str] = {}
    for file in sorted(foreign.glob("rarfile*/test/files/*.rar")):
        try:
            with zipfile.ZipFile(io.BytesIO(repack([file.read_bytes()], launcher))) as archive:
                outcomes[file.stem] = "opened"
                assert all(".." not in name and not name.startswith("/") for name in archive.namelist())
        except Refused as refused:
            outcomes[file.stem] = refused.kind.value
    assert len(outcomes) >= 45
    wrong = {name for name, outcome in outcomes.items() if ("psw" in name) != (outcome == "encrypted")}
    assert wrong <= {"rar202-comment-nopsw"}
    volumes = {name: outcome for name, outcome in outcomes.items() if ".part" in name or name == "rar3-old"}
    assert set(volumes.values()) == {"unsupported"}
    assert sum(outcome == "damaged" for outcome in outcomes.values()) <= 2  # RAR 1.5 with packed comments


def test_mutants_of_all_of_them(foreign: Path) -> None:
    chance = random.Random(20240707)
    raws = foreign_mails(foreign)
    raws += [mail({"winmail.dat": f.read_bytes()}) for f in sorted(foreign.glob("tnefparse*/tests/examples/*.tnef"))]
    small = [raw for raw in raws if len(raw) < 300_000]
    for _ in range(3000):
        mutant = bytearray(chance.choice(small))
        for _ in range(chance.randint(1, 20)):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        unpacked, leaves = open_mail(bytes(mutant))
        assert len(unpacked.files) == len(leaves)
        json.loads(unpacked.model_dump_json())
