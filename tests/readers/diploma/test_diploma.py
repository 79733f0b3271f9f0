"""Diplomas of every class of school, as their lines come out of a scan."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.model import Box, Reading, Value
from hui_reg.pages.page import Line, Page, Sight
from hui_reg.readers.diploma import diploma, schools
from hui_reg.readers.lines import majors
from hui_reg.vocabulary import Kind
from tests.readers.written import at, sheet, values

ASPECT = 1.414
BODY = (
    "学生　林晓燕　性别女，一九九六年三月十四日生，"
    "于二〇一四年九月至二〇一八年六月在本校　行政管理　专业四年制本科学习，"
    "修完教学计划规定的全部课程，成绩合格，准予毕业。"
)
PERSON = {"name": "林晓燕", "sex": "女", "birth_date": "1996-03-14"}


def wrapped(text: str, left: float, top: float, characters: int) -> list[Line]:
    pieces = [text[start : start + characters] for start in range(0, len(text), characters)]
    return [line(piece, left, top + 0.06 * number) for number, piece in enumerate(pieces)]


def line(text: str, left: float, top: float, confidence: float = 0.97) -> Line:
    return at(text, left, top, confidence, height=0.036, aspect=ASPECT)


def page(*lines: Line, again: Callable[[Box], Line | None] | None = None, source: str = "ocr") -> Page:
    return sheet(*lines, source=source, aspect=ASPECT, again=again)


def only(*pages: Page) -> Reading:
    (reading,) = diploma.READER.read(pages)
    return reading


def college(
    body: str = BODY, title: str = "毕业证书", over: str = "普通高等学校", day: str = "二〇一八年六月三十日"
) -> Page:
    return page(
        line(over, 0.4, 0.08),
        line(title, 0.4, 0.16),
        *wrapped(body, 0.29, 0.34, 22),
        line("校　　名：泉州师范学院", 0.1, 0.73),
        line("校（院）长：陈文远", 0.58, 0.73),
        line("证书编号：103991201805000123", 0.1, 0.84),
        line(day, 0.7, 0.82),
        line("中华人民共和国教育部学历证书查询网址：http://www.chsi.com.cn", 0.3, 0.92),
    )


def test_a_college_diploma() -> None:
    reading = only(college())
    assert reading.kind is Kind.DIPLOMA
    assert values(reading) == {
        **PERSON,
        "enrolment_date": "2014-09",
        "graduation_date": "2018-06-30",
        "school": "泉州师范学院",
        "major": "行政管理",
        "duration": "四年制",
        "education": "本科",
        "certificate_number": "103991201805000123",
        "school_class": "普通高校",
        "conclusion": "毕业",
    }
    assert reading.kind_confidence >= 0.95
    assert all(value.sure for value in reading.fields.values())


@given(st.integers(9, 40))
def test_the_sentence_may_break_anywhere(characters: int) -> None:
    lines = [
        at(piece.text, 0.29, 0.2 + 0.03 * number, 0.97, 0.02, ASPECT)
        for number, piece in enumerate(wrapped(BODY, 0, 0, characters))
    ]
    reading = only(page(line("毕业证书", 0.4, 0.1), *lines, line("二〇一八年六月三十日", 0.7, 0.92)))
    told = values(reading)
    assert {field: told[field] for field in PERSON} == PERSON
    assert (told["major"], told["education"], told["graduation_date"]) == ("行政管理", "本科", "2018-06-30")


def test_a_booklet_lying_open() -> None:
    body = (
        "学生　王麟　性别男，一九九七年五月六日生，"
        "于二〇一二年九月至二〇一五年七月在本校　电子商务　专业三年制学习，修业期满，成绩合格，"
        "准予毕业。"
    )
    reading = only(
        page(
            line("证书编号：闽中职2015000123", 0.12, 0.62),
            line("福建省教育厅监制", 0.18, 0.67),
            line("中等职业学校毕业证书", 0.58, 0.15),
            *wrapped(body, 0.54, 0.26, 16),
            line("学　校：惠安职业中专学校", 0.54, 0.7),
            line("校　长：陈文远", 0.54, 0.76),
            line("二〇一五年七月一日", 0.75, 0.84),
        )
    )
    told = values(reading)
    assert (told["name"], told["sex"], told["birth_date"]) == ("王麟", "男", "1997-05-06")
    assert (told["school_class"], told["education"]) == ("中专", "中专")
    assert (told["major"], told["school"]) == ("电子商务", "惠安职业中专学校")
    assert (told["certificate_number"], told["graduation_date"]) == ("闽中职2015000123", "2015-07-01")


def test_self_study_has_no_word_before_the_name_and_an_id_number_inside() -> None:
    body = (
        "欧阳子涵，性别女，一九九六年三月十四日生，身份证号11010519491231002X，"
        "参加高等教育自学考试行政管理专业（专科）全部课程的考试，成绩合格，经思想品德鉴定，"
        "准予毕业。"
    )
    reading = only(
        page(
            line("高等教育自学考试", 0.38, 0.08),
            line("毕业证书", 0.4, 0.16),
            *wrapped(body, 0.29, 0.34, 22),
            line("主考学校：厦门大学", 0.57, 0.68),
            line("证书编号：65350102181234567", 0.1, 0.86),
            line("二〇一八年十二月三十日", 0.68, 0.82),
        )
    )
    told = values(reading)
    assert (told["name"], told["school_class"], told["education"]) == ("欧阳子涵", "自考", "大专")
    assert (told["certificate_number"], told["school"]) == ("65350102181234567", "厦门大学")
    assert (told["major"], told["graduation_date"]) == ("行政管理", "2018-12-30")


def test_adult_education_with_two_numbers() -> None:
    body = (
        "学生　张三　性别男，一九九〇年三月十四日生，"
        "于二〇一六年三月至二〇一八年七月在本校　人力资源管理　专业函授学习，"
        "修完专科教学计划规定的全部课程，成绩合格，准予毕业。"
    )
    reading = only(
        page(
            line("成人高等教育", 0.4, 0.08),
            line("毕业证书", 0.4, 0.16),
            *wrapped(body, 0.29, 0.34, 22),
            line("校　　名：福建师范大学", 0.1, 0.73),
            line("批准文号：（85）教成字008号", 0.1, 0.85),
            line("证书编号：103945201806004123", 0.38, 0.85),
            line("二〇一八年七月一日", 0.72, 0.82),
        )
    )
    told = values(reading)
    assert (told["school_class"], told["education"], told["study_form"]) == ("成人", "大专", "函授")
    assert told["certificate_number"] == "103945201806004123"


@pytest.mark.parametrize(
    ("title", "school_class", "education"),
    [
        ("普通高中毕业证书", "普通高中", "高中"),
        ("高中毕业证书", "普通高中", "高中"),
        ("职业高级中学毕业证书", "职高", "职高"),
        ("中等专业学校毕业证书", "中专", "中专"),
        ("专业学校毕业证书", "中专", "中专"),  # the beginning lost: there is no other school of that name
        ("技工学校毕业证书", "技校", "技校"),
        ("技师学院毕业证书", "技校", "技校"),
        ("初级中学毕业证书", None, "初中"),
        ("初中毕业证书", None, "初中"),
    ],
)
def test_secondary_schools_by_their_title(title: str, school_class: str | None, education: str) -> None:
    body = (
        "学生　林晓燕　性别女，一九九六年三月十四日生，"
        "于二〇一一年九月至二〇一四年七月在本校修业期满，成绩合格，准予毕业。"
    )
    reading = only(
        page(
            line(title, 0.3, 0.14),
            *wrapped(body, 0.3, 0.34, 22),
            line("学　校：惠安县第三学校", 0.1, 0.73),
            line("证书编号：2014012345", 0.1, 0.82),
            line("二〇一四年七月一日", 0.7, 0.82),
        )
    )
    assert values(reading).get("school_class") == school_class
    assert values(reading)["education"] == education
    assert "major" not in reading.fields


@pytest.mark.parametrize(("written", "read"), [
    ("(35052003290146)号", "35052003290146"), ("（3505200329）号", "3505200329"),
    ("(350521198005170048)号", None), ("身份证(350521800517004)号", None),
])  # fmt: skip
def test_a_number_in_brackets_without_a_label(written: str, read: str | None) -> None:
    body = "学生孔甯，性别女，1980年5月17日生，2000年9月至2003年7月在本校计算机应用专业学习，修业期满，准予毕业。"
    reading = only(
        page(line("中等专业学校毕业证书", 0.3, 0.14), line(written, 0.7, 0.22), *wrapped(body, 0.3, 0.34, 24),
             line("福建省泉州农业学校（章）", 0.5, 0.6), line("二〇〇三年七月十日", 0.5, 0.66))
    )  # fmt: skip
    assert values(reading).get("certificate_number") == read


@pytest.mark.parametrize("word", ["结业", "肄业"])
def test_not_graduated(word: str) -> None:
    reading = only(college(BODY.replace("准予毕业", f"准予{word}"), title=f"{word}证书"))
    assert values(reading)["conclusion"] == word


def test_a_reissued_certificate() -> None:
    reading = only(college(over="", title="毕业证明书"))
    assert reading.kind is Kind.DIPLOMA


def test_a_degree_certificate_is_no_diploma() -> None:
    body = (
        "林晓燕，女，一九九六年三月十四日生。在泉州师范学院完成了行政管理专业本科学习计划，"
        "业已毕业，经审核符合《中华人民共和国学位条例》的规定，授予管理学学士学位。"
    )
    reading = only(
        page(
            line("学士学位证书", 0.35, 0.13),
            *wrapped(body, 0.3, 0.36, 24),
            line("证书编号：1039942018000123", 0.1, 0.8),
            line("二〇一八年六月三十日", 0.7, 0.82),
        )
    )
    assert reading.kind is Kind.DEGREE_CERTIFICATE
    assert values(reading)["name"] == "林晓燕"
    assert values(reading)["major"] == "行政管理"


def under_seal(pieces: tuple[Line, ...], reread: dict[str, str], body: str = BODY) -> Reading:
    """A diploma whose date came out in pieces; ``reread`` by how wide the place is that is read again."""

    def again(box: Box) -> Line | None:
        if box[1] < 0.8 or box[0] < 0.2:
            return None
        text = reread["whole" if box[2] - box[0] > 0.25 else "day"]
        return Line(text, 0.97, box) if text else None

    lines = (line("普通高等学校", 0.4, 0.08), line("毕业证书", 0.4, 0.16), *wrapped(body, 0.29, 0.34, 22))
    return only(page(*lines, *pieces, line("校　　名：泉州师范学院", 0.1, 0.73), again=again))


PIECES = (line("八年六月", 0.75, 0.83, 0.8), line("十日", 0.86, 0.83, 0.6))


def test_a_date_that_a_seal_broke_is_read_again() -> None:
    value = under_seal(PIECES, {"whole": "二〇一八年六月三十日", "day": "八年六月三十日"}).fields["graduation_date"]
    assert (value.value, value.sure) == ("2018-06", True), "the day is one model's alone"
    whole = (line("二〇一八年六月三十日", 0.7, 0.83, 0.95),)
    value = under_seal(whole, {"whole": "二〇一八年六月三十日", "day": "六月三十日"}).fields["graduation_date"]
    assert (value.value, value.sure) == ("2018-06-30", True)


def test_a_numeral_lost_twice_by_one_model_makes_no_day() -> None:
    pieces = (line("二〇", 0.62, 0.83, 0.6), line("是年六月+日", 0.7, 0.83, 0.68))
    lost = {"whole": "二〇一八年六月十日", "day": "年六月十日"}
    value = under_seal(pieces, lost).fields["graduation_date"]
    assert (value.value, value.sure) == ("2018-06", True)


def test_a_day_read_in_two_ways_is_left_out() -> None:
    value = under_seal(PIECES, {"whole": "二〇一八年六月十日", "day": "年六月三十日"}).fields["graduation_date"]
    assert (value.value, value.sure) == ("2018-06", True)


def test_pieces_alone_confirm_the_month() -> None:
    value = under_seal(PIECES, {"whole": "", "day": ""}).fields["graduation_date"]
    assert (value.value, value.sure) == ("2018-06", True)


def test_pieces_that_contradict_the_sentence_are_not_sure() -> None:
    value = under_seal(PIECES, {"whole": "二〇一三年九月三十日", "day": "年九月三十日"}).fields["graduation_date"]
    assert not value.sure or value.value == "2018-06"


def test_no_date_at_all_is_not_sure() -> None:
    value = under_seal((), {"whole": "", "day": ""}).fields["graduation_date"]
    assert (value.value, value.sure) == ("2018-06", False)
    assert "落款" in value.reason


SAYS_WHEN = (
    "兹有学生林晓燕（性别女，一九九六年三月十四日出生）于2014年09月入学，在本校人力资源管理专业专科学习期满，"
    "修完教学计划规定的全部课程，成绩合格，准予毕业，2017年07月毕业。"
)


def test_the_month_of_graduation_that_the_sentence_says_is_enough() -> None:
    fields = under_seal((), {"whole": "", "day": ""}, SAYS_WHEN).fields
    assert (fields["graduation_date"].value, fields["graduation_date"].sure) == ("2017-07", True)
    assert fields["enrolment_date"].value == "2014-09"


@pytest.mark.parametrize(("number", "sure"), [("103991201805000123", True), ("103991201905000123", False)])
def test_the_end_of_study_counts_where_the_number_is_of_that_year(number: str, sure: bool) -> None:
    lines = (line("普通高等学校", 0.4, 0.08), line("毕业证书", 0.4, 0.16), *wrapped(BODY, 0.29, 0.34, 22))
    facts = (line("校名：泉州师范学院", 0.1, 0.73), line(f"证书编号：{number}", 0.1, 0.8))
    graduated = only(page(*lines, *facts)).fields["graduation_date"]
    assert (graduated.value, graduated.sure) == ("2018-06", sure)


def test_a_number_whose_year_is_not_the_dates_is_not_sure() -> None:
    reading = only(college(day="二〇一七年六月三十日"))
    assert not reading.fields["certificate_number"].sure


def test_a_cover_joins_the_inside() -> None:
    cover = sheet(line("毕业证书", 0.4, 0.4), source="ocr", aspect=ASPECT)
    inside = Page(2, "ocr", college().lines, aspect=ASPECT)
    assert only(cover, inside).pages == (1, 2)


@pytest.mark.parametrize(
    "lines",
    [
        ("教育部学历证书电子注册备案表", "姓名", "张三", "毕业证书编号", "103991201805000123"),
        ("报名材料清单", "1.毕业证书复印件", "2.身份证复印件"),
        ("在校证明", "兹证明张三系我校学生"),
    ],
)
def test_what_is_no_diploma(lines: tuple[str, ...]) -> None:
    assert diploma.READER.read([page(*(line(text, 0.1, 0.1 + 0.06 * n) for n, text in enumerate(lines)))]) == []


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("103991201805000123", ("普通高校", 2018, "本科")),
        ("103945201806004123", ("成人", 2018, "大专")),
        ("103947202006004123", ("网络", 2020, "大专")),
        ("65350102181234567", None),
        ("闽中职2015000123", None),
    ],
)
def test_college_numbers(number: str, parts: tuple[str, int, str] | None) -> None:
    found = schools.college_number(number)
    assert (found and (found.school_class, found.year, found.education)) == parts


SENTENCES = (
    (
        "学生　张三　，男，一九八八年五月生，"
        "于二〇〇五年九月至二〇〇九年七月在本校计算机科学与技术专业四年制本科学习，准予毕业。",
        {"name": "张三", "sex": "男", "birth_date": "1988-05", "major": "计算机科学与技术", "education": "本科"},
    ),
    (
        "学生张三，男，系福建省惠安县人，一九九〇年五月出生，在本校高中修业期满，成绩合格，准予毕业，此证。",
        {"name": "张三", "sex": "男", "birth_date": "1990-05"},
    ),
    (
        "学生张三系福建省惠安县人，性别男，1990年5月生。于2006年9月入本校学习，"
        "学制三年，所学专业为文秘，现已修业期满，准予毕业。",
        {"name": "张三", "sex": "男", "birth_date": "1990-05", "major": "文秘"},
    ),
    (
        "学生 张三 ，性别 女 ，一九九〇年 五 月 六 日生，"
        "于 二〇一六 年 九 月至 二〇一九 年 七 月在本校 电子商务（跨境） 专业 三 年制 专 科学习，"
        "准予毕业。",
        {"name": "张三", "sex": "女", "birth_date": "1990-05-06", "major": "电子商务(跨境)", "education": "大专"},
    ),
    (
        "学生张三，女，1990年5月6日生，"
        "于2016年3月至2018年7月在本校（网络教育）行政管理专业两年半制专科起点本科学习，"
        "准予毕业。",
        {"name": "张三", "birth_date": "1990-05-06", "enrolment_date": "2016-03",
         "major": "行政管理", "education": "本科"},
    ),
    (
        "研究生　张三　性别女，一九九〇年五月六日生，"
        "于二〇一六年九月至二〇一九年七月在公共管理专业学习，"
        "修完硕士研究生培养计划规定的全部课程，准予毕业。",
        {"name": "张三", "sex": "女", "major": "公共管理", "education": "硕士"},
    ),
    (
        "学生张三，性别男，身份证号110105194912310023，"
        "于2006年9月至2009年7月在我校数控加工（高级）专业学习，学完全部课程，准予毕业。",
        {"name": "张三", "sex": "男", "enrolment_date": "2006-09", "major": "数控加工(高级)"},
    ),
    (
        "学生买买提吐尔逊·阿不都热合曼，男，维吾尔族，1990年5月6日生，"
        "于2006年9月至2009年7月在本校园林技术专业学习，准予毕业。",
        {"name": "买买提吐尔逊·阿不都热合曼", "sex": "男", "ethnicity": "维吾尔", "major": "园林技术"},
    ),
    (
        "学生 张胜男 性别 女 系福建省惠安县人 于 一九九〇年五月六日 出生 自 2006 年 9 月至 2009 年 7 月"
        "在我校电子商务专业 三年制学习 修业期满，成绩合格，准予毕业",
        {"name": "张胜男", "sex": "女", "birth_date": "1990-05-06", "enrolment_date": "2006-09", "major": "电子商务"},
    ),
    (
        "学生买买提江·阿不都性别男系福建省惠安县人于1990年5月6日出生自2006年9月至2009年7月"
        "在我校学习修业期满成绩合格准予毕业",
        {"name": "买买提江·阿不都", "sex": "男", "birth_date": "1990-05-06", "enrolment_date": "2006-09"},
    ),
    (
        "学生张三，男，1990 年 5 月 6 日生，二〇一四年九月至二〇一八年六月在我校函授 文秘专业（专科起点本科）学习，"
        "修业期满，成绩合格，准予毕业。",
        {"name": "张三", "sex": "男", "major": "文秘", "education": "本科"},
    ),
    (
        "张三，女，1990年5月6日生，参加法学专业本科高等教育自学考试，全部课程成绩合格，经审定，准予毕业。",
        {"name": "张三", "sex": "女", "major": "法学", "education": "本科"},
    ),
    (
        "学生张三，女，1990年5月6日生，于二〇一四年九月至二〇一八年六月在校行政管理专业三年制专科学习，修业期满，准予毕业。",
        {"name": "张三", "sex": "女", "major": "行政管理", "education": "大专"},
    ),
)  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), SENTENCES)
def test_ways_of_saying_it(body: str, expected: dict[str, str]) -> None:
    lines = wrapped(body, 0.29, 0.25, 22)
    reading = only(
        page(
            line("毕业证书", 0.4, 0.13), *lines, line("学校：示范学校", 0.1, 0.73), line("编号：2009012345", 0.1, 0.84)
        )
    )
    told = values(reading)
    assert {field: told.get(field) for field in expected} == expected


def test_a_label_torn_from_its_value() -> None:
    reading = only(
        page(
            *college().lines[:-6],
            line("校", 0.1, 0.73),
            line("名：泉州师范学院", 0.16, 0.73),
            line("二〇一八年六月三十日", 0.7, 0.85),
        )
    )
    assert values(reading)["school"] == "泉州师范学院"


def test_a_sentence_without_any_date() -> None:
    body = "学生林晓燕，女，在本校修业期满，成绩合格，准予毕业。"
    reading = only(page(line("毕业证书", 0.4, 0.13), line(body, 0.1, 0.3), line("学校：示范学校", 0.1, 0.73)))
    graduated = reading.fields["graduation_date"]
    assert (graduated.value, graduated.reason) == (None, "落款日期未能读出")


def test_a_digit_that_one_reading_lost() -> None:
    number = line("证书编号：10399120180500012", 0.1, 0.84)
    again = {number.text: "证书编号：103991201805000123"}
    lines = (*college().lines[:-3], number, line("二〇一八年六月三十日", 0.7, 0.82))
    value = only(sheet(*lines, source="ocr", aspect=ASPECT, again=again)).fields["certificate_number"]
    assert (value.value, value.sure) == ("103991201805000123", True)


@pytest.mark.parametrize(
    ("first", "again", "value", "sure"),
    [
        ("二〇FO年六月y十日", "二〇と〇年六月力十日", "2018-06", True),
        ("年六月九日", "二〇八年六月十九日", "2018-06", True),
        ("年六月九日", "二〇一九年六月十九日", "2019-06", False),
    ],
)
def test_numerals_of_the_year_lost_under_a_seal(first: str, again: str, value: str, sure: bool) -> None:
    found = under_seal((line(first, 0.7, 0.83, 0.6),), {"whole": again, "day": again}).fields["graduation_date"]
    assert (found.value, found.sure) == (value, sure)


def test_a_letter_in_a_number_is_a_digit_misread() -> None:
    number = line("证书编号：10399120180500012T★", 0.1, 0.84)
    lines = (*college().lines[:-3], number, line("二〇一八年六月三十日", 0.7, 0.82))
    mended = sheet(*lines, source="ocr", aspect=ASPECT, again={number.text: "证书编号：103991201805000123"})
    assert only(mended).fields["certificate_number"].value == "103991201805000123"
    assert only(mended).fields["certificate_number"].sure
    alike = sheet(*lines, source="ocr", aspect=ASPECT)
    assert not only(alike).fields["certificate_number"].sure


def test_bits_of_a_seal_behind_the_schools_name() -> None:
    seal = (line("门大", 0.34, 0.73, 0.5), line("学门", 0.2, 0.775, 0.6))
    reading = only(page(*college().lines, *seal))
    assert values(reading)["school"] == "泉州师范学院"
    assert reading.fields["school"].sure


def test_a_label_with_a_letter_lost() -> None:
    lines = [piece for piece in college().lines if "校　　名" not in piece.text]
    reading = only(page(*lines, line("名：泉州师范学院", 0.15, 0.73)))
    assert values(reading)["school"] == "泉州师范学院"


def test_a_letter_of_a_label_close_before_the_schools_name_is_none_of_it() -> None:
    lines = [piece for piece in college().lines if "校　　名" not in piece.text]
    name = line("福州乌山理工大学", 0.249, 0.656)
    height = name.box[3] - name.box[1]
    torn = replace(line("校", 0.2, 0.656), box=(0.249 - height / 0.707, 0.656, 0.249, name.box[3]))
    assert values(only(page(*lines, torn, name)))["school"] == "福州乌山理工大学"


def test_a_school_in_old_characters_is_the_school() -> None:
    lines = [piece for piece in college().lines if "校　　名" not in piece.text]
    assert values(only(page(*lines, line("晋江市紫帽中學", 0.25, 0.656))))["school"] == "晋江市紫帽中学"


def test_the_head_of_a_school_is_no_school() -> None:
    assert schools.name("长：林宗源") is None
    assert schools.name("（院）长林宗源") is not None, "without anything between it may be a place: 长乐一中"
    kept = schools.name("长乐第一中学")
    assert kept is not None and kept.value == "长乐第一中学"


def test_a_title_passed_over() -> None:
    reading = only(page(*(piece for piece in college().lines if piece.text != "毕业证书")))
    assert reading.kind_confidence >= 0.9
    assert values(reading)["school_class"] == "普通高校"


@pytest.mark.parametrize(
    ("text", "school"),
    [
        ("惠北第三中学", "惠北第三中学"),
        ("惠安一中", "惠安一中"),
        ("泉州第五中专", "泉州第五中专"),
        ("示范第七中等职业学校", "示范第七中等职业学校"),
        ("莆田十中", "莆田十中"),
    ],
)
def test_a_numbered_school_keeps_its_whole_name(text: str, school: str) -> None:
    found = schools.name(text)
    assert found is not None
    assert found.value == school


@pytest.mark.parametrize(
    "label", ["院　　校　", "学　　校：", "校 ", "校：", "校　　名：", "毕业院校：", "院校名称　", "："]
)
@pytest.mark.parametrize("school", ["武汉东湖城市学院", "福建省惠安县第二中学", "学军中学"])
def test_a_label_of_any_width_is_no_part_of_the_school(label: str, school: str) -> None:
    facts = (line(label + school, 0.1, 0.73), line("证书号码：闽职2010289326", 0.1, 0.84))
    told = values(only(page(*college().lines[:-6], *facts, line("二〇一八年六月三十日", 0.7, 0.85))))
    assert (told["school"], told["certificate_number"]) == (school, "闽职2010289326")


@pytest.mark.parametrize("behind", ["（本科）", "(专科)", "（本科）学习", "本科"])
@pytest.mark.parametrize("label", ["所学专业：", "专　　业　", "专业："])
def test_facts_one_a_line_do_not_run_into_each_other(label: str, behind: str) -> None:
    rows: tuple[str, ...] = (
        "姓　　名：林晓燕",
        "性　　别：女",
        "出生日期：1996年3月14日",
        "学习时间：2014年9月—2018年6月",
    )
    rows = (*rows, f"{label}文秘{behind}", "修业期满，成绩合格，准予毕业。", "学　　校：泉州师范学院")
    facts = [line(row, 0.1, 0.25 + 0.07 * number) for number, row in enumerate(rows)]
    told = values(only(page(line("毕业证书", 0.4, 0.13), *facts, line("2018年6月30日", 0.7, 0.85))))
    assert (told["name"], told["major"], told["school"]) == ("林晓燕", "文秘", "泉州师范学院")


def stamped(*foot: Line, red: tuple[int, int] | None = None) -> Value:
    """The school on a paper whose seal covers these columns of a thousand."""
    picture = np.full((707, 1000, 3), 255, np.uint8)
    if red is not None:
        picture[400:560, red[0] : red[1]] = (60, 60, 220)
    body = "学生张三，男，1990年5月6日生，2006年9月至2009年7月在本校电子商务专业学习，修业期满，准予毕业。"
    lines = (line("中等职业学校毕业证书", 0.3, 0.1), *wrapped(body, 0.29, 0.25, 22))
    made = replace(page(*lines, *foot), sight=Sight(picture, 1))
    return only(made).fields["school"]


def test_a_name_that_the_seal_cut_is_put_together() -> None:
    head = line("惠安", 0.5, 0.7)
    rest = line("开元职业中专学校", head.box[2] - 0.005, 0.702)
    value = stamped(head, rest, red=(560, 760))
    assert (value.value, value.sure) == ("惠安开元职业中专学校", True)


def test_a_name_whose_beginning_may_be_under_the_seal_is_not_sure() -> None:
    assert not stamped(line("开元职业中专学校", 0.55, 0.7), red=(480, 760)).sure
    assert stamped(line("惠安开元职业中专学校（章）", 0.5, 0.7), red=(560, 760)).sure


@pytest.mark.parametrize("born", ["一九九年一月二十三日出生", "1990年1月23日出生", "一九九〇年一月廿三日生"])
def test_the_day_of_enrolment_is_no_birth(born: str) -> None:
    """Whatever was made out of the birth before it."""
    body = f"兹有学生姜根，性别男，{born}于2008年09月入学，在本校会计专业专科学习期满，准予毕业，2011年07月毕业。"
    reading = only(
        page(line("普通高等学校毕业证书", 0.3, 0.1), *wrapped(body, 0.1, 0.25, 30), line("2011年7月1日", 0.7, 0.85))
    )
    birth = reading.fields.get("birth_date")
    assert birth is None or birth.value in (None, "1990-01-23")
    assert reading.fields["enrolment_date"].value == "2008-09"


@pytest.mark.parametrize("beginning", ["二08八年九月", "九年九月", "二〇〇八年九月"])
def test_an_end_of_study_without_its_beginning_confirms_the_date(beginning: str) -> None:
    body = f"学生金婷，女，1990年4月7日生，{beginning}至二〇一一年七月在我校法学专业（专科）学习，成绩合格，准予毕业。"
    lines = wrapped(body, 0.1, 0.25, 24)
    reading = only(
        page(line("毕业证书", 0.4, 0.1), *lines, line("福州乌山理工大学", 0.1, 0.8), line("一年七月十日", 0.66, 0.85))
    )
    graduated = reading.fields["graduation_date"]
    assert graduated.value is not None and graduated.value[:7] == "2011-07"
    assert graduated.sure


@pytest.mark.parametrize("label", ["，性别女", "别女", "，别女", " 性别：女"])
def test_a_label_of_which_a_letter_was_lost_is_no_part_of_the_name(label: str) -> None:
    body = f"学生杜秀女{label}，1985年3月13日生，于2004年9月至2007年6月在本校文秘专业学习，成绩合格，准予毕业。"
    fields = only(
        page(line("毕业证书", 0.4, 0.1), *wrapped(body, 0.1, 0.25, 30), line("2007年7月1日", 0.7, 0.85))
    ).fields
    assert (fields["name"].value, fields["sex"].value) == ("杜秀女", "女")


@pytest.mark.parametrize("text", ["文秘1377012012068", "文秘 No.1377012012068", "文秘(本科)137701201206"])
def test_a_number_behind_a_major_is_none_of_it(text: str) -> None:
    meaning = majors.major(text)
    assert meaning is not None and meaning.value == "文秘"


STUDIED = "一九九五年五月六日生，于二〇一四年九月至二〇一八年六月在本校"


@pytest.mark.parametrize(
    "behind", ["该生", "该生修业期满", "该同学思想品德合格", "经考核合格", "特发此证", "修完全部课程"]
)
@pytest.mark.parametrize("major", ["旅游服务与管理", "马克思主义与思想政治教育", "经济学"])
def test_the_next_sentence_is_no_part_of_a_major(major: str, behind: str) -> None:
    meaning = majors.major(f"{major}{behind}")
    assert meaning is not None and meaning.value == major


def test_a_date_of_which_a_seal_left_only_the_month() -> None:
    """The piece's line is taller than its characters: the place read again is as long as a date, and no longer."""
    piece = Line("年七月", 0.99, (0.73, 0.574, 0.827, 0.641))
    asked: list[Box] = []

    def again(box: Box) -> Line | None:
        asked.append(box)
        return Line("二〇一一年七月一日", 0.96, box) if box[2] - box[0] > 0.25 else None

    body = "韩刚远，男，1985年8月20日生，参加会计专业本科高等教育自学考试，全部课程成绩合格，准予毕业。"
    lines = [
        line("高等教育自学考试毕业证书", 0.3, 0.1),
        *wrapped(body, 0.1, 0.25, 24),
        line("福州乌山理工大学", 0.1, 0.45),
    ]
    graduated = only(page(*lines, piece, again=again)).fields["graduation_date"]
    assert (graduated.value, graduated.sure) == ("2011-07", True)
    assert all(box[2] - box[0] < 0.45 for box in asked if box[0] > 0.4)


