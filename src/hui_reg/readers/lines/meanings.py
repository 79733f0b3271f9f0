"""What a piece of text means as a name, a sex, a level, a number …: from what is written to the canonical value.

Every function here is a *sense*: it takes the text beside a label and returns None when nothing is written there
(blank, or only the form's pre-printed options), else a :class:`Meaning`, whose value is None when something is
written that could not be understood.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from hui_reg.notation import dates, resident_id, surnames
from hui_reg.notation.folding import fold
from hui_reg.readers.lines.options import ticked

HAN: Final = "\u3400-\u9fff\U00020000-\U0003ffff〇"
DOTS: Final = "·•．.・‧∙⋅●﹒-—–"

_BLANK = re.compile(r"[\s_＿—\-–/／\\、,，.。:：*·…（）()]*(?:无|暂无|没有)?[\s/。]*")
PRINTED_HINTS = re.compile(r"〔图\d+〕|[（(](?:请?填写?|必填|选填|盖章|签名|签章|手写|注明|例如?|如|请)[^）)]*[）)]")


@dataclass(frozen=True)
class Meaning:
    """A canonical value, or None with the reason. ``weight`` (0–1) scales the confidence of the text it came from.

    ``vouched``: what is written vouches for itself, however faintly it was read: it says the same in two ways.
    """

    value: str | None
    weight: float = 1.0
    reason: str = ""
    alternatives: tuple[str, ...] = ()
    vouched: bool = False


Sense = Callable[[str], Meaning | None]


def written(text: str) -> str:
    """What is left of ``text`` without pre-printed hints and fillers; empty when nothing is."""
    rest = PRINTED_HINTS.sub("", unicodedata.normalize("NFKC", text)).strip(" \t\r\n:;；：,，_|【】〔〕")
    return "" if _BLANK.fullmatch(rest) else rest


def plain(text: str) -> Meaning | None:
    """Any text: inner white space dropped between Han characters, kept as one space elsewhere."""
    rest = written(text)
    if not rest:
        return None
    value = re.sub(rf"(?<=[{HAN}，。、；：（）])\s+|\s+(?=[{HAN}，。、；：（）])", "", " ".join(rest.split()))
    return Meaning(value)


def name(text: str) -> Meaning | None:
    """A person's name, dots of minority names as ``·``. Latin names keep their spaces."""
    rest = written(text)
    if not rest:
        return None
    if re.fullmatch(r"[A-Za-z][A-Za-z .,'\-·]{2,60}", rest):
        return Meaning(" ".join(rest.split()).upper())
    tidy = re.sub(rf"[{re.escape(DOTS)}]+", "·", fold(rest)).strip("·'\"`“”‘’*|")
    bare = re.sub(r"[(（].*?[)）]|\d+", "", tidy)
    for text, weight in ((tidy, 1.0), (bare, 0.8)):
        if re.fullmatch(rf"[{HAN}]+(?:·[{HAN}]+)*", text) and 2 <= len(text) <= 25 and not surnames.is_of_forms(text):
            if len(text) > 3 and text[-1] in "性别" and "·" not in text:  # perhaps the next label's first letter
                return Meaning(text, weight, "姓名末字可能是“性别”栏的字", (text[:-1],))
            if surnames.may_be_given(text) and not text.endswith("民"):
                return Meaning(text, weight, "姓名像表格上的字，请核对")
            return Meaning(surnames.without_remnant(text), weight)
    return Meaning(None, reason="姓名栏内容不像姓名")


def sex(text: str) -> Meaning | None:
    """男 or 女; the printed pair ``男/女`` without a mark is nothing."""
    rest = fold(written(ticked(text)))
    chosen = set(re.findall("[男女]", rest))
    if len(chosen) == 1:
        return Meaning(chosen.pop())
    return None if re.fullmatch(r"男?[/、|,，□○]*女?", rest) else Meaning(None, reason="性别栏内容无法辨认")


def ethnicity(text: str) -> Meaning | None:
    """汉, without 族."""
    rest = fold(written(text)).removesuffix("族")
    if not rest:
        return None
    return Meaning(rest) if re.fullmatch(rf"[{HAN}]{{1,8}}", rest) else Meaning(None, reason="民族栏内容无法辨认")


