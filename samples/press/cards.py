"""Resident identity cards: both sides, and the sheets on which offices copy them."""

import math

from PIL import Image, ImageDraw, ImageFilter

from samples.press import faces, fonts, ink
from samples.press.people import Person

SIZE = (1011, 638)
"""85.6 x 54 mm at 300 dots an inch."""
A4 = (1240, 1754)
"""210 x 297 mm at 150 dots an inch."""
_LABEL: ink.Colour = (38, 98, 160)
_GOLD: ink.Colour = (226, 178, 70)


def portrait_side(person: Person, name: str | None = None, number: str | None = None) -> Image.Image:
    """The side with name, number and picture (人像面)."""
    card = ink.tinted(SIZE, (222, 235, 243), (243, 232, 236))
    ink.guilloche(card, (170, 202, 222), 3, 11, 0.55)
    ink.guilloche(card, (228, 196, 206), 5, 17, 0.45)
    size, left, label = 36, 168, 66
    rows = {"姓 名": 76, "性 别": 154, "出 生": 228, "住 址": 304}
    for text, y in rows.items():
        ink.write(card, (label, y + 4), text, 29, fonts.HEI, _LABEL)
    ink.write(card, (left, 72), name or person.name, 38 if len(person.name) < 9 else 30, fonts.HEI, spacing=0.02)
    ink.write(card, (left, 152), person.sex, size, fonts.HEI)
    ink.write(card, (282, 158), "民 族", 29, fonts.HEI, _LABEL)
    ink.write(card, (384, 152), person.ethnicity, size, fonts.HEI)
    x = float(left)
    for value, unit in ((person.born.year, "年"), (person.born.month, "月"), (person.born.day, "日")):
        x += ink.write(card, (x, 226), str(value), size, fonts.HEI, spacing=0.03) + 14
        x += ink.write(card, (x, 232), unit, 29, fonts.HEI, _LABEL) + 16
    ink.paragraph(card, (left, 302), person.address, 34, 420, 1.36, fonts.HEI, spacing=0.03)
    ink.write(card, (label, 538), "公民身份号码", 29, fonts.HEI, _LABEL)
    ink.write(card, (330, 530), number or person.id_number, 42, fonts.HEI, spacing=0.12, bold=0)
    _paste_photo(card, person)
    return _rounded(card)


def _paste_photo(card: Image.Image, person: Person) -> None:
    picture = faces.portrait(person.name, person.sex, (300, 372), faces.WHITE, 0.60)
    mask = Image.new("L", picture.size, 0)
    pixels = picture.convert("L").point(lambda level: 0 if level > 246 else 255)
    mask.paste(pixels.filter(ImageFilter.GaussianBlur(1.2)))
    card.paste(picture, (632, 92), mask)


def emblem_side(person: Person) -> Image.Image:
    """The side with issuer and period (国徽面). The disc only hints at an emblem."""
    card = ink.tinted(SIZE, (240, 228, 232), (222, 236, 240))
    ink.guilloche(card, (206, 176, 190), 4, 12, 0.5)
    _emblem(card, (148, 150), 92)
    ink.write(card, (586, 66), "中华人民共和国", 56, fonts.SONG, spacing=0.28, bold=1, anchor="m")
    ink.write(card, (586, 168), "居民身份证", 82, fonts.SONG, spacing=0.30, bold=1, anchor="m")
    for label, value, y in (("签发机关", person.issuer, 452), ("有效期限", person.valid_period, 534)):
        ink.write(card, (230, y + 3), label, 33, fonts.HEI, BLUE_BLACK, spacing=0.08, bold=0)
        ink.write(card, (408, y), value, 37, fonts.HEI, spacing=0.02)
    return _rounded(card)


BLUE_BLACK: ink.Colour = (30, 40, 60)


def _emblem(card: Image.Image, centre: tuple[int, int], radius: int) -> None:
    draw = ImageDraw.Draw(card)
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(206, 44, 40), outline=_GOLD, width=10)
    for tooth in range(28):
        angle = math.radians(tooth * 360 / 28)
        draw.ellipse(
            (
                x + radius * math.cos(angle) - 8,
                y + radius * math.sin(angle) - 8,
                x + radius * math.cos(angle) + 8,
                y + radius * math.sin(angle) + 8,
            ),
            fill=_GOLD,
        )
    for dx, dy, size in ((0, -38, 20), (-34, -14, 9), (-16, -4, 9), (16, -4, 9), (34, -14, 9)):
        points = []
        for corner in range(10):
            reach = size if corner % 2 == 0 else size * 0.4
            angle = math.radians(-90 + corner * 36)
            points.append((x + dx + reach * math.cos(angle), y + dy + reach * math.sin(angle)))
        draw.polygon(points, fill=_GOLD)
    draw.rectangle((x - 44, y + 30, x + 44, y + 42), fill=_GOLD)
    draw.polygon([(x - 52, y + 30), (x, y + 10), (x + 52, y + 30)], fill=_GOLD)


def _rounded(card: Image.Image) -> Image.Image:
    """Cut the corners round; outside is white, as on a copier's glass."""
    mask = Image.new("L", card.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, card.width - 1, card.height - 1), radius=36, fill=255)
    return Image.composite(card, Image.new("RGB", card.size, (255, 255, 255)), mask)


def sheet(*sides: Image.Image, note: str = "") -> Image.Image:
    """An A4 sheet on which a copier has put the sides below each other, life-size."""
    page = Image.new("RGB", A4, (255, 255, 255))
    half = tuple(round(length * 150 / 300) for length in SIZE)
    wide = (round(half[0] * 1.25), round(half[1] * 1.25))
    for index, side in enumerate(sides):
        y = 240 + index * 560
        page.paste(side.resize(wide, Image.Resampling.LANCZOS), ((A4[0] - wide[0]) // 2, y))
    if note:
        ink.write(page, (A4[0] / 2, 1460), note, 34, fonts.SONG, anchor="m")
    return page
