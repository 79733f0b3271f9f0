"""A disk that fails while a workbook is written is told as the disk's fault, whatever the library makes of it."""

import errno
import io
from pathlib import Path

import pytest
from xlsxwriter.exceptions import FileCreateError

from hui_reg.spreadsheets.book import Book


def test_a_full_disk_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise FileCreateError(OSError(errno.ENOSPC, "No space left on device"))

    with pytest.raises(OSError, match="No space left") as caught, Book(io.BytesIO()) as book:
        book.page("表")
        monkeypatch.setattr(book._book, "close", full)
    assert caught.value.errno == errno.ENOSPC
