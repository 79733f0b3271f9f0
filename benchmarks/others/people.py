"""Invented people from a seed, faultless under the first notice, with what makes reading hard left in.

Names that end in 男 or 女, rare and minority names, schools whose kind stands before the major, certificates issued
anew. Nothing here comes from the product: the check digit is computed by GB 11643 once more.
"""

import random
from dataclasses import dataclass, replace
from datetime import date

from benchmarks.others import lists

DEADLINE = date(2024, 7, 5)


@dataclass(frozen=True)
class Study:
    """One finished course. ``kind`` is 高中 中专 职高 技校, or 普通 成人 网络 开放 自考 for colleges."""

    kind: str
    level: str  # 高中 中专 职高 技校 大专 本科, as ``export records`` says it
    school: str
    major: str  # "" where none is printed
    enrolled: date
    graduated: date
    number: str
    reissued: date | None = None  # a 毕业证明书 of that day stands for the lost diploma
    conclusion: str = "毕业"

    @property
    def is_college(self) -> bool:
        return self.level in ("大专", "本科")


@dataclass(frozen=True)
class Person:
    """Everything that papers say about one applicant."""

    seed: str
    name: str
    sex: str
    born: date
    id_number: str
    ethnicity: str
    address: str
    issuer: str
    valid_from: date
    valid_to: date | None  # None: 长期
    phone: str
    employer: str
    study: Study
    code: str
    updated: date

    def dice(self, what: str) -> random.Random:
        """Chance for one purpose: what is drawn for one paper never shifts another."""
        return random.Random(f"{self.seed}/{what}")

    def changed(self, **fields: object) -> "Person":
        return replace(self, **fields)  # type: ignore[arg-type]


def check_character(first17: str) -> str:
    """The 18th of an ID number, ISO 7064 MOD 11-2."""
    rest = 0
    for digit in first17:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def invent(seed: str, employer: str) -> Person:
    """The person of that seed."""
    dice = random.Random(f"others-person:{seed}")
    born = date(dice.randint(1972, 1998), dice.randint(1, 12), dice.randint(1, 28))
    sex = dice.choice("男女")
    ethnicity, name = _name(dice, sex)
    area = dice.choice(("350521", "350503", "350583", "350302", "352227", "362321", "522725"))
    first17 = f"{area}{born:%Y%m%d}{dice.randrange(1, 500) * 2 - (1 if sex == '男' else 0):03d}"
    issued, until = _period(dice, born)
    return Person(
        seed=seed, name=name, sex=sex, born=born, id_number=first17 + check_character(first17), ethnicity=ethnicity,
        address=_address(dice), issuer=dice.choice(lists.ISSUERS), valid_from=issued, valid_to=until,
        phone=dice.choice(("138", "159", "186", "177", "199")) + f"{dice.randrange(10**8):08d}", employer=employer,
        study=_study(dice, born), code="".join(dice.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=16)),
        updated=date(2024, dice.choice((5, 6)), dice.randint(1, 29)),
    )  # fmt: skip


def _name(dice: random.Random, sex: str) -> tuple[str, str]:
    chance = dice.random()
    if chance < 0.04:
        return dice.choice(lists.MINORITY_NAMES)
    surname = dice.choice(lists.COMPOUND_SURNAMES) if dice.random() < 0.04 else dice.choice(lists.SURNAMES)
    ethnicity = dice.choices(("汉", "回", "畲", "土家", "苗", "满"), (88, 4, 4, 2, 1, 1))[0]
    if chance < 0.12:
        return ethnicity, surname + dice.choice(lists.ENDING_IN_A_SEX)
    if chance < 0.22:
        return ethnicity, surname + dice.choice(lists.RARE_GIVEN)
    given = lists.MALE if sex == "男" else lists.FEMALE
    return ethnicity, surname + "".join(dice.sample(given, dice.choice((1, 2, 2, 2))))


