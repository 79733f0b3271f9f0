"""Mails that are not what they say: every part is looked at, and what can't be made whole is told as it is."""

import base64
import zlib

import pytest

from hui_reg.intake.encodings.transfer import base64_bytes, decode_part
from hui_reg.intake.repair import is_mail, straighten
from tests.intake.mails import HEAD, leaves, mail, open_mail, parts, problems

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 9 + b"\n%%EOF"
JPG = b"\xff\xd8\xff\xe0" + bytes(range(255, 0, -1)) * 5 + b"\xff\xd9"
FILES = {"身份证.pdf": PDF, "照片.jpg": JPG}
B64 = base64.encodebytes(PDF).replace(b"\n", b"\r\n")
WHOLE = mail(FILES).replace(b"\n", b"\r\n")
NAMED = b'Content-Disposition: attachment; filename="a.pdf"\r\n'

BEFORE = {
    "a byte order mark": b"\xef\xbb\xbf" + WHOLE,
    "a mark behind blank lines": b"\r\n\r\n\xef\xbb\xbf" + WHOLE,
    "UTF-16 with a mark": WHOLE.decode().encode("utf-16"),
    "UTF-16 without one": WHOLE.decode().encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + WHOLE.decode().encode("utf-16-be"),
    "blank lines": b"\r\n \r\n\n" + WHOLE,
    "an mbox line": b"From a@b Mon Jul  1 10:00:00 2024\r\n" + WHOLE,
    "an escaped mbox line": b">From a@b Mon Jul  1 10:00:00 2024\r\n" + WHOLE,
    "a POP3 answer": b"+OK 4711 octets\r\n" + WHOLE,
    "an IMAP answer": b"* 1 FETCH (BODY[] {4711}\r\n" + WHOLE,
    "blanks before the first header": b"  \t" + WHOLE,
    "lines that end in CR": WHOLE.replace(b"\r\n", b"\r"),
    "lines that end in CR CR LF": WHOLE.replace(b"\r\n", b"\r\r\n"),
    "lines that end in LF": WHOLE.replace(b"\r\n", b"\n"),
    "a gap in the headers": WHOLE.replace(b"MIME-Version", b"\r\nMIME-Version", 1),
    "two gaps": WHOLE.replace(b"Subject:", b"\r\nSubject:", 1).replace(b"MIME-Version", b"\r\n\r\nMIME-Version", 1),
}


@pytest.mark.parametrize("case", BEFORE)
def test_what_stands_before_or_inside_the_headers(case: str) -> None:
    unpacked, found = open_mail(BEFORE[case])
    assert found == FILES
    assert (unpacked.message.subject, unpacked.message.problems) == ("报名材料", ())


def test_a_gap_inside_one_header() -> None:
    raw = parts(b"Content-Type: application/pdf\r\n" + NAMED + b"Content-Transfer-Encoding: base64\r\n\r\n" + B64)
    assert leaves(raw.replace(b'mixed; boundary="edge"', b'mixed;\r\n\r\n boundary="edge"')) == {"a.pdf": PDF}


@pytest.mark.parametrize("where", ["Content-Disposition", "Content-Transfer-Encoding", "Content-Type"])
def test_a_gap_in_the_headers_of_a_part(where: str) -> None:
    head = b"Content-Type: application/pdf\r\n" + NAMED + b"Content-Transfer-Encoding: base64\r\n\r\n"
    gapped = head.replace(where.encode(), b"\r\n" + where.encode())
    assert leaves(parts(gapped + B64)) == {"a.pdf": PDF}


def test_text_that_quotes_headers_is_no_gap() -> None:
    raw = HEAD + b"Date: Mon, 1 Jul 2024 10:00:00 +0800\r\n\r\nFrom: b@example.com\r\nSubject: old\r\n\r\nhello"
    (letter,) = open_mail(raw)[0].message.enclosed
    assert (letter.subject, letter.body) == ("old", "hello")
    assert straighten(WHOLE) is WHOLE


