"""Mail is taken apart while more comes; what is known already costs a fetch nothing."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.console import Console
from hui_reg.desk import fetching
from hui_reg.desk.unpacking import Alongside
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.intake.mailbox.connection import Deadline
from hui_reg.model import File, Message
from hui_reg.store import mails
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival
from tests.intake.mails import mail

QUIET = Console(quiet=True)


@cache
def raw(number: int) -> bytes:
    return mail({f"{number}.pdf": b"%%PDF-1.4 %d" % number}, "材料见附件")


def keep(workspace: Workspace, *numbers: int) -> None:
    with Keeper(workspace.blobs, workspace.database) as keeper:
        for number in numbers:
            keeper.keep([(raw(number), Arrival("", 0, datetime(2024, 7, 1, tzinfo=UTC), "file_time"))])


def standing(workspace: Workspace) -> Counter[tuple[str, int]]:
    with workspace.database.begin() as connection:
        return Counter((one.state, one.attempts) for one in mails.load(connection))


def test_what_comes_is_taken_apart_meanwhile_and_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "w"
    root.mkdir()
    (root / "hui-reg.toml").touch()
    with open_workspace(root) as workspace, workspace.lock():
        with Alongside(workspace) as alongside:
            for number in range(3):
                keep(workspace, number)
                alongside.came()
            done = alongside.rest(QUIET)
        assert (done.mails, done.files, done.set_aside) == (3, 3, [])
        assert standing(workspace) == {("unpacked", 0): 3}
        keep(workspace, 3, 4)
        with Alongside(workspace) as alongside:  # broken off: nobody asks for the rest
            alongside.came()
        assert set(standing(workspace)) <= {("unpacked", 0), ("new", 0)}
        keep(workspace, 5)
        with workspace.database.begin() as connection:
            mails.count_attempt(connection, [one.sha256 for one in mails.load(connection, mails.NEW)])
        with Alongside(workspace) as alongside:
            alongside.came()
            assert alongside.rest(QUIET).mails  # those tried before too, each alone
        assert standing(workspace) == {("unpacked", 0): 6}

        def read(*_: object, **__: object) -> None:
            raise AssertionError("a stored mail is read")

        for noun in (Message, File):
            monkeypatch.setattr(noun, "model_validate_json", read)
            monkeypatch.setattr(noun, "model_validate", read)
        (tmp_path / "mails").mkdir()
        (tmp_path / "mails" / "0.eml").write_bytes(raw(0))
        idle = fetching.fetch(workspace, QUIET, Deadline(None), tmp_path / "mails")
        assert (idle.received.seen, idle.unpacked.mails) == (1, 0)


def test_a_fault_of_the_store_is_told_and_what_came_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hui-reg.toml").touch()
    with open_workspace(tmp_path) as workspace, workspace.lock():
        keep(workspace, 1)
        with monkeypatch.context() as patch:
            patch.setattr(mails, "save_all", lambda *_: (_ for _ in ()).throw(OSError("disk")))
            with pytest.raises(OSError, match="disk"), Alongside(workspace) as alongside:
                alongside.came()
                alongside.rest(QUIET)
        assert sum(standing(workspace).values()) == 1
    assert cli.run(["-w", str(tmp_path), "retry", "-q"]) == 0
    with open_workspace(tmp_path) as workspace:
        assert standing(workspace) == {("unpacked", 0): 1}
