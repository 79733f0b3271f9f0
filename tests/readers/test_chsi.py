"""学信网 records, their look-alikes, and pictures of the web page."""

from datetime import date
from typing import Any

import pytest
from samples.press import chsi as press
from samples.press.people import Education, invent

from hui_reg.model import Reading
from hui_reg.pages.formats import pdf as pdf_format
from hui_reg.pages.page import Line, Page
from hui_reg.readers import chsi
from hui_reg.vocabulary import Kind
from tests.readers.written import at, sheet, values
from tests.readers.written import text as plain

DEGREE = Education(
    "泉州师范学院", "本科", "普通高校", "行政管理", date(2014, 9, 1), date(2018, 6, 30), "103991201805000123"
)
PERSON = invent("阿卜杜拉·买买提", "男", date(1996, 3, 14), "惠安县税务局", education=DEGREE)
CODE = "7GXXK5TGH5AAJHH4"
LINK = f"https://www.chsi.com.cn/xlcx/bg.do?vcode={CODE}&srcid=bgcx"
FILLED = {
    "name": "阿卜杜拉·买买提",
    "sex": "男",
    "birth_date": "1996-03-14",
    "enrolment_date": "2014-09-01",
    "graduation_date": "2018-06-30",
    "school": "泉州师范学院",
    "major": "行政管理",
    "duration": "4年",
    "education": "本科",
    "education_category": "普通高等教育",
    "study_form": "普通全日制",
    "conclusion": "毕业",
    "certificate_number": "103991201805000123",
    "updated_on": "2024-06-26",
    "chsi_code": CODE,
    "chsi_link": LINK,
}


def only(*pages: Page) -> Reading:
    (reading,) = chsi.READER.read(pages)
    return reading


def pdf(data: bytes) -> Page:
    (page,) = pdf_format.pages(data)
    return Page(page.number, "text", page.lines, links=page.links, aspect=page.aspect)


@pytest.mark.parametrize("grouped", [False, True])
def test_a_record_with_text_layer(grouped: bool) -> None:
    reading = only(pdf(press.record(PERSON, DEGREE, verification=CODE, grouped=grouped)))
    assert reading.kind is Kind.EDUCATION_RECORD
    assert values(reading) == FILLED
    assert reading.facts == {"text_layer": True, "link_host": "www.chsi.com.cn"}
    assert reading.kind_confidence >= 0.95


def test_the_look_alikes() -> None:
    enrolled = only(pdf(press.enrolment_report(PERSON, DEGREE)))
    assert enrolled.kind is Kind.ENROLMENT_REPORT
    assert values(enrolled)["expected_graduation"] == "2018-06-30"
    assert values(enrolled)["enrolment_status"] == "在籍(注册学籍)"
    assert "graduation_date" not in enrolled.fields
    left = only(pdf(press.enrolment_report(PERSON, DEGREE, status="不在籍（毕业）")))
    assert values(left)["graduation_date"] == "2018-06-30"
    assert only(pdf(press.degree_report(PERSON, DEGREE))).kind is Kind.DEGREE_REPORT
    old = plain(
        "中国高等教育学历认证报告",
        "姓名：张三",
        "性别：男",
        "毕业院校：泉州师范学院",
        "专业：中文",
        "报告编号：123456789012",
    )
    assert only(old).kind is Kind.RECOGNITION_REPORT


def scanned(code: str, qr: str, **known: Any) -> Reading:
    rows = (
        ("姓名", "张三"),
        ("性别", "男"),
        ("学校名称", "泉州师范学院"),
        ("专业", "行政管理"),
        ("层次", "专科"),
        ("在线验证码", code),
    )
    lines = [at("教育部学历证书电子注册备案表", 0.3, 0.05, 0.98)]
    for number, (label, value) in enumerate(rows):
        lines += [at(label, 0.1, 0.15 + 0.04 * number, 0.98), at(value, 0.3, 0.15 + 0.04 * number, 0.96)]
    return only(sheet(*lines, source="ocr", codes=(qr,), **known))


def test_on_a_scan_the_qr_code_settles_look_alike_characters() -> None:
    reading = scanned("7GXXK5TGH5AAJHO4", LINK.replace(CODE, "7GXXK5TGH5AAJH04"))
    assert values(reading)["chsi_code"] == "7GXXK5TGH5AAJH04"
    assert reading.fields["chsi_code"].sure


def test_a_code_that_differs_from_the_qr_code_stays() -> None:
    other = CODE.replace("7", "8", 1)
    reading = scanned(CODE, LINK.replace(CODE, other))
    assert values(reading)["chsi_code"] == CODE
    assert other in (values(reading)["chsi_qr"] or "")


