"""A mail to its leaves: every packing, nested, within one budget, nothing lost without a word."""

import base64
import binascii
import hashlib
import io
import random
import tarfile
from email import message_from_bytes
from email.message import EmailMessage

import pytest

from hui_reg.intake.unpack import take_apart
from tests.intake.mails import ENVELOPE, HEAD, leaves, mail, open_mail, parts, problems
from tests.intake.packing import Entry, cms_signed, plain_zip, rar4, raw_zip, sevenzip, tnef

PDF = b"%PDF-1.4 one"
JPG = b"\xff\xd8\xff\xe0 photo"
B64 = base64.b64encode(PDF)


def test_headers_are_claims_decoded() -> None:
    raw = (
        b"From: =?gb2312?B?u92wss/Y?= <Window@Example.COM>\r\nSubject: =?utf-8?B?5oql5ZCN?=\r\n"
        b"Date: Mon, 1 Jul 2024 09:00:00 +0800\r\nMessage-ID: <a@b>\r\nIn-Reply-To: <c@d>\r\n\r\nhi"
    )
    message = open_mail(raw)[0].message
    assert message.sha256 == hashlib.sha256(raw).hexdigest()
    assert (message.sender_name, message.sender_address) == ("惠安县", "window@example.com")
    assert message.subject == "报名"
    assert message.sent_at and message.sent_at.isoformat() == "2024-07-01T09:00:00+08:00"
    assert (message.message_id, message.in_reply_to) == ("<a@b>", "<c@d>")
    assert (message.received_at.isoformat(), message.received_basis) == ("2024-07-01T04:00:00+00:00", "internaldate")


@pytest.mark.parametrize(
    ("header", "right"),
    [
        (b'"Zhang, San" <a@example.com>', ("Zhang, San", "a@example.com")),
        (b"a@example.com (=?utf-8?B?5byg5LiJ?=)", ("张三", "a@example.com")),
        (b"a@example.com", ("", "a@example.com")),
        ("张三 <a@example.com>".encode("gbk"), ("张三", "a@example.com")),
        (b"=?utf-8?B?5byg5LiJ?= <a@example.com>, b@example.com", ("张三 <a@example.com>, b@example.com", "")),
        (b"nobody", ("nobody", "")),
        (b'"<unit@example.com>" <b@example.com>', ("<unit@example.com>", "b@example.com")),
        (b"(<unit@example.com>) <b@example.com>", ("(<unit@example.com>)", "b@example.com")),
        (b'"unit@example.com, x" <b@example.com>', ("unit@example.com, x", "b@example.com")),
        (b"a@example.com <A@Example.com>", ("", "a@example.com")),
        (b"unit@example.com <b@example.com>", ("unit@example.com <b@example.com>", "")),
        (b"<unit@example.com> <b@example.com>", ("<unit@example.com> <b@example.com>", "")),
        ("[惠安] <a@example.com>".encode("gbk"), ("", "a@example.com")),
        ("小林 a@example.com".encode(), ("小林", "a@example.com")),
        (b"(" * 4000, ("(" * 2000, "")),
        (b"", ("", "")),
    ],
)
def test_senders(header: bytes, right: tuple[str, str]) -> None:
    message = open_mail(b"From: " + header + b"\r\n\r\n")[0].message
    assert (message.sender_name, message.sender_address) == right


ODD_PARTS = {
    "bare": b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + B64,
    "inline": b"Content-Type: application/pdf\r\nContent-Disposition: inline; filename=a.pdf\r\n"
              b"Content-Transfer-Encoding: base64\r\n\r\n" + B64,
    "as text": b"Content-Type: text/plain; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + B64,
    "quoted-printable": b"Content-Type: application/pdf; name=a.pdf\r\n"
                        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n%PDF-1.4=20one=\r\n",
    "8bit": b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + PDF,
    "with a blank in the encoding": b"Content-Type: application/pdf; name=a.pdf\r\n"
                                    b"Content-Transfer-Encoding:  BASE64 \r\n\r\n" + B64,
}  # fmt: skip


@pytest.mark.parametrize("case", ODD_PARTS)
def test_every_part_that_is_not_the_text_counts(case: str) -> None:
    found = leaves(parts(b"Content-Type: text/plain\r\n\r\nhello", ODD_PARTS[case]))
    assert {path: data.rstrip() for path, data in found.items()} == {"a.pdf": PDF}


