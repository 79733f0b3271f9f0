"""Every writing command killed, and told of a full or broken disk, at the system calls it makes; and bits flipped.

``HUI_REG_WRECK`` names a file to which every point tried is added: a later run leaves those out, so that the figures
of several runs add up. ``HUI_REG_WRECK_MINUTES`` says how long a run goes on (10).
"""

import json
import os
import random
import re
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hui_reg import cli
from hui_reg.desk.custody import backup
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.review import columns
from tests.servers import wreck
from tests.servers.wreck import WORDS, Deed

pytestmark = pytest.mark.slow

UNIT = Path(__file__).parents[2] / "samples" / "mails" / "惠安县松岭镇便民服务中心"
PURGED = "huian-2024-13"


def run(root: Path, *words: object) -> int:
    return cli.run(["-w", str(root), *map(str, words)])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One mail read, its people handed out for review, the workbook filled in and beside it."""
    root = tmp_path_factory.mktemp("wreck") / "w"
    assert run(root, "init", "-q") == ExitCode.OK
    (root / "in").mkdir()
    mail = sorted(UNIT.iterdir())[0]
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


class Tally:
    """The points tried so far, over all runs."""

    def __init__(self) -> None:
        self._file = Path(os.environ.get("HUI_REG_WRECK", os.devnull))
        lines = self._file.read_text(encoding="utf-8").splitlines() if self._file.is_file() else []
        self.points = [json.loads(line) for line in lines]
        self.known = {tuple(point[:4]) for point in self.points}

    def add(self, deed: str, how: str, call: str, number: int, code: int) -> None:
        self.points.append([deed, how, call, number, code])
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([deed, how, call, number, code], ensure_ascii=False) + "\n")

    def told(self) -> str:
        died = Counter((deed, how) for deed, how, _, _, code in self.points if how != "SIGKILL" or code < 0)
        return "\n".join(f"{deed}, {how}: {count}" for (deed, how), count in sorted(died.items()))


HOWS = {"SIGKILL": "signal=SIGKILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
_FALLIBLE = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "mkdir", "rename")


@pytest.mark.timeout(7200)
def test_every_command_ends_right(template: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed (Debian: apt install strace)")
    tally, chance = Tally(), random.Random(18)
    end = time.monotonic() + 60 * float(os.environ.get("HUI_REG_WRECK_MINUTES", "10"))
    wrong: list[str] = []
    plans: dict[str, tuple[Deed, dict[str, object], list[tuple[str, str, int]]]] = {}
    for deed in DEEDS:
        root = wreck.fresh(template, tmp_path / "whole", deed)
        counts = wreck.count(deed, root)
        expected = wreck.state(deed, root)
        points = [
            (how, call, number)
            for call, many in counts.items()
            for how in HOWS
            if how == "SIGKILL" or call in _FALLIBLE
            for number in range(1, many + 1)
        ]
        left = [point for point in points if (deed.name, *point) not in tally.known]
        chance.shuffle(left)
        plans[deed.name] = deed, expected, left
    while time.monotonic() < end and any(left for _, _, left in plans.values()):
        for deed, expected, left in plans.values():
            if left and time.monotonic() < end:
                how, call, number = left.pop()
                root = wreck.fresh(template, tmp_path / "work", deed)
                code = wreck.kill_at(deed, root, call, number, HOWS[how])
                try:
                    assert code < 0 or code != ExitCode.BUG, "a fault of the disk is no bug"
                    wreck.ends_right(deed, root, expected)
                except AssertionError as error:
                    wrong.append(f"{deed.name}: {how} at {call} no. {number} (exit {code}): {error}"[:400])
                    continue
                tally.add(deed.name, how, call, number, code)
    sys.stdout.write(f"\n{tally.told()}\n")
    assert not wrong, "\n".join(wrong)


FLIPS = 500


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and path.stat().st_size)


@pytest.mark.timeout(7200)
def test_every_flipped_bit_is_named(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "w"
    shutil.copytree(template, root)
    shutil.rmtree(root / "in")
    (root / "filled.xlsx").unlink()
    assert run(root, "export", "review", "-q") in (0, 1)
    assert run(root, "export", "roster", "-q") in (0, 1)
    assert run(root, "verify", "-q") == ExitCode.OK
    chance, unnamed = random.Random(18), Counter[str]()
    many, everything = int(os.environ.get("HUI_REG_FLIPS", str(FLIPS))), files(root)
    for number in range(many):
        path = everything[number % len(everything)]
        whole, status = path.read_bytes(), path.stat()
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        capsys.readouterr()
        code = run(root, "verify", "--dry-run", "--json")
        captured = capsys.readouterr()
        told = json.loads(captured.out) if captured.out else {}
        named = code != 0 or told["faults"] or told["changed"]
        if not named:
            unnamed[path.relative_to(root).as_posix()] += 1
        path.write_bytes(whole)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    sys.stdout.write(f"\n{many} flips in {len(everything)} files, unnamed: {dict(unnamed)}\n")
    assert not unnamed
