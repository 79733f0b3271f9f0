"""Names of people, schools and majors compared: the same, near enough to be a slip of the eye, or different.

Folding is for comparison only; what is shown is always what was read.
"""

import re
from enum import Enum
from functools import cache, lru_cache

from hui_reg.notation.names import is_beyond_gb2312
from hui_reg.notation.names import key as name_key

_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
_STUDY_FORMS = re.compile(
    r"专升本|专接本|本科|专科|高职|中专|函授|业余|夜大学?|成人|网络|远程|自考|自学考试|开放|全日制|脱产|普通|继续|教育|学院|函授站|[一二三四五两\d]年制|方向|类"
)
"""What brackets behind a school or major say of the way of studying: no part of either's name."""
_STUDY_PREFIX = re.compile(
    r"^(?:(?:现代远程|网络|成人高等|成人|继续|开放|远程)教育|自学考试|自考|函授|业余|夜大学?)+[\s:：·、\-]*(?=..)"
)
_FORMER = re.compile(
    r"[(\[【〔](?:原名?|曾用名|曾名|前身是?为?|旧称|旧名|现名?|现为|今|后?更名为|更名前为?):?(?P<name>[^)\]】〕]{3,})[)\]】〕]"
)
"""Another name of the same school in brackets: 福建开放大学（原福建广播电视大学）."""
_SCHOOL_ENDINGS = frozenset({"学校", "学", "校"})
_UNREAD = frozenset("?�□■*")

LOOK_ALIKES = (
    "己已巳", "未末", "土士", "日曰", "人入八", "大太犬", "千干于", "天夭", "王玉", "刀刁力", "田由甲申", "戊戌戍",
    "拔拨", "洁沽", "佳住往", "清青情晴菁靖", "萍苹", "婷停", "宇字", "芳方", "辉晖", "颖颍", "钰珏",
    "皓浩", "锋峰烽", "莹荧滢", "瑜渝愉", "杨扬", "陈阵", "邱丘", "伟玮炜纬", "琪淇祺棋琦", "玲铃伶", "晓骁", "兰蓝",
    "祥详", "珍诊", "枚玫", "彬杉", "茜西", "莉利", "雯云", "崇祟", "宏安", "官宫", "朋明", "昌吕", "林材", "沐休",
    "泽择译", "波坡", "娜那", "娟捐", "媛援嫒", "婕捷", "侯候", "俊峻骏竣", "健键建", "元无", "凤风", "刘刻",
    "勉免", "历厉", "圆园", "城诚", "堂棠", "奕弈", "密蜜", "尉慰蔚", "川州", "帆凡", "平乎", "延廷", "微徽", "怡恰",
    "恒桓", "惠慧", "昊吴", "昕听", "智暂", "曼蔓漫", "权杈", "束东", "柏伯", "榕蓉溶", "武斌", "汝妆", "洋祥",
    "洪供", "湘相", "漪倚", "炎焱", "烨晔", "煜昱", "珊删", "珠株", "琳淋", "瑞端", "璐路露", "睿誉", "磊蕊", "祖租",
    "福幅", "筱莜", "红虹", "纯钝", "维唯", "罗萝", "耀曜", "芬苏", "莲连", "菲霏", "衍衔", "裕浴", "铭名", "锦绵棉",
    "阳阴", "雅稚", "霖淋", "鸿鸣", "鹏鹃", "乾干", "於于", "徵征", "榘矩", "锺钟",
)  # fmt: skip
"""Common characters that eyes and OCR take for one another in names; a rare one is near any other anyhow."""


