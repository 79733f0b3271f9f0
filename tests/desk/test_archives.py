"""An archive of mails from the disk is opened by a worker; one that kills it is told, and costs itself only."""

import io
import zipfile
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.desk.sandboxed import Archives
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.intake.archives import packed_mails

MAIL = b"From: a@example.com\r\nSubject: x\r\nDate: Mon, 1 Jul 2024 09:00:00 +0800\r\n\r\nhello\r\n"


def packed(**members: bytes) -> bytes:
    with zipfile.ZipFile(stream := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.eml", data)
    return stream.getvalue()


def test_no_archive_is_opened_in_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == ExitCode.OK
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(packed(one=MAIL, two=MAIL.replace(b"hello", b"bye")))
    (tmp_path / "in" / "b.zip").write_bytes(packed(bomb=bytes(40_000_000)))
    (tmp_path / "in" / "c.zip").write_bytes(packed(one=MAIL)[:-30])
    monkeypatch.setattr(packed_mails, "_members", None)  # in the zygote's workers it stands
    with open_workspace(root) as opened, Archives(opened) as archives:
        told, blobs = archives.opened("a.zip", (tmp_path / "in" / "a.zip").read_bytes())
        assert told.mails == ("/one.eml", "/two.eml") and blobs[0] == MAIL
        told, blobs = archives.opened("b.zip", (tmp_path / "in" / "b.zip").read_bytes())
        assert (told.problem or told.refused) and not blobs
    assert cli.run(["-w", str(root), "fetch", "-q", "--from", str(tmp_path / "in")]) in (0, 1)
    with open_workspace(root) as opened:
        assert len(list(opened.blobs.all())) == 2
