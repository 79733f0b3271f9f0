"""People listed in running text, and rows of sheets that list nobody: examples, crossed-out and invisible ones."""

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from hui_reg.pages.formats import office, web
from hui_reg.pages.leaves import leaves
from hui_reg.pages.page import Page
from hui_reg.readers import listed, roster
from tests.readers.written import rows, text

ID, OTHER = "11010519491231002X", "440308199901101512"
WOMAN, SECOND = "350521199603140046", "350521198801020024"


def people(page: Page) -> list[tuple[str | None, str | None]]:
    return [
        (row.get("name"), row.get("id_number")) for reading in roster.READER.read([page]) for row in reading.rows
    ]  # fmt: skip


def only(data: bytes, format: str) -> Page:
    page = next(iter(leaves(data, format))).written
    assert page is not None
    return page


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"林胜男，{WOMAN}，13800138000", "林胜男"),  # a woman: the last character is of her name
        (f"林晓燕女，{WOMAN}", "林晓燕"),
        (f"林燕女，{WOMAN}", None),  # a name and a sex, or a name altogether
        (f"欧阳晓燕 女 {WOMAN}", "欧阳晓燕"),
        (f"惠安县行政服务中心 林晓燕 {WOMAN}", "林晓燕"),
        (f"第一车间　陈女　{WOMAN}", "陈女"),
        (f"姓名：王小明，性别：女，身份证号：{WOMAN}", "王小明"),
    ],
)
def test_the_name_in_a_line_of_text(line: str, name: str | None) -> None:
    assert people(text("报名人员如下", line, f"张大山，{SECOND}")) == [(name, WOMAN), ("张大山", SECOND)]


def test_one_person_in_a_letter_is_no_list() -> None:
    assert listed.read(text(f"林晓燕，{WOMAN}")) is None
    assert listed.read(text(f"林晓燕，{WOMAN}", f"林晓燕 {WOMAN}")) is None


def test_titles_of_the_units_own_do_not_hide_a_heading() -> None:
    """The numbers below prove it; other people's names and telephones in the row are not the applicant's."""
    heading = ("单位", "联系人姓名", "联系人电话", "姓名", "身份证号", "紧急联系人", "与本人关系")
    found = roster.READER.read(
        [rows(heading, *[("政务中心", "赵联系", "13900000000", n, i, "钱某", "父") for n, i in PAIRS])]
    )
    assert [dict(row) for row in found[0].rows] == [
        {"employer": "政务中心", "name": name, "id_number": number} for name, number in PAIRS
    ]


PAIRS = (("林晓燕", WOMAN), ("张大山", SECOND))


def test_a_form_is_no_heading() -> None:
    form = rows(("姓名", "林晓燕", "身份证号", WOMAN), ("单位", "政务中心", "电话", "13800138000"))
    assert people(form) == []


@pytest.mark.parametrize(
    "example", [("例：张三", ID), ("张三（示例）", ID), ("填写示例", ID), ("例如", ID), ("张三(例)", ID)]
)
def test_a_row_that_shows_how_to_fill_in_is_nobody(example: tuple[str, str]) -> None:
    assert people(rows(("姓名", "身份证号", "单位"), example, *PAIRS)) == list(PAIRS)


def test_digits_of_a_number_in_a_cell_each() -> None:
    heading = ("姓名", "身份证号", *[""] * 17, "联系电话")
    assert people(rows(heading, *[(name, *number, "13800138000") for name, number in PAIRS])) == list(PAIRS)


def test_a_surname_before_a_word_of_forms_is_a_name_to_be_looked_at() -> None:
    assert people(rows(("姓名", "身份证号", "单位"), ("王毕业", WOMAN), ("张大山", SECOND))) == [
        ("王毕业", WOMAN),
        ("张大山", SECOND),
    ]


def sheet(change: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for row in (("姓名", "身份证号"), ("林晓燕", WOMAN), ("旧人", OTHER), ("张大山", SECOND)):
        page.append(row)
    change(page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_crossed_out_cells_say_nothing() -> None:
    def strike(page: Worksheet) -> None:
        for cell in page[3]:
            cell.font = Font(strike=True)

    (page,), _ = office.pages(sheet(strike), "xlsx")
    assert [row for row in page.rows if any(row)][1:] == list(PAIRS)


def test_rows_a_browser_hides_are_not_shown() -> None:
    page = (
        "<html><body><table><tr><td>姓名</td></tr><tr style='display: none'><td>旧人</td></tr>"
        "<tr><td>林<s>旧</s>晓燕</td></tr><tr hidden><td>旧人</td></tr></table></body></html>"
    )
    (read,), _ = web.contents_html(page.encode())
    assert read.rows == (("姓名",), ("林 晓燕",)) or read.rows == (("姓名",), ("林晓燕",))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_list_with_commas_whose_cells_begin_with_a_tab(encoding: str) -> None:
    """The tab keeps Excel from making a number of an identity number."""
    lines = [
        "序号,姓名,身份证号,单位",
        *(f'{n},{name},\t{number},"政务中心,窗口"' for n, (name, number) in enumerate(PAIRS, 1)),
    ]
    page = only("\r\n".join(lines).encode(encoding), "text")
    assert page.rows[1] == ("1", "林晓燕", WOMAN, "政务中心,窗口")
    assert people(page) == list(PAIRS)


@pytest.mark.parametrize("digits", [False, True], ids=["one box", "a box each"])
def test_a_table_that_only_draws_a_box_about_a_value(digits: bool) -> None:
    document = docx.Document()
    cells = document.add_table(1, 4).rows[0].cells
    cells[0].text, cells[2].text = "姓名", "身份证号码"
    cells[1].add_table(1, 1).rows[0].cells[0].text = "林晓燕"
    inner = cells[3].add_table(1, 18 if digits else 1).rows[0].cells
    for place, character in enumerate(WOMAN if digits else [WOMAN]):
        inner[place].text = character
    buffer = io.BytesIO()
    document.save(buffer)
    (page,), _ = office.pages(buffer.getvalue(), "docx")
    assert page.rows[0] == ("姓名", "林晓燕", "身份证号码", WOMAN)
