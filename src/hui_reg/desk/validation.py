"""The stages in a row, from mails kept to applicants assessed: what ``fetch`` and ``validate`` share.

Each step works through what is not yet done and records as it goes, so a run that is cut off is simply
continued by the next.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

from hui_reg.console import Console
from hui_reg.corrections import Asks
from hui_reg.desk.aside import aside_problems
from hui_reg.desk.letters import sent_letters
from hui_reg.desk.sandboxed import at_hand, opened
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.rulings import RULING_ENTRIES, Rulings, fold_rulings
from hui_reg.model import Assessment, File, FileReadings, Leftover, Problem, ProblemKind
from hui_reg.sandbox.pool import Job, Sandbox
from hui_reg.store import entries, mails, results

T = TypeVar("T")

SET_ASIDE = (ProblemKind.TIMEOUT, ProblemKind.CRASHED, ProblemKind.QUARANTINED)
"""Problems of the reading, not of the file's contents: a person may want to ``retry``."""


_BY_NOBODY = {"nobody": 0}
"""The reader of what the store has lost: never current, so that it is read once it is back."""


@dataclass(frozen=True)
class Validation:
    """What one validation came to. ``read`` counts the files read now, ``set_aside`` those that could not be read, now
    or before, ``waiting`` the mails that are kept and not taken apart."""

    assessments: tuple[Assessment, ...]
    leftovers: tuple[Leftover, ...]
    problems: tuple[tuple[str, Problem], ...]
    mails: int = 0
    read: int = 0
    set_aside: int = 0
    waiting: int = 0


def validate_and_keep(
    workspace: Workspace, console: Console, *, is_over: Callable[[], bool] = lambda: False
) -> tuple[Validation, set[str]]:
    """Validate and record the result; with the keys of those who are new or changed. ``is_over`` as there."""
    done = validate(workspace, console, is_over=is_over)
    with workspace.database.begin() as connection:
        changed = results.save_validation(connection, done.assessments, done.leftovers, done.problems)
        counts = {"mails": done.mails, "applicants": len(done.assessments), "read": done.read}
        results.record_run(connection, "validate", counts)
    return done, changed


def validate(
    workspace: Workspace,
    console: Console,
    *,
    keep: bool = True,
    is_over: Callable[[], bool] = lambda: False,
    rulings: Rulings | None = None,
    sandbox: AbstractContextManager[Sandbox] | None = None,
) -> Validation:
    """Read what is unread, assemble, and check. With ``keep`` false nothing is recorded, readings included.

    ``rulings`` in place of those of the ledger: what would be if they were said. ``sandbox``: one made ready for the
    reading. Raises :class:`HuiRegError` (exit 1) once ``is_over`` says that the time is up while files are unread:
    what was read is kept, and nobody is checked on half of the papers.
    """
    from hui_reg import dossiers
    from hui_reg.desk import sane, unpacking

    if keep:
        unpacking.unpack(workspace, console)  # what a fetch that was cut off left
    with workspace.database.begin() as connection:
        messages = mails.load_messages(connection, all_or_none=False)
        opened_up = {message.sha256 for message in messages}
        files = [file for file in mails.load_files(connection) if file.message in opened_up]
    stayed_out = aside_problems(workspace.database, opened_up)
    messages, files = dossiers.settle(messages, files)
    said = rulings_of(workspace) if rulings is None else rulings
    readings = cached_readings(workspace, files)
    asks = dossiers.asks(said, readings)
    readings = {sha256: read for sha256, read in readings.items() if sha256 not in asks}
    mail_of = {file.sha256: file.message for file in files if file.sha256 not in readings}
    fresh: dict[str, FileReadings] = {}
    reading_them = _readings(workspace, mail_of, console, sandbox, asks, is_over if keep else None)
    for batch in _in_batches(reading_them, 8):
        fresh |= {reading.sha256: reading for reading in batch}
        if keep:
            with workspace.database.begin() as connection:
                results.save_readings(connection, batch)
        if is_over() and len(fresh) < len(mail_of):
            left = len(mail_of) - len(fresh)
            raise HuiRegError(
                ExitCode.SET_ASIDE, f"规定的时间用完了，还有 {left} 个文件没有读", "已读的都已保存，下次运行接着读。"
            )
    notice = workspace.notice
    known: Mapping[str, FileReadings] = {
        sha256: sane.sane_readings(read) for sha256, read in (readings | fresh).items()
    }
    trust = dossiers.Trust(sent_letters(workspace), said.addresses(own=True), said.addresses(own=False))
    messages, known = dossiers.ruled_papers(messages, files, known, said)
    assembly, known = sane.assemble(messages, files, known, notice, trust, said)
    problems = dossiers.mail_problems(messages, files, known, assembly, notice)
    return Validation(
        assessments=tuple(sane.check(dossier, notice) for dossier in assembly.dossiers),
        leftovers=assembly.leftovers,
        problems=(*stayed_out, *sane.odd_dates(messages), *problems),
        mails=len(messages),
        read=len(fresh),
        set_aside=len([r for r in known.values() if r.problem is not None and r.problem.kind in SET_ASIDE]),
        waiting=sum(bool(sha256) for sha256, _ in stayed_out),
    )


