"""The application form in every shape it comes in."""

import itertools
from collections.abc import Callable
from datetime import date

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from samples.press import forms
from samples.press.people import Education, Person, invent

from hui_reg.model import Reading
from hui_reg.pages.formats import office, pdf
from hui_reg.pages.page import Line, Page
from hui_reg.readers.form import form
from hui_reg.vocabulary import Kind
from tests.readers.written import at, page_of, rows, sheet, values

SCHOOLS = (
    Education("惠安县荷山中学", "高中", "普通高中", "", date(2011, 9, 1), date(2014, 7, 1), "闽高中2014012345"),
    Education(
        "泉州师范学院", "本科", "普通高校", "行政管理", date(2014, 9, 1), date(2018, 6, 30), "103991201805000123"
    ),
)
PERSON: Person = invent(
    "林晓燕", "女", date(1996, 3, 14), "惠安县行政服务中心管理委员会", education=SCHOOLS[1], earlier=SCHOOLS[:1]
)
FILLED = {
    "name": "林晓燕",
    "sex": "女",
    "birth_date": "1996-03",
    "id_number": PERSON.id_number,
    "phone": PERSON.phone,
    "occupation": "政务服务办事员",
    "direction": "政务服务办事员",
    "level": "四级",
    "years_in_occupation": "3年",
    "employer": "惠安县行政服务中心管理委员会",
    "employer_phone": f"05950000{PERSON.phone[-4:]}",
    "education": "本科",
    "school": "泉州师范学院",
    "major": "行政管理",
    "graduation_date": "2018-06",
    "held_certificate": "无",
}


def only(pages: list[Page]) -> Reading:
    (reading,) = form.read(pages)
    assert reading.kind is Kind.APPLICATION_FORM
    return reading


def word(**changed: str) -> Reading:
    return only(office.pages(forms.word(PERSON, forms.answers(PERSON, **changed), photo=True), "docx")[0])


def printed(**changed: str) -> Reading:
    data = forms.printed(PERSON, forms.answers(PERSON, **changed))
    return only([Page(page.number, "text", page.lines, aspect=page.aspect) for page in pdf.pages(data)])


def test_as_word_file() -> None:
    reading = word()
    assert values(reading) == FILLED
    assert reading.kind_confidence >= 0.95
    assert all(value.sure for value in reading.fields.values())


def test_as_pdf_with_rows_broken_into_many_lines() -> None:
    reading = printed()
    assert values(reading) == FILLED
    assert all(value.box for value in reading.fields.values())


@pytest.mark.parametrize(
    "title", ["福建省职业技能认定申报表", "福建省职业技能等级认定申报表", "福建省职业技能统一认定申报表"]
)
def test_every_title_in_circulation(title: str) -> None:
    data = forms.word(PERSON, forms.answers(PERSON), title=title)
    assert only(office.pages(data, "docx")[0]).kind_confidence >= 0.95


@pytest.mark.parametrize("reader", [word, printed])
def test_an_empty_cell_is_no_value(reader: object) -> None:
    reading = reader(联系电话="", 性别="男/女")  # type: ignore[operator]
    assert "phone" not in reading.fields
    assert "sex" not in reading.fields


@pytest.mark.parametrize(
    ("label", "text", "field", "value"),
    [
        ("出生年月", "1996 年 3 月", "birth_date", "1996-03"),
        ("毕业时间", "二〇一八年六月", "graduation_date", "2018-06"),
        ("毕业时间", "2018.6", "graduation_date", "2018-06"),
        ("身份证号码", ".".join(PERSON.id_number), "id_number", PERSON.id_number),
        ("申报等级", "□五级 ☑四级 □三级", "level", "四级"),
        ("性别", "□男 ☑女", "sex", "女"),
        ("现工作单位", "惠安县崇武镇便民服务中心电活0595-87926960", "employer", "惠安县崇武镇便民服务中心"),
        ("现工作单位", "惠安县档案馆　电话：13800138000", "employer", "惠安县档案馆"),
        ("现工作单位", "惠安县114查号台", "employer", "惠安县114查号台"),
    ],
)
def test_ways_of_filling_in(label: str, text: str, field: str, value: str) -> None:
    assert word(**{label: text}).fields[field].value == value


