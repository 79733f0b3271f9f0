"""A workspace with invented mails whose files are read already, and the commands as staff type them."""

import atexit
import contextlib
import functools
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from hui_reg import cli
from hui_reg.corrections import Asks
from hui_reg.desk import unpacking, validation
from hui_reg.desk.album import albums
from hui_reg.desk.workspace import open_workspace
from hui_reg.intake.envelope import UNPACK_VERSION
from hui_reg.model import FileReadings, Problem, ProblemKind, Reading
from hui_reg.readers import VERSIONS
from hui_reg.sandbox.pool import Done, Job
from hui_reg.store import mails, results
from tests.builders import Mail


@dataclass
class Office:
    """One workspace. ``read`` is what the readers make of each file, by SHA-256."""

    root: Path
    read: dict[str, FileReadings] = field(default_factory=dict)
    as_asked: dict[str, dict[str, Reading]] = field(default_factory=dict)
    """What the reader of a kind makes of a file, when it is asked for it: by SHA-256, then by the ask's key."""
    said: str = ""
    """What the last command printed on stderr."""

    def take(self, *incoming: Mail) -> "Office":
        """Mails come in, and everything is checked."""
        with open_workspace(self.root) as workspace:
            for mail in incoming:
                with workspace.database.begin() as connection:
                    sent = mail.message
                    arrival = mails.Arrival(sent.sha256, 1000, sent.received_at, sent.received_basis)
                    mails.record(connection, [arrival])
                    mails.save_all(connection, UNPACK_VERSION, [(sent, mail.files)])
                for made in mail.files:
                    workspace.blobs.put(mail.contents.get(made.sha256, made.path).encode())
                self.read |= mail.readings
        self.validate()
        return self

    def validate(self) -> dict[str, Any]:
        done: dict[str, Any] = self.run("validate")
        return done

    def run(self, *words: object, code: int = 0) -> Any:
        """A command's document."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            found = cli.run(["-w", str(self.root), *map(str, words), "--json"])
        self.said = err.getvalue()
        assert found == code, self.said
        return json.loads(out.getvalue()) if out.getvalue() else None

    def amend(self, *words: object, code: int = 0) -> Any:
        return self.run("amend", *words, "--by", "林经办", "--reason", "看了原件", code=code)

    def read_again(self) -> None:
        """As a raised version of every reader makes it: nothing that was read stands."""
        with open_workspace(self.root) as workspace, workspace.database.begin() as connection:
            results.forget_readings(connection, set(self.read))
        self.validate()

    def applicants(self) -> dict[str, dict[str, Any]]:
        """The applicants of ``export records``, by name."""
        return {line["name"]: line for line in self.records() if line["type"] == "applicant"}

    def records(self) -> list[dict[str, Any]]:
        path = self.root / "records.jsonl"
        self.run("export", "records", "--output", path)
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def scanned(self, folder: Path, *papers: tuple[str, Reading]) -> Path:
        """Scans in a folder, of which the readers make these."""
        for path, what in papers:
            data = f"{path}{what.model_dump_json()}".encode()
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
            sha256 = hashlib.sha256(data).hexdigest()
            self.read[sha256] = FileReadings(
                sha256=sha256, format="pdf", versions=VERSIONS, page_count=1, readings=(what,)
            )
        return folder

    def left(self) -> set[str]:
        """The paths of the files that are nobody's and wait for a person."""
        with open_workspace(self.root) as workspace, workspace.database.begin() as connection:
            return {leftover.file.path for leftover in results.load_leftovers(connection)}


class Here:
    """The sandbox of a test: every job is done in this process, at once."""

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None: ...

    def run(self, function: Any, _model: object, jobs: Iterable[Job]) -> Iterator[Done[Any]]:
        for job in jobs:
            try:
                yield Done(job.key, *job.call(function))
            except Exception as error:  # what costs a worker its life, or a job its answer
                yield Done(job.key, None, problem=Problem(kind=ProblemKind.CRASHED, detail=type(error).__name__))


def without_walls(patch: pytest.MonkeyPatch) -> None:
    """Let what commands do with mails, sheets and pictures happen in this process."""
    for room in (unpacking, albums):
        patch.setattr(room, "opened", lambda *_, **__: Here())
    patch.setattr("hui_reg.desk.sandboxed.opened", lambda *_, **__: Here())


def reading_nothing_new(office: Office, patch: pytest.MonkeyPatch) -> None:
    """Let the readers answer with what the office knows."""

    def read_files(
        _workspace: object,
        mail_of: Mapping[str, str],
        _console: object,
        _sandbox: object = None,
        asks: Mapping[str, Asks] = MappingProxyType({}),
    ) -> Iterator[FileReadings]:
        for sha256 in mail_of:
            wanted = asks[sha256].asks if sha256 in asks else ()
            answers = {ask.key: office.as_asked.get(sha256, {}).get(ask.key) for ask in wanted}
            yield office.read[sha256].model_copy(update={"versions": dict(VERSIONS), "asked": answers})

    patch.setattr(validation, "read_files", read_files)


@functools.cache
def _template() -> Path:
    """A fresh workspace, made once and copied."""
    root = Path(tempfile.mkdtemp(prefix="hui-reg-office-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    with open_workspace(root) as workspace, workspace.database.begin():
        pass
    return root


def opened(root: Path, patch: pytest.MonkeyPatch) -> Office:
    shutil.copytree(_template(), root, dirs_exist_ok=True)
    office = Office(root)
    reading_nothing_new(office, patch)
    return office
