"""Schools that do not exist, and schoolings at them with certificate numbers of the right build."""

from datetime import date

from samples.press.people import Education, college_number

_COLLEGES = {
    "闽海大学": "19901",
    "刺桐学院": "19902",
    "泉东职业技术学院": "19903",
    "闽南开放学院": "59904",
    "天山师范学院": "19905",
}


def college(school: str, level: str, major: str, start: date, end: date, serial: int, **more: str) -> Education:
    school_class = more.pop("school_class", "普通高校")
    number = college_number(_COLLEGES[school], school_class, end, level, serial)
    return Education(school, level, school_class, major, start, end, number, **more)


def secondary(school: str, level: str, school_class: str, major: str, start: date, end: date, number: str) -> Education:
    return Education(school, level, school_class, major, start, end, number, president="林茂生")


def bachelor(major: str, end: date, serial: int, school: str = "闽海大学", **more: str) -> Education:
    return college(school, "本科", major, date(end.year - 4, 9, 1), end, serial, **more)


def associate(major: str, end: date, serial: int, school: str = "泉东职业技术学院", **more: str) -> Education:
    return college(school, "大专", major, date(end.year - 3, 9, 1), end, serial, **more)
