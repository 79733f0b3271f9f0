"""Whose diploma it is on the school's side: the name told by a label, by the sentence, or alone at the foot.

At the foot the seal lies over the name. What it hides must not be guessed: a name whose beginning may be under it is
not sure, and pieces into which the seal cut one name are put together again.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from hui_reg.model import Value
from hui_reg.notation import names
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line, Page
from hui_reg.readers.diploma import schools
from hui_reg.readers.lines.meanings import HAN
from hui_reg.readers.lines.opinions import value_of
from hui_reg.readers.lines.prose import Prose
from hui_reg.readers.lines.spans import Span
from hui_reg.vocabulary import Field

_AT_SCHOOL: Final = re.compile(r"在(?P<school>(?!本校|我校|本院)[\u4e00-\u9fff()]{2,24}?(?:大学|学院|学校|中学))")
_NO_NAME: Final = re.compile(r"普通高等|成人高等|中等职业学校$|教育|毕业")
_SEAL_HERE: Final = re.compile(r"[(](?:公章|印章|盖章|签章|章|印)[)]?$")
_PIECE: Final = re.compile(rf"[{HAN}]{{1,10}}")
_CERTAIN: Final = 0.95
_HIDDEN: Final = 0.6
_LEAST_INK: Final = 0.03
"""Share of red before a name from which a seal lies there."""


def read(sentence: Prose, everything: Prose, labelled: Mapping[str, Value]) -> dict[str, Value]:
    """The school where no label told it; nothing where the paper doesn't either."""
    if labelled.get(Field.SCHOOL):
        return {}
    if match := _AT_SCHOOL.search(sentence.text):
        value = sentence.value(Field.SCHOOL, match.span("school"), schools.unlabelled)
        return {Field.SCHOOL: value} if value else {}
    for line in reversed(everything.lines):
        text = names.simplified(fold(line.text))
        start, end = schools.start(text), len(_SEAL_HERE.sub("", text))
        if schools.NAME.fullmatch(text, start, end) and not _NO_NAME.search(text):
            value = _at_foot(everything, Span(everything.page, line, start, end))
            return {Field.SCHOOL: value} if value else {}
    return {}


def _at_foot(everything: Prose, name: Span) -> Value | None:
    """The name together with pieces directly before it; not sure where something before it was not read."""
    pieces = [name]
    while name.start == 0 and (before := _touching(everything.lines, pieces[0])) is not None:
        pieces.insert(0, Span.whole(name.page, before))
    whole = names.simplified("".join(piece.folded for piece in pieces))
    if len(pieces) > 1 and (_NO_NAME.search(whole) or not schools.NAME.fullmatch(whole)):
        pieces = [name]
    value = value_of(pieces, Field.SCHOOL, schools.unlabelled, _CERTAIN)
    if value is not None and whole in value.alternatives and len(pieces) > 1:
        value = value.model_copy(update={"value": whole, "alternatives": (value.value or "",)})  # pieces overlap
    if value is None or name.start > 0 or not _sealed_before(pieces[0]):
        return value
    reason = "校名前端压有印章，可能没有读全"
    return value.model_copy(update={"confidence": min(value.confidence, _HIDDEN), "reason": value.reason or reason})


def _touching(lines: Sequence[Line], name: Span) -> Line | None:
    """A piece of Han characters that ends where the name begins, in the same row."""
    box = name.line.box
    height = box[3] - box[1]
    character = height / name.page.aspect
    for line in lines:
        level = abs((line.box[1] + line.box[3]) - (box[1] + box[3])) / 2 <= 0.4 * height
        near = line.box[0] < box[0] and abs(line.box[2] - box[0]) <= 0.6 * character
        if level and near and _PIECE.fullmatch(fold(line.text)):
            return None if schools.is_torn_label(fold(line.text)) else line
    return None


def _sealed_before(name: Span) -> bool:
    """Whether red ink lies within two characters before a name read from pixels."""
    page: Page = name.page
    if page.source != "ocr" or page.sight is None:
        return False
    from hui_reg.pages.pixels.seals import red  # a text layer never comes here, nor needs the pixels

    left, top, right, bottom = name.line.box
    character = (right - left) / max(len(name.folded), 1)
    rows, columns = page.sight.content.shape[:2]
    across = slice(max(round((left - 2.2 * character) * columns), 0), max(round((left - 0.2 * character) * columns), 0))
    before = page.sight.content[round(top * rows) : round(bottom * rows), across]
    return bool(before.size) and float(red(before).mean()) >= _LEAST_INK
