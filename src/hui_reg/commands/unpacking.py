"""Kept mails taken apart in the sandbox, each recorded as it is done; what fails three times is set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hui_reg.commands.workspace import Workspace
from hui_reg.console import Console
from hui_reg.intake.archives.budget import DEEPEST, Refused
from hui_reg.intake.archives.rar import repack
from hui_reg.intake.unpack import UNPACK_VERSION, Envelope, Repacked, Unpacked, take_apart
from hui_reg.model import Problem, ProblemKind
from hui_reg.sandbox.pool import Done, Job, Limits, Sandbox
from hui_reg.store import mails
from hui_reg.store.mails import KeptMail

MOST_ATTEMPTS = 3
"""Deaths of a worker on the same mail, over all runs, after which the mail is left to a person."""
_BATCH = 8
_DEATHS = (ProblemKind.TIMEOUT, ProblemKind.CRASHED, ProblemKind.TOO_LARGE)


@dataclass
class Unpacking:
    """What taking apart came to. ``problems`` are those inside mails, ``set_aside`` mails that wait for a person."""

    mails: int = 0
    files: int = 0
    problems: int = 0
    cloud_links: int = 0
    set_aside: list[tuple[str, Problem]] = field(default_factory=list)


def unpack(workspace: Workspace, console: Console) -> Unpacking:
    """Take apart every mail that is new or was taken apart by an older version. Continues where a run was cut off."""
    with workspace.database.begin() as connection:
        waiting = mails.load(connection, mails.NEW) + mails.outdated(connection, UNPACK_VERSION)
    outcome = Unpacking()
    if not waiting:
        return outcome
    limits = Limits(workspace.settings.intake.seconds, workspace.settings.reading.memory_mib)
    with (
        console.progress("拆开邮件", len(waiting)) as advance,
        Sandbox(workspace.settings.reading.workers, limits) as sandbox,
    ):
        for start in range(0, len(waiting), _BATCH):
            for done in _take_apart(workspace, sandbox, waiting[start : start + _BATCH], outcome):
                _save(workspace, done, outcome)
                advance()
    return outcome


def _take_apart(
    workspace: Workspace, sandbox: Sandbox, batch: Sequence[KeptMail], outcome: Unpacking
) -> Iterator[Done[Unpacked]]:
    tired = [mail for mail in batch if mail.attempts >= MOST_ATTEMPTS]
    for mail in tired:
        detail = (
            f"这封邮件 {MOST_ATTEMPTS} 次使拆信程序超时或崩溃，已搁置；可运行 hui-reg retry {mail.sha256[:12]} 再试"
        )
        _set_aside(workspace, mail.sha256, Problem(kind=ProblemKind.QUARANTINED, detail=detail), outcome)
    fit = {mail.sha256: mail for mail in batch if mail not in tired}
    with workspace.database.begin() as connection:
        mails.count_attempt(connection, fit)
    for done in sandbox.run(take_apart, Unpacked, [_job(workspace, mail) for mail in fit.values()]):
        yield _open_sealed(workspace, sandbox, fit[done.key], done)


def _open_sealed(workspace: Workspace, sandbox: Sandbox, mail: KeptMail, done: Done[Unpacked]) -> Done[Unpacked]:
    """Have the RARs of a mail repacked and take it apart again with them; a RAR in a RAR takes another round."""
    repacked: list[Repacked] = []
    extra: list[bytes] = []
    for _ in range(DEEPEST):
        if done.document is None or not done.document.sealed:
            break
        contents = {file.sha256: blob for file, blob in zip(done.document.files, done.blobs, strict=True)}
        for sha256 in done.document.sealed:
            start = mail.size + sum(map(len, extra))
            try:
                extra.append(repack(contents[sha256]))
                repacked.append(Repacked(sha256=sha256, start=start, end=start + len(extra[-1])))
            except Refused as refused:
                repacked.append(Repacked(sha256=sha256, refused=refused.kind, detail=refused.detail))
        done = next(sandbox.run(take_apart, Unpacked, [_job(workspace, mail, repacked, extra)]))
    return done


def _job(workspace: Workspace, mail: KeptMail, repacked: Sequence[Repacked] = (), extra: Sequence[bytes] = ()) -> Job:
    envelope = Envelope.model_validate(
        {
            "received_at": mail.received_at,
            "received_basis": mail.received_basis,
            "size": mail.size if repacked else None,
            "repacked": tuple(repacked),
        }
    )
    return Job(mail.sha256, lambda: b"".join([workspace.blobs.get(mail.sha256), *extra]), (envelope.model_dump_json(),))


def _save(workspace: Workspace, done: Done[Unpacked], outcome: Unpacking) -> None:
    if done.document is None:
        assert done.problem is not None
        if done.problem.kind in _DEATHS:  # stays new: tried again by the next runs, until it has had its attempts
            outcome.set_aside.append((done.key, done.problem))
        else:
            _set_aside(workspace, done.key, done.problem, outcome)
        return
    unpacked = done.document
    workspace.blobs.put_all(done.blobs)
    with workspace.database.begin() as connection:
        mails.save_unpacked(connection, UNPACK_VERSION, unpacked.message, unpacked.files)
    outcome.mails += 1
    outcome.files += len(unpacked.files)
    outcome.problems += len(unpacked.message.problems)
    outcome.cloud_links += len(unpacked.message.cloud_links)


def _set_aside(workspace: Workspace, sha256: str, problem: Problem, outcome: Unpacking) -> None:
    with workspace.database.begin() as connection:
        mails.set_aside(connection, sha256, problem)
    outcome.set_aside.append((sha256, problem))
