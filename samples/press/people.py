"""Invented people and their schooling; every number is made up and its check digit right."""

import random
from dataclasses import dataclass, field
from datetime import date

from hui_reg.notation.resident_id import check_digit

_TOWNS = ("螺城镇", "崇武镇", "东园镇", "黄塘镇", "涂寨镇", "净峰镇", "辋川镇", "紫山镇", "山霞镇")
_STREETS = ("建设路", "中新街", "世纪大道", "八二三街", "东门巷", "新霞路", "惠兴街", "科山路")


@dataclass(frozen=True)
class Education:
    """One schooling with its certificate. ``level`` is a value of the field ``education``."""

    school: str
    level: str
    school_class: str
    major: str
    enrolled: date
    graduated: date
    number: str
    president: str = "陈文远"
    study_form: str = "普通全日制"
    conclusion: str = "毕业"

    @property
    def years(self) -> int:
        """Length of schooling, rounded up."""
        return max(2, round((self.graduated - self.enrolled).days / 365.25))


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist, as their materials tell. ``valid_to`` None means 长期."""

    name: str
    sex: str
    born: date
    id_number: str
    ethnicity: str
    address: str
    issuer: str
    valid_from: date
    valid_to: date | None
    phone: str
    employer: str
    education: Education | None = None
    earlier: tuple[Education, ...] = field(default=())

    @property
    def valid_period(self) -> str:
        """As printed on the emblem side."""
        start = f"{self.valid_from:%Y.%m.%d}"
        return f"{start}-{'长期' if self.valid_to is None else f'{self.valid_to:%Y.%m.%d}'}"


def id_number(area: str, born: date, sex: str, dice: random.Random) -> str:
    """An 18-digit number for a birth date and sex, with its check digit."""
    sequence = dice.randrange(100, 999, 2) + (1 if sex == "男" else 0)
    first17 = f"{area}{born:%Y%m%d}{sequence:03d}"
    return first17 + check_digit(first17)


def invent(name: str, sex: str, born: date, employer: str, **known: object) -> Person:
    """A person with everything the caller did not say filled in, the same every time."""
    dice = random.Random(f"person:{name}:{born}")
    area = str(known.pop("area", "350521"))
    issued = date(2024 - dice.randrange(2, 7), dice.randrange(1, 13), dice.randrange(1, 28))
    # A child's card runs for five years only: by now there would be a new one.
    issued = max(issued, born.replace(year=born.year + 16))
    age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
    years = 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else 0
    facts: dict[str, object] = {
        "id_number": id_number(area, born, sex, dice),
        "ethnicity": "汉",
        "address": f"福建省惠安县{dice.choice(_TOWNS)}{dice.choice(_STREETS)}{dice.randrange(2, 400)}号",
        "issuer": "惠安县公安局",
        "valid_from": issued,
        "valid_to": issued.replace(year=issued.year + years) if years else None,
        "phone": f"1990000{dice.randrange(1000, 9999)}",
    }
    facts.update(known)
    return Person(name=name, sex=sex, born=born, employer=employer, **facts)  # type: ignore[arg-type]


def college_number(school_code: str, school_class: str, graduated: date, level: str, serial: int) -> str:
    """18 digits: 5 of the school, 1 class, 4 year, 2 level, 6 serial."""
    kind = {"普通高校": "1", "成人": "5", "网络": "7"}[school_class]
    return f"{school_code}{kind}{graduated.year}{ {'本科': '05', '大专': '06'}[level] }{serial:06d}"


def chinese_date(day: date) -> str:
    """``二〇一八年六月二十日``."""
    digits = "〇一二三四五六七八九"
    return f"{''.join(digits[int(c)] for c in str(day.year))}年{_number(day.month)}月{_number(day.day)}日"


def _number(value: int) -> str:
    digits = "〇一二三四五六七八九"
    if value < 10:
        return digits[value]
    tens, ones = divmod(value, 10)
    return f"{'' if tens == 1 else digits[tens]}十{digits[ones] if ones else ''}"