def test_parts_without_a_name_get_one_from_their_content() -> None:
    octets = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    photo = b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(JPG)
    assert leaves(parts(octets + B64, photo)) == {"未命名1.pdf": PDF, "未命名2.jpg": JPG}


def test_a_mail_that_is_the_pdf() -> None:
    head = HEAD + b"Content-Type: application/pdf; name=form.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert leaves(head + B64) == {"form.pdf": PDF}


def test_the_same_bytes_under_two_paths_are_two_files() -> None:
    raw = mail({"a.pdf": PDF, "b.pdf": PDF, "c.zip": plain_zip({"d.pdf": PDF})})
    assert leaves(raw) == {"a.pdf": PDF, "b.pdf": PDF, "c.zip/d.pdf": PDF}


def test_two_files_of_one_name_stay_two() -> None:
    message = message_from_bytes(mail({"a.pdf": PDF, "b.pdf": JPG}))
    raw = message.as_bytes().replace(b'"b.pdf"', b'"a.pdf"')
    assert leaves(raw) == {"a.pdf": PDF, "a(2).pdf": JPG}


def nested(inner: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        body = base64.encodebytes(inner)
    elif encoding == "quoted-printable":
        body = binascii.b2a_qp(inner)
    else:
        body = inner
    head = f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    return parts(b"Content-Type: text/plain\r\n\r\nsee below", head + body)


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "base64", "quoted-printable"])
def test_a_mail_in_a_mail(encoding: str) -> None:
    inner = mail({"身份证.pdf": PDF}, Subject="张三的材料")
    assert leaves(nested(inner, encoding)) == {"张三的材料.eml/身份证.pdf": PDF}


def test_a_mail_attached_as_a_file() -> None:
    assert leaves(mail({"转发.eml": mail({"身份证.pdf": PDF})})) == {"转发.eml/身份证.pdf": PDF}


def test_a_digest_of_mails() -> None:
    first, second = mail({"a.pdf": PDF}, Subject="one"), mail({"b.jpg": JPG}, Subject="two")
    assert leaves(parts(b"\r\n" + first, b"\r\n" + second, kind="digest")) == {
        "one.eml/a.pdf": PDF,
        "two.eml/b.jpg": JPG,
    }


def test_a_signed_mail_without_its_signature() -> None:
    signature = b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nxyz"
    pdf = b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + B64
    assert leaves(parts(pdf, signature, kind="signed")) == {"a.pdf": PDF}


@pytest.mark.parametrize(("pieces", "indefinite"), [(1, False), (3, False), (3, True)])
def test_an_opaque_signed_mail(pieces: int, indefinite: bool) -> None:
    signed = cms_signed(mail({"a.pdf": PDF}), pieces, indefinite)
    head = HEAD + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
    raw = head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(signed)
    unpacked, found = open_mail(raw)
    assert (found, unpacked.message.body, unpacked.message.subject) == ({"a.pdf": PDF}, "您好", "test")
    assert leaves(mail({"smime.p7m": signed})) == {"smime.p7m/签名邮件.eml/a.pdf": PDF}


