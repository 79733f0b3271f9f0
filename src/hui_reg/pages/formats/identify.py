"""What a file is, by its content alone; its name is never asked."""

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

import olefile

from hui_reg.model import ProblemKind
from hui_reg.pages.formats.web import is_html
from hui_reg.pages.unreadable import Unreadable

PICTURES: Final = frozenset({"jpeg", "png", "heic", "tiff", "bmp", "gif", "webp", "avif"})
OFFICE: Final = frozenset({"docx", "doc", "xlsx", "xls", "rtf", "html"})

_LEADING: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
)
_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_OOXML: Final[tuple[tuple[str, str], ...]] = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_OLE: Final[tuple[tuple[str, str], ...]] = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)

_REMEDY: Final[dict[str, str]] = {
    "pptx": "暂不能读取演示文稿；请另存为PDF后重新发送",
    "ppt": "暂不能读取演示文稿；请另存为PDF后重新发送",
    "zip": "这是一个压缩包，不是材料本身；请解压后重新发送",
    "rar": "这是一个压缩包，不是材料本身；请解压后重新发送",
    "7z": "这是一个压缩包，不是材料本身；请解压后重新发送",
}


def unsupported(format: str) -> Unreadable:
    """The problem to raise for a format no reader takes."""
    detail = _REMEDY.get(format, "不支持的文件类型；请以PDF、Word、Excel或JPG格式重新发送")
    return Unreadable(ProblemKind.UNSUPPORTED, detail)


def identify(data: bytes) -> str:
    """``pdf``, ``jpeg``, ``png``, ``heic``, ``docx``, ``doc``, ``xlsx``, ``xls``, ``text``, …, or ``unknown``.

    Raises :class:`Unreadable` for an empty file and for an encrypted Office document.
    """
    if not data.strip(b"\x00\r\n\t "):
        raise Unreadable(ProblemKind.EMPTY, "文件是空的（0字节或没有内容）；请重新发送")
    for test in (_by_leading_bytes, _pdf, _zip, _ole, _html, _text):
        found = test(data)
        if found:
            return found
    return "unknown"


def _by_leading_bytes(data: bytes) -> str | None:
    for leading, format in _LEADING:
        if data.startswith(leading):
            return format if format != "bmp" or len(data) > 26 else None
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        brands = {data[8:12], *(data[at : at + 4] for at in range(16, min(64, len(data)), 4))}
        if brands & _AVIF_BRANDS:  # which names the brands of HEIF besides
            return "avif"
        return "heic" if brands & _HEIF_BRANDS else "video"
    return None


def _pdf(data: bytes) -> str | None:
    return "pdf" if b"%PDF-" in data[:1024] else None


def _zip(data: bytes) -> str | None:
    if data[:2] != b"PK":
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise Unreadable(ProblemKind.DAMAGED, "文件已损坏，无法打开；请重新保存后发送") from error
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, format in _OOXML:
            if any(name.startswith(folder) for name in names):
                return format
    return "zip"


def _ole(data: bytes) -> str | None:
    if not data.startswith(olefile.MAGIC):
        return None
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if container.exists("EncryptedPackage"):
                raise Unreadable(ProblemKind.ENCRYPTED, "文件设有打开密码；请取消密码后重新发送")
            exists: Callable[[str], bool] = container.exists
            return next((format for stream, format in _OLE if exists(stream)), "unknown")
    except Unreadable:
        raise
    except Exception as error:  # olefile raises whatever a broken container leads it to
        raise Unreadable(ProblemKind.DAMAGED, "文件已损坏，无法打开；请重新保存后发送") from error


def _html(data: bytes) -> str | None:
    return "html" if is_html(data) else None


def _text(data: bytes) -> str | None:
    return "text" if decoded(data) is not None else None


def decoded(data: bytes) -> str | None:
    """Plain text in one of the encodings met in Chinese mail; None when it is no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        candidates: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data[:4096]:
        return None
    else:
        candidates = ("utf-8-sig", "gb18030")
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        shown = sum(char.isprintable() or char in "\r\n\t\f" for char in text[:4000])
        return text if shown >= 0.97 * len(text[:4000]) else None
    return None