@pytest.mark.parametrize("declared", [b'boundary="other"', b'boundary=""', b"charset=utf-8"])
def test_a_boundary_that_differs_from_the_lines(declared: bytes) -> None:
    raw = WHOLE.replace(WHOLE[WHOLE.index(b"boundary=") :].split(b"\r\n")[0], declared, 1)
    assert leaves(raw) == FILES
    assert problems(raw) == []


def test_a_boundary_without_its_header() -> None:
    part = b"Content-Type: application/pdf\r\n" + NAMED + b"Content-Transfer-Encoding: base64\r\n\r\n" + B64
    raw = b"From: a@example.com\r\nSubject: x\r\n\r\n--edge\r\n" + part + b"\r\n--edge--\r\n"
    assert leaves(raw) == {"a.pdf": PDF}


def test_one_delimiter_that_differs() -> None:
    first = b"Content-Type: text/plain\r\n\r\nhello"
    other = b"Content-Type: image/jpeg; name=b.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    second = b"Content-Type: application/pdf\r\n" + NAMED + b"Content-Transfer-Encoding: base64\r\n\r\n" + B64
    raw = parts(first, second + b"\r\n--else\r\n" + other + base64.encodebytes(JPG) + b"--else--\r\n")
    assert leaves(raw) == {"a.pdf": PDF, "b.jpg": JPG}


def pieces(size: int) -> bytes:
    return b"".join(base64.encodebytes(PDF[i : i + size]) for i in range(0, len(PDF), size))


FOOTER = b"\r\n_______________________________________________\r\nlist footer\r\n"
ENCODED = {
    "pieces of 100": (b"base64", pieces(100)),
    "pieces of 1000": (b"base64", pieces(1000)),
    "pieces on one line": (b"base64", pieces(100).replace(b"\n", b"")),
    "a semicolon": (b"base64;", B64),
    "quotes": (b'"base64"', B64),
    "a comment": (b"base64 (MIME)", B64),
    "declared 7bit": (b"7bit", B64),
    "declared quoted-printable": (b"quoted-printable", B64),
    "declared nothing": (b"", B64),
    "declared unknown": (b"x-odd", B64),
    "a footer": (b"base64", B64 + FOOTER),
    "a footer of words": (b"base64", B64 + b"\r\nMailman\r\nunsubscribe here\r\n"),
    "words before": (b"base64", b"This is a file:\r\n\r\n" + B64),
    "without padding": (b"base64", B64.rstrip(b"=\r\n")),
    "blanks and NULs": (b"base64", B64.replace(b"\r\n", b" \0\r\n")),
    "not encoded": (b"base64", PDF),
    "quoted-printable declared 7bit": (b"7bit", b"".join(b"=%02X" % byte for byte in PDF)),
}


@pytest.mark.parametrize("case", ENCODED)
def test_a_transfer_encoding_is_a_hint(case: str) -> None:
    label, body = ENCODED[case]
    raw = parts(
        b"Content-Type: application/pdf\r\n" + NAMED + b"Content-Transfer-Encoding: " + label + b"\r\n\r\n" + body
    )
    assert leaves(raw) == {"a.pdf": PDF}
    assert problems(raw) == []


def test_an_encoding_that_is_broken_is_our_finding_not_the_senders() -> None:
    broken = B64[:400] + b"\r\n\x81!garbage!\x82\r\n" + B64[404:]
    raw = parts(b"Content-Type: application/pdf\r\n" + NAMED + b"Content-Transfer-Encoding: base64\r\n\r\n" + broken)
    ((problem,), found) = open_mail(raw)[0].message.problems, leaves(raw)
    assert (problem.kind.value, problem.path, list(found)) == ("damaged", "a.pdf", ["a.pdf"])
    assert "不是漏发" in problem.detail


