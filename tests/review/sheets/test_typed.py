"""What people type into the workbook's columns for corrections: taken with the row, or named and not believed."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest

from hui_reg.commands.imports.review import _judge
from hui_reg.desk.workspace import open_workspace
from hui_reg.review import columns
from hui_reg.review.returning import returned
from hui_reg.review.returning.issues import IssueKind
from hui_reg.review.returning.judging import Judgement
from tests.builders import Mail, diploma, materials, person, photo
from tests.commands.amend.office import Office, opened

ZHANG, LI = person("张三"), person("李四")
UNIT = "惠安县螺城镇人民政府"
PATHS = ("申报表.docx", "身份证.pdf", "毕业证.pdf", "备案表.pdf", "照片.jpg")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Mail(f"{UNIT} 报名材料").add("扫描1.jpg", photo()).add("图标.png")
    for who in (ZHANG, LI):
        for path, what in zip(PATHS, materials(who), strict=True):
            read = diploma(who, school="泉州示范职业学完") if path == "毕业证.pdf" else what
            made.add(f"{who.name}/{path}", read)
    with pytest.MonkeyPatch.context() as patch:
        office = opened(tmp_path_factory.mktemp("w"), patch).take(made)
        office.run("export", "review", "--output", office.root / "out")
        yield office


def returned_with(office: Office, *, change: Callable[[Any], None]) -> Judgement:
    """The exported workbook as it comes back, changed."""
    [path] = (office.root / "out").rglob("*.xlsx")
    book = openpyxl.load_workbook(path)
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    sheet, _ = returned.parse(buffer.getvalue())
    assert not sheet.problem
    with open_workspace(office.root) as workspace, workspace.database.begin() as connection:
        return _judge(connection, workspace, sheet, "林审核")


def rows(book: Any, sheet: str, **wanted: str) -> list[tuple[Any, dict[str, int]]]:
    """The row numbers of a sheet whose cells hold these texts, and its columns by heading."""
    page = book[sheet]
    columns = {cell.value: cell.column for cell in page[1]}
    return [
        (page, columns | {"": number})
        for number in range(2, page.max_row + 1)
        if all(str(page.cell(number, columns[title]).value).startswith(text) for title, text in wanted.items())
    ]


def typed(book: Any, sheet: str, column: str, text: object, **wanted: str) -> None:
    [(page, columns)] = rows(book, sheet, **wanted)
    page.cell(columns[""], columns[column]).value = text


WRONG = {"姓名": "张三", "读得的内容": "泉州示范职业学完"}


def test_a_right_value_beside_the_read_one(office: Office) -> None:
    done = returned_with(office, change=lambda book: typed(book, "识读依据", "更正为", "泉州示范职业学院", **WRONG))
    [(key, [correction])] = done.corrections.items()
    assert key.endswith(ZHANG.id_number)
    assert (correction.field, correction.kind, correction.value) == ("school", "diploma", "泉州示范职业学院")
    assert re.fullmatch(r"识读依据 [A-Z]+\d+", correction.cell), "where to look, should it not be taken"
    assert done.issues == ()


@pytest.mark.parametrize(("text", "to"), [("李四", LI), (LI.id_number[-4:], LI), ("不是材料", None)])
def test_whose_a_file_of_nobody_is(office: Office, text: str, to: Any) -> None:
    done = returned_with(office, change=lambda book: typed(book, "未归档文件", "归给谁", text, 文件="扫描1.jpg"))
    assert [owner.rpartition("|")[2] for owner in done.owners.values()] == [to.id_number if to else ""]
    assert done.issues == ()


def test_what_a_file_of_nobody_is_and_whose(office: Office) -> None:
    def both(book: Any) -> None:
        typed(book, "未归档文件", "归给谁", "李四", 文件="扫描1.jpg")
        typed(book, "未归档文件", "是什么", "身份证人像面", 文件="扫描1.jpg")

    done = returned_with(office, change=both)
    assert list(done.kinds.values()) == ["身份证人像面"] and done.kinds.keys() == done.owners.keys()
    assert done.issues == ()


def test_somebody_who_is_not_there_is_named(office: Office) -> None:
    done = returned_with(office, change=lambda book: typed(book, "未归档文件", "归给谁", "赵六", 文件="扫描1.jpg"))
    assert done.owners == {} and [issue.kind for issue in done.issues] == [IssueKind.CORRECTION]


def test_rows_sorted_apart_from_what_was_typed_are_not_believed(office: Office) -> None:
    def swap(book: Any) -> None:
        typed(book, "识读依据", "更正为", "泉州示范职业学院", **WRONG)
        [(page, columns)] = rows(book, "识读依据", **WRONG)
        other = columns[""] + 1
        for title in ("姓名", "项目", "读得的内容"):
            one, two = page.cell(columns[""], columns[title]), page.cell(other, columns[title])
            one.value, two.value = two.value, one.value

    done = returned_with(office, change=swap)
    assert done.corrections == {} and [issue.kind for issue in done.issues] == [IssueKind.CHANGED]


def test_a_row_copied_below_counts_for_neither(office: Office) -> None:
    def copy(book: Any) -> None:
        typed(book, "识读依据", "更正为", "泉州示范职业学院", **WRONG)
        [(page, columns)] = rows(book, "识读依据", **WRONG)
        page.append([cell.value for cell in page[columns[""]]])

    done = returned_with(office, change=copy)
    assert done.corrections == {} and {issue.kind for issue in done.issues} == {IssueKind.DOUBLED}


@pytest.mark.parametrize(
    ("text", "kind"), [("=A1", IssueKind.FORMULA), (350521199003070021, IssueKind.NUMBER)], ids=["formula", "number"]
)
def test_what_a_spreadsheet_makes_of_typing(office: Office, text: object, kind: IssueKind) -> None:
    done = returned_with(office, change=lambda book: typed(book, "识读依据", "更正为", text, **WRONG))
    assert done.corrections == {} and [issue.kind for issue in done.issues] == [kind]


def test_beside_a_mail_no_owner_can_be_named(office: Office) -> None:
    """Rows without a mark, of mails or below the table: each says its own sheet and cell, none is a row doubled."""

    def below(book: Any) -> None:
        page = book["未归档文件"]
        place = next(cell.column for cell in page[1] if cell.value == "归给谁")
        for row in (page.max_row + 1, page.max_row + 2):
            page.cell(row, place).value = "张三"

    issues = returned_with(office, change=below).issues
    assert [issue.kind for issue in issues] == [IssueKind.ADDED] * 2
    assert all(issue.cell.startswith("未归档文件 ") and "请" in issue.message for issue in issues)


def test_nothing_is_decided_on_a_correction_that_is_not_believed(office: Office) -> None:
    """Whoever passes a person with a value corrected beside it doesn't pass the value as it was read."""

    def change(book: Any, text: object) -> None:
        typed(book, "识读依据", "更正为", text, **WRONG)
        page = book[columns.SHEET]
        places = {cell.value: cell.column for cell in page[columns.HEADER_ROW]}
        [row] = [n for n in range(1, page.max_row + 1) if page.cell(n, places["姓名"]).value == "张三"]
        page.cell(row, places["初审意见"]).value = "通过"
        page.cell(row, places["初审备注"]).value = "看过原件"

    sound = returned_with(office, change=lambda book: change(book, "泉州示范职业学院"))
    assert [one.name for one in sound.decided] == ["张三"]
    spoilt = returned_with(office, change=lambda book: change(book, "=A1"))
    assert (spoilt.decided, spoilt.corrections) == ((), {})
    assert {issue.kind for issue in spoilt.issues} == {IssueKind.FORMULA, IssueKind.CORRECTION}


