"""Word and Excel forms are made anew: whatever part, element or attribute another person's words stand in, they stay
here, or the form does; what the form shows is all there."""

import html
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator

import docx
import openpyxl
import openpyxl.drawing.image
import pytest
from lxml import etree
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from hui_reg.pages import conversions, guard, office_copies
from hui_reg.pages.formats import office
from hui_reg.pages.formats.anew import marks
from tests.builders import id_number

OTHERS = "SECRETQX李四13900007777"
MINE = "张三"
W = marks.W
Parts = dict[str, bytes]


def form() -> Parts:
    """A form with a table, a list, a header, a picture and a tick, as Word writes them."""
    document = docx.Document()
    document.add_heading("申报表", 1)
    document.add_paragraph("第一项", style="List Number")
    table = document.add_table(2, 2, style="Table Grid")
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", MINE
    table.cell(1, 0).merge(table.cell(1, 1)).text = f"身份证号 {id_number()}"
    document.sections[0].header.paragraphs[0].text = "惠安县"
    stream = io.BytesIO()
    Image.effect_noise((60, 80), 50).convert("RGB").save(stream, "PNG")
    document.add_picture(stream, width=1_000_000)
    document.save(stream := io.BytesIO())
    with zipfile.ZipFile(stream) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    tick = b'<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"</w:p>", tick + b"</w:p>", 1)
    return parts


PLAIN = form()


