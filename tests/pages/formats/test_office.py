"""Office files to pages: what stands in cells, what does not, and the pictures."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import xlwt
from openpyxl.drawing.image import Image as Drawing
from PIL import Image

from hui_reg.errors import Panicked
from hui_reg.model import ProblemKind
from hui_reg.pages.formats import embedded, office, workbooks
from hui_reg.pages.unreadable import Unreadable
from hui_reg.readers import files
from hui_reg.readers.form import form
from hui_reg.spreadsheets import grids
from tests.readers.paper import jpeg, saved
from tests.readers.written import page_of


def picture(seed: int, size: tuple[int, int] = (120, 160)) -> bytes:
    noise = Image.effect_noise(size, 60).convert("RGB")
    noise.paste((seed * 20 % 255, 80, 120), (10, 10, 60, 60))
    return jpeg(noise)


def word(build: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    build.save(buffer)
    return buffer.getvalue()


def book(*rows: tuple[Any, ...], formats: dict[str, str] | None = None) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for cell, number_format in (formats or {}).items():
        workbook.active[cell].number_format = number_format
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_merged_cells_of_a_word_table_once() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(2, 0)).text = "工作经历"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "从事何职业"
    table.cell(1, 1).text = "窗口"
    assert page_of(word(document), "docx").rows == (
        ("工作经历", "从事何职业", ""),
        ("", "窗口", ""),
        ("", "", ""),
    )


def test_word_pictures_in_order_without_bullets() -> None:
    document = docx.Document()
    first, second = picture(1), picture(2)
    document.add_picture(io.BytesIO(first))
    document.add_picture(io.BytesIO(saved(Image.new("RGB", (4, 4)), "PNG")))
    document.add_table(1, 1).cell(0, 0).paragraphs[0].add_run().add_picture(io.BytesIO(second))
    assert office.pages(word(document), "docx")[1] == [first, second]


def test_a_picture_in_a_cell_of_a_word_table_is_told_by_its_page() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 0).text = "姓名", "照片", "林晓燕"
    table.cell(1, 1).paragraphs[0].add_run().add_picture(io.BytesIO(picture(8)))
    assert page_of(word(document), "docx").rows == (("姓名", "照片"), ("林晓燕", "〔图2〕"))


def test_explicit_page_breaks_make_pages() -> None:
    document = docx.Document()
    document.add_paragraph("第一份")
    document.add_page_break()
    document.add_paragraph("第二份")
    pages, _ = office.pages(word(document), "docx")
    assert [(page.number, page.text) for page in pages] == [(1, "第一份"), (2, "第二份")]


def test_numbers_dates_and_errors_of_a_sheet() -> None:
    data = book(
        (
            "张三",
            13800138000,
            350521199001011000,
            2018.1,
            2018.7,
            date(2018, 7, 1),
            datetime(2018, 7, 1),
            "#N/A",
            None,
            3.5,
            True,
        ),
        formats={"F1": "yyyy-mm-dd", "G1": 'yyyy"年"m"月"'},
    )
    assert page_of(data, "xlsx").rows == (
        (
            *(
                "张三",
                "13800138000",
                "3.50521199001011E+17",
                "2018.1或2018.10",
                "2018.7",
                "2018-07-01",
                "2018-07",
                "",
                "",
            ),
            *("3.5", "是"),
        ),
    )


def test_an_exact_long_number_written_by_a_program_is_kept() -> None:
    assert workbooks.text_of(350521199001011234) == "350521199001011234"
    assert workbooks.text_of(3.5052119900101123e17) == "3.50521199001011E+17"


def test_every_visible_sheet_is_a_page() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["第一"])
    workbook.create_sheet("二").append(["第二"])
    hidden = workbook.create_sheet("代码")
    hidden.append(["不给人看"])
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    workbook.save(buffer)
    pages, _ = office.pages(buffer.getvalue(), "xlsx")
    assert [(page.number, page.text) for page in pages] == [(1, "第一"), (2, "第二")]


def _two_sheets(name: str, heading: str, other: tuple[str, ...] = ("姓名", "林晓燕")) -> list[str]:
    workbook = openpyxl.Workbook()
    workbook.active.title = name
    workbook.active.append([heading])
    workbook.active.append(["姓名", "张三"])
    if other:
        workbook.create_sheet("报名").append(other)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return [page.text for page in office.pages(buffer.getvalue(), "xlsx")[0]]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("填写样例", "申报表"), ("样表", "申报表"), ("申报表示例", "申报表"), ("填写说明", "一、填写要求"),
        ("范例1", "汇总表"), ("Sheet1", "报名汇总表（样表）"), ("Sheet1", "申报表(填写示例)"), ("Sheet1", "填写样例"),
    ],
)  # fmt: skip
def test_a_sheet_that_shows_how_to_fill_in_another_is_named_and_not_read(name: str, heading: str) -> None:
    first, second = _two_sheets(name, heading)
    assert "张三" not in first
    assert name in first
    assert "林晓燕" in second


@pytest.mark.parametrize(
    ("name", "heading"), [("样例村委会", "申报表"), ("Sheet1", "申报表"), ("报名", "示例中学报名表")]
)
def test_other_sheets_are_read(name: str, heading: str) -> None:
    assert "张三" in _two_sheets(f"{name} ", heading)[0]


def test_an_example_alone_may_be_the_template_filled_in() -> None:
    assert "张三" in _two_sheets("样表", "申报表（样表）", ())[0]


def test_ceilings() -> None:
    rows = workbooks.limited((str(row) if column < 2 else "" for column in range(500)) for row in range(100_000))
    assert len(rows) == workbooks.MAX_ROWS
    assert len(rows[0]) == 2
    assert workbooks.limited([["a"], *[[""]] * 1000, ["b"]]) == [("a",)]


def test_legacy_sheet() -> None:
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write(0, 0, "张三")
    sheet.write(0, 1, 13800138000)
    sheet.write(0, 2, 350521199001011237)
    sheet.write(0, 3, date(2018, 7, 15), day)
    sheet.write(0, 4, date(2018, 7, 1), day)
    buffer = io.BytesIO()
    workbook.save(buffer)
    (row,) = page_of(buffer.getvalue(), "xls").rows
    assert row == ("张三", "13800138000", "3.50521199001011E+17", "2018-07-15", "2018-07")


def with_cell_pictures(pictures: dict[str, bytes], cached: bool) -> bytes:
    """A sheet as WPS saves it: pictures in ``xl/cellimages.xml``, shown by a formula."""
    source = book(("姓名", "照片"), *((name, "") for name in pictures))
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{name}</t></is></c><c r="B{row}" t="str">'
        f'<f>_xlfn.DISPIMG("ID_{row}",1)</f>{f"<v>=DISPIMG(&quot;ID_{row}&quot;,1)</v>" if cached else ""}</c></row>'
        for row, name in enumerate(pictures, start=2)
    )
    titles = "".join(
        f'<c r="{at}" t="inlineStr"><is><t>{title}</t></is></c>' for at, title in (("A1", "姓名"), ("B1", "照片"))
    )
    heading = f'<row r="1">{titles}</row>'
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    images = "".join(
        f'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{row}" name="ID_{row}"/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="rId{row}"/></xdr:blipFill></xdr:pic></etc:cellImage>'
        for row, _ in enumerate(pictures, start=2)
    )
    relations = "".join(
        f'<Relationship Id="rId{row}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        f'Target="media/image{row}.jpeg"/>'
        for row, _ in enumerate(pictures, start=2)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        new.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>{heading}{cells}</sheetData></worksheet>"
        )
        new.writestr(
            "xl/cellimages.xml",
            '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
            'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{images}</etc:cellImages>',
        )
        new.writestr(
            "xl/_rels/cellimages.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        )
        for row, data in enumerate(pictures.values(), start=2):
            new.writestr(f"xl/media/image{row}.jpeg", data)
    return buffer.getvalue()


@pytest.mark.parametrize("cached", [True, False])
def test_wps_pictures_in_cells(cached: bool) -> None:
    pictures = {"林晓燕": picture(3), "张三": picture(4)}
    pages, found = office.pages(with_cell_pictures(pictures, cached), "xlsx")
    assert pages[0].rows == (("姓名", "照片"), ("林晓燕", "〔图2〕"), ("张三", "〔图3〕"))
    assert found == list(pictures.values())


def test_pictures_anchored_to_cells() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["姓名", "照片"])
    workbook.active.append(["林晓燕"])
    drawn = picture(5)
    workbook.active.add_image(Drawing(io.BytesIO(drawn)), "B2")
    buffer = io.BytesIO()
    workbook.save(buffer)
    pages, found = office.pages(buffer.getvalue(), "xlsx")
    assert pages[0].rows == (("姓名", "照片"), ("林晓燕", "〔图2〕"))
    assert len(found) == 1


def test_pictures_in_the_drawing_records_of_a_binary_file() -> None:
    one, two = picture(6), picture(7)
    records = b"".join(
        b"\x00\x00" + kind + (len(data) + 17).to_bytes(4, "little") + bytes(17) + data
        for kind, data in ((b"\x1d\xf0", one), (b"\x1d\xf0", two), (b"\x1d\xf0", one))
    )
    assert list(embedded.carved(b"junk" * 40 + records + b"\xf0" * 30)) == [one, two]


@pytest.mark.parametrize("format", ["docx", "xlsx", "doc", "xls"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"x" * 4000])
def test_damaged_files_are_said_to_be(format: str, data: bytes) -> None:
    with pytest.raises(Unreadable) as problem:
        office.pages(data, format)
    assert problem.value.kind is ProblemKind.DAMAGED
    assert "重新发送" in problem.value.detail


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_cut_files_raise_nothing_else(share: float) -> None:
    document = docx.Document()
    document.add_paragraph("福建省职业技能认定申报表")
    for data, format in ((word(document), "docx"), (book(("姓名", "张三")), "xlsx")):
        with pytest.raises(Unreadable):
            office.pages(data[: int(len(data) * share)], format)


def test_a_legacy_sheet_cut_off_anywhere_is_damaged_or_our_fault() -> None:
    """The library panics at a quarter of these places, and a panic of Rust is no ``Exception``."""
    legacy = xlwt.Workbook(encoding="utf-8")
    legacy.add_sheet("甲").write(0, 0, "姓名")
    legacy.save(stream := io.BytesIO())
    kinds = set()
    for end in range(8, len(stream.getvalue()) - 1100, 97):  # what follows is padding
        with pytest.raises((Unreadable, Panicked)) as caught:
            office.pages(stream.getvalue()[:end], "xls")
        kinds.add(type(caught.value))
        assert not isinstance(caught.value, Unreadable) or caught.value.kind is ProblemKind.DAMAGED
        assert grids.read(stream.getvalue()[:end])[0].problem is not None
    assert Unreadable in kinds


def test_a_panic_of_rust_is_our_fault_not_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panics(_: object) -> None:
        raise PanicException

    legacy = xlwt.Workbook(encoding="utf-8")
    legacy.add_sheet("甲").write(0, 0, "姓名")
    legacy.save(stream := io.BytesIO())
    for module in (workbooks, grids):
        monkeypatch.setattr(module.CalamineWorkbook, "from_filelike", panics, raising=False)
    read = files.read(stream.getvalue())
    assert read.problem is not None and read.problem.kind is ProblemKind.CRASHED
    (book, _) = grids.read(stream.getvalue())
    assert book.problem is not None and book.problem.kind is ProblemKind.CRASHED


def test_a_bomb_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(31):
            part.write(bytes(10 * 1024 * 1024))
    with pytest.raises(Unreadable) as problem:
        office.pages(buffer.getvalue(), "docx")
    assert problem.value.kind is ProblemKind.TOO_LARGE


def test_legacy_word_file() -> None:
    """The form of ``samples.press``, saved by LibreOffice as Word 97."""
    (page,), pictures = office.pages((Path(__file__).parent / "files" / "form.doc").read_bytes(), "doc")
    assert page.lines[0].text == "福建省职业技能等级统一认定申报表"
    assert ("申报等级", "四级/中级工", "从事本职业年限", "3年") in page.rows
    assert page.rows[0][:4] == ("姓　名", "林晓燕", "性　别", "女")
    assert page.rows[1][:2] == ("身份证号码", "350521199603149083")
    assert len(pictures) == 1
    (reading,) = form.read([page])
    assert {field: value.value for field, value in reading.fields.items()} == {
        "name": "林晓燕",
        "sex": "女",
        "birth_date": "1996-03",
        "id_number": "350521199603149083",
        "phone": "19900002067",
        "occupation": "政务服务办事员",
        "direction": "政务服务办事员",
        "level": "四级",
        "years_in_occupation": "3年",
        "held_certificate": "无",
        "employer": "惠安县行政服务中心管理委员会",
        "employer_phone": "059500002067",
        "education": "本科",
        "school": "泉州师范学院",
        "major": "行政管理",
        "graduation_date": "2018-06",
    }