def workbook(**changed: str) -> Reading:
    book, answers = openpyxl.Workbook(), forms.answers(PERSON, **changed)
    cells = list(answers.cells.items())
    book.active.append([forms.TITLE])
    for first, second in itertools.zip_longest(cells[::2], cells[1::2], fillvalue=("", "")):
        book.active.append([*first, *second])
    return only(office.pages(saved(book), "xlsx")[0])


NONE_IS_AN_ANSWER = {
    "现已持何种职业证书": "held_certificate",
    "从事本职业年限": "years_in_occupation",
    "最高学历专业": "major",
    "工种/职业方向": "direction",
}
NONE_IS_NO_ANSWER = {"联系电话": "phone", "姓名": "name", "现工作单位": "employer", "毕业院校": "school", "性别": "sex"}


@pytest.mark.parametrize("reader", [word, printed, workbook])
@pytest.mark.parametrize("text", ["无", "暂无", "没有", "（无）", "无。", "暂无证书"])
def test_none_is_an_answer_where_there_may_be_none(reader: Callable[..., Reading], text: str) -> None:
    answered = values(reader(**dict.fromkeys(NONE_IS_AN_ANSWER, text)))
    said = dict.fromkeys(NONE_IS_AN_ANSWER.values(), "无")
    assert {field: answered.get(field) for field in said} == said


@pytest.mark.parametrize("reader", [word, printed, workbook])
@pytest.mark.parametrize("text", ["无", "暂无", "没有", "无。"])
def test_none_is_no_answer_elsewhere(reader: Callable[..., Reading], text: str) -> None:
    fields = reader(**dict.fromkeys(NONE_IS_NO_ANSWER, text)).fields
    assert not [field for field in NONE_IS_NO_ANSWER.values() if field in fields]


@pytest.mark.parametrize("reader", [word, printed, workbook])
def test_a_stroke_or_an_empty_cell_says_nothing(reader: Callable[..., Reading]) -> None:
    for text in ("", "/", "——"):
        reading = reader(**dict.fromkeys(NONE_IS_AN_ANSWER, text))
        assert not [field for field in NONE_IS_AN_ANSWER.values() if field in reading.fields]


def test_a_wrong_number_is_kept_and_said() -> None:
    wrong = PERSON.id_number[:-1] + ("1" if PERSON.id_number[-1] != "1" else "2")
    value = word(身份证号码=wrong).fields["id_number"]
    assert (value.value, value.reason, value.sure) == (wrong, "校验位不符", True)


def test_schooling_below_is_not_taken_for_the_main_table() -> None:
    reading = word(最高学历="", 毕业院校="", 最高学历专业="", 毕业时间="")
    assert not {"education", "school", "major", "graduation_date"} & set(reading.fields)


