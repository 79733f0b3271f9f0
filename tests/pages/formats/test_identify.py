"""What a file is comes from its content."""

import io
import zipfile

import pytest
from PIL import Image

from hui_reg.model import ProblemKind
from hui_reg.pages.formats.identify import identify
from hui_reg.pages.unreadable import Unreadable
from tests.readers.paper import jpeg, pdf, saved

WHITE = Image.new("RGB", (60, 60), "white")


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (jpeg(WHITE), "jpeg"),
        (saved(WHITE, "PNG"), "png"),
        (saved(WHITE, "TIFF"), "tiff"),
        (saved(WHITE, "BMP"), "bmp"),
        (saved(WHITE, "GIF"), "gif"),
        (saved(WHITE, "WEBP"), "webp"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 20 + b"x", "heic"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isomavc1" + b"\x00" * 20 + b"x", "video"),
        (pdf(WHITE), "pdf"),
        (b"\r\n junk \r\n" + pdf(WHITE), "pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("word/holiday.txt"), "zip"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (b"{\\rtf1 hello}", "rtf"),
        ("姓名\t张三".encode("gb18030"), "text"),
        ("姓名\t张三".encode(), "text"),
        (bytes(range(256)) * 4, "unknown"),
    ],
)
def test_format_by_content(data: bytes, format: str) -> None:
    assert identify(data) == format


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", ProblemKind.EMPTY),
        (b"\x00" * 4096, ProblemKind.EMPTY),
        (b"PK\x03\x04 cut short", ProblemKind.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut short", ProblemKind.DAMAGED),
    ],
)
def test_unreadable(data: bytes, kind: ProblemKind) -> None:
    with pytest.raises(Unreadable) as caught:
        identify(data)
    assert caught.value.kind == kind
    assert "请" in caught.value.detail
