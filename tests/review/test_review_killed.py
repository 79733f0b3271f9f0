"""Killed at any moment: the workbook is old or new and whole, and the ledger has all of an import or nothing."""

import random
import signal
import subprocess
import sys
import time

import pytest
import review_batch as people
from openpyxl import load_workbook
from test_review_commands import as_proposed, fill, ledger, run, stored

from hui_reg import cli
from hui_reg.review import columns

KILLS = 12


def killed(root, delay, *arguments):
    """Run a command and kill it after a while; whether it was still running."""
    command = [sys.executable, "-m", "hui_reg", "-w", str(root), *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(delay)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def duration(root, *arguments):
    start = time.perf_counter()
    run(root, *arguments)
    return time.perf_counter() - start


@pytest.fixture
def workspace(tmp_path):
    root = tmp_path / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    stored(root, people.people(12))
    return root


def export_id(path):
    sheet = load_workbook(path)[columns.SHEET]
    position = [cell.value for cell in sheet[columns.HEADER_ROW]].index("批次号")
    links = [cell.hyperlink.target for row in sheet.iter_rows(min_row=3) for cell in row if cell.hyperlink]
    assert len(list(sheet.iter_rows(min_row=3))) == 12
    beside = [link for link in links if "://" not in link]  # the others lead to the register of records
    assert beside
    assert all((path.parent / link).exists() for link in beside)
    return sheet.cell(3, position + 1).value


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_export_killed_anywhere_leaves_a_whole_workbook(workspace, tmp_path):
    out = tmp_path / "out" / "审核表.xlsx"
    whole = duration(workspace, "export", "review", "--output", out) + 1.5
    rng = random.Random(6)
    seen = {export_id(out)}
    for _ in range(KILLS):
        killed(workspace, rng.uniform(0.2, whole), "export", "review", "--output", out)
        seen.add(export_id(out))
    assert run(workspace, "export", "review", "--output", out) == 0
    fill(out, as_proposed)
    assert run(workspace, "import", "review", out) == 0
    assert len(ledger(workspace)) == 12
    left = {p.name for p in out.parent.iterdir()}
    assert left == {"审核表.xlsx", "evidence"}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_import_killed_anywhere_records_all_or_nothing(workspace, tmp_path):
    out = tmp_path / "审核表.xlsx"
    run(workspace, "export", "review", "--output", out)
    fill(out, as_proposed)
    whole = duration(workspace, "import", "review", out, "--dry-run") + 1.5
    rng = random.Random(7)
    for _ in range(KILLS):
        killed(workspace, rng.uniform(0.2, whole), "import", "review", out)
        assert len(ledger(workspace)) in (0, 12)
    assert run(workspace, "import", "review", out) == 0
    assert len(ledger(workspace)) == 12