def _period(dice: random.Random, born: date) -> tuple[date, date | None]:
    """A card issued between 2008 and 2023 that is valid well past the deadline."""
    while True:
        issued = date(dice.randint(2008, 2023), dice.randint(1, 12), dice.randint(1, 28))
        age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
        if age < 1:
            continue
        years = 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else 0
        if not years:
            return issued, None
        until = issued.replace(year=issued.year + years)
        if until > date(2024, 12, 31):
            return issued, until


def _address(dice: random.Random) -> str:
    town = dice.choice(lists.TOWNS)
    form = dice.randrange(3)
    if form == 0:
        return f"福建省惠安县{town}{dice.choice(lists.VILLAGES)}村{dice.choice(lists.HAMLETS)}{dice.randint(1, 399)}号"
    if form == 1:
        return f"福建省泉州市{dice.choice(('丰泽区', '鲤城区', '洛江区'))}{dice.choice(lists.STREETS)}{dice.randint(1, 800)}号{dice.randint(1, 20)}幢{dice.randint(1, 30)}0{dice.randint(1, 6)}室"
    return f"福建省惠安县{town}{dice.choice(lists.STREETS)}{dice.randint(1, 200)}号"


def _study(dice: random.Random, born: date) -> Study:
    kind, level = dice.choices(
        (("普通", "本科"), ("普通", "大专"), ("成人", "大专"), ("成人", "本科"), ("网络", "本科"), ("开放", "大专"), ("自考", "本科"), ("高中", "高中"), ("中专", "中专"), ("职高", "职高"), ("技校", "技校")),
        (24, 20, 8, 8, 4, 8, 4, 10, 6, 4, 4),
    )[0]  # fmt: skip
    college = level in ("大专", "本科")
    years = 4 if (kind, level) == ("普通", "本科") else 3
    later = {"普通": 0, "成人": 4, "网络": 5, "开放": 6, "自考": 5}.get(kind, 0)
    first = max(born.year + (18 if college else 15) + later + years, 2003)
    year = min(2018, first + (dice.randint(0, 4) if later else 0))
    month, day = dice.choice(((1, 10), (1, 20), (7, 1))) if later else dice.choice(((6, 20), (6, 30), (7, 1), (7, 10)))
    enrolled = date(year - years, 3 if later else 9, 1)
    if not college:
        school = dice.choice(lists.SECONDARY[kind])
        major = "" if kind == "高中" else dice.choice(lists.SKILLS)
        return Study(kind, level, school, major, enrolled, date(year, month, day), _secondary_number(dice, kind, year))
    may = [name for name in lists.COLLEGES if level == "大专" or not ("职业" in name or "专科" in name)]
    school = "国家开放大学" if kind == "开放" else dice.choice(may)
    institution = 51161 if kind == "开放" else 13762 + lists.COLLEGES.index(school)
    letter = {"普通": "1", "成人": "5", "网络": "7", "开放": "5"}.get(kind, "6")
    serial = f"{dice.randrange(10**6):06d}"
    number = f"{institution}{letter}{year}{'05' if level == '本科' else '06'}{serial}"
    if kind == "自考":
        number = f"65350105{year - 2000:02d}{month}{dice.randrange(10**7):07d}"[:17].ljust(17, "3")
    if kind == "自考":
        school = dice.choice(lists.EXAMINERS)
    lost = dice.random() < 0.03 and kind != "自考"
    reissued = date(2021, dice.randint(1, 12), dice.randint(1, 28)) if lost else None
    major = dice.choice(lists.MAJORS)
    return Study(kind, level, school, major, enrolled, date(year, month, day), number, reissued)


def _secondary_number(dice: random.Random, kind: str, year: int) -> str:
    serial = f"{dice.randrange(10**6):06d}"
    return {
        "高中": f"{year}3505{serial}",
        "中专": f"3505{year}{serial}",
        "职高": f"闽职{year}{serial}",
        "技校": f"闽技校毕字{year}{serial}",
    }[kind]
