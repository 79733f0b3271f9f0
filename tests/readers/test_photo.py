"""Identity photos are told from pictures of documents, and measured."""

import numpy as np
import pytest
from PIL import Image, ImageFilter
from samples.press import cards, faces

from hui_reg.model import Reading
from hui_reg.readers import read_file
from hui_reg.vocabulary import Kind
from tests.readers.paper import jpeg, pdf, person, sheet


def the_photo(data: bytes) -> Reading:
    (reading,) = read_file(data).readings
    assert reading.kind == Kind.PHOTO
    return reading


def test_good_photo() -> None:
    data = jpeg(faces.portrait("陈思琪", "女", (358, 441)), quality=90)
    reading = the_photo(data)
    assert reading.kind_confidence > 0.9
    facts = reading.facts
    assert (facts["width"], facts["height"], facts["bytes"]) == (358, 441, len(data))
    assert facts["faces"] == 1
    assert float(facts["chroma"]) > 12
    assert float(facts["white_share"]) >= 0.9
    assert float(facts["border_level"]) >= 235
    assert 0.55 <= float(facts["head_ratio"]) <= 0.72
    assert float(facts["sharpness"]) > 20


@pytest.mark.parametrize("background", [faces.BLUE, faces.RED, faces.LIGHT_GREY, faces.YELLOWISH])
def test_other_backgrounds_are_not_white(background: faces.Colour) -> None:
    facts = the_photo(jpeg(faces.portrait("王建国", "男", (358, 441), background))).facts
    assert float(facts["white_share"]) < 0.1
    assert float(facts["border_level"]) < 235


@pytest.mark.parametrize(
    ("background", "blue", "red"),
    [
        (faces.BLUE, True, False),
        ((0, 101, 196), True, False),
        ((86, 179, 238), True, False),
        (faces.RED, False, True),
        ((255, 0, 0), False, True),
        ((217, 0, 27), False, True),
        ((255, 255, 255), False, False),
        (faces.LIGHT_GREY, False, False),
        (faces.YELLOWISH, False, False),
        ((200, 160, 130), False, False),  # a wall of the colour of skin
        ((30, 30, 60), False, False),
    ],
)
@pytest.mark.parametrize("sex", ["男", pytest.param("女", marks=pytest.mark.slow)])
def test_blue_and_red_grounds_are_measured(background: faces.Colour, blue: bool, red: bool, sex: str) -> None:
    facts = the_photo(jpeg(faces.portrait("王建国", sex, (358, 441), background), quality=80)).facts
    shares = float(facts["blue_share"]), float(facts["red_share"])
    assert [share >= 0.9 for share in shares] == [blue, red], shares
    assert [share <= 0.1 for share in shares] == [not blue, not red], shares


def test_grey_photo_has_no_chroma() -> None:
    assert float(the_photo(jpeg(faces.portrait("王建国", "男").convert("L"))).facts["chroma"]) <= 12


def test_blurred_photo_is_not_sharp() -> None:
    blurred = faces.portrait("王建国", "男").filter(ImageFilter.GaussianBlur(6))
    assert float(the_photo(jpeg(blurred)).facts["sharpness"]) < 10


@pytest.mark.parametrize(("head", "low", "high"), [(0.4, 0.33, 0.46), (0.9, 0.85, 1.0)])
def test_size_of_the_head(head: float, low: float, high: float) -> None:
    ratio = the_photo(jpeg(faces.portrait("黄亚婷", "女", (358, 441), head=head))).facts["head_ratio"]
    assert low <= float(ratio) <= high


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("sex", ["男", "女"])
def test_a_photo_that_no_exif_turns(sex: str, turn: int) -> None:
    facts = the_photo(jpeg(faces.portrait("黄亚婷", sex, (358, 441)).rotate(turn, expand=True))).facts
    assert facts["turned"] == turn
    assert (facts["width"], facts["height"], facts["faces"]) == (358, 441, 1)
    assert float(facts["white_share"]) >= 0.9


@pytest.mark.parametrize(("step", "line", "level"), [(40, 1, 220), (70, 2, 215), (110, 3, 190)])
def test_white_tiles_are_no_white_ground(step: int, line: int, level: int) -> None:
    pixels = np.array(faces.portrait("黄亚婷", "女", (358, 441)))
    wall, joint = pixels.min(axis=2) > 235, np.zeros(pixels.shape[:2], bool)
    for start in range(line):
        joint[step // 2 + start :: step] = joint[:, step // 3 + start :: step] = True
    pixels[wall & joint] = level
    assert float(the_photo(jpeg(Image.fromarray(pixels), quality=90)).facts["white_share"]) < 0.9


def test_grain_of_a_sensor_is_no_pattern() -> None:
    pixels = np.array(faces.portrait("王建国", "男", (358, 441)), np.float32)
    grain = np.random.default_rng(5).normal(0, 5, pixels.shape)
    photo = Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))
    assert float(the_photo(jpeg(photo, quality=85)).facts["white_share"]) >= 0.95


def test_two_faces_are_counted() -> None:
    pair = Image.new("RGB", (560, 600), "white")
    pair.paste(faces.portrait("甲", "男", (270, 340)), (5, 150))
    pair.paste(faces.portrait("乙", "女", (270, 340)), (285, 150))
    assert the_photo(jpeg(pair)).facts["faces"] == 2


def test_photo_in_a_pdf_and_on_a_sheet() -> None:
    portrait = faces.portrait("陈思琪", "女")
    readings = read_file(pdf(portrait))
    assert readings.format == "pdf"
    assert [reading.kind for reading in readings.readings] == [Kind.PHOTO]
    assert the_photo(jpeg(sheet((portrait, (400, 300), 400)))).facts["faces"] == 1


def test_a_card_is_no_photo() -> None:
    kinds = {r.kind for r in read_file(jpeg(cards.portrait_side(person()).rotate(90, expand=True))).readings}
    assert kinds == {Kind.ID_CARD}


def test_scenery_is_nothing() -> None:
    assert read_file(jpeg(Image.effect_mandelbrot((400, 300), (-2, -1, 1, 1), 30))).readings == ()
