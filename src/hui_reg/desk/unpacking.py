"""Kept mails taken apart in the sandbox, each recorded as it is done; what fails three times is set aside."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from dataclasses import dataclass, field
from functools import partial

from hui_reg.console import Console
from hui_reg.desk.mail_round import Tick
from hui_reg.desk.sandboxed import at_hand, opened
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import HuiRegError
from hui_reg.intake.archives.budget import DEEPEST, Refused
from hui_reg.intake.archives.rar import repack
from hui_reg.intake.envelope import RECORD_HOSTS, UNPACK_VERSION, Envelope, Repacked, Unpacked
from hui_reg.model import Message, Problem, ProblemKind
from hui_reg.sandbox import program
from hui_reg.sandbox.pool import Done, Job, Sandbox
from hui_reg.store import mails
from hui_reg.store.mails import KeptMail

MOST_ATTEMPTS = 3
"""Deaths of a worker on the same mail, over all runs, after which the mail is left to a person."""
_BATCH = 32
"""Mails whose attempts are counted together, and whose contents are recorded together."""
_HELD = 32 * 1024 * 1024
"""Bytes that wait in memory to be made durable together."""
Walled = AbstractContextManager[Sandbox]
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
        from hui_reg.dossiers.mail_problems import cloud_problem  # of a room that idle runs need not load

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


def unpack(
    workspace: Workspace,
    console: Console,
    *,
    damaged: bool = True,
    begun: Unpacking | None = None,
    sandbox: Walled | None = None,
) -> Unpacking:
    """Take apart every mail that is new or was taken apart by another version, and what volumes make together.

    Continues where a run was cut off, or what it has ``begun`` with a ``sandbox`` of its own. ``damaged``: what the
    store holds of other mails is looked at too, which takes reading all of it.
    """
    outcome = begun or Unpacking()
    _unpack_waiting(workspace, console, outcome, sandbox, damaged=damaged)
    with workspace.database.begin() as connection:
        volumes = mails.with_problem(connection, ProblemKind.VOLUME)
    if volumes:
        from hui_reg.desk.joining import join_volumes

        joined, aside = join_volumes(workspace, anew=bool(outcome.mails))
        outcome.set_aside += aside
        if joined:
            _unpack_waiting(workspace, console, outcome, sandbox, damaged=False)
    if outcome.files and workspace.is_shared:
        from hui_reg.desk.crew.waiting import begin_with_new

        begin_with_new(workspace)
    return outcome


def _unpack_waiting(
    workspace: Workspace, console: Console, outcome: Unpacking, sandbox: Walled | None, *, damaged: bool
) -> None:
    with workspace.database.begin() as connection:
        waiting = mails.load(connection, mails.NEW) + mails.outdated(connection, UNPACK_VERSION, damaged=damaged)
    waiting = _at_hand(workspace, waiting)
    if not waiting:
        return
    with console.progress("拆开邮件", len(waiting), "封") as advance, sandbox or _opened(workspace) as walled:
        for batch in _batches(waiting):
            _unpack_batch(workspace, walled, batch, outcome, advance)


def _at_hand(workspace: Workspace, waiting: Sequence[KeptMail]) -> list[KeptMail]:
    """Those whose bytes aren't on another computer alone: whoever has them takes them apart."""
    away = workspace.blobs.elsewhere({mail.sha256 for mail in waiting}) if waiting else {}
    return [mail for mail in waiting if mail.sha256 not in away]


def _opened(workspace: Workspace) -> Sandbox:
    return opened(workspace, seconds=workspace.settings.intake.seconds)


