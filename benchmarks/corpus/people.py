"""Invented people and their schooling, from a seed: all faultless under the first notice."""

import random
from dataclasses import dataclass
from datetime import date

from hui_reg.notation.resident_id import check_digit

_SURNAMES = list(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_GIVEN = list(
    "伟芳娜敏静丽强磊洋艳勇军杰娟涛超明霞秀刚平辉玲桂华建文利国红梅英琴云鹏飞雪婷欣怡佳慧颖琳晨宇浩轩梓涵诗思雅晓东海波峰志远博文俊凯瑞祥嘉懿睿翔璐瑶琪钰莹"
)
_RARE = [
    "李喆",
    "王堃",
    "陈昇",
    "张翀",
    "林垚",
    "黄珺",
    "吴祎",
    "郑焱",
    "许鑫淼",
    "蔡烜",
    "阿依努尔·艾合买提",
    "迪丽热巴·买买提",
    "拉巴·次仁",
]
_TOWNS = ["螺阳", "黄塘", "紫山", "洛阳", "东园", "张坂", "百崎", "涂寨", "东岭", "净峰", "小岞", "辋川"]
_COLLEGES = [
    "闽江海洋职业学院",
    "福州星湖大学",
    "厦门滨海理工学院",
    "泉州清源师范学院",
    "三明林业职业技术学院",
    "武夷农业大学",
    "漳州南山城市学院",
]
_SECONDARY = ["惠安县东湖中学", "泉州市丰泽第九中学", "莆田市荔城实验中学"]
_VOCATIONAL = ["泉州工商学校", "福建建筑工程学校", "惠安开成职业中专学校"]
_MAJORS = [
    "行政管理",
    "文秘",
    "公共事业管理",
    "会计学",
    "计算机应用技术",
    "法学",
    "英语",
    "物流管理",
    "土木工程",
    "人力资源管理",
]


@dataclass(frozen=True)
class Schooling:
    level: str  # 高中 中专 大专 本科
    school_class: str  # 普通高中 中专 普通高校 成人 自考
    school: str
    major: str
    enrolled: date
    graduated: date
    number: str


@dataclass(frozen=True)
class Applicant:
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
    schooling: Schooling
    code: str
    updated: date

    @property
    def is_college(self) -> bool:
        return self.schooling.level in ("大专", "本科")


def invent(seed: int, employer: str) -> Applicant:
    """The ``seed``-th person."""
    dice = random.Random(f"corpus:{seed}")
    born = date(dice.randrange(1975, 1997), dice.randrange(1, 13), dice.randrange(1, 29))
    sex = dice.choice("男女")
    rare = dice.random() < 0.15
    name = (
        dice.choice(_RARE) if rare else dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2, 2, 2))))
    )
    first17 = f"{dice.choice(('350521', '350502', '350582', '360102'))}{born:%Y%m%d}{dice.randrange(500) * 2 + (sex == '男'):03d}"
    issued = date(dice.randrange(2015, 2024), dice.randrange(1, 13), dice.randrange(1, 29))
    age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
    years = 10 if age < 26 else 20 if age < 46 else 0
    if years == 10 and issued.year + 10 <= 2024:
        issued = issued.replace(year=2021)
        age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
        years = 10 if age < 26 else 20
    town = dice.choice(_TOWNS)
    return Applicant(
        name=name, sex=sex, born=born, id_number=first17 + check_digit(first17),
        ethnicity="维吾尔" if "·" in name and "拉巴" not in name else "藏" if "·" in name else dice.choice(("汉",) * 8 + ("回", "畲", "土家")),
        address=f"福建省泉州市惠安县{town}镇{dice.choice(('前', '后', '东', '西'))}{dice.choice(('埔', '坑', '厝', '林'))}村{dice.randrange(1, 20)}组{dice.randrange(1, 300)}号",
        issuer=dice.choice(("惠安县公安局", "泉州市公安局丰泽分局", "晋江市公安局")),
        valid_from=issued, valid_to=issued.replace(year=issued.year + years) if years else None,
        phone=f"199{dice.randrange(10**8):08d}", employer=employer,
        schooling=_schooling(dice, born), code="".join(dice.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=16)),
        updated=date(2024, 6, dice.randrange(10, 29)),
    )  # fmt: skip


def _schooling(dice: random.Random, born: date) -> Schooling:
    level, school_class = dice.choice(
        (
            ("本科", "普通高校"),
            ("本科", "普通高校"),
            ("大专", "普通高校"),
            ("大专", "成人"),
            ("本科", "成人"),
            ("高中", "普通高中"),
            ("中专", "中专"),
        )
    )
    start = born.year + (18 if level in ("本科", "大专") else 15) + (5 if school_class == "成人" else 0)
    years = 4 if (level, school_class) == ("本科", "普通高校") else 3
    graduated = date(
        min(start + years, 2018), *dice.choice(((6, 30), (7, 1), (1, 10) if school_class == "成人" else (6, 20)))
    )
    enrolled = date(graduated.year - years, 3 if school_class == "成人" else 9, 1)
    if level == "高中":
        school, major, number = dice.choice(_SECONDARY), "", f"{graduated.year}0{dice.randrange(10**6):06d}"
    elif level == "中专":
        school, major, number = (
            dice.choice(_VOCATIONAL),
            dice.choice(("文秘", "会计电算化", "电子商务")),
            f"闽中职{graduated.year}{dice.randrange(10**6):06d}",
        )
    else:
        school, major = dice.choice(_COLLEGES), dice.choice(_MAJORS)
        kind = "5" if school_class == "成人" else "1"
        number = f"{10380 + _COLLEGES.index(school)}{kind}{graduated.year}{'05' if level == '本科' else '06'}{dice.randrange(10**6):06d}"
    return Schooling(level, school_class, school, major, enrolled, graduated, number)
