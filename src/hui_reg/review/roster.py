"""The roster that evaluation bodies upload: the notice's columns, literal code values, one header row, nothing else.

Written as .xlsx and as legacy .xls, which the platform takes. A required column that the materials don't fill stays
empty and is reported; nothing is made up.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping

from hui_reg.model import Assessment, Dossier
from hui_reg.notation.nothing import says_none
from hui_reg.notation.resident_id import parse
from hui_reg.notation.widths import in_cell
from hui_reg.notice import Notice
from hui_reg.spreadsheets import plain
from hui_reg.spreadsheets.cleaning import clean
from hui_reg.vocabulary import Field

SHEET = "考生信息"
CONDITION = "申报条件"
_NARROWEST, _WIDEST = 6, 36
"""Characters of a column."""


def rows(
    notice: Notice, people: Iterable[Assessment], route_of: Callable[[Dossier, Notice], str] = lambda *_: ""
) -> list[list[str]]:
    """One line a person, in the order of the notice's columns. Raises nothing: what isn't known is empty.

    ``route_of``: on which route of the notice a person is admitted.
    """

    def value(title: str, assessment: Assessment, number: int) -> str:
        if _plain(title) == CONDITION:
            return condition(notice, route_of(assessment.dossier, notice))
        return _VALUES.get(_plain(title), _unknown)(notice, assessment, number)

    return [
        [clean(value(title, assessment, number), 1000) for title in notice.roster.columns]
        for number, assessment in enumerate(people, 1)
    ]


def condition(notice: Notice, route: str) -> str:
    """What stands under 申报条件 for a route: the notice's words, else ours for the usual two, else its title."""
    who = notice.eligibility
    usual = {
        "route1": f"{'或'.join(who.secondary_or_above[:2])}及以上学历，毕业满{who.route1.years}年"
        if who.route1
        else "",
        "route2": "本专业或相关专业毕业",
    }
    return notice.roster.conditions.get(route) or usual.get(route, route)


def unfilled(notice: Notice, lines: plain.Rows) -> dict[str, int]:
    """Required columns (marked ``*``) with the number of people for whom they are empty."""
    counts = {
        title: sum(not line[position] for line in lines)
        for position, title in enumerate(notice.roster.columns)
        if title.endswith("*")
    }
    return {title: count for title, count in counts.items() if count}


def left_to_people(notice: Notice) -> list[str]:
    """The columns of the notice's roster that nothing here fills."""
    return [title for title in notice.roster.columns if _plain(title) not in (*_VALUES, CONDITION)]


def doubts(notice: Notice) -> list[str]:
    """Columns that stay empty and are likely misspelt ones: required, or nearly called like one that isn't there."""
    told = []
    absent = {*_VALUES, CONDITION} - {_plain(title) for title in notice.roster.columns}
    for title in left_to_people(notice):
        near = difflib.get_close_matches(_plain(title), sorted(absent), 1, 0.6)
        if near or title.endswith("*"):
            meant = f"（是不是“{near[0]}”？）" if near else ""
            told.append(f"汇总表的“{title}”这一列程序不会填{meant}")
    return told


def xlsx(notice: Notice, lines: plain.Rows, foot: str = "") -> bytes:
    """The roster as .xlsx."""
    return plain.xlsx(SHEET, _headings(notice, lines), lines, foot=foot)


def xls(notice: Notice, lines: plain.Rows, foot: str = "") -> bytes:
    """The roster as legacy .xls (BIFF8)."""
    return plain.xls(SHEET, _headings(notice, lines), lines, foot=foot)


def _headings(notice: Notice, lines: plain.Rows) -> plain.Headings:
    """The titles, each column as wide as what stands in it, within limits: three dozen of them are printed too."""
    columns = notice.roster.columns
    longest = [max(map(in_cell, (title, *(line[place] for line in lines)))) + 2 for place, title in enumerate(columns)]
    return [(title, min(max(width, _NARROWEST), _WIDEST)) for title, width in zip(columns, longest, strict=True)]


def _plain(title: str) -> str:
    return title.rstrip("*＊ ")


Value = Callable[[Notice, Assessment, int], str]


def _field(name: str) -> Value:
    def value(notice: Notice, assessment: Assessment, number: int) -> str:
        return _read(assessment, name)

    return value


def _read(assessment: Assessment, name: str) -> str:
    field = assessment.dossier.fields.get(name)
    return (field.value.value or "") if field else ""


def _from_form(assessment: Assessment, name: str) -> str:
    """A field that isn't merged over the dossier, from the newest form that has it; empty when it says 无 or ``/``."""
    for exhibit in reversed(assessment.dossier.exhibits):
        value = exhibit.reading.fields.get(name)
        if value and value.value and not exhibit.superseded:
            return "" if says_none(value.value) or not any(map(str.isalnum, value.value)) else value.value
    return ""


def _level(notice: Notice, assessment: Assessment, number: int) -> str:
    level = _read(assessment, Field.LEVEL) or notice.occupation.level
    return notice.roster.levels.get(level, "")


def _education(notice: Notice, assessment: Assessment, number: int) -> str:
    return notice.roster.education.get(_read(assessment, Field.EDUCATION), "")


def _ethnicity(notice: Notice, assessment: Assessment, number: int) -> str:
    name = _read(assessment, Field.ETHNICITY)
    return f"{name}族" if name and not name.endswith("族") else name


def _sex(notice: Notice, assessment: Assessment, number: int) -> str:
    known = parse(assessment.dossier.id_number)
    return known.sex if known else _read(assessment, Field.SEX)


def _birth_date(notice: Notice, assessment: Assessment, number: int) -> str:
    known = parse(assessment.dossier.id_number)
    return known.birth_date.isoformat() if known else _read(assessment, Field.BIRTH_DATE)


def _has_certificate(notice: Notice, assessment: Assessment, number: int) -> str:
    return "是" if _from_form(assessment, Field.HELD_CERTIFICATE) else "否"


def _unknown(notice: Notice, assessment: Assessment, number: int) -> str:
    return ""


_VALUES: Mapping[str, Value] = {
    "序号": lambda notice, assessment, number: str(number),
    "职业工种名称": lambda notice, assessment, number: notice.occupation.name,
    "认定等级": _level,
    "证件类型": lambda notice, assessment, number: notice.roster.document_type,
    "证件号码": lambda notice, assessment, number: assessment.dossier.id_number,
    "姓名": lambda notice, assessment, number: assessment.dossier.name,
    "性别": _sex,
    "出生日期": _birth_date,
    "手机号码": _field(Field.PHONE),
    "是否有职业资格证书": _has_certificate,
    "文化程度": _education,
    "所在省（市）区": lambda notice, assessment, number: notice.roster.province,
    "考生来源": lambda notice, assessment, number: notice.roster.applicant_source,
    "所在单位": lambda notice, assessment, number: _read(assessment, Field.EMPLOYER) or assessment.dossier.unit,
    "报名单位": lambda notice, assessment, number: assessment.dossier.unit,
    "认定分类": lambda notice, assessment, number: notice.roster.certification_class,
    "专业": _field(Field.MAJOR),
    "考试类型": lambda notice, assessment, number: notice.roster.exam_type,
    "民族": _ethnicity,
    "专业年限": lambda notice, assessment, number: _from_form(assessment, Field.YEARS_IN_OCCUPATION),
    "学历证书编号": _field(Field.CERTIFICATE_NUMBER),
    "通讯地址": _field(Field.ADDRESS),
}
"""How each column is filled, by its title without the mark of required ones; the other columns stay empty."""
