"""Further mails of two kinds: what is dropped leaves a trace, and what isn't known is told by the words beside it.

Each was written down with its right answer before it was tried.
"""

import base64
import io
import tarfile
import zipfile

import pytest

from tests.intake.mails import mail, open_mail, parts
from tests.intake.packing import plain_zip, tnef
from tests.intake.test_more_shapes import FORM, PHOTO, lines, part

PICTURE = base64.b64encode(PHOTO).decode()
DOCUMENT = base64.b64encode(FORM).decode()


def html(body: str, *more: bytes, kind: str = "related") -> bytes:
    head = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return parts(head + lines(body.encode()), *more, kind=kind)


INSIDE_HTML = {
    "a background": (f"<div style=\"background-image:url('data:image/jpeg;base64,{PICTURE}')\">证件照</div>", PHOTO),
    "an object": (f'<object data="data:application/pdf;base64,{DOCUMENT}">申报表</object>', FORM),
    "an embed": (f"<embed src='data:application/pdf;base64,{DOCUMENT}'>", FORM),
    "a link": (f'<a href="data:application/pdf;base64,{DOCUMENT}" download="表.pdf">申报表</a>', FORM),
    "a picture in lines": (f'<img src="data:image/jpeg;base64,\n{PICTURE[:76]}\n{PICTURE[76:]}">', PHOTO),
    "a picture with percent signs": (
        f'<img src="data:image/jpeg;base64,{PICTURE.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")}">',
        PHOTO,
    ),
    "a picture in a set": (f'<img srcset="data:image/jpeg;base64,{PICTURE} 2x">', PHOTO),
    "a picture without base64": (
        f'<img src="data:image/svg+xml,%3Csvg%20x%3D%22{"1" * 80}%22%2F%3E">',
        b'<svg x="%s"/>' % (b"1" * 80),
    ),
}


@pytest.mark.parametrize("how", INSIDE_HTML)
def test_a_file_that_stands_inside_the_text_comes_out(how: str) -> None:
    body, data = INSIDE_HTML[how]
    assert data in open_mail(html(f"<p>您好，材料如下</p>{body}"))[1].values()


def test_a_picture_shown_twice_stays() -> None:
    shown = b"Content-Type: image/jpeg\r\nContent-ID: <a>\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines(
        b"\xff\xd8\xff\xc0\x00\x11\x08\x09\x60\x04\x38\x03" + bytes(9) + b"\xff\xd9"
    )
    assert len(open_mail(html('<img src="cid:a"><img src="cid:a">', shown))[1]) == 1


