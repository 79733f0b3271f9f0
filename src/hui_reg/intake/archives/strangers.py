"""Files of which it is known what they are, and that nobody here opens them: each named, with its remedy. Pure."""

import re

from hui_reg.intake.archives.budget import Refused, encrypted_mail, unsupported
from hui_reg.intake.archives.sfx import is_program
from hui_reg.model import ProblemKind

_ARCHIVES = (
    (0, b"MSCF", "CAB"),
    (0, b"ISc(", "InstallShield CAB"),
    (0, b"\x60\xea", "ARJ"),
    (7, b"**ACE**", "ACE"),
    (0, b"ALZ\x01", "ALZ"),
    (0, b"EGGA", "EGG"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard"),
    (0, b"\x04\x22\x4d\x18", "LZ4"),
    (0, b"\x1f\x9d", "Z"),
    (0, b"\x1f\xa0", "Z"),
    (0, b"LZIP", "LZIP"),
    (0, b"xar!", "XAR"),
    (0, b"MSWIM\x00", "WIM"),
    (0, b"!<arch>\n", "AR"),
    (0, b"SIT!", "StuffIt"),
    (0, b"StuffIt", "StuffIt"),
    (0, b"zPQ", "ZPAQ"),
    (0, b"070701", "CPIO"),
    (0, b"070707", "CPIO"),
    (0, b"UC2\x1a", "UC2"),
    (0, b"KuaiZip", "KZ"),
    (0, b"(This file must be converted with BinHex", "BinHex"),
    (0, b"\xed\xab\xee\xdb", "RPM"),
    (0, b"conectix", "VHD"),
    (0, b"vhdxfile", "VHDX"),
    (0, b"ZOO ", "ZOO"),
)
_LZH = re.compile(rb"-l[hz][0-9sd]-|-pm[0-2]-")
_BY_NAME = re.compile(
    r"\.(cab|arj|lzh|lha|iso|ace|alz|egg|zst|lz4|lz|wim|dmg|sit|sitx|uue|zipx|zpaq|bz|pea|kz|uha|lzma|hqx|rpm|deb|vhdx?|nrg|yz1|arc|zoo|wim|esd|br)$",
    re.I,
)
_UNFINISHED = re.compile(
    r"\.(?:crdownload|part|partial|opdownload|downloading|qqdownload|xltd|td|!ut|!bt|tmp\.cfg)$", re.I
)
_MAIL_STORES = (b"!BDN", b"\xcf\xad\x12\xfe", b"\x1a\x00\x00\x04\x00\x00")
"""Outlook, Outlook Express, Notes."""
_PICTURE_OF_DISK = 0x8001


def named(data: bytes, name: str) -> Refused | None:
    """Why a file is not opened that is an archive, a shortcut, a program or a locked letter; None for any other."""
    if kind := _archive(data, name):
        return unsupported(f"这是 {kind} 压缩包，本程序打不开这种格式")
    if _UNFINISHED.search(name):
        detail = "这是没有下载完的文件，只有下载程序能接着用；请等下载完成后，发送下载好的文件"
        return Refused(ProblemKind.UNSUPPORTED, detail)
    if re.match(rb"\s*\[InternetShortcut\]", data[:100]) or name.lower().endswith(".webloc"):
        return Refused(
            ProblemKind.UNSUPPORTED, "这是一个网页的快捷方式，文件本身没有发来；请打开后下载，或请对方发送原文件"
        )
    if data[:20] == b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F":
        return Refused(
            ProblemKind.UNSUPPORTED, "这是一个快捷方式，只指向对方电脑上的文件，文件本身没有发来；请发送原文件"
        )
    if data.startswith(_MAIL_STORES):
        detail = "这是邮件程序的数据文件，里面可能有许多邮件，本程序打不开；请对方把邮件逐封转发，或直接发送附件"
        return Refused(ProblemKind.UNSUPPORTED, detail)
    if data.lstrip()[:40].startswith(b"-----BEGIN PGP MESSAGE-----"):
        return encrypted_mail("PGP")
    if is_program(data):
        detail = "这是一个程序（可能是自解压压缩包），没有在里面找到能打开的压缩包；请用 zip 格式打包，或直接发送原文件"
        return Refused(ProblemKind.UNSUPPORTED, detail)
    if name.lower().endswith((".mht", ".mhtml")) or _is_web_page(data, name):
        detail = "这是保存下来的网页，不能作为材料识读；请在浏览器里打开，打印为 PDF 后重新发送"
        return Refused(ProblemKind.UNSUPPORTED, detail)
    return None


def _archive(data: bytes, name: str) -> str:
    for offset, magic, kind in _ARCHIVES:
        if data.startswith(magic, offset):
            return kind
    if _LZH.fullmatch(data[2:7]):
        return "LZH"
    if data[_PICTURE_OF_DISK : _PICTURE_OF_DISK + 5] == b"CD001":
        return "ISO"
    by_name = _BY_NAME.search(name)
    return by_name[1].upper() if by_name and data else ""


def _is_web_page(data: bytes, name: str) -> bool:
    return name.lower().endswith((".html", ".htm")) and b"<" in data[:2000]
