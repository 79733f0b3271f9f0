"""Characters of a text layer that nobody sees, that cross the page, that are printed twice, or that lie on others."""

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, TextStringObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from hui_reg.pages.formats import pdf
from hui_reg.pages.formats.pdf_glyphs import Glyphs
from hui_reg.pages.formats.pdf_places import Placement
from hui_reg.pages.paging import pages_of

SONG = "STSong-Light"
ROWS = ("教育部学历证书电子注册备案表", "姓名　王胜男", "学校名称　泉州师范学院", "证书编号　103991201805001234")


def drawn(more: Callable[[Canvas], None], before: Callable[[Canvas], None] = lambda _: None) -> bytes:
    """A page of four rows, with something drawn before and after them."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont(SONG, 12)
    before(canvas)
    for number, row in enumerate(ROWS):
        canvas.drawString(80, 740 - 30 * number, row)
    more(canvas)
    canvas.save()
    return buffer.getvalue()


def layer(data: bytes) -> tuple[list[str], bool]:
    """The text of the first page's layer, and whether it is not to be believed."""
    with_page = pdf.pages(data)
    page = next(with_page)
    return ["".join(line.text.split()) for line in page.lines], page.hidden


EXPECTED = ["".join(row.split()) for row in ROWS]


def test_print_made_bold_by_printing_twice_is_read_once() -> None:
    def again(canvas: Canvas) -> None:
        for number, row in enumerate(ROWS):
            canvas.drawString(80.4, 739.7 - 30 * number, row)

    texts, hidden = layer(drawn(again))
    assert ("".join(texts), hidden) == ("".join(EXPECTED), False)


def test_a_character_that_comes_twice_stands_twice() -> None:
    texts, _ = layer(drawn(lambda canvas: canvas.drawString(80, 600, "林琳琳 118811")))
    assert texts[-1] == "林琳琳118811"


def test_writing_across_the_page_is_no_text_of_it() -> None:
    def across(canvas: Canvas) -> None:
        for y in range(60, 800, 60):
            for x in range(20, 560, 120):
                canvas.saveState()
                canvas.translate(x, y)
                canvas.rotate(30)
                canvas.drawString(0, 0, "姓名 陈旧名 学信网")
                canvas.restoreState()

    texts, hidden = layer(drawn(lambda canvas: canvas.drawString(80, 500, "说明" * 20), across))
    assert (texts[:4], hidden) == (EXPECTED, False)


@pytest.mark.parametrize("mode", [3, 7])
def test_invisible_text_is_none(mode: int) -> None:
    def unseen(canvas: Canvas) -> None:
        text = canvas.beginText(300, 710)
        text.setTextRenderMode(mode)
        text.textLine("陈旧名")
        canvas.drawText(text)

    assert layer(drawn(unseen)) == (EXPECTED, False)


def test_specks_are_none() -> None:
    def speck(canvas: Canvas) -> None:
        canvas.setFont(SONG, 0.4)
        canvas.drawString(160, 712, "陈旧名")

    assert layer(drawn(speck)) == (EXPECTED, False)


def test_white_ink_behind_a_value_is_not_its_end() -> None:
    def white(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(80 + 12 * 6, 710, "伟")

    (page,) = pages_of(drawn(white), "pdf").pages
    assert ["".join(line.text.split()) for line in page.lines] == EXPECTED


def test_glyphs_come_in_the_order_of_the_layer() -> None:
    document = pdfium.PdfDocument(drawn(lambda canvas: None))
    page = document[0]
    glyphs = Glyphs.of(page.get_textpage(), Placement(page), page.get_width() / page.get_height())
    assert "".join("".join(glyph.char for glyph in glyphs.found).split()) == "".join(EXPECTED)
    assert not glyphs.crossed


def test_a_name_typed_over_another_is_not_believed() -> None:
    """The first one was whitened out: the layer holds both, the page shows one."""

    def whitened(canvas: Canvas) -> None:
        canvas.drawString(80, 650 - 30, "姓名　陈旧名")
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(110, 610, 60, 24, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(116, 620, "林学文")

    _, hidden = layer(drawn(whitened))
    assert hidden


def commented(flags: int) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(drawn(lambda canvas: None))))
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Rect"): ArrayObject([FloatObject(number) for number in (300, 705, 400, 725)]),
            NameObject("/Contents"): TextStringObject("加注的字"), NameObject("/F"): NumberObject(flags),
        }
    )  # fmt: skip
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("flags", "told"), [(4, True), (2, False), (32, False)], ids=["shown", "hidden", "no view"])
def test_a_typed_comment_that_brings_no_picture_is_read_unless_hidden(flags: int, told: bool) -> None:
    (page,) = pages_of(commented(flags), "pdf").pages
    assert ("加注的字" in page.text) is told
