"""The application form, as .docx from the notice's annex, as PDF printed from it, and as sheets filled in by hand."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from PIL import Image

from samples.press import faces, ink, pdf, wear
from samples.press.pdf import Sheet
from samples.press.people import Education, Person

TITLE = "福建省职业技能等级统一认定申报表"
STAGES = ("初中/中职/高中", "大专/高职", "本科", "研究生")
_LEVELS = {"本科": "大学本科", "大专": "大专"}


@dataclass(frozen=True)
class Answers:
    """What stands in the form's cells, by the label before them."""

    cells: Mapping[str, str]
    schooling: tuple[tuple[str, str, str, str], ...]
    work: tuple[tuple[str, str, str, str], ...]


def answers(person: Person, **changed: str) -> Answers:
    """The form filled in truthfully; ``changed`` replaces cells by their label (``身份证号码="…"``)."""
    last = person.education
    number = person.phone[-4:]
    cells = {
        "姓名": person.name,
        "性别": person.sex,
        "出生年月": f"{person.born.year}年{person.born.month}月",
        "身份证号码": person.id_number,
        "联系电话": person.phone,
        "申报认定职业": "政务服务办事员",
        "工种/职业方向": "政务服务办事员",
        "申报等级": "四级/中级工",
        "从事本职业年限": "3年",
        "现工作单位": person.employer,
        "电话": f"0595-0000{number}",
        "最高学历": _LEVELS.get(last.level, last.level) if last else "",
        "毕业院校": last.school if last else "",
        "最高学历专业": (last.major or "无") if last else "",
        "毕业时间": f"{last.graduated.year}年{last.graduated.month}月" if last else "",
        "现已持何种职业证书": "无",
        "等级": "",
        "证书编码": "",
        "取得时间": "",
    }
    cells.update(changed)
    everything = (*person.earlier, *((last,) if last else ()))
    schooling = tuple(
        (_stage(e), e.school, e.major or "—", f"{e.graduated.year}.{e.graduated.month}") for e in everything
    )
    work = (("2021年3月至今", "窗口综合受理", person.employer, "王主任 05950000001"),)
    return Answers(cells, schooling, work)


def _stage(education: Education) -> str:
    return {"本科": STAGES[2], "大专": STAGES[1]}.get(education.level, STAGES[0])


_ROWS: tuple[tuple[tuple[str, int], ...], ...] = (
    (("姓名", 1), ("性别", 1), ("出生年月", 1)),
    (("身份证号码", 3), ("联系电话", 1)),
    (("申报认定职业", 3), ("工种/职业方向", 1)),
    (("申报等级", 2), ("从事本职业年限", 3)),
    (("现工作单位", 3), ("电话", 2)),
    (("最高学历", 2), ("毕业院校", 3)),
    (("最高学历专业", 2), ("毕业时间", 3)),
    (("现已持何种职业证书", 3), ("等级", 2)),
    (("证书编码", 3), ("取得时间", 2)),
)
"""The main table: each label, and over how many of the seven columns its answer reaches."""
_PHOTO_ROWS = 3

Grid = list[list[_Cell]]
"""The cells of a table by row, as they were before any were merged."""


