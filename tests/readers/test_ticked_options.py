"""Ticked options on paper: whatever recognition made of boxes and ticks, the ink in the boxes decides."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hui_reg.model import Value
from hui_reg.pages.page import Page, Sight
from hui_reg.pages.pixels import boxes
from hui_reg.readers.form import form
from tests.readers.written import at, sheet

WIDTH, HEIGHT = 1240, 1754
TOP, LEFT, PITCH = 0.3, 0.3, 0.18
SIDE, LINE = 18, round(0.014 * HEIGHT)
LEVELS = ("五级/初级工", "四级/中级工", "三级/高级工")


def ticked_by(style: str, picture: NDArray[np.uint8], left: int, top: int) -> None:
    """Draw what a person leaves at a box: nothing, ink inside it, or a tick in its stead."""
    right, bottom = left + SIDE, top + SIDE
    if style != "tick alone":
        cv2.rectangle(picture, (left, top), (right, bottom), (0, 0, 0), 2)
    if style == "filled":
        cv2.rectangle(picture, (left + 3, top + 3), (right - 3, bottom - 3), (0, 0, 0), -1)
    if style in ("tick", "tick alone"):
        shape = [(left + 2, top + 9), (left + 8, bottom - 3), (right + 3, top)]
        cv2.polylines(picture, [np.array(shape, np.int32)], False, (0, 0, 0), 3)
    if style == "cross":
        cv2.line(picture, (left, top), (right, bottom), (0, 0, 0), 2)
        cv2.line(picture, (left, bottom), (right, top), (0, 0, 0), 2)


def paper(texts: Sequence[str], marks: Sequence[str]) -> Page:
    """A scanned form whose row 申报等级 has these marks, and of which that text was read at each option."""
    picture = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    lines = [at("福建省职业技能等级认定申报表", 0.3, 0.05)]
    facts = (("姓名", "陈思琪"), ("手机", "13800138000"), ("工作单位", "惠安县档案馆"), ("申报职业", "政务服务办事员"))
    for row, (label, value) in enumerate(facts):
        lines += [at(label, 0.1, 0.1 + 0.04 * row), at(value, LEFT, 0.1 + 0.04 * row)]
    lines.append(at("申报等级", 0.1, TOP))
    for place, (text, mark) in enumerate(zip(texts, marks, strict=True)):
        left = LEFT + PITCH * place
        ticked_by(mark, picture, round(left * WIDTH), round(TOP * HEIGHT) + 3)
        boxed = text.startswith(("□", "0", "√", "区"))
        lines.append(at(text, left if boxed else left + LINE / WIDTH, TOP))
        for stroke in range(5):
            x = round((left + LINE / WIDTH) * WIDTH) + 6 + 22 * stroke
            cv2.line(picture, (x, round(TOP * HEIGHT) + 2), (x + 9, round(TOP * HEIGHT) + 20), (0, 0, 0), 2)
    return sheet(*lines, source="ocr", sight=Sight(picture, 1))


def level(page: Page) -> Value:
    (reading,) = form.READER.read([page])
    return reading.fields["level"]


@pytest.mark.parametrize("style", ["tick", "filled", "cross", "tick alone"])
@pytest.mark.parametrize("chosen", [0, 1, 2])
@pytest.mark.parametrize("read", ["", "□", "0"])
def test_the_option_whose_box_is_not_empty(style: str, chosen: int, read: str) -> None:
    marks = [style if place == chosen else "empty" for place in range(3)]
    value = level(paper([read + text for text in LEVELS], marks))
    assert (value.value, value.sure) == (LEVELS[chosen][:2], True)


@pytest.mark.parametrize("marks", [("empty",) * 3, ("tick", "tick", "empty"), ("filled",) * 3])
def test_none_or_several_ticked_is_never_taken_for_an_empty_cell(marks: Sequence[str]) -> None:
    value = level(paper(LEVELS, marks))
    assert (value.value, value.reason) == (None, "看不出勾选了哪一项")


def test_ink_that_contradicts_the_letters_makes_the_value_unsure() -> None:
    value = level(paper(("□五级/初级工", "√四级/中级工", "□三级/高级工"), ("empty", "empty", "tick")))
    assert (value.value, value.sure, value.alternatives) == ("四级", False, ("三级",))


@pytest.mark.parametrize("chosen", [0, 1, 2])
@pytest.mark.parametrize("shift", [-60, -30, 0])
def test_black_squares_go_by_their_order_where_spaces_were_lost(chosen: int, shift: int) -> None:
    """A line read without its spaces has its options too far left; every option still has its box before it."""
    picture = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    lefts = []
    for place in range(3):
        left = 400 + 150 * place
        ticked_by("empty", picture, left, 500)
        if place == chosen:
            cv2.rectangle(picture, (left, 500), (left + SIDE, 500 + SIDE), (0, 0, 0), -1)
        cv2.line(picture, (left + 30, 502), (left + 70, 516), (0, 0, 0), 2)
        lefts.append((left + 26 + shift * place / 2) / WIDTH)
    assert boxes.marked(picture, lefts, (495 / HEIGHT, 524 / HEIGHT)) == chosen
