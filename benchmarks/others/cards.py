"""ID cards by their public description: portrait side and emblem side, 1012 by 638 pixels each."""

from PIL import Image, ImageDraw

from benchmarks.others import faces
from benchmarks.others.ink import Colour, Sheet
from benchmarks.others.people import Person
from benchmarks.others.typefaces import Typefaces

SIZE = (1012, 638)
_LABEL: Colour = (52, 104, 150)


def portrait_side(who: Person, type_: Typefaces) -> Image.Image:
    """人像面. Labels small and blue, values black, the number widely set; an address takes up to three lines."""
    dice = who.dice("card")
    page = Sheet(SIZE, type_, dice.choice(((228, 238, 240), (236, 240, 232), (240, 236, 238))))
    page.guilloche(dice.choice(((206, 226, 226), (222, 218, 232), (214, 228, 210))), dice)
    face = dice.choice(("hei", "round", "hei"))
    x, value = 74, 192
    page.write((x, 104), "姓名", 30, face, _LABEL, spread=10)
    page.write((value, 106), who.name, 42 if len(who.name) < 7 else 34, face, spread=4)
    page.write((x, 184), "性别", 30, face, _LABEL, spread=10)
    page.write((value, 184), who.sex, 36, face)
    page.write((312, 184), "民族", 30, face, _LABEL, spread=6)
    page.write((408, 184), who.ethnicity, 36, face)
    page.write((x, 262), "出生", 30, face, _LABEL, spread=10)
    end = page.write((value, 262), str(who.born.year), 36, face)
    end = page.write((end + 10, 262), "年", 28, face, _LABEL)
    end = page.write((end + 18, 262), str(who.born.month), 36, face)
    end = page.write((end + 14, 262), "月", 28, face, _LABEL)
    end = page.write((end + 18, 262), str(who.born.day), 36, face)
    page.write((end + 14, 262), "日", 28, face, _LABEL)
    page.write((x, 340), "住址", 30, face, _LABEL, spread=10)
    page.lines((value, 342), 430, who.address, 36, face, 1.32, indent=0)
    page.write((x, 562), "公民身份号码", 30, face, _LABEL, spread=4)
    page.write((336, 564), who.id_number, 44, face, spread=6)
    picture = faces.portrait(f"{who.seed}/card", who.sex, (252, 316), dice.choice(((236, 242, 244), (250, 250, 250))))
    page.paste(picture, (690, 116))
    return _rounded(page.image)


def emblem_side(who: Person, type_: Typefaces) -> Image.Image:
    """国徽面."""
    dice = who.dice("card")
    page = Sheet(SIZE, type_, dice.choice(((234, 236, 240), (242, 238, 234))))
    page.guilloche((226, 210, 214), dice, 18)
    pen = page.pen
    for radius, colour in ((92, (198, 40, 44)), (80, (224, 176, 70)), (68, (204, 50, 44))):
        pen.ellipse((150 - radius, 150 - radius, 150 + radius, 150 + radius), fill=colour)
    for x, y, r in ((150, 118, 15), (118, 138, 7), (136, 158, 7), (166, 158, 7), (182, 138, 7)):
        pen.regular_polygon((x, y, r), 5, fill=(236, 196, 84))
    pen.rectangle((112, 176, 188, 190), fill=(236, 196, 84))
    face = dice.choice(("black", "hei"))
    page.write((626, 150), "中华人民共和国", 56, "song", anchor="ms", spread=8)
    page.write((626, 258), "居民身份证", 78, "heavy song", anchor="ms", spread=14)
    page.write((180, 484), "签发机关", 32, face, spread=3)
    page.write((374, 484), who.issuer, 34, face, spread=2)
    page.write((180, 560), "有效期限", 32, face, spread=3)
    until = f"{who.valid_to:%Y.%m.%d}" if who.valid_to else "长期"
    page.write((374, 560), f"{who.valid_from:%Y.%m.%d}-{until}", 34, face, spread=2)
    return _rounded(page.image)


def both_sides(front: Image.Image, back: Image.Image, how: str) -> Image.Image:
    """One picture of both: ``stacked``, ``beside``, or ``a4`` as a copier lays them on a sheet (1240 by 1754)."""
    gap = 40
    if how == "stacked":
        page = Image.new("RGB", (SIZE[0] + 80, SIZE[1] * 2 + gap + 80), "white")
        spots = ((40, 40), (40, 40 + SIZE[1] + gap))
    elif how == "beside":
        page = Image.new("RGB", (SIZE[0] * 2 + gap + 80, SIZE[1] + 80), "white")
        spots = ((40, 40), (40 + SIZE[0] + gap, 40))
    else:
        page = Image.new("RGB", (1240, 1754), "white")
        front, back = (side.resize((620, 391), Image.Resampling.LANCZOS) for side in (front, back))
        spots = ((310, 280), (310, 860))
    for side, spot in zip((front, back), spots, strict=True):
        page.paste(side, spot)
    return page


def _rounded(card: Image.Image) -> Image.Image:
    mask = Image.new("L", card.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, card.width - 1, card.height - 1), 38, fill=255)
    return Image.composite(card, Image.new("RGB", card.size, "white"), mask)
