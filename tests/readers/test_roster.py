"""Rosters as sheets, tables and lists."""

import io
from datetime import date

import docx
import openpyxl
import pytest
from samples import rosters
from samples.press.people import invent

from hui_reg import notice
from hui_reg.model import Reading
from hui_reg.pages.page import Page
from hui_reg.readers import roster
from hui_reg.vocabulary import Kind
from tests.readers.written import at, page_of, rows, sheet, text

ID, OTHER = "11010519491231002X", "440308199901101512"
HEADING = ("序号", "姓名", "性别", "身份证号", "联系电话", "工作单位")
PEOPLE = (
    ("1", "林晓燕", "女", ID, "13800138000", "惠安县税务局"),
    ("2", "阿卜杜拉•买买提", "男", OTHER, "13900139000", "惠安县税务局"),
)
EXPECTED = (
    {"name": "林晓燕", "sex": "女", "id_number": ID, "phone": "13800138000", "employer": "惠安县税务局"},
    {"name": "阿卜杜拉·买买提", "sex": "男", "id_number": OTHER, "phone": "13900139000", "employer": "惠安县税务局"},
)


def only(*pages: Page) -> Reading:
    (reading,) = roster.READER.read(pages)
    return reading


def test_a_plain_sheet() -> None:
    reading = only(rows(HEADING, *PEOPLE))
    assert (reading.kind, reading.rows) == (Kind.ROSTER, EXPECTED)
    assert reading.kind_confidence >= 0.95


@pytest.mark.parametrize(
    ("above", "unit"),
    [
        ((("惠安县税务局政务服务办事员报名汇总表",),), "惠安县税务局"),
        ((("报名人员花名册",), ("填报单位（盖章）：惠安县税务局", "", "联系人：王主任")), "惠安县税务局"),
        ((("报名汇总表",), ()), None),
    ],
)
def test_title_rows_and_the_unit_in_them(above: tuple[tuple[str, ...], ...], unit: str | None) -> None:
    reading = only(rows(*above, HEADING, *PEOPLE, ("合计", "2人"), ("填表人：王五", "", "审核人：")))
    assert reading.rows == EXPECTED
    assert (reading.fields["employer"].value if unit else reading.fields.get("employer")) == unit


@pytest.mark.parametrize("make", [rosters.xlsx, rosters.xls])
def test_the_workbooks_of_the_samples(make: object) -> None:
    people = [invent(name, "女", date(1990, 1, 2), "惠安县税务局") for name in ("林晓燕", "张三")]
    data = make("惠安县税务局报名汇总表", people)  # type: ignore[operator]
    reading = only(page_of(data, "xls" if make is rosters.xls else "xlsx"))
    assert [(row["name"], row["id_number"], row["phone"]) for row in reading.rows] == [
        (person.name, person.id_number, person.phone) for person in people
    ]


def test_the_template_of_the_evaluation_bodies() -> None:
    columns = notice.parse(notice.shipped()).roster.columns
    cells = {
        "姓名*": "林晓燕",
        "证件号码*": ID,
        "手机号码*": "13800138000",
        "文化程度*": "大学本科",
        "认定等级*": "四级/中级工",
    }
    line = tuple(cells.get(column, "") for column in columns)
    (row,) = only(rows(columns, line)).rows
    assert row == {"name": "林晓燕", "id_number": ID, "phone": "13800138000", "education": "本科", "level": "四级"}


def test_a_heading_of_two_rows() -> None:
    page = rows(
        ("姓名", "性别", "证件号码", "联系方式", ""),
        ("", "", "", "手机", "单位"),
        ("林晓燕", "女", ID, "13800138000", "惠安县税务局"),
        ("张三", "男", OTHER, "13900139000", "惠安县税务局"),
    )
    assert [row["name"] for row in only(page).rows] == ["林晓燕", "张三"]


def test_an_id_number_typed_as_a_number_is_not_given() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["姓名", "身份证号", "手机"])
    workbook.active.append(["林晓燕", 350521199001011000, 13800138000])
    workbook.active.append(["张三", OTHER, "13900139000"])
    buffer = io.BytesIO()
    workbook.save(buffer)
    first, second = only(page_of(buffer.getvalue(), "xlsx")).rows
    assert "id_number" not in first
    assert "末三位" in first["id_number_problem"]
    assert second["id_number"] == OTHER


def test_pictures_in_cells_are_told_by_their_page() -> None:
    page = rows(("姓名", "身份证号", "照片"), ("林晓燕", ID, "〔图2〕"), ("张三", OTHER, "〔图3〕"))
    assert [row["photo_page"] for row in only(page).rows] == ["2", "3"]


