"""What 学信网 gives out: the record of a diploma, its look-alikes, and pictures of its web pages sent instead.

A record's printed code, the link behind it and the QR code are kept as they are: rules compare them. Offline a record
can only be well-formed and consistent, never proved genuine.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from rapidfuzz import fuzz

from hui_reg.model import Reading, Value
from hui_reg.notation import web_address
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line, Page
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.lines import labels, majors, meanings
from hui_reg.readers.lines.label_tables import Label, LabelTable
from hui_reg.readers.lines.meanings import Meaning
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Fact, Field, Kind


def code(text: str) -> Meaning | None:
    """A verification code: 16 letters and digits, 12 digits before 2019; grouped or not."""
    rest = re.sub(r"[^A-Za-z0-9]", "", meanings.written(text)).upper()
    if not rest:
        return None
    return Meaning(rest) if _CODE.fullmatch(rest) else Meaning(rest, 0.6, "在线验证码应为16位字母数字或12位数字")


TABLE: Final = LabelTable(
    (
        Label(Field.NAME, "姓名", meanings.name, sticky=True),
        Label(Field.SEX, "性别", meanings.sex, sticky=True),
        Label(Field.BIRTH_DATE, "出生日期 出生年月", meanings.day, sticky=True),
        Label(Field.ETHNICITY, "民族", meanings.ethnicity, sticky=True),
        Label(Field.ID_NUMBER, "证件号码 身份证号 身份证号码", meanings.id_number, sticky=True),
        Label(Field.ENROLMENT_DATE, "入学日期 入学时间", meanings.day, sticky=True),
        Label(
            Field.GRADUATION_DATE,
            "毕(结)业日期 毕业日期 毕(结)业时间 获学位日期 离校日期 毕业时间",
            meanings.day,
            sticky=True,
        ),
        Label(Field.EXPECTED_GRADUATION, "预计毕业日期 预计毕业时间", meanings.day, sticky=True),
        Label(Field.SCHOOL, "学校名称 毕业院校 毕业学校 院校名称 学位授予单位", sticky=True),
        Label(Field.MAJOR, "专业 专业名称 学科/专业", majors.major, sticky=True),
        Label(Field.DURATION, "学制", sticky=True),
        Label(Field.EDUCATION, "层次 学历层次 培养层次", meanings.education, sticky=True),
        Label(Field.EDUCATION_CATEGORY, "学历类别 教育类别", sticky=True),
        Label(Field.STUDY_FORM, "学习形式", sticky=True),
        Label(Field.CONCLUSION, "毕(结)业 毕(结)业结论", meanings.conclusion, sticky=True),
        Label(Field.CERTIFICATE_NUMBER, "证书编号 学历证书编号 学位证书编号", meanings.certificate_number, sticky=True),
        Label(Field.ENROLMENT_STATUS, "学籍状态", sticky=True),
        Label(Field.CHSI_CODE, "在线验证码 验证码 报告编号", code, sticky=True),
        Label(Field.UPDATED_ON, "更新日期 报告日期", meanings.day, sticky=True),
        Label("", "校(院)长姓名 校长姓名 院(系、所) 院(系所) 分院 系所 班级 学号 所授学位 扫一扫在线验证"),
    )
)  # fmt: skip

_CODE = re.compile(r"[A-Z0-9]{16}|\d{12}")
_TITLES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.EDUCATION_RECORD: ("教育部学历证书电子注册备案表", "学历证书电子注册备案表"),
    Kind.ENROLMENT_REPORT: ("教育部学籍在线验证报告", "学籍在线验证报告", "学籍验证报告"),
    Kind.DEGREE_REPORT: ("中国高等教育学位在线验证报告", "学位在线验证报告", "学位认证报告"),
    Kind.RECOGNITION_REPORT: ("中国高等教育学历认证报告", "学历认证报告", "学历证书认证报告"),
}
_WEB_WORDS: Final = (
    *("学信档案", "高等教育信息", "在线验证报告", "国际合作申请", "学历认证与成绩验证", "个人中心", "图像校对"),
    *("学籍学历信息", "申请电子注册备案表", "查看电子注册备案表", "下载PDF", "学历信息", "学籍信息", "学位信息"),
    *("考研信息", "就业信息", "我的首页", "帮助中心", "退出登录", "操作指南", "查看图像", "零散查询", "学信网账号"),
    *("绑定学籍", "毕业去向", "就业去向"),
)
_WEB_ADDRESS = re.compile(r"my\.chsi\.com\.cn|chsi\.com\.cn/(?:archive|xlcx|xjxl|wssq|gdjy)|account\.chsi")
_STATUS_BAR = re.compile(r"^\d{1,2}:\d{2}(?:上午|下午)?.{0,8}$|(?:4G|5G|LTE|WLAN|HD)|^\d{1,3}%$")
_DIGITS = re.compile(r"\d{1,17}")
_ON_SCREENS: Final = frozenset((Field.NAME, Field.SCHOOL, Field.EDUCATION_CATEGORY, Field.CERTIFICATE_NUMBER))
"""Rows that a phone's screen shows of a record, and no other paper photographed with a phone's status bar above."""
_SHORTEST_NUMBER: Final = 16
"""Digits up to which a college's number may go on in the next line."""
_LOOK_ALIKES = str.maketrans("OQDILBZS", "00011825")
_TOP: Final = 0.14
_NEAR_MISS: Final = 88


