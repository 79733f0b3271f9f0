import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.ledger.tables import ID_NUMBER, NAME, Heading, day_of, number_of, read_table, without_noise
from hui_reg.model import ProblemKind
from hui_reg.spreadsheets import grids, writer
from hui_reg.spreadsheets.cleaning import clean

SCORE = Heading("theory", ("理论成绩", "理论"), needed=True)
HEADINGS = (NAME, ID_NUMBER, SCORE)


def written(path: Path, *rows: tuple[writer.Content, ...]) -> bytes:
    columns = tuple(writer.Column(f"列{n}") for n in range(len(rows[0])))
    path.write_bytes(writer.made([writer.Sheet("表", columns, rows)]))
    return path.read_bytes()


def workbook(path: Path, *rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path.read_bytes()


PAYLOADS = (
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://a.test\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=1\x00",
    "\x01\x02", "\ud800", "x" * 40_000, "=DDE()", "_x0041_", "\ufffe", "=IMPORTXML(1)",
)  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_written_is_ever_run(payload: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    written(path, (payload, "350521199003070011"))
    with zipfile.ZipFile(path) as archive:
        xml = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))
    assert "<f>" not in xml and "External" not in xml
    cell = openpyxl.load_workbook(path).worksheets[0]["B2"]
    assert (cell.value, cell.number_format) == ("350521199003070011", "@")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.integers(0, 10**9), st.dates(date(2000, 1, 1), date(2099, 1, 1))),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, date]]
) -> None:
    path = tmp_path_factory.mktemp("sheets") / "a.xlsx"
    book, _ = grids.read(written(path, *rows))
    read = list(book.grids[0].rows[1:])
    expected = [(clean(text), str(number), day.isoformat()) for text, number, day in rows]
    assert [tuple("\n".join(cell.splitlines()) for cell in row) for row in read] == [
        tuple("\n".join(cell.splitlines()) for cell in row) for row in expected
    ]


def test_tabs_bear_names_that_excel_takes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    one = writer.Sheet("第一/考场[2]:" + "长" * 40, (writer.Column("a"),), (("1",),))
    path.write_bytes(writer.made([one, one, writer.Sheet("", (writer.Column("a"),), ())]))
    names = openpyxl.load_workbook(path).sheetnames
    assert len(set(names)) == 3 and all(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in names)


def test_reads_legacy_and_wps_files_by_their_content() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("成绩")
    for place, value in enumerate(("姓名", "身份证号", "理论成绩")):
        sheet.write(0, place, value)
    for place, value in enumerate(("张三", "350521199003070011", 59.5)):
        sheet.write(1, place, value)
    import io

    buffer = io.BytesIO()
    book.save(buffer)  # WPS saves .et in the same format
    table = read_table(grids.read(buffer.getvalue())[0], HEADINGS)
    assert [dict(row.cells) for row in table.rows] == [
        {"name": "张三", "id_number": "350521199003070011", "theory": "59.5"}
    ]


def test_what_is_no_table_is_told_and_raises_nothing(tmp_path: Path) -> None:
    for data in (b"", b"PK\x03\x04junk", b"%PDF-1.7", "姓名,成绩".encode()):
        problem = grids.read(data)[0].problem
        assert problem is not None and problem.kind is ProblemKind.DAMAGED


def test_finds_a_header_below_a_title_and_one_in_two_rows(tmp_path: Path) -> None:
    rows = [
        ("2024年成绩汇总",), (None, None, "成绩", None), ("姓 名", "证件号码*", "理论(分)", "技能"),
        ("张三", "350521199003070011", 80, 70), (None, None, None, None), ("合计", None, None, None),
    ]  # fmt: skip
    table = read_table(grids.read(workbook(tmp_path / "a.xlsx", *rows))[0], HEADINGS)
    assert [(row.place, row["name"]) for row in table.rows] == [("第4行", "张三"), ("第6行", "合计")]
    without = read_table(grids.read(workbook(tmp_path / "b.xlsx", ("姓名", "电话"), ("张三", "1")))[0], HEADINGS)
    assert without.missing == "没有找到表头：第一行（或前 30 行内）须有 姓名、理论成绩"


def test_a_number_that_lost_its_digits_is_marked(tmp_path: Path) -> None:
    data = workbook(tmp_path / "a.xlsx", ("姓名", "证件号码", "理论成绩"), ("张三", 350521199003070011, 80))
    [row] = read_table(grids.read(data)[0], HEADINGS).rows
    assert row.cut == {"id_number"}


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-09-08", date(2024, 9, 8)), ("2024年9月8日", date(2024, 9, 8)), ("2024.9.8", date(2024, 9, 8)),
     ("20240908", date(2024, 9, 8)), ("2024-02-30", None), ("九月", None), ("2024-09-08 09:00:00", date(2024, 9, 8))],
)  # fmt: skip
def test_days_in_cells(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_figures_in_cells_are_never_rounded_silently() -> None:
    assert number_of("５９．５分") == Decimal("59.5")
    assert number_of("缺考") is None and number_of("NaN") is None
    assert without_noise(Decimal("59.400000000000006")) == Decimal("59.4")
    assert without_noise(Decimal("59.999")) is None