def day(text: str) -> Meaning | None:
    """A date of at least a month, ISO."""
    rest = written(text)
    if not rest or not re.search(r"[\d一二三四五六七八九]", rest):
        return None
    if (iso := dates.parse(rest)) is not None:
        return Meaning(iso)
    found = list(dict.fromkeys(item.iso for item in dates.find(rest)))
    if len(found) > 1:
        return Meaning(found[0], 0.5, "写有多个日期", tuple(found[1:]))
    if found:
        return Meaning(found[0], 0.6, "年份缺字，按上下文补出")
    return Meaning(None, reason="不是完整的年月，或日期不存在")


_LOST_DIGITS = re.compile(r"\d\.\d+E\+?1[4-9]", re.IGNORECASE)
_LETTERS_FOR_DIGITS = str.maketrans("OoQDIlＩ|ZSBzsb", "00001111258258")


def id_number(text: str) -> Meaning | None:
    """An 18-digit citizen number with a right check digit; else what stands there, unsure, with the reason."""
    rest = written(text)
    if not rest:
        return None
    if _LOST_DIGITS.search(fold(rest)):
        return Meaning(None, reason="以Excel数字格式填写，末三位已丢失，请按文本格式重填")
    if covered := re.search(r"[1-9]\d{2,16}\*{2,}[\dXx]*", fold(rest)):
        return Meaning(covered[0].upper(), 0.9, "号码没有写全，有几位是*号")
    number = resident_id.normalise(rest)
    for candidate in (number, number[:-1].translate(_LETTERS_FOR_DIGITS) + number[-1:].replace("×", "X")):
        digits = re.search(r"[1-9]\d{16}[\dX](?!\d)", candidate)
        if digits and resident_id.is_valid(digits[0]):
            return Meaning(digits[0], 1.0 if candidate == number else 0.9)
    digits = re.search(r"[\dX]{6,}", number)
    if digits is None:
        return Meaning(None, reason="证件号码栏内容不像证件号码")
    why = resident_id.problem(digits[0]) or ""
    if re.fullmatch(r"[1-9]\d{14}000", digits[0]):
        why = "末三位为000，疑以Excel数字格式填写而丢失"
    return Meaning(digits[0], 0.9, why)


