"""The writing commands, each with a small workspace on which it has something to do."""

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hui_reg import cli
from hui_reg.desk.custody import backup, packing
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
        patch.setattr(packing, "lock", lambda key, words: f"{words}|{key}".encode())
        patch.setattr(packing, "unlock", lambda locked, words: locked.decode().removeprefix(f"{words}|"))
        with open_workspace(root) as opened:
            backup.write(opened, root.parent / "made.age", WORDS)


def ended(root: Path) -> None:
    over(root)
    assert run(root, "archive", "-q", "--confirm", PURGED) in (0, 1)


def ruled(root: Path) -> None:
    said = ("amend", "unit", "松岭镇", "--address", "office@example.com", "-q", "--reason", "电话核实")
    assert run(root, *said) in (0, 1)


def wants_encryption(root: Path, cipher: str = "aes", key: str = "hui-reg.key") -> None:
    settings = root / "hui-reg.toml"
    kept, _, _ = settings.read_text(encoding="utf-8").partition("[store]")
    lines = f'[store]\nencrypt = "{cipher}"\nkey_file = "{key}"\n'
    settings.write_text(kept + lines, encoding="utf-8")


def to_be_encrypted(root: Path) -> None:
    decided(root)
    wants_encryption(root)


def encrypted(root: Path) -> None:
    to_be_encrypted(root)
    assert run(root, "encrypt", "-q") == ExitCode.OK


def encrypted_undecided(root: Path) -> None:
    wants_encryption(root)
    assert run(root, "encrypt", "-q") == ExitCode.OK


def to_be_turned_over(root: Path) -> None:
    encrypted(root)
    wants_encryption(root, "sm4")


def encrypted_without_database(root: Path) -> None:
    encrypted(root)
    without_database(root)


DEEDS = [
    Deed("fetch", ["fetch", "-q", "--from", "{root}/in"], without_mails),
    Deed("validate", ["validate", "-q"], nothing),
    Deed("export review", ["export", "review", "-q", "--output", "{root}/exports/初审/审核表.xlsx"], nothing),
    Deed("export notices", ["export", "notices", "-q", "--output", "{root}/exports/通知"], decided),
    Deed("export roster", ["export", "roster", "-q", "--output", "{root}/exports/汇总.xlsx"], decided),
    Deed("import review", ["import", "review", "-q", "{root}/filled.xlsx"], nothing),
    Deed("verify --rebuild", ["verify", "--rebuild", "-q"], without_database),
    Deed("purge", ["purge", "-q", "--confirm", PURGED, "--unfinished", "1"], over),
    Deed("backup", ["backup", "-q", "{beside}/backup.age"], nothing),
    Deed("restore", ["restore", "-q", "{beside}/made.age"], backed_up, restores=True),
    Deed("amend", ["amend", "value", "-q", "傅红梅", "school=泉州师范学院"], nothing, repeats=True),
    Deed("archive", ["archive", "-q", "--confirm", PURGED], decided),
    Deed("archive --destroy", ["archive", "-q", "--destroy", "--confirm", PURGED], ended),
    Deed("init --from", ["init", "-q", "--from", "{root}"], ruled, restores=True),
    Deed("encrypt", ["encrypt", "-q"], to_be_encrypted),
    Deed("encrypt over", ["encrypt", "-q"], to_be_turned_over),
    Deed("import review, encrypted", ["import", "review", "-q", "{root}/filled.xlsx"], encrypted_undecided),
    Deed("verify --rebuild, encrypted", ["verify", "--rebuild", "-q"], encrypted_without_database),
    Deed("backup, encrypted", ["backup", "-q", "{beside}/backup.age"], encrypted),
]