@pytest.mark.parametrize(
    ("labelled", "name", "sure"), [("覃平", "覃平", True), ("单平", "单平", True), ("秦平", "覃平", False)]
)
def test_a_name_beside_its_label_settles_the_sentence(labelled: str, name: str, sure: bool) -> None:
    """It stands twice on the paper; a third name settles nothing."""
    body = "单平同学，男，1996年4月出生，于2011年9月至2014年7月在我校会计电算化专业学习三年，修业期满，准予毕业。"
    lines = [
        line("职业高中毕业证书", 0.5, 0.2), *wrapped(body, 0.5, 0.32, 17), line(f"姓名 {labelled}", 0.1, 0.6),
        line("石狮鹏山职业高级中学", 0.6, 0.61), line("2014年7月10日", 0.6, 0.66),
    ]  # fmt: skip
    lines = [replace(one, confidence=0.7) if "单平" in one.text and "姓名" not in one.text else one for one in lines]
    again = {one.text: one.text.replace("单平同学", "覃平同学") for one in lines}
    found = only(sheet(*lines, source="ocr", again=again)).fields["name"]
    assert (found.value, found.sure) == (name, sure)


@pytest.mark.parametrize(
    "behind",
    [
        "经本人申请，学校审核，特补发此毕业证明书。", "经核查，学校核实后发给此证明书。", "学校同意补发。",
        "学校研究决定，特此证明。", "因原证遗失，学校批准补办。",
    ],
)  # fmt: skip
def test_a_word_of_the_sentence_labels_nothing(behind: str) -> None:
    """A school must look like one: 学校审核 is what the school did."""
    body = f"学生张三，性别女，{STUDIED}法学专业四年制本科学习，{behind}"
    reading = only(college(body, over="", title="毕业证明书"))
    assert values(reading)["school"] == "泉州师范学院"


