"""Diplomas of all kinds, 初中 to doctor: a sentence about the person, a school, a number, a date at the lower right.

学位证书 are recognised beside them, because they are sent in their place. Several numbers stand on a diploma: only the
one its label calls the certificate's counts.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from hui_reg.model import Reading, Value
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Page
from hui_reg.readers.claims import Reader
from hui_reg.readers.diploma import graduation, person, school, schools
from hui_reg.readers.lines import labels, majors, meanings, prose
from hui_reg.readers.lines.label_tables import Label, LabelTable
from hui_reg.readers.lines.meanings import HAN, Meaning
from hui_reg.readers.lines.prose import Prose
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Field, Kind


def _duration(text: str) -> Meaning | None:
    """``三年`` of ``三年，修业期满``."""
    match = re.match(r"[一二两三四五六叁肆伍\d](?:\.5|年半)?年?制?", fold(text))
    return Meaning(match[0]) if match else None


NUMBER_LABELS: Final = (
    "证书编号",
    "毕业证书编号",
    "学历证书编号",
    "证书号",
    "毕业证书号",
    "证书号码",
    "毕业证书号码",
    "毕业证号",
    "毕业证号码",
    "学校编号",
    "证书编码",
    "证号",
    "电子注册号",
    "学历证书电子注册号",
    "证书电子注册号",
    "注册号",
    "编号",
)
"""What the certificate's number is called, the first that stands there counts."""

TABLE: Final = LabelTable(
    (
        Label(Field.NAME, "姓名 学生姓名", meanings.name, sticky=True),
        Label(Field.SEX, "性别", meanings.sex),
        Label(Field.BIRTH_DATE, "出生日期 出生年月", meanings.day),
        Label(
            Field.SCHOOL,
            "校名 学校 院校 学校名称 毕业学校 主考学校 主考院校 院校名称 毕业院校",
            schools.name,
            sticky=True,
            wraps=False,  # what stands below it is mostly a seal
        ),
        Label(Field.MAJOR, "专业 专业名称 所学专业", majors.major, wraps=False),
        Label(Field.DURATION, "学制", _duration),
        Label(Field.STUDY_FORM, "学习形式"),
        Label(Field.EDUCATION, "层次 学历 学历层次", meanings.education),
        Label(Field.GRADUATION_DATE, "毕业日期 毕业时间 发证日期", meanings.day),
        Label(
            Field.CERTIFICATE_NUMBER,
            " ".join(NUMBER_LABELS),
            meanings.certificate_number,
            sticky=True,
        ),
        Label("", "校长 校(院)长 院长 校(院)长姓名 院(校)长 批准文号 学号 查询网址"),
        Label("", "身份证号 身份证号码 公民身份号码 考籍号 准考证号 学籍号"),
    )
)  # fmt: skip

_TITLE = re.compile(r"(?:毕业|结业|肄业)证(?:明?书)?(?!编号|号)|学历证明书|毕业证明书|学历证书(?!电子|查询|编号|图像)")
_REISSUED = re.compile(r"(?:毕业|学历)证明书|(?:原|毕业)证书?.{0,6}(?:遗失|丢失|损毁)|补发|补办")
_BODY = re.compile(r"准予(?:毕业|结业|肄业)|修业期满|成绩合格|修完.{0,16}课程|全部课程|思想品德鉴定|学业成绩|在本?校")
_SENTENCE = re.compile(r"性别|年制|专业|课程|成绩|学习|准予|修业|期满|[月日]生|考试")
_OTHER = re.compile(r"备案表|在线验证|验证报告|认证报告|认证中心|学信网|申报表|登记表|汇总表|在读证明|在校证明|回单")
_DEGREE = re.compile(r"(?:学士|硕士|博士)?学位证书|授予.{0,16}学位")
_GRADUATED = re.compile(r"准予毕业|毕业证")

_MAJOR: Final = (
    re.compile(r"专业(?:为|是|:)(?P<major>[^,。;:]{2,20})"),
    re.compile(
        r"(?:完成了?|修完|校(?![区长名])|本院|我院|大学|学院|考试|修读|参加|[年月日]在|[,，。]在?|攻读|系|\d[届级])"
        r"(?:\([\u4e00-\u9fff]{2,6}教育\))?"
        rf"(?P<major>(?!校)(?:(?!本校|我校|学院|学校|考试|完成|修完|所学|参加|攻读|修读|[年月至于])[{HAN}A-Za-z()/·、]){{2,24}}?)专业(?!技术|课|知识)"
    ),
)
_DURATION = re.compile(r"([二两三四五六2-6](?:\.5|年半)?)年制")
_LEVEL = re.compile(r"(?:博士|硕士)研究生|专科起点本科|专升本|高中起点本科|本科|高职|专科|大专|第二学士")
_FORM = re.compile(r"函授|业余|夜大学|脱产|全日制|网络教育|远程教育")
_KNOWN_WORDS: Final = 0.9
"""Confidence of words of a closed list that were recognised letter by letter: no misreading makes one of another."""
_LONG_NUMBER = re.compile(r"(?<!\d)\d{17,18}(?!\d)")
_IN_BRACKETS = re.compile(r"(?<![证字第号码])\((?P<number>\d{8,18})\)(?=号)")
"""A number without a label, as secondary schools printed it: (35052003290146)号."""


