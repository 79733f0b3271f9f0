"""The stages in a row, from mails kept to applicants assessed: what ``fetch`` and ``validate`` share.

Each step works through what is not yet done and records as it goes: the next run continues one that is cut off.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from hui_reg.console import Console
from hui_reg.corrections import Asks
from hui_reg.desk.aside import aside_problems
from hui_reg.desk.letters import sent_letters
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.rulings import RULING_ENTRIES, Rulings, fold_rulings
from hui_reg.intake.envelope import UNPACK_VERSION
from hui_reg.model import FileReadings, Problem, ProblemKind
from hui_reg.store import entries, results
from hui_reg.store.derived import touched, traces, waiting
from hui_reg.store.results import Listed

if TYPE_CHECKING:
    from hui_reg.desk.renewing.opening import Post
    from hui_reg.sandbox.pool import Sandbox
    from hui_reg.store.database import Connection

T = TypeVar("T")
SET_ASIDE = (ProblemKind.TIMEOUT, ProblemKind.CRASHED, ProblemKind.QUARANTINED)
"""Problems of the reading, not of the file's contents: a person may want to ``retry``."""
_BY_NOBODY = {"nobody": 0}
"""The reader of what the store has lost: never current, so that it is read once it is back."""


@dataclass(frozen=True)
class Validation:
    """What one validation came to. ``people`` are all applicants, ``changed`` the keys of those who are new or other
    than they were; ``unplaced`` counts files without an owner, ``read`` the files read now, ``set_aside`` those that
    could not be read, now or before, ``waiting`` the mails that are kept and not taken apart, ``assembled`` the units
    whose dossiers were made anew; ``rebased``: of everybody, for another notice or program than the last time's."""

    people: tuple[Listed, ...]
    problems: tuple[tuple[str, Problem], ...]
    changed: frozenset[str] = frozenset()
    unplaced: int = 0
    mails: int = 0
    read: int = 0
    set_aside: int = 0
    waiting: int = 0
    assembled: int = 0
    rebased: bool = False


@dataclass(frozen=True)
class Trial:
    """A validation of which nothing is recorded, readings included. ``rulings`` in place of those of the ledger: what
    would be if they were said."""

    rulings: Rulings | None = None


def validate(
    workspace: Workspace,
    console: Console,
    *,
    trial: Trial | None = None,
    anew: bool = False,
    is_over: Callable[[], bool] = lambda: False,
    sandbox: "AbstractContextManager[Sandbox] | None" = None,
) -> Validation:
    """Read what is unread, assemble what something new reaches, check, and record the result. With ``anew`` everybody
    is assembled and checked. ``sandbox``: one made ready, of which ``with`` may be said more than once.

    Raises :class:`HuiRegError` (exit 1) once ``is_over`` says that the time is up while files are unread: what was
    read is kept, and nobody is checked on half of the papers.
    """
    from hui_reg.desk.renewing.opening import Post

    said = trial.rulings if trial and trial.rulings is not None else rulings_of(workspace)
    if trial is None:
        _unpack(workspace, console, sandbox, damaged=anew)  # what a fetch that was cut off left
    with workspace.database.begin() as connection:
        post = Post(connection, workspace.notice, said)
        is_damaged = trial is None and not anew and post.is_damaged()
    if is_damaged:
        _unpack(workspace, console, sandbox, damaged=True)
        post.forget()
    read, unkept = _read(workspace, console, post, keep=trial is None, is_over=is_over, sandbox=sandbox)
    with workspace.database.begin() as connection:
        with connection.begin_nested() as tried:
            if trial is not None:
                results.save_readings(connection, unkept)
            if anew:
                traces.forget(connection)
            post = replace(post, connection=connection) if anew or read else post.at(connection)
            done = replace(_renewed(post), read=read)
            if trial is not None:
                tried.rollback()
        if trial is None:
            counts = {"mails": done.mails, "applicants": len(done.people), "read": done.read}
            results.record_run(connection, "validate", counts)
    return done


def _unpack(
    workspace: Workspace, console: Console, sandbox: "AbstractContextManager[Sandbox] | None", *, damaged: bool
) -> None:
    """Take apart what waits for it; what does that is loaded only where something does."""
    with workspace.database.begin() as connection:
        idle = not damaged and not waiting.is_waiting(connection, UNPACK_VERSION)
    if not idle:
        from hui_reg.desk import unpacking

        unpacking.unpack(workspace, console, damaged=damaged, sandbox=sandbox)


