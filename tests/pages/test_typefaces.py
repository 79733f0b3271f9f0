"""Of a font a page takes along the letters it shows: no outline, no character and no word of anybody else's."""

import contextlib
import io

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import DecodedStreamObject

from hui_reg.pages import outlines, typefaces
from hui_reg.pages.painting import Unfit
from tests.pages import lettered
from tests.pages.joint import OTHERS

LETTERS = lettered._LETTERS


@given(st.sets(st.sampled_from(LETTERS), min_size=1), st.booleans())
@settings(max_examples=12)
def test_only_the_outlines_shown_are_in_a_font(shown: set[str], wide: bool) -> None:
    whole, _ = lettered._font(compact=False)
    codes = {lettered._number(letter).to_bytes(2) if wide else letter.encode() for letter in shown}
    cut = outlines.of_sfnt(whole, outlines.Shown(frozenset(codes), {}, {}))
    font = TTFont(io.BytesIO(cut))
    drawn = {place for place, name in enumerate(font.getGlyphOrder()) if font["glyf"][name].numberOfContours}
    assert drawn - {0} == {lettered._number(letter) for letter in shown}
    assert OTHERS.encode() not in cut and OTHERS.encode("utf-16-be") not in cut
    assert set(font.keys()) <= {*outlines._TABLES, "GlyphOrder"}


@pytest.mark.parametrize("wide", [True, False])
def test_a_compact_font_keeps_no_name(wide: bool) -> None:
    _, bare = lettered._font(compact=True)
    codes = {lettered._number("M").to_bytes(2)} if wide else {b"M"}
    cut = outlines.of_compact(bare, outlines.Shown(frozenset(codes), {}, {}))
    assert OTHERS.encode() not in cut
    assert len(cut) < len(bare)


def meanings(table: str, *codes: bytes) -> str:
    stream = DecodedStreamObject()
    stream.set_data(table.encode())
    return typefaces._meanings(stream, set(codes)).get_data().decode()


def test_a_table_of_characters_is_written_for_the_codes_shown() -> None:
    ranges = "2 beginbfrange <0001> <0004> <5F20> <0010> <0012> [<4E00> <4E8C> <4E09>] endbfrange "
    table = ranges + "beginbfchar <0020> <674E> endbfchar"
    made = meanings(table, b"\0\x02", b"\0\x11", b"\0\x30")
    assert "<0002> <5F21>" in made and "<0011> <4E8C>" in made
    assert not any(word in made for word in ("5F20", "4E00", "674E", "0030"))


def test_a_letter_that_says_a_word_is_no_letter() -> None:
    assert "0066006600690" not in meanings("beginbfchar <01> <006600660069> endbfchar", b"\x02")
    assert "006600660069" in meanings("beginbfchar <01> <006600660069> endbfchar", b"\x01")
    with pytest.raises(Unfit):
        meanings("beginbfchar <01> <674E56DB> endbfchar", b"\x01")


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=2))
@settings(max_examples=60)
def test_any_table_is_read_or_refused(table: bytes, code: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"beginbfrange " + table + b" endbfrange")
    with contextlib.suppress(Unfit, ValueError):
        typefaces._meanings(stream, {code})