def word(person: Person, filled: Answers, title: str = TITLE, photo: bool = False) -> bytes:
    """The form as .docx, with merged cells and pre-printed options as handed out."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.font.name = "宋体"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(title)
    run.bold, run.font.size = True, Pt(18)
    table = document.add_table(rows=len(_ROWS) + 10, cols=7, style="Table Grid")
    cells = [list(row.cells) for row in table.rows]  # asked for once: each asking counts through the whole table
    _main_table(cells, person, filled, photo)
    _schooling(cells, len(_ROWS), filled)
    _work(cells, len(_ROWS) + 5, filled)
    document.add_paragraph("本人承诺：以上所填信息真实、准确，所提供的材料均真实有效，如有虚假，愿承担相应责任。")
    document.add_paragraph(f"申报人签名：　{person.name}　　　　　　　　　　　　2024年6月27日")
    return _frozen(document)


def _main_table(cells: Grid, person: Person, filled: Answers, photo: bool) -> None:
    for index, row in enumerate(_ROWS):
        column, last = 0, 6 if index < _PHOTO_ROWS else 7
        for label, reach in row:
            _put(cells[index][column], _spread(label))
            end = min(column + reach, last - 1)
            cell = cells[index][column + 1]
            if end > column + 1:
                cell = cell.merge(cells[index][end])
            _put(cell, filled.cells[label])
            column = end + 1
    box = cells[0][6].merge(cells[_PHOTO_ROWS - 1][6])
    if photo:
        picture = wear.jpeg(faces.portrait(person.name, person.sex, (180, 240)), 70)
        box.paragraphs[0].add_run().add_picture(io.BytesIO(picture), width=Cm(2))
    else:
        _put(box, "照片")


def _spread(label: str) -> str:
    """Two-letter labels are spaced out in the handed-out form."""
    return f"{label[0]}　{label[1]}" if label in ("姓名", "性别") else label


def _schooling(cells: Grid, top: int, filled: Answers) -> None:
    head = cells[top][0].merge(cells[top + 4][0])
    _put(head, "学\n习\n经\n历")
    for row, texts in enumerate(
        (("程度", "毕业院校", "所学专业", "毕业时间"), *(_of_stage(stage, filled) for stage in STAGES))
    ):
        _fields(cells, top + row, texts)


def _of_stage(stage: str, filled: Answers) -> tuple[str, str, str, str]:
    return next((entry for entry in filled.schooling if entry[0] == stage), (stage, "", "", ""))


def _work(cells: Grid, top: int, filled: Answers) -> None:
    head = cells[top][0].merge(cells[top + 4][0])
    _put(head, "工\n作\n经\n历")
    _fields(cells, top, ("何年何月至何年何月", "从事何职业（工种）", "所在单位", "证明人及电话"))
    for row in range(4):
        _fields(cells, top + 1 + row, filled.work[row] if row < len(filled.work) else ("", "", "", ""))


def _fields(cells: Grid, row: int, texts: tuple[str, str, str, str]) -> None:
    for (first, last), text in zip(((1, 1), (2, 3), (4, 5), (6, 6)), texts, strict=True):
        cell = cells[row][first]
        _put(cell.merge(cells[row][last]) if last > first else cell, text)


def _put(cell: _Cell, text: str) -> None:
    cell.text = text
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


_NOON = datetime(2024, 6, 27, 4, 0, tzinfo=UTC)


def _frozen(document: Document) -> bytes:
    """The file with the clock taken out of it, and what the template carries along unused."""
    for rels in (document.part.package.rels, document.part.rels):
        for key, relation in list(rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects")):
                del rels[key]
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.title = "申报人", "申报人", ""
    properties.created = properties.modified = _NOON.replace(tzinfo=None)
    buffer = io.BytesIO()
    document.save(buffer)
    return timeless_zip(buffer.getvalue())


def timeless_zip(data: bytes) -> bytes:
    """The same archive with every entry dated alike."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, (2024, 6, 27, 12, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(entry))
    return buffer.getvalue()


_COLUMNS = (20.0, 44.0, 68.0, 92.0, 116.0, 140.0, 164.0, 190.0)
_ROW_HEIGHT = 11.0


