"""What is brought up to date is what everything assembled at once comes to, byte for byte, whatever happened before."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from hui_reg import cli
from hui_reg.desk.validation import Trial
from hui_reg.desk.workspace import open_workspace
from hui_reg.model import ProblemKind
from tests.desk.renewing.histories import History
from tests.servers.postgres import fresh


def agree(root: Path, seed: int, steps: int, database: str = "") -> None:
    """Let so many things happen, and compare after each. ``database``: one that several computers share."""
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    if database:
        settings = root / "hui-reg.toml"
        store = f"[store]\ndatabase = {json.dumps(database)}\nblobs = {json.dumps(str(root / 'shared'))}\n"
        settings.write_text(settings.read_text(encoding="utf-8").replace("[store]\n", store, 1), encoding="utf-8")
    with open_workspace(root) as workspace:
        history, told = History(workspace, seed), []
        for step in range(steps):
            told.append(history.happen())
            if history.random.random() < 0.3:  # several things between two validations
                continue
            history.validate()
            found, expected = history.results(), history.expected()
            for part, rows in expected.items():
                assert found[part] == rows, (seed, step, part, told)
        history.validate()
        before = history.results()
        assert history.validate().assembled == 0
        history.validate(anew=True, trial=Trial())
        assert history.results() == before
        assert history.validate(anew=True).changed == frozenset()
        assert history.results() == before


def test_a_history_in_small_steps_comes_to_the_same(tmp_path: Path) -> None:
    agree(tmp_path, 1, 12)


def test_a_history_in_a_shared_database_comes_to_the_same(tmp_path: Path, postgres_url: str) -> None:
    agree(tmp_path, 1, 4, fresh(postgres_url, "history"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_any_history_in_a_shared_database_comes_to_the_same(tmp_path: Path, postgres_url: str, seed: int) -> None:
    agree(tmp_path, seed, 40, fresh(postgres_url, f"history{seed}"))


def test_only_the_units_that_a_right_name_touches_are_made_anew(tmp_path: Path) -> None:
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == 0
    with open_workspace(tmp_path) as workspace:
        history = History(workspace, 5)
        for _ in range(8):
            history.mail()
        units = history.validate().people
        history.rename(units[0].unit, "惠安县政务服务中心")
        assert 0 < history.validate().assembled < len({one.unit for one in units})
        assert history.results() == history.expected()


def test_a_volume_that_lacks_another_is_told_until_that_has_come(tmp_path: Path) -> None:
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == 0
    with open_workspace(tmp_path) as workspace:
        history = History(workspace, 1)
        for number, due in ((2, [ProblemKind.VOLUME]), (1, [])):
            history.volume(0, number)
            told = history.validate().problems
            assert [problem.kind for _, problem in told if problem.kind is ProblemKind.VOLUME] == due


def test_results_that_are_not_what_was_left_are_made_anew(tmp_path: Path) -> None:
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == 0
    with open_workspace(tmp_path) as workspace:
        history = History(workspace, 3)
        for _ in range(4):
            history.mail()
        history.receive("无主.pdf")
        history.receive()
        history.validate()
        before = history.results()
        for change in (
            "DELETE FROM assessments WHERE key = (SELECT min(key) FROM assessments)",
            "UPDATE assessments SET verdict = 'pass', document = 'x' || document",
            "UPDATE assessments SET place = 'z' WHERE key = (SELECT min(key) FROM assessments)",
            "UPDATE leftovers SET message = ''",
            "DELETE FROM leftovers",
            "DELETE FROM mail_problems",
            "INSERT INTO mail_problems (message, document, place) VALUES ('', 'damaged', '')",
        ):
            with workspace.database.begin() as connection:
                assert connection.execute(text(change)).rowcount
            assert history.validate().assembled
            assert history.results() == before, change
            assert history.validate().assembled == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 42))
def test_any_history_comes_to_the_same(tmp_path: Path, seed: int) -> None:
    agree(tmp_path, seed, 40)