class Alongside(AbstractContextManager["Alongside"]):
    """Takes apart what has come while more is coming, in a thread of its own; then, here, what is left.

    Mails that were tried before wait for :meth:`rest`, where each is alone: none pays for its neighbour.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._outcome = workspace, Unpacking()
        self._thread = ThreadPoolExecutor(1, "unpacking")
        self._work: Future[None] | None = None
        self._over = False
        self._stack = ExitStack()
        self._sandbox: Sandbox | None = None

    def came(self) -> None:
        """Mails have come; some of them may be recorded by now."""
        if self._work is None or (self._work.done() and self._work.exception() is None):
            self._work = self._thread.submit(self._unpack)

    def rest(self, console: Console) -> Unpacking:
        """No more will come: take apart what is left. Raises what went wrong meanwhile."""
        self._stop()
        if self._work is not None:
            self._work.result()
        walled = nullcontext(self._sandbox) if self._sandbox is not None else None
        return unpack(self._workspace, console, damaged=False, begun=self._outcome, sandbox=walled)

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._stack.close()

    def _stop(self) -> None:
        """Wait until the mail at hand is done."""
        self._over = True
        self._thread.shutdown()

    def _unpack(self) -> None:
        """All that nobody has tried yet, as far as its bytes are on this computer."""
        passed_over = 0
        while not self._over:
            with self._workspace.database.begin() as connection:
                waiting = mails.load(connection, mails.NEW, untried=_BATCH + passed_over)
            if batch := _at_hand(self._workspace, waiting):
                if self._sandbox is None:
                    self._sandbox = self._stack.enter_context(_opened(self._workspace))
                _unpack_batch(self._workspace, self._sandbox, batch, self._outcome, self._unless_over)
            elif len(waiting) > passed_over:
                passed_over = len(waiting)
            else:
                return

    def _unless_over(self, steps: int = 1) -> None:
        if self._over:
            raise _EnoughError


class _EnoughError(Exception):
    """What is left of a batch is for somebody else."""


def _batches(waiting: Sequence[KeptMail]) -> Iterator[Sequence[KeptMail]]:
    """Fresh mails several at a time; then those tried before one by one, so that none pays for its neighbour."""
    fresh = [mail for mail in waiting if not mail.attempts]
    yield from (fresh[start : start + _BATCH] for start in range(0, len(fresh), _BATCH))
    yield from ([mail] for mail in waiting if mail.attempts)


def _unpack_batch(
    workspace: Workspace, sandbox: Sandbox, batch: Sequence[KeptMail], outcome: Unpacking, advance: Tick
) -> None:
    from hui_reg.intake.unpack import take_apart  # what opens archives is loaded only where there is one

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
        with closing(sandbox.run(take_apart, Unpacked, at_hand(jobs, lost))) as coming:
            for done in coming:
                finished.append(_open_sealed(workspace, sandbox, fit.pop(done.key), done))
                advance(1)
                if sum(len(blob) for one in finished for blob in one.blobs) > _HELD:
                    _save(workspace, finished, outcome)
                    finished = []
        for sha256, detail in lost.items():
            problem = Problem(kind=ProblemKind.QUARANTINED, detail=f"{detail}之后运行 hui-reg retry {sha256[:12]}")
            finished.append(Done(sha256, None, problem=problem))
    except (KeyboardInterrupt, _EnoughError) as ended:
        _save(workspace, finished, outcome)
        with workspace.database.begin() as connection:
            mails.forgive_attempt(connection, fit)
        if isinstance(ended, _EnoughError):
            return
        raise
    _save(workspace, finished, outcome)


def _open_sealed(workspace: Workspace, sandbox: Sandbox, mail: KeptMail, done: Done[Unpacked]) -> Done[Unpacked]:
    """Have the RARs of a mail repacked and take it apart again with them; a RAR in a RAR takes another round."""
    from hui_reg.intake.unpack import take_apart

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
        opened_up = [done.document for done in finished if done.document is not None]
        mails.save_all(connection, UNPACK_VERSION, [(unpacked.message, unpacked.files) for unpacked in opened_up])
        for done in finished:
            if done.document is not None:
                outcome.add(done.document)
                continue
            assert done.problem is not None
            outcome.set_aside.append((done.key, done.problem))
            if done.problem.kind not in _DEATHS:  # after a death it stays new: the next runs try again, so many times
                mails.set_aside(connection, done.key, done.problem)
