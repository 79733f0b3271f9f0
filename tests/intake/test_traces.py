"""Nothing drops out of a mail: what is no file of its own leaves a trace, what others hold comes out."""

import base64
import bz2
import io
import lzma
import zipfile
from random import Random

import py7zr
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from hui_reg.intake.passwords import told
from intake_archives import Entry, compound, native, plain_zip, raw_zip, sevenzip, split_zip, tnef
from intake_mail import leaves, mail, open_mail, parts, problems

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 9 + b"\n%%EOF"
JPG = b"\xff\xd8\xff\xe0" + bytes(range(255, 0, -1)) * 5 + b"\xff\xd9"


def png(width: int, height: int, size: int = 20_000) -> bytes:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return head + b"\x08\x02\0\0\0" + b"x" * size


def html(body: str) -> bytes:
    return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()


def test_pictures_that_stand_in_the_html() -> None:
    photo = base64.b64encode(JPG).decode()
    wrapped = "&#10;".join(photo[i : i + 70] for i in range(0, len(photo), 70))
    unpacked, found = open_mail(parts(html(f'<p>照片<img src="data:image/jpeg;base64,{wrapped}"></p>')))
    assert found == {"正文1.jpg": JPG}
    assert (unpacked.message.pasted, unpacked.message.body) == (("正文1.jpg",), "照片")


def test_links_in_the_style_and_files_in_the_html() -> None:
    pdf = base64.b64encode(PDF).decode()
    style = f"<div style=\"background:url('data:image/jpeg;base64,{base64.b64encode(JPG).decode()}')\">"
    assert list(leaves(parts(html(f'{style}<a href="data:application/pdf;base64,{pdf}">表</a></div>'))).values()) == [
        JPG,
        PDF,
    ]


@pytest.mark.parametrize(
    ("picture", "kept"),
    [
        (png(1080, 6000), True),
        (png(1080, 2400), True),
        (png(700, 80), True),
        (png(128, 128), False),
        (png(128, 128, 60_000), True),
        (png(413, 579), True),
        (b"unknown", True),
    ],
)
def test_only_small_pictures_are_logos(picture: bytes, kept: bool) -> None:
    part = b"Content-Type: image/png; name=image001.png\r\nContent-ID: <a%40b>\r\n"
    part += b"Content-Transfer-Encoding: base64\r\n\r\n"
    raw = parts(html('<img src="cid:a%40b">'), part + base64.encodebytes(picture), kind="related")
    unpacked, found = open_mail(raw)
    assert list(found) == (["image001.png"] if kept else [])
    assert unpacked.message.pasted == (("image001.png",) if kept else ())
    assert [(s.size, s.reason) for s in unpacked.message.skipped] == ([] if kept else [(len(picture), "签名图标")])


def test_pictures_on_a_web_server_are_named() -> None:
    told = open_mail(parts(html('<img src="https://img.example.com/a.jpg"><img width=1 src=https://x.cn/t.gif>')))[0]
    assert [link.url for link in told.message.cloud_links] == ["https://img.example.com/a.jpg"]


def test_archives_without_a_file() -> None:
    empty, seven = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("郑国栋/", b"")
    with py7zr.SevenZipFile(seven, "w"):
        pass
    noise = plain_zip({"__MACOSX/._a": b"x", "Thumbs.db": b"y"})
    raw = mail({"a.zip": empty.getvalue(), "b.7z": seven.getvalue(), "c.zip": noise, "d.zip": plain_zip({})})
    assert [(kind, path) for kind, path in problems(raw)][:1] == [("empty", "a.zip")]
    assert {path for kind, path in problems(raw) if kind == "empty"} >= {"a.zip", "c.zip", "d.zip"}
    assert set(leaves(raw)) == {"a.zip", "b.7z", "c.zip", "d.zip"}
    assert "郑国栋" in open_mail(raw)[0].message.problems[0].detail


@pytest.mark.parametrize(("ext", "pack"), [("xz", lzma.compress), ("bz2", bz2.compress)])
def test_single_compressed_files(ext: str, pack: object) -> None:
    assert leaves(mail({f"a.pdf.{ext}": pack(PDF)})) == {f"a.pdf.{ext}/内容": PDF}  # type: ignore[operator]
    assert problems(mail({f"a.pdf.{ext}": pack(PDF * 9)[:-20]})) == [("incomplete", f"a.pdf.{ext}")]  # type: ignore[operator]


