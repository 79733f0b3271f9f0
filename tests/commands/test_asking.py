"""Asked, overdue, reminded, answered: the requests to a unit through the real commands."""

import email
import email.policy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.model import Dossier, Leftover, Message
from hui_reg.rules import check
from hui_reg.store import mails, results
from tests import builders as b

ZHANG, LI = b.person("张三"), b.person("李四")
Run = Callable[..., Any]


def lacking(who: b.Person, *more: Any, **changes: Any) -> Dossier:
    """Without the emblem side of the card."""
    return b.dossier(who, b.form(who), b.diploma(who), b.record(who), b.photo(), *more, key=who.name, **changes)


def validated(root: Path, *dossiers: Dossier, left: tuple[Leftover, ...] = (), mail: Message | None = None) -> None:
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        for message in (b.message(), mail):
            if message is not None:
                mails.record(connection, [mails.Arrival(message.sha256, 9, message.received_at, "internaldate")])
                mails.save_all(connection, 1, [(message, ())])
        results.save_validation(connection, [check(d, workspace.notice) for d in dossiers], left, [])
        results.record_run(connection, "validate", {"mails": 2 if mail else 1})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == ExitCode.OK
    validated(tmp_path, lacking(ZHANG, b.id_card(ZHANG, emblem=False)), lacking(LI))
    return tmp_path


@pytest.fixture
def run(root: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert cli.run(["-w", str(root), *words, "--json"]) == code
        captured = capsys.readouterr()
        command.said = captured.err  # type: ignore[attr-defined]
        return json.loads(captured.out)

    return command


def letters(root: Path, run: Run, *words: str) -> list[str]:
    out = root / "out" / str(len(list(root.glob("out/*"))))
    run("export", "notices", *words, "--output", str(out))
    found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in out.glob("*.eml")]
    return [message.get_content() for message in found]


def days_pass(root: Path, days: int) -> None:
    """Everything entered so far was entered so many days earlier."""
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        rows = connection.execute(text('select seq, "on", recorded_at, data from entries')).all()
        for row in rows:
            at = datetime.fromisoformat(row.recorded_at) - timedelta(days=days)
            data = json.loads(row.data)
            for key in ("until", "since"):
                if key in data:
                    data[key] = str(datetime.fromisoformat(data[key]).date() - timedelta(days=days))
            connection.execute(
                text('update entries set "on" = :o, recorded_at = :a, data = :d where seq = :s'),
                {"o": str(at.date()), "a": at.isoformat(), "d": json.dumps(data), "s": row.seq},
            )


def test_the_life_of_a_request(root: Path, run: Run) -> None:
    assert letters(root, run, "--reminder") == []
    (asked,) = letters(root, run)
    assert "张三" in asked and "李四" in asked
    letters(root, run)
    (unit,) = run("status", "--unit", "螺城")
    assert [request["name"] for request in unit["requests"]] == ["张三", "李四"], "each thing once"
    assert run("status")["overdue"] == []
    days_pass(root, 30)
    assert run("status")["overdue"][0]["people"] == ["张三", "李四"]
    assert run("status", "--check", code=1)["alarms"][0]["text"].startswith("1 个单位（惠安县螺城镇人民政府）补正过期")

    now = datetime.now(UTC).astimezone(b.TZ)
    came = b.message("补正", received=f"{now - timedelta(days=1):%Y-%m-%d %H:%M}")
    whole = lacking(ZHANG, b.exhibit(b.id_card(ZHANG), mail=came), messages=(b.message(), came))
    validated(root, whole, lacking(LI), mail=came)
    (reminder,) = letters(root, run, "--reminder")
    assert "李四" in reminder and "张三" not in reminder
    (shown,) = run("show", "张三")
    assert (shown["requests"][0]["course"], bool(shown["requests"][0]["answer"])) == ("met", True)
    letters(root, run, "--reminder")
    assert len(run("show", "李四")[0]["requests"][0]["reminded"]) == 1, "one reminder a day"
    assert run("status")["overdue"] == []
    (again,) = letters(root, run)
    assert "张三" not in again


def test_a_unit_whose_answer_we_could_not_place_is_not_reminded(root: Path, run: Run) -> None:
    letters(root, run)
    days_pass(root, 30)
    came = b.message("补正", received=f"{datetime.now(UTC).astimezone(b.TZ) - timedelta(days=1):%Y-%m-%d %H:%M}")
    stray = Leftover(file=b.file(came, "扫描件.pdf"), reason="没有认出是谁的")
    members = [lacking(who, messages=(b.message(), came)) for who in (ZHANG, LI)]
    validated(root, *members, left=(stray,), mail=came)
    assert letters(root, run, "--reminder") == []
    assert "先不催" in run.said  # type: ignore[attr-defined]


def test_nobody_is_reminded_while_mails_wait_to_be_looked_through(root: Path, run: Run) -> None:
    letters(root, run)
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        came = b.message("补正", received="2024-07-04 09:00")
        mails.record(connection, [mails.Arrival(came.sha256, 9, came.received_at, "internaldate")])
        mails.save_all(connection, 1, [(came, ())])
    assert cli.run(["-w", str(root), "export", "notices", "--reminder"]) == ExitCode.USAGE


def test_a_dry_run_keeps_nothing(root: Path, run: Run) -> None:
    run("export", "notices", "--dry-run")
    assert run("status", "--unit", "螺城")[0]["requests"] == []
    assert cli.run(["-w", str(root), "export", "notices", "--passed", "--reminder"]) == ExitCode.USAGE