@pytest.mark.parametrize(
    ("code", "sure"), [("123456789012", True), ("7GXX K5TG H5AA JHH4", True), ("7GXXK5TGH5AAJH", False)]
)
def test_codes_of_both_ages(code: str, sure: bool) -> None:
    assert scanned(code, "x").fields["chsi_code"].sure is sure


def test_unknown_values_are_no_values() -> None:
    page = sheet(
        at("教育部学历证书电子注册备案表", 0.3, 0.05),
        at("姓名", 0.1, 0.15),
        at("张三", 0.3, 0.15),
        at("入学日期", 0.1, 0.2),
        at("*", 0.3, 0.2),
        at("学校名称", 0.1, 0.25),
        at("泉州师范学院", 0.3, 0.25),
    )
    assert "enrolment_date" not in only(page).fields


def test_a_school_name_over_two_lines() -> None:
    page = sheet(
        at("教育部学历证书电子注册备案表", 0.3, 0.05),
        at("姓名", 0.1, 0.15),
        at("张三", 0.3, 0.15),
        at("学校名称", 0.1, 0.19),
        at("中国共产党福建省委员会党校", 0.3, 0.19),
        at("福建行政学院", 0.3, 0.207),
        at("专业", 0.1, 0.24),
        at("行政管理", 0.3, 0.24),
    )
    assert values(only(page))["school"] == "中国共产党福建省委员会党校福建行政学院"
    assert values(only(page))["major"] == "行政管理"


def test_a_record_without_its_title_read_well() -> None:
    page = sheet(
        at("教育部学历证书电子汪册备案表", 0.3, 0.05, 0.9), at("姓名", 0.1, 0.15), at("张三", 0.3, 0.15), source="ocr"
    )
    assert only(page).kind is Kind.EDUCATION_RECORD


@pytest.mark.parametrize(
    "chrome",
    [
        ("my.chsi.com.cn/archive/gdjy/xl/show.action", "学信网", "学信档案", "高等教育信息"),
        ("10:23", "5G", "学信档案", "学历信息", "查看图像"),
        ("学信档案", "高等教育信息", "在线验证报告", "国际合作申请"),
    ],
)
def test_pictures_of_the_web_page(chrome: tuple[str, ...]) -> None:
    lines: list[Line] = [at(words, 0.1 + 0.2 * place, 0.02, 0.95) for place, words in enumerate(chrome)]
    for number, (label, value) in enumerate(
        (("姓名", "张三"), ("学校名称", "泉州师范学院"), ("证书编号", "103991201805000123"))
    ):
        lines += [at(label, 0.1, 0.2 + 0.05 * number, 0.95), at(value, 0.4, 0.2 + 0.05 * number, 0.95)]
    reading = only(sheet(*lines, source="ocr", aspect=1.5))
    assert reading.kind is Kind.RECORD_SCREENSHOT
    assert values(reading)["name"] == "张三"


def test_the_record_shown_inside_a_browser_is_a_picture_too() -> None:
    page = sheet(
        at("https://www.chsi.com.cn/xlcx/bg.do?vcode=7GXX", 0.1, 0.02, 0.9),
        at("教育部学历证书电子注册备案表", 0.3, 0.2, 0.98),
        at("姓名", 0.1, 0.3),
        at("张三", 0.3, 0.3),
        at("学校名称", 0.1, 0.35),
        at("泉州师范学院", 0.3, 0.35),
        at("层次", 0.1, 0.4),
        at("专科", 0.3, 0.4),
        source="ocr",
    )
    assert only(page).kind is Kind.RECORD_SCREENSHOT


def test_what_only_mentions_a_record() -> None:
    page = plain("各单位：", "大专及以上学历请提供《教育部学历证书电子注册备案表》，可登录学信网下载。")
    assert chsi.READER.read([page]) == []


def test_a_phones_screen_of_the_record_without_any_title() -> None:
    rows_of_it = [
        ("姓名", "张三"), ("性别", "女"), ("学校名称", "泉州师范学院"), ("专业", "行政管理"), ("层次", "本科"),
        ("学历类别", "普通高等教育"), ("证书编号", "103991201805000123"),
    ]  # fmt: skip
    placed = [
        at(text, left, 0.15 + 0.05 * place)
        for place, pair in enumerate(rows_of_it)
        for text, left in zip(pair, (0.1, 0.5), strict=True)
    ]
    bar = [at("9:41", 0.05, 0.01), at("中国移动5G 87%", 0.6, 0.01), at("学历信息", 0.4, 0.06)]
    assert only(sheet(*bar, *placed, source="ocr")).kind is Kind.RECORD_SCREENSHOT
    assert chsi.READER.read([sheet(*placed, source="ocr")]) == []
    assert chsi.READER.read([sheet(*bar, *placed[:6], source="ocr")]) == []