def rulings_of(workspace: Workspace) -> Rulings:
    """What staff have said of the evidence, as it counts now."""
    with workspace.database.begin() as connection:
        return fold_rulings(entries.load(connection, kinds=RULING_ENTRIES))


def cached_readings(workspace: Workspace, files: Sequence[File]) -> dict[str, FileReadings]:
    """The readings that still stand, by the file's SHA-256."""
    from hui_reg import readers

    with workspace.database.begin() as connection:
        kept = results.load_readings(connection, {file.sha256 for file in files})
        return {reading.sha256: reading for reading in kept if readers.is_current(reading)}


def _readings(
    workspace: Workspace,
    mail_of: Mapping[str, str],
    console: Console,
    sandbox: AbstractContextManager[Sandbox] | None,
    asks: Mapping[str, Asks],
    is_over: Callable[[], bool] | None,
) -> Iterator[FileReadings]:
    """What others read, where others are at work and may be waited for; the rest, and what staff said, read here."""
    left = dict(mail_of)
    if is_over is not None and workspace.is_shared:
        from hui_reg.desk.crew.waiting import read_by_others

        for_all = {sha256: mail for sha256, mail in mail_of.items() if sha256 not in asks}
        for reading in read_by_others(workspace, for_all, console, is_over):
            del left[reading.sha256]
            yield reading
    yield from read_files(workspace, left, console, sandbox, asks)


def read_files(
    workspace: Workspace,
    mail_of: Mapping[str, str],
    console: Console,
    sandbox: AbstractContextManager[Sandbox] | None = None,
    asks: Mapping[str, Asks] = MappingProxyType({}),
) -> Iterator[FileReadings]:
    """Read files in the sandbox, one result each, those of a mail together; what kills its worker becomes a problem of
    that file. ``mail_of``: the mail that brought each file, ``asks``: what staff said some are, all by SHA-256.
    """
    if not mail_of:
        return
    from hui_reg import readers

    jobs = (
        Job(sha256, partial(workspace.blobs.get, sha256), asks.get(sha256), mail, partial(is_reading_of, sha256))
        for sha256, mail in sorted(mail_of.items(), key=lambda item: (item[1], item[0]))
    )
    with console.progress("识读文件", len(mail_of)) as advance, sandbox or opened(workspace) as walled:
        lost: dict[str, str] = {}
        for done in walled.run(readers.read_in_worker, FileReadings, at_hand(jobs, lost)):
            advance()
            yield done.document or unread(done.key, done.problem)
        for sha256, detail in lost.items():
            advance()
            yield lost_reading(sha256, detail)


def lost_reading(sha256: str, detail: str) -> FileReadings:
    """What stands for the reading of a file whose bytes the store has lost."""
    return unread(sha256, Problem(kind=ProblemKind.CRASHED, detail=detail), _BY_NOBODY)


def is_reading_of(sha256: str, readings: FileReadings, blobs: tuple[bytes, ...]) -> bool:
    """Whether an answer can be what was read in that very file."""
    told = [*readings.readings, *(reading for reading in readings.asked.values() if reading is not None)]
    values = (value for reading in told for value in reading.fields.values())
    return readings.sha256 == sha256 and not blobs and all(value.correction is None for value in values)


def unread(sha256: str, problem: Problem | None, versions: Mapping[str, int] | None = None) -> FileReadings:
    """What stands for the reading of a file that could not be read, and why."""
    from hui_reg.readers import VERSIONS

    known = VERSIONS if versions is None else versions
    return FileReadings(sha256=sha256, format="unknown", versions=known, problem=problem)


def _in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` items (``itertools.batched`` comes with Python 3.12)."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
