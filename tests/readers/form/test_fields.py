"""PDF forms filled in by programs that draw nothing of what was typed: the field's value is what stands there."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, FloatObject, NameObject, TextStringObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from hui_reg.pages.paging import pages_of
from hui_reg.readers.form import form

_FILLED = {
    "姓名": "詹春慧", "性别": "女", "身份证号码": "350521199404138066", "联系电话": "19900001435",
    "申报认定职业": "政务服务办事员", "申报等级": "四级/中级工", "现工作单位": "惠安县行政服务中心A座2号窗口",
}  # fmt: skip
_READ = {
    "name": "詹春慧", "sex": "女", "id_number": "350521199404138066", "phone": "19900001435",
    "occupation": "政务服务办事员", "level": "四级", "employer": "惠安县行政服务中心A座2号窗口",
}  # fmt: skip


def fillable(*, inherited: bool, redrawn: bool, hidden: bool = False) -> bytes:
    """A form of printed labels with a field beside each: its value in itself or in its parent, nothing drawn."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(180, 800, "福建省职业技能等级统一认定申报表")
    for row, label in enumerate(_FILLED):
        canvas.drawString(60, 740 - 30 * row, label)
    canvas.save()
    writer = PdfWriter(PdfReader(io.BytesIO(buffer.getvalue())))
    helvetica = {"/Type": NameObject("/Font"), "/Subtype": NameObject("/Type1"), "/BaseFont": NameObject("/Helvetica")}
    font = writer._add_object(DictionaryObject({NameObject(key): value for key, value in helvetica.items()}))
    fields, widgets = ArrayObject(), ArrayObject()
    for row, (label, value) in enumerate(_FILLED.items()):
        bottom = 734 - 30 * row
        own = {NameObject("/FT"): NameObject("/Tx"), NameObject("/V"): TextStringObject(value)}
        own |= {NameObject("/T"): TextStringObject(label), NameObject("/DA"): TextStringObject("/Helv 12 Tf 0 g")}
        widget = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/F"): FloatObject(2 if hidden else 4),
                NameObject("/Rect"): ArrayObject(map(FloatObject, (162, bottom, 512, bottom + 22))),
            }
        )
        if inherited:
            parent = writer._add_object(DictionaryObject(own))
            widget[NameObject("/Parent")] = parent
            kid = writer._add_object(widget)
            parent.get_object()[NameObject("/Kids")] = ArrayObject([kid])
            fields.append(parent)
        else:
            widget.update(own)
            kid = writer._add_object(widget)
            fields.append(kid)
        widgets.append(kid)
    writer.pages[0][NameObject("/Annots")] = widgets
    resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/Helv"): font})})
    acro = {NameObject("/Fields"): fields, NameObject("/DR"): resources}
    acro |= {
        NameObject("/DA"): TextStringObject("/Helv 0 Tf 0 g"),
        NameObject("/NeedAppearances"): BooleanObject(redrawn),
    }
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(acro)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("inherited", "redrawn"),
    [
        (True, True),
        pytest.param(False, True, marks=pytest.mark.slow),
        pytest.param(True, False, marks=pytest.mark.slow),
        pytest.param(False, False, marks=pytest.mark.slow),
    ],
)
def test_what_was_typed_is_read(inherited: bool, redrawn: bool) -> None:
    (page,) = pages_of(fillable(inherited=inherited, redrawn=redrawn), "pdf").pages
    (found,) = form.read([page])
    assert {field: value.value for field, value in found.fields.items()} == _READ
    assert all(value.sure for value in found.fields.values())


def test_what_is_hidden_is_not_read() -> None:
    (page,) = pages_of(fillable(inherited=False, redrawn=False, hidden=True), "pdf").pages
    assert not any(value in page.text for value in _FILLED.values())
