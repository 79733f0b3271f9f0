"""RAR through unar, in a process of its own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hui_reg.intake.archives.budget import Refused
from hui_reg.intake.archives.rar import repack
from hui_reg.intake.unpack import Envelope, Repacked
from hui_reg.model import ProblemKind
from hui_reg.sandbox.program import launcher
from intake_archives import rar4, rar5
from intake_mail import ENVELOPE, leaves, mail, open_mail

PDF = b"%PDF-1.4 one"


@pytest.fixture
def unar() -> None:
    if shutil.which("unar") is None:
        reason = "unar is not installed (Debian: apt install unar)"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)


def opened_with(raw: bytes, *rars: bytes) -> tuple[list[str], list[str]]:
    """Take a mail apart as fetch does: the sealed RARs repacked and put behind it."""
    unpacked, _ = open_mail(raw)
    repacked, extra = [], b""
    for sha256, rar in zip(unpacked.sealed, rars, strict=True):
        zipped = repack(rar, launcher)
        start = len(raw) + len(extra)
        extra += zipped
        repacked.append(Repacked(sha256=sha256, start=start, end=start + len(zipped)))
    envelope = Envelope.model_validate(ENVELOPE.model_dump() | {"size": len(raw), "repacked": tuple(repacked)})
    unpacked, found = open_mail(raw + extra, envelope)
    return sorted(found), [problem.kind.value for problem in unpacked.message.problems]


@pytest.mark.usefixtures("unar")
@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
def test_rar_4(charset: str) -> None:
    rar = rar4({"张三/身份证.pdf".encode(charset): PDF, "说明.txt".encode(charset): b"x"})
    assert opened_with(mail({"a.rar": rar}), rar) == (["a.rar/张三/身份证.pdf", "a.rar/说明.txt"], [])


@pytest.mark.usefixtures("unar")
def test_rar_5_and_two_of_them() -> None:
    first, second = rar5({"张三/身份证.pdf": PDF}), rar5({"李喆.jpg": b"jpg"})
    assert opened_with(mail({"a.rar": first, "b.rar": second}), first, second) == (
        ["a.rar/张三/身份证.pdf", "b.rar/李喆.jpg"],
        [],
    )


@pytest.mark.usefixtures("unar")
def test_encrypted_and_broken() -> None:
    with pytest.raises(Refused) as caught:
        repack(rar4({b"a.pdf": PDF}, encrypted=True), launcher)
    assert caught.value.kind is ProblemKind.ENCRYPTED
    whole = rar5({"a.pdf": PDF * 1000})
    for broken in (whole[:40], whole[: len(whole) // 2], b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00" + b"x" * 99):
        with pytest.raises(Refused) as caught:
            repack(broken, launcher)
        assert caught.value.kind is ProblemKind.DAMAGED


def test_without_unar_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(Refused) as caught:
        repack(rar5({"a.pdf": PDF}), launcher)
    assert caught.value.kind is ProblemKind.NEEDS_UNAR
    assert "unar" in caught.value.detail


def test_a_refusal_is_remembered_in_the_mail() -> None:
    rar = rar5({"a.pdf": PDF})
    raw = mail({"a.rar": rar})
    sealed = open_mail(raw)[0].sealed[0]
    refusal = Repacked(sha256=sealed, refused=ProblemKind.NEEDS_UNAR, detail="请安装 unar")
    envelope = Envelope.model_validate(ENVELOPE.model_dump() | {"size": len(raw), "repacked": (refusal,)})
    unpacked, found = open_mail(raw, envelope)
    assert list(found) == list(leaves(raw)) == ["a.rar"]
    assert [(p.kind, p.path) for p in unpacked.message.problems] == [(ProblemKind.NEEDS_UNAR, "a.rar")]
    assert unpacked.sealed == ()


@pytest.mark.usefixtures("unar")
def test_unar_itself_works_behind_the_walls(tmp_path: Path) -> None:
    """rarfile reads stored members by itself, and nothing free packs others: so unar is asked directly."""
    (tmp_path / "a.rar").write_bytes(rar5({"张三.pdf": PDF, "b.txt": b"x"}))
    (tmp_path / "go.py").write_text(
        "import subprocess\nsubprocess.run(['unar', '-q', '-o', '.', 'a.rar'], check=True)\n"
    )
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run([*launcher(tmp_path), "go"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a" / "张三.pdf").read_bytes() == PDF
