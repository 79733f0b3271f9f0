"""Office files to pages of text and table rows, with the pictures that stand in them; never through an office suite.

Text pages come first, numbered from 1; the dispatcher counts the pictures on after them. A cell that holds a
picture reads ``〔图N〕`` with the picture's page number, so that a roster's photo finds its row.
"""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO

import olefile

from hui_reg.errors import Panicked
from hui_reg.model import ProblemKind
from hui_reg.notation.characters import ordinary
from hui_reg.pages.formats import web, word, word97, workbooks
from hui_reg.pages.page import Page
from hui_reg.pages.unreadable import Unreadable

MAX_UNPACKED = 300 * 1024 * 1024
"""Bytes that the parts of an OOXML file may take unpacked: some thirty times an honest form with pictures."""

Contents = tuple[list[Page], list[bytes]]

FORMATS: Mapping[str, Callable[[bytes], Contents]] = {
    "docx": word.contents,
    "doc": word97.contents,
    "xlsx": workbooks.contents_xlsx,
    "xls": workbooks.contents_xls,
    "rtf": web.contents_rtf,
    "html": web.contents_html,
}


def pages(data: bytes, format: str) -> Contents:
    """The pages of an Office file and its embedded pictures, in reading order.

    ``format`` is one of :data:`FORMATS`. Raises :class:`Unreadable` for a file that is damaged, encrypted or
    unpacks to more than :data:`MAX_UNPACKED`.
    """
    try:
        if format.endswith("x"):
            _check_package(data)
        found, pictures = FORMATS[format](data)
        return [_in_ordinary_characters(page) for page in found], pictures
    except (Unreadable, MemoryError, Panicked):  # a panic is the library's fault: whether the file is whole isn't known
        raise
    except Exception as error:  # parsers of foreign formats fail in countless ways, all of which mean: damaged
        raise Unreadable(
            ProblemKind.DAMAGED, f"文件损坏，无法打开（{type(error).__name__}）；请用Word或WPS打开另存后重新发送"
        ) from error


def _in_ordinary_characters(page: Page) -> Page:
    lines = tuple(replace(line, text=ordinary(line.text)) for line in page.lines)
    return replace(page, lines=lines, rows=tuple(tuple(map(ordinary, row)) for row in page.rows))


def _check_package(data: bytes) -> None:
    """Raise :class:`Unreadable` for an OOXML file that is encrypted or unpacks to too much, else what zipfile does."""
    if data.startswith(olefile.MAGIC) and olefile.OleFileIO(BytesIO(data)).exists("EncryptedPackage"):
        raise Unreadable(ProblemKind.ENCRYPTED, "文件设有打开密码；请取消密码后重新发送")
    with zipfile.ZipFile(BytesIO(data)) as package:
        size = sum(part.file_size for part in package.infolist())
    if size > MAX_UNPACKED:
        raise Unreadable(ProblemKind.TOO_LARGE, "文件解开后过大；请删去多余内容、压缩图片后重新发送")
