"""What went wrong when two computers of an office worked on one database: each in processes of its own."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.review import columns
from hui_reg.store import entries
from tests.desk.crew.conftest import Computer, both, sharing
from tests.desk.crew.test_work import small_mails
from tests.season_cast import UNITS, slip, slips_pdf

SAMPLES = Path(__file__).parents[3] / "samples"
ROOMS = ("--date", "2024-09-08", "--room", "第一考场:30", "--room", "第二考场:30")


def ledger(computer: Computer, kind: str) -> list[dict[str, Any]]:
    with open_workspace(computer.root) as workspace, workspace.database.begin() as connection:
        known = entries.load(connection)
        assert entries.changed(connection) == []
    gone = {one.supersedes for one in known}
    return [dict(one.data) | {"who": one.applicant} for one in known if one.kind == kind and one.seq not in gone]


def unit_receipt(to: Path) -> Path:
    """Ten people of a unit pay."""
    to.write_bytes(slips_pdf(slip("A0001", "2024-07-18", UNITS["A"], "13800.00", "壹万叁仟捌佰元整", "认定费")))
    return to


@pytest.mark.slow
def test_one_receipt_imported_by_two(office: list[Computer], tmp_path: Path) -> None:
    receipt = unit_receipt(tmp_path / "A单位.pdf")
    ended = both(*(one.start("import", "receipts", receipt) for one in office))
    assert {code for code, _ in ended} <= {0, 5}, ended
    assert 0 in {code for code, _ in ended}
    for one in office:
        assert one.run("import", "receipts", receipt)[0] == 0
    paid = ledger(office[0], "payment")
    assert Counter(str(one["who"]) for one in paid).most_common(1)[0][1] == 1
    assert len(paid) == 10


@pytest.mark.slow
def test_two_lists_of_one_exam(office: list[Computer], tmp_path: Path) -> None:
    assert office[0].run("import", "receipts", unit_receipt(tmp_path / "A.pdf"))[0] == 0
    ended = both(*(one.start("export", "exam", *ROOMS, "--seed", str(n)) for n, one in enumerate(office)))
    assert {code for code, _ in ended} <= {0, 5}, ended
    for one in office:
        assert one.run("export", "exam", *ROOMS)[0] == 0
    seats = ledger(office[1], "seat")
    assert len({one["ticket"] for one in seats}) == len({(one["room"], one["seat"]) for one in seats}) == len(seats)
    assert len({one["who"] for one in seats}) == len(seats) == 10


@pytest.mark.slow
def test_the_second_is_told_who_is_at_work_and_where(office: list[Computer]) -> None:
    with open_workspace(office[0].root) as workspace, workspace.lock():
        code, said = office[1].run("validate")
        assert code == 5
        assert "另一次运行还在进行（电脑 " in said


@pytest.mark.slow
def test_the_address_is_told_to_nobody(office: list[Computer]) -> None:
    told = office[0].address.replace("hui@", "hui:Geheim77@")
    other = Computer(office[0].root, told)
    code, said = other.run("doctor")
    assert "Geheim77" not in said and "postgresql" not in said, said
    assert code in (0, 2, 3, 4, 6, 7)
    broken = Computer(office[0].root, told.replace("?host=/", "?host=/nowhere"))
    code, said = broken.run("status")
    assert code == 7
    assert "Geheim77" not in said and "nowhere" not in said


def test_without_a_place_for_files_it_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUI_REG_STORE__DATABASE", "postgresql://hui@localhost:1/hui")
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == 0
    assert cli.run(["-w", str(tmp_path), "status"]) == 3
    said = capsys.readouterr().err
    assert "共用文件夹" in said and 'blobs = "own"' in said


@pytest.mark.slow
def test_status_is_the_same_on_both(office: list[Computer]) -> None:
    first, second = (json.loads(one.run("status", "--json")[1]) for one in office)
    assert first["units"] == second["units"]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_each_keeps_its_own_files(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Machine 2 used to call machine 1's mails damaged, set one aside, and purge half of all as if it were all."""
    monkeypatch.setenv("HUI_REG_STORE__DATABASE", address)
    first, second = sharing(address, [tmp_path / "A", tmp_path / "B"], "own")
    mails = small_mails(tmp_path / "mails", each=2)
    later = tmp_path / "later"
    later.mkdir()
    (mails / "3.eml").rename(later / "3.eml")
    assert first.run("fetch", "--from", mails)[0] in (0, 1)
    code, said = second.run("fetch", "--from", later)
    assert code in (0, 1) and "搁置" not in said, said
    assert first.run("validate")[0] in (0, 1)
    code, said = second.run("validate")
    assert code in (0, 1) and "拆开" not in said, said
    code, said = second.run("verify")
    assert code == 0 and "损坏" not in said, said
    assert "个文件在“电脑" in said
    for one in (first, second):
        notice = one.root / "notice.toml"
        text = re.sub(r"(?m)^until = .*$", "until = 2024-12-31", notice.read_text(encoding="utf-8"))
        notice.write_text(text, encoding="utf-8")
    code, said = first.run("purge", "--confirm", "huian-2024-13")
    left = re.search(r"--unfinished \d+", said)
    assert code == 2 and left, said
    code, said = first.run("purge", "--confirm", "huian-2024-13", *left[0].split())
    assert code == 1, said
    assert re.search(r"另有 3 个附件在“电脑 .*”上，没有清除", said) and "√ 已全部清除" not in said, said
    code, said = second.run("purge", "--confirm", "huian-2024-13")
    assert code == 0 and "√ 已全部清除" in said, said
    for one in (first, second):
        assert not [path for path in (one.root / "data" / "blobs").rglob("*") if len(path.name) == 64]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_contradicting_reviews_at_once(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second is told that there is another opinion; only one is recorded."""
    monkeypatch.setenv("HUI_REG_STORE__DATABASE", address)
    computers = sharing(address, [tmp_path / "A", tmp_path / "B"], str(tmp_path / "共用"))
    assert computers[0].run("fetch", "--from", SAMPLES / "mails" / "惠安县松岭镇便民服务中心")[0] in (0, 1)
    assert computers[0].run("validate")[0] in (0, 1)
    out = tmp_path / "初审" / "审核表.xlsx"
    assert computers[0].run("export", "review", "--output", out)[0] in (0, 1)
    sheets = [opinions(out, tmp_path / f"{choice}.xlsx", choice) for choice in ("暂缓", "需补正")]
    started = [one.start("import", "review", sheet) for one, sheet in zip(computers, sheets, strict=True)]
    ended = both(*started)
    assert {code for code, _ in ended} <= {0, 1, 5}, ended
    again = [one.run("import", "review", sheet) for one, sheet in zip(computers, sheets, strict=True)]
    said = "".join(text for _, text in [*ended, *again])
    assert "以先记录的为准" in said, said
    choices = {str(one["choice"]) for one in ledger(computers[0], "first_review")}
    assert len(choices) == 1, said


def opinions(book: Path, to: Path, choice: str, title: str = "初审意见") -> Path:
    """A sheet filled in with one opinion for everybody."""
    loaded = load_workbook(book)
    sheet = loaded[columns.SHEET]
    place = [cell.value for cell in sheet[columns.HEADER_ROW]].index(title) + 1
    for row in range(columns.HEADER_ROW + 1, sheet.max_row + 1):
        sheet.cell(row, place).value = choice
    loaded.save(to)
    return to
