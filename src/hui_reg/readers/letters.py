"""Letters: a school's 在校证明 for enrolled students, and covering letters, statements and other text.

Text that is nobody's material is claimed with low confidence, so that every better claim wins.
"""

import re
from typing import Final

from hui_reg import resident_id
from hui_reg.model import Reading, Value
from hui_reg.readers import dates, meanings, prose
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.meanings import HAN, Sense, fold
from hui_reg.readers.page import Page
from hui_reg.readers.prose import Prose
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Kind

_ENROLMENT_TITLE = re.compile(r"在[校读](?:学[生籍])?证明|就读证明|学籍证明|应届(?:毕业生|生)证明|学生证明|在学证明")
_ENROLLED = re.compile(r"(?:系|为|是)(?:我|本)(?:校|院)|现就读|就读于|在读|在校(?:学)?生|应届毕业生")
_LETTER_TITLE = re.compile(
    r"^(?:关于.{2,40}的)?.{0,24}(?:说明|情况说明|函|承诺书|声明|委托书|介绍信|工作证明|在职证明|单位证明|证明|通知|请示|报告|须知)$"
)
_LETTER_WORDS: Final = (
    *("请查收", "您好", "你好", "此致", "敬礼", "特此证明", "特此说明", "报名材料", "联系人", "附件", "现报送", "现将"),
    *("如下", "谢谢", "收悉", "材料清单", "目录", "说明", "工作人员", "在我单位", "兹证明"),
)

_NAME = re.compile(
    rf"(?:兹证明|兹有|证明|学生|姓名:?)(?:我校|我院|本校|本院|我单位|本单位)?(?:学生|同学|员工|职工)?:?(?P<name>[{HAN}·•]{{2,20}}?)"
    r"(?=同学|[,(:;]|性别|身份证|系|为我|男|女|现|学号|是我|于)"
)
_ID = re.compile(r"[1-9]\d{16}[\dXx]")
_SCHOOL: Final = (
    re.compile(r"(?:就读于|系|在)(?P<value>(?!我校|本校)[\u4e00-\u9fff()]{2,24}?(?:大学|学院|学校|中学|中专))"),
    re.compile(
        r"(?:^|[。,:])(?P<value>[\u4e00-\u9fff()]{2,20}(?:大学|学院|学校|中学))(?:\(盖?公?章\)|教务处|学生处|学籍|二|20)"
    ),
)
_MAJOR = re.compile(r"(?:学院|校|院|系|于|级|读|,)(?P<value>(?:(?!我校|本校|学院|专业)[\u4e00-\u9fff()/]){2,20}?)专业")
_EXPECTED: Final = (
    re.compile(r"(?:预计|将于|应于|拟于)(?P<value>[^,。;]{4,14}?)(?:毕业|取得|获得|月)"),
    re.compile(r"(?:预计)?毕业(?:时间|日期)(?:为|是)?:?(?P<value>[^,。;]{4,14})"),
)
_ENROLMENT: Final = (
    re.compile(r"(?:于|自)(?P<value>[^,。;至]{4,14}?月(?:\d{1,2}日)?)(?:考?入|起|进入|入学|被录取|至)"),
    re.compile(r"入学(?:时间|日期)(?:为|是)?:?(?P<value>[^,。;]{4,14})"),
)
_LEVEL = re.compile(r"专科起点本科|本科|专科|大专|高职|中专|中职|技校|高级工|研究生")
_SEX = re.compile(r"(?:性别:?|[,(])(?P<value>[男女])")
_LEAST_TEXT: Final = 8


def read_page(page: Page) -> Reading | None:
    """The letter that this page is, if any."""
    text = prose.whole(page)
    if len(text.text) < _LEAST_TEXT:
        return None
    titles = [fold(line.text) for line in page.lines[:6]]
    enrolment = any(_ENROLMENT_TITLE.search(title) and len(title) < 20 for title in titles)
    if enrolment or (page.source == "ocr" and "证明" in text.text[:40] and _ENROLLED.search(text.text)):
        return _enrolment_letter(page, text, titled=enrolment)
    return _other_letter(page, text, titles)


READER: Final = Reader("letters", VERSIONS["letters"], each_page(read_page))


def _enrolment_letter(page: Page, text: Prose, *, titled: bool) -> Reading:
    fields = _person(text)
    for field, patterns, sense in (
        ("school", _SCHOOL, meanings.plain),
        ("major", (_MAJOR,), meanings.plain),
        ("expected_graduation", _EXPECTED, meanings.day),
        ("enrolment_date", _ENROLMENT, meanings.day),
    ):
        if (value := _first(text, field, patterns, sense)) is not None:
            fields[field] = value
    if match := _LEVEL.search(text.text):
        value = text.value("education", match.span(), meanings.education)
        fields |= {"education": value} if value else {}
    confidence = 0.96 if titled and len(fields) >= 3 else 0.8
    return Reading(
        kind=Kind.ENROLMENT_LETTER,
        kind_confidence=confidence,
        pages=(page.number,),
        fields=fields,
        facts={"text_layer": page.source != "ocr"},
    )


def _first(text: Prose, field: str, patterns: tuple[re.Pattern[str], ...], sense: Sense) -> Value | None:
    for pattern in patterns:
        for match in pattern.finditer(text.text):
            at = match.span("value")
            if sense is meanings.day:
                found = dates.find(match["value"] + ("月" if match["value"].endswith("年") else ""))
                if not found:
                    continue
            value = text.value(field, at, sense)
            if value is not None and value.value is not None:
                return value
    return None


def _person(text: Prose) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for field, pattern, sense in (("name", _NAME, meanings.name), ("sex", _SEX, meanings.sex)):
        match = pattern.search(text.text)
        group = "name" if field == "name" else "value"
        value = text.value(field, match.span(group), sense) if match else None
        if value is not None and value.value is not None:
            fields[field] = value
    numbers = [match for match in _ID.finditer(text.text) if resident_id.is_valid(match[0])]
    if len({match[0] for match in numbers}) == 1:
        value = text.value("id_number", numbers[0].span(), meanings.id_number)
        fields |= {"id_number": value} if value else {}
    return fields


def _other_letter(page: Page, text: Prose, titles: list[str]) -> Reading | None:
    titled = any(_LETTER_TITLE.search(title) for title in titles)
    words = sum(word in text.text for word in _LETTER_WORDS)
    if not titled and not words and page.source != "office":
        return None
    confidence = 0.75 if titled and words else 0.6 if titled or words >= 2 else 0.5
    fields = _person(text) if titled else {}
    return Reading(kind=Kind.LETTER, kind_confidence=confidence, pages=(page.number,), fields=fields)
