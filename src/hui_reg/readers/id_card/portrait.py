"""The fields of the portrait side (人像面): each checked against the number before it counts as sure."""

import re
from datetime import date
from typing import Final

from hui_reg.model import SURE, Value
from hui_reg.notation import names, resident_id
from hui_reg.readers.id_card import address, holder
from hui_reg.readers.id_card.ethnicities import ETHNICITIES
from hui_reg.readers.id_card.sides import NUMBER_LABEL, CardSide, Placed, rows
from hui_reg.readers.id_card.values import reread, value_of
from hui_reg.vocabulary import Field

_BIRTH: Final = re.compile(r"(\d{4})\D{0,3}年\D{0,3}(\d{1,2})\D{0,3}月\D{0,3}(\d{1,2})\D{0,2}[日目]?")
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "o": "0", "D": "0", "I": "1", "l": "1", "|": "1", "Z": "2", "S": "5",
                                     "B": "8", "×": "X", "x": "X"})  # fmt: skip
_FAINT: Final = 0.6
_CLEAR: Final = 0.95
"""From this confidence on an address read again is believed."""


def read(side: CardSide) -> dict[str, Value]:
    """The fields found; a label without a legible value gives a Value without one, and the reason."""
    lines = rows(side.lines)
    birth = _birth(side, lines)
    sex = _sex(side, lines)
    number = _number(side, lines, birth, sex)
    person = resident_id.parse(number.value) if number and number.value else None
    found = {
        Field.NAME: holder.read(side, lines),
        Field.SEX: _agreeing(sex, person.sex if person else None),
        Field.ETHNICITY: _ethnicity(side, lines),
        Field.BIRTH_DATE: _agreeing(birth, person.birth_date.isoformat() if person else None),
        Field.ADDRESS: _own(_address(side, lines)),
        Field.ID_NUMBER: number,
    }
    return {field: value for field, value in found.items() if value is not None}


def _agreeing(value: Value | None, expected: str | None) -> Value | None:
    """What agrees with the number is as sure as the number."""
    if value is None or expected is None or value.value != expected:
        return value
    return value.model_copy(update={"confidence": max(value.confidence, 0.97)})


# ── number ──────────────────────────────────────────────────────────────────────────────────────────────────


def _number(side: CardSide, lines: list[list[Placed]], birth: Value | None, sex: Value | None) -> Value | None:
    row = _number_row(lines)
    if row is None:
        return None
    first = digits("".join(item.line.text for item in row))
    certain = min((item.line.confidence for item in row if any(c.isdigit() for c in item.line.text)), default=0.0)
    if resident_id.is_valid(first) and _witnesses(first, birth, sex) == 2:
        return value_of(side.page, first, max(certain, 0.97), row)
    again = [line for item in row if (line := reread(side.page, item)).text]
    second = digits("".join(line.text for line in again))
    surest = max([certain, *(line.confidence for line in again if any(char.isdigit() for char in line.text))])
    best, other = (first, second) if _merit(first, birth, sex) >= _merit(second, birth, sex) else (second, first)
    if not best:
        return value_of(side.page, None, 0.0, row, "号码未能识读")
    agreed = best == other
    if resident_id.is_valid(best):
        alone = 0.9 if agreed and surest > _CLEAR and certain > _FAINT else 0.6
        confidence = {2: 0.95, 1: 0.9}.get(_witnesses(best, birth, sex), alone)
        rival = (other,) if resident_id.is_valid(other) and not agreed else ()
        return value_of(side.page, best, confidence, row, alternatives=rival)
    printed_wrong = len(best) == 18 and birth is not None and best[6:14] == (birth.value or "").replace("-", "")
    if agreed and printed_wrong and surest > _CLEAR and certain > _FAINT:
        return value_of(side.page, best, 0.92, row)  # every card is printed with a number: a gap in it is the picture's
    rival = (other,) if other and not agreed else ()
    known = best if 15 <= len(best) <= 19 else None
    return value_of(side.page, known, 0.4, row, "号码识读不清", rival if known else ())


def _number_row(lines: list[list[Placed]]) -> list[Placed] | None:
    counted = [(sum(char.isdigit() for item in row for char in item.line.text), row) for row in lines]
    most, row = max(counted, key=lambda pair: pair[0], default=(0, []))
    return row if most >= 12 else next((row for row in lines if any(_labels_number(item) for item in row)), None)


def _labels_number(item: Placed) -> bool:
    return NUMBER_LABEL.search(item.line.text) is not None


def digits(text: str) -> str:
    """The digits of a number line, look-alike letters mended, label and separators dropped."""
    label = NUMBER_LABEL.search(text)
    rest = text[label.end() :] if label else text
    folded = re.sub(r"[^\dX]", "", re.sub(r"[\u3400-\u9fff]", "", rest).translate(_LOOK_ALIKES))
    return re.sub(r"X(?=.)", "", folded)


