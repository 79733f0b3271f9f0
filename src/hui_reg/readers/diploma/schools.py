"""Schools of all classes: told by the words of a certificate's title, by a name, by the structure of its number."""

import re
from dataclasses import dataclass
from typing import Final

from hui_reg.notation import names
from hui_reg.notation.folding import fold
from hui_reg.readers.lines.meanings import Meaning, plain

_CLASSES: Final = (
    ("自考", r"自学考试"),
    ("开放", r"开放教育|国家开放大学|广播电视大学"),
    ("网络", r"网络教育|现代远程教育|网络学院"),
    ("成人", r"成人高等|成人教育|成人毕业|函授|夜大学|职工大学|业余大学|教育学院成人"),
    ("技校", r"技工学校|技师学院|高级技工|技工教育|技校"),
    ("职高", r"职业高级中学|职业高中|职业中学|职高"),
    ("中专", r"中等职业|专业学校|中等专业|职业中专|中专|职业技术学校|职业学校|卫生学校|师范学校|工业学校"),
    ("普通高校", r"普通高等|高等学校|高等职业|本科|专科"),
    ("普通高中", r"普通高中|高级中学|高中|普通中学"),
)
_SECONDARY_EDUCATION: Final = {"技校": "技校", "职高": "职高", "中专": "中专", "普通高中": "高中"}
_JUNIOR = re.compile(r"初级中学|初中|九年义务教育|义务教育")

_STRAY: Final = 5
"""Characters behind a school's name that are no part of it, at most."""
NAME: Final = re.compile(
    r"[\u4e00-\u9fff()·]{2,28}?(?:大学|学院|学校|中学|中专|职校|技校|党校|[一二三四五六七八九十]中(?![学专等职])|职业中专|高中|分校|校区)(?!学校|学院)"
    r"(?:\([\u4e00-\u9fff]{2,10}\)|[\u4e00-\u9fff]{2,10}(?:学院|分校|校区))?"
)


_LABEL: Final = re.compile(
    r"^(?:(?:毕业|主考|所在)?(?:院校|学校|校名|校)(?:名称|全称)?:?|(?:学|名称?)?:)"
    r"(?=[\u4e00-\u9fff]{2,}(?:大学|学院|学校|中学|中专|职校|技校|党校|高中|[一二三四五六七八九十]中))"
)
"""A label, or what was left of one when its letters stood apart (``学　　校：X``): no school's name begins so."""


_OF_A_SENTENCE: Final = re.compile(
    r"[审核批查]|同意|研究|决定|[特补]发|特[此补]|发给|颁发|准予|此证|证[明书]|期满|合格|修[业完]|学习|[毕结肄]业|[,，。;；]"
)
"""Words of sentences, which no school's name holds that doesn't end like one."""
_TORN: Final = frozenset(["校", "名", "称", "学校", "校名", "院校", "名称"])
"""Pieces of labels that stand by themselves before a name."""
_HEAD: Final = re.compile(r"(?:[(（]?[院校][)）]?)?长(?:签[名章字])?[^\u4e00-\u9fff]")
"""What is left of 校(院)长 before its holder's name: no school is called so."""


def start(text: str) -> int:
    """Where the school's name begins in a folded text: behind a label, whole or torn."""
    match = _LABEL.match(text)
    return match.end() if match else 0


def is_torn_label(text: str) -> bool:
    """Whether a piece of text is a label's, or one of its letters."""
    return text in _TORN


def unlabelled(text: str) -> Meaning | None:
    """A school's name without a label, whole or torn, before it, in today's characters: 中学 where 中學 is read."""
    meaning = plain(text)
    if meaning is None or not meaning.value:
        return meaning
    text = names.simplified(meaning.value)
    return Meaning(text[start(text) :], meaning.weight)


def name(text: str) -> Meaning | None:
    """A school's name, without a torn label before it and the few characters that a seal or a neighbour adds behind."""
    meaning = unlabelled(text)
    if meaning is not None and meaning.value and _HEAD.match(meaning.value):
        return None
    match = NAME.match(fold(meaning.value)) if meaning is not None and meaning.value else None
    if meaning is not None and match is None and _OF_A_SENTENCE.search(fold(meaning.value or "")):
        return None  # 学校审核，特补发此证: the word stood in a sentence and labelled nothing
    if meaning is None or match is None or len(fold(meaning.value or "")) - match.end() > _STRAY:
        return meaning
    return Meaning(match[0])


def school_class(*texts: str) -> str | None:
    """The class of school that the first telling text names: 普通高校, 成人, 自考, 中专, 普通高中 …"""
    for text in texts:
        for name, words in _CLASSES:
            if re.search(words, text):
                return name
    return None


def secondary_education(of_class: str | None) -> str | None:
    """The education level that a secondary class of school gives."""
    return _SECONDARY_EDUCATION.get(of_class or "")


def is_junior(text: str) -> bool:
    """Whether a certificate is one of 初中."""
    return bool(_JUNIOR.search(text)) and not re.search(r"高中|高级中学|中专|职业", text)


@dataclass(frozen=True)
class CollegeNumber:
    """A college's certificate number taken apart: 5 school, 1 class, 4 year, 2 level, serial."""

    school_class: str | None
    year: int
    education: str | None


_NUMBER_CLASSES: Final = {"1": "普通高校", "5": "成人", "7": "网络"}
_NUMBER_LEVELS: Final = {"01": "博士", "02": "硕士", "04": "本科", "05": "本科", "06": "大专"}


def college_number(number: str) -> CollegeNumber | None:
    """The parts of a number of 17 or 18 digits; None where it is of no such shape (自考, re-issued, secondary)."""
    if not re.fullmatch(r"\d{17,18}", number) or (len(number) == 17 and number.startswith("6")):
        return None
    year = int(number[6:10])
    if not 1990 <= year <= 2100:
        return None
    return CollegeNumber(_NUMBER_CLASSES.get(number[5]), year, _NUMBER_LEVELS.get(number[10:12]))