def read(pages: Sequence[Page]) -> list[Reading]:
    """A reading for every page that is a diploma or a degree certificate; a bare cover joins its neighbour."""
    found: list[Reading] = []
    covers: list[int] = []
    for page in pages:
        reading, is_cover = _read_page(page)
        if is_cover:
            covers.append(page.number)
        elif reading is not None:
            before = [number for number in covers if number == page.number - 1]
            found.append(reading.model_copy(update={"pages": (*before, page.number)}))
    return found


def read_as(kind: Kind, pages: Sequence[Page]) -> Reading:
    """Pages that are a diploma or a degree certificate, whatever is printed above."""
    fields: dict[str, Value] = {}
    for page in pages:
        told = _fields(page, prose.whole(page))
        fields |= {name: value for name, value in told.items() if name not in fields or fields[name].value is None}
    if kind is Kind.DEGREE_CERTIFICATE:
        fields = {name: value for name, value in fields.items() if name not in (Field.SCHOOL_CLASS, Field.CONCLUSION)}
    return _reading(pages[0], kind, 1.0, fields).model_copy(update={"pages": tuple(page.number for page in pages)})


READER: Final = Reader("diploma", VERSIONS["diploma"], read)


def _read_page(page: Page) -> tuple[Reading | None, bool]:
    """The page's reading, and whether it is only the cover of a diploma."""
    if page.source == "office":
        return None, False  # typed text is no diploma
    everything = prose.whole(page)
    text = everything.text
    title, body = _TITLE.search(text), _BODY.search(text)
    degree = _DEGREE.search(text)
    if _OTHER.search(text) or not (title or body or degree) or len(text) > 1500:
        return None, False
    if degree and not _GRADUATED.search(text):
        fields = _fields(page, everything)
        kept = {field: value for field, value in fields.items() if field not in (Field.SCHOOL_CLASS, Field.CONCLUSION)}
        return _reading(page, Kind.DEGREE_CERTIFICATE, 0.95, kept), False
    if title and not body and len(text) < 40:
        return None, True
    fields = _fields(page, everything)
    told = sum(
        field in fields
        for field in (Field.NAME, Field.SCHOOL, Field.GRADUATION_DATE, Field.CERTIFICATE_NUMBER, Field.MAJOR)
    )
    if not (title or body) or told < 2:
        return None, False
    return _reading(page, Kind.DIPLOMA, _confidence(bool(title), bool(body), told), fields), False


def _confidence(titled: bool, has_body: bool, told: int) -> float:
    """Large, widely spaced titles are often passed over by OCR: the sentence and the fields tell as much."""
    if has_body and told >= 3:
        return 0.97 if titled else 0.93 if told >= 4 else 0.75
    return 0.85 if titled and told >= 3 else 0.75 if has_body else 0.6


def _reading(page: Page, kind: Kind, confidence: float, fields: Mapping[str, Value]) -> Reading:
    facts = {"text_layer": page.source != "ocr"}
    return Reading(kind=kind, kind_confidence=confidence, pages=(page.number,), fields=fields, facts=facts)


def _fields(page: Page, everything: Prose) -> dict[str, Value]:
    sentence = prose.column(page, _SENTENCE)
    labelled = _labelled(page)
    found = person.read(sentence)
    found |= _schooling(sentence, found)
    for field, value in labelled.items():
        if field not in found or (found[field].value is None and value.value) or _settles(value, found[field]):
            found[field] = value
    found |= school.read(sentence, everything, labelled)
    found |= graduation.dates_of(page, sentence, labelled, reissued=bool(_REISSUED.search(everything.text)))
    found |= _number(everything, labelled)
    found |= _class_and_level(everything, sentence, found)
    return _checked_against_number(found, page)


def _settles(labelled: Value, told: Value) -> bool:
    """Whether what stands beside a label is surely one of the readings between which the sentence left doubt."""
    return labelled.sure and not told.sure and labelled.value in (told.value, *told.alternatives)


def _labelled(page: Page) -> dict[str, Value]:
    """The values beside labels; of several numbers the one whose label ranks first."""
    found = labels.read([page], TABLE)
    numbers = [s for s in found.sightings if s.label.field == Field.CERTIFICATE_NUMBER and s.value is not None]
    numbers.sort(key=lambda sighting: NUMBER_LABELS.index(_rank(sighting.at.folded)))
    if numbers and (value := numbers[0].value) is not None:
        found.values[Field.CERTIFICATE_NUMBER] = value
    return found.values


def _rank(label: str) -> str:
    return label.strip(":;*") if label.strip(":;*") in NUMBER_LABELS else NUMBER_LABELS[-1]