def test_a_table_of_a_word_file() -> None:
    document = docx.Document()
    document.add_paragraph("惠安县税务局报名人员名单")
    table = document.add_table(3, 6)
    for row, cells in enumerate((HEADING, *PEOPLE)):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    buffer = io.BytesIO()
    document.save(buffer)
    reading = only(page_of(buffer.getvalue(), "docx"))
    assert reading.rows == EXPECTED
    assert reading.fields["employer"].value == "惠安县税务局"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_table_told_by_the_places_of_its_texts(source: str) -> None:
    lefts = (0.05, 0.12, 0.25, 0.32, 0.56, 0.74)
    lines = [at("惠安县税务局报名汇总表", 0.3, 0.05)]
    for number, cells in enumerate((HEADING, *PEOPLE)):
        lines += [at(cell, left, 0.1 + 0.03 * number, height=0.011) for cell, left in zip(cells, lefts, strict=True)]
    assert only(sheet(*lines, source=source)).rows == EXPECTED


def test_people_listed_in_running_text() -> None:
    reading = only(text("报名人员如下：", f"1、林晓燕，女，{ID}，13800138000", f"2、张三，男，{OTHER}，13900139000"))
    assert reading.rows == (
        {"name": "林晓燕", "id_number": ID, "phone": "13800138000"},
        {"name": "张三", "id_number": OTHER, "phone": "13900139000"},
    )
    assert reading.kind_confidence < 0.8


def test_a_score_sheet_is_no_roster() -> None:
    page = rows(
        ("准考证号", "姓名", "身份证号", "理论成绩", "技能成绩"),
        ("1", "林晓燕", ID, "80", "缺考"),
        ("2", "张三", OTHER, "70", "66"),
    )
    assert only(page).kind is Kind.SCORES


@pytest.mark.parametrize(
    "page",
    [
        rows(("姓名", "林晓燕", "性别", "女"), ("身份证号码", ID, "联系电话", "13800138000")),
        rows(
            ("姓名", "", "性别", "", "民族", ""), ("身份证号码", "", "联系电话", ""), ("申报职业", "", "申报等级", "")
        ),
        rows(("序号", "材料名称", "份数"), ("1", "申报表", "1")),
        text("姓名：林晓燕", "性别：女"),
    ],
)
def test_what_lists_nobody(page: Page) -> None:
    assert roster.READER.read([page]) == []


def test_a_forms_row_of_labels_and_values_is_no_heading() -> None:
    page = sheet(
        *(
            at(words, left, 0.1)
            for words, left in (("姓名", 0.1), ("张三", 0.2), ("性别", 0.35), ("男", 0.48), ("出生年月", 0.57))
        ),
        *(
            at(words, left, 0.14)
            for words, left in (("身份证号码", 0.1), (ID, 0.25), ("联系电话", 0.57), ("13800138000", 0.7))
        ),
    )
    assert roster.READER.read([page]) == []


LABELLED = [
    ("姓名", "夏玉兰"), ("性别", "女"), ("出生日期", "1988-03-12"), ("入学日期", "2006-09-01"),
    ("毕（结）业日期", "2010-07-01"), ("学校名称", "闽海示范大学"), ("专业", "行政管理"), ("学制", "4年"),
    ("层次", "本科"), ("学历类别", "普通高等教育"), ("学习形式", "普通全日制"), ("毕（结）业", "毕业"),
]  # fmt: skip


@pytest.mark.parametrize("columns", [3, 4, 6])
@pytest.mark.parametrize("titled", [False, True])
def test_labels_above_the_values_of_one_person_are_no_list(columns: int, titled: bool) -> None:
    table = [
        tuple(pair[side] for pair in LABELLED[first : first + columns])
        for first in range(0, len(LABELLED), columns)
        for side in (0, 1)
    ]
    title = [("教育部学历证书电子注册备案表",)] if titled else []
    assert roster.READER.read([rows(*title, *table)]) == []
    placed = [
        at(cell, 0.08 + 0.15 * column, 0.1 + 0.03 * row, height=0.011)
        for row, cells in enumerate(table)
        for column, cell in enumerate(cells)
    ]
    assert roster.READER.read([sheet(*placed)]) == []


def test_what_a_record_is_called_is_no_list_whatever_stands_below() -> None:
    page = rows(("教育部学历证书电子注册备案表",), HEADING, *PEOPLE)
    assert roster.READER.read([page]) == []


def test_a_family_lists_nobody_who_applies() -> None:
    page = rows(("姓名", "与本人关系", "工作单位", "联系电话"), ("张三", "丈夫", "惠安县税务局", "13800138000"))
    assert roster.READER.read([page]) == []


def test_a_sheet_of_one_line_is_a_list_and_a_table_among_words_is_none() -> None:
    (person,) = only(rows(("姓名", "身份证号"), PEOPLE[0][1:4:2])).rows
    assert person == {"name": "林晓燕", "id_number": ID}
    assert only(rows(("窗口", "人员姓名", "身份证"), ("医保", "林晓燕", ID))).rows[0]["name"] == "林晓燕"
    assert roster.READER.read([rows(("在职证明",), ("姓名", "身份证号"), ("林晓燕", ID), ("特此证明",))]) == []
