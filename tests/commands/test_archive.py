"""A registration is closed with a certificate, takes in nothing more, is destroyed only when its time has come and
somebody says which; what was certified can be proved ever after. And what the next registration takes over."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hui_reg import cli
from hui_reg.desk.custody import archiving, destroying
from hui_reg.desk.custody.handed_out import CERTIFICATES
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.rulings import RULING_ENTRIES, RulingKind, fold_rulings
from hui_reg.model import Entry
from hui_reg.store import closing, entries, exports, purge
from hui_reg.store.merkle import heads_in
from tests.commands.test_purge import REGISTRATION, over
from tests.desk.custody.test_backup import stocked

CLOSE = ("archive", "-q", "--confirm", REGISTRATION)
NOW = datetime(2024, 7, 5, 9, tzinfo=UTC)


def run(root: Path, *words: object) -> int:
    return cli.run(["-w", str(root), *map(str, words)])


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("hui_reg.desk.outlet.Outlet.opened", lambda ws, console: _outlet(ws, console))
    return stocked(tmp_path / "w")


def _outlet(workspace, console):
    from hui_reg.desk.outlet import Outlet

    return Outlet(workspace, console)


def printed(path: Path) -> str:
    return "\n".join(
        str(cell) for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )


def entered(
    root: Path, *, kind: str = "training", data: dict[str, object] | None = None, applicant: str = "甲"
) -> None:
    with open_workspace(root) as opened, opened.database.begin() as connection:
        entry = Entry(
            applicant=applicant, kind=kind, on=NOW.date(), recorded_at=NOW, by="李四", data=data or {"hours": "2"}
        )
        entries.append(connection, [entry])


def test_closed_with_a_certificate_and_nothing_more_is_taken_in(workspace: Path) -> None:
    assert run(workspace, "archive", "-q") == ExitCode.USAGE, "somebody waits"
    assert run(workspace, *CLOSE) == ExitCode.OK
    certificate = workspace / CERTIFICATES / archiving.CLOSED
    told = printed(certificate)
    (head,) = heads_in(told)
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        assert head == entries.head(connection)
        assert closing.closing(connection).head == str(head)
        assert "400000199001010000" not in told, "of nobody"
    with pytest.raises(HuiRegError, match="归档"):
        entered(workspace)
    (workspace / "more").mkdir()
    (workspace / "more" / "a.eml").write_bytes(b"From: b@example.com\r\nSubject: x\r\n\r\nx")
    assert run(workspace, "fetch", "-q", "--from", workspace / "more") == ExitCode.USAGE
    assert run(workspace, "archive", "--reopen", "-q") == ExitCode.OK
    entered(workspace)
    assert run(workspace, "verify", "-q") == ExitCode.OK


def test_a_closing_outlives_the_database(workspace: Path) -> None:
    assert run(workspace, *CLOSE) == ExitCode.OK
    for path in (workspace / "data").glob("hui-reg.db*"):
        path.unlink()
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        assert closing.closing(connection) is not None


def test_destroyed_only_after_its_time_and_by_its_name(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(workspace, "archive", "-q", "--destroy", "--confirm", REGISTRATION) in (
        ExitCode.USAGE,
        ExitCode.SETTINGS,
    )
    over(workspace)
    assert run(workspace, *CLOSE) == ExitCode.OK
    assert run(workspace, "archive", "-q", "--destroy") == ExitCode.USAGE, "nobody says which"
    assert run(workspace, "archive", "-q", "--destroy", "--confirm", "other") == ExitCode.USAGE
    with open_workspace(workspace) as opened:
        assert destroying.held(opened)["mails"] == 1, "nothing is gone"
    assert run(workspace, "archive", "-q", "--destroy", "--confirm", REGISTRATION) == ExitCode.OK
    folder = workspace / CERTIFICATES
    (closed,) = heads_in(printed(folder / archiving.CLOSED))
    assert closed in heads_in(printed(folder / archiving.DESTROYED))
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        assert entries.load(connection) == [] == entries.changed(connection)
        assert entries.disproved(connection, [closed]) == [], "it can be proved ever after"
        assert closing.closing(connection) is not None
    capsys.readouterr()
    assert run(workspace, "verify", "--against", folder / archiving.DESTROYED) == ExitCode.OK
    assert "内容已按保存期限清除" in capsys.readouterr().out
    told = printed(folder / archiving.DESTROYED)
    assert "邮件（封）" in told and "1" in told


def test_what_is_damaged_is_not_certified(workspace: Path) -> None:
    with open_workspace(workspace) as opened:
        path = opened.blobs.path(next(iter(opened.blobs.all())))
    path.write_bytes(b"other")
    assert run(workspace, *CLOSE) == ExitCode.STORE
    assert not (workspace / CERTIFICATES / archiving.CLOSED).exists()


def test_the_whole_beginning_taken_away_as_if_purged_is_told(workspace: Path) -> None:
    from sqlalchemy import delete, update

    from hui_reg.store.schema import entries as table
    from hui_reg.store.schema import leaves

    for _ in range(3):
        entered(workspace)
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        gone = table.c.seq <= 2
        connection.execute(delete(table).where(gone).execution_options(noted=True))
        connection.execute(update(leaves).where(leaves.c.seq <= 2).values(salt=None).execution_options(noted=True))
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        assert entries.changed(connection) == [1, 2]


def test_a_purge_made_up_to_cover_what_was_taken_away_is_told(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from sqlalchemy import delete, update

    from hui_reg.store.schema import entries as table
    from hui_reg.store.schema import leaves

    entered(workspace)
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        connection.execute(delete(table).execution_options(noted=True))
        connection.execute(update(leaves).values(salt=None).execution_options(noted=True))
        for export in closing.kept_through_purge(connection):
            exports.record_export(connection, export)
    with open_workspace(workspace) as opened:
        purge.renew_journals(opened.database)
    assert run(workspace, "verify") == ExitCode.STORE
    assert "这些台账是被人删的" in capsys.readouterr().err


def test_status_says_so_and_schedules_let_it_rest(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entered(workspace)
    assert run(workspace, *CLOSE) == ExitCode.OK
    capsys.readouterr()
    assert run(workspace, "status") == ExitCode.OK
    told = capsys.readouterr().out
    assert "归档　已于" in told and "archive --reopen" in told and "下一步：已归档" in told
    assert run(workspace, "status", "--json") == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["closed_at"]
    assert run(workspace, "run", "--now", "-q") == ExitCode.OK
    assert run(workspace, "status", "--check", "-q") == ExitCode.OK
    assert capsys.readouterr().err == ""
    over(workspace)
    assert run(workspace, "status") == ExitCode.OK
    assert "下一步：hui-reg archive --destroy" in capsys.readouterr().out
    assert run(workspace, "status", "--check") == ExitCode.SET_ASIDE
    assert "archive --destroy" in capsys.readouterr().out


def test_the_next_registration_takes_over_units_and_settings(workspace: Path, tmp_path: Path, capsys) -> None:
    settings = workspace / "hui-reg.toml"
    text = settings.read_text(encoding="utf-8").replace('# host = "imap.example.com"', 'host = "imap.example.com"', 1)
    text = text.replace('# user = "baoming@example.com"', 'user = "a@example.com" # 本科室')
    text = text.replace('# password_file = "mailbox.secret"', 'password_file = "mailbox.secret"')
    text = text.replace('# folder = "data"', 'folder = "data"')
    settings.write_text(text, encoding="utf-8")
    (workspace / "mailbox.secret").write_bytes(b"code\n")
    (workspace / "mailbox.secret").chmod(0o600)
    entered(workspace, kind="ruling", applicant="", data={"ruling": "unit", "unit": "松岭镇", "right": "松岭镇政府"})
    known = {"ruling": "address", "unit": "松岭镇政府", "address": "u@example.com", "own": True, "reason": "电话核实"}
    entered(workspace, kind="ruling", applicant="", data=known)
    entered(workspace, kind="ruling", data={"ruling": "note", "text": "甲的事"})
    fresh = tmp_path / "next"
    for times in (2, 0):  # done again it adds nothing
        capsys.readouterr()
        assert run(fresh, "init", "--from", workspace, "--json") == ExitCode.OK
        assert json.loads(capsys.readouterr().out)["rulings"] == times
    with open_workspace(fresh) as opened, opened.database.begin() as connection:
        said = fold_rulings(entries.load(connection, kinds=RULING_ENTRIES))
        assert [one.kind for one in said.live] == [RulingKind.UNIT, RulingKind.ADDRESS], "nobody's own"
        assert said.spellings == {"松岭镇": "松岭镇政府"}
        assert said.addresses(own=True) == {"松岭镇政府": {"u@example.com"}}
        assert opened.settings.mailbox.secret() == "code"
        assert opened.settings.mailbox.user == "a@example.com"
        assert opened.settings.store.root == fresh / "data"
    assert "本科室" in (fresh / "hui-reg.toml").read_text(encoding="utf-8")
    assert (fresh / "mailbox.secret").stat().st_mode & 0o077 == 0


def test_nothing_is_written_beside_the_next_registration_and_it_has_a_key_of_its_own(tmp_path: Path) -> None:
    old, new = tmp_path / "a" / "old", tmp_path / "b" / "new"
    assert run(old, "init", "-q") == ExitCode.OK
    (old.parent / "ca.pem").write_text("...", encoding="utf-8")
    settings = old / "hui-reg.toml"
    told = settings.read_text(encoding="utf-8").replace("[store]", '[store]\nencrypt = "aes"\nkey_file = "../the.key"')
    box = '[mailbox]\nhost = "imap.example.com"\nuser = "a@example.com"\nca_file = "../ca.pem"'
    settings.write_text(told.replace("[mailbox]", box), encoding="utf-8")
    assert run(old, "encrypt") == ExitCode.OK
    assert run(new, "init", "--from", old) == ExitCode.OK == run(new, "status")
    assert {path.name for path in new.parent.iterdir()} == {"new", "the.key"}
    keys = [(folder / "the.key").read_text(encoding="utf-8") for folder in (old.parent, new.parent)]
    assert keys[0] != keys[1]
