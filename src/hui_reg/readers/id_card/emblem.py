"""The fields of the emblem side (国徽面): issuer and period of validity."""

import re
from datetime import date
from typing import Final

from hui_reg.model import Value
from hui_reg.pages.page import Page
from hui_reg.readers.id_card.sides import CardSide, Placed, rows
from hui_reg.vocabulary import Field

_ISSUER_LABEL: Final = re.compile(r"^.{0,3}发\s*机\s*关\s*[:：]?\s*|^签发(?=.{3})")
_PERIOD_LABEL: Final = re.compile(r"^.{0,1}效期.\s*[:：]?\s*|^有效期\s*")
_ISSUER_ENDS: Final = re.compile(r"(?:公安局|分局|公安厅|公安部|出入境管理局|管理局)$")
_DATE: Final = r"((?:19|20)\d{2})\s*[.．,，:：·、\-—/年 ]?\s*([01]\d)\s*[.．,，:：·、\-—/月 ]?\s*([0-3]\d)\s*日?"
_PERIOD: Final = re.compile(rf"{_DATE}\s*[\-—–一至~～.·]*\s*(?:{_DATE}|(长\s*期))")
_YEARS: Final = (5, 10, 20)
_FAINT: Final = 0.6
_CLEAR: Final = 0.9


def read(side: CardSide) -> dict[str, Value]:
    """``issuer``, ``id_valid_from`` and ``id_valid_to`` (a date or 长期)."""
    lines = rows(side.lines)
    issuer = _issuer(side.page, lines)
    return ({Field.ISSUER: issuer} if issuer else {}) | _period(side.page, lines)


def _issuer(page: Page, lines: list[list[Placed]]) -> Value | None:
    for row in lines:
        if not any("机关" in item.line.text for item in row):
            continue
        text = _ISSUER_LABEL.sub("", "".join(item.line.text for item in row).replace(" ", ""))
        value = re.sub(r"[^\u3400-\u9fff]", "", text)
        if not value:
            return _said(page, None, 0.0, row, "签发机关未能识读")
        certain = min(item.line.confidence for item in row)
        return _said(page, value, certain if _ISSUER_ENDS.search(value) else min(certain, 0.6), row)
    return None


def _period(page: Page, lines: list[list[Placed]]) -> dict[str, Value]:
    for row in lines:
        text = " ".join(item.line.text for item in row)
        labelled = "有效期" in text.replace(" ", "") or "效期限" in text
        found = _dates(text)
        if found is None and not labelled:
            continue
        certain = min(item.line.confidence for item in row)
        # two dates that lie 5, 10 or 20 years apart to the day vouch for each other; 长期 has no such witness
        enough = _FAINT if found is not None and found[1] != "长期" else _CLEAR
        if found is None or not _plausible(*found) or certain < enough:
            return _second_look(page, row, found, certain)
        return _both(page, found, max(certain, 0.95), row)
    return {}


def _second_look(page: Page, row: list[Placed], first: tuple[str, str] | None, certain: float) -> dict[str, Value]:
    """The larger model's opinion, where the first reading is missing, faint or no period a card can have."""
    again = " ".join(line.text for item in row if (line := page.reread(item.line.box)) is not None)
    second = _dates(again)
    if first is None and second is None:
        return {Field.ID_VALID_TO: _said(page, None, 0.0, row, "有效期限未能识读")}
    if first == second or second is None or first is None:
        found = first or second
        assert found is not None  # one of the two was read
        agreed = first == second
        confidence = 0.95 if agreed and _plausible(*found) else 0.9 if agreed else min(certain, 0.8)
        if not agreed and _plausible(*found) and certain > 0.8:
            confidence = 0.87
        return _both(page, found, confidence, row)
    if _plausible(*first) != _plausible(*second):
        return _both(page, first if _plausible(*first) else second, 0.87, row)
    unsure = {Field.ID_VALID_FROM: (first[0], second[0]), Field.ID_VALID_TO: (first[1], second[1])}
    return {
        field: _said(page, one, 0.9 if one == other else 0.5, row, "" if one == other else "两次识读不一致",
                     () if one == other else (other,))
        for field, (one, other) in unsure.items()
    }  # fmt: skip


def _dates(text: str) -> tuple[str, str] | None:
    match = _PERIOD.search(text.replace("O", "0").replace("o", "0").replace("l", "1"))
    if match is None:
        return None
    year, month, day, to_year, to_month, to_day, lasting = match.groups()
    try:
        start = date(int(year), int(month), int(day))
        end = "长期" if lasting else date(int(to_year), int(to_month), int(to_day)).isoformat()
    except ValueError:
        return None
    return start.isoformat(), end


def _plausible(start: str, end: str) -> bool:
    """Whether a card can have this period: 5, 10 or 20 years to the day, or 长期."""
    if end == "长期":
        return True
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    same_day = (first.month, first.day) == (last.month, last.day) or (first.month, first.day) == (2, 29)
    return same_day and last.year - first.year in _YEARS


def _both(page: Page, found: tuple[str, str], confidence: float, row: list[Placed]) -> dict[str, Value]:
    return {
        Field.ID_VALID_FROM: _said(page, found[0], confidence, row),
        Field.ID_VALID_TO: _said(page, found[1], confidence, row),
    }


def _said(page: Page, value: str | None, confidence: float, row: list[Placed], reason: str = "",
          alternatives: tuple[str, ...] = ()) -> Value:  # fmt: skip
    boxes = [item.line.box for item in row]
    return Value(
        value=value, confidence=round(confidence, 3), text=" ".join(item.line.text for item in row), page=page.number,
        box=(min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)),
        reason=reason, alternatives=alternatives,
    )  # fmt: skip
