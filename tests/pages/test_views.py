"""Pages as pictures: the right page, upright, the parts asked for, never enlarged."""

import io

import docx
import pytest
from PIL import Image
from pypdf import PdfWriter

from hui_reg.pages import crops, views


def encoded(image, format="PNG", **options):
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def opened(stage):
    size, (data,) = stage
    image = Image.open(io.BytesIO(data))
    assert image.format == "JPEG"
    assert image.size == (size.width, size.height)
    return image


def quarters():
    """Red, green / blue, white."""
    image = Image.new("RGB", (400, 200), "white")
    image.paste("red", (0, 0, 200, 100))
    image.paste("green", (200, 0, 400, 100))
    image.paste("blue", (0, 100, 200, 200))
    return image


def colour(image, x, y):
    r, g, b = image.getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))
    return "white" if min(r, g, b) > 200 else ("red", "green", "blue")[[r, g, b].index(max(r, g, b))]


def test_parts_stand_below_each_other():
    image = opened(crops.cut(quarters(), [(0.1, 0.1, 0.4, 0.4), (0.6, 0.1, 0.9, 0.4)], 1000))
    assert colour(image, 0.5, 0.2) == "red"
    assert colour(image, 0.5, 0.8) == "green"


@pytest.mark.parametrize("box", [(0.5, 0.5, 0.5, 0.5), (0.9, 0.9, 0.1, 0.1), (0.0, 0.0, 0.0, 0.0)])
def test_a_box_of_nothing_is_the_whole_page(box):
    assert opened(crops.cut(quarters(), [box], 1000)).size == (400, 200)


@pytest.mark.parametrize("box", [(-3.0, -3.0, -2.0, -2.0), (2.0, 2.0, 3.0, 3.0), (-9.0, 0.2, 9.0, 0.3)])
def test_a_box_beyond_the_page_is_no_failure(box):
    opened(crops.cut(quarters(), [box], 1000))


def look(format, page, side):
    return views.Look(format=format, page=page, side=side)


def test_nothing_is_enlarged():
    assert opened(views.thumbnail(encoded(quarters()), look("png", 1, 4000))).size == (400, 200)
    assert opened(views.thumbnail(encoded(quarters()), look("png", 1, 100))).size == (100, 50)


def test_a_picture_lying_in_its_exif_stands_up():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter clockwise to be looked at
    image = opened(views.thumbnail(encoded(quarters(), "JPEG", exif=exif, quality=95), look("jpeg", 1, 400)))
    assert image.size == (200, 400)
    assert colour(image, 0.8, 0.2) == "red"


def test_the_page_asked_for_is_shown():
    stream, writer = io.BytesIO(), PdfWriter()
    for fill in ("red", "blue"):
        page = io.BytesIO()
        Image.new("RGB", (300, 400), fill).save(page, "PDF")
        writer.append(page)
    writer.write(stream)
    assert colour(opened(views.thumbnail(stream.getvalue(), look("pdf", 2, 200))), 0.5, 0.5) == "blue"
    with pytest.raises(ValueError, match="no such page"):
        views.thumbnail(stream.getvalue(), look("pdf", 3, 200))


def test_pictures_in_a_document_count_on_after_its_text():
    document, stream = docx.Document(), io.BytesIO()
    document.add_paragraph("申报表")
    document.add_picture(io.BytesIO(encoded(quarters())))
    document.save(stream)
    assert colour(opened(views.thumbnail(stream.getvalue(), look("docx", 2, 400))), 0.2, 0.2) == "red"


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    assert colour(opened(views.thumbnail(encoded(clear), look("png", 1, 200))), 0.5, 0.5) == "white"