def _read(
    workspace: Workspace,
    console: Console,
    post: "Post",
    *,
    keep: bool,
    is_over: Callable[[], bool],
    sandbox: "AbstractContextManager[Sandbox] | None",
) -> tuple[int, list[FileReadings]]:
    """Read what is unread, or what staff said something of that its readers were not asked. Returns how many files
    those were, and what was read where it isn't to be kept."""
    mail_of, asks = _to_read(workspace, post)
    read, unkept = 0, []
    reading_them = _readings(workspace, mail_of, console, sandbox, asks, is_over if keep else None)
    for batch in _in_batches(reading_them, 8):
        read += len(batch)
        if keep:
            with workspace.database.begin() as connection:
                results.save_readings(connection, batch)
        else:
            unkept += batch
        if is_over() and read < len(mail_of):
            left = len(mail_of) - read
            raise HuiRegError(
                ExitCode.SET_ASIDE, f"规定的时间用完了，还有 {left} 个文件没有读", "已读的都已保存，下次运行接着读。"
            )
    return read, unkept


def _to_read(workspace: Workspace, known: "Post") -> tuple[dict[str, str], dict[str, Asks]]:
    """The files to be read, each with a mail that brings it, and what readers are to be asked of some; by SHA-256. The
    largest of a mail come first: what takes longest, begun last, would keep one worker busy and the others idle."""
    from hui_reg import readers

    said = known.said
    with workspace.database.begin() as connection:
        post = known.at(connection)
        found = post.unread(readers.are_current)
        asks = _asks(connection, said, found)
        brought = traces.bringing(connection, asks.keys())
        found |= {sha256: min(brought[sha256]) for sha256 in asks if sha256 in brought}
        if not found:
            return {}, {}
        opened = (post.open(some).files for some in post.at_once(sorted(set(found.values()))))
        files = (f for one in opened for f in sorted(one, key=lambda f: (f.message, -f.size, f.sha256)))
        return {file.sha256: file.message for file in files if file.sha256 in found}, asks


def _asks(connection: "Connection", said: Rulings, unread: Collection[str]) -> dict[str, Asks]:
    """What readers are to be asked of files that staff spoke of."""
    if not said.by_file:
        return {}
    from hui_reg import dossiers

    read = results.load_readings(connection, said.by_file.keys() - unread)
    return dossiers.asks(said, {one.sha256: one for one in read})


def _renewed(post: "Post") -> Validation:
    """The results brought up to date, in a transaction."""
    from hui_reg.desk.renewing import standing

    connection, letters = post.connection, sent_letters(post.connection)
    stayed_out = aside_problems(connection, post.closed())
    marks, left = standing.marks_of(post, letters), standing.Left.of(post)
    done = standing.unchanged(post, stayed_out, marks, left)
    if done is None:
        from hui_reg.desk.renewing import renewal, whole
        from hui_reg.dossiers import Trust

        trust = Trust(letters, post.said.addresses(own=True), post.said.addresses(own=False))
        try:
            with connection.begin_nested():
                done = renewal.renew(post, trust, stayed_out, marks, left)
        except HuiRegError:
            raise
        except Exception:  # whatever it stumbles over: some file is the culprit, and is found by trying
            done = whole.renew(post, trust, stayed_out)
    touched.settle(connection, post.touched)
    return Validation(
        people=tuple(results.load_listed(connection)),
        problems=tuple(done.problems),
        changed=frozenset(done.changed),
        unplaced=results.count_leftovers(connection),
        mails=done.mails,
        set_aside=done.set_aside + len(post.set_aside(SET_ASIDE)),
        waiting=sum(bool(sha256) for sha256, _ in stayed_out),
        assembled=done.units,
        rebased=left.is_of_another_base(post.base),
    )


def rulings_of(workspace: Workspace) -> Rulings:
    """What staff have said of the evidence, as it counts now."""
    with workspace.database.begin() as connection:
        return fold_rulings(entries.load(connection, kinds=RULING_ENTRIES))


def _readings(
    workspace: Workspace,
    mail_of: Mapping[str, str],
    console: Console,
    sandbox: "AbstractContextManager[Sandbox] | None",
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
    sandbox: "AbstractContextManager[Sandbox] | None" = None,
    asks: Mapping[str, Asks] = MappingProxyType({}),
) -> Iterator[FileReadings]:
    """Read files in the sandbox, one result each, a mail's together, in their order; what kills its worker becomes a
    problem of that file. ``mail_of``: the mail that brought each file, ``asks``: what staff said some are, by SHA-256.
    """
    if not mail_of:
        return
    from hui_reg import readers
    from hui_reg.desk.sandboxed import at_hand, opened
    from hui_reg.sandbox.pool import Job

    jobs = (
        Job(sha256, partial(workspace.blobs.get, sha256), asks.get(sha256), mail, partial(is_reading_of, sha256))
        for sha256, mail in sorted(mail_of.items(), key=lambda item: item[1])
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
