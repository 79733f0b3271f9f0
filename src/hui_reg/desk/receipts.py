"""All receipts that are known: those that came by mail, those handed in as files, and those being handed in now."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hui_reg.console import Console
from hui_reg.desk.correspondence.origins import units_by_mail
from hui_reg.desk.ledger import load_bytes
from hui_reg.desk.sandboxed import opened
from hui_reg.desk.validation import is_reading_of
from hui_reg.desk.workspace import Workspace
from hui_reg.ledger.receipts import Receipt, not_yet, receipt_of
from hui_reg.model import FileReadings
from hui_reg.notice import Notice
from hui_reg.sandbox.pool import Job, Sandbox
from hui_reg.store import exports, mails, results
from hui_reg.store.derived import lookups, traces
from hui_reg.vocabulary import Kind

if TYPE_CHECKING:
    from hui_reg.intake.envelope import Unpacked
    from hui_reg.store.database import Connection

KIND = "receipts"
"""Under which files handed in are noted."""


@dataclass
class HandedIn:
    """Files handed in now, archives opened: bytes and names by SHA-256, and what was read in the leaves.

    ``known``: names of files taken in before. ``problems``: what could not be opened, in sentences.
    """

    data: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    readings: dict[str, FileReadings] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def without_receipt(self) -> list[str]:
        """What gave no receipt, with the reason."""
        silent = [r for r in self.readings.values() if not receipts_in(r)]
        return self.problems + [_in_vain(self.names[r.sha256], r) for r in silent]


def _in_vain(name: str, reading: FileReadings) -> str:
    return f"{name}：{reading.problem.detail if reading.problem else '没有认出缴费回单'}"


def hand_in(workspace: Workspace, paths: Sequence[Path], console: Console) -> HandedIn:
    """Open and read the files at these paths (folders: every file in them) in the sandbox; nothing is kept yet."""
    handed, before = HandedIn(), dict[str, str]()
    with workspace.database.begin() as connection:
        for path in _files(paths):
            data = load_bytes(path)
            sha256 = hashlib.sha256(data).hexdigest()
            if exports.imported_at(connection, sha256, KIND) is not None:
                before[sha256] = path.name
            elif sha256 not in handed.data:
                handed.data[sha256], handed.names[sha256] = data, path.name
        in_vain = [one for one in results.load_readings(connection, before) if not receipts_in(one)]
        handed.problems += [_in_vain(before.pop(one.sha256), one) for one in in_vain]
        handed.known += before.values()
        stale = _unread(workspace, connection)
    for sha256, name in stale.items():
        handed.data[sha256], handed.names[sha256] = workspace.blobs.get(sha256), name
    if not handed.data:
        return handed
    with opened(workspace) as sandbox:
        leaves = [*_open(sandbox, handed, set(handed.data) - set(stale)), *stale]
        with console.progress("识读回单", len(leaves), "张") as advance:
            for reading in _read(sandbox, {sha256: handed.data[sha256] for sha256 in leaves}):
                advance()
                handed.readings[reading.sha256] = reading
    return handed


def _unread(workspace: Workspace, connection: "Connection") -> dict[str, str]:
    """Files handed in earlier whose readings an older reader made, or went with a lost database; names by SHA-256.

    An archive is not read itself: what was in it is noted by ``archive/name``.
    """
    from hui_reg import readers

    names = exports.imported_files(connection, KIND)
    archives = {name[:place] for name in names.values() for place, mark in enumerate(name) if mark == "/"}
    current = {one.sha256: readers.is_current(one) for one in results.load_readings(connection, names)}
    lost = {sha256 for sha256, name in names.items() if sha256 not in current and name not in archives}
    stale = {sha256 for sha256, is_current in current.items() if not is_current}
    return {sha256: names[sha256] for sha256 in names if sha256 in stale | {s for s in lost if workspace.blobs.has(s)}}


def _open(sandbox: Sandbox, handed: HandedIn, fresh: Set[str]) -> list[str]:
    """Take archives apart as if they had come by mail; the hashes of the leaves, whose bytes join ``handed``."""
    from hui_reg.intake.envelope import Envelope, Unpacked
    from hui_reg.intake.unpack import take_apart

    now = datetime.now(UTC)
    envelope = Envelope(received_at=now, received_basis="file_time")
    mails_of = {sha256: _wrapped(handed.data[sha256], name) for sha256, name in handed.names.items() if sha256 in fresh}
    jobs = [Job(sha256, partial(mails_of.__getitem__, sha256), envelope, sha256, _aligned) for sha256 in mails_of]
    leaves: list[str] = []
    for done in sandbox.run(take_apart, Unpacked, jobs):
        name = handed.names[done.key]
        if done.document is None:
            handed.problems.append(f"{name}：{done.problem.detail if done.problem else '无法打开'}")
            continue
        handed.problems += [f"{problem.path or name}：{problem.detail}" for problem in done.document.message.problems]
        for leaf, blob in zip(done.document.files, done.blobs, strict=True):
            if any(leaf.sha256 in volumes for volumes in done.document.sealed):
                handed.problems.append(f"{leaf.path}：RAR 压缩包请先解压，再导入其中的文件")
            else:
                leaves.append(leaf.sha256)
                handed.data[leaf.sha256], handed.names[leaf.sha256] = blob, leaf.path
    return list(dict.fromkeys(leaves))


def _aligned(unpacked: "Unpacked", blobs: tuple[bytes, ...]) -> bool:
    return [file.sha256 for file in unpacked.files] == [hashlib.sha256(blob).hexdigest() for blob in blobs]


def _wrapped(data: bytes, name: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = KIND
    mail.set_content("")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def fresh_files(workspace: Workspace, handed: HandedIn) -> dict[str, tuple[str, str]]:
    """The files to note as taken in (kind and name by SHA-256): those not noted before, archives and leaves."""
    with workspace.database.begin() as connection:
        noted = exports.imported_files(connection, KIND)
    return {sha256: (KIND, name) for sha256, name in handed.names.items() if sha256 not in noted}


def gather(workspace: Workspace, notice: Notice, handed: HandedIn) -> list[Receipt]:
    """Every receipt of the batch, copies included; ``handed``: from :func:`hand_in`, also when nothing is handed in."""
    with workspace.database.begin() as connection:
        found = lookups.with_kind(connection, Kind.RECEIPT)
        brought = traces.bringing(connection, found)
        files = mails.load_files(connection, only={mail for several in brought.values() for mail in several})
        units = units_by_mail(connection, {file.message for file in files})
        places = {f.sha256: (f.path, units.get(f.message, [""])[-1]) for f in files if f.sha256 in found}
        places |= {sha256: (name, "") for sha256, name in exports.imported_files(connection, KIND).items()}
        readings = {reading.sha256: reading for reading in results.load_readings(connection, places)}
    places |= {sha256: (name, "") for sha256, name in handed.names.items() if sha256 not in places}
    readings |= handed.readings
    today = datetime.now(notice.tz).date()
    return [
        not_yet(receipt_of(row, reading.sha256, place, unit, notice.payment), today)
        for reading in readings.values()
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


def _read(sandbox: Sandbox, data: Mapping[str, bytes]) -> Iterable[FileReadings]:
    from hui_reg import readers

    jobs = [
        Job(sha256, partial(data.__getitem__, sha256), group=sha256, believe=partial(is_reading_of, sha256))
        for sha256 in data
    ]
    for done in sandbox.run(readers.read_in_worker, FileReadings, jobs):
        unread = FileReadings(sha256=done.key, format="unknown", versions=readers.VERSIONS, problem=done.problem)
        yield done.document or unread
