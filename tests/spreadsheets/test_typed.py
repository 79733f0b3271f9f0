"""Sheets that come back are read where their cells stand, whatever their file says of its own size."""

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from hui_reg.spreadsheets import grids, typed


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_dimension(data: bytes, said: str) -> bytes:
    """The same workbook with another ``<dimension>``: WPS writes A1, converters leave it out or as it was."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb"<dimension [^>]*/>", said.encode(), part)
            new.writestr(name, part)
    return out.getvalue()


def read(data: bytes) -> list[dict[int, tuple[str, str]]]:
    [rows] = [list(rows) for rows in typed.sheets(data, 60)]
    return [{place: (cell.kind, cell.text) for place, cell in cells.items()} for _, cells in rows]


DIMENSIONS = ("", '<dimension ref="A1"/>', '<dimension ref="A1:B2"/>', '<dimension ref="A1:XFD1048576"/>',
              '<dimension ref="C3"/>')  # fmt: skip


@pytest.mark.parametrize("said", DIMENSIONS)
def test_a_wrong_dimension_hides_nothing(said: str) -> None:
    rows = (("姓名", "意见", None, "备注"), (None,), ("张三", "通过", 3, "=A1&B1"), ("李四", None, None, "x"))
    data = with_dimension(workbook(*rows), said)
    assert read(data) == [
        {0: ("text", "姓名"), 1: ("text", "意见"), 3: ("text", "备注")},
        {0: ("text", "张三"), 1: ("text", "通过"), 2: ("number", "3"), 3: ("formula", "=A1&B1")},
        {0: ("text", "李四"), 3: ("text", "x")},
    ]
    [grid] = grids.read(data)[0].grids
    assert [row[0] for row in grid.rows] == ["姓名", "", "张三", "李四"]


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200) | st.binary(max_size=60).map(lambda junk: workbook(("a",))[:-40] + junk))
def test_what_is_no_workbook_is_said_to_be_none(data: bytes) -> None:
    try:
        for rows in typed.sheets(data, 60):
            list(rows)
    except typed.UnreadableError:
        return


def test_a_part_that_is_broken_half_way_is_said_to_be_unreadable() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("a",), ("b",)))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part[:-40] if name.startswith("xl/worksheets/") else part)
    with pytest.raises(typed.UnreadableError):
        list(next(typed.sheets(out.getvalue(), 60)))
