"""Pictures pasted into Word files are pages like any other; the photo glued into a form stays with the form."""

import io

import docx
from docx.shared import Mm
from PIL import Image
from samples.press import cards, faces

from hui_reg.readers import read_file
from hui_reg.vocabulary import Kind
from tests.readers.paper import jpeg, person

HOLDER = person()
FORM = (
    ("姓名", HOLDER.name, "性别", HOLDER.sex),
    ("身份证号码", HOLDER.id_number, "联系电话", HOLDER.phone),
    ("申报认定职业", "政务服务办事员", "申报等级", "四级"),
    ("现工作单位", HOLDER.employer, "从事本职业年限", "3年"),
)


def word(*images: Image.Image, heading: str = "", form: bool = False) -> bytes:
    document = docx.Document()
    if heading:
        document.add_paragraph(heading)
    if form:
        table = document.add_table(0, 4)
        for row in FORM:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = value
    for image in images:
        document.add_picture(io.BytesIO(jpeg(image)), width=Mm(100))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_both_sides_of_a_card() -> None:
    readings = read_file(word(cards.portrait_side(HOLDER), cards.emblem_side(HOLDER), heading="身份证复印件"))
    (reading,) = (r for r in readings.readings if r.kind == Kind.ID_CARD)
    assert reading.facts == {"portrait": True, "emblem": True, "text_layer": False}
    assert reading.fields["id_number"].value == HOLDER.id_number
    assert readings.format == "docx"


def test_a_photo_alone() -> None:
    readings = read_file(word(faces.portrait(HOLDER.name, HOLDER.sex)))
    assert [r.kind for r in readings.readings] == [Kind.PHOTO]


def test_the_photo_of_a_form() -> None:
    data = word(faces.portrait(HOLDER.name, HOLDER.sex), heading="福建省职业技能等级统一认定申报表", form=True)
    assert [r.kind for r in read_file(data).readings] == [Kind.APPLICATION_FORM]
