"""Loose papers become the mail they would be."""

import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hui_reg.errors import HuiRegError
from hui_reg.intake.loose import OWN_PAGE, gather
from hui_reg.intake.unpack import take_apart

AT = datetime(2024, 7, 1, 1, tzinfo=UTC)
LARGEST = 60 << 20


def paths_of(*given: Path) -> list[str]:
    """The paths that come out of the mails again, without what only our packing put in front."""
    found = gather(given, AT, LARGEST)
    paths = [file.path for data, envelope in found.mails for file in take_apart(data, envelope)[0].files]
    for wrapper in found.wrappers:
        paths = [path.removeprefix(wrapper) for path in paths]
    return sorted(paths)


def test_folders_keep_their_names_and_system_files_stay_out(tmp_path: Path) -> None:
    (tmp_path / "张三").mkdir()
    (tmp_path / "张三" / "身份证.jpg").write_bytes(b"\xff\xd8one")
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    (tmp_path / "名单.txt").write_text("一人", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "李四.zip", "w") as archive:
        archive.writestr("毕业证.pdf", b"%PDF-two")
    assert paths_of(tmp_path) == ["名单.txt", "张三/身份证.jpg", "李四.zip/毕业证.pdf"]
    assert paths_of(tmp_path / "李四.zip", tmp_path / "张三") == ["李四.zip/毕业证.pdf", "身份证.jpg"]


@pytest.mark.skipif(os.name != "posix", reason="names there are always Unicode")
def test_names_in_the_code_of_a_chinese_windows(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("张三.pdf".encode("gbk"))).write_bytes(b"%PDF")
    assert paths_of(tmp_path) == ["张三.pdf"]


def test_the_page_of_an_earlier_check_is_nobodys_paper(tmp_path: Path) -> None:
    (tmp_path / "检查结果.html").write_bytes(b"<!DOCTYPE html>\n" + OWN_PAGE)
    (tmp_path / "毕业证.pdf").write_bytes(b"%PDF")
    assert paths_of(tmp_path) == ["毕业证.pdf"]


def test_a_mail_stays_a_mail_and_a_draft_is_not_late(tmp_path: Path) -> None:
    head = "From: a@unit.example.com\r\nSubject: papers\r\nDate: {}\r\n\r\ntext\r\n"
    (tmp_path / "draft.eml").write_text(head.format("Mon, 5 Aug 2024 09:00:00 +0800"))
    ((_, draft),) = gather([tmp_path], AT, LARGEST).mails
    assert draft.received_at == AT
    received = "Received: by mx.example.com; Mon, 5 Aug 2024 09:00:00 +0800\r\n"
    (tmp_path / "draft.eml").write_text(received + head.format("Mon, 5 Aug 2024 08:59:00 +0800"))
    ((_, came),) = gather([tmp_path], AT, LARGEST).mails
    assert came.received_at > AT + timedelta(days=30)


def test_what_is_not_taken_in_is_named_and_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "链接.pdf").symlink_to(tmp_path / "elsewhere")
    (trouble,) = gather([tmp_path], AT, LARGEST).troubles
    assert "链接.pdf" in trouble
    (tmp_path / "链接.pdf").unlink()
    for path in (tmp_path, tmp_path / "gone"):
        with pytest.raises(HuiRegError):
            gather([path], AT, LARGEST)


def test_more_than_a_mail_holds_is_said(tmp_path: Path) -> None:
    (tmp_path / "扫描.pdf").write_bytes(b"x" * 3000)
    assert "请分几封发送" in gather([tmp_path], AT, 4000).heavy
    assert gather([tmp_path], AT, 5000).heavy == ""
