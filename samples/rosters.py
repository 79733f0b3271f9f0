"""Summary sheets that units add to their mails: .xlsx, and the .xls of older office machines."""

import io
from collections.abc import Sequence
from datetime import datetime

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Font

from samples.press.forms import timeless_zip
from samples.press.people import Person

HEADER = ("序号", "姓名", "性别", "身份证号", "联系电话", "学历", "毕业院校", "专业", "申报等级", "备注")


def _rows(people: Sequence[Person]) -> list[tuple[str | int, ...]]:
    rows: list[tuple[str | int, ...]] = []
    for index, person in enumerate(people, 1):
        last = person.education
        studied = (last.level, last.school, last.major) if last else ("", "", "")
        rows.append((index, person.name, person.sex, person.id_number, person.phone, *studied, "四级", ""))
    return rows


def xlsx(title: str, people: Sequence[Person]) -> bytes:
    """A sheet with a merged title row above the header."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "汇总表"
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    sheet.append(HEADER)
    for row in _rows(people):
        sheet.append(row)
    for column, width in zip("ABCDEFGHIJ", (6, 14, 6, 22, 14, 8, 22, 18, 10, 10), strict=True):
        sheet.column_dimensions[column].width = width
    book.properties.creator = "办公室"
    book.properties.created = book.properties.modified = datetime(2024, 7, 2, 9, 0)
    buffer = io.BytesIO()
    book.save(buffer)
    return _fixed_times(buffer.getvalue())


def _fixed_times(data: bytes) -> bytes:
    """openpyxl stamps the hour of saving into the properties; put back the unit's."""
    import re
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-07-02T09:00:00Z", content)
            target.writestr(entry.filename, content)
    return timeless_zip(buffer.getvalue())


def xls(title: str, people: Sequence[Person]) -> bytes:
    """The same as a legacy .xls workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    sheet.write_merge(0, 0, 0, len(HEADER) - 1, title, xlwt.easyxf("font: bold on, height 320; align: horiz center"))
    for column, label in enumerate(HEADER):
        sheet.write(1, column, label)
    for index, row in enumerate(_rows(people), 2):
        for column, value in enumerate(row):
            sheet.write(index, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
