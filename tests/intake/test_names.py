"""Names as their senders meant them: labels, splits, raw bytes, RFC 2231, folds, absent and hostile ones."""

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.intake.charset import decode, decode_together
from hui_reg.intake.names import clean, clean_path, decode_header, file_name, parameters


def b(text: str, charset: str = "gb18030", label: str | None = None) -> bytes:
    """An encoded word in base64."""
    return b"=?%s?B?%s?=" % ((label or charset).encode(), base64.b64encode(text.encode(charset)))


def q(text: str, charset: str = "gb18030", label: str | None = None) -> bytes:
    """An encoded word in quoted-printable."""
    encoded = quopri.encodestring(text.encode(charset), quotetabs=True, header=True).replace(b"=\n", b"")
    return b"=?%s?Q?%s?=" % ((label or charset).encode(), encoded.replace(b"?", b"=3F"))


def raw(data: bytes, label: str) -> bytes:
    return b"=?%s?B?%s?=" % (label.encode(), base64.b64encode(data))


GB = "李喆身份证.jpg".encode("gb18030")
U8 = "李喆身份证.jpg".encode()

HEADERS: dict[str, tuple[bytes, str]] = {
    "the known right answer": (b"=?gb2312?B?wO6GtC5qcGc=?=", "李喆.jpg"),
    **{f"label {label}": (raw(GB, label), "李喆身份证.jpg") for label in (
        "gb2312", "GBK", "x-gbk", "cp936", "GB-2312", "gb_2312-80", "cn-gb", "euc-cn", "windows-936", "gb18030",
        "gb2312*zh-CN", "GB2312*EN", "chinese")},
    "utf-8": (b("陈煜", "utf-8"), "陈煜"),
    "UTF8 without dash": (b("陈煜", "utf-8", "UTF8"), "陈煜"),
    "big5": (b("陳大文", "big5"), "陳大文"),
    "says gbk, is utf-8": (raw(U8, "gbk"), "李喆身份证.jpg"),
    "says utf-8, is gbk": (raw(GB, "utf-8"), "李喆身份证.jpg"),
    "says iso-8859-1, is gbk": (raw(GB, "iso-8859-1"), "李喆身份证.jpg"),
    "says us-ascii, is utf-8": (raw(U8, "us-ascii"), "李喆身份证.jpg"),
    "really iso-8859-1": (raw(b"M\xfcller.pdf", "iso-8859-1"), "Müller.pdf"),
    "unknown label": (raw(GB, "x-unknown"), "李喆身份证.jpg"),
    "four-byte characters": (b("𠮷野䶮.pdf"), "𠮷野䶮.pdf"),
    "cut inside a character, two words": (raw(GB[:3], "gb2312") + b" " + raw(GB[3:], "gb2312"), "李喆身份证.jpg"),
    "cut inside, folded": (raw(U8[:4], "utf-8") + b"\r\n\t" + raw(U8[4:], "utf-8"), "李喆身份证.jpg"),
    "cut inside, three words": (raw(U8[:1], "utf-8") + b"\r\n " + raw(U8[1:7], "UTF-8") + b" " + raw(U8[7:], "utf-8"),
                                "李喆身份证.jpg"),
    "cut inside the base64": (b"=?gb2312?B?wO6G?= =?gb2312?B?tC5qcGc?=", "李喆.jpg"),
    "cut inside a base64 group": (b"=?gb2312?B?wO6GtC?=\r\n =?gb2312?B?5qcGc=?=", "李喆.jpg"),
    "base64 without padding": (b"=?utf-8?B?5byg5LiJLg?=", "张三."),
    "no blank between words": (b("张三", "utf-8") + b("李四", "utf-8"), "张三李四"),
    "two charsets": (b("张三") + b" " + b("李四", "utf-8"), "张三李四"),
    "B then Q": (b("张三", "utf-8") + b" " + q("李四", "utf-8"), "张三李四"),
    "text between keeps its blanks": (b"Re: " + b("报名") + b" and " + b("材料"), "Re: 报名 and 材料"),
    "Q with underscores": (b"=?utf-8?Q?=E5=BC=A0_=E4=B8=89?=", "张 三"),
    "Q with bare blanks": (b"=?utf-8?Q?=E5=BC=A0 =E4=B8=89?=", "张 三"),
    "closing mark missing": (b"=?gb2312?B?wO6GtC5qcGc", "李喆.jpg"),
    "raw gbk": (GB, "李喆身份证.jpg"),
    "raw utf-8": (U8, "李喆身份证.jpg"),
    "raw gbk folded": (GB[:4] + b"\r\n " + GB[4:], "李喆身份证.jpg"),
    "raw and encoded": (b("张三", "utf-8") + "（报名）".encode("gbk"), "张三（报名）"),
    "plain folded": (b"application\r\n form", "application form"),
    "hz": (b"=?HZ-GB-2312?B?" + base64.b64encode("张三".encode("hz")) + b"?=", "张三"),
    "iso-2022-jp": (b("申請書", "iso-2022-jp"), "申請書"),
    "a question is no word": (b"=?really?", "=?really?"),
    "empty": (b"", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADERS)
def test_header_text(case: str) -> None:
    header, right = HEADERS[case]
    assert decode_header(header) == right


PARTS: dict[str, tuple[bytes, bytes, str | None]] = {
    "RFC 2231, gb18030": (b"attachment; filename*=gb18030''%B2%E2%CA%D4%CE%C4%B1%BE.txt", b"", "测试文本.txt"),
    "RFC 2231, utf-8 with language": (b"attachment; filename*=UTF-8'zh-CN'%E5%BC%A0%E4%B8%89.pdf", b"", "张三.pdf"),
    "RFC 2231, wrong label": (b"attachment; filename*=utf-8''%B2%E2%CA%D4.txt", b"", "测试.txt"),
    "RFC 2231, no label": (b"attachment; filename*=%E5%BC%A0%E4%B8%89.pdf", b"", "张三.pdf"),
    "RFC 2231, quoted": (b"attachment; filename*=\"utf-8''%E5%BC%A0%E4%B8%89.pdf\"", b"", "张三.pdf"),
    "RFC 2231 in pieces, cut inside": (
        b"attachment;\r\n filename*0*=gb2312''%B2%E2%CA;\r\n filename*1*=%D4%CE%C4;\r\n filename*2*=%B1%BE.txt",
        b"", "测试文本.txt"),
    "pieces out of order": (
        b"attachment; filename*1*=%E4%B8%89.pdf; filename*0*=utf-8''%E5%BC%A0", b"", "张三.pdf"),
    "pieces, the last plain": (b"attachment; filename*0*=utf-8''%E5%BC%A0%E4%B8%89; filename*1=.pdf", b"", "张三.pdf"),
    "pieces without encoding": (b'attachment; filename*0="long-"; filename*1="name.pdf"', b"", "long-name.pdf"),
    "more than ten pieces": (
        b"attachment; " + b"; ".join(b'filename*%d="%d-"' % (n, n) for n in range(12)), b"",
        "0-1-2-3-4-5-6-7-8-9-10-11-"),
    "encoded word in a parameter": (b'attachment; filename="' + b("张三.pdf") + b'"', b"", "张三.pdf"),
    "encoded words folded inside the quotes": (
        b'attachment; filename="' + b("张三身份", "utf-8") + b"\r\n\t" + b("证.pdf", "utf-8") + b'"', b"",
        "张三身份证.pdf"),
    "encoded word without quotes": (b"attachment; filename=" + b("张三.pdf", "utf-8"), b"", "张三.pdf"),
    "encoded word in RFC 2231": (b"attachment; filename*=" + b("张三.pdf", "utf-8"), b"", "张三.pdf"),
    "raw gbk in quotes": ('attachment; filename="张三.pdf"'.encode("gbk"), b"", "张三.pdf"),
    "raw utf-8 in quotes": ('attachment; filename="张三.pdf"'.encode(), b"", "张三.pdf"),
    "raw gbk without quotes": ("attachment; filename=张三.pdf".encode("gbk"), b"", "张三.pdf"),
    "a backslash inside a character": ('attachment; filename="乗車.pdf"; size=1'.encode("gbk"), b"", "乗車.pdf"),
    "a character ending in a backslash": ('attachment; filename="俓"; size=1'.encode("gbk"), b"", "俓"),
    "escaped quotes": (rb'attachment; filename="a \"b\" c.pdf"', b"", 'a "b" c.pdf'),
    "a semicolon in quotes": (b'attachment; filename="a;b.pdf"', b"", "a;b.pdf"),
    "a quote that never ends": (b'attachment; filename="a.pdf', b"", "a.pdf"),
    "blanks around the equals sign": (b'attachment ; FileName = "a.pdf"', b"", "a.pdf"),
    "blanks without quotes": (b"attachment; filename=my file.pdf", b"", "my file.pdf"),
    "percent-encoded without saying so": (b'attachment; filename="%E5%BC%A0%E4%B8%89.pdf"', b"", "张三.pdf"),
    "a real percent sign": (b'attachment; filename="100%25.pdf"', b"", "100%25.pdf"),
    "only in Content-Type": (b"attachment", b'application/pdf; name="' + b("张三.pdf") + b'"', "张三.pdf"),
    "name* in Content-Type": (b"", b"application/pdf; name*=utf-8''%E5%BC%A0%E4%B8%89.pdf", "张三.pdf"),
    "question marks lose": (
        b'attachment; filename="????.pdf"', b'application/pdf; name="' + b("张三.pdf") + b'"', "张三.pdf"),
    "more Han wins": (b'attachment; filename="_3.pdf"', b'application/pdf; name="' + b("张三.pdf") + b'"', "张三.pdf"),
    "ties go to filename*": (b"attachment; filename=\"b.pdf\"; filename*=utf-8''a.pdf", b"", "a.pdf"),
    "the first of two equal ones": (b'attachment; filename="a.pdf"; filename="b.pdf"', b"", "a.pdf"),
    "none": (b"inline", b"image/jpeg", None),
    "empty": (b'attachment; filename=""', b'image/jpeg; name=""', None),
    "a Windows path": (rb'attachment; filename="C:\Users\me\a.pdf"', b"", "a.pdf"),
    "a way out": (b'attachment; filename="../../etc/passwd"', b"", "passwd"),
    "bidi override": ("attachment; filename=\"张三\u202efdp.exe\"".encode(), b"", "张三fdp.exe"),
    "NUL and control": (b'attachment; filename="a\x00b\x07.pdf"', b"", "ab.pdf"),
    "dots and blanks at the end": (b'attachment; filename="a.pdf. . "', b"", "a.pdf"),
    "only dots": (b'attachment; filename=".."', b"", None),
    "zero width": ("attachment; filename=\"张\u200b三.pdf\"".encode(), b"", "张三.pdf"),
    "decomposed": (b"attachment; filename*=utf-8''e%CC%81.pdf", b"", "é.pdf"),
}  # fmt: skip


@pytest.mark.parametrize("case", PARTS)
def test_attachment_name(case: str) -> None:
    disposition, content_type, right = PARTS[case]
    assert file_name(disposition, content_type) == right


def test_there_are_enough_cases() -> None:
    assert len(HEADERS) + len(PARTS) >= 60


def test_a_long_name_keeps_its_extension() -> None:
    assert clean("张" * 500 + ".pdf") == "张" * 196 + ".pdf"
    assert len(clean("x" * 500)) == 200


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("材料/张三/身份证.pdf", "材料/张三/身份证.pdf"),
        ("../../材料/a.pdf", "材料/a.pdf"),
        ("/etc/passwd", "etc/passwd"),
        (r"C:\材料\a.pdf", "材料/a.pdf"),
        ("./a//b/./c.pdf", "a/b/c.pdf"),
        ("..", ""),
        ("a\u202e/b\x00.pdf", "a/b.pdf"),
    ],
)
def test_paths_inside_archives(path: str, right: str) -> None:
    assert clean_path(path) == right


