"""A form typed over another person's leaves without that one: titles, authors, comments, deletions, cut pictures."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import olefile
import openpyxl
import pytest
from PIL import Image, PngImagePlugin

from hui_reg.pages import office_copies
from hui_reg.pages.formats import office
from tests.builders import id_number

OTHERS = "李四的旧表"


def picture(format: str) -> bytes:
    stream = io.BytesIO()
    more: dict[str, object] = {"comment": OTHERS.encode()} if format == "JPEG" else {}
    if format == "PNG":
        more["pnginfo"] = (info := PngImagePlugin.PngInfo())
        info.add_itxt("Title", OTHERS)
    Image.new("RGB", (60, 80), "red").save(stream, format, **more)
    return stream.getvalue() + OTHERS.encode()


def form(change: Callable[[dict[str, bytes]], None] | None = None) -> bytes:
    """A form in Word with two pictures, whose parts may be changed."""
    document = docx.Document()
    document.add_paragraph(f"姓名：张三 身份证号：{id_number()}")
    for format in ("JPEG", "PNG"):
        document.add_picture(io.BytesIO(picture(format)))
    for key in ("author", "title", "subject", "keywords", "comments", "last_modified_by", "category"):
        setattr(document.core_properties, key, OTHERS)
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if change is not None:
        change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def everything(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"\n".join([name.encode() + package.read(name) for name in package.namelist()])


def leftovers(parts: dict[str, bytes]) -> None:
    """What Word and others leave behind: unused media, own properties, data of forms, thumbnails."""
    parts["word/media/image9.jpeg"] = picture("JPEG")
    parts["docProps/app.xml"] = f"<Properties><Company>{OTHERS}</Company></Properties>".encode()
    parts["customXml/item1.xml"] = f"<a>{OTHERS}</a>".encode()
    parts["docProps/thumbnail.jpeg"] = picture("JPEG")


def test_a_form_goes_with_what_it_shows() -> None:
    out = office_copies.copy(form(leftovers))
    assert OTHERS.encode() not in everything(out)
    assert b"image9" not in everything(out)
    (page,), pictures = office.pages(out, "docx")
    assert any("张三" in line.text for line in page.lines)
    assert len(docx.Document(io.BytesIO(out)).inline_shapes) == 2
    assert pictures is not None


def within(new: bytes, at: bytes = b"<w:p>") -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = parts["word/document.xml"].replace(at, new + at, 1)

    return change


DELETED = '<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>李四</w:delText></w:r></w:del></w:p>'.encode()
SECOND = f"<w:p><w:r><w:t>{id_number(serial=5)}</w:t></w:r></w:p>".encode()


def cut(parts: dict[str, bytes]) -> None:
    document = parts["word/document.xml"]
    parts["word/document.xml"] = document.replace(b"<a:stretch>", b'<a:srcRect r="52000"/><a:stretch>', 1)


def comments(parts: dict[str, bytes]) -> None:
    parts["word/comments.xml"] = b"<w:comments/>"


@pytest.mark.parametrize("change", [within(DELETED), within(SECOND), comments], ids=["del", "two", "notes"])
def test_what_cannot_be_taken_out_stays_here(change: Callable[[dict[str, bytes]], None]) -> None:
    with pytest.raises(office_copies.Active):
        office_copies.copy(form(change))


def test_a_workbook_with_a_hidden_sheet_stays_here() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "张三"
    stream = io.BytesIO()
    book.save(stream)
    assert openpyxl.load_workbook(io.BytesIO(office_copies.copy(stream.getvalue()))).active["A1"].value == "张三"
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(stream := io.BytesIO())
    with pytest.raises(office_copies.Active):
        office_copies.copy(stream.getvalue())


def test_an_old_word_file_loses_its_properties() -> None:
    data = (Path(__file__).parent / "formats" / "files" / "form.doc").read_bytes()
    out = office_copies.copy(data)
    with olefile.OleFileIO(out) as container:
        said = container.get_metadata()
        assert not any((said.author, said.title, said.last_saved_by, said.company, said.subject))
    assert [p.lines for p in office.pages(out, "doc")[0]] == [p.lines for p in office.pages(data, "doc")[0]]
