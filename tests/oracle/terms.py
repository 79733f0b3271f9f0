"""What the first notice says, written down again from its sentences; only the list of majors is its data."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from hui_reg.notice import Notice

ZONE: Final = ZoneInfo("Asia/Shanghai")
DEADLINE: Final = date(2024, 7, 5)
FIVE_YEARS_BEFORE: Final = date(2019, 7, 5)
"""Graduated on this day or earlier: five full years on the deadline."""
YEAR_END_BEFORE: Final = date(2019, 12, 31)
"""Graduated after this day: five full years on no day of the notice's year."""
FINAL_YEAR: Final = 2024
MINIMUM_AGE: Final = 16

OCCUPATIONS: Final = frozenset({"政务服务办事员", "行政办事员", "行政办事员(政务服务办事员)"})
LEVELS: Final = frozenset({"四级", "中级工", "四级/中级工"})

SECONDARY: Final = frozenset({"高中", "中专", "职高", "技校"})
COLLEGE: Final = frozenset({"大专", "本科", "硕士", "博士"})
RANK: Final = {"小学": 0, "初中": 1, **dict.fromkeys(SECONDARY, 2), "大专": 3, "本科": 4, "硕士": 5, "博士": 6}

VOCATIONAL_CLASSES: Final = frozenset({"中专", "职高", "技校"})
COLLEGE_CLASSES: Final = frozenset({"普通高校", "成人"})
"""Schools of route 2, by level. Self-study, open and network schools are not said: for these somebody has to look."""
PLAIN_HIGH_SCHOOL: Final = "普通高中"

FORM_FIELDS: Final = ("name", "sex", "id_number", "phone", "employer", "occupation", "level")
CODES_OF_SIXTEEN_FROM: Final = date(2019, 3, 15)
REGISTER_FROM: Final = 2002
"""Who graduated earlier from a college may hand in a recognition report instead of the record."""


def related_majors(notice: Notice) -> frozenset[str]:
    return frozenset(notice.eligibility.route2.related_majors)