def test_an_enveloped_mail_is_encrypted() -> None:
    enveloped = cms_signed(b"x").replace(bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010703"))
    assert problems(mail({"smime.p7m": enveloped})) == [("encrypted", "smime.p7m")]


def test_uuencoded_in_the_text() -> None:
    lines = b"".join(binascii.b2a_uu(PDF[i : i + 45]) for i in range(0, len(PDF), 45))
    block = b"begin 644 " + "张三.pdf".encode("gbk") + b"\r\n" + lines.replace(b"\n", b"\r\n") + b"`\r\nend\r\n"
    unpacked, found = open_mail(HEAD + b"\r\nhello\r\n" + block + b"bye\r\n")
    assert found == {"张三.pdf": PDF}
    assert unpacked.message.body == "hello\nbye"


def test_begin_is_an_ordinary_word() -> None:
    unpacked, found = open_mail(HEAD + b"\r\nbegin 644 words\r\nLet us begin.\r\n")
    assert (found, unpacked.message.body) == ({}, "begin 644 words\nLet us begin.")


def test_winmail_dat() -> None:
    raw = mail({"winmail.dat": tnef({"身份证.pdf".encode("gbk"): PDF, "照片.jpg".encode("gbk"): JPG})})
    assert leaves(raw) == {"winmail.dat/身份证.pdf": PDF, "winmail.dat/照片.jpg": JPG}


def test_7z() -> None:
    files = {"张三/身份证.pdf": PDF, "张三/照片.jpg": JPG, "空.txt": b""}
    assert leaves(mail({"材料.7z": sevenzip(files)})) == {f"材料.7z/{name}": data for name, data in files.items()}
    assert problems(mail({"材料.7z": sevenzip({"a.pdf": PDF}, "secret")})) == [("encrypted", "材料.7z")]


def test_a_7z_that_inflates_is_a_bomb() -> None:
    assert problems(mail({"a.7z": sevenzip({"a.bin": b"\0" * 40_000_000})})) == [("bomb", "a.7z")]


def test_tar_and_gzip() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", format=tarfile.GNU_FORMAT, encoding="gbk") as archive:
        info = tarfile.TarInfo("张三/身份证.pdf")
        info.size = len(PDF)
        archive.addfile(info, io.BytesIO(PDF))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    raw = mail({"a.tar.gz": buffer.getvalue()})
    assert list(leaves(raw)) == ["a.tar.gz/内容.tar/张三/身份证.pdf", "a.tar.gz/内容.tar"]
    assert problems(raw) == [("unsupported", "a.tar.gz/内容.tar")]


def test_a_rar_waits_for_its_program() -> None:
    rar = rar4({"身份证.pdf".encode("gbk"): PDF})
    unpacked, found = open_mail(mail({"材料.rar": rar}))
    assert found == {"材料.rar": rar}
    assert unpacked.sealed == ((hashlib.sha256(rar).hexdigest(),),)
    assert unpacked.message.problems == ()


def test_noise_is_skipped() -> None:
    noise = dict.fromkeys(
        ("__MACOSX/._a.pdf", "._a.pdf", ".DS_Store", "x/Thumbs.db", "desktop.ini", "~$form.docx"), b"n"
    )
    assert leaves(mail({"a.zip": plain_zip({**noise, "a.pdf": PDF})})) == {"a.zip/a.pdf": PDF}


def png(width: int, height: int) -> bytes:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return head + b"\x08\x02\0\0\0" + b"x" * 20_000


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((90, 90), False),
        ((700, 80), True),
        ((413, 579), True),
        ((102, 126), True),
        ((30, 40), False),
        ((100, 100), False),
        ((1700, 2200), True),
    ],
)
def test_signature_logos_go_pasted_photos_stay(size: tuple[int, int], kept: bool) -> None:
    html = b'Content-Type: text/html\r\n\r\n<p>hi<img src="cid:pic1"></p>'
    picture = b"Content-Type: image/png; name=p.png\r\nContent-ID: <pic1>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = parts(html, picture + base64.encodebytes(png(*size)), kind="related")
    assert list(leaves(raw)) == (["p.png"] if kept else [])


def test_documents_that_are_zips_are_not_opened() -> None:
    docx = plain_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    ofd = plain_zip({"OFD.xml": b"<ofd/>"})
    assert leaves(mail({"a.docx": docx, "b.ofd": ofd, "c.zip": plain_zip({"d.docx": docx + b""})})) == {
        "a.docx": docx, "b.ofd": ofd, "c.zip/d.docx": docx
    }  # fmt: skip


def test_nesting_ends_at_the_limit_and_says_so() -> None:
    deep = plain_zip({"a.pdf": PDF})
    for level in range(4):
        deep = plain_zip({f"{level}.zip": deep})
    found = leaves(mail({"top.zip": deep}))
    assert list(found) == ["top.zip/3.zip/2.zip/1.zip"]
    assert problems(mail({"top.zip": deep})) == [("too_large", "top.zip/3.zip/2.zip/1.zip")]


def test_three_levels_are_opened_mails_and_archives_alike() -> None:
    inner = mail({"b.zip": plain_zip({"a.pdf": PDF})}, Subject="in")
    assert leaves(mail({"c.zip": plain_zip({"in.eml": inner})})) == {"c.zip/in.eml/b.zip/a.pdf": PDF}


def test_one_budget_for_the_whole_mail() -> None:
    small = {f"{n}.txt": b"%d" % n for n in range(400)}
    many = {f"{letter}.zip": plain_zip({f"{letter}{name}": letter.encode() + data for name, data in small.items()})
            for letter in "abcde"}  # fmt: skip
    found = leaves(mail(many))
    kinds = {kind for kind, _ in problems(mail(many))}
    assert len([path for path in found if path.endswith(".txt")]) == 1500 - 4
    assert kinds == {"too_large"}