def read_page(page: Page) -> Reading | None:
    """The record, report or web page that this page is, if any."""
    kind = titled(page)
    web = _is_web_page(page, kind)
    if kind is None and not web and not _has_status_bar(page):
        return None
    fields = _read(page)
    if kind is None and not web and not fields.keys() >= _ON_SCREENS:
        return None
    told = sum(value.value is not None for value in fields.values())
    if web or kind is None:
        if told < 3 and kind is None:
            return None
        confidence = 0.96 if _WEB_ADDRESS.search(_top(page)) or kind is None else 0.9
        return _reading(page, Kind.RECORD_SCREENSHOT, confidence, fields)
    if kind is Kind.ENROLMENT_REPORT:
        fields = _left_or_leaving(fields)
    confidence = 0.97 if told >= 5 else 0.85 if told >= 2 else 0.7
    return _reading(page, kind, confidence, fields | _verification(page, fields))


def read_as(kind: Kind, page: Page) -> Reading:
    """A page that is such a record or report, whatever its title says."""
    fields = _read(page)
    if kind is Kind.ENROLMENT_REPORT:
        fields = _left_or_leaving(fields)
    return _reading(page, kind, 1.0, fields | _verification(page, fields))


def _read(page: Page) -> dict[str, Value]:
    """The values beside their labels; a number that breaks over two lines is one."""
    fields = dict(labels.read([page], TABLE).values)
    number = fields.get(Field.CERTIFICATE_NUMBER)
    if number is None or not number.value or not number.value.isdigit() or number.box is None:
        return fields
    left, top, _, bottom = number.box
    tall = bottom - top
    below = [
        line for line in page.lines
        if _DIGITS.fullmatch(fold(line.text)) and abs(line.box[0] - left) < tall and 0 < line.box[1] - top < 2 * tall
    ]  # fmt: skip
    if len(number.value) <= _SHORTEST_NUMBER and len(below) == 1:
        both = number.value + fold(below[0].text)
        update = {"value": both, "confidence": min(number.confidence, below[0].confidence)}
        fields[Field.CERTIFICATE_NUMBER] = number.model_copy(update=update)
    return fields


READER: Final = Reader("chsi", VERSIONS["chsi"], each_page(read_page))


def _reading(page: Page, kind: Kind, confidence: float, fields: Mapping[str, Value]) -> Reading:
    facts: dict[str, str | float | bool] = {Fact.TEXT_LAYER: page.source != "ocr"}
    link = fields.get(Field.CHSI_LINK)
    if link is not None and link.value:
        address = web_address.resolve(link.value)
        facts[Fact.LINK_HOST] = address.host if address is not None else ""
    return Reading(kind=kind, kind_confidence=confidence, pages=(page.number,), fields=fields, facts=facts)