def test_a_lying_flag_does_not_hurt_zips_inside() -> None:
    """Seen: the flag was searched by bytes, and the stored archives of three people were called damaged."""
    gbk = [Entry(f"{who}/身份证.pdf".encode("gbk"), PDF, flags=0x800) for who in ("张三", "李四")]
    inner = raw_zip(*gbk)
    files = {"张三.zip": inner, "说明.txt": b"x"}
    outer = raw_zip(*(Entry(name.encode("gbk"), data, flags=0x800) for name, data in files.items()))
    for archive in (outer, b"MZ" * 50 + outer):
        assert sorted(leaves(mail({"全部.zip": archive}))) == [
            "全部.zip/张三.zip/张三/身份证.pdf",
            "全部.zip/张三.zip/李四/身份证.pdf",
            "全部.zip/说明.txt",
        ]
        assert problems(mail({"全部.zip": archive})) == []


STRANGERS = {
    "材料.cab": (b"MSCF\0\0\0\0" + b"x" * 60, "CAB"),
    "材料.arj": (b"\x60\xea" + b"x" * 60, "ARJ"),
    "材料.lzh": (b"\x19\x00-lh5-" + b"x" * 60, "LZH"),
    "光盘.iso": (b"\0" * 0x8001 + b"CD001" + b"\0" * 99, "ISO"),
    "材料.zst": (b"\x28\xb5\x2f\xfd" + b"x" * 60, "Zstandard"),
    "毕业证.pdf.lnk": (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"x" * 60, "快捷方式"),
    "自解压.exe": (b"MZ" + b"\x90" * 500, "程序"),
    "学信网.mhtml": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--", "网页"),
    "学信网.html": (b"<html><body>x</body></html>", "网页"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_nobody_opens_is_named_as_what_it_is(name: str) -> None:
    data, word = STRANGERS[name]
    unpacked, found = open_mail(mail({name: data}))
    assert found == {name: data}
    assert [(p.kind.value, p.path, word in p.detail) for p in unpacked.message.problems] == [
        ("unsupported", name, True)
    ]


def test_mails_with_only_a_text_leave_it() -> None:
    raw = mail({"转发.eml": mail({}, "名单：张三、李四")})
    assert {path: data.decode() for path, data in leaves(raw).items()} == {"转发.eml/正文.txt": "名单：张三、李四"}
    same = open_mail(mail({"转发.eml": mail({}, "您好")}, "您好，见下"))[0].message
    assert [skip.reason for skip in same.skipped] == ["与邮件正文相同"]
    assert problems(mail({"winmail.dat": tnef({})})) == [("empty", "winmail.dat")]


def test_mails_in_other_clothes_inside_a_mail() -> None:
    inner = mail({"a.pdf": PDF})
    emlx = b"%d   \n" % len(inner) + inner + b"<?xml version='1.0'?><plist/>"
    mbox = b"From a@b Mon Jul  1 10:00:00 2024\n" + inner + b"\n\nFrom c@d Mon Jul  1 11:00:00 2024\n" + inner
    raw = mail({"x.zip": plain_zip({"1.emlx": emlx, "2.eml.txt": inner, "INBOX": mbox})})
    assert sorted(leaves(raw).values()) == [PDF] * 4
    assert problems(raw) == []


def test_documents_inserted_into_word_files() -> None:
    docx = plain_zip(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b"<w/>",
            "word/embeddings/oleObject1.bin": compound({"\x01Ole10Native": native("毕业证.pdf", PDF)}),
            "word/embeddings/oleObject2.bin": compound({"CONTENTS": PDF.ljust(4096, b"\n")}),
            "word/embeddings/身份证.docx": plain_zip({"[Content_Types].xml": b"<Types/>", "word/x.xml": b""}),
            "word/embeddings/Figures.xlsx": plain_zip({"xl/x.xml": b""}),
            "word/charts/_rels/chart1.xml.rels": b'<Relationship Target="../embeddings/Figures.xlsx"/>',
        }
    )
    found = leaves(mail({"申报表.docx": docx}))
    assert list(found) == [
        "申报表.docx",
        "申报表.docx/毕业证.pdf",
        "申报表.docx/嵌入对象2.pdf",
        "申报表.docx/身份证.docx",
    ]
    assert found["申报表.docx/毕业证.pdf"] == PDF


def pdf_with(**files: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(300, 300)
    for name, data in files.items():
        writer.add_attachment(f"{name}.pdf", data)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_files_attached_inside_pdfs() -> None:
    inner = pdf_with(深=PDF)
    found = leaves(mail({"材料.pdf": pdf_with(毕业证=PDF, 里=inner)}))
    assert set(found) == {"材料.pdf", "材料.pdf/毕业证.pdf", "材料.pdf/里.pdf", "材料.pdf/里.pdf/深.pdf"}
    assert found["材料.pdf/毕业证.pdf"] == PDF


def test_files_pinned_to_a_page() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_with(毕业证=PDF))))
    names = writer.root_object["/Names"]
    spec = names["/EmbeddedFiles"]["/Names"][1]  # type: ignore[index]
    note = {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FileAttachment")}
    pin = DictionaryObject({**note, NameObject("/FS"): spec})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(pin)])
    del writer.root_object["/Names"]
    out = io.BytesIO()
    writer.write(out)
    assert leaves(mail({"a.pdf": out.getvalue()}))["a.pdf/毕业证.pdf"] == PDF


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


