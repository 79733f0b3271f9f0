"""Which of some printed options is ticked, by the ink in their boxes: letters are read, marks are looked at.

Recognition drops boxes and ticks or makes letters of them, so on a page read from pixels the text alone can't tell.
"""

import re
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from hui_reg.model import Value
from hui_reg.readers.lines.meanings import Meaning, Sense
from hui_reg.readers.lines.opinions import value_of
from hui_reg.readers.lines.spans import Folded, Span
from hui_reg.vocabulary import Field

OPTIONS: Final[Mapping[str, re.Pattern[str]]] = {
    Field.SEX: re.compile("[男女]"),
    Field.EXAM_TYPE: re.compile("正考|补考"),
    Field.LEVEL: re.compile("[一二三四五](?:级|[/(])[^一二三四五□]{0,5}|(?:初级|中级|高级)工|高级技师|技师"),
}
"""By field, what stands behind each of its boxes."""

_ONE_ROW: Final = 1.8
"""Line heights that options in one row take up at most: below each other they are not seen yet, and not guessed."""
_SEEN, _CONTRADICTED = 0.9, 0.5


def settled(field: str, sense: Sense, spans: Sequence[Span], read: Value | None) -> Value | None:
    """The value of a field whose options stand in ``spans``: as ``read`` where that needs no look at the ink.

    A value of None where no mark was made out: a form that somebody filled in by hand is never empty for that.
    """
    if spans[0].page.source != "ocr" or _options_in(field, spans) < 2:
        return read
    seen, told = look(field, spans), read.value if read is not None else None
    meaning = sense(seen) if seen is not None else None
    first = read or value_of(spans, field, lambda _: Meaning(None))
    if first is None or (meaning is None and told is not None):
        return read
    if meaning is None or meaning.value is None:
        return first.model_copy(update={"value": None, "confidence": 0.0, "reason": "看不出勾选了哪一项"})
    if told is not None and told != meaning.value:
        unsure = {"confidence": _CONTRADICTED, "alternatives": (meaning.value,), "reason": "所勾选的项与识读文字不一致"}
        return first.model_copy(update=unsure)
    update = {"value": meaning.value, "confidence": _SEEN, "reason": "", "alternatives": ()}
    return first.model_copy(update=update)


def look(field: str, spans: Sequence[Span]) -> str | None:
    """The text of the option that is ticked; None where that can't be told. ``spans`` hold two options or more."""
    options = [
        (match[0], _left_of(span, match.start())) for span in spans for match in OPTIONS[field].finditer(span.folded)
    ]
    page, lines = spans[0].page, [span.line.box for span in spans]
    top, bottom = min(box[1] for box in lines), max(box[3] for box in lines)
    below_each_other = bottom - top > _ONE_ROW * median(box[3] - box[1] for box in lines)
    if len(options) < 2 or page.sight is None or below_each_other:
        return None
    from hui_reg.pages.pixels import boxes as ink  # a text layer never comes here, nor needs the pixels

    options.sort(key=lambda option: option[1])
    place = ink.marked(page.sight.content, [left for _, left in options], (top, bottom))
    return options[place][0] if place is not None else None


def _options_in(field: str, spans: Sequence[Span]) -> int:
    """How many different options stand in a value's place."""
    return len({match[0][:1] for span in spans for match in OPTIONS[field].finditer(span.folded)})


def _left_of(span: Span, start: int) -> float:
    """Where a character of a span's text begins, in fractions of the page."""
    length = len(Folded.of(span.line.text).text)
    return Span(span.page, span.line, min(span.start + start, length - 1), length).box[0]
