"""Pages in every position: flattened, cropped, turned, freed of seals, read in the order of reading."""

from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw
from samples.press import cards, diplomas, fonts, ink, wear
from samples.press.people import Education

from hui_reg.pages.page import Line
from hui_reg.pages.pixels import faint, flatten, ocr, scans, seals
from tests.readers.paper import A4, person, sheet
from tests.tiers import sampled


def pixels(image: Image.Image) -> np.ndarray:
    return cv2.cvtColor(np.asarray(image.convert("RGB")), cv2.COLOR_RGB2BGR)


def written(*rows: str, size: tuple[int, int] = A4) -> Image.Image:
    page = Image.new("RGB", size, "white")
    for index, row in enumerate(rows):
        ink.write(page, (180, 220 + 90 * index), row, 34, fonts.SONG)
    return page


def texts(image: Image.Image) -> list[str]:
    scan = scans.read(pixels(image), 1)
    return [line.text.replace(" ", "") for line in scan.page.lines] if scan else []


SCHOOLING = Education(
    "福建惠东大学", "本科", "普通高校", "行政管理", date(2014, 9, 1), date(2018, 6, 30), "103991201805000123"
)
ROWS = ("关于报名材料的说明", "报名时间自即日起", "请各单位按时报送材料")


def test_blank_paper_is_nothing() -> None:
    assert scans.read(pixels(Image.new("RGB", A4, (248, 248, 244))), 1) is None


def test_dust_and_a_scanners_dark_rim_are_nothing() -> None:
    page = Image.new("RGB", A4, "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, 6, A4[1]), fill=(60, 60, 60))
    draw.ellipse((600, 600, 604, 604), fill="black")
    assert scans.content(pixels(page)) is None


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turned_pages(degrees: int) -> None:
    assert texts(written(*ROWS).rotate(degrees, expand=True)) == list(ROWS)


def test_a_page_askew_keeps_its_rows() -> None:
    page = written(*ROWS)
    ink.write(page, (800, 220), "第一号", 34, fonts.SONG)
    assert texts(page.rotate(4, fillcolor="white"))[:2] == [ROWS[0], "第一号"]


def test_reading_order_is_by_rows() -> None:
    lines = [
        Line("丁", box=(0.5, 0.205, 0.6, 0.225)),
        Line("乙", box=(0.5, 0.1, 0.6, 0.12)),
        Line("丙", box=(0.1, 0.2, 0.2, 0.22)),
        Line("甲", box=(0.1, 0.102, 0.2, 0.122)),
    ]
    assert "".join(line.text for line in scans.in_reading_order(lines)) == "甲乙丙丁"


def test_a_sheet_on_a_desk_is_found_and_a_scan_is_left_alone() -> None:
    page = cards.sheet(cards.portrait_side(person()), cards.emblem_side(person()))
    assert len(flatten.outlines(pixels(wear.phone(page, "desk")))) == 1
    assert flatten.outlines(pixels(page)) == []
    assert flatten.outlines(pixels(wear.photocopy(page, "copy"))) == []


@pytest.mark.parametrize("seed", sampled([f"shadow-{number}" for number in range(8)], 3))
def test_a_shadow_is_no_edge(seed: str) -> None:
    """The sheet fills 0.64 of these pictures less its slant, wherever the shadow falls."""
    page = diplomas.diploma(person(), SCHOOLING)
    picture = pixels(wear.phone(page, seed))
    for quad in flatten.outlines(picture):
        assert cv2.contourArea(quad) > 0.52 * picture.shape[0] * picture.shape[1]


def test_a_table_is_no_sheet() -> None:
    page = written(*ROWS)
    ImageDraw.Draw(page).rectangle((120, 180, 1120, 1500), outline="black", width=4)
    assert flatten.outlines(pixels(page)) == []


def test_two_cards_on_a_desk_are_both_read() -> None:
    desk = Image.new("RGB", (1600, 1500), (96, 84, 70))
    holder = person()
    for side, top in ((cards.portrait_side(holder), 60), (cards.emblem_side(holder), 780)):
        desk.paste(side, (280, top))
    found = texts(desk)
    assert any(holder.id_number in text for text in found)
    assert any("有效期限" in text for text in found)


def test_ink_of_a_seal_is_taken_from_the_date_below() -> None:
    page = diplomas.diploma(person(), SCHOOLING)
    assert any("二〇一八年六月三十日" in text for text in texts(page))
    assert seals.red(seals.without_seals(pixels(page))).mean() < seals.red(pixels(page)).mean()


def test_red_titles_stay() -> None:
    page = written("")
    ink.write(page, (620, 300), "毕业证书", 110, fonts.SONG, (200, 30, 30), anchor="m")
    assert np.array_equal(seals.without_seals(pixels(page)), pixels(page))


def test_reading_again_knows_rare_characters() -> None:
    scan = scans.read(pixels(sheet((written("姓名：赵婠瑄", size=(1240, 500)), (0, 0), 1240))), 1)
    assert scan is not None
    line = next(line for line in scan.page.lines if "名" in line.text)
    again = scan.page.reread(line.box)
    assert again is not None
    assert "婠瑄" in again.text + line.text  # of a faint page the larger model's reading is the first
    assert again.smaller is ("婠瑄" in line.text)


def test_a_faint_line_is_read_closely_and_its_first_reading_is_the_second() -> None:
    """The larger model's line stands; asked again, the page gives the smaller one's, not the same once more."""
    page = pixels(written(*ROWS))
    spans = [replace(span, text="模糊", confidence=0.5) for span in ocr.read(page, ocr.PAGE_SIDE)]
    closer = faint.read_closely(page, spans)
    assert [span.first for span in closer] == [("模糊", 0.5)] * len(spans)
    assert {span.text for span in closer} == set(ROWS)
    read = scans._page(page, closer, 1, lambda _: 1.0)
    for line in read.lines:
        again = read.reread(line.box)
        assert again is not None and again.text == "模糊"


def test_a_clear_page_is_read_once() -> None:
    spans = ocr.read(pixels(written(*ROWS)), ocr.PAGE_SIDE)
    assert all(span.first is None for span in faint.read_closely(pixels(written(*ROWS)), spans))
