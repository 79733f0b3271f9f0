"""Papers others sent and that were read wrongly, redrawn: a page is not its upright text, a file not its first table.

Each kind with the right value: what can't be seen, what stands elsewhere than where one looks, what looks alike.
"""

import io
import struct
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, StreamObject, TextStringObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from hui_reg.model import ProblemKind, Reading
from hui_reg.pages.formats import office
from hui_reg.pages.leaves import leaves
from hui_reg.pages.paging import pages_of
from hui_reg.pages.unreadable import Unreadable
from hui_reg.readers import roster
from hui_reg.readers.select import select
from hui_reg.vocabulary import Kind
from tests.readers.paper import saved
from tests.readers.written import at, sheet

ID, OTHER, THIRD = "11010519491231002X", "440308199901101512", "350521199603140040"


# layers of a PDF


def layered() -> bytes:
    """Text that is shown, text in a layer switched off, white text, text under a picture."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("STSong-Light", 14)
    canvas.drawString(80, 740, "看得见的文字在这一行里")
    canvas.addLiteral("/OC /Off BDC")
    canvas.drawString(80, 700, "切换掉的图层里的文字")
    canvas.addLiteral("EMC")
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(80, 660, "白纸上写的白字也不算")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(80, 620, "图片底下压着的文字")
    canvas.drawInlineImage(Image.new("RGB", (40, 10), "white"), 60, 600, 300, 50)
    canvas.drawString(80, 560, "图片以后写的文字看得见")
    canvas.save()
    writer = PdfWriter(PdfReader(io.BytesIO(buffer.getvalue())))
    name = {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("off")}
    group = writer._add_object(DictionaryObject(name))
    shown = DictionaryObject({NameObject("/OFF"): ArrayObject([group]), NameObject("/Order"): ArrayObject([group])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([group]), NameObject("/D"): shown}
    )
    resources = writer.pages[0]["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/Off"): group})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_only_what_can_be_seen_of_a_page_is_read() -> None:
    (page,) = pages_of(layered(), "pdf").pages
    assert page.text.splitlines() == ["看得见的文字在这一行里", "图片以后写的文字看得见"]


def test_a_form_made_by_scripts_is_told() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(80, 740, "Please wait...")
    canvas.save()
    writer = PdfWriter(PdfReader(io.BytesIO(buffer.getvalue())))
    form = StreamObject()
    form.set_data(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/></xdp:xdp>")
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject(), NameObject("/XFA"): writer._add_object(form)}
    )
    writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Unreadable, match="动态表单") as caught:
        pages_of(out.getvalue(), "pdf")
    assert caught.value.kind is ProblemKind.UNSUPPORTED


# long pictures


@pytest.mark.parametrize("gap", [0, 60])
def test_a_stitched_picture_is_cut_where_nothing_stands(gap: int) -> None:
    """Three pages below one another; each keeps its width, and no line of print is cut through."""
    high, wide, every = 1000, 700, 40
    long = Image.new("RGB", (wide, 3 * high + 2 * gap), "white")
    pen = ImageDraw.Draw(long)
    tops = [page * (high + gap) + at for page in range(3) for at in range(30, high - 30, every)]
    for top in tops:
        pen.rectangle([40, top, wide - 40, top + 14], fill="black")
    found = [leaf.picture for leaf in leaves(saved(long, "PNG"), "png") if leaf.picture is not None]
    assert len(found) >= 3
    assert {picture.image.shape[1] for picture in found} == {wide}
    assert sum(picture.image.shape[0] for picture in found) == long.height
    assert all(picture.image[0].min() == picture.image[-1].min() == 255 for picture in found)


# what is put into a Word file


def bytes_of(document: "docx.document.Document") -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_parts(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
        for name, part in more.items():
            after.writestr(name, part)
    return buffer.getvalue()


def test_a_document_put_whole_into_another_is_read() -> None:
    inner = docx.Document()
    table = inner.add_table(1, 2).rows[0].cells
    table[0].text, table[1].text = "姓名", "林晓燕"
    outer = docx.Document()
    outer.add_paragraph("报名表")
    chunk = OxmlElement("w:altChunk")
    chunk.set(qn("r:id"), "rId900")
    outer.element.body.insert(1, chunk)
    link = (
        b'<Relationship Id="rId900" Target="chunk.docx" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/aFChunk"/></Relationships>'
    )

    def linked(name: str, part: bytes) -> bytes:
        return part.replace(b"</Relationships>", link) if name == "word/_rels/document.xml.rels" else part

    whole = with_parts(bytes_of(outer), linked, **{"word/chunk.docx": bytes_of(inner)})
    pages, _ = office.pages(whole, "docx")
    assert [line.text for page in pages for line in page.lines] == ["报名表", "姓名\t林晓燕"]


def metafile(picture: Image.Image) -> bytes:
    """An EMF that does nothing but stretch a bitmap, as office programs paste one."""
    bitmap = saved(picture.convert("RGB"), "BMP")
    header, bits = bitmap[14:54], bitmap[54:]
    at = 80
    body = struct.pack("<4i6i", 0, 0, 1, 1, 0, 0, 0, 0, picture.width, picture.height)
    body += struct.pack("<4I", at, len(header), at + len(header), len(bits)) + struct.pack("<II2i", 0, 0xCC0020, 1, 1)
    record = struct.pack("<II", 81, 8 + len(body) + len(header) + len(bits)) + body + header + bits
    start = struct.pack("<II", 1, 108) + struct.pack("<8i", *[0] * 8) + b" EMF" + bytes(64)
    return start + record + struct.pack("<IIIII", 14, 20, 0, 16, 20)


def test_a_metafile_in_a_word_file_shows_its_bitmap() -> None:
    shown = Image.new("RGB", (320, 200), (200, 30, 30))
    document = docx.Document()
    document.add_paragraph("身份证粘贴处")
    document.add_picture(io.BytesIO(saved(shown, "PNG")), Mm(80))
    drawing = metafile(shown)
    data = with_parts(bytes_of(document), lambda name, part: drawing if name.startswith("word/media/") else part)
    written, pasted = leaves(data, "docx")
    assert written.written is not None
    assert pasted.picture is not None
    assert (pasted.picture.width, pasted.picture.height) == shown.size
    assert pasted.picture.image[100, 160].tolist() == [30, 30, 200]


# rosters


HEADING = ("序号", "姓名", "身份证号")


def workbook(fill: Callable[[Worksheet], None]) -> list[tuple[str, str]]:
    book = openpyxl.Workbook()
    fill(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    pages, _ = office.pages(buffer.getvalue(), "xlsx")
    (reading,) = roster.READER.read(pages)
    return [(row["name"], row["id_number"]) for row in reading.rows]


EVERYBODY = [("林晓燕", ID), ("张三丰", OTHER), ("陈思琪", THIRD)]


def test_a_second_table_below_the_first() -> None:
    def fill(rows: Worksheet) -> None:
        for row in (HEADING, (1, *EVERYBODY[0]), (2, *EVERYBODY[1]), (), ("第二批",), HEADING, (1, *EVERYBODY[2])):
            rows.append(list(row))

    assert workbook(fill) == EVERYBODY


def test_a_second_table_in_another_order() -> None:
    def fill(rows: Worksheet) -> None:
        for row in (
            HEADING,
            (1, *EVERYBODY[0]),
            (2, *EVERYBODY[1]),
            (),
            ("序号", "身份证号", "姓名"),
            (1, THIRD, "陈思琪"),
        ):
            rows.append(list(row))

    assert workbook(fill) == EVERYBODY


def test_two_blocks_side_by_side() -> None:
    def fill(rows: Worksheet) -> None:
        for row in ((*HEADING, "", *HEADING), (1, *EVERYBODY[0], "", 3, *EVERYBODY[2]), (2, *EVERYBODY[1])):
            rows.append(list(row))

    assert sorted(workbook(fill)) == sorted(EVERYBODY)


@pytest.mark.parametrize("filtered", [False, True])
def test_rows_that_are_not_shown(filtered: bool) -> None:
    """Rows hidden by hand or by a filter: whoever sent the sheet doesn't show them."""

    def fill(rows: Worksheet) -> None:
        for row in (HEADING, *((number, *who) for number, who in enumerate(EVERYBODY, 1))):
            rows.append(list(row))
        rows.row_dimensions[3].hidden = True
        if filtered:
            rows.auto_filter.ref = "A1:C4"
            rows.auto_filter.add_filter_column(1, ["林晓燕", "陈思琪"])

    assert workbook(fill) == [EVERYBODY[0], EVERYBODY[2]]


