"""Mails from the disk: folders at any depth, Maildir, mbox, one .eml."""

import mailbox
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.maildrop import RawMail, arrival, open_path
from tests.intake.archived import unpacked
from tests.intake.packing import compound, plain_zip

MAIL = b"From: a@example.com\r\nSubject: %d\r\n\r\nbody\r\n"


def texts(raws: list[RawMail]) -> list[bytes]:
    return [raw.data for raw in raws if raw.data is not None]


def test_a_folder_at_any_depth(tmp_path: Path) -> None:
    for number, name in enumerate(["a.eml", "x/b.EML", "x/y/z/c.eml"]):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(MAIL % number)
    (tmp_path / "notes.txt").write_bytes(b"From: nobody")
    (tmp_path / "x" / "link.eml").symlink_to("/etc/passwd")
    raws = list(open_path(tmp_path, opener=unpacked))
    assert [raw.origin for raw in raws] == ["a.eml", "x/b.EML", "x/link.eml", "x/y/z/c.eml", "notes.txt"]
    assert [raw.reason for raw in raws if raw.data is None] == [
        "是一个链接，没有收取；请把它指向的文件放进来",
        "不是邮件，没有收取",
    ]
    assert texts(raws) == [MAIL % number for number in range(3)]


def test_one_eml(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(MAIL % 1)
    assert texts(list(open_path(tmp_path / "one.eml"))) == [MAIL % 1]


def test_a_maildir(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    for number in range(3):
        box.add(MAIL % number)
    box.add_folder("更多").add(MAIL % 9)
    (tmp_path / "box" / "tmp" / "half").write_bytes(b"From: half")
    assert sorted(texts(list(open_path(tmp_path / "box")))) == sorted(MAIL % n for n in (0, 1, 2, 9))


def test_an_mbox(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "all.mbox")
    for number in range(3):
        box.add(MAIL % number + b"\r\nFrom the desk of\r\n")
    box.close()
    raws = list(open_path(tmp_path / "all.mbox"))
    assert [raw.origin for raw in raws] == ["all.mbox#1", "all.mbox#2", "all.mbox#3"]
    assert all(b"\nFrom the desk" in (raw.data or b"") for raw in raws)
    assert texts(list(open_path(tmp_path, opener=unpacked))) == texts(raws)


def test_an_mbox_dates_its_mails(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(b"From a@b Mon Jul  1 09:00:00 2024\nSubject: x\n\nhi\n\nFrom nothing here\n")
    first = next(iter(open_path(tmp_path / "m")))
    assert first.envelope and first.envelope.received_at == datetime(2024, 7, 1, 9, tzinfo=UTC)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL % 1)
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "large.eml").write_bytes(MAIL % 2 + b"x" * 2000)
    raws = {raw.origin: raw for raw in open_path(tmp_path, largest=1000)}
    assert raws["a.eml"].data and raws["empty.eml"].data is None and raws["large.eml"].data is None
    assert "空文件" in raws["empty.eml"].reason and "超过上限" in raws["large.eml"].reason


@pytest.mark.parametrize("name", ["absent", "folder"])
def test_nothing_there_is_wrong_usage(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(HuiRegError) as caught:
        list(open_path(tmp_path / name))
    assert caught.value.code is ExitCode.USAGE


def test_a_file_that_is_no_mail_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    assert [raw.reason for raw in open_path(tmp_path / "photo.jpg")] == ["不是邮件"]


NOON = datetime(2024, 7, 6, 12, tzinfo=UTC)
ARRIVALS = {
    "the topmost Received": (
        b"Received: from b by c\r\n\t(x; y) with ESMTP; Fri, 5 Jul 2024 23:59:59 +0800 (CST)\r\n"
        b"Received: from a by b; Thu, 4 Jul 2024 10:00:00 +0800\r\nDate: Wed, 3 Jul 2024 10:00:00 +0800\r\n\r\n",
        "received_header", "2024-07-05T23:59:59+08:00"),
    "else Date": (b"Date: Wed, 3 Jul 2024 10:00:00 +0800\r\n\r\nReceived: x; Thu, 4 Jul 2024 10:00:00 +0800",
                  "date_header", "2024-07-03T10:00:00+08:00"),
    "an unreadable Received": (b"Received: from a; nonsense\r\nDate: Wed, 3 Jul 2024 10:00:00 +0800\r\n\r\n",
                               "date_header", "2024-07-03T10:00:00+08:00"),
    "else the file's time": (b"Subject: x\r\n\r\n", "file_time", NOON.isoformat()),
}  # fmt: skip


@pytest.mark.parametrize("case", ARRIVALS)
def test_when_a_mail_arrived(case: str) -> None:
    data, basis, at = ARRIVALS[case]
    envelope = arrival(data, NOON)
    assert (envelope.received_basis, envelope.received_at.isoformat()) == (basis, at)


def test_the_files_time_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: x\r\n\r\n")
    os.utime(tmp_path / "a.eml", (NOON.timestamp(), NOON.timestamp()))
    raw = next(iter(open_path(tmp_path, opener=unpacked)))
    assert raw.envelope and raw.envelope.received_at == NOON


def test_mails_in_other_clothes(tmp_path: Path) -> None:
    """Apple Mail, Thunderbird, webmail's zip, Outlook's drag and drop, Explorer's hidden extension."""
    mails = {name: MAIL % number for number, name in enumerate(("apple", "thunderbird", "text", "zip1", "bare"))}
    files = {
        "V2/INBOX.mbox/Messages/1.emlx": b"%d      \n" % len(mails["apple"]) + mails["apple"] + b"<?xml?><plist/>",
        "V2/Old.mbox/mbox": b"From a Mon Jul  1 10:00:00 2024\n" + mails["thunderbird"],
        "INBOX": b"From a Mon Jul  1 10:00:00 2024\n" + mails["thunderbird"],
        "INBOX.msf": b'// <!-- <mdb:mork:z v="1.4"/> -->',
        "孙堃.eml.txt": mails["text"],
        "材料": mails["bare"],
        "导出.zip": plain_zip({"a/1.eml": mails["zip1"], "说明.txt": "说明".encode()}),
        "拖放.msg": compound({"__properties_version1.0": b"\0" * 4096}),
        "bom.eml": b"\xef\xbb\xbf" + mails["text"],
        "Thumbs.db": b"x",
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    raws = {raw.origin: raw for raw in open_path(tmp_path, opener=unpacked)}
    assert {name for name, raw in raws.items() if raw.data is not None} == {
        "V2/INBOX.mbox/Messages/1.emlx", "V2/Old.mbox/mbox#1", "INBOX#1", "孙堃.eml.txt", "材料", "导出.zip/a/1.eml",
        "拖放.msg", "bom.eml"
    }  # fmt: skip
    assert raws["V2/INBOX.mbox/Messages/1.emlx"].data == mails["apple"]
    assert [raw.reason for raw in raws.values() if raw.data is None] == ["里另有 1 个文件不是邮件，没有收取：说明.txt"]


def test_what_is_no_mail_is_named_one_by_one_or_together(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL % 1)
    (tmp_path / "邮件.pst").write_bytes(b"!BDN" + b"\0" * 99)
    (tmp_path / "身份证.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    told = {raw.origin: raw.reason for raw in open_path(tmp_path, opener=unpacked) if raw.data is None}
    assert "另存为 .msg 或 .eml" in told["邮件.pst"] and told["身份证.jpg"] == "不是邮件，没有收取"
    for number in range(9):
        (tmp_path / f"{number}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (line,) = [
        raw.reason for raw in open_path(tmp_path, opener=unpacked) if raw.data is None and raw.origin != "邮件.pst"
    ]
    assert "另有 10 个文件不是邮件" in line


def test_when_a_dragged_msg_arrived() -> None:
    headers = "Received: from a by b; Mon, 1 Jul 2024 09:00:00 +0800\r\nFrom: a@example.com\r\n"
    envelope = arrival(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + headers.encode("utf-16-le"), NOON)
    assert (envelope.received_basis, envelope.received_at.isoformat()) == (
        "received_header",
        "2024-07-01T09:00:00+08:00",
    )