def _schooling(sentence: Prose, of_person: Mapping[str, Value]) -> dict[str, Value]:
    """What was studied and how; words inside the person's own name (袁本科) tell nothing of it."""
    found: dict[str, Value] = {}
    name = of_person[Field.NAME].value if Field.NAME in of_person else None
    own = [match.span() for match in re.finditer(re.escape(name), sentence.text)] if name else []
    for field, pattern, group in (
        (Field.MAJOR, _MAJOR[0], Field.MAJOR),
        (Field.MAJOR, _MAJOR[1], Field.MAJOR),
        (Field.DURATION, _DURATION, 0),
        (Field.STUDY_FORM, _FORM, 0),
        (Field.EDUCATION, _LEVEL, 0),
    ):
        matches = (m for m in pattern.finditer(sentence.text) if not any(a <= m.start() < b for a, b in own))
        if field not in found and (match := next(matches, None)):
            sense = {Field.EDUCATION: meanings.education, Field.MAJOR: majors.major}.get(field, meanings.plain)
            if (value := sentence.value(field, match.span(group), sense)) is not None:
                found[field] = value
    return found


def _number(everything: Prose, labelled: Mapping[str, Value]) -> dict[str, Value]:
    value = labelled.get(Field.CERTIFICATE_NUMBER)
    if value is not None and value.value:
        return {Field.CERTIFICATE_NUMBER: value}
    text = everything.text
    places = [match.span("number") for match in _IN_BRACKETS.finditer(text)]
    places += [match.span() for match in _LONG_NUMBER.finditer(text)]
    for at in places:
        if not meanings.is_of_a_person(text[slice(*at)]):
            found = everything.value(Field.CERTIFICATE_NUMBER, at, meanings.digits_of, 0.8)
            return {Field.CERTIFICATE_NUMBER: found} if found else {}
    return {}


def _class_and_level(everything: Prose, sentence: Prose, found: Mapping[str, Value]) -> dict[str, Value]:
    """School class, education level and conclusion, told by title, sentence, number and school name, in that order."""
    text = everything.text
    title = _TITLE.search(text)
    heading = (0, title.end() if title else 40)
    number = found.get(Field.CERTIFICATE_NUMBER)
    parts = schools.college_number(number.value or "") if number else None
    its_school = found[Field.SCHOOL].value or "" if Field.SCHOOL in found else ""
    of_class = schools.school_class(text[: heading[1]]) or (parts.school_class if parts else None)
    of_class = of_class or schools.school_class(sentence.text, its_school)
    told: dict[str, Value | None] = {}
    if schools.is_junior(text):
        told[Field.EDUCATION] = _told(everything, Field.EDUCATION, heading, "初中")
    elif of_class:
        told[Field.SCHOOL_CLASS] = _told(everything, Field.SCHOOL_CLASS, heading, of_class)
        level = schools.secondary_education(of_class) or (
            None if Field.EDUCATION in found else parts and parts.education
        )
        if level:
            told[Field.EDUCATION] = _told(everything, Field.EDUCATION, heading, level)
    if match := re.search(r"准予(毕业|结业|肄业)", text) or re.search(r"(毕业|结业|肄业)证", text):
        told[Field.CONCLUSION] = _told(everything, Field.CONCLUSION, match.span(), match[1])
    if Field.EDUCATION not in told and Field.EDUCATION not in found:
        told[Field.EDUCATION] = Value(value=None, confidence=0.0, reason="毕业证上未读出学历层次")
    return {field: value for field, value in told.items() if value is not None}


def _told(prose_of: Prose, field: Field, at: tuple[int, int], value: str) -> Value | None:
    """A value that stands for the words at a place, as sure as their best line: they are words of a short list."""
    spans = prose_of.spans(*at)
    found = prose_of.value(field, at, lambda _: Meaning(value))
    sure = max((span.line.confidence for span in spans), default=0.0)
    return found and found.model_copy(update={"confidence": max(found.confidence, sure, _KNOWN_WORDS)})


def _checked_against_number(found: dict[str, Value], page: Page) -> dict[str, Value]:
    """On a scan, a college's number whose year disagrees with the date is not sure: one of both was read wrong.

    The year in which a number was given is the one of graduation: it confirms the month in which study ended.
    """
    number, graduated = found.get(Field.CERTIFICATE_NUMBER), found.get(Field.GRADUATION_DATE)
    if page.source != "ocr" or number is None or graduated is None or not number.value or not graduated.value:
        return found
    parts = schools.college_number(number.value)
    if found.get(Field.SCHOOL_CLASS, number).value in ("普通高校", "成人", "网络") and (
        parts is None or parts.year != int(graduated.value[:4])
    ):
        unsure = {"confidence": min(number.confidence, 0.6), "reason": "证书编号中的年份与毕业日期不一致"}
        return found | {Field.CERTIFICATE_NUMBER: number.model_copy(update=unsure)}
    ended = graduated.reason == graduation.FROM_STUDY and graduated.confidence >= graduation.END_OF_STUDY
    if ended and parts is not None and number.sure:
        seen = {"value": graduated.value[:7], "confidence": graduation.CORROBORATED, "reason": ""}
        return found | {Field.GRADUATION_DATE: graduated.model_copy(update=seen)}
    return found
