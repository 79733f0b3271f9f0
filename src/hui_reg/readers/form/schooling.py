"""What a form says of a graduation: its day in all the ways people write one, and several facts in one cell. Pure."""

import re
from typing import Final

from hui_reg.notation import dates
from hui_reg.notation.folding import fold
from hui_reg.readers.lines import majors, meanings
from hui_reg.readers.lines.meanings import Meaning, written
from hui_reg.vocabulary import Field

SCHOOL_AND_MORE: Final = "school_and_more"
LEVEL_AND_MAJOR: Final = "level_and_major"
"""The fields of cells that ask for several facts in one: the school with the major or the day, the level with the
major."""
TOGETHER: Final = (SCHOOL_AND_MORE, LEVEL_AND_MAJOR)

_SHORT: Final = re.compile(
    r"['’‘]?(\d\d)\s*(?:年|[./\-、])\s*(1[0-2]|0?[1-9])\s*(?:月(?:份|毕业)?|(?:[./\-、]\s*\d{1,2}))?"
)
_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH: Final = re.compile(
    rf"(?:({'|'.join(_MONTHS)})[a-z]*[\s.\-/]*(\d\d(?:\d\d)?)|(\d\d(?:\d\d)?)[\s.\-/]*({'|'.join(_MONTHS)})[a-z]*)",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(r"\s*(?:毕业)?\s*(?:[-–—~～至到]+|——)\s*")
_LAST_CENTURY: Final = 41
"""Two digits from here on are a year of the last century: nobody graduates so long before or after."""
_SCHOOL: Final = r"(?:大学|学院|学校|中学|党校|职校|技校|一中|二中|三中|高中)(?:[(（][^)）]*[)）])?(?![部院系])"
_SPLIT: Final = re.compile(rf"(?P<school>[^\s/、,，;；]*{_SCHOOL})(?P<rest>.*)", re.DOTALL)


_AROUND_DAYS: Final = re.compile(
    r"^[\s/、,，;；:：·\-—~～至到于]+|(?:毕业(?:于|时间)?)?[\s/、,，;；:：·\-—~～至到于]*$"
)
_UNCLEAR: Final = Meaning(None, reason="几项写在一栏里，未能分开")


def graduated(text: str) -> Meaning | None:
    """The day of a graduation, at least to the month, ISO: of a period (2006.9-2010.7) its end."""
    rest = written(text)
    if not rest:
        return None
    found = dates.find(rest)
    plain = dates.plain(rest)
    if len(found) == 2 and found[0].iso < found[1].iso and _PERIOD.fullmatch(plain[found[0].end : found[1].start]):
        return Meaning(found[1].iso)
    if not found and (short := _of_short_year(fold(rest))):
        return Meaning(short, 0.95)
    return meanings.day(text)


def _of_short_year(text: str) -> str:
    """``10年7月``, ``'10.7``, and ``Jul-10`` as a spreadsheet shows it; empty for anything else."""
    if match := _ENGLISH.fullmatch(text):
        month = _MONTHS.index((match[1] or match[4]).lower()) + 1
        return f"{_full_year(match[2] or match[3])}-{month:02}"
    match = _SHORT.fullmatch(text)
    return f"{_full_year(match[1])}-{int(match[2]):02}" if match else ""


def _full_year(year: str) -> str:
    if len(year) == 4:
        return year
    return f"{19 if int(year) >= _LAST_CENTURY else 20}{year}"


def born(text: str) -> Meaning | None:
    """The day of a birth, at least to the month, ISO."""
    short = _of_short_year(fold(written(text)))
    return Meaning(short, 0.95) if short else meanings.day(text)


def several(text: str) -> Meaning | None:
    """Several facts in one cell, as they stand: the blanks between them tell them apart."""
    rest = " ".join(written(text).split())
    return Meaning(rest) if rest else None


def parts(field: str, text: str) -> dict[Field, Meaning]:
    """The several facts of one cell; those without a value that can't be told apart. ``field``: what it asks for."""
    return _level_and_major(text) if field == LEVEL_AND_MAJOR else _school_and_more(text)


def _level_and_major(text: str) -> dict[Field, Meaning]:
    words = re.split(r"[\s/、,，;；·]+", text.strip(), maxsplit=1)
    level, major = meanings.education(words[0]), majors.major(words[-1]) if len(words) > 1 else None
    if level is None or level.value is None or major is None:
        return dict.fromkeys((Field.EDUCATION, Field.MAJOR), _UNCLEAR)
    return {Field.EDUCATION: level, Field.MAJOR: major}


def _school_and_more(text: str) -> dict[Field, Meaning]:
    told: dict[Field, Meaning] = {}
    days = dates.find(text)
    if days:
        told[Field.GRADUATION_DATE] = Meaning(days[-1].iso)
        for day in reversed(days):
            text = text[: day.start] + " " + text[day.end :]
    match = _SPLIT.search(_AROUND_DAYS.sub("", text))
    rest = _AROUND_DAYS.sub("", match["rest"]) if match else ""
    major = majors.major(rest)
    if match is None or (major is not None and major.value is None) or re.search(r"\d", rest):
        return told | dict.fromkeys((Field.SCHOOL, Field.MAJOR), _UNCLEAR)
    told[Field.SCHOOL] = Meaning(match["school"])
    return told if major is None else told | {Field.MAJOR: major}