def test_text_boxes_and_content_controls() -> None:
    document = docx.Document()
    document.add_paragraph("福建省职业技能等级认定申报表")
    table = document.add_table(3, 4)
    for row, cells in enumerate((("姓名", "", "性别", ""), ("身份证号码", PERSON.id_number, "联系电话", PERSON.phone))):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    table.cell(2, 0).text, table.cell(2, 1).text = "现工作单位", "惠安县税务局"
    word_xml = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    table.cell(0, 1)._tc.replace(
        table.cell(0, 1).paragraphs[0]._p,
        parse_xml(
            f"<w:p {word_xml}><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>林晓燕</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        ),
    )
    table.cell(0, 3)._tc.replace(
        table.cell(0, 3).paragraphs[0]._p,
        parse_xml(
            f"<w:p {word_xml}><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击选择</w:t></w:r>"
            "</w:sdtContent></w:sdt></w:p>"
        ),
    )
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:r {word_xml} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>申报等级：四级</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    reading = only([page_of(saved(document), "docx")])
    assert values(reading)["name"] == "林晓燕"
    assert values(reading)["level"] == "四级"
    assert "sex" not in reading.fields, "a placeholder is nothing"


def saved(document: object) -> bytes:
    import io

    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def test_two_forms_in_one_file() -> None:
    first = rows(("姓名", "林晓燕"), ("性别", "女"), ("联系电话", "13800138000"), lines=["福建省职业技能认定申报表"])
    second = rows(("姓名", "张三"), ("性别", "男"), lines=["福建省职业技能认定申报表"], number=2)
    assert [reading.pages for reading in form.read([first, second])] == [(1,), (2,)]


def test_a_second_page_with_the_lower_part_belongs_to_the_form() -> None:
    first = rows(("姓名", "林晓燕"), ("性别", "女"), ("联系电话", "13800138000"), lines=["福建省职业技能认定申报表"])
    second = rows(("工作经历", "何年至何年", "证明人"), ("单位意见", "同意"), number=2)
    third = rows(("说明", "无"), number=3)
    assert [reading.pages for reading in form.read([first, second, third])] == [(1, 2)]


def scan(*lines: Line, **known: object) -> Page:
    return sheet(at("福建省职业技能等级统一认定申报表", 0.2, 0.06, 0.98), *lines, source="ocr", **known)  # type: ignore[arg-type]


def test_on_a_scan_a_label_not_found_cannot_be_told() -> None:
    page = scan(at("姓名", 0.1, 0.1, 0.9), at("林晓燕", 0.3, 0.1, 0.9), at("性别", 0.5, 0.1), at("女", 0.6, 0.1))
    phone = only([page]).fields["phone"]
    assert (phone.value, phone.sure) == (None, False)
    assert "联系电话" in phone.reason


def test_on_a_scan_an_empty_cell_is_looked_at_again() -> None:
    lines = (at("姓名", 0.1, 0.1), at("性别", 0.5, 0.1), at("女", 0.6, 0.1), at("联系电话", 0.1, 0.14))
    empty = only([scan(*lines, again=lambda _: None)])
    assert "phone" not in empty.fields
    faint = only([scan(*lines, again=lambda box: Line("13800138000", 0.8) if box[1] > 0.13 else None)]).fields["phone"]
    assert (faint.value, faint.sure) == ("13800138000", False)


def test_a_title_with_a_character_misread() -> None:
    page = sheet(
        at("福建省职业技能等级统一认定申报麦", 0.2, 0.06, 0.9),
        at("姓名", 0.1, 0.1),
        at("林晓燕", 0.3, 0.1),
        at("性别", 0.5, 0.1),
        at("女", 0.6, 0.1),
        at("联系电话", 0.1, 0.14),
        at("13800138000", 0.3, 0.14),
        at("申报等级", 0.1, 0.18),
        at("四级", 0.3, 0.18),
        at("现工作单位", 0.1, 0.22),
        at("惠安县税务局", 0.3, 0.22),
        source="ocr",
    )
    assert only([page]).kind_confidence >= 0.95


def test_exam_type_ticked_below_the_title() -> None:
    page = rows(("姓名", "林晓燕"), ("性别", "女"), lines=["福建省职业技能认定申报表", "考试类型：☑正考 □补考"])
    assert values(only([page]))["exam_type"] == "正考"


def test_a_lone_telephone_is_the_applicants() -> None:
    page = rows(
        ("姓名", "林晓燕"),
        ("性别", "女"),
        ("电话", "13800138000"),
        ("工作单位", "惠安县税务局"),
        lines=["福建省职业技能认定申报表"],
    )
    assert values(only([page]))["phone"] == "13800138000"


@pytest.mark.parametrize(
    "page",
    [
        rows(
            ("序号", "姓名", "性别", "身份证号", "联系电话", "申报等级", "工作单位", "毕业院校"),
            ("1", "张三", "男", "", "", "", "", ""),
        ),
        rows(("姓名", "张三"), lines=["福建省职业技能认定申报表汇总表"]),
        rows(
            lines=[
                "关于开展职业技能等级认定的通知",
                "附件1：福建省职业技能等级认定申报表，请如实填写后于7月5日前报送至本中心邮箱",
            ]
        ),
    ],
)
def test_what_is_no_form(page: Page) -> None:
    assert form.read([page]) == []


def test_a_form_of_which_nothing_was_read_is_not_an_empty_one() -> None:
    labels = [["姓名", "", "性别", ""], ["身份证号码", "", "联系电话", ""], ["现工作单位", "", "申报职业", ""]]
    reading = only([rows(*labels, ["申报等级", ""], lines=["福建省职业技能等级认定申报表"])])
    assert {field: reading.fields[field].value for field in form.REQUIRED} == dict.fromkeys(form.REQUIRED)
    assert {reading.fields[field].reason for field in form.REQUIRED} == {"申报表各栏均未读出"}
