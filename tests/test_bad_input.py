"""Bad input ends in a plain Chinese sentence and the right exit code; the rest is done, nothing is lost."""

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

from hui_reg import cli
from hui_reg.errors import ExitCode

Records = dict[str, list[dict[str, object]]]


def png_claiming(width: int, height: int) -> bytes:
    """A picture of a few bytes that says it is enormous."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def pdf(password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


def locked_archive() -> bytes:
    """An ordinary archive whose member is flagged as encrypted, in both headers."""
    data = bytearray(archive(a=b"x" * 100))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def good_picture() -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", (900, 600), "white")
    ImageDraw.Draw(picture).text((60, 200), "A page of nobody", "black", font_size=70)
    picture.save(out, "JPEG")
    return out.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "空.pdf": (lambda: b"", "空"),
    "带密码.pdf": (lambda: pdf("secret"), "密码"),
    "截断.pdf": (lambda: pdf()[:200], "损坏"),
    "巨图.png": (lambda: png_claiming(30_000, 30_000), "像素"),
    "文字冒充.jpg": (lambda: b"this is no picture at all, only text " * 40, ""),
    "炸弹.zip": (lambda: archive(a=b"\0" * 400_000_000), ""),
    "加密.zip": (locked_archive, "密码"),
    "截断.zip": (lambda: archive(a=os.urandom(5000))[:3000], ""),
    "程序.exe": (lambda: b"MZ" + b"\0" * 500, ""),
    "怪.docx": (lambda: archive(**{"[Content_Types].xml": b"<not xml", "word/document.xml": b"\xff\xfe<"}), ""),
}
"""By name, how it is made (whoever collects tests makes no bomb) and a word of what is said of it."""


def mail(subject: str, *attachments: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = "螺城镇 <window@luocheng.example.com>"
    message["Subject"] = subject
    message["Date"] = "Mon, 01 Jul 2024 09:00:00 +0800"
    message.set_content("材料见附件。")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bad")
    (root / "in").mkdir()
    assert cli.run(["-w", str(root), "init", "-q"]) == ExitCode.OK
    return root


@pytest.fixture(scope="module")
def records(workspace: Path) -> Records:
    """Every bad file in one mail, beside a good one, a mail of noise and an empty one."""
    bad = [(name, made()) for name, (made, _) in BAD.items()]
    (workspace / "in" / "a.eml").write_bytes(mail("坏文件", *bad, ("好.jpg", good_picture())))
    (workspace / "in" / "b.eml").write_bytes(os.urandom(5000))
    (workspace / "in" / "c.eml").write_bytes(b"")
    for command in (["fetch", "--from", str(workspace / "in")], ["validate"]):
        assert cli.run(["-w", str(workspace), *command]) in (ExitCode.OK, ExitCode.SET_ASIDE)
    out = workspace / "records.jsonl"
    assert cli.run(["-w", str(workspace), "export", "records", "--output", str(out)]) == ExitCode.OK
    found: Records = {"applicant": [], "unassigned": [], "message": []}
    for line in out.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found[record["type"]].append(record)
    return found


@pytest.mark.parametrize("name", BAD)
def test_every_bad_file_is_named_with_a_reason(name: str, records: Records) -> None:
    told = [str(r["reason"]) for r in records["unassigned"] if str(r["path"]).startswith(name)]
    told += [str(r["detail"]) for r in records["message"] if name in str(r.get("detail")) + str(r.get("path"))]
    assert told, "neither lost nor silent"
    assert any(BAD[name][1] in sentence for sentence in told), told


def test_the_good_file_beside_them_is_read(records: Records) -> None:
    (good,) = [r for r in records["unassigned"] if r["path"] == "好.jpg"]
    assert good["reason"]


def test_nobody_is_invented(records: Records) -> None:
    assert records["applicant"] == []


def test_a_second_run_changes_nothing(workspace: Path, records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["-w", str(workspace), "fetch", "--from", str(workspace / "in"), "--json"]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["new"] == 0
    assert cli.run(["-w", str(workspace), "validate", "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["changed"]) == (0, 0)


def test_a_path_that_is_not_there(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["-w", str(workspace), "fetch", "--from", str(workspace / "none")]) == ExitCode.USAGE
    assert "none" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_full_disk_is_7_and_the_next_run_goes_on(tmp_path: Path) -> None:
    disk, inbox = tmp_path / "disk", tmp_path / "in"
    disk.mkdir()
    inbox.mkdir()
    for number in range(8):
        (inbox / f"{number}.eml").write_bytes(mail(f"第{number}封", ("a.bin", os.urandom(400_000))))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hui_reg", "-w", str(disk), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True)

    try:
        assert run("init").returncode == ExitCode.OK
        full = run("fetch", "--from", inbox)
        assert full.returncode == ExitCode.STORE
        assert "磁盘" in full.stderr
        assert "Traceback" not in full.stderr
        subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
        again = run("fetch", "--from", inbox, "--json")
        assert again.returncode == ExitCode.OK
        assert run("fetch", "--from", inbox, "--json").stdout.count('"new": 0') == 1
        status = json.loads(run("status", "--json").stdout)
        assert status["mails"]["unpacked"] == 8
    finally:
        subprocess.run(["umount", disk], check=True)


def test_pypdf_agrees_that_the_sample_is_encrypted() -> None:
    assert PdfReader(io.BytesIO(pdf("secret"))).is_encrypted
