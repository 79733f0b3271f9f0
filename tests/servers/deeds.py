"""The writing commands, each with a small workspace on which it has something to do."""

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hui_reg import cli
from hui_reg.desk.custody import backup
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.review import columns
from tests.servers.wreck import WORDS, Deed

UNIT = Path(__file__).parents[2] / "samples" / "mails" / "惠安县松岭镇便民服务中心"
PURGED = "huian-2024-13"


def run(root: Path, *words: object) -> int:
    return cli.run(["-w", str(root), *map(str, words)])


def template(root: Path) -> Path:
    """One person's mail read, the person handed out for review, the workbook filled in and beside it."""
    assert run(root, "init", "-q") == ExitCode.OK
    (root / "in").mkdir()
    mail = sorted(UNIT.iterdir())[1]
    shutil.copy(mail, root / "in")
    assert run(root, "fetch", "-q", "--from", root / "in") in (0, 1)
    assert run(root, "validate", "-q") in (0, 1)
    filled = root / "filled.xlsx"
    assert run(root, "export", "review", "-q", "--output", filled) in (0, 1)
    book = load_workbook(filled)
    sheet = book[columns.SHEET]
    place = [cell.value for cell in sheet[columns.HEADER_ROW]].index("初审意见") + 1
    for row in range(columns.HEADER_ROW + 1, sheet.max_row + 1):
        sheet.cell(row, place).value = "暂缓"
    book.save(filled)
    shutil.rmtree(root / "evidence")
    return root


def nothing(_: Path) -> None: ...


def without_mails(root: Path) -> None:
    shutil.rmtree(root / "data")


def without_database(root: Path) -> None:
    for path in (root / "data").glob("hui-reg.db*"):
        path.unlink()


def decided(root: Path) -> None:
    assert run(root, "import", "review", "-q", root / "filled.xlsx") in (0, 1)


def over(root: Path) -> None:
    decided(root)
    notice = root / "notice.toml"
    dated = re.sub(r"(?m)^until = .*$", "until = 2024-12-31", notice.read_text(encoding="utf-8"))
    notice.write_text(dated, encoding="utf-8")


def backed_up(root: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "_locked", lambda key, words: f"{words}|{key}".encode())
        patch.setattr(backup, "_unlocked", lambda locked, words: locked.decode().removeprefix(f"{words}|"))
        with open_workspace(root) as opened:
            backup.write(opened, root.parent / "made.age", WORDS)


DEEDS = [
    Deed("fetch", ["fetch", "-q", "--from", "{root}/in"], without_mails),
    Deed("validate", ["validate", "-q"], nothing),
    Deed("export review", ["export", "review", "-q", "--output", "{root}/exports/初审/审核表.xlsx"], nothing),
    Deed("export notices", ["export", "notices", "-q", "--output", "{root}/exports/通知"], decided),
    Deed("export roster", ["export", "roster", "-q", "--output", "{root}/exports/汇总.xlsx"], decided),
    Deed("import review", ["import", "review", "-q", "{root}/filled.xlsx"], nothing),
    Deed("verify --rebuild", ["verify", "--rebuild", "-q"], without_database),
    Deed("purge", ["purge", "-q", "--confirm", PURGED], over),
    Deed("backup", ["backup", "-q", "{beside}/backup.age"], nothing),
    Deed("restore", ["restore", "-q", "{beside}/made.age"], backed_up, restores=True),
]