@pytest.mark.parametrize("before", ["政法系", "二〇一八届", "2018级", "经济管理系2018届"])
def test_a_department_and_a_year_are_no_part_of_a_major(before: str) -> None:
    body = f"学生张三，性别女，{STUDIED}{before}行政管理专业四年制本科学习，准予毕业。"
    assert values(only(college(body)))["major"] == "行政管理"


@pytest.mark.parametrize("major", ["系统工程", "国际关系学", "公共关系实务", "农业水系统工程"])
def test_majors_that_only_sound_like_a_department(major: str) -> None:
    assert values(only(college(BODY.replace("行政管理", major))))["major"] == major


@pytest.mark.parametrize("name", ["袁本科", "林专科", "许函授"])
def test_the_persons_name_tells_no_level(name: str) -> None:
    body = f"学生{name}，性别男，{STUDIED}法学专业三年制专科学习，准予毕业。"
    told = values(only(college(body)))
    assert (told["name"], told["education"], told.get("study_form")) == (name, "大专", None)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("学生杨柳系福建省惠安县人，现年十九岁，在本校法学专业学习，准予毕业。", "杨柳"),
        ("尤佳系我校二〇一八届法学专业专科毕业生，一九九五年三月十二日生，准予毕业。", "尤佳"),
    ],
)  # fmt: skip
def test_a_name_before_what_its_bearer_is(body: str, name: str) -> None:
    assert values(only(college(body)))["name"] == name
