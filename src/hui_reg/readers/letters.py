"""Letters: a school's 在校证明 for enrolled students, and covering letters, statements and other text.

Text that is nobody's material is claimed with low confidence, so that every better claim wins.
"""

import re
from typing import Final

from hui_reg.model import Reading, Value
from hui_reg.notation import dates, resident_id
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Page
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.lines import majors, meanings, prose
from hui_reg.readers.lines.prose import Prose
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Fact, Field, Kind

_ENROLMENT_TITLE = re.compile(r"在[校读](?:学[生籍])?证明|就读证明|学籍证明|应届(?:毕业生|生)证明|学生证明|在学证明")
_ENROLLED = re.compile(r"(?:系|为|是)(?:我|本)(?:校|院)|现就读|就读于|在读|在校(?:学)?生|应届毕业生")
_LETTER_TITLE = re.compile(
    r"^(?:关于.{2,40}的)?.{0,24}(?:说明|情况说明|函|承诺书|声明|委托书|介绍信|工作证明|在职证明|单位证明|证明|通知|请示|报告|须知)$"
)
_LETTER_WORDS: Final = (
    *("请查收", "您好", "你好", "此致", "敬礼", "特此证明", "特此说明", "报名材料", "联系人", "附件", "现报送", "现将"),
    *("如下", "谢谢", "收悉", "材料清单", "目录", "说明", "工作人员", "在我单位", "兹证明"),
)

_AFTER_NAME = re.compile(r"同学|[,(:]*(?:性别:?)?[男女][,)]|[,(]?(?:身份证|学号|系|为我|现就读|现系|于\d{4}年)")
_BEFORE_NAME = re.compile(
    r".*(?:兹证明|兹有|特证明|学生|姓名:?)(?:我校|我院|本校|本院|我单位|本单位)?(?:学生|同学|员工|职工)?:?|.*[,。;:()]"
)
_ID = re.compile(r"[1-9]\d{16}[\dXx]")
_SCHOOL: Final = (
    re.compile(
        r"(?:就读于|系|在)(?P<value>(?!我校|本校)[\u4e00-\u9fff()]{2,24}?(?:大学|学院|学校|中学|中专))(?!学校|学院)"
    ),
    re.compile(
        r"(?:^|[。,:])(?P<value>[\u4e00-\u9fff()]{2,20}(?:大学|学院|学校|中学))(?:\(盖?公?章\)|教务处|学生处|二|20)"
    ),
)
_MAJOR = re.compile(
    r"(?:学院|校|院|系|于|级|读|,)"
    r"(?P<value>(?:(?!我校|本校|学院|学校|大学|就读|专业)[\u4e00-\u9fff()/]){2,20}?)专业"
)
_DATES: Final = (
    (
        Field.EXPECTED_GRADUATION,
        re.compile(r"(?:预计|将于|应于|拟于|毕业(?:时间|日期)(?:为|是)?:?)$"),
        re.compile(r"(?:可?毕业|取得|获得)"),
    ),
    (
        Field.ENROLMENT_DATE,
        re.compile(r"(?:入学(?:时间|日期)(?:为|是)?:?)$"),
        re.compile(r"(?:考?入|起|进入|入学|被录取|至)"),
    ),
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
    fields = _person(text) | _dates(text)
    for field, patterns in ((Field.SCHOOL, _SCHOOL), (Field.MAJOR, (_MAJOR,))):
        match = next((found for pattern in patterns if (found := pattern.search(text.text))), None)
        sense = majors.major if field == Field.MAJOR else meanings.plain
        value = text.value(field, match.span("value"), sense) if match else None
        fields |= {field: value} if value else {}
    if match := _LEVEL.search(text.text):
        value = text.value(Field.EDUCATION, match.span(), meanings.education)
        fields |= {Field.EDUCATION: value} if value else {}
    confidence = 0.96 if titled and len(fields) >= 3 else 0.8
    return Reading(
        kind=Kind.ENROLMENT_LETTER,
        kind_confidence=confidence,
        pages=(page.number,),
        fields=fields,
        facts={Fact.TEXT_LAYER: page.source != "ocr"},
    )


def _dates(text: Prose) -> dict[str, Value]:
    """Dates told by the words before or after them."""
    fields: dict[str, Value] = {}
    for item in dates.find(text.text):
        for field, before, after in _DATES:
            if before.search(text.text[: item.start]) or after.match(text.text, item.end):
                value = text.value(field, (item.start, item.end), meanings.day)
                fields |= {field: value} if value else {}
                break
    return fields


def _person(text: Prose) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for match in _AFTER_NAME.finditer(text.text):
        at = text.before(match.start(), _BEFORE_NAME)
        value = text.value(Field.NAME, at, meanings.name) if at else None
        if value is not None and value.value is not None and len(value.value) <= 20:
            fields[Field.NAME] = value
            break
    if sex := _SEX.search(text.text):
        value = text.value(Field.SEX, sex.span("value"), meanings.sex)
        fields |= {Field.SEX: value} if value else {}
    numbers = [match for match in _ID.finditer(text.text) if resident_id.is_valid(match[0])]
    if len({match[0] for match in numbers}) == 1:
        value = text.value(Field.ID_NUMBER, numbers[0].span(), meanings.id_number)
        fields |= {Field.ID_NUMBER: value} if value else {}
    return fields


def _other_letter(page: Page, text: Prose, titles: list[str]) -> Reading | None:
    titled = any(_LETTER_TITLE.search(title) for title in titles)
    words = sum(word in text.text for word in _LETTER_WORDS)
    if not titled and not words and page.source != "office":
        return None
    confidence = 0.75 if titled and words else 0.6 if titled or words >= 2 else 0.5
    fields = _person(text) if titled else {}
    return Reading(kind=Kind.LETTER, kind_confidence=confidence, pages=(page.number,), fields=fields)
