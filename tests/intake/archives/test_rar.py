"""RAR through unar, in a process of its own."""

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from hui_reg.intake.archives.budget import Refused
from hui_reg.intake.archives.rar import repack
from hui_reg.intake.envelope import Envelope, Repacked
from hui_reg.model import ProblemKind
from hui_reg.sandbox.program import launcher
from tests.intake.mails import ENVELOPE, leaves, mail, open_mail
from tests.intake.packing import rar4, rar4_volumes, rar5

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
    for (sha256,), rar in zip(unpacked.sealed, rars, strict=True):
        zipped = repack([rar], launcher)
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
        repack([rar4({b"a.pdf": PDF}, encrypted=True)], launcher)
    assert caught.value.kind is ProblemKind.ENCRYPTED
    whole = rar5({"a.pdf": PDF * 1000})
    for broken in (whole[:40], whole[: len(whole) // 2], b"Rar!\x1a\x07\x01\x00", b"Rar!\x1a\x07\x00" + b"x" * 99):
        with pytest.raises(Refused) as caught:
            repack([broken], launcher)
        assert caught.value.kind is ProblemKind.DAMAGED


def test_without_unar_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(Refused) as caught:
        repack([rar5({"a.pdf": PDF})], launcher)
    assert caught.value.kind is ProblemKind.NEEDS_UNAR
    assert "unar" in caught.value.detail


def test_a_refusal_is_remembered_in_the_mail() -> None:
    rar = rar5({"a.pdf": PDF})
    raw = mail({"a.rar": rar})
    ((sealed,),) = open_mail(raw)[0].sealed
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


@pytest.mark.usefixtures("unar")
def test_volumes_of_a_rar_in_one_mail() -> None:
    data = PDF + Random(5).randbytes(5000)
    volumes = rar4_volumes("张三.pdf".encode("gbk"), data, 2000)
    raw = mail({f"材料.part{n}.rar": volume for n, volume in enumerate(volumes, 1)})
    unpacked, _ = open_mail(raw)
    (hashes,) = unpacked.sealed
    assert len(hashes) == len(volumes) == 3
    zipped = repack(volumes, launcher)
    whole = Repacked(sha256=hashes[0], start=len(raw), end=len(raw) + len(zipped))
    envelope = Envelope.model_validate(ENVELOPE.model_dump() | {"size": len(raw), "repacked": (whole,)})
    unpacked, found = open_mail(raw + zipped, envelope)
    assert (found, unpacked.message.problems, unpacked.sealed) == ({"材料.rar/张三.pdf": data}, (), ())


def test_volumes_of_a_rar_of_which_one_is_missing() -> None:
    volumes = rar4_volumes(b"a.pdf", PDF * 500, 2000)
    told = open_mail(mail({f"材料.part{n}.rar": volumes[n - 1] for n in (1, 3)}))[0].message.volumes
    last = len(volumes) == 3
    assert [(v.title, v.number, v.last) for v in told] == [("材料.rar", 1, False), ("材料.rar", 3, last)]
