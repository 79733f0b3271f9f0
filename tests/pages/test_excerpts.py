"""What goes into a package is one person's: shared resources, scripts, attachments, tails and authors stay behind."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from hui_reg import jpegs
from hui_reg.pages import conversions
from hui_reg.pages.excerpts import excerpt
from hui_reg.pages.painting import Unfit

MINE, OTHERS = b"BT /F1 24 Tf 40 120 Td (MINE) Tj ET", b"BT /F1 24 Tf 40 120 Td (OTHERS) Tj ET"


def picture(fill: str, size: tuple[int, int] = (320, 200), **saved: object) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).ellipse((40, 40, 280, 160), fill=fill)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=90, **saved)
    return stream.getvalue()


def shared(*, nested: bool = False, layered: bool = False) -> bytes:
    """Two people's pages of one file: each draws one of two pictures, both named in the one dictionary they share."""
    writer = PdfWriter()
    images = DictionaryObject()
    for name, fill in (("/Mine", "red"), ("/Others", "blue")):
        stream = DecodedStreamObject()
        stream.set_data(picture(fill))
        stream.update(
            {
                NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Filter"): NameObject("/DCTDecode"), NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            }
        )  # fmt: skip
        numbers = {"/Width": 320, "/Height": 200, "/BitsPerComponent": 8}
        stream.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
        images[NameObject(name)] = writer._add_object(stream)
    if nested:
        form = DecodedStreamObject()
        form.set_data(b"q 300 0 0 180 0 0 cm /Mine Do Q")
        form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
        form[NameObject("/BBox")] = PdfWriter().add_blank_page(320, 200).mediabox
        form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): DictionaryObject(images)})
        images = DictionaryObject({**images, NameObject("/Form"): writer._add_object(form)})
    fonts = DictionaryObject(
        {
            NameObject("/F1"): DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                    NameObject("/BaseFont"): NameObject("/Helvetica"),
                }
            )
        }
    )  # fmt: skip
    resources = writer._add_object(DictionaryObject({NameObject("/XObject"): images, NameObject("/Font"): fonts}))
    drawn = b"/Form Do " if nested else b"q 300 0 0 180 10 10 cm /Mine Do Q "
    if layered:
        drawn = b"/OC /L0 BDC " + drawn + b"EMC "
    for content in (drawn + MINE, b"q 300 0 0 180 10 10 cm /Others Do Q " + OTHERS):
        page = writer.add_blank_page(320, 200)
        stream = DecodedStreamObject()
        stream.set_data(content)
        page[NameObject("/Contents")] = writer._add_object(stream)
        page[NameObject("/Resources")] = resources
    writer.add_metadata({"/Author": "OTHERS"})
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('OTHERS')")}
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("OTHERS.exe", b"MZ OTHERS")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def everything(data: bytes) -> bytes:
    """All of a PDF's streams and strings, unpacked."""
    reader = PdfReader(io.BytesIO(data))
    texts = [repr(reader.trailer).encode()]
    for number in range(1, reader.trailer["/Size"]):  # type: ignore[call-overload]
        found = reader.get_object(number)
        if found is not None:
            texts.append(repr(found).encode())
            if isinstance(found, StreamObject):
                texts.append(found._data)
                texts.append(found.get_data() if found.get("/Filter") != "/DCTDecode" else b"")
    return b"\n".join(texts)


@pytest.mark.parametrize("build", [shared, lambda: shared(nested=True)], ids=["shared resources", "a form in a form"])
def test_an_excerpt_holds_what_its_page_draws_and_nothing_else(build: Callable[[], bytes]) -> None:
    data = build()
    made = excerpt(data, 1)
    whole = everything(made)
    assert b"MINE" in whole
    for trace in (b"OTHERS", b"/JavaScript", b"/EmbeddedFile", b"/Author"):
        assert trace not in whole
    (image,) = PdfReader(io.BytesIO(made)).pages[0].images
    assert image.image is not None
    red, _, blue = image.image.convert("RGB").getpixel((160, 100))  # type: ignore[misc]
    assert red > 200 > 60 > blue


def test_a_layer_is_drawn_not_copied() -> None:
    data = shared(layered=True)
    with pytest.raises(Unfit):
        excerpt(data, 1)
    part = conversions.Parts(parts=(conversions.Part(format="pdf", pages=(1,)),))
    made, (out,) = conversions.as_pdf(conversions.bundle([data]), part)
    assert (made.pages, made.drawn) == (1, 1)
    assert b"OTHERS" not in everything(out)


def test_of_a_shared_page_only_the_region_goes_along() -> None:
    part = conversions.Part(
        format="jpeg", pages=(1,), region=(0.0, 0.0, 1.0, 0.4), others=((0.0, 0.5, 1.0, 1.0),), scanned=False
    )
    sheet = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(sheet).rectangle((0, 0, 599, 300), fill="red")
    ImageDraw.Draw(sheet).rectangle((0, 400, 599, 799), fill="blue")
    stream = io.BytesIO()
    sheet.save(stream, "JPEG", quality=95)
    wanted = conversions.Parts(parts=(part,))
    _, (out,) = conversions.as_pdf(conversions.bundle([stream.getvalue()]), wanted)
    (image,) = PdfReader(io.BytesIO(out)).pages[0].images
    assert image.image is not None
    colours = image.image.convert("RGB").getcolors(1 << 24) or []
    assert not any(blue > 150 and red < 100 for _, (red, _, blue) in colours)  # type: ignore[misc]


def test_a_picture_loses_what_is_no_picture() -> None:
    exif = Image.Exif()
    exif[0x0110] = "SECRET-CAMERA"
    plain = picture("red")
    laden = picture("red", exif=exif, comment=b"SECRET-COMMENT") + b"PK\x03\x04SECRET-TAIL" + picture("blue")
    alone = jpegs.bare(laden)
    assert b"SECRET" not in alone
    assert alone.count(b"\xff\xd8\xff") == 1
    assert Image.open(io.BytesIO(alone)).tobytes() == Image.open(io.BytesIO(plain)).tobytes()
    made, (out,) = conversions.as_jpeg(laden, conversions.Photo(format="jpeg", page=1, largest=10**6))
    assert made.drawn == 0 and b"SECRET" not in out and out.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("cut", [3, 50, 400, 2000])
def test_a_broken_picture_comes_back_as_it_is_or_shorter(cut: int) -> None:
    data = picture("red")[:cut]
    assert len(jpegs.bare(data)) <= len(data) + 2
