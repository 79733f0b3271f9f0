"""Kept mails taken apart in the sandbox, each recorded as it is done; what fails three times is set aside."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from hui_reg.console import Advance, Console
from hui_reg.desk.joining import join_volumes
from hui_reg.desk.sandboxed import at_hand, opened
from hui_reg.desk.workspace import Workspace
from hui_reg.dossiers.mail_problems import cloud_problem
from hui_reg.errors import HuiRegError
from hui_reg.intake.archives.budget import DEEPEST, Refused
from hui_reg.intake.archives.rar import repack
from hui_reg.intake.cloud import RECORD_HOSTS
from hui_reg.intake.collecting import Repacked
from hui_reg.intake.unpack import UNPACK_VERSION, Envelope, Unpacked, take_apart
from hui_reg.model import Message, Problem, ProblemKind
from hui_reg.sandbox import program
from hui_reg.sandbox.pool import Done, Job, Sandbox
from hui_reg.store import mails
from hui_reg.store.mails import KeptMail

MOST_ATTEMPTS = 3
"""Deaths of a worker on the same mail, over all runs, after which the mail is left to a person."""
_BATCH = 8
_HELD = 32 * 1024 * 1024
"""Bytes that wait in memory to be made durable together."""
_TOLD = (ProblemKind.BOUNCED, ProblemKind.NO_MATERIAL)
_DEATHS = (ProblemKind.TIMEOUT, ProblemKind.CRASHED, ProblemKind.TOO_LARGE)


@dataclass
class Unpacking:
    """What taking apart came to. ``problems`` are those inside mails, ``set_aside`` mails that wait for a person.

    ``told`` is what a clerk must know at once: what lies in a cloud, what didn't arrive, who asks or forgot something.
    """

    mails: int = 0
    files: int = 0
    problems: int = 0
    skipped: int = 0
    cloud_links: int = 0
    automatic: int = 0
    told: list[tuple[Message, Problem]] = field(default_factory=list)
    set_aside: list[tuple[str, Problem]] = field(default_factory=list)

    def add(self, unpacked: Unpacked) -> None:
        """Count a mail in."""
        self.mails += 1
        self.files += len(unpacked.files)
        message = unpacked.message
        self.automatic += bool(message.automatic)
        self.problems += len([p for p in message.problems if p.kind is not ProblemKind.AUTOMATIC])
        unknown = not (message.subject or message.sender_name or message.sender_address)  # nothing of it was read
        self.told += [(message, problem) for problem in message.problems if unknown or problem.kind in _TOLD]
        self.told += [(message, cloud_problem(link, message)) for link in message.cloud_links]
        self.skipped += len(message.skipped)
        self.cloud_links += len(unpacked.message.cloud_links)


def unpack(workspace: Workspace, console: Console) -> Unpacking:
    """Take apart every mail that is new or was taken apart by an older version, and what volumes make together.

    Continues where a run was cut off.
    """
    outcome = Unpacking()
    _unpack_waiting(workspace, console, outcome)
    if outcome.mails:
        joined, aside = join_volumes(workspace)
        outcome.set_aside += aside
        if joined:
            _unpack_waiting(workspace, console, outcome)
    if outcome.files and workspace.is_shared:
        from hui_reg.desk.crew.waiting import begin_with_new

        begin_with_new(workspace)
    return outcome


def _unpack_waiting(workspace: Workspace, console: Console, outcome: Unpacking) -> None:
    with workspace.database.begin() as connection:
        waiting = mails.load(connection, mails.NEW) + mails.outdated(connection, UNPACK_VERSION)
    away = workspace.blobs.elsewhere({mail.sha256 for mail in waiting}) if waiting else {}
    waiting = [mail for mail in waiting if mail.sha256 not in away]  # whoever has its bytes takes it apart
    if not waiting:
        return
    with (
        console.progress("拆开邮件", len(waiting)) as advance,
        opened(workspace, seconds=workspace.settings.intake.seconds) as sandbox,
    ):
        for batch in _batches(waiting):
            _unpack_batch(workspace, sandbox, batch, outcome, advance)


def _batches(waiting: Sequence[KeptMail]) -> Iterator[Sequence[KeptMail]]:
    """Fresh mails several at a time; then those tried before one by one, so that none pays for its neighbour."""
    fresh = [mail for mail in waiting if not mail.attempts]
    yield from (fresh[start : start + _BATCH] for start in range(0, len(fresh), _BATCH))
    yield from ([mail] for mail in waiting if mail.attempts)


def _unpack_batch(
    workspace: Workspace, sandbox: Sandbox, batch: Sequence[KeptMail], outcome: Unpacking, advance: Advance
) -> None:
    fit = {mail.sha256: mail for mail in batch if mail.attempts < MOST_ATTEMPTS}
    with workspace.database.begin() as connection:
        for sha256 in {mail.sha256 for mail in batch} - fit.keys():
            detail = f"这封邮件 {MOST_ATTEMPTS} 次使拆信程序超时或崩溃，已搁置；可运行 hui-reg retry {sha256[:12]} 再试"
            problem = Problem(kind=ProblemKind.QUARANTINED, detail=detail)
            mails.set_aside(connection, sha256, problem)
            outcome.set_aside.append((sha256, problem))
        mails.count_attempt(connection, fit)
    finished: list[Done[Unpacked]] = []
    try:
        lost: dict[str, str] = {}
        jobs = [_job(workspace, mail) for mail in fit.values()]
        for done in sandbox.run(take_apart, Unpacked, at_hand(jobs, lost)):
            finished.append(_open_sealed(workspace, sandbox, fit.pop(done.key), done))
            advance()
            if sum(len(blob) for one in finished for blob in one.blobs) > _HELD:
                _save(workspace, finished, outcome)
                finished = []
        for sha256, detail in lost.items():
            problem = Problem(kind=ProblemKind.QUARANTINED, detail=f"{detail}之后运行 hui-reg retry {sha256[:12]}")
            finished.append(Done(sha256, None, problem=problem))
    except KeyboardInterrupt:
        _save(workspace, finished, outcome)
        with workspace.database.begin() as connection:
            mails.forgive_attempt(connection, fit)
        raise
    _save(workspace, finished, outcome)


def _open_sealed(workspace: Workspace, sandbox: Sandbox, mail: KeptMail, done: Done[Unpacked]) -> Done[Unpacked]:
    """Have the RARs of a mail repacked and take it apart again with them; a RAR in a RAR takes another round."""
    repacked: list[Repacked] = []
    extra: list[bytes] = []
    for _ in range(DEEPEST):
        if done.document is None or not done.document.sealed:
            break
        contents = {file.sha256: blob for file, blob in zip(done.document.files, done.blobs, strict=True)}
        for hashes in done.document.sealed:
            sha256, start = hashes[0], mail.size + sum(map(len, extra))
            try:
                extra.append(repack([contents[volume] for volume in hashes], program.launcher))
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
            "hosts": _record_hosts(workspace),
        }
    )
    load = partial(_loaded, workspace, mail.sha256, extra)
    return Job(mail.sha256, load, envelope, group=mail.sha256, believe=partial(_is_of, mail))


def _loaded(workspace: Workspace, sha256: str, extra: Sequence[bytes]) -> bytes:
    return b"".join([workspace.blobs.get(sha256), *extra])


def _is_of(mail: KeptMail, unpacked: Unpacked, blobs: tuple[bytes, ...]) -> bool:
    """Whether what came back can be this mail and no other, and every file what its bytes are."""
    files, message = unpacked.files, unpacked.message
    hashes = [hashlib.sha256(blob).hexdigest() for blob in blobs]
    return (
        message.sha256 == mail.sha256
        and (message.received_at, message.received_basis) == (mail.received_at, mail.received_basis)
        and all(file.message == mail.sha256 for file in files)
        and [file.sha256 for file in files] == hashes
        and [file.size for file in files] == [len(blob) for blob in blobs]
        and {volume for volumes in unpacked.sealed for volume in volumes} <= set(hashes)
    )


def _record_hosts(workspace: Workspace) -> tuple[str, ...]:
    """The hosts that the notice names; receiving mail needs no notice, so a missing or faulty one is no obstacle."""
    try:
        return workspace.notice.education_record.hosts
    except HuiRegError:
        return RECORD_HOSTS


def _save(workspace: Workspace, finished: Sequence[Done[Unpacked]], outcome: Unpacking) -> None:
    """Make what came out durable, then record it, all of it together."""
    workspace.blobs.put_all([blob for done in finished for blob in done.blobs])
    with workspace.database.begin() as connection:
        for done in finished:
            if done.document is not None:
                mails.save_unpacked(connection, UNPACK_VERSION, done.document.message, done.document.files)
                outcome.add(done.document)
                continue
            assert done.problem is not None
            outcome.set_aside.append((done.key, done.problem))
            if done.problem.kind not in _DEATHS:  # after a death it stays new: the next runs try again, so many times
                mails.set_aside(connection, done.key, done.problem)
