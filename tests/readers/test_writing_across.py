"""Writing across a page: what it lies on is read without it, and what is only like it stays."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from samples.press import fonts, ink

from hui_reg.pages.pixels import across, ocr, overwriting
from tests.pages.pixels.test_scans import pixels, texts, written
from tests.readers.paper import A4
from tests.tiers import crossed

ROWS = ("住址　福建省惠安县紫山镇滨江北路106号", "民族　汉　性别　女", "单位　惠安县行政服务中心管委会")
RED, GREY, BLUE = (214, 60, 60), (150, 150, 150), (60, 90, 214)


def across_it(page: Image.Image, text: str, colour: tuple[int, int, int], angle: float, at: tuple[int, int]) -> None:
    """Write ``text`` through a place, aslant by some degrees, half transparent."""
    mask = Image.new("L", (900, 900), 0)
    face = fonts.sized(fonts.HEI, 40)
    ImageDraw.Draw(mask).text((450, 450), text, 255, face, anchor="mm")
    mask = mask.rotate(angle, resample=Image.Resampling.BICUBIC).point(lambda level: level * 0.5)
    page.paste(Image.new("RGB", mask.size, colour), (at[0] - 450, at[1] - 450), mask)


@pytest.mark.parametrize(
    ("text", "angle", "colour"),
    crossed(4, ["仅供报名使用，他用无效", "与原件一致"], [0.0, 14.0, 30.0], [RED, GREY, BLUE]),
)
def test_what_it_lies_on_is_read_without_it(colour: tuple[int, int, int], angle: float, text: str) -> None:
    page = written(*ROWS)
    across_it(page, text, colour, angle, (620, 300))
    across_it(page, text, colour, angle, (700, 700))
    found = "".join(texts(page))
    for row in ROWS:
        for word in row.split("　"):
            assert word in found, found
    assert not set(text) & (set(found) - set("".join(ROWS))), found


def test_a_single_letter_left_of_it_goes_too() -> None:
    """The detector broke 与原件一致 in pieces: its last letter, level with a name, made 杨琳晓致 of 杨琳晓."""
    told = ["与原件", "仅供报名使用"]
    for letter in "致件供用原":
        assert across._is_piece(letter, told), letter
    for own in ("名", "女", "汉", "日", "无", "一", "号", "职", "业"):  # labels, units and answers in colour
        assert not across._is_piece(own, told), own


def test_black_words_of_a_form_stay() -> None:
    rows = ("本表仅供报名使用，他用无效", *ROWS, "本表仅供报名使用，他用无效")
    assert len([line for line in texts(written(*rows)) if "仅供报名使用" in line]) == 2


def test_blue_handwriting_aslant_stays() -> None:
    page = Image.new("RGB", A4, "white")
    for number, row in enumerate(ROWS):
        ink.write(page, (180, 220 + 90 * number), row, 34, fonts.SONG)
    across_it(page, "同意报考", BLUE, 12.0, (600, 900))
    across_it(page, "情况属实", BLUE, 12.0, (600, 1100))
    found = "".join(texts(page))
    assert "同意" in found
    assert "情况" in found


def test_a_page_with_nothing_across_is_left_as_it_is() -> None:
    image = pixels(written(*ROWS))
    spans = ocr.read(image)
    kept, lines = across.lifted(image, spans)
    assert kept is image
    assert lines == spans


def test_a_line_found_before_in_pieces_is_not_found_again() -> None:
    """A label and its value were two lines; without the writing between them they are one: the name stands once."""

    def span(text: str, left: float, right: float) -> ocr.Span:
        quad = np.array([[left, 100], [right, 100], [right, 140], [left, 140]], np.float32)
        return ocr.Span(text, 0.99, quad)

    pieces = [span("姓名", 100, 180), span("郝涵", 230, 310)]
    assert across._is_known(span("姓名郝涵", 98, 312), pieces)
    assert across._is_known(span("郝涵", 228, 312), pieces)
    assert not across._is_known(span("姓名郝涵", 98, 312), pieces[:1])
    assert not across._is_known(span("住址", 500, 600), pieces)


def test_red_print_that_was_clear_before_is_not_taken_away_with_the_seals() -> None:
    """A red title 中等专业学校毕业证书 lost its beginning, and with it the level of education."""

    def span(text: str, left: float, right: float, confidence: float = 0.95, top: float = 100) -> ocr.Span:
        quad = np.array([[left, top], [right, top], [right, top + 40], [left, top + 40]], np.float32)
        return ocr.Span(text, confidence, quad)

    title, faint = span("中等专业学校毕业证书", 100, 500), span("修业期满", 100, 260, 0.6, top=200)
    rest, clearer = span("专业学校毕业证书", 180, 500, 0.87), span("修业期", 100, 220, 0.9, top=200)
    assert {one.text for one in overwriting.completed([rest, clearer], [title, faint])} == {title.text, "修业期"}
    assert overwriting.completed([], [title]) == [title]
    longer = span("福建省中等专业学校毕业证书", 60, 500)
    assert overwriting.completed([longer], [title]) == [longer]
    aslant = ocr.Span("惠安县人社局专用", 0.97, np.array([[100, 300], [400, 200], [410, 240], [110, 340]], np.float32))
    assert overwriting.completed([], [title, faint, aslant]) == [title]
    gone = span("普通高中毕业证书", 100, 500, 0.8)
    assert overwriting.completed([], [gone, faint]) == [gone]
    label = span("公民身份号码", 100, 300, top=400)
    assert overwriting.completed([label], [label, span("复印件", 100, 220)]) == [label]


def test_a_diploma_that_speaks_of_a_sex_is_no_card() -> None:
    def span(text: str, top: float, confidence: float = 0.98) -> ocr.Span:
        quad = np.array([[100, top], [500, top], [500, top + 40], [100, top + 40]], np.float32)
        return ocr.Span(text, confidence, quad)

    red = np.full((600, 800, 3), (40, 40, 220), np.uint8)
    assert overwriting.spoils(red, [span("性别 女", 100), span("住址", 160, 0.6)])
    assert not overwriting.spoils(red, [span("学生唐凤性别女，", 100), span("准予毕业", 160, 0.6)])
