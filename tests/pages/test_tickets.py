"""Admission tickets: a PDF that others open, everybody's ticket on it, a lacking character left to be written."""

import io

import pypdfium2
from PIL import Image
from pypdf import PdfReader

from hui_reg.pages import tickets
from hui_reg.pages.tickets import Photo, Ticket, pdf

PERSON = Ticket("政务服务办事员职业技能等级认定", (("姓名", "王㛃"), ("单位", "惠安县" * 20)), ("请带证件。",))


def photo(mode: str) -> Photo:
    stream = io.BytesIO()
    Image.new(mode, (60, 80), 0).save(stream, "JPEG")
    return Photo(stream.getvalue(), 60, 80)


def test_two_on_a_page_and_each_with_its_photo() -> None:
    made = pdf([Ticket(PERSON.title, PERSON.lines, PERSON.notes, photo(mode)) for mode in ("RGB", "L", "CMYK")])
    reader = PdfReader(io.BytesIO(made), strict=True)
    assert [len(page.images) for page in reader.pages] == [4, 2]
    assert made == pdf([Ticket(PERSON.title, PERSON.lines, PERSON.notes, photo(m)) for m in ("RGB", "L", "CMYK")])
    picture = pypdfium2.PdfDocument(made)[0].render(scale=1).to_pil().convert("L")
    assert picture.size == (595, 842)
    frame = picture.crop((440, 110, 520, 220))
    assert frame.getextrema()[1] < 60, "the black photo stands in its frame"
    assert picture.crop((56, 40, 540, 90)).getextrema()[0] < 100, "and the title above it"


def test_a_character_the_typeface_lacks_is_left_open() -> None:
    assert tickets._has("㛃") and tickets._has("张") and not tickets._has("\U00020bb7")
