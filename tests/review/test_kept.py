"""What people typed into an exported file is never overwritten, by any export; what nobody touched is."""

import json
import re
import shutil

import pytest
from sqlalchemy import delete

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.store.chronicle import NOTED
from hui_reg.store.schema import exports
from tests.commands.test_review import as_proposed, fill, run, stored
from tests.review import batch as people


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A workspace in which some have passed the first review."""
    root = tmp_path_factory.mktemp("kept") / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    stored(root, people.people(4))
    sheet = root / "审核表.xlsx"
    assert run(root, "export", "review", "--output", sheet) == 0
    fill(sheet, as_proposed)
    assert run(root, "import", "review", sheet) == 0
    sheet.unlink()
    return root


@pytest.fixture
def workspace(made, tmp_path):
    shutil.copytree(made, tmp_path / "w")
    return tmp_path / "w"


EXPORTS = [
    ("review", "审核表.xlsx"), ("records", "记录.jsonl"), ("roster", "名单.xls"), ("roster", "名单.xlsx"),
    ("package", "上报.zip"), ("album", "翻看"), ("notices", "通知"), ("fees", "缴费"),
]  # fmt: skip
NOT_YET = ["training", "makeup", "publication", "certificates", "subsidy", "exam --date 2024-09-08 --room 一:30"]


def files(root, *but):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "evidence" not in path.parts and path.name not in but
    }


@pytest.mark.parametrize(("verb", "name"), EXPORTS, ids=[f"{v.split()[0]} {n}" for v, n in EXPORTS])
def test_every_export_keeps_what_people_typed(workspace, tmp_path, capsys, verb, name):
    out = tmp_path / "out"
    again = ["export", *verb.split(), "--output", out / name]
    assert run(workspace, *again) in (0, 1)
    first = files(out)
    assert first
    capsys.readouterr()
    typed = {path: data + b"typed" for path, data in first.items()}
    for path, data in typed.items():
        (out / path).write_bytes(data)
    assert run(workspace, *again, "--json") in (0, 1)
    told = capsys.readouterr()
    kept = {path: data for path, data in files(out).items() if "保留" in path}
    assert sorted(kept.values()) == sorted(typed.values())
    assert all(re.search(r"（\d{4}-\d\d-\d\d \d{4} 保留）", path) for path in kept)
    assert told.err.count("没有覆盖") == len(typed) == len(json.loads(told.out)["kept"])
    new = {path: data for path, data in files(out).items() if "保留" not in path}
    assert new.keys() == first.keys()
    assert not set(new.values()) & set(typed.values())


@pytest.mark.parametrize("verb", NOT_YET)
def test_a_list_of_nobody_is_not_written_and_replaces_nothing(workspace, tmp_path, capsys, verb):
    """Those steps come later than anybody here has come."""
    out = tmp_path / "out"
    assert run(workspace, "export", *verb.split(), "--output", out) in (0, 1)
    assert not files(out)
    assert "没有人可以列入" in capsys.readouterr().out


@pytest.mark.parametrize(("verb", "name"), [EXPORTS[0], EXPORTS[1], EXPORTS[7]])
def test_what_nobody_touched_is_replaced_without_a_word(workspace, tmp_path, capsys, verb, name):
    for _ in range(2):
        assert run(workspace, "export", verb, "--output", tmp_path / "out" / name) in (0, 1)
    assert "没有覆盖" not in capsys.readouterr().err
    assert not [path for path in files(tmp_path / "out") if "保留" in path]


def test_a_lost_database_errs_on_the_side_of_keeping(workspace, tmp_path):
    out = tmp_path / "a.xlsx"
    run(workspace, "export", "roster", "--output", out)
    before = out.read_bytes()
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        connection.execute(delete(exports).execution_options(**NOTED))
    run(workspace, "export", "roster", "--output", out)
    kept = {path.name for path in tmp_path.iterdir()} - {"a.xlsx", "w"}
    assert bool(kept) == (out.read_bytes() != before)  # the same bytes, but where a minute began between them
    out.write_bytes(b"anything")
    run(workspace, "export", "roster", "--output", out)
    assert len(list(tmp_path.iterdir())) == 3 + len(kept)


def test_two_changes_in_one_minute_are_both_kept_and_a_moved_workspace_remembers(workspace, tmp_path):
    folder = workspace / "exports" / "fees"
    run(workspace, "export", "fees")
    for typed in (b"one", b"two", b"three"):
        (folder / "缴费核对表.xlsx").write_bytes(typed)
        run(workspace, "export", "fees")
    kept = [path.read_bytes() for path in folder.iterdir() if "保留" in path.name]
    assert sorted(kept) == [b"one", b"three", b"two"]
    workspace.rename(tmp_path / "moved")
    before = files(tmp_path / "moved" / "exports").keys()
    run(tmp_path / "moved", "export", "fees")
    assert files(tmp_path / "moved" / "exports").keys() == before


def test_a_dry_run_keeps_and_writes_nothing(workspace, tmp_path):
    out = tmp_path / "out"
    run(workspace, "export", "fees", "--output", out)
    (out / "缴费核对表.xlsx").write_bytes(b"typed")
    before = files(out)
    assert run(workspace, "export", "fees", "--output", out, "--dry-run") == 0
    assert files(out) == before


def test_a_second_export_shares_the_evidence_of_the_first(workspace):
    for _ in range(2):
        assert run(workspace, "export", "review") == 0
    one, other = sorted(workspace.glob("exports/*/evidence"))
    pairs = [(path, other / path.relative_to(one)) for path in one.rglob("*") if path.is_file() and path.name[0] != "."]
    assert pairs
    assert all(path.samefile(twin) for path, twin in pairs)
    assert all(path.stat().st_mode & 0o077 == 0 for path, _ in pairs)
    changed = pairs[0][1]
    changed.write_bytes(b"changed by a person")
    assert run(workspace, "export", "review") == 0
    third = max(workspace.glob("exports/*/evidence"), key=lambda path: path.stat().st_mtime_ns)
    assert (third / changed.relative_to(other)).read_bytes() != b"changed by a person"
