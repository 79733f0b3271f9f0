"""What several readings of one place make of a value: two models of one family, and a third where they don't settle it.

The two recognisers were taught alike and fail alike; the third comes from another family. It is asked only about
fields that a rule rests on, and only where the two disagree or saw a value faintly; what it sees clearly and one of
them saw as well is sure. It never proposes a value of its own.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from hui_reg.model import SURE, Value
from hui_reg.notation import dates, names, resident_id
from hui_reg.notation.folding import fold
from hui_reg.readers.lines.meanings import Meaning, Sense, certificate_number, id_number
from hui_reg.readers.lines.spans import Span, joined, union
from hui_reg.vocabulary import Field

SECOND_LOOK = frozenset({Field.NAME, Field.SCHOOL, Field.ISSUER, Field.CERTIFICATE_NUMBER})
"""Fields read again with the larger model on every OCR page: they hang on rare characters, or on every digit."""

UNDERSTOOD_IN_PART = 0.5
"""Confidence factor of OCR text whose meaning has a reason to doubt (a check digit, a wrong length)."""


FAINT = "字迹不清，可能是手写或有污损"
"""Why a value that makes sense is not sure: both readings saw it faintly."""

DIFFERENT: Final = "两次识读结果不同"

VOUCHED, MADE_OUT = 0.9, 0.6
"""Confidence of what vouches for itself, and that from which its letters were made out at all."""
AGREED = 0.95
"""Confidence of a value that both readings gave."""
ONE_MORE = 0.9
"""Weight of a number of which the other reading lost one character; no reading makes one up."""
CHECKED, ALONE = 0.95, 0.8
"""Weight of a value that only the second reading gave well-formed, with a check digit and without."""
DECISIVE: Final = frozenset(
    {
        Field.NAME, Field.SEX, Field.ID_NUMBER, Field.BIRTH_DATE, Field.PHONE, Field.EMPLOYER, Field.OCCUPATION,
        Field.LEVEL, Field.EXAM_TYPE, Field.EDUCATION, Field.SCHOOL, Field.MAJOR, Field.GRADUATION_DATE,
        Field.CERTIFICATE_NUMBER,
    }
)  # fmt: skip
"""Fields about which the third reader is asked."""
_BRACKETS: Final = re.compile(r"[()（）]")
"""Misread for each other and passed over, and never all that differs between two names of anything."""
WORDS: Final = frozenset({Field.EMPLOYER, Field.MAJOR})
CLEAR: Final = 0.93
"""Confidence below which words that nothing checks are read a second time: one look-alike in a long line is faint."""
WELL: Final = 0.97
"""Confidence below which a name on which both recognisers agree is shown to the third: a rare character is read as a
common one by both, and only a little less surely."""
DECIDED: Final = 0.9
"""Confidence of a value that the third reader saw clearly, and one of the other two as well."""


def value_of(
    spans: Sequence[Span], field: str, sense: Sense, certainty: float = 1.0, *, running: bool = False
) -> Value | None:
    """The value of ``field`` written in ``spans``, in reading order; None when nothing is written there.

    ``certainty`` is how sure it is that these spans belong to the field; ``running`` that they are one text without
    gaps (a number may break over two lines). The confidence is that of the worst
    line, times certainty, times the weight of the meaning.
    """
    join = "".join if running else joined
    spans = _needed(spans, sense, join)
    text = join([span.text for span in spans])
    meaning = sense(text)
    if not spans or meaning is None:
        return None
    first = spans[0].page
    confidence = min(span.line.confidence for span in spans) * certainty * meaning.weight
    least = CLEAR if field in WORDS else SURE
    if first.source == "ocr" and (field in SECOND_LOOK or meaning.reason or confidence < least):
        meaning, settled = second_look(meaning, spans, sense, join)
        impossible = field == Field.ID_NUMBER and meaning.reason not in ("", resident_id.WRONG_CHECK_DIGIT)
        if settled and not impossible:
            proved = field == Field.ID_NUMBER and not meaning.reason
            confidence = max(confidence, AGREED * (1.0 if proved else _clearest(spans)) * certainty * meaning.weight)
        elif meaning.reason:
            confidence *= UNDERSTOOD_IN_PART
        if meaning.vouched and not meaning.reason and min(span.line.confidence for span in spans) >= MADE_OUT:
            confidence = max(confidence, VOUCHED * certainty)
        if confidence < SURE and field in DECISIVE and (third := _third_look(meaning, spans, sense, join)) is not None:
            meaning, confidence = third, max(confidence, DECIDED * certainty)
        elif field == Field.NAME and confidence >= SURE and (other := _doubted(meaning, spans, sense, join)):
            meaning = replace(meaning, reason=DIFFERENT, alternatives=(other,))
            confidence = min(confidence, UNDERSTOOD_IN_PART)
        if confidence < SURE and meaning.value is not None and not meaning.reason:
            meaning = replace(meaning, reason=FAINT)
    boxes = [span.box for span in spans if span.page.number == first.number]
    return Value(
        value=meaning.value,
        confidence=min(confidence, 1.0) if meaning.value is not None else 0.0,
        text=text,
        page=first.number,
        box=union(boxes) if any(boxes[0]) else None,
        reason=meaning.reason,
        alternatives=meaning.alternatives,
    )


def _clearest(spans: Sequence[Span]) -> float:
    """How clearly the better of both readings saw the lines: agreement lifts a value no further.

    Both models fail alike on handwriting and on a character neither knows, and then agree faintly. What one of them saw
    clearly is as good as seen by both.
    """
    second = [span.second for span in spans]
    best = max(min(span.line.confidence for span in spans), min(line.confidence if line else 0.0 for line in second))
    return 1.0 if best >= SURE else best


def _needed(spans: Sequence[Span], sense: Sense, join: Callable[[Sequence[str]], str]) -> Sequence[Span]:
    """``spans`` without doubtful pieces that the value is the same without: borders of cells, bits of a seal."""
    whole = sense(join([span.text for span in spans])) if len(spans) > 1 else None
    for span in spans:
        if span.line.confidence < SURE and len(spans) > 1:
            rest = [other for other in spans if other is not span]
            meaning = sense(join([other.text for other in rest]))
            if meaning is not None and whole is not None and meaning.value == whole.value is not None:
                spans = rest
    return spans


def second_look(
    meaning: Meaning, spans: Sequence[Span], sense: Sense, join: Callable[[Sequence[str]], str]
) -> tuple[Meaning, bool]:
    """``meaning`` checked against the second reading of its lines, and whether that settles it. Else both are kept.

    It does when both agree, or when only the second is well-formed (which a check digit nearly proves).

    Variant and traditional forms of one character count as equal; the simplified form is kept.
    """
    readings = [span.again() for span in spans]
    if any(reading is None for reading in readings):
        return meaning, False
    text = join([reading or "" for reading in readings])
    second = sense(text)
    if _differs_in_zeros(text, join([span.text for span in spans])) and not meaning.reason:
        return meaning, True
    if second is None or second.value is None:
        return meaning, False
    if sense is certificate_number and _mends(meaning.value or "", second.value):
        return Meaning(second.value, ONE_MORE), True
    if meaning.value is None or (meaning.reason and not second.reason):
        return Meaning(second.value, CHECKED if sense is id_number else ALONE, second.reason), True
    one, other = comparable(meaning.value), comparable(second.value)
    if one != other and _BRACKETS.sub("", one) == _BRACKETS.sub("", other):
        return replace(meaning, value=_bracketed(meaning.value, second.value)), True
    if one == other:
        return (meaning if meaning.value == one else replace(meaning, value=second.value)), True
    if (longer := _with_lost_character(meaning.value, second.value)) is not None and sense is certificate_number:
        return Meaning(longer, ONE_MORE), True
    if any(line is not None and line.smaller for line in (span.second for span in spans)):
        return Meaning(meaning.value, meaning.weight, DIFFERENT, (second.value, *meaning.alternatives)), False
    others = dict.fromkeys((meaning.value, *meaning.alternatives))
    return Meaning(names.ordinary(meaning.value, second.value), meaning.weight, DIFFERENT, tuple(others)), False


def _third_look(
    meaning: Meaning, spans: Sequence[Span], sense: Sense, join: Callable[[Sequence[str]], str]
) -> Meaning | None:
    """The value on which the third reader and one of the other two agree, line by line; None where they don't.

    What it saw faintly, and what makes no whole sense, counts for nothing.
    """
    lines = [_agreed(span) for span in spans]
    if any(line is None for line in lines):
        return None
    agreed = sense(join([line or "" for line in lines]))
    if agreed is None or agreed.value is None or agreed.reason or agreed.alternatives:
        return None
    known = [value for value in (meaning.value, *meaning.alternatives) if value]
    same = next((value for value in known if comparable(value) == comparable(agreed.value)), agreed.value)
    return Meaning(same)


def _agreed(span: Span) -> str | None:
    """One line of a value as the third reader clearly sees it, and one of the others; what both others saw clearly."""
    first, second = span.text, span.again()
    if second is not None and comparable(first) == comparable(second) and _clearest([span]) == 1.0:
        return first
    third, line = span.once_more(), span.third
    if third is None or line is None or line.confidence < SURE:
        return None
    longest = max(len(fold(text)) for text in (first, second or ""))  # readers lose characters, they make none up
    known = (text for text in (first, second) if text and len(fold(text)) == longest)
    return next((text for text in known if comparable(text) == comparable(third)), None)


def _doubted(meaning: Meaning, spans: Sequence[Span], sense: Sense, join: Callable[[Sequence[str]], str]) -> str | None:
    """Another name than this, where the third reader sees one in a line that either of the first two saw less well.

    As long a one: characters that it lost say nothing.
    """
    seen = [min(span.line.confidence, second.confidence if (second := span.second) else 0.0) for span in spans]
    readings = [span.once_more() for span in spans] if min(seen) < WELL else [None]
    if meaning.value is None or meaning.alternatives or any(reading is None for reading in readings):
        return None
    other = sense(join([reading or "" for reading in readings]))
    if other is None or other.value is None or len(other.value) != len(meaning.value):
        return None
    return other.value if comparable(other.value) != comparable(meaning.value) else None


def _bracketed(*readings: str) -> str:
    """The reading of which every bracket has its other half; else one, closed where it ends within a bracket."""
    whole = min(readings, key=lambda text: (_opened(text) != 0, len(text)))
    return whole + ("）" if "（" in whole else ")") if _opened(whole) == 1 else whole


def _opened(text: str) -> int:
    return sum((char in "(（") - (char in ")）") for char in text)


def _with_lost_character(one: str, other: str) -> str | None:
    """The longer of two texts, if the other is the same without one character."""
    shorter, longer = sorted((one, other), key=len)
    missing = [at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter]
    return longer if missing else None


def _mends(first: str, second: str) -> bool:
    """Whether ``second`` is ``first`` with digits where that has letters."""
    pairs = zip(first, second, strict=False)
    return len(first) == len(second) and second.isdigit() and all(a == b or a.isalpha() for a, b in pairs)


def _differs_in_zeros(one: str, other: str) -> bool:
    """Whether the texts are one date in Chinese numerals but for a 〇, which the second reading tends to lose."""
    bare = [re.sub(f"[{dates.ZEROS}]", "", fold(text)) for text in (one, other)]
    return bare[0] == bare[1] and "年" in bare[0]


def comparable(text: str) -> str:
    """``text`` as :mod:`~hui_reg.notation.names` folds it: for comparison only, never to be kept."""
    return names.spelled(fold(text))
