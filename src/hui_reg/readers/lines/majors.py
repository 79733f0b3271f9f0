"""A major as a sense: told from the school, the kind of course, the level and the sentence that stand around it."""

import re
import unicodedata
from typing import Final

from hui_reg.readers.lines.meanings import Meaning, plain

_OF_THE_SCHOOL: Final = re.compile(r".*(?:大学|学院|学校|党校|中学|分校)(?:\([^()]*\)|\))?")
_KIND_OF_STUDY: Final = re.compile(
    r"\(?(?:普通|全日制|成人|网络|远程|现代远程|继续|开放|高等|函授|业余|脱产|夜大学?|自学考试|自考)+(?:教育|学习|班)?\)?"
    r"[:,、/·\-]?(?=[^教学班)])"
)
"""``网络教育英语``: what kind of course it was stands before the major and is none of it (网络工程 is one)."""


_OF_THE_YEAR: Final = re.compile(r"[\d〇○零一二三四五六七八九]{2,4}[届级](?=..)")
"""``2010届行政管理``."""
_OF_THE_DEPARTMENT: Final = re.compile(
    r"[\u3400-\u9fff]{1,8}(?<![关体谱派星语生母干水])系(?![统列数谱])(?=[\u3400-\u9fff]{2})"
)
"""``政法系行政管理``: 关系, 体系 and 系统 belong to majors."""
_BEHIND_MAJOR: Final = re.compile(
    r"(?P<words>[(,、]*(?:学制|修业|学习(?:年限|形式|时间|期限|方式|类型)|在[本我]?校|(?:学历)?层次|(?:成绩|考试)合格|准予|毕业|结业"
    r"|该(?:学生|学员|同学|生)|经(?:考核|审查|考试)|修完|特发|特此|此证).*"
    r"|[(·\-]?(?:普通)?(?:全日制)?(?:本科|专科|大专|高职|专升本|专接本|专起本|高起本|高起专|(?:专科|高中)起点(?:本科|升本科?|专科))[)]?"
    r"(?:层次|学历)?|学习|专业|[(])$"
)
"""``文秘(本科)学习``, ``文秘修业期满``: level and sentence go on behind the major and are none of it."""


_NUMBER_BEHIND: Final = re.compile(r"(?<=[\u3400-\u9fff)])[^\u3400-\u9fff]{0,4}\d{6,}.*$")
"""The number of the certificate, written in the next column or across the fold."""


def major(text: str) -> Meaning | None:
    """A major, without what stands around it in the same breath: school, kind of course, level, the next sentence."""
    meaning = plain(text)
    if meaning is None or meaning.value is None:
        return meaning
    rest = _NUMBER_BEHIND.sub("", re.sub(r"^\((.+)\)$", r"\1", meaning.value))
    for before in (_OF_THE_SCHOOL, _KIND_OF_STUDY):
        match = before.match(unicodedata.normalize("NFKC", rest))
        if match and _is_course(match[0]) and len(rest) - match.end() >= 2:
            rest = rest[match.end() :]
    for before in (_OF_THE_YEAR, _OF_THE_DEPARTMENT, _OF_THE_YEAR):
        match = before.match(unicodedata.normalize("NFKC", rest))
        rest = rest[match.end() :] if match else rest
    while (match := _BEHIND_MAJOR.search(unicodedata.normalize("NFKC", rest))) and match.start() >= 2:
        rest = rest[: match.start()].rstrip(",、;· ")
    return Meaning(rest, meaning.weight)


def _is_course(text: str) -> bool:
    """Whether a beginning really is one of a school or a kind of course: one word alone may begin a major."""
    return bool(re.search(r"大学|学院|学校|党校|中学|分校|教育|学习|班|函授|业余|脱产|夜大|自考|全日制", text))