def test_names_of_one_archive_are_decoded_together() -> None:
    # on its own 联通 in GBK is valid UTF-8 by accident; its neighbours tell
    names = ["联通.pdf", "张三/身份证.pdf", "a.txt"]
    assert decode_together(name.encode("gbk") for name in names) == names
    assert decode_together(name.encode() for name in names) == names
    assert decode_together([names[0].encode("gbk"), names[1].encode()])[1] == names[1]
    assert decode_together(["专.pdf".encode("gbk")]) == ["专.pdf"]


def test_parameters_survive_anything() -> None:
    assert parameters(b"") == {}
    assert parameters(b";;;=;a;=b;\xff=\xff") != {"filename": b""}
    assert parameters(b"text/plain; charset=GBK; Charset=utf-8") == {"charset": b"GBK"}


# GB 18030's private-use corner and half of it no one types; names are made of these
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
RARE = st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF)
NAME = st.text(st.one_of(HAN, HAN, HAN, RARE, st.sampled_from("abcXYZ019-_（）()·+")), min_size=1, max_size=40).map(
    lambda text: f"{text}.pdf"
)
CUTS = st.lists(st.integers(1, 200), max_size=5)


@given(NAME, CUTS, st.sampled_from(["gb2312", "gbk", "x-gbk", "gb18030*zh"]))
def test_round_trip_in_gb_words_cut_anywhere(name: str, cuts: list[int], label: str) -> None:
    data = name.encode("gb18030")
    pieces = [data[a:z] for a, z in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True)]
    header = b"\r\n ".join(raw(piece, label) for piece in pieces if piece)
    assert decode_header(header) == name