# cards that look alike


def lines_of_a_card(*lines: tuple[str, float, float]) -> list[Reading]:
    page = sheet(
        *(at(text, left, top, height=0.06, aspect=1.58) for text, left, top in lines), source="ocr", aspect=1.58
    )
    return select([page], [])[0]


def test_a_residence_permit_of_hongkong_macao_taiwan_is_an_identity_card() -> None:
    readings = lines_of_a_card(
        ("姓名陈大文", 0.1, 0.1),
        ("性别男", 0.1, 0.2),
        ("出生1990年1月2日", 0.1, 0.3),
        ("住址福建省惠安县螺城镇一号", 0.1, 0.45),
        ("公民身份号码810000199001020014", 0.1, 0.85),
    )
    assert [reading.kind for reading in readings] == [Kind.ID_CARD]
    assert readings[0].fields["name"].value == "陈大文"
    assert readings[0].fields["id_number"].value == "810000199001020014"


def test_a_permanent_residents_card_is_its_own() -> None:
    readings = lines_of_a_card(
        ("中华人民共和国外国人永久居留身份证", 0.2, 0.03),
        ("姓名/Name", 0.35, 0.2),
        ("SMITH,JOHN", 0.55, 0.2),
        ("性别/Sex男/M", 0.35, 0.3),
        ("出生日期/DateofBirth1985.03.09", 0.35, 0.4),
        ("国籍/Nationality加拿大/CAN", 0.35, 0.5),
        ("有效期限/PeriodofValidity2023.12.01-2033.11.30", 0.35, 0.6),
        ("证件号码/IDNo.", 0.35, 0.8),
        ("935124198503090016", 0.6, 0.8),
    )
    assert [reading.kind for reading in readings] == [Kind.RESIDENCE_CARD]
    assert readings[0].fields["id_number"].value == "935124198503090016"
