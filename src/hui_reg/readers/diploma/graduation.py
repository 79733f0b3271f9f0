"""The dates of a certificate: birth and period of study, told by its sentence, and graduation at the lower right."""

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Final

from hui_reg.model import Value
from hui_reg.notation import dates
from hui_reg.pages.page import Page
from hui_reg.readers.diploma import issue_date
from hui_reg.readers.lines import meanings
from hui_reg.readers.lines.prose import Prose

_UNTIL = re.compile(r"[入学起月]*[至到—\-~一]+")
_BORN_AFTER, _BORN_BEFORE = re.compile(r"出?生(?!产|活)"), re.compile(r"(?:出生(?:日期|年月|于)?|生于):?$")
_LONGEST_STUDY: Final = 10
"""Years between enrolment and graduation; beyond that one of both was read wrong."""


def dates_of(page: Page, sentence: Prose, labelled: Mapping[str, Value]) -> dict[str, Value]:
    """Birth, period of study, and the date of graduation: the lowest date that stands by itself."""
    found, until = _in_sentence(sentence)
    if page.source == "ocr" and (until is None or until.value is None):
        again, until = _in_sentence(sentence.again())
        found = again | found
    issued = issue_date.read(page, until)
    if issued is not None:
        found["graduation_date"] = issued
    elif until is not None and not labelled.get("graduation_date"):
        weak = {"confidence": min(until.confidence, 0.7), "reason": "未见落款日期，取自学习期限的截止年月"}
        found["graduation_date"] = until.model_copy(update=weak)
    elif page.source == "ocr" and not labelled.get("graduation_date"):
        reason = "落款日期未能读出"
        found["graduation_date"] = Value(value=None, confidence=0.0, page=page.number, reason=reason)
    return found


def _in_sentence(sentence: Prose) -> tuple[dict[str, Value], Value | None]:
    """Birth and beginning of study, and the end of study."""
    found: dict[str, Value] = {}
    until: Value | None = None
    text = sentence.text
    seen = dates.find(text)
    for item, following in zip_longest(seen, seen[1:]):
        if "birth_date" not in found and (_BORN_AFTER.match(text, item.end) or _BORN_BEFORE.search(text[: item.start])):
            found["birth_date"] = _date_value(sentence, "birth_date", item)
        elif following and until is None and _UNTIL.fullmatch(text[item.end : following.start]):
            found["enrolment_date"] = _date_value(sentence, "enrolment_date", item)
            if 0 < int(following.iso[:4]) - int(item.iso[:4]) <= _LONGEST_STUDY:
                until = _date_value(sentence, "graduation_date", following)
    return found, until


def _date_value(sentence: Prose, field: str, item: dates.Found) -> Value:
    value = sentence.value(field, (item.start, item.end), meanings.day)
    assert value is not None  # a date was found there
    return value