def phone(text: str) -> Meaning | None:
    """A mobile number of 11 digits, or a fixed line with its area code."""
    rest = written(text)
    if not rest:
        return None
    if apart := re.findall(r"(?<!\d)1[3-9]\d{9}(?=\s|$)", rest):
        return Meaning(apart[0])
    solid = re.sub(r"[\s\-—–.·()（）]", "", rest.translate(_LETTERS_FOR_DIGITS))
    solid = re.sub(r"(?<!\d)(?:\+|00)?86(?=1[3-9]\d{9})", "", solid)
    mobiles = list(dict.fromkeys(re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", solid)))
    if mobiles:
        return Meaning(mobiles[0], alternatives=())
    fixed = re.findall(r"(?<!\d)(?:0\d{9,11}|[2-8]\d{6,7})(?!\d)", solid)
    if fixed:
        return Meaning(fixed[0], 0.95)
    digits = re.search(r"\d{5,}", solid)
    return Meaning(digits[0] if digits else None, 0.5, "电话号码位数不对")


def digits_of(text: str) -> Meaning | None:
    """A number of letters and digits, separators dropped (certificate, receipt, serial numbers)."""
    rest = fold(written(text)).strip("。;；,，")
    if not rest or not re.search(r"\d", rest):
        return None
    tidy = re.sub(r"[*·•:：]|(?<=\d)[\s.\-—]+(?=[\dX])", "", rest)
    if re.fullmatch(r"[\dOoIl|]{10,}", tidy) and not tidy.isdigit():
        return Meaning(tidy.translate(_LETTERS_FOR_DIGITS), 0.8, "数字中混有字母，已按数字读取")
    return Meaning(tidy)


_OF_COLLEGE: Final = re.compile(r"(?:1[0-4]\d{3}[157]|51161\d)(?:19[89]|20\d)\d0[1-6]\d{6}")
"""A college's number: school, class, year, level, serial. Year and level look like a birth in January to June."""


def is_of_a_person(number: str) -> bool:
    """Whether a number is an identity number, and not a college's that happens to pass for one (one in forty does)."""
    return resident_id.is_valid(number) and not _OF_COLLEGE.fullmatch(number)


def certificate_number(text: str) -> Meaning | None:
    """A certificate's number, Han characters allowed (``闽高中毕字第2015号``); an ID number is none."""
    rest = re.split(r"[,;。]", fold(written(text)), maxsplit=1)[0]
    if solid := re.match(r"\d{15,18}[A-Za-z]?(?=[^\dA-Za-z])", rest):
        rest = solid[0]  # what follows a college's number in its line belongs to a neighbour
    meaning = digits_of(rest)
    if meaning is None or meaning.value is None or sum(map(str.isdigit, meaning.value)) < 4:
        return None
    if len(meaning.value) > 40 or is_of_a_person(meaning.value):
        return None
    if re.fullmatch(r"(?=\d{6})[\dA-Za-z]{15,18}", meaning.value) and not meaning.value.isdigit():
        return Meaning(meaning.value, 0.8, "证书编号的数字中混有字母，疑为误读")
    return meaning


_LEVELS: Final = (
    ("一级", r"高级技师|一级|1级|(?<![IVX])I级"),
    ("三级", r"高级(?!技师)工?|三级|3级|III级"),
    ("二级", r"(?<!高级)技师|二级|2级|(?<![IVX])II级"),
    ("四级", r"中级工?|四级|4级|IV级"),
    ("五级", r"初级工?|五级|5级|(?<![IVX])V级"),
)


_WORKER: Final = "(?:初级工|中级工|高级工|技师|高级技师)"
_TWICE: Final = re.compile(f"[一二三四五]级.{{0,2}}{_WORKER}|{_WORKER}.{{0,2}}[一二三四五]级")
"""A level as a numeral and as a word: two that are of one level are not misread alike."""


def level(text: str) -> Meaning | None:
    """One of 一级 … 五级; the printed list of all levels without a mark is nothing."""
    rest = fold(written(ticked(text)))
    if not rest:
        return None
    found = [grade for grade, words in _LEVELS if re.search(words, rest)]
    if len(found) == 1:
        return Meaning(found[0], vouched=_TWICE.search(rest) is not None)
    if len(found) == 5 or (len(found) > 1 and re.search("[/、□]", rest)):
        return None if len(found) > 2 else Meaning(None, reason="等级栏有两个等级")
    return Meaning(None, reason="等级栏内容无法辨认")


_EDUCATION: Final = (
    ("博士", r"博士"),
    ("硕士", r"硕士|研究生"),
    ("本科", r"本科|专升本|专接本|学士|大学毕业|(?<!专科)大学(?!专科)$"),
    ("大专", r"大学专科|专科(?!起点|升)|大专|高职|高等职业|高专"),
    ("职高", r"职业高中|职高|职业高级"),
    ("技校", r"技校|技工|技师学院"),
    ("中专", r"中等专业|中专|中等职业|中职|中技"),
    ("高中", r"(?<!职业)高级?中学?(?!专|职)"),
    ("初中", r"初中|初级中学"),
)


def education(text: str) -> Meaning | None:
    """One of ``EDUCATION_LEVELS``; a printed list of levels (``初中/中职/高中``) without a mark is nothing."""
    rest = fold(written(ticked(text)))
    if not rest:
        return None
    found = [grade for grade, words in _EDUCATION if re.search(words, rest)]
    if len(found) > 1 and "与" in rest:
        return Meaning(None, reason="学历栏看不出勾选了哪一项")
    if len(found) > 1 and re.search(r"[/、|□]|或", rest):
        return None
    if len(found) > 1 and "高中" in found and len(found) == 2:
        found = [grade for grade in found if grade != "高中"]
    if found:
        return Meaning(found[0], 1.0 if len(found) == 1 else 0.8)
    return Meaning(None, reason="学历栏内容无法归类")


def one_of(words: Iterable[str], reason: str) -> Sense:
    """A sense for a closed list: the one word of it that stands in the text."""
    closed = tuple(words)

    def sense(text: str) -> Meaning | None:
        rest = fold(written(ticked(text)))
        if not rest:
            return None
        found = [word for word in closed if word in rest]
        if len(found) > 1:
            return None
        return Meaning(found[0]) if found else Meaning(None, reason=reason)

    return sense


exam_type: Final = one_of(("正考", "补考"), "考试类型栏内容无法辨认")
conclusion: Final = one_of(("毕业", "结业", "肄业"), "毕(结)业栏内容无法辨认")
