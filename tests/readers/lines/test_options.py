"""Printed options and their marks: whatever mark, on whichever side, the ticked option and no other is told."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.readers.lines.choices import in_one
from hui_reg.readers.lines.meanings import education, level, sex
from hui_reg.readers.lines.options import ticked

LEVELS = ("五级/初级工", "四级/中级工", "三级/高级工", "二级/技师")
PAIRS = (
    ("□", "☑"), ("□", "√"), ("○", "●"), ("☐", "☒"), ("（）", "（√）"), ("（ ）", "（ √ ）"), ("( )", "(v)"),
    ("【】", "【√】"),
    ("[ ]", "[x]"), ("〔　〕", "〔√〕"), ("< >", "<√>"), ("（×）", "（√）"), ("(  )", "(○)"),
)  # fmt: skip


@given(
    st.lists(st.sampled_from(LEVELS), min_size=2, max_size=4, unique=True),
    st.sampled_from(PAIRS),
    st.booleans(),
    st.sampled_from(["", " ", "　", "\n", "、", "；"]),
    st.sampled_from(["", " "]),
    st.data(),
)
def test_marks_that_take_turns_with_options(
    options: list[str], pair: tuple[str, str], before: bool, between: str, gap: str, data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(options))
    marked = [(pair[option == chosen], option) for option in options]
    text = between.join(f"{mark}{gap}{option}" if before else f"{option}{gap}{mark}" for mark, option in marked)
    meaning = level(text)
    assert meaning is not None and meaning.value == chosen[:2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("男（√）女（ ）", "男"), ("（　）男　（√）女", "女"), ("（√）女 （）男", "女"), ("男  女√", "女"),
        ("√女 男", "女"),
        ("(x)男 ( )女", "男"), ("(×)男(√)女", "女"), ("请打√：□男 ☑女", "女"), ("（打√）□男 ☑女", "女"), ("女", "女"),
        ("☑ 男 □ 女", "男"), ("男 ☑ 女 □", "男"), ("男√ □女", "男"), ("（女）", "女"),
    ],
)  # fmt: skip
def test_one_of_two(text: str, value: str) -> None:
    meaning = sex(text)
    assert meaning is not None and meaning.value == value


@pytest.mark.parametrize("text", ["男√女", "男 √ 女", "√男 √女", "男（√）女", "男（女）"])
def test_what_can_be_read_both_ways_is_told_so(text: str) -> None:
    meaning = sex(text)
    assert meaning is not None and meaning.value is None and meaning.reason


@pytest.mark.parametrize("text", ["□男 □女", "男/女", "（ ）男（ ）女", "男□女□", ""])
def test_nothing_ticked_is_nothing_written(text: str) -> None:
    assert sex(text) is None


@pytest.mark.parametrize("text", ["四级√三级", "四级 √ 三级", "√四级 √三级"])
def test_two_levels_are_none(text: str) -> None:
    meaning = level(text)
    assert meaning is not None and meaning.value is None


@pytest.mark.parametrize(
    ("numeral", "value"), [("Ⅰ", "一级"), ("Ⅱ", "二级"), ("Ⅲ", "三级"), ("Ⅳ", "四级"), ("Ⅴ", "五级"), ("IV", "四级")]
)
def test_roman_levels(numeral: str, value: str) -> None:
    meaning = level(f"{numeral}级")
    assert meaning is not None and meaning.value == value


def test_levels_of_education_that_cannot_be_told_apart() -> None:
    meaning = education("大专 √ 本科")
    assert meaning is not None and meaning.value is None


@pytest.mark.parametrize(
    ("cells", "below", "value"),
    [
        (("四级/中级工", "三级/高级工", "二级/技师"), ("", "√", ""), "三级"),
        (("五级", "四级", "三级", "二级", "一级"), ("", "√", "", "", ""), "四级"),
        (("", "四级", "√", "三级", "", "二级"), (), "三级"),
        (("☐", "四级", "☑", "三级"), (), "三级"),
        (("四级", "√", "三级", ""), (), "四级"),
        (("四级", "√", "三级"), (), None),
        (("四级", "三级"), (), None),
    ],
)
def test_options_in_cells_of_their_own(cells: Sequence[str], below: Sequence[str], value: str | None) -> None:
    text = in_one(cells, below, level)
    assert text is not None
    meaning = level(text)
    assert (meaning.value if meaning else None) == value


@pytest.mark.parametrize("cells", [("四级/中级工",), ("四级/中级工", ""), ("四级/中级工", "2024.7"), ("", "")])
def test_a_value_in_a_cell_is_no_option(cells: Sequence[str]) -> None:
    assert in_one(cells, (), level) is None


@given(st.text("男女√☑□（） /\n", max_size=12))
def test_any_row_of_marks_is_understood_or_not(text: str) -> None:
    assert set(ticked(text)) <= set(text + " 与")
