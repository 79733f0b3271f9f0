"""What goes into the sandbox and what comes out: limits, jobs, and how a job ended, in a sentence with a remedy."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from hui_reg.model import Noun, Problem, ProblemKind
from hui_reg.sandbox import wire

Document = TypeVar("Document", bound=Noun)

Stage = Callable[..., tuple[Document, tuple[bytes, ...]]]
"""A module-level function (importable by name): bytes and at most one request in, a document and unpacked bytes out."""

_LONGEST_NAME = 40


@dataclass(frozen=True)
class Limits:
    """Caps of one job: seconds of processor time, MiB of address space beyond what the worker's libraries take, and MiB
    of the blobs that come back.
    """

    seconds: float = 30.0
    memory_mib: int = 1024
    answer_mib: int = 320


@dataclass(frozen=True)
class Job:
    """A key for the caller, a way to load the bytes (called just before the job is sent), and what else is asked.

    ``group``: what the bytes belong to; no worker serves two. ``believe``: whether an answer, already checked against
    its model, can be true of this job: its hashes, for one, must be those of these bytes.
    """

    key: str
    load: Callable[[], bytes]
    request: BaseModel | None = None
    group: str = ""
    believe: Callable[[Any, tuple[bytes, ...]], bool] | None = None

    def call(self, function: Stage[Document]) -> tuple[Document, tuple[bytes, ...]]:
        """Do the job here and now, in this process."""
        data = self.load()
        return function(data) if self.request is None else function(data, self.request)


@dataclass(frozen=True)
class Done(Generic[Document]):
    """A finished job: its document and blobs, or the problem it ended with."""

    key: str
    document: Document | None
    blobs: tuple[bytes, ...] = ()
    problem: Problem | None = None


class Ended(Enum):
    """How a job ended without an answer that counts."""

    OUT_OF_TIME = auto()
    OUT_OF_MEMORY = auto()
    DEAD = auto()
    TOO_MUCH = auto()
    UNBELIEVABLE = auto()


def checked(job: Job, model: type[Noun], answer: wire.Answer, limits: Limits) -> Done[Any]:
    """An answer within the caps, as far as it can be believed."""
    if answer.outcome is wire.Outcome.MEMORY:
        return failed(job.key, Ended.OUT_OF_MEMORY, limits)
    if answer.outcome is wire.Outcome.FAILED:
        name = answer.text[:_LONGEST_NAME].decode("ascii", "replace")
        detail = (
            f"读取程序在这个文件上出错（{name if name.isidentifier() else '未知'}），已搁置；请人工查看，并告知维护者"
        )
        return Done(job.key, None, problem=Problem(kind=ProblemKind.CRASHED, detail=detail))
    try:
        document = model.model_validate_json(answer.text)
        if job.believe is None or job.believe(document, answer.blobs):
            return Done(job.key, document, answer.blobs)
    except (ValidationError, ValueError, MemoryError, RecursionError, TypeError, LookupError):
        pass
    return failed(job.key, Ended.UNBELIEVABLE, limits)


def failed(key: str, ended: Ended, limits: Limits) -> Done[Any]:
    """A job without an answer that counts, as a problem of its file."""
    kind, detail = {
        Ended.OUT_OF_TIME: (
            ProblemKind.TIMEOUT,
            f"读取超过 {limits.seconds:g} 秒，重试后仍未读完，已搁置；请人工查看，或运行 hui-reg retry 再试",
        ),
        Ended.OUT_OF_MEMORY: (
            ProblemKind.TOO_LARGE,
            f"读取所需内存超过 {limits.memory_mib} MB，已放弃；请缩小文件后重新发送",
        ),
        Ended.DEAD: (ProblemKind.CRASHED, "读取程序在这个文件上意外退出，已搁置；请人工查看，并告知维护者"),
        Ended.TOO_MUCH: (ProblemKind.TOO_LARGE, "文件里读出的内容超过上限，已放弃；请删去多余内容或拆分后重新发送"),
        Ended.UNBELIEVABLE: (
            ProblemKind.CRASHED,
            "读取这个文件后程序的回答不可信，已搁置；文件可能有意破坏，请人工查看，并告知维护者",
        ),
    }[ended]
    return Done(key, None, problem=Problem(kind=kind, detail=detail))
