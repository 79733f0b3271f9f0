"""Fonts that an OFD carries: the glyph is what is seen, the character what is said, and both are held together."""

import random
from collections.abc import Mapping, Sequence

import pytest
from fontTools.ttLib import TTFont
from samples.press import fonts

from hui_reg.pages.formats import ofd as reader
from hui_reg.pages.paging import pages_of
from tests.pages.formats.ofds import ofd, page, text

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SAID = "姓名陈思琪性别女出生地福建省惠安县"
SEEN = "证书编号毕业学校泉州师范学院英语专"


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Mapping[str, int]]:
    """A font with the characters of both texts, and the numbers of their glyphs."""
    target = tmp_path_factory.mktemp("font") / "a.ttf"
    fonts.true_type(fonts.HEI, SAID + SEEN, target, "told")
    known = TTFont(target)
    return target.read_bytes(), {chr(code): known.getGlyphID(name) for code, name in known.getBestCmap().items()}


def maps(glyphs: list[int], start: int = 0) -> str:
    listed = " ".join(map(str, glyphs))
    sizes = f'CodePosition="{start}" CodeCount="{len(glyphs)}" GlyphCount="{len(glyphs)}"'
    return f"<ofd:CGTransform {sizes}><ofd:Glyphs>{listed}</ofd:Glyphs></ofd:CGTransform>"


def carrying(data: bytes | None, *objects: str, others: Sequence[bytes] = ()) -> bytes:
    """A page that draws with a font numbered 3; ``others`` are numbered from 4 on."""
    files = {f"{at}.ttf": font for at, font in enumerate((data, *others), 3) if font is not None}
    listed = "".join(
        f'<ofd:Font ID="{at}" FontName="宋体"><ofd:FontFile>{at}.ttf</ofd:FontFile></ofd:Font>'
        for at in range(3, 4 + len(others))
    )
    named = f'<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:Fonts>{listed}</ofd:Fonts></ofd:Res>'.encode()
    return ofd(page(*objects), more={"Doc_0/DocumentRes.xml": named, **{f"Doc_0/Res/{n}": f for n, f in files.items()}})


def lines(data: bytes) -> str:
    (made,) = pages_of(data, "ofd").pages
    return f"{made.source} " + "".join(line.text for line in made.lines).replace(" ", "")


def test_what_the_glyphs_show_is_said(font: tuple[bytes, Mapping[str, int]]) -> None:
    data, glyphs = font
    shown = text(20, 40, SAID, size=8, inner=maps([glyphs[char] for char in SAID]))
    assert lines(carrying(data, shown)) == f"text {SAID}"
    assert lines(carrying(data, text(20, 40, SAID, size=8))) == f"text {SAID}"


def test_where_the_glyphs_show_something_else_the_pixels_count(font: tuple[bytes, Mapping[str, int]]) -> None:
    data, glyphs = font
    shown = text(20, 40, SAID, size=8, inner=maps([glyphs[char] for char in SEEN]))
    assert lines(carrying(data, shown)) == f"ocr {SEEN}"


def test_characters_without_a_meaning_are_read_from_the_pixels(font: tuple[bytes, Mapping[str, int]]) -> None:
    data, glyphs = font
    private = "".join(chr(0xE000 + at) for at in range(len(SEEN)))
    shown = text(20, 40, private, size=8, inner=maps([glyphs[char] for char in SEEN]))
    assert lines(carrying(data, shown)) == f"ocr {SEEN}"


def test_a_map_of_a_part(font: tuple[bytes, Mapping[str, int]]) -> None:
    data, glyphs = font
    whole = text(20, 40, SAID, size=8, inner=maps([glyphs[char] for char in SAID[4:]], start=4))
    assert lines(carrying(data, whole)) == f"text {SAID}"


def test_a_font_that_cannot_be_used_leaves_the_text_to_ours() -> None:
    broken = (b"", b"OTTO" + bytes(200), b"\0\1\0\0" + bytes(40), b"wOFF")
    inner = maps(list(range(1, len(SAID) + 1)))
    shown = [
        text(20, 20 + 15 * at, SAID, size=8, inner=inner).replace('Font="3"', f'Font="{3 + at}"')
        for at in range(1 + len(broken))
    ]
    assert lines(carrying(None, *shown, others=broken)) == f"text {SAID * len(shown)}"


def test_a_stranger_s_font_never_ends_the_reading(font: tuple[bytes, Mapping[str, int]]) -> None:
    data, glyphs = font
    dice = random.Random(7)
    strange, shown = [], []
    for at in range(40):
        spoilt = bytearray(data)
        for _ in range(dice.randint(1, 12)):
            spoilt[dice.randrange(len(spoilt) if dice.random() < 0.5 else 200)] = dice.randrange(256)
        strange.append(bytes(spoilt))
        numbers = [glyphs[char] if dice.random() < 0.7 else dice.choice((-1, 0, 70_000, 10**9)) for char in SAID]
        shown.append(text(20, 5 * at, SAID, inner=maps(numbers)).replace('Font="3"', f'Font="{4 + at}"'))
    (made,) = reader.pages(carrying(data, *shown, others=strange))
    assert made.drawn is not None


@pytest.mark.parametrize(("area", "left"), [("0 0 33 10", SAID[:4]), ("0 0 400 10", SAID), ("0 30 400 40", "")])
def test_text_outside_its_clip_is_not_seen(area: str, left: str) -> None:
    x, y, right, bottom = area.split()
    path = f"M {x} {y} L {right} {y} L {right} {bottom} L {x} {bottom} C"
    area = f"<ofd:Area><ofd:Path><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:Path></ofd:Area>"
    clip = f"<ofd:Clips><ofd:Clip>{area}</ofd:Clip></ofd:Clips>"
    (shown,) = reader.pages(carrying(None, text(20, 40, SAID, size=8, inner=clip)))
    assert shown.drawn is not None
    assert "".join(line.text for line in shown.drawn.lines).replace(" ", "") == left