def titled(page: Page) -> Kind | None:
    """The kind whose title stands alone in one of the first lines; on scans a character may be misread."""
    for line in page.lines[:10]:
        text = fold(line.text)
        if "《" in text or len(text) > 30:
            continue
        for kind, titles in _TITLES.items():
            if any(title in text for title in titles):
                return kind
        if page.source == "ocr" and len(text) >= 9:
            near = max(((fuzz.ratio(titles[0], text), kind) for kind, titles in _TITLES.items()), default=(0, None))
            if near[0] >= _NEAR_MISS:
                return near[1]
    return None


def _is_web_page(page: Page, kind: Kind | None) -> bool:
    """Whether this is a picture or a print of a web page: its menus, an address bar, a phone's status bar."""
    text = fold(page.text)
    words = sum(word in text for word in _WEB_WORDS)
    if kind is None:
        return words >= 3 or (words >= 1 and bool(_WEB_ADDRESS.search(text)))
    top = _top(page)
    return bool(re.search(r"my\.chsi\.com\.cn", text)) or bool(_WEB_ADDRESS.search(top)) or _has_status_bar(page)


def _top(page: Page) -> str:
    return "\n".join(fold(line.text) for line in page.lines if any(line.box) and line.box[3] <= _TOP)


def _has_status_bar(page: Page) -> bool:
    """A phone's clock and signal above everything else."""
    if page.source != "ocr":
        return False
    first = [fold(line.text) for line in page.lines if line.box[3] <= 0.06]
    return any(re.match(r"\d{1,2}:\d{2}", text) for text in first) and any(map(_STATUS_BAR.search, first))


def _left_or_leaving(fields: dict[str, Value]) -> dict[str, Value]:
    """An enrolled student has no graduation: only 离校日期 of those who left counts as one."""
    status = (fields.get(Field.ENROLMENT_STATUS) or Value(value="", confidence=0)).value or ""
    if "不在籍" not in status and Field.EXPECTED_GRADUATION not in fields and Field.GRADUATION_DATE in fields:
        fields[Field.EXPECTED_GRADUATION] = fields.pop(Field.GRADUATION_DATE)
    return fields


def _verification(page: Page, fields: Mapping[str, Value]) -> dict[str, Value]:
    """The code as printed, the link behind it, the content of the QR code; each as it stands there."""
    found: dict[str, Value] = {}
    link = next((link for link in page.links if _code_in(link)), next(iter(page.links), None))
    if link is not None:
        found[Field.CHSI_LINK] = Value(value=link, confidence=1.0, text=link, page=page.number)
    qr = next((content for content in page.codes if "chsi" in content or _code_in(content)), None)
    qr = qr or next(iter(page.codes), None)
    if qr is not None:
        found[Field.CHSI_QR] = Value(value=qr, confidence=1.0, text=qr, page=page.number)
    printed = fields.get(Field.CHSI_CODE) or _code_without_label(page)
    if printed is not None:
        found[Field.CHSI_CODE] = _settled(printed, page, _code_in(qr or ""))
    return found


def _code_in(content: str) -> str:
    """The code that a link or QR code carries; empty if none."""
    codes = parse_qs(urlsplit(content).query).get("vcode", [content])
    return codes[0].upper() if _CODE.fullmatch(codes[0].upper()) else ""


def _code_without_label(page: Page) -> Value | None:
    """A line that is a code, where the label was not read."""
    for line in page.lines:
        text = fold(line.text).upper()
        if re.fullmatch(r"[A-Z0-9]{16}", text) and not text.isdigit() and not text.isalpha():
            return _value(line, page, text)
    return None


def _value(line: Line, page: Page, text: str) -> Value:
    return Value(value=text, confidence=line.confidence, text=line.text, page=page.number, box=line.box)


def _settled(printed: Value, page: Page, in_qr: str) -> Value:
    """On a scan, a code that differs from the QR code's in look-alike characters only is the QR code's."""
    if page.source != "ocr" or not in_qr or not printed.value:
        return printed
    if printed.value.translate(_LOOK_ALIKES) == in_qr.translate(_LOOK_ALIKES):
        return printed.model_copy(update={"value": in_qr, "confidence": max(printed.confidence, 0.95), "reason": ""})
    return printed
