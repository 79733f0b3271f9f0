"""Forms as .xlsx, SpreadsheetML written by hand: merged cells over a grid, text in shared strings."""

import io
import zipfile
from xml.sax.saxutils import escape

from benchmarks.others.forms import Form
from benchmarks.others.grid import placed

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(form: Form) -> bytes:
    """The form as a workbook of one sheet; running lines stand in the first column."""
    strings: list[str] = []
    rows, merges = [], []

    def cell(column: int, row: int, text: str) -> str:
        strings.append(text)
        return f'<c r="{_name(column)}{row}" t="s"><v>{len(strings) - 1}</v></c>'

    columns, lines = placed(form.rows) if form.rows else (12, [])
    rows.append(f'<row r="1" ht="30" customHeight="1">{cell(0, 1, form.title)}</row>')
    merges.append(f"A1:{_name(columns - 1)}1")
    for number, line in enumerate(lines, 2):
        written = ""
        for at in line:
            if at.cell is None:
                continue
            written += cell(at.column, number, at.cell.text) if at.cell.text else ""
            if at.span > 1 or at.cell.rows > 1:
                last = f"{_name(at.column + at.span - 1)}{number + at.cell.rows - 1}"
                merges.append(f"{_name(at.column)}{number}:{last}")
        rows.append(f'<row r="{number}">{written}</row>')
    for number, text in enumerate((*form.lines, *form.foot), 2 + len(lines)):
        rows.append(f'<row r="{number}">{cell(0, number, text)}</row>')
    merged = "".join(f'<mergeCell ref="{one}"/>' for one in merges)
    sheet = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData><mergeCells count="{len(merges)}">{merged}</mergeCells></worksheet>'
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return _packed(sheet, f'{_HEAD}<sst xmlns="{_MAIN}" count="{len(strings)}">{shared}</sst>')


def _packed(sheet: str, strings: str) -> bytes:
    kinds = {
        "xl/workbook.xml": "sheet.main",
        "xl/worksheets/sheet1.xml": "worksheet",
        "xl/sharedStrings.xml": "sharedStrings",
    }
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_SHEET}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    relations = f"{_PACKAGE}/relationships"
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="申报表" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, (2024, 6, 26, 9, 0, 0)), text)
    return out.getvalue()


def _name(column: int) -> str:
    return chr(65 + column) if column < 26 else "A" + chr(65 + column - 26)
