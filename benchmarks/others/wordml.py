"""Forms as .docx, WordprocessingML written by hand: what Word, WPS and templates of offices put around a value.

A value stands plainly, in a content control, in a text box inside its cell, in a drop-down of an old form field, or
after struck-out text; which is chance of the person's seed.
"""

import io
import random
import zipfile
from xml.sax.saxutils import escape

from benchmarks.others.forms import Cell, Form
from benchmarks.others.grid import placed

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_ROOT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
CARRIERS = ("plain", "plain", "plain", "split", "control", "box", "struck", "field")
_WIDTH = 9600  # twentieths of a point over the whole grid


def docx(form: Form, dice: random.Random, font: str = "宋体", carrier: str | None = None) -> bytes:
    """The form as a .docx. ``font`` is named only; ``carrier`` is how values are held, else chance decides."""
    how = carrier or dice.choice(CARRIERS)
    body = [_paragraph(_run(form.title, font, 36, bold=True), centred=True)]
    if form.rows:
        body.append(_table(form.rows, font, how, dice))
    body += [_paragraph(_run(line, font, 24)) for line in (*form.lines, *form.foot)]
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1000" w:right="1100" w:bottom="900" w:left="1100"/></w:sectPr>'
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {_NAMES}><w:body>{"".join(body)}{page}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _ROOT), ("word/document.xml", document)):
            packed.writestr(zipfile.ZipInfo(name, (2024, 6, 26, 9, 0, 0)), text)
    return out.getvalue()


def _table(rows: list[list[Cell]], font: str, how: str, dice: random.Random) -> str:
    """Grid with spans; a cell over several rows is continued by empty merged ones, as Word writes it."""
    columns, lines = placed(rows)
    unit = _WIDTH // columns
    grid = "".join(f'<w:gridCol w:w="{unit}"/>' for _ in range(columns))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="auto"/>' for side in sides)
    out = [f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>']  # fmt: skip
    for line in lines:
        cells = []
        for at in line:
            if at.cell is None:
                cells.append(_cell("", at.span, unit, "<w:vMerge/>"))
            else:
                merge = '<w:vMerge w:val="restart"/>' if at.cell.rows > 1 else ""
                cells.append(_cell(_content(at.cell, font, how, dice), at.span, unit, merge))
        out.append(f'<w:tr><w:trPr><w:trHeight w:val="480"/></w:trPr>{"".join(cells)}</w:tr>')
    return "".join(out) + "</w:tbl>"


def _cell(content: str, span: int, unit: int, merge: str) -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{unit * span}" w:type="dxa"/>{spans}{merge}<w:vAlign w:val="center"/></w:tcPr>{content or "<w:p/>"}</w:tc>'


def _content(cell: Cell, font: str, how: str, dice: random.Random) -> str:
    if cell.role != "value" or not cell.text:
        return _paragraph(_run(cell.text, font, 21), centred=True)
    run = _run(cell.text, font, 21)
    if how == "split" and len(cell.text) > 2:  # a spelling checker leaves runs cut anywhere
        cut = dice.randrange(1, len(cell.text))
        return _paragraph(_run(cell.text[:cut], font, 21) + "<w:proofErr w:type=\"spellStart\"/>" + _run(cell.text[cut:], font, 21))  # fmt: skip
    if how == "control":
        return _paragraph(f'<w:sdt><w:sdtPr><w:alias w:val="填写"/><w:text/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>')  # fmt: skip
    if how == "box":
        shape = f'<w:r><w:pict><v:shape style="width:{max(60, len(cell.text) * 12)}pt;height:18pt" stroked="f"><v:textbox inset="0,0,0,0"><w:txbxContent>{_paragraph(run)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
        return _paragraph(shape)
    if how == "struck" and dice.random() < 0.3:
        return _paragraph(f"<w:r><w:rPr><w:strike/></w:rPr><w:t>{escape(_other(cell.text, dice))}</w:t></w:r>{run}")
    if how == "field" and cell.text in ("男", "女"):
        entries = "".join(f'<w:listEntry w:val="{sex}"/>' for sex in ("请选择", "男", "女"))
        chosen = f'<w:ffData><w:enabled/><w:ddList><w:result w:val="{1 if cell.text == "男" else 2}"/>{entries}</w:ddList></w:ffData>'
        return _paragraph(
            f'<w:r><w:fldChar w:fldCharType="begin">{chosen}</w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMDROPDOWN </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
    return _paragraph(run)


def _other(text: str, dice: random.Random) -> str:
    """What was first written and then struck out: two of its characters the other way round."""
    if len(text) < 2:
        return text
    cut = dice.randrange(len(text) - 1)
    return text[:cut] + text[cut + 1] + text[cut] + text[cut + 2 :]


def _run(text: str, font: str, half_points: int, bold: bool = False) -> str:
    heavy = "<w:b/>" if bold else ""
    return f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>{heavy}<w:sz w:val="{half_points}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(content: str, centred: bool = False) -> str:
    where = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return f"<w:p>{where}{content}</w:p>"
