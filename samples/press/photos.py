"""Identification photos as files: right ones, and the usual wrong ones."""

from PIL import Image, ImageOps

from samples.press import faces, wear
from samples.press.people import Person


def good(person: Person, size: tuple[int, int] = (358, 441), quality: int = 92) -> bytes:
    """White background, colour."""
    return wear.jpeg(faces.portrait(person.name, person.sex, size), quality, 300)


def on(person: Person, background: faces.Colour, size: tuple[int, int] = (358, 441)) -> bytes:
    """Another background."""
    return wear.jpeg(faces.portrait(person.name, person.sex, size, background), 87, 300)


def grey(person: Person, size: tuple[int, int] = (358, 441)) -> bytes:
    """Black and white, as three equal channels."""
    return wear.jpeg(ImageOps.grayscale(faces.portrait(person.name, person.sex, size)).convert("RGB"), 87, 300)


def small(person: Person) -> bytes:
    """Far fewer pixels than any office asks for."""
    return wear.jpeg(
        faces.portrait(person.name, person.sex, (358, 441)).resize((144, 177), Image.Resampling.LANCZOS), 88, 96
    )