def tar(**kinds: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in kinds.items():
            info = tarfile.TarInfo(f"{name}.jpg")
            info.type, info.linkname = kind, "别处.jpg"
            archive.addfile(info)
    return buffer.getvalue()


def empty_zip() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


TOLD = {
    "a hard link in a tar": ("材料.tar", tar(照片=tarfile.LNKTYPE), "照片.jpg"),
    "a pipe in a tar": ("材料.tar", tar(照片=tarfile.FIFOTYPE), "照片.jpg"),
    "a zip of nothing at all": ("材料.zip", empty_zip(), "材料.zip"),
    "an empty file": ("孙堃申报表.docx", b"", "孙堃申报表.docx"),
    "an empty file in a zip": ("材料.zip", plain_zip({"孙堃/照片.jpg": b""}), "照片.jpg"),
    "a cabinet": ("材料.cab", b"MSCF\x00\x00\x00\x00" + bytes(60), "材料.cab"),
    "an arj": ("材料.arj", b"\x60\xea" + bytes(60), "材料.arj"),
    "an lzh": ("材料.lzh", b"\x22\x8f-lh5-" + bytes(60), "材料.lzh"),
    "a disk's image": ("材料.iso", bytes(32769) + b"CD001" + bytes(60), "材料.iso"),
    "a Zstandard": ("材料.zst", b"\x28\xb5\x2f\xfd" + bytes(60), "材料.zst"),
    "an LZ4": ("材料.lz4", b"\x04\x22\x4d\x18" + bytes(60), "材料.lz4"),
    "an ace": ("材料.ace", bytes(7) + b"**ACE**" + bytes(60), "材料.ace"),
    "an alz": ("材料.alz", b"ALZ\x01" + bytes(60), "材料.alz"),
    "an egg": ("材料.egg", b"EGGA" + bytes(60), "材料.egg"),
    "a Windows image": ("材料.wim", b"MSWIM\x00\x00\x00" + bytes(60), "材料.wim"),
    "an old compress": ("材料.tar.Z", b"\x1f\x9d\x90" + bytes(60), "材料.tar.Z"),
    "a shortcut": ("孙堃申报表.lnk", b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(56), "孙堃申报表.lnk"),
    "a file of Outlook's": ("邮件.pst", b"!BDN" + bytes(600), "邮件.pst"),
    "a download that isn't done": ("申报表.pdf.crdownload", FORM[:300], "申报表.pdf.crdownload"),
}


@pytest.mark.parametrize("what", TOLD)
def test_what_holds_nothing_or_can_t_be_opened_is_told(what: str) -> None:
    name, data, told = TOLD[what]
    problems = open_mail(mail({name: data}, "材料见附件"))[0].message.problems
    assert any(told in f"{problem.path} {problem.detail}" for problem in problems), problems


NESTED = {
    "winmail in winmail": tnef({b"winmail.dat": tnef({"申报表.pdf".encode("gbk"): FORM})}),
    "a zip in winmail": tnef({"材料.zip".encode("gbk"): plain_zip({"申报表.pdf": FORM})}),
}


@pytest.mark.parametrize("how", NESTED)
def test_what_is_wrapped_twice_comes_out(how: str) -> None:
    assert FORM in open_mail(mail({"winmail.dat": NESTED[how]}))[1].values()


def test_a_calendar_and_a_card_are_left_or_counted() -> None:
    raw = parts(
        b"Content-Type: text/plain\r\n\r\nhi",
        b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
        b"Content-Type: text/x-vcard; name=a.vcf\r\n\r\nBEGIN:VCARD\r\nFN:x\r\nEND:VCARD",
    )
    unpacked, found = open_mail(raw)
    assert len(found) + len(unpacked.message.skipped) == 2


LINKS = {
    "a host of the county's own": "报名材料请从这里下载：http://10.20.30.40:8080/share/abc",
    "the same without its scheme": "报名材料下载：10.20.30.40:8080/share/abc",
    "a colon of full width": "材料在网盘：https：//pan.baidu.com/s/1abcd 提取码：8a8a",
    "blanks inside": "材料在网盘 https: //pan.baidu.com/s/1abcd 提取码 8a8a",
    "Chinese in the path": "附件：https://files.town.example.cn/分享/孙堃材料.zip",
    "a dot of full width": "材料网盘：pan。baidu。com/s/1abcd 提取码8a8a",
    "a new provider": "文件太大，请用奶牛快传取：https://cowtransfer.com/s/abc123 口令 9f8e",
    "a short address": "资料：https://t.cn/A6abcde",
    "a message of the app": "通过百度网盘分享的文件：孙堃材料\n"
    "链接:https://pan.baidu.com/s/1abcd?pwd=8a8a\n提取码:8a8a\n复制这段内容打开「百度网盘APP 即可获取」",
    "cut by the mail program": "材料在网盘：https://pan.baidu.com/s/1abc=\r\ndEFG",
    "in brackets": "材料（见<https://drive.example.com/x/1>）请查收",
}  # fmt: skip


@pytest.mark.parametrize("how", LINKS)
def test_a_link_beside_words_of_papers_is_told_however_it_is_written(how: str) -> None:
    message = open_mail(mail({}, LINKS[how]))[0].message
    assert message.cloud_links, how


WITHOUT = (
    "附件在微信群里，请下载。", "材料我用QQ发您了，请查收", "已重新上传，见附件", "孙堃的照片补在附件中，请审核",
    "附件是我单位报名材料", "扫下面的二维码下载材料",
)  # fmt: skip


@pytest.mark.parametrize("text", WITHOUT)
@pytest.mark.parametrize("subject", ["报名材料", "回复：补正通知"])
def test_a_mail_that_speaks_of_papers_it_doesn_t_bring_is_told(text: str, subject: str) -> None:
    assert open_mail(mail({}, text, Subject=subject))[0].message.problems


NO_LINKS = (
    "报名材料见附件。\n--\n云桥镇便民服务中心\nwww.town.example.cn",
    "报名系统网址 https://www.chsi.com.cn/xlcx/ 已查询，材料见附件",
    "材料已报，联系邮箱 yq@town.example.cn",
)


@pytest.mark.parametrize("text", NO_LINKS)
def test_a_site_that_keeps_no_papers_is_no_cloud(text: str) -> None:
    assert open_mail(mail({"申报表.pdf": FORM}, text))[0].message.cloud_links == ()


VOLUMES = {
    "numbers of two digits": ("材料.zip.01", "材料.zip.02"),
    "parts by name": ("材料.part1.zip", "材料.part2.zip"),
    "numbers in brackets": ("材料.7z.001", "材料.7z.003"),
}


@pytest.mark.parametrize("how", VOLUMES)
def test_volumes_are_joined_or_named(how: str) -> None:
    whole = plain_zip({"申报表.pdf": FORM, "照片.jpg": PHOTO})
    half = len(whole) // 2
    files = dict(zip(VOLUMES[how], (whole[:half], whole[half:]), strict=True))
    unpacked, found = open_mail(mail(files))
    told = " ".join(problem.detail for problem in unpacked.message.problems)
    assert FORM in found.values() or unpacked.message.volumes or "卷" in told, unpacked.message.problems


PASSWORDS = {
    "解压密码：Hui2024": "Hui2024", "压缩包密码是abc123。": "abc123", "密码 20240701": "20240701",
    "解压码：a1b2c3": "a1b2c3", "打开密码为：云桥2024": "云桥2024", "口令：yq@2024!": "yq@2024!",
}  # fmt: skip


@pytest.mark.parametrize("text", PASSWORDS)
def test_a_password_in_the_text_is_found(text: str) -> None:
    from hui_reg.intake.passwords import told

    assert PASSWORDS[text] in told(f"您好，材料见附件。\n{text}")


def test_an_unnamed_part_of_a_kind_nobody_knows_is_left() -> None:
    raw = parts(b"Content-Type: chemical/x-pdb\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines(FORM))
    assert list(open_mail(raw)[1].values()) == [FORM]
    assert part(b"a", b"")
