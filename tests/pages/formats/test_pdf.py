"""Text layers of PDFs: rows, places, turned pages, links, typed comments; and layers that must not be believed."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import RectangleObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from samples.press import cards, wear
from samples.press.pdf import Sheet

from hui_reg.notation.characters import ordinary
from hui_reg.pages.formats import pdf
from hui_reg.pages.page import Line
from hui_reg.readers import read_file
from hui_reg.vocabulary import Kind
from tests.readers.paper import A4, jpeg, person

WORDS = "姓名张三性别男单位惠安县行政服务中心联系电话0123456789说明文字第一行二三四五六七八九十"


def rows(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


def a_sheet() -> bytes:
    sheet = Sheet(WORDS, "test")
    sheet.write(30, 40, "姓名")
    sheet.write(60, 40, "张三")
    sheet.write(110, 40, "性别")
    sheet.write(130, 40, "男")
    sheet.write(30, 60, "单位")
    sheet.write(60, 60, "惠安县行政服务中心")
    sheet.link(60, 58, 60, 5, "https://www.chsi.com.cn/xlcx/bg.do?vcode=ABCD")
    return sheet.save()


def test_rows_are_runs_with_places() -> None:
    pages = pdf.pages(a_sheet())
    page = next(pages)
    assert rows(page.lines) == ["姓名", "张三", "性别", "男", "单位", "惠安县行政服务中心"]
    name, value = page.lines[0].box, page.lines[1].box
    assert name[0] == pytest.approx(30 / 210, abs=0.01)
    assert value[0] == pytest.approx(60 / 210, abs=0.01)
    assert name[1] < 40 / 297 <= name[3] + 0.003
    assert page.links == ("https://www.chsi.com.cn/xlcx/bg.do?vcode=ABCD",)
    assert not page.hidden


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_shown_turned_is_read_as_shown(degrees: int) -> None:
    """The producer drew the page lying and set /Rotate so that it is shown upright."""
    writer = PdfWriter(PdfReader(io.BytesIO(a_sheet())))
    writer.pages[0].rotate(degrees)
    writer.pages[0].transfer_rotation_to_content()
    writer.pages[0].rotate(-degrees)
    buffer = io.BytesIO()
    writer.write(buffer)
    page = next(pdf.pages(buffer.getvalue()))
    assert rows(page.lines) == ["姓名", "张三", "性别", "男", "单位", "惠安县行政服务中心"]
    assert page.aspect == pytest.approx(210 / 297, abs=0.01)


def test_typed_comments_belong_to_the_page() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(a_sheet())))
    writer.add_annotation(0, FreeText(text="13900000000", rect=(200, 600, 400, 640), font_size="14pt"))
    buffer = io.BytesIO()
    writer.write(buffer)
    assert "13900000000" in " ".join(rows(next(pdf.pages(buffer.getvalue())).lines))


def test_radicals_become_characters() -> None:
    assert ordinary("⽂⼀⾏") == "文一行"
    assert ordinary("（）：①") == "（）：①"


def with_a_scanners_text(image: Image.Image, words: str) -> bytes:
    """A scan with invisible text over it, as scanning apps write it."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    canvas.drawImage(ImageReader(io.BytesIO(jpeg(image))), 0, 0, 595, 842)
    layer = canvas.beginText(100, 700)
    layer.setFont("STSong-Light", 12)
    layer.setTextRenderMode(3)
    for _ in range(10):
        layer.textLine(words)
    canvas.drawText(layer)
    canvas.save()
    return buffer.getvalue()


def test_invisible_text_is_not_believed() -> None:
    holder = person()
    page = cards.sheet(cards.portrait_side(holder), cards.emblem_side(holder))
    data = with_a_scanners_text(page, "姓名陈恩琪公民身份号码350521199405063181")
    assert next(pdf.pages(data)).hidden
    (reading,) = read_file(data).readings
    assert reading.kind == Kind.ID_CARD
    assert reading.fields["name"].value == holder.name
    assert reading.fields["id_number"].value == holder.id_number


def test_pictures_under_a_typed_heading_are_read() -> None:
    """A Word page with two pasted card pictures, printed as PDF: a text layer that says next to nothing."""
    holder = person()
    sheet = Sheet("身份证复印件正反面本人签名此件与原件一致" + holder.name, "card")
    sheet.write(105, 30, "身份证复印件（正反面）", 16, anchor="m")
    sheet.picture(50, 50, 110, 69, cards.portrait_side(holder))
    sheet.picture(50, 140, 110, 69, cards.emblem_side(holder))
    (reading,) = read_file(sheet.save()).readings
    assert reading.kind == Kind.ID_CARD
    assert reading.facts == {"portrait": True, "emblem": True, "text_layer": False}
    assert reading.fields["id_number"].sure


def test_a_damaged_page_costs_only_itself() -> None:
    data = a_sheet()
    assert read_file(data[: len(data) // 2]).readings == ()


def test_a_scanned_page_has_no_text_layer() -> None:
    scan = wear.scan(cards.sheet(cards.portrait_side(person())), "scan")
    buffer = io.BytesIO()
    scan.save(buffer, "PDF", resolution=150)
    page = next(pdf.pages(buffer.getvalue()))
    assert page.characters == 0
    assert page.picture_share > 0.9
    assert page.aspect == pytest.approx(A4[0] / A4[1], abs=0.01)


@pytest.mark.parametrize("crop", [(600, 800, 1000, 1000), (0, 0, 0, 0)], ids=["outside", "nothing"])
def test_a_page_cropped_to_nothing_is_shown_whole(crop: tuple[int, ...]) -> None:
    writer = PdfWriter()
    writer.add_blank_page(300, 400).cropbox = RectangleObject(crop)
    writer.write(stream := io.BytesIO())
    (page,) = [(shown.render(100).shape[:2]) for shown in pdf.pages(stream.getvalue())]
    assert page == (100, 75)
