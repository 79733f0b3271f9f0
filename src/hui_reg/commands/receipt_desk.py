"""All receipts that are known: those that came by mail, those handed in as files, and those being handed in now."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hui_reg.commands.ledger_desk import load_bytes
from hui_reg.commands.workspace import Workspace
from hui_reg.console import Console
from hui_reg.ledger.receipts import Receipt, receipt_of
from hui_reg.model import Assessment, FileReadings
from hui_reg.notice import Notice
from hui_reg.sandbox.pool import Job, Limits, Sandbox
from hui_reg.store import exports, mails, results
from hui_reg.vocabulary import Kind

KIND = "receipts"
"""Under which files handed in are noted."""


@dataclass
class HandedIn:
    """Files handed in now: bytes by SHA-256, their names, and what was read in them."""

    data: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    readings: dict[str, FileReadings] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)

    def without_receipt(self) -> list[str]:
        """The names of files in which no receipt was found, with the reason."""
        found = (self.readings[sha256] for sha256 in self.names)
        return [
            f"{self.names[r.sha256]}：{r.problem.detail if r.problem else '没有认出缴费回单'}"
            for r in found
            if not receipts_in(r)
        ]


def hand_in(workspace: Workspace, paths: Sequence[Path], console: Console) -> HandedIn:
    """Read the files at these paths (folders: every file in them) in the sandbox; nothing is kept yet."""
    handed = HandedIn()
    with workspace.database.begin() as connection:
        for path in _files(paths):
            data = load_bytes(path)
            sha256 = hashlib.sha256(data).hexdigest()
            if exports.imported_at(connection, sha256, KIND) is not None:
                handed.known.append(path.name)
            elif sha256 not in handed.data:
                handed.data[sha256], handed.names[sha256] = data, path.name
    handed.readings = {reading.sha256: reading for reading in _read(workspace, handed.data, console)}
    return handed


def gather(workspace: Workspace, notice: Notice, handed: HandedIn | None = None) -> list[Receipt]:
    """Every receipt of the batch, copies included."""
    with workspace.database.begin() as connection:
        units = _units_by_message(results.load_assessments(connection))
        places = {file.sha256: (file.path, units.get(file.message, "")) for file in mails.load_files(connection)}
        places |= {sha256: (name, "") for sha256, name in exports.imported_files(connection, KIND).items()}
        readings = list(results.load_readings(connection, places))
    if handed is not None:
        places |= {sha256: (name, "") for sha256, name in handed.names.items()}
        readings += handed.readings.values()
    return [
        receipt_of(row, reading.sha256, place, unit, notice.payment)
        for reading in readings
        for place, unit in [places[reading.sha256]]
        for row in receipts_in(reading)
    ]


def receipts_in(reading: FileReadings) -> list[Mapping[str, str]]:
    """The receipts read in a file, as rows of the reader's fields."""
    return [row for part in reading.readings if part.kind is Kind.RECEIPT for row in part.rows]


def _files(paths: Sequence[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        else:
            yield path


def _read(workspace: Workspace, data: Mapping[str, bytes], console: Console) -> Iterable[FileReadings]:
    if not data:
        return
    from hui_reg import readers

    caps = workspace.settings.reading
    jobs = [Job(sha256, lambda sha256=sha256: data[sha256]) for sha256 in data]  # type: ignore[misc]
    with (
        console.progress("识读回单", len(jobs)) as advance,
        Sandbox(caps.workers, Limits(caps.seconds, caps.memory_mib)) as sandbox,
    ):
        for done in sandbox.run(readers.read_in_worker, FileReadings, jobs):
            advance()
            unread = FileReadings(sha256=done.key, format="unknown", versions=readers.VERSIONS, problem=done.problem)
            yield done.document or unread


def _units_by_message(assessments: Iterable[Assessment]) -> dict[str, str]:
    """The unit of each mail that brought applicants' materials."""
    return {message.sha256: a.dossier.unit for a in assessments for message in a.dossier.messages}
