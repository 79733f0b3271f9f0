"""The dates of a certificate: birth and period of study, told by its sentence, and graduation at the lower right."""

import re
from collections.abc import Mapping
from typing import Final

from hui_reg.model import Value
from hui_reg.notation import dates
from hui_reg.pages.page import Page
from hui_reg.readers.diploma import issue_date
from hui_reg.readers.lines import meanings
from hui_reg.readers.lines.prose import Prose
from hui_reg.vocabulary import Field

_UNTIL = re.compile(r"[入学起月]*[至到—\-~一]+")
_BORN_AFTER = re.compile(r"出?生(?!产|活)")
_BORN_BEFORE = re.compile(r"(?<![年月日号])(?:出生(?:日期|年月|于)?|(?<!出)生于):?$")
"""Not behind another date, however badly that was read: then the birth is that one's."""
_ENDS_BEFORE: Final = re.compile(r"[年月日][至到—\-~]+$")
"""What stands before the end of a period of which the beginning may be illegible."""
_GRADUATED_THEN: Final = re.compile(r"(?:准予|正式)?毕业(?!证)")
_ENROLLED_THEN: Final = re.compile(r"考?入(?:本|我)?校?(?:入?学|就读|学习)?")
_YEARS_OF_STUDY: Final = re.compile(r"学制:?([二三四五六2-6])年|([二三四五六2-6])年制")
_NUMERALS: Final = "〇一二三四五六"
CORROBORATED: Final = 0.9
"""Confidence of a date that another part of the paper leads to as well."""
END_OF_STUDY: Final = 0.7
"""Confidence of the end of study, read clearly, as the date of graduation."""
FROM_STUDY: Final = "未见落款日期，取自学习期限的截止年月"
_YOUNGEST: Final = 12
"""Years of age below which nobody graduates."""
_LONGEST_STUDY: Final = 10
"""Years between enrolment and graduation; beyond that one of both was read wrong."""


def dates_of(page: Page, sentence: Prose, labelled: Mapping[str, Value], *, reissued: bool) -> dict[str, Value]:
    """Birth, period of study, and the date of graduation: the lowest date that stands by itself.

    ``reissued``: the paper was made out again for a lost diploma, and its lowest date is that day's.
    """
    found, until, stated = _in_sentence(sentence)
    if page.source == "ocr" and (until is None or until.value is None):
        again, until, stated = _in_sentence(sentence.again())
        found = again | found
    graduated = (
        _told(until, found.get(Field.ENROLMENT_DATE), sentence)
        if reissued
        else _dated(page, until, found.get(Field.BIRTH_DATE), stated=stated)
    )
    if graduated is None and not labelled.get(Field.GRADUATION_DATE) and (reissued or page.source == "ocr"):
        reason = "毕业证明书的落款是补发日期，毕业日期未能从正文读出" if reissued else "落款日期未能读出"
        graduated = Value(value=None, confidence=0.0, page=page.number, reason=reason)
    if graduated is not None and (graduated.value or not labelled.get(Field.GRADUATION_DATE)):
        found[Field.GRADUATION_DATE] = graduated
    born = found.get(Field.BIRTH_DATE)
    if born and born.value and graduated and graduated.value and _is_birth(graduated.value, born.value):
        del found[Field.BIRTH_DATE]  # nobody graduates as a child: some other date was taken for it
    return found


def _dated(page: Page, until: Value | None, born: Value | None, *, stated: bool) -> Value | None:
    """The date below the sentence; for want of one, the month in which the sentence says the person graduated.

    Failing that as well (not ``stated``) the end of the period of study, which is no day of graduation.
    """
    issued = issue_date.read(page, until)
    if issued is not None and issued.value and born is not None and born.value and _is_birth(issued.value, born.value):
        issued = None  # on a folded paper the birth may stand alone in its line, as the date of issue does
    if issued is None and until is not None and stated and until.value and not until.reason:
        return until.model_copy(update={"value": until.value[:7]})
    if issued is None and until is not None:
        weak = {"confidence": END_OF_STUDY if until.sure else min(until.confidence, 0.6), "reason": FROM_STUDY}
        return until.model_copy(update=weak)
    return issued


def _told(until: Value | None, since: Value | None, sentence: Prose) -> Value | None:
    """The end of the period of study as the sentence of a re-issued paper has it: the month, no day.

    A year of which a numeral was lost is sure again where the years of study lead to it.
    """
    if until is None or not until.value:
        return until
    length = _YEARS_OF_STUDY.search(sentence.text)
    told = {"value": until.value[:7]}
    if until.reason and since is not None and since.value and since.sure and length:
        written = length[1] or length[2]
        years = int(written) if written.isdigit() else _NUMERALS.index(written)
        if int(since.value[:4]) + years == int(until.value[:4]):
            return until.model_copy(update=told | {"confidence": CORROBORATED, "reason": ""})
    return until.model_copy(update=told)


def _is_birth(iso: str, born: str) -> bool:
    return int(iso[:4]) - int(born[:4]) < _YOUNGEST


def _in_sentence(sentence: Prose) -> tuple[dict[str, Value], Value | None, bool]:
    """Birth and beginning of study, and the end of study; whether that is said to be the month of graduation."""
    found: dict[str, Value] = {}
    until: Value | None = None
    stated: Value | None = None
    text = sentence.text
    seen = dates.find(text)
    for before, item, following in zip([None, *seen], seen, [*seen[1:], None], strict=False):
        if Field.BIRTH_DATE not in found and (
            _BORN_AFTER.match(text, item.end) or _BORN_BEFORE.search(text[: item.start])
        ):
            found[Field.BIRTH_DATE] = _date_value(sentence, Field.BIRTH_DATE, item)
        elif stated is None and _GRADUATED_THEN.match(text, item.end):
            stated = _date_value(sentence, Field.GRADUATION_DATE, item)
        elif following and until is None and _UNTIL.fullmatch(text[item.end : following.start]):
            found[Field.ENROLMENT_DATE] = _date_value(sentence, Field.ENROLMENT_DATE, item)
            if 0 < int(following.iso[:4]) - int(item.iso[:4]) <= _LONGEST_STUDY:
                until = _date_value(sentence, Field.GRADUATION_DATE, following)
        elif until is None and _ends_a_period(text, item, before):
            until = _date_value(sentence, Field.GRADUATION_DATE, item)
        elif Field.ENROLMENT_DATE not in found and _ENROLLED_THEN.match(text, item.end):
            found[Field.ENROLMENT_DATE] = _date_value(sentence, Field.ENROLMENT_DATE, item)
    return found, stated or until, stated is not None


def _ends_a_period(text: str, item: dates.Found, before: dates.Found | None) -> bool:
    """Whether a date is the end of a period of study whose beginning was not made out."""
    known = before is not None and _UNTIL.fullmatch(text[before.end : item.start])
    return not known and bool(_ENDS_BEFORE.search(text[: item.start]))


def _date_value(sentence: Prose, field: Field, item: dates.Found) -> Value:
    value = sentence.value(field, (item.start, item.end), meanings.day)
    assert value is not None  # a date was found there
    return value
