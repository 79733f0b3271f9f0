"""Mails in clothes that no case shows: marks before lines, blank lines between, other alphabets, other volume names.

Each was written by somebody who played the sender, before it was tried.
"""

import base64
import bz2
import gzip
import io
import lzma
import re
import tarfile
from pathlib import Path

import pytest

from hui_reg.intake.maildrop import open_path
from tests.intake.archived import unpacked
from tests.intake.mails import HEAD, leaves, mail, open_mail, parts, problems
from tests.intake.packing import plain_zip
from tests.intake.test_more_shapes import BOTH, FORM, PHOTO, WHOLE, after_every, lines, part

EVERY_LINE = {
    "quoted": after_every(WHOLE, b"> "),
    "quoted twice": after_every(WHOLE, b">> "),
    "indented": after_every(WHOLE, b"    "),
    "a blank line after each": WHOLE.replace(b"\r\n", b"\r\n\r\n"),
    "a blank line after each, LF": WHOLE.replace(b"\r\n", b"\n\n"),
    "line ends the wrong way round": WHOLE.replace(b"\r\n", b"\n\r"),
    "UTF-32": WHOLE.decode("latin-1").encode("utf-32"),
}


@pytest.mark.parametrize("how", EVERY_LINE)
def test_a_mail_of_which_every_line_was_changed(how: str) -> None:
    assert leaves(EVERY_LINE[how]) == BOTH


def test_blank_lines_between_headers_alone() -> None:
    head, body = WHOLE.split(b"\r\n\r\n", 1)
    assert leaves(head.replace(b"\r\n", b"\r\n\r\n") + b"\r\n\r\n" + body) == BOTH


ODD = PHOTO + b"~~"
BASE64 = {
    "the alphabet of addresses": base64.urlsafe_b64encode(PHOTO),
    "quoted": after_every(lines(PHOTO), b"> "),
    "cut by an old relay": b"!\r\n ".join(re.findall(rb".{1,990}", base64.b64encode(PHOTO))),
}


@pytest.mark.parametrize("how", BASE64)
def test_base64_that_was_handled(how: str) -> None:
    assert leaves(parts(part(b"a.jpg", BASE64[how]))) == {"a.jpg": PHOTO}


def test_base64_with_dirt_in_every_line_is_damaged_and_never_shortened() -> None:
    raw = parts(part(b"a.jpg", b"\r\n".join(line[:30] + b"*" + line[31:] for line in lines(PHOTO * 4).splitlines())))
    assert ("damaged", "a.jpg") in problems(raw)


def test_a_short_rest_of_a_header_is_no_base64() -> None:
    raw = WHOLE[: WHOLE.rfind(b"Content-Disposition") + 12]
    assert ("incomplete", None) in problems(raw)


PASTED = "data:image/jpeg;base64," + base64.b64encode(PHOTO).decode()
UNUSUAL = {
    "plain text": f"照片：{PASTED}\n谢谢".encode(),
    "plain text in lines": "照片：data:image/jpeg;base64,\n".encode() + lines(PHOTO) + "以上".encode(),
}


@pytest.mark.parametrize("where", UNUSUAL)
def test_a_file_written_into_the_words(where: str) -> None:
    unpacked, found = open_mail(HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + UNUSUAL[where])
    assert list(found.values()) == [PHOTO] and "照片" in unpacked.message.body


@pytest.mark.parametrize("place", ["before", "behind"])
def test_files_outside_the_outermost_boundaries(place: str) -> None:
    raw = parts(b"Content-Type: text/plain\r\n\r\nhi", part(b"a.pdf", lines(FORM)))
    stray = b"--other\r\n" + part(b"a.jpg", lines(PHOTO)) + b"\r\n--other--\r\n"
    raw = raw + b"\r\n" + stray if place == "behind" else raw.replace(b"--edge\r\n", stray + b"\r\n--edge\r\n", 1)
    assert leaves(raw) == {"a.pdf": FORM, "a.jpg": PHOTO}


def test_words_outside_the_boundaries_are_counted_and_customary_ones_are_not() -> None:
    raw = parts(part(b"a.pdf", lines(FORM))).replace(
        b"--edge\r\n", b"This is a multi-part message in MIME format.\r\n\r\n--edge\r\n", 1
    )
    assert open_mail(raw)[0].message.skipped == ()
    (skip,) = open_mail(raw + "以下文字由网关添加".encode())[0].message.skipped
    assert (skip.path, skip.reason) == ("正文.txt", "邮件结尾之后的文字")