VOLUMES = {
    "zip.001": lambda files: {f"材料.zip.{n:03}": v for n, v in enumerate(cut(plain_zip(files), 900), 1)},
    "7z.001": lambda files: {f"材料.7z.{n:03}": v for n, v in enumerate(cut(sevenzip(files), 900), 1)},
    "z01": lambda files: {
        (f"材料.z{n:02}" if n < len(split_zip(files, 1000)) else "材料.zip"): v
        for n, v in enumerate(split_zip(files, 1000), 1)
    },
}


@pytest.mark.parametrize("kind", VOLUMES)
def test_volumes_in_one_mail_are_joined(kind: str) -> None:
    files = {"张三/身份证.pdf": b"%PDF-1.4" + Random(1).randbytes(2000), "李四/照片.jpg": Random(2).randbytes(1500)}
    volumes = VOLUMES[kind](files)
    assert len(volumes) > 1
    unpacked, found = open_mail(mail(dict(reversed(volumes.items()))))
    assert sorted(found.values()) == sorted(files.values()), unpacked.message.problems
    assert sum(skip.size for skip in unpacked.message.skipped) == sum(map(len, volumes.values()))
    for name in volumes:
        lacking = {other: data for other, data in volumes.items() if other != name}
        told, left = open_mail(mail(lacking))
        assert left == lacking
        assert {volume.path for volume in told.message.volumes} == set(lacking), name


def test_a_mail_in_pieces() -> None:
    whole = mail({"a.pdf": PDF})
    first, second = whole[:700], whole[700:]
    pieces = [
        b'Content-Type: message/partial; id="x@y"; number=%d; total=2\r\n\r\n' % n + data
        for n, data in enumerate((first, second), 1)
    ]
    assert list(leaves(parts(*pieces)).values()) == [PDF]
    head = b"From: a@example.com\r\nSubject: x (1/2)\r\nMIME-Version: 1.0\r\n"
    (volume,) = open_mail(head + pieces[0])[0].message.volumes
    assert (volume.group, volume.number, volume.total) == ("partial:x@y", 1, 2)


PASSWORDS = {
    "材料见附件，压缩包密码123456": ("123456",),
    "解压密码：hui@2024。": ("hui@2024",),
    "密码是“8888”，谢谢": ("8888",),
    "提取码：8a8a": (),
    "网盘提取密码：8a8a": (),
    "密码：身份证后六位": (),
    "忘记密码请联系我": (),
}


@pytest.mark.parametrize("body", PASSWORDS)
def test_passwords_in_the_text(body: str) -> None:
    assert told(body) == PASSWORDS[body]
    locked = mail({"a.7z": sevenzip({"a.pdf": PDF}, "secret")}, body)
    (problem,) = open_mail(locked)[0].message.problems
    assert ("--password-from-body" in problem.detail) == bool(PASSWORDS[body])
