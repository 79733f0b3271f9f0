"""One measure of Chinese, for terminals and for cells."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from hui_reg.notation.widths import in_cell, on_terminal


def test_the_width_of_what_stands_in_our_lists() -> None:
    assert [on_terminal(text) for text in ("张三", "ab", "ＡＢ", "√ 通过", "e\u0301", "")] == [4, 2, 4, 6, 1, 0]
    assert [in_cell(text) for text in ("张三", "ab", "“√”", "阿依古丽·买买提")] == [4, 2, 6, 16]


@given(st.text(max_size=40), st.text(max_size=40))
def test_widths_add_up_and_follow_the_standard(one: str, other: str) -> None:
    for measure in (on_terminal, in_cell):
        assert measure(one + other) == measure(one) + measure(other)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in one if not unicodedata.combining(c))
    narrow = sum(unicodedata.east_asian_width(c) not in "WF" for c in one if not unicodedata.combining(c))
    assert on_terminal(one) == 2 * wide + narrow <= in_cell(one) <= 2 * (wide + narrow)
