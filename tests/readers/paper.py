"""Builders of the pictures and files that tests of the readers hold in front of them."""

import io
from datetime import date

from PIL import Image
from samples.press import people
from samples.press.people import Person

A4 = (1240, 1754)


def person(name: str = "陈思琪", sex: str = "女", born: date = date(1994, 5, 6), **known: object) -> Person:
    return people.invent(name, sex, born, "惠安县行政服务中心", **known)


def jpeg(image: Image.Image, quality: int = 80, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=quality, **options)
    return buffer.getvalue()


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def pdf(*images: Image.Image) -> bytes:
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=list(images[1:]), resolution=150)
    return buffer.getvalue()


def sheet(*placed: tuple[Image.Image, tuple[int, int], int]) -> Image.Image:
    """White A4 with pictures on it: picture, upper left corner, width."""
    page = Image.new("RGB", A4, "white")
    for image, corner, width in placed:
        page.paste(image.resize((width, round(image.height * width / image.width))), corner)
    return page