def test_an_outdated_row_corrects_nothing(office: Office) -> None:
    [seq] = office.amend("value", "张三", "毕业院校=别的学校", "--in", "毕业证")["seqs"]
    done = returned_with(office, change=lambda book: typed(book, "识读依据", "更正为", "泉州示范职业学院", **WRONG))
    office.amend("undo", seq)
    assert done.corrections == {} and IssueKind.STALE in {issue.kind for issue in done.issues}


def test_what_was_typed_is_in_the_dossiers_at_the_next_command(office: Office) -> None:
    [path] = (office.root / "out").rglob("*.xlsx")
    book = openpyxl.load_workbook(path)
    typed(book, "识读依据", "更正为", "泉州示范职业学院", **WRONG)
    typed(book, "未归档文件", "归给谁", "不是材料", 文件="图标.png")
    typed(book, "未归档文件", "是什么", "证件照", 文件="扫描1.jpg")
    back = office.root / "填好.xlsx"
    book.save(back)
    office.run("import", "review", back, "--by", "林审核", "--dry-run")
    assert office.run("amend", "list")[-1]["live"] is False, "a dry run says nothing"
    done = office.run("import", "review", back, "--by", "林审核")
    assert len(done["rulings"]) == 3 and "扫描1.jpg第1页是证件照" in done["rulings"]
    people = office.applicants()
    assert people["张三"]["verdict"] == "pass" != people["李四"]["verdict"]
    assert [r["by"] for r in people["张三"]["rulings"]] == ["林审核"] and office.left() == {"扫描1.jpg"}
    assert office.run("import", "review", back, "--by", "林审核")["already_imported"]