@pytest.mark.parametrize("kind", [b"text/plain", b"text/html", b"text/plain; charset=utf-8"])
@pytest.mark.parametrize("encoded", [True, False])
def test_a_picture_that_calls_itself_text(kind: bytes, encoded: bool) -> None:
    label = b"Content-Transfer-Encoding: base64\r\n" if encoded else b""
    part = b"Content-Type: " + kind + b"\r\n" + label + b"\r\n" + base64.encodebytes(JPG)
    assert leaves(parts(b"Content-Type: text/plain\r\n\r\nhello", part)) == {"未命名1.jpg": JPG}


def test_prose_stays_prose() -> None:
    for text in (b"abc", b"The quick brown fox " * 20, "您好".encode(), b"A" * 300, base64.b64encode(b"prose " * 40)):
        assert decode_part(text, "7bit", text=True).data == text
    assert decode_part(b"just a note, not encoded", "base64", text=True).data == b"just a note, not encoded"


def test_every_cut_of_base64_gives_a_beginning() -> None:
    text = base64.encodebytes(PDF)
    for end in range(1, 400, 7):
        assert PDF.startswith(base64_bytes(text[:end]).data)


def test_apples_resource_forks_are_counted_not_damaged() -> None:
    fork = b"\x00\x05\x16\x07\x00\x02\x00\x00" + b"\0" * 60
    head = b"Content-Type: application/applefile; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    unpacked, found = open_mail(parts(head + base64.encodebytes(fork), kind="appledouble"))
    assert (found, [p.kind.value for p in unpacked.message.problems]) == ({}, ["no_material"])
    assert [(skip.size, skip.reason) for skip in unpacked.message.skipped] == [(len(fork), "苹果电脑的附属信息")]


def test_a_mail_without_its_last_boundary_is_incomplete() -> None:
    for end in (WHOLE.rindex(b"--"), WHOLE.rindex(b"\r\n--"), len(WHOLE) * 2 // 3, WHOLE.index(b"\r\n\r\n") + 4):
        kinds = problems(WHOLE[:end])
        assert kinds[0] == ("incomplete", None), (end, kinds)
        assert "no_material" not in dict(kinds)
    assert problems(WHOLE) == problems(WHOLE + b"\r\nfooter of a list") == []


def test_documents_and_archives_that_end_early() -> None:
    real = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n2 0 obj\n<<>>\nendobj\nxref\ntrailer\nstartxref\n9\n%%EOF\n"
    packed = zlib.compress(b"x" * 999)
    assert problems(mail({"a.pdf": real, "b.pdf": real + b"junk behind"})) == []
    assert problems(mail({"a.pdf": real[:40]})) == [("incomplete", "a.pdf")]
    assert problems(mail({"a.pdf": real + b"3 0 obj\n<<" + packed})) == [("incomplete", "a.pdf")]


def test_what_is_a_mail_on_disk() -> None:
    assert all(is_mail(raw) for raw in BEFORE.values())
    assert not any(is_mail(raw) for raw in (b"", PDF, JPG, "姓名：张三\n部门：社保\n".encode(), b"Note: x\nTodo: y\n"))


def test_locked_mails_are_named_as_locked_mails() -> None:
    armor = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
    version = b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1"
    octets = b'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n' + armor
    whole = parts(version, octets).replace(
        b"multipart/mixed;", b'multipart/encrypted; protocol="application/pgp-encrypted";'
    )
    for raw in (whole, HEAD + b"\r\n" + armor, mail({"密.asc": armor})):
        told = open_mail(raw)[0].message.problems
        assert told and all(p.kind.value == "encrypted" and "PGP" in p.detail for p in told)
    smime = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
    sealed = open_mail(HEAD + smime + b"Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMAMCAQA=")[
        0
    ].message
    assert [(p.kind.value, "S/MIME" in p.detail, "压缩包" in p.detail) for p in sealed.problems] == [
        ("encrypted", True, False)
    ]
