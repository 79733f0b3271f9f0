"""Sentences on narrow terminals: nothing is lost, no line is too long, no word is cut, no line begins with a comma."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.console.sentences import broken
from hui_reg.notation.widths import on_terminal

LINE = (
    "▲ 邮箱：没有设置邮箱，只能用 fetch --from 从文件夹收取。"
    "要从邮箱收取，请运行 hui-reg init 或在 hui-reg.toml 的 [mailbox] 填写（见手册）。"
)


@pytest.mark.parametrize("columns", [80, 60, 41])
def test_what_goes_on_stands_below_what_it_belongs_to(columns: int) -> None:
    first, *others = broken(LINE, columns).split("\n")
    assert first.startswith("▲ 邮箱") and others and all(re.match(r"  \S", line) for line in others)
    assert "hui-reg.toml" in broken(LINE, columns), "a word stays whole"


def test_what_fits_is_as_it_was() -> None:
    assert broken(LINE, 400) == LINE and broken("", 80) == "" and broken("  a\n\nb", 80) == "  a\n\nb"


@given(st.text("中文字，。）（“”ab 1-/.", max_size=120), st.integers(24, 90))
def test_nothing_is_lost_and_nothing_stands_out(text: str, columns: int) -> None:
    lines = broken(text, columns).split("\n")
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    longest = max(map(len, re.findall(r"[!-~，。）（“”]+", text)), default=0) * 2
    assert all(on_terminal(line) <= max(columns, longest + 2) for line in lines)
    words = set(re.findall(r"[!-~]+", text))
    assert set(re.findall(r"[!-~]+", " ".join(lines))) == words
    assert all(not line.strip().startswith(("，", "。")) for line in lines[1:]) or re.search(r"(^|\s)[，。）]", text)