def _witnesses(number: str, birth: Value | None, sex: Value | None) -> int:
    """How many printed facts the number agrees with, 0 to 2; birth date first, for sex alone is a coin."""
    person = resident_id.parse(number)
    if person is None or birth is None or birth.value != person.birth_date.isoformat():
        return 0
    return 2 if sex is not None and sex.value == person.sex else 1


def _merit(number: str, birth: Value | None, sex: Value | None) -> tuple[bool, int, bool]:
    return resident_id.is_valid(number), _witnesses(number, birth, sex), len(number) == 18


# ── the other fields ────────────────────────────────────────────────────────────────────────────────────────


def _birth(side: CardSide, lines: list[list[Placed]]) -> Value | None:
    for row in lines:
        text = "".join(item.line.text for item in row)
        if sum(char.isdigit() for char in text) > 12:
            continue
        match = _BIRTH.search(text.replace(" ", ""))
        if match is None:
            continue
        try:
            born = date(*map(int, match.groups()))
        except ValueError:
            return value_of(side.page, None, 0.0, row, "出生日期识读不清")
        return value_of(side.page, born.isoformat(), min(item.line.confidence for item in row), row)
    return None


def _sex(side: CardSide, lines: list[list[Placed]]) -> Value | None:
    for row in lines:
        text = "".join(item.line.text for item in row).replace(" ", "")
        match = re.search(r"性.?[:：]?([男女])|^.{0,2}([男女])民", text)
        if match:
            value = next(group for group in match.groups() if group)
            return value_of(side.page, value, min(item.line.confidence for item in row), row)
    return None


def _ethnicity(side: CardSide, lines: list[list[Placed]]) -> Value | None:
    """By its label; what isn't one of the 56, or was read faintly, is read again with the larger dictionary."""
    for row in lines:
        found = _ethnicity_in("".join(item.line.text for item in row))
        if found is None or any(_labels_number(item) for item in row):
            continue
        certain = min(item.line.confidence for item in row)
        if found in ETHNICITIES and certain >= SURE:
            return value_of(side.page, found, certain, row)
        again = [reread(side.page, item) for item in row]
        second = _ethnicity_in("".join(line.text for line in again))
        if second in ETHNICITIES:
            both = second == found
            return value_of(
                side.page, second, max(certain, 0.9) if both else min(line.confidence for line in again), row
            )
        return value_of(side.page, found, min(certain, 0.7 if found in ETHNICITIES else 0.5), row)
    return None


def _ethnicity_in(text: str) -> str | None:
    match = re.search(r"(?:民族|(?<!民)族|民.(?=[\u3400-\u9fff]))[:：]?([\u3400-\u9fff]{1,5})", text.replace(" ", ""))
    return (match.group(1).strip("族") or match.group(1)) if match else None


def _address(side: CardSide, lines: list[list[Placed]]) -> Value | None:
    """From 住址 down to the number line, keeping to the column in which the address began."""
    start = next((i for i, row in enumerate(lines) if any(address.LABEL.match(p.line.text) for p in row)), None)
    if start is None:
        return None
    taken: list[Placed] = []
    for row in lines[start:]:
        if any(_labels_number(item) or _is_number(item) for item in row):
            break
        taken += [item for item in row if not taken or item.left < max(t.right for t in taken)]
    text = address.text_of([item.line for item in taken])
    if len(text) < 4:
        return value_of(side.page, None, 0.0, taken, "住址未能识读") if taken else None
    taken = [item for item in taken if address.text_of([item.line])] or taken  # the label by itself is no address
    certain = min(item.line.confidence for item in taken)
    again = [reread(side.page, item) for item in taken]
    second, second_certain = address.text_of(again), min(line.confidence for line in again)
    if second == text:
        return value_of(side.page, text, max(certain, second_certain, 0.9), taken)
    if len(second) < 4:
        return value_of(side.page, text, min(certain, 0.7), taken)
    if (whole := address.with_strokes(text, second)) is not None:
        return value_of(side.page, whole, min(certain, second_certain, 0.9), taken)
    blind = len(second) == len(text) and not holder.could_be_meant(text, second)
    if (blind and second_certain > 0.9) or second_certain > _CLEAR > certain:
        return value_of(side.page, second, min(second_certain, 0.88), taken)
    if names.same(second, text):
        return value_of(side.page, text, max(certain, second_certain), taken)
    return value_of(side.page, second, min(second_certain, 0.8), taken, "住址两次识读不一致", (text,))


def _own(value: Value | None) -> Value | None:
    """An address in which no writing across the card is left; else not sure."""
    if value is None or value.value is None or not address.ACROSS.search(value.value):
        return value
    return value.model_copy(
        update={"confidence": min(value.confidence, 0.5), "reason": "住址中混有横写的字，可能没有读准"}
    )


def _is_number(item: Placed) -> bool:
    return sum(char.isdigit() for char in item.line.text) >= 14