@given(NAME, CUTS)
def test_round_trip_in_utf8_words_cut_anywhere(name: str, cuts: list[int]) -> None:
    data = name.encode()
    pieces = [data[a:z] for a, z in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True)]
    assert decode_header(b" ".join(raw(piece, "utf-8") for piece in pieces if piece)) == name


@given(NAME, st.sampled_from(["gb18030", "utf-8"]), st.integers(1, 30))
def test_round_trip_in_rfc2231_pieces(name: str, charset: str, step: int) -> None:
    encoded = "".join(f"%{byte:02X}" for byte in name.encode(charset))
    pieces = [encoded[i : i + 3 * step] for i in range(0, len(encoded), 3 * step)]
    pieces[0] = f"{charset}''{pieces[0]}"
    header = "attachment; " + ";\r\n ".join(f"filename*{n}*={piece}" for n, piece in enumerate(pieces))
    assert file_name(header.encode(), b"") == name


@given(NAME)
def test_round_trip_raw(name: str) -> None:
    assert file_name(b'attachment; filename="' + name.encode("gb18030") + b'"; size=3', b"") == name
    assert file_name(b'attachment; filename="' + name.encode() + b'"; size=3', b"") == name


@given(st.binary(max_size=200), st.sampled_from(["", "gbk", "utf-8", "utf-16", "hz", "nonsense", "base64", "rot13"]))
def test_nothing_raises(data: bytes, label: str) -> None:
    decode(data, label)
    decode_header(data)
    name = file_name(data, data)
    assert name is None or (name and "/" not in name and "\0" not in name)