class Match(Enum):
    """How two names compare. ``NEAR``: one look-alike or rare character apart, so a person must look."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"


@lru_cache(maxsize=8192)
def fold_title(title: str) -> str:
    """A school or major for comparison: folded, without what stands in brackets and without a final 专业."""
    return _BRACKETS.sub("", name_key(title)).removesuffix("专业") or name_key(title)


def compare_schools(one: str, other: str) -> Match:
    """Two names of schools. Brackets that both bear must say the same: 中国石油大学（北京） is not （华东）.

    Where only one bears them it may be short for the other, or for a third: near. A former name in brackets is the
    school's as well: of all its names the pair that agrees best counts.
    """
    found = {_compare_schools(a, b) for a in _names_of(one) for b in _names_of(other)}
    return next(match for match in Match if match in found)


def _names_of(school: str) -> tuple[str, ...]:
    """The names that a school's title gives it: the one it has, and those it says it had."""
    key = name_key(school)
    former = [match["name"] for match in _FORMER.finditer(key)]
    return (_FORMER.sub("", key), *former) if former else (school,)


def _compare_schools(one: str, other: str) -> Match:
    bare = compare_titles(one, other)
    if bare is Match.SAME and bool(_bracketed(one)) is not bool(_bracketed(other)):
        return Match.NEAR
    return _with_brackets(bare, one, other, apart=Match.DIFFERENT)


def compare_majors(one: str, other: str) -> Match:
    """Two names of majors. Brackets that both bear name the direction: two directions are for a person to judge."""
    one, other = without_study_form(one), without_study_form(other)
    return _with_brackets(compare_titles(one, other), one, other, apart=Match.NEAR)


def without_study_form(major: str) -> str:
    """A major without the way of studying that colleges print before it: ``网络教育 英语`` is 英语."""
    return _STUDY_PREFIX.sub("", major) or major


def _with_brackets(bare: Match, one: str, other: str, *, apart: Match) -> Match:
    """How names compare whose bare parts compare so, when what stands in their brackets counts too."""
    first, second = _bracketed(one), _bracketed(other)
    return apart if bare is Match.SAME and first and second and first != second else bare


@lru_cache(maxsize=8192)
def _bracketed(title: str) -> frozenset[str]:
    """What the brackets of a name say, but for the way of studying."""
    inside = (key[1:-1] for key in _BRACKETS.findall(name_key(title)))
    return frozenset(rest for text in inside if (rest := _STUDY_FORMS.sub("", text)))


def compare(one: str, other: str) -> Match:
    """Two names of people. Dots, spaces, traditional and variant forms make no difference."""
    first, second = name_key(one), name_key(other)
    if first == second:
        return Match.SAME
    return Match.NEAR if _one_slip(first, second) else Match.DIFFERENT


def compare_titles(one: str, other: str) -> Match:
    """Two names of schools or majors; near when one contains the other or a single character differs.

    A final 学校 that one leaves off makes no difference.
    """
    first, second = fold_title(one), fold_title(other)
    shorter, longer = sorted((first, second), key=len)
    if first == second or (len(shorter) > 2 and longer.removeprefix(shorter) in _SCHOOL_ENDINGS):
        return Match.SAME
    contained = min(len(first), len(second)) >= 2 and (first in second or second in first)
    slip = len(first) == len(second) >= 4 and sum(a != b for a, b in zip(first, second, strict=True)) == 1
    return Match.NEAR if contained or slip else Match.DIFFERENT


def _one_slip(first: str, second: str) -> bool:
    if len(first) == len(second):
        apart = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
        return len(apart) == 1 and are_mistakable(*apart[0])
    longer, shorter = sorted((first, second), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return False
    if len(shorter) >= 2 and shorter == longer[1:]:  # a surname lost at the edge of a line
        return True
    return any(longer[:at] + longer[at + 1 :] == shorter and is_beyond_gb2312(longer[at]) for at in range(len(longer)))


def are_mistakable(a: str, b: str) -> bool:
    """Whether eyes or OCR take one of two characters for the other."""
    return a in _UNREAD or b in _UNREAD or is_beyond_gb2312(a) or is_beyond_gb2312(b) or b in _neighbours().get(a, "")


@cache
def _neighbours() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in LOOK_ALIKES:
        for character in group:
            table[character] = table.get(character, "") + group
    return table
