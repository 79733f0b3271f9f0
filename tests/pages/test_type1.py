"""A Type 1 font comes out as the outlines of the letters shown; a broken one as a refusal, and in no time."""

import io
import random

import pytest
from fontTools.cffLib import CFFFontSet

from hui_reg.pages import type1
from hui_reg.pages.outlines import Shown
from hui_reg.pages.painting import Unfit
from tests.pages import lettered
from tests.pages.joint import MINE, OTHERS
from tests.sandbox.test_mutants import mutant

SHOWN = Shown(frozenset(letter.encode() for letter in MINE), {}, {})


@pytest.mark.parametrize("standard", [False, True])
def test_the_letters_shown_and_no_other_word(standard: bool) -> None:
    made = type1.of_type1(lettered.type1(standard=standard), SHOWN)
    assert OTHERS.encode() not in made
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(made), None)
    (font,) = fonts
    assert set(font.charset) == {".notdef", *MINE}
    assert [font.Encoding[ord(letter)] for letter in MINE] == list(MINE)


def test_of_nothing_is_made_what_it_does_not_hold() -> None:
    whole = lettered.type1()
    for broken in (
        b"",
        b"eexec",
        whole.partition(b"eexec")[0],
        whole.replace(b"0.001 0 0 0.001", b"0.002 0 0 0.001"),
        whole[: len(whole) // 2],
    ):
        with pytest.raises(Unfit):
            type1.of_type1(broken, SHOWN)
    with pytest.raises(Unfit):
        type1.of_type1(whole, Shown(frozenset((b"\0A",)), {}, {}))


def test_broken_ones_raise_nothing_but_exceptions() -> None:
    """The page is drawn then (``conversions``); what is no ``Exception`` would cost the whole paper."""
    whole = lettered.type1()
    made = 0
    for number in range(150):
        try:
            made += bool(type1.of_type1(mutant(whole, random.Random(number)), SHOWN))
        except Exception:
            continue
    assert made
