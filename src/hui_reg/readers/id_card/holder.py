"""Whose card: the name, by two models, and by a third of another family where these don't settle it."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from hui_reg.model import SURE, Value
from hui_reg.notation import names, surnames
from hui_reg.pages.page import Line, Page
from hui_reg.readers.id_card.sides import CardSide, Placed, folded
from hui_reg.readers.id_card.values import reread, value_of
from hui_reg.readers.lines.opinions import DECIDED

_LABELS: Final = re.compile(r"姓\s*名|性\s*别|民\s*族|出\s*生|住\s*址|公民身份号码")
_NAME_LABEL: Final = re.compile(r"^\s*(?:姓\s*名|姓(?=\s)|名(?=\s)|[^\s]名(?=.))\s*[:：]?\s*")
_NOT_IN_NAMES: Final = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff·•・．.\-A-Za-z ]")
_REMNANT: Final = re.compile(r"[\u3400-\u9fff]\s*[0-9A-Za-z]")
_DOTS: Final = re.compile(r"\s*[·•・．.\-]\s*")
_ONE_HEIGHT: Final = 0.35
"""Line heights by which the middles of a name's pieces differ at most: cards are printed level."""
_CLEAR: Final = 0.95
"""From this confidence on a name read again is believed."""


def read(side: CardSide, lines: list[list[Placed]]) -> Value | None:
    """The name by its label, else the row above 性别; read again with the larger dictionary, and compared."""
    row = _without_strays(_name_row(lines))
    if row is None:
        return None
    first = name_text("".join(item.line.text for item in row))
    certain = min(item.line.confidence for item in row)
    again = [reread(side.page, item) for item in row]
    second = name_text("".join(line.text for line in again))
    second_certain = min((line.confidence for line in again), default=0.0)
    if not first and not second:
        return value_of(side.page, None, 0.0, row, "姓名未能识读")
    if not second:
        return value_of(side.page, first, min(certain, 0.8), row)
    if any(_with_a_remnant(text) for text in _raw(row, again)):
        known = second if second_certain >= certain else first
        return value_of(side.page, known, min(certain, second_certain, 0.7), row, "姓名旁有没认出的字")
    if names.same(first, second):
        # a character neither model knows makes both of them choose the same look-alike, the larger one faintly
        confidence = max(certain, second_certain) if second_certain >= SURE else 0.8
        if confidence < SURE and _decided(side.page, row, (second,)):
            confidence = DECIDED
        return value_of(side.page, names.ordinary(first, second), confidence, row)
    clearly = second_certain >= _CLEAR and certain < 0.9
    blind = len(first) == len(second) and not could_be_meant(first, second) and second_certain > 0.9
    if clearly or blind:
        return value_of(side.page, names.ordinary(first, second), min(second_certain, 0.88), row)
    best, other = (second, first) if second_certain >= certain else (first, second)
    decided = _decided(side.page, row, (best, other))
    if decided is not None:
        return value_of(side.page, names.ordinary(first, decided), DECIDED, row)
    return value_of(
        side.page, best, min(certain, second_certain, 0.7), row, "姓名两次识读不一致", (other,) if other else ()
    )


def _raw(row: Sequence[Placed], again: Sequence[Line]) -> tuple[str, str]:
    """The row without its label, by both readings."""
    both = ("".join(item.line.text for item in row), "".join(line.text for line in again))
    first, second = (_LABELS.sub("", _NAME_LABEL.sub("", text.strip(), count=1)) for text in both)
    return first, second


def _with_a_remnant(text: str) -> bool:
    """Whether a digit or letter stands behind Han: what a fold or a finger leaves of a character."""
    return _REMNANT.search(text) is not None


def _without_strays(row: list[Placed] | None) -> list[Placed] | None:
    """The row from its label on, at one height: all else on a card is a bit of something written across it."""
    labels = [place for place, item in enumerate(row or ()) if re.match(r"\s*姓\s*名", item.line.text)]
    own = row[labels[0] :] if row and labels else row
    return own and [item for item in own if _at_one_height(own[0], item)]


def _at_one_height(one: Placed, other: Placed) -> bool:
    tall = min(one.bottom - one.top, other.bottom - other.top)
    return abs(one.middle[1] - other.middle[1]) <= _ONE_HEIGHT * tall


def _decided(page: Page, row: Sequence[Placed], known: Sequence[str]) -> str | None:
    """The one of several names that a model of another family sees clearly; None where it sees none of them so."""
    seen = [folded(page.third(item.line.box) or Line("", 0.0)) for item in row]
    if min(line.confidence for line in seen) < SURE:
        return None
    opinion = name_text("".join(line.text for line in seen))
    return next((name for name in known if name and names.same(name, opinion)), None)


def could_be_meant(first: str, second: str) -> bool:
    """Whether the smaller model's reading is evidence: not where it had no such character, or read a letter."""
    from hui_reg.pages.pixels.weights import recogniser  # a text layer never comes here, nor needs the networks

    known = set(recogniser()[1])
    return all(b in known and a > "\u3400" for a, b in zip(first, second, strict=True) if a != b)


def _name_row(lines: list[list[Placed]]) -> list[Placed] | None:
    for index, row in enumerate(lines):
        text = "".join(item.line.text for item in row)
        if re.match(r"\s*姓\s*名|\s*姓\s|\s*名\s", text) or (re.match(r"\s*.?名", text) and index <= 2):
            return row
    for above, row in pairwise(lines):
        if re.search(r"性\s*别", "".join(item.line.text for item in row)):
            return above
    return None


def name_text(text: str) -> str:
    """A name without its label, spaces dropped, dots as ``·``."""
    rest = _NAME_LABEL.sub("", text, count=1)
    rest = _NOT_IN_NAMES.sub("", _LABELS.sub("", rest))
    return surnames.without_remnant(_DOTS.sub("·", rest.replace(" ", "")).strip("·"))
