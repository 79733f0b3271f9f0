"""Further mails of two kinds: text that isn't what it says, and mails that end before their end.

Each was written down with its right answer before it was tried.
"""

import base64
import binascii
import quopri

import pytest

from tests.intake.mails import HEAD, mail, open_mail, parts
from tests.intake.packing import Entry, plain_zip, raw_zip

FRAME = b"\xff\xc0\x00\x0b\x08\x02\x72\x01\x9d\x01\x01\x11\x00" + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
PHOTO = b"\xff\xd8" + FRAME + bytes(range(255)) * 4 + b"\xff\xd9"
FORM = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + bytes(range(256)) * 4 + b"\nendobj\nstartxref\n9\n%%EOF\n"
BOTH = {"照片.jpg": PHOTO, "申报表.pdf": FORM}
WHOLE = mail(BOTH).replace(b"\n", b"\r\n")


def part(name: bytes, data: bytes, encoding: bytes = b"base64", kind: bytes = b"application/octet-stream") -> bytes:
    """A part with its body as it is given."""
    head = b'Content-Type: %s; name="%s"\r\nContent-Transfer-Encoding: %s\r\n' % (kind, name, encoding)
    return head + b'Content-Disposition: attachment; filename="%s"\r\n\r\n' % name + data


def lines(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def after_every(text: bytes, mark: bytes) -> bytes:
    return b"".join(mark + line + b"\r\n" for line in text.splitlines())


JUNK = {
    "Thunderbird's line of an mbox": b"From - Mon Jul  1 10:00:00 2024\r\nX-Mozilla-Status: 0001\r\n",
    "an IMAP answer": b"* 1 FETCH (UID 7 BODY[] {4711}\r\n",
    "a POP3 answer and a blank line": b"+OK message follows\r\n\r\n",
    "an SMTP conversation": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    "a scanner's banner in GBK": "【本邮件已经过杀毒】".encode("gbk") + b"\r\n",
    "a scanner's banner and a mark": b"\xef\xbb\xbf" + "已扫描，安全".encode() + b"\r\n\r\n",
    "a web header": b"HTTP/1.1 200 OK\r\n",
}


@pytest.mark.parametrize("junk", JUNK)
def test_what_programs_put_before_the_headers_hides_nothing(junk: str) -> None:
    unpacked, found = open_mail(JUNK[junk] + WHOLE)
    assert found == BOTH
    assert unpacked.message.subject == "报名材料"


WRAPPED = {
    "UTF-16 without a mark": WHOLE.decode().encode("utf-16-be"),
    "a boundary in another case": WHOLE.replace(b"\r\n--=", b"\r\n--=").replace(
        WHOLE[WHOLE.index(b'boundary="') + 10 :].split(b'"')[0], b"AbC-Edge"
    ).replace(b'boundary="AbC-Edge"', b'boundary="abc-edge"'),
    "a boundary without its closing quotation mark": parts(
        part(b"a.jpg", lines(PHOTO)), part(b"b.pdf", lines(FORM))
    ).replace(b'boundary="edge"', b'boundary="edge'),
    "a boundary between blanks": parts(part(b"a.jpg", lines(PHOTO)), part(b"b.pdf", lines(FORM))).replace(
        b"--edge\r\n", b"--edge \t\r\n"
    ),
    "a byte order mark before each part's headers": parts(
        b"\xef\xbb\xbf" + part(b"a.jpg", lines(PHOTO)), b"\xef\xbb\xbf" + part(b"b.pdf", lines(FORM))
    ),
    "a line of blanks inside a part's headers": parts(
        part(b"a.jpg", lines(PHOTO)).replace(b"\r\nContent-Disp", b"\r\n \t\r\nContent-Disp"),
        part(b"b.pdf", lines(FORM)),
    ),
    "a disclaimer behind the last boundary": parts(
        part(b"a.jpg", lines(PHOTO)), part(b"b.pdf", lines(FORM))
    ) + "\r\n免责声明：本邮件及其附件仅供收件人使用。\r\n".encode(),
    "attached as a mail that doesn't say so": parts(part(b"fw.eml", WHOLE, b"8bit")),
    "attached as a mail in quoted-printable": parts(
        part(b"fw.eml", quopri.encodestring(WHOLE).replace(b"\n", b"\r\n"), b"quoted-printable")
    ),
    "attached as a mail under the name of data": parts(part(b"ATT00001.dat", WHOLE, b"7bit")),
}  # fmt: skip


@pytest.mark.parametrize("how", WRAPPED)
def test_everything_comes_out_however_it_was_wrapped(how: str) -> None:
    unpacked, found = open_mail(WRAPPED[how])
    assert sorted(found.values()) == sorted(BOTH.values())
    assert unpacked.message.problems == ()


BODIES = {
    "base64 for web addresses": (b"base64", base64.urlsafe_b64encode(PHOTO)),
    "quoted by a mail program": (b"base64", after_every(lines(PHOTO), b"> ")),
    "indented": (b"base64", after_every(lines(PHOTO), b"    ")),
    "with blank lines between": (b"base64", lines(PHOTO).replace(b"\r\n", b"\r\n\r\n")),
    "quoted-printable under 8bit": (b"8bit", binascii.b2a_qp(PHOTO, istext=False)),
    "raw bytes under base64": (b"base64", PHOTO),
    "raw bytes under quoted-printable": (b"quoted-printable", PHOTO),
    "base64 under quoted-printable": (b"quoted-printable", lines(PHOTO).replace(b"=", b"=3D")),
    "twice": (b"base64", lines(lines(PHOTO))),
}


@pytest.mark.parametrize("how", BODIES)
def test_a_body_is_what_it_holds_or_named_and_never_garbage(how: str) -> None:
    unpacked, found = open_mail(parts(part(b"zp.jpg", BODIES[how][1], BODIES[how][0])))
    named = [problem for problem in unpacked.message.problems if problem.path == "zp.jpg"]
    assert found["zp.jpg"] == PHOTO or named
    assert all("是否漏发" not in problem.detail for problem in named)


def test_a_document_without_escapes_is_not_taken_for_quoted_printable() -> None:
    """Signs of equality at the ends of lines are nothing but that."""
    plain = b"%PDF-1.4\n1 0 obj <</A (x=\ny)>> endobj\n=\n%%EOF\n"
    assert open_mail(mail({"a.pdf": plain}))[1] == {"a.pdf": plain}


def test_the_line_ends_of_a_picture_called_text_stay_as_they_are() -> None:
    photo = b"\xff\xd8\xff\xe0\r\n\n\r\x00\xff\xd9"
    assert open_mail(parts(part(b"a.jpg", lines(photo), kind=b"text/plain; charset=gbk")))[1] == {"a.jpg": photo}


CUT = {
    "inside a picture": mail(BOTH)[: mail(BOTH).index(b"JVBERi") - 300],
    "before the first part": HEAD + b'Content-Type: multipart/mixed; boundary="e"\r\n\r\n',
    "between two parts": parts(part(b"a.jpg", lines(PHOTO))).replace(b"--edge--\r\n", b""),
    "inside a mail that is attached": parts(
        b"Content-Type: message/rfc822\r\n\r\n" + parts(part(b"a.jpg", lines(PHOTO))).replace(b"--edge--\r\n", b"")
        .replace(b"edge", b"inner")
    ),
    "a PDF": mail({"申报表.pdf": FORM[:-200]}),
    "a zip": mail({"材料.zip": plain_zip(BOTH)[:-40]}),
    "a picture": mail({"照片.jpg": PHOTO[:-100]}),
}  # fmt: skip


@pytest.mark.parametrize("what", CUT)
def test_what_ends_early_is_told(what: str) -> None:
    problems = open_mail(CUT[what])[0].message.problems
    assert any(problem.kind in ("incomplete", "damaged") for problem in problems), problems
    assert all("是否漏发" not in problem.detail for problem in problems)


def test_a_part_cut_inside_leaves_the_others_whole() -> None:
    unpacked, found = open_mail(parts(part(b"a.jpg", lines(PHOTO)[:-50]), part(b"b.pdf", lines(FORM))))
    assert found["b.pdf"] == FORM
    assert [problem.path for problem in unpacked.message.problems] == ["a.jpg"]


LYING = {"甲.pdf".encode("gbk"): b"%PDF-1", "乙.jpg".encode("gbk"): b"\xff\xd8\xff"}
ZIPS = {
    "an inner zip stored, flags lying on both levels": raw_zip(
        Entry("内.zip".encode("gbk"), raw_zip(*(Entry(n, d, flags=0x800) for n, d in LYING.items())), flags=0x800)
    ),
    "two inner zips stored": raw_zip(
        Entry(b"1.zip", raw_zip(Entry("甲.pdf".encode("gbk"), b"%PDF-1", flags=0x800)), flags=0x800),
        Entry(b"2.zip", raw_zip(Entry("乙.jpg".encode("gbk"), b"\xff\xd8\xff", flags=0x800)), flags=0x800),
    ),
    "with something before it": b"#!/bin/sh\nexit\n" + raw_zip(*(Entry(n, d, flags=0x800) for n, d in LYING.items())),
    "with a stray end record in a member": raw_zip(
        Entry("甲.pdf".encode("gbk"), b"%PDF-1"),
        Entry("乙.jpg".encode("gbk"), b"\xff\xd8\xff"),
        Entry(b"x.bin", b"PK\x05\x06" + bytes(18)),
    ),
}


@pytest.mark.parametrize("how", ZIPS)
def test_every_member_of_a_zip_comes_out_under_its_name(how: str) -> None:
    unpacked, found = open_mail(mail({"材料.zip": ZIPS[how]}))
    names = {path.rsplit("/", 1)[-1]: data for path, data in found.items() if not path.endswith(".bin")}
    assert names == {"甲.pdf": b"%PDF-1", "乙.jpg": b"\xff\xd8\xff"}
    assert all(problem.path == "材料.zip/x.bin" for problem in unpacked.message.problems)


@pytest.mark.parametrize("encoding", [b"base64", b"quoted-printable"])
def test_a_multipart_that_a_gateway_encoded_as_a_whole(encoding: bytes) -> None:
    head, _, body = WHOLE.partition(b"\r\n\r\n")
    whole = lines(body) if encoding == b"base64" else quopri.encodestring(body)
    unpacked, found = open_mail(head + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + whole)
    assert (found, unpacked.message.problems) == (BOTH, ())


@pytest.mark.parametrize(
    ("before", "behind", "name"),
    [(b"begin-base64 644 \xd5\xd5\xc6\xac.jpg\r\n", b"====\r\n", "照片.jpg"), (b"", b"", "正文1.jpg")],
)
def test_base64_in_the_words_of_a_mail(before: bytes, behind: bytes, name: str) -> None:
    words = "您好，照片如下：\r\n".encode("gbk")
    raw = HEAD + b"Content-Type: text/plain; charset=gbk\r\n\r\n" + words + before + lines(PHOTO) + behind + words
    unpacked, found = open_mail(raw)
    assert (found, unpacked.message.problems) == ({name: PHOTO}, ())
    assert "照片如下" in unpacked.message.words


def test_base64_of_nothing_known_stays_in_the_words() -> None:
    raw = HEAD + b"Content-Type: text/plain\r\n\r\nkey\r\n" + lines(bytes(range(200)))
    assert open_mail(raw)[1] == {}
