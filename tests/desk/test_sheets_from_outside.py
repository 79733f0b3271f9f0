"""Sheets that staff hand in come from outside too: a worker reads them, and what kills it is told with what to do."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from hui_reg import cli
from hui_reg.desk.ledger import read_sheets
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode, HuiRegError


def corner() -> bytes:
    """Something typed into the last cell there is, by mistake."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD1048576"] = "姓名", "x"
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def with_entities(text: bytes) -> bytes:
    """A workbook whose texts are said to stand in other files, or in each other."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "姓名"
    book.save(stream := io.BytesIO())
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(made := io.BytesIO(), "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/sharedStrings.xml":
                data = text + data.partition(b"?>")[2].replace("姓名".encode(), b"&a;")
            new.writestr(name, data)
    return made.getvalue()


DECLARED = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY z "zzzzzzzzzz"><!ENTITY a %s>]>'
LAUGHS = b'"' + b"&z;" * 1000 + b'"'


@pytest.mark.parametrize(
    "data",
    [corner(), bytes(100_000), b"," * 1_000_000, b'"' * 200_001, with_entities(DECLARED % b'SYSTEM "file:///etc/passwd"'),
     with_entities(DECLARED % LAUGHS)],
    ids=["corner", "zeros", "commas", "quotes", "file", "entities"],
)  # fmt: skip
def test_what_a_sheet_brings_stays_in_the_worker(tmp_path: Path, data: bytes) -> None:
    assert cli.run(["-w", str(tmp_path / "w"), "init", "-q"]) == ExitCode.OK
    with open_workspace(tmp_path / "w") as opened:
        try:
            book = read_sheets(opened, data, "s.xlsx")
        except HuiRegError as error:
            assert error.code is ExitCode.USAGE and error.message.startswith("s.xlsx：")
            assert "另存为 .xlsx" in error.message + error.hint
            return
        assert "root:" not in str(book) and "zzz" not in str(book)