def test_a_quine_ends() -> None:
    """A zip that holds itself, as far as a test can make one: itself, damaged by being inside."""
    body = plain_zip({"a.zip": b"PK\3\4" + b"\0" * 60})
    assert problems(mail({"q.zip": body})) == [("incomplete", "q.zip/a.zip")]


def test_what_cannot_be_opened_stays_as_a_leaf_with_its_reason() -> None:
    secret = raw_zip(Entry(b"a.pdf", flags=1), Entry(b"b.pdf", b"open"))
    cut = plain_zip({"a.pdf": PDF})[:-30]
    unpacked, found = open_mail(mail({"张三.zip": secret, "李四.zip": cut, "空.pdf": b""}))
    assert set(found) == {"张三.zip", "张三.zip/b.pdf", "李四.zip", "空.pdf"}
    assert {(p.kind.value, p.path) for p in unpacked.message.problems} == {
        ("encrypted", "张三.zip"), ("incomplete", "李四.zip"), ("empty", "空.pdf")
    }  # fmt: skip
    assert all(problem.detail.rstrip("。") for problem in unpacked.message.problems)


def test_base64_that_ends_too_early_is_kept_and_named() -> None:
    cut = b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + B64[:9]
    assert list(leaves(parts(cut))) == ["a.pdf"]
    assert problems(parts(cut)) == [("damaged", "a.pdf")]


def test_five_hundred_attachments() -> None:
    files = {f"{n:03}.pdf": b"%d" % n for n in range(500)}
    assert leaves(mail(files)) == files


def test_fifty_megabytes() -> None:
    big = random.Random(1).randbytes(36_000_000)
    head = b"Content-Type: application/pdf; name=big.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert leaves(parts(head + base64.encodebytes(big))) == {"big.pdf": big}


HOSTILE = {
    "100,000 header lines": b"X-A: b\r\n" * 100_000 + b"\r\nbody",
    "a megabyte in one header": b"Subject: " + b"x" * 1_000_000 + b"\r\n\r\nbody",
    "brackets in To": b"To: " + b"(" * 4000 + b"\r\n\r\nbody",
    "parts within parts": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
                                   for n in range(3000)),
    "mails within mails": b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "10,000 parts": parts(*[b"Content-Type: image/png\r\n\r\n%d" % n for n in range(10_000)]),
    "nothing": b"",
    "noise": random.Random(7).randbytes(50_000),
    "a boundary that is missing": HEAD + b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\ntext",
    "an absurd charset": HEAD + b"Content-Type: text/plain; charset=\"\xff\0rot13\"\r\n\r\ntext",
    "a bad date": b"Date: Mon, 99 Foo 20244 99:99:99 +9999\r\n\r\n",
    "a year that overflows": b"Date: Mon, 31 Dec 9999 23:59:59 -2359\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_nothing_in_a_mail_makes_it_raise(case: str) -> None:
    unpacked, blobs = take_apart(HOSTILE[case], ENVELOPE)
    assert len(blobs) == len(unpacked.files)
    unpacked.model_dump_json()


def test_mutants_never_raise() -> None:
    archives = {
        "a.zip": plain_zip({"身份证.pdf": PDF}),
        "b.7z": sevenzip({"c.pdf": JPG}),
        "winmail.dat": tnef({b"x": PDF}),
    }
    whole = mail(archives, "正文")
    chance = random.Random(20240706)
    for _ in range(150):
        mutant = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        take_apart(bytes(mutant), ENVELOPE)


def test_the_same_mail_always_comes_apart_alike() -> None:
    raw = mail({"a.zip": plain_zip({"b.pdf": PDF}), "c.jpg": JPG})
    assert take_apart(raw, ENVELOPE) == take_apart(raw, ENVELOPE)


def test_delivery_reports_carry_no_documents() -> None:
    report = b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\n"
    assert leaves(parts(b"Content-Type: text/plain\r\n\r\nsorry", report, kind="report")) == {}


def test_text_attached_as_a_file_is_a_file() -> None:
    message = EmailMessage()
    message.set_content("hello")
    message.add_attachment("名单", filename="名单.txt")
    assert list(leaves(message.as_bytes())) == ["名单.txt"]