def tar(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


ZIP = plain_zip({"a.jpg": PHOTO, "b.pdf": FORM})
OPENED = {
    "a.zip": b"\r\n\r\n" + ZIP,
    "b.zip": b"HTTP/1.1 200 OK\r\n\r\n" + ZIP,
    "c.tar.lzma": lzma.compress(tar(**{"a.jpg": PHOTO, "b.pdf": FORM}), format=lzma.FORMAT_ALONE),
    "d.rar": bz2.compress(tar(**{"a.jpg": PHOTO, "b.pdf": FORM})),
}


@pytest.mark.parametrize("name", OPENED)
def test_archives_with_junk_or_under_a_strange_name(name: str) -> None:
    assert list(leaves(mail({name: OPENED[name]})).values()) == [PHOTO, FORM]


NAMED = {
    "空.tar": (b"\0" * 10240, "empty"),
    "a.kz": (b"KuaiZip" + b"x" * 99, "unsupported"),
    "a.jpg.hqx": (b"(This file must be converted with BinHex 4.0)\r\n\r\n:#h*", "unsupported"),
    "盘.vhd": (b"conectix" + b"\0" * 600, "unsupported"),
}


@pytest.mark.parametrize("name", NAMED)
def test_archives_that_hold_nothing_or_that_nobody_opens(name: str) -> None:
    data, kind = NAMED[name]
    assert problems(mail({name: data})) == [(kind, name)]


HALVES = (ZIP[:600], ZIP[600:])
VOLUMES = [
    ("孙.zip.第1卷", "孙.zip.第2卷"),
    ("孙.zip.第一部分", "孙.zip.第二部分"),
    ("孙第1卷.zip", "孙第2卷.zip"),
    ("孙.zip.0001", "孙.zip.0002"),
    ("孙.zip.000", "孙.zip.001"),
    ("孙.zip.00", "孙.zip.01"),
    ("孙.zip.001.txt", "孙.zip.002.txt"),
    ("孙.zip.001.jpg", "孙.zip.002.jpg"),
    ("孙.zip.001", "孙.zip(1).002"),
    ("孙.zip.aa", "孙.zip.ab"),
    ("孙.zip_aa", "孙.zip_ab"),
]


@pytest.mark.parametrize("names", VOLUMES, ids="-".join)
@pytest.mark.parametrize("backwards", [False, True])
def test_volumes_however_they_are_called(names: tuple[str, str], backwards: bool) -> None:
    pieces = dict(zip(names, HALVES, strict=True))
    found = leaves(mail(dict(reversed(pieces.items())) if backwards else pieces))
    assert list(found.values()) == [PHOTO, FORM]


@pytest.mark.parametrize("names", VOLUMES, ids="-".join)
def test_a_volume_alone_is_kept_and_told(names: tuple[str, str]) -> None:
    unpacked, found = open_mail(mail({names[0]: HALVES[0]}))
    assert found == {names[0]: HALVES[0]} and [volume.path for volume in unpacked.message.volumes] == [names[0]]


@pytest.mark.parametrize("name", ["孙.zip2", "孙.zip.2", "照片.001.jpg", "名单.2024.txt", "孙第2卷.zip"])
def test_what_only_looks_like_a_volume_is_a_file_of_its_own(name: str) -> None:
    data = {"jpg": PHOTO, "txt": "名单".encode()}.get(name.rpartition(".")[2], ZIP)
    unpacked, found = open_mail(mail({name: data}))
    assert not unpacked.message.volumes and not unpacked.message.problems
    assert list(found.values()) == ([PHOTO, FORM] if data is ZIP else [data])


def gz(data: bytes) -> bytes:
    return gzip.compress(data)


PACKED = {
    "a.eml.gz": gz(WHOLE),
    "信.tar": tar(**{"x/a.eml": WHOLE}),
    "信.tar.gz": gz(tar(**{"x/a.eml": WHOLE})),
    "信.tar.bz2": bz2.compress(tar(**{"a.eml": WHOLE})),
    "外.zip": plain_zip({"内.zip": plain_zip({"a.eml": WHOLE})}),
}


@pytest.mark.parametrize("name", PACKED)
def test_mails_packed_on_the_disk(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(PACKED[name])
    assert [found.data for found in open_path(tmp_path, opener=unpacked)] == [WHOLE]


def test_an_archive_of_mails_inside_one_that_is_broken_is_named(tmp_path: Path) -> None:
    (tmp_path / "外.zip").write_bytes(plain_zip({"a.eml": WHOLE, "内.zip": ZIP[:-400]}))
    taken, named = open_path(tmp_path, opener=unpacked)
    assert taken.data == WHOLE and named.data is None and "内.zip" in named.origin


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_sentence_that_begins_with_from_begins_no_mail(end: bytes, tmp_path: Path) -> None:
    letter = WHOLE.replace(b"\r\n", end).replace("您好".encode(), b"x")
    letter = letter.replace(end + b"--", end + b"From me to you" + end + end + b"--", 1)
    letter = letter + end + end + b"From one, with love" + end
    held = b"From a@example.com Mon Jul  1 10:00:00 2024" + end + letter + end
    (tmp_path / "box").write_bytes(held + held)
    assert [found.data for found in open_path(tmp_path, opener=unpacked)] == [letter, letter]
    assert len(leaves(mail({"box.mbox": held + held}))) == 2 * len(BOTH)
