"""Scripts, macros, actions and files hidden in papers are told; what phones and programs add is not."""

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from hui_reg.jpegs import bare, end_of_picture
from hui_reg.pages.active import active_content
from tests.intake.packing import compound, plain_zip

ZIP = plain_zip({"a.txt": b"x" * 200})


def picture(format: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((60, 80), 40).convert("RGB").save(out, format)
    return out.getvalue()


def pdf(change: object = None, **more: object) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    if callable(change):
        change(writer, page)
    for key, value in more.items():
        writer.root_object[NameObject(f"/{key}")] = value
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def action(kind: str, **more: object) -> DictionaryObject:
    held = {NameObject("/S"): NameObject(f"/{kind}")} | {NameObject(f"/{k}"): v for k, v in more.items()}
    return DictionaryObject(held)


def noted(value: DictionaryObject) -> object:
    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): value})
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return change


SCRIPT = action("JavaScript", JS=TextStringObject("app.alert(1)"))


def on_opening(_: PdfWriter, page: DictionaryObject) -> None:
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): SCRIPT})


PDFS = {
    "a script for the whole file": (pdf(Names=DictionaryObject({NameObject("/JavaScript"): SCRIPT})),
                                    ["脚本（JavaScript）"]),
    "a script when it is opened": (pdf(OpenAction=SCRIPT), ["脚本（JavaScript）"]),
    "a script on a page": (pdf(on_opening), ["脚本（JavaScript）"]),
    "a program behind a link": (pdf(noted(action("Launch", F=TextStringObject("a.exe")))), ["启动其他程序的动作"]),
    "a script behind a jump": (pdf(OpenAction=action("GoTo", Next=ArrayObject([SCRIPT]))), ["脚本（JavaScript）"]),
    "an attachment": (pdf(lambda w, p: w.add_attachment("a.exe", b"MZ\x90")), ["附带的文件"]),
    "a zip behind it": (pdf() + ZIP, ["后面附着的压缩包"]),
    "a web link": (pdf(noted(action("URI", URI=TextStringObject("https://www.chsi.com.cn")))), []),
    "a jump to the first page": (pdf(OpenAction=action("GoTo")), []),
    "nothing": (pdf(), []),
    "damage, with a script": (b"%PDF-1.4\n1 0 obj<</S/JavaScript/JS(app.alert)>>", ["脚本（JavaScript）"]),
}  # fmt: skip


@pytest.mark.parametrize(("data", "told"), PDFS.values(), ids=PDFS)
def test_pdf(data: bytes, told: list[str]) -> None:
    assert list(active_content(data, "pdf")) == told


def test_actions_that_go_round_in_circles_end() -> None:
    def change(writer: PdfWriter, page: DictionaryObject) -> None:
        one = writer._add_object(action("GoTo"))
        one.get_object()[NameObject("/Next")] = ArrayObject([one, one])
        writer.root_object[NameObject("/OpenAction")] = one

    assert active_content(pdf(change), "pdf") == ()


@pytest.mark.parametrize(("format", "name"), [("jpeg", "JPEG"), ("png", "PNG")])
def test_behind_a_picture(format: str, name: str) -> None:
    whole = picture(name)
    assert active_content(whole, format) == ()
    assert active_content(whole + ZIP, format) == ("后面附着的压缩包",)
    assert active_content(whole + b"MZ\x90\0program", format) == ("后面附着的程序",)
    assert active_content(whole + b"%PDF-1.7 ...", format) == ("后面附着的PDF",)
    for own in (picture(), b"\0\0\0\x18ftypmp42" + bytes(300), b"SEFH" + bytes(90), bytes(64), b"\r\n"):
        assert active_content(whole + own, format) == ()


def test_where_a_picture_ends() -> None:
    whole = picture()
    assert end_of_picture(whole) == end_of_picture(whole + ZIP) == len(whole)
    assert end_of_picture(whole[:-400]) == len(whole) - 400
    assert end_of_picture(b"GIF89a") == 6
    assert bare(whole + ZIP) == bare(whole)


RELATIONS = "word/_rels/settings.xml.rels"


def package(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in ("word/document.xml", *names):
            made.writestr(name, contents.get(name.rsplit("/", 1)[-1].split(".")[0], b"<x/>"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (package(), []),
        (package("word/vbaProject.bin"), ["宏"]),
        (package("word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml"), ["插入的文件或控件"]),
        (package("word/charts/_rels/chart1.xml.rels", "word/embeddings/a.xlsx", chart1=b"../embeddings/a.xlsx"), []),
        (package(RELATIONS, settings=b'Type="x/attachedTemplate" Target="https://e.cn/a.dotm"'), ["网上的模板"]),
        (package(RELATIONS, settings=b'Type="x/attachedTemplate" Target="file:///C:/N.dotm"'), []),
        (b"PK\x03\x04 not a zip", []),
    ],
)  # fmt: skip
def test_office_files(data: bytes, told: list[str]) -> None:
    assert list(active_content(data, "docx")) == told


def test_old_office_files() -> None:
    assert active_content(compound({"WordDocument": b"x" * 100}), "doc") == ()
    assert active_content(compound({"WordDocument": b"x" * 100, "_VBA_PROJECT_CUR": b"y" * 100}), "doc") == ("宏",)