def packed(parts: Parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def everything(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        said = "\n".join(name + package.read(name).decode("utf-8", "replace") for name in package.namelist())
        return said + html.unescape(said)


def shown(data: bytes) -> list[str]:
    return [line.text for page in office.pages(data, "docx")[0] for line in page.lines]


def within(inserted: str, part: str = "word/document.xml", before: str = "<w:tbl>") -> Parts:
    content = PLAIN[part].decode()
    assert before in content
    return {**PLAIN, part: content.replace(before, inserted + before, 1).encode()}


RUN = "<w:p><w:r>{}<w:t>x</w:t></w:r></w:p>"
INSERTED = {
    "list item": f'<w:sdt><w:sdtPr><w:alias w:val="{OTHERS}"/><w:tag w:val="{OTHERS}"/><w:dropDownList><w:listItem '
    f'w:value="{OTHERS}"/></w:dropDownList></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>',
    "bookmark": f'<w:p><w:bookmarkStart w:id="9" w:name="{OTHERS}"/><w:bookmarkEnd w:id="9"/></w:p>',
    "comment": f"<!-- {OTHERS} -->",
    "instruction": f"<?x {OTHERS}?>",
    "tip": f'<w:p><w:hyperlink w:tooltip="{OTHERS}" w:anchor="{OTHERS}"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>',
    "field": f"<w:p><w:r><w:instrText> DOCVARIABLE {OTHERS}</w:instrText></w:r></w:p>",
    "simple field": f'<w:p><w:fldSimple w:instr="{OTHERS}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
    "hidden": f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{OTHERS}</w:t></w:r></w:p>",
    "white": f'<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{OTHERS}</w:t></w:r></w:p>',
    "nearly white": f'<w:p><w:r><w:rPr><w:color w:val="FAFAF0"/></w:rPr><w:t>{OTHERS}</w:t></w:r></w:p>',
    "white by theme": f'<w:p><w:r><w:rPr><w:color w:val="000000" w:themeColor="background1"/></w:rPr>'
    f"<w:t>{OTHERS}</w:t></w:r></w:p>",
    "tiny": f'<w:p><w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>{OTHERS}</w:t></w:r></w:p>',
    "narrow": f'<w:p><w:r><w:rPr><w:w w:val="1"/></w:rPr><w:t>{OTHERS}</w:t></w:r></w:p>',
    "flat line": f'<w:p><w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr><w:r><w:t>{OTHERS}</w:t></w:r></w:p>',
    "fallback": '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice Requires="w"><w:t>x</w:t></mc:Choice><mc:Fallback><w:t>{OTHERS}</w:t></mc:Fallback>'
    "</mc:AlternateContent></w:r></w:p>",
    "another namespace": f'<w:p><y:note xmlns:y="urn:SECRETQX" y:said="{OTHERS}">{OTHERS}</y:note></w:p>',
    "drawn text": '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
    f'alt="{OTHERS}"/></w:pict></w:r></w:p>',
    "font": RUN.format(f'<w:rPr><w:rFonts w:ascii="{OTHERS}"/></w:rPr>'),
    "language": RUN.format(f'<w:rPr><w:lang w:val="{OTHERS}"/></w:rPr>'),
    "style": RUN.format(f'<w:rPr><w:rStyle w:val="{OTHERS}"/></w:rPr>'),
    "digits of a width": RUN.format('<w:rPr><w:sz w:val="13900007777"/></w:rPr>'),
}
NAMED = {
    "name of a style": ("word/styles.xml", 'w:val="Normal"', f'w:val="{OTHERS}"'),
    "id of a style": ("word/styles.xml", 'w:styleId="TableGrid"', f'w:styleId="TableGrid" w:customStyle="{OTHERS}"'),
    "a list's sign": ("word/numbering.xml", "<w:lvlText w:val=", f'<w:lvlText w:x="{OTHERS}" w:val='),
    "a list's text": ("word/numbering.xml", 'w:lvlText w:val="%1."', f'w:lvlText w:val="{OTHERS}%1."'),
    "a variable": ("word/settings.xml", "<w:compat>", f'<w:docVars><w:docVar w:name="x" w:val="{OTHERS}"/></w:docVars>'
                   "<w:compat>"),
    "a picture's name": ("word/document.xml", "<pic:cNvPr ", f'<pic:cNvPr descr="{OTHERS}" '),
    "a picture's title": ("word/document.xml", "<wp:docPr ", f'<wp:docPr title="{OTHERS}" '),
}  # fmt: skip


def places() -> Iterator[tuple[str, Parts]]:
    """The form with the other's words wherever the format has room for them."""
    for name, inserted in INSERTED.items():
        yield name, within(inserted)
    for name, (part, old, new) in NAMED.items():
        content = PLAIN[part].decode()
        assert old in content, name
        yield name, {**PLAIN, part: content.replace(old, new).encode()}
    for part in sorted(PLAIN):
        if part.endswith((".xml", ".rels")) and part != "[Content_Types].xml":
            yield f"comment in {part}", {**PLAIN, part: PLAIN[part] + f"<!--{OTHERS}-->".encode()}
    for part in ("word/footnotes.xml", "customXml/item9.xml", "word/glossary.xml", f"word/{OTHERS}.xml"):
        yield f"a part {part}", {**PLAIN, part: f"<x>{OTHERS}</x>".encode()}


PLACES = dict(places())
QUICK = list(PLACES)[::5]


def in_place(place: str) -> None:
    try:
        out = office_copies.copy(packed(PLACES[place]))
    except office_copies.Active:
        return
    said = everything(out)
    assert not any(word in said for word in ("SECRETQX", "李四", "13900007777"))
    assert any(MINE in line for line in shown(out))


@pytest.mark.parametrize("place", QUICK)
def test_no_word_of_anothers_goes_out_from_some_places(place: str) -> None:
    in_place(place)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_no_word_of_anothers_goes_out_from_any_place(place: str) -> None:
    in_place(place)


def attributes() -> Iterator[tuple[str, str, str]]:
    """Every attribute of every element of every part, each kind once."""
    for part in ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/header1.xml"):
        seen = {(str(node.tag), str(key)) for node in etree.fromstring(PLAIN[part]).iter("*") for key in node.attrib}
        yield from ((part, tag, key) for tag, key in sorted(seen))


ATTRIBUTES = list(attributes())


def in_attribute(part: str, tag: str, key: str) -> None:
    """What says the other's words in an attribute says them in no copy."""
    tree = etree.fromstring(PLAIN[part])
    next(node for node in tree.iter(tag) if key in node.attrib).set(key, OTHERS)
    try:
        said = everything(office_copies.copy(packed({**PLAIN, part: etree.tostring(tree)})))
    except ValueError:
        return
    assert "SECRETQX" not in said


@pytest.mark.parametrize(("part", "tag", "key"), ATTRIBUTES[3::45])
def test_some_attributes_say_nothing(part: str, tag: str, key: str) -> None:
    in_attribute(part, tag, key)


@pytest.mark.slow
@pytest.mark.parametrize(("part", "tag", "key"), ATTRIBUTES)
def test_every_attribute_says_nothing(part: str, tag: str, key: str) -> None:
    in_attribute(part, tag, key)


def test_there_are_enough_of_them() -> None:
    assert len(ATTRIBUTES) > 100


def test_what_the_form_shows_is_all_there() -> None:
    data = packed(PLAIN)
    out = office_copies.copy(data)
    assert shown(out) == shown(data)
    assert len(office.pages(out, "docx")[1]) == len(office.pages(data, "docx")[1]) == 1
    said = everything(out)
    assert all(mark in said for mark in ("惠安县", 'w:char="F052"', "w:gridSpan", "w:numPr", "w:tblBorders"))
    assert len(docx.Document(io.BytesIO(out)).inline_shapes) == 1


def with_picture(change: Callable[[str], str]) -> bytes:
    return packed({**PLAIN, "word/document.xml": change(PLAIN["word/document.xml"].decode()).encode()})


def test_a_picture_too_small_to_be_seen_stays_here() -> None:
    out = office_copies.copy(with_picture(lambda text: re.sub(r'cx="\d+" cy="\d+"', 'cx="120" cy="70"', text)))
    assert "word/media" not in everything(out)


def test_what_is_cut_off_a_picture_is_gone() -> None:
    out = office_copies.copy(
        with_picture(lambda text: text.replace("<a:stretch>", '<a:srcRect r="50000"/><a:stretch>'))
    )
    (picture,) = office.pages(out, "docx")[1]
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == (30, 80)


def book(change: Callable[[Worksheet], None] | None = None) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "姓名", MINE, "身份证号", id_number()
    sheet.merge_cells("A3:B3")
    if change is not None:
        change(sheet)
    made.save(stream := io.BytesIO())
    return stream.getvalue()


def hidden_row(sheet: Worksheet) -> None:
    sheet["A9"] = OTHERS
    sheet.row_dimensions[9].hidden = True


def hidden_column(sheet: Worksheet) -> None:
    sheet["F1"] = OTHERS
    sheet.column_dimensions["F"].hidden = True


def flat_row(sheet: Worksheet) -> None:
    sheet["A9"] = OTHERS
    sheet.row_dimensions[9].height = 0.5


def white(sheet: Worksheet) -> None:
    sheet["Z200"] = OTHERS
    sheet["Z200"].font = Font(color="FFFFFFFF")


def tiny(sheet: Worksheet) -> None:
    sheet["C3"] = OTHERS
    sheet["C3"].font = Font(size=1)


def unshown(sheet: Worksheet) -> None:
    sheet["C3"] = OTHERS
    sheet["C3"].number_format = ";;;"


def titled(sheet: Worksheet) -> None:
    sheet.title = OTHERS[:20]


def format_says(sheet: Worksheet) -> None:
    sheet["C3"], sheet["C3"].number_format = 1, f'"{OTHERS}"0'


def font_says(sheet: Worksheet) -> None:
    sheet["A1"].font = Font(name=OTHERS)


def headed(sheet: Worksheet) -> None:
    sheet.oddHeader.center.text = OTHERS


@pytest.mark.parametrize(
    "change",
    [hidden_row, hidden_column, flat_row, white, tiny, unshown, titled, format_says, font_says, headed],
)
def test_no_cell_title_or_format_of_anothers_goes_out(change: Callable[[Worksheet], None]) -> None:
    try:
        out = office_copies.copy(book(change))
    except office_copies.Active:
        return
    assert not any(word in everything(out) for word in ("SECRETQX", "李四", "13900007777"))
    assert MINE in everything(out)


def test_a_workbook_keeps_what_it_shows() -> None:
    out = openpyxl.load_workbook(io.BytesIO(office_copies.copy(book()))).worksheets[0]
    assert [[cell.value for cell in row] for row in out.iter_rows(max_row=2)] == [
        ["姓名", MINE],
        ["身份证号", id_number()],
    ]
    assert [str(area) for area in out.merged_cells.ranges] == ["A3:B3"]


def test_nothing_is_written_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the worker, which may write nowhere."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    data = [book(pictured), packed(PLAIN)]
    for name in ("NamedTemporaryFile", "mkstemp", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, refused)
    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refused)
    for one in data:
        assert MINE in everything(office_copies.copy(one))


def pictured(sheet: Worksheet) -> None:
    stream = io.BytesIO()
    Image.effect_noise((60, 80), 50).convert("RGB").save(stream, "PNG")
    sheet.add_image(openpyxl.drawing.image.Image(stream), "C1")


def test_a_workbooks_picture_goes_along() -> None:
    assert "xl/media/" in everything(office_copies.copy(book(pictured)))


def test_the_last_look_knows_whose_number_may_go() -> None:
    mine, other = id_number(), id_number(serial=7)
    data = office_copies.copy(packed(PLAIN))
    made, _ = conversions.as_office(packed(PLAIN), conversions.Form(number=mine))
    assert made.pages == 0
    with pytest.raises(ValueError):
        conversions.as_office(packed(PLAIN), conversions.Form(number=other))
    guard.check(data, mine)
    for raw in (other.encode(), other.encode("utf-16-le"), b"x" + other.encode("utf-16-le"), other.encode("utf-16-be")):
        with pytest.raises(guard.Foreign):
            guard.check(b"\xd0\xcf\x11\xe0" + raw, mine)
        with pytest.raises(guard.Foreign):
            guard.check(packed({"a.bin": raw}), mine)
