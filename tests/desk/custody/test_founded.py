"""What a validation came to is held against the rules: whoever changes it in the database is found out, and nothing
goes out on it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from hui_reg import cli
from hui_reg.desk.custody import founded
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.store import results
from hui_reg.store.schema import assessments, leftovers
from tests.samples.validated import validated_samples


@pytest.fixture(scope="module")
def validated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return validated_samples(tmp_path_factory.mktemp("founded") / "w", tmp_path_factory)


@pytest.fixture
def root(validated: Path, tmp_path: Path) -> Path:
    shutil.copytree(validated, tmp_path / "w")
    return tmp_path / "w"


def run(root: Path, *words: object) -> int:
    return cli.run(["-w", str(root), *map(str, words)])


def looked(root: Path) -> founded.Looked:
    with open_workspace(root) as opened:
        return founded.look(opened)


def rows(root: Path) -> list[dict[str, Any]]:
    with open_workspace(root) as opened, opened.database.begin() as connection:
        return [dict(row) for row in results.rows(connection)]


def change(root: Path, key: str, **columns: str) -> None:
    with open_workspace(root) as opened, opened.database.begin() as connection:
        connection.execute(update(assessments).where(assessments.c.key == key).values(columns))


def test_whoever_changes_a_result_is_found_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In every column; the document too, its sum made to fit (the column's type does that)."""
    before = rows(root)
    failed = [row for row in before if row["verdict"] == "correct"]
    change(root, failed[0]["key"], verdict="pass")
    told = failed[1]["document"].replace('"verdict":"correct"', '"verdict":"pass"')
    change(root, failed[1]["key"], verdict="pass", document=told)
    for row, column in zip(failed[2:], ("name", "id_number", "unit", "version", "term"), strict=False):
        change(root, row["key"], **{column: "x" if column != "id_number" else "350521199001011234"})
    assert len(failed) >= 7
    assert run(root, "verify", "-q") == ExitCode.STORE
    said = capsys.readouterr().err
    for row in failed[:7]:
        assert f"{row['name']}（{row['id_number'][-4:] or '证件号未读到'}，{row['unit']}）" in said
    assert said.count("写着“建议通过”，应为“需补正”") == 2
    assert rows(root) == before, "until everything is made anew nobody has what was written in"
    assert run(root, "export", "roster", "-q") == ExitCode.USAGE
    assert run(root, "status") == ExitCode.OK
    assert "下一步：hui-reg validate" in capsys.readouterr().out


def test_a_result_put_in_or_taken_away_is_told(root: Path) -> None:
    assert looked(root) == founded.Looked()
    with open_workspace(root) as opened, opened.database.begin() as connection:
        first = select(leftovers.c.id).order_by(leftovers.c.id).limit(1).scalar_subquery()
        connection.execute(delete(leftovers).where(leftovers.c.id == first))
    assert looked(root).altered


def test_what_another_notice_led_to_is_not_held_against_todays(root: Path) -> None:
    notice = root / "notice.toml"
    notice.write_text(
        notice.read_text(encoding="utf-8").replace("minimum_age = 16", "minimum_age = 90"), encoding="utf-8"
    )
    assert looked(root) == founded.Looked()


@pytest.mark.slow
def test_validated_anew_it_is_as_it_was(root: Path) -> None:
    before = rows(root)
    change(root, before[0]["key"], verdict="pass" if before[0]["verdict"] != "pass" else "correct")
    assert run(root, "verify", "-q") == ExitCode.STORE
    assert run(root, "validate", "-q") in (0, 1)
    assert rows(root) == before
    assert run(root, "verify", "-q") == ExitCode.OK
    assert run(root, "export", "roster", "-q") in (0, 1)