def printed(person: Person, filled: Answers, title: str = TITLE, photo: bool = True, signed: bool = True) -> bytes:
    """The form as a PDF with a text layer, as Word prints it: borders, merged cells, vertical headings."""
    texts = [
        title,
        "照片学习经历工作经历本人承诺以上所填信息真实准确提供的材料均有效如虚假愿担相应责任申报人签名年月日，、。：　",
    ]
    texts += [label + value for label, value in filled.cells.items()]
    texts += ["".join(entry) for entry in (*filled.schooling, *filled.work)]
    texts += [
        *STAGES,
        "程度毕业院校所学专业毕业时间何年何月至何年何月从事何职业（工种）所在单位证明人及电话",
        "0123456789X./-~、",
    ]
    sheet = Sheet("".join(texts) + person.name, title)
    sheet.write(105, 26, title, 16, "hei", anchor="m")
    y = 34.0
    for index, row in enumerate(_ROWS):
        column, last = 0, 6 if index < _PHOTO_ROWS else 7
        for label, reach in row:
            end = min(column + reach, last - 1)
            _cell(sheet, column, column, y, _spread(label))
            _cell(sheet, column + 1, end, y, filled.cells[label])
            column = end + 1
        y += _ROW_HEIGHT
    sheet.box(_COLUMNS[6], 34.0, _COLUMNS[7] - _COLUMNS[6], _ROW_HEIGHT * _PHOTO_ROWS)
    if photo:
        sheet.picture(_COLUMNS[6] + 2, 35, 22, 31, faces.portrait(person.name, person.sex, (220, 310)))
    else:
        sheet.write(177, 52, "照片", 10.5, anchor="m")
    y = _listing(
        sheet,
        y,
        "学习经历",
        ("程度", "毕业院校", "所学专业", "毕业时间"),
        tuple(_of_stage(stage, filled) for stage in STAGES),
    )
    jobs = (*filled.work, *(("", "", "", ""),) * 4)[:4]
    y = _listing(sheet, y, "工作经历", ("何年何月至何年何月", "从事何职业（工种）", "所在单位", "证明人及电话"), jobs)
    sheet.write(22, y + 9, "本人承诺：以上所填信息真实、准确，所提供的材料均真实有效，如有虚假，愿承担相应责任。", 9.5)
    sheet.write(22, y + 20, "申报人签名：", 10.5)
    if signed:
        sheet.write(48, y + 20, person.name, 14)
    sheet.write(186, y + 20, "2024年6月27日", 10.5, anchor="r")
    return sheet.save()


def _cell(sheet: Sheet, first: int, last: int, y: float, text: str) -> None:
    left, right = _COLUMNS[first], _COLUMNS[last + 1]
    sheet.box(left, y, right - left, _ROW_HEIGHT)
    room = (right - left - 1) / 0.36  # millimetres to points, a little air
    size = 10.5
    lines = [text]
    if len(text) * size > room:
        half = (len(text) + 1) // 2
        lines = [text[:half], text[half:]] if len(text) > 4 else [text]
        size = min(9.5, max(6.0, room / max(map(len, lines))))
        if text.isascii():
            lines, size = [text], min(10.5, room / (len(text) * 0.56))
    for index, line in enumerate(lines):
        sheet.write((left + right) / 2, y + (7.0 if len(lines) == 1 else 4.8 + index * 4.2), line, size, anchor="m")


def _listing(
    sheet: Sheet,
    y: float,
    heading: str,
    titles: tuple[str, str, str, str],
    entries: tuple[tuple[str, str, str, str], ...],
) -> float:
    height = _ROW_HEIGHT * (len(entries) + 1)
    sheet.box(_COLUMNS[0], y, _COLUMNS[1] - _COLUMNS[0], height)
    for index, letter in enumerate(heading):
        sheet.write(32, y + height / 2 - 14 + index * 9, letter, 10.5, anchor="m")
    for row, texts in enumerate((titles, *entries)):
        for (first, last), text in zip(((1, 1), (2, 3), (4, 5), (6, 6)), texts, strict=True):
            _cell(sheet, first, last, y + row * _ROW_HEIGHT, text)
    return y + height


def as_scan(document: bytes, seed: str, sealed_by: str, grey: bool = False) -> Image.Image:
    """A printed form, stamped by the unit, that went through the office's scanner."""
    page = pdf.picture_of(document, dpi=135)
    ink.seal(page, (page.width * 0.78, page.height * 0.885), sealed_by, 105, seed)
    return wear.scan(page, seed, grey)


def pictures_in_word(*pictures: bytes) -> bytes:
    """A .docx with nothing but pasted pictures, below each other."""
    document = docx.Document()
    for picture in pictures:
        document.add_paragraph().add_run().add_picture(io.BytesIO(picture), width=Cm(12))
    return _frozen(document)
