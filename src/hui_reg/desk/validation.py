"""The stages in a row, from mails kept to applicants assessed: what ``fetch`` and ``validate`` share.

Each step works through what is not yet done and records as it goes, so a run that is cut off is simply
continued by the next.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

from hui_reg.console import Console
from hui_reg.desk.aside import aside_problems
from hui_reg.desk.workspace import Workspace
from hui_reg.model import Assessment, File, FileReadings, Leftover, Problem, ProblemKind
from hui_reg.sandbox.pool import Done, Job, Limits, Sandbox
from hui_reg.store import mails, results

T = TypeVar("T")

SET_ASIDE = (ProblemKind.TIMEOUT, ProblemKind.CRASHED, ProblemKind.QUARANTINED)
"""Problems of the reading, not of the file's contents: a person may want to ``retry``."""


@dataclass(frozen=True)
class Validation:
    """What one validation came to. ``read`` counts the files read now, ``set_aside`` those that failed to be read."""

    assessments: tuple[Assessment, ...]
    leftovers: tuple[Leftover, ...]
    problems: tuple[tuple[str, Problem], ...]
    mails: int = 0
    read: int = 0
    set_aside: int = 0


def validate(workspace: Workspace, console: Console, *, keep: bool = True) -> Validation:
    """Read what is unread, assemble, and check. With ``keep`` false nothing is recorded, readings included."""
    from hui_reg import dossiers, rules

    with workspace.database.begin() as connection:
        messages = mails.load_messages(connection)
        files = mails.load_files(connection)
    stayed_out = aside_problems(workspace.database)
    readings = cached_readings(workspace, files)
    mail_of = {file.sha256: file.message for file in files if file.sha256 not in readings}
    fresh: dict[str, FileReadings] = {}
    for batch in _in_batches(read_files(workspace, mail_of, console), 8):
        fresh |= {reading.sha256: reading for reading in batch}
        if keep:
            with workspace.database.begin() as connection:
                results.save_readings(connection, batch)
    readings |= fresh
    assembly = dossiers.assemble(messages, files, readings, workspace.notice)
    return Validation(
        assessments=tuple(rules.check(dossier, workspace.notice) for dossier in assembly.dossiers),
        leftovers=assembly.leftovers,
        problems=(*dossiers.mail_problems(messages, files, readings, assembly, workspace.notice), *stayed_out),
        mails=len(messages),
        read=len(fresh),
        set_aside=len([r for r in fresh.values() if r.problem is not None and r.problem.kind in SET_ASIDE]),
    )


def cached_readings(workspace: Workspace, files: Sequence[File]) -> dict[str, FileReadings]:
    """The readings that still stand, by the file's SHA-256."""
    from hui_reg import readers

    with workspace.database.begin() as connection:
        kept = results.load_readings(connection, {file.sha256 for file in files})
        return {reading.sha256: reading for reading in kept if readers.is_current(reading)}


def read_files(workspace: Workspace, mail_of: Mapping[str, str], console: Console) -> Iterator[FileReadings]:
    """Read files in the sandbox, one result each, those of a mail together; what kills its worker becomes a problem of
    that file. ``mail_of``: the mail that brought each file, both by SHA-256.
    """
    if not mail_of:
        return
    from hui_reg import readers

    caps = workspace.settings.reading
    jobs = (
        Job(sha256, partial(workspace.blobs.get, sha256), group=mail, believe=partial(is_reading_of, sha256))
        for sha256, mail in sorted(mail_of.items(), key=lambda item: (item[1], item[0]))
    )
    with (
        console.progress("识读文件", len(mail_of)) as advance,
        Sandbox(caps.workers, Limits(caps.seconds, caps.memory_mib)) as sandbox,
    ):
        for done in sandbox.run(readers.read_in_worker, FileReadings, jobs):
            advance()
            yield done.document or _unread(done)


def is_reading_of(sha256: str, readings: FileReadings, blobs: tuple[bytes, ...]) -> bool:
    """Whether an answer can be what was read in that very file."""
    return readings.sha256 == sha256 and not blobs


def _unread(done: Done[FileReadings]) -> FileReadings:
    from hui_reg.readers import VERSIONS

    return FileReadings(sha256=done.key, format="unknown", versions=VERSIONS, problem=done.problem)


def _in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` items (``itertools.batched`` comes with Python 3.12)."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
