"""A page of our own making, to try whether reading works at all."""

import io

from PIL import Image, ImageDraw


def specimen() -> bytes:
    """A PNG with one printed line."""
    picture, page = Image.new("RGB", (800, 200), "white"), io.BytesIO()
    ImageDraw.Draw(picture).text((40, 60), "HUI-REG 20240705", "black", font_size=60)
    picture.save(page, "PNG")
    return page.getvalue()
