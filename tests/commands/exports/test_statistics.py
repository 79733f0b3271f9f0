"""``export statistics``: everybody is counted once in every block, and the sums are sums."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from hui_reg.cli import run
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.history.roll import Roll
from hui_reg.ledger.sheets.statistics import case_of, statistics
from hui_reg.model import Assessment
from hui_reg.notice import parse, shipped
from hui_reg.rules import check
from hui_reg.spreadsheets.writer import made
from hui_reg.store import results
from tests import builders as b

NOTICE = parse(shipped())


def people() -> list[Assessment]:
    young = b.person("张三", b.id_number("2000-01-01", "男"))
    unread = b.dossier(b.person("李四"), b.form(b.person("李四")), id_number="", unit="云桥镇", key="b")
    return [
        check(dossier, NOTICE)
        for dossier in (b.faultless(young, key="a"), unread, b.faultless(b.person("王五"), key="c"))
    ]


def test_every_block_counts_everybody_once() -> None:
    found = people()
    roll = Roll((), {}, NOTICE, datetime(2024, 7, 3, tzinfo=UTC).date())
    cases = [case_of(assessment, roll) for assessment in found]
    page, units, days, reasons = statistics(
        roll, cases, {"A104": "身份证只有一面"}, datetime(2024, 7, 3, 9, 30, tzinfo=UTC)
    )
    sums: dict[str, int] = {}
    name = ""
    for title, _, count, _ in page.rows:
        name = str(title) or name
        sums[name] = sums.get(name, 0) + int(str(count))
    assert set(sums.values()) == {3} and len(sums) == 6
    assert ("年龄（到报名截止日）", "25 岁以下（含）", 1, "33.3%") in page.rows
    assert units.totals[2] == 3 and sum(int(str(row[2])) for row in units.rows) == 3
    assert days.totals[2] == 3 and days.rows[-1][-2:] == (3, "100.0%")
    assert all(0 < int(str(row[4])) <= 3 for row in reasons.rows)
    sheet = openpyxl.load_workbook(io.BytesIO(made([page])))["统计表"]
    assert [cell.value for cell in sheet[sheet.max_row]] == ["合计", None, 3, "100.0%"]
    assert sheet.page_setup.paperSize == 9 and sheet.oddFooter.center.text


def test_the_command_writes_them_of_one_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", str(tmp_path), "init", "-q"]) == ExitCode.OK
    with open_workspace(tmp_path) as workspace, workspace.database.begin() as connection:
        results.save_validation(connection, people(), [], [])
    capsys.readouterr()
    assert run(["-w", str(tmp_path), "export", "statistics", "--unit", "云桥", "--json"]) == ExitCode.OK
    (written,) = json.loads(capsys.readouterr().out)["files"]
    assert openpyxl.load_workbook(written["path"])["各单位"].max_row == 5
