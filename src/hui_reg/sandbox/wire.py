"""What goes over a worker's own pipe: lengths, JSON and raw bytes, in both directions.

An order is a head in JSON and the bytes of one file. An answer is one document in JSON and blobs; it bears the random
ticket of its order, so that nothing prepared beforehand passes for it. The parent reads answers piece by piece
(:class:`Incoming`), holds no more than its caps, and believes no length before it has looked at it.
"""

import json
import struct
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

TICKET = 16
READY, BROKEN = b"R", b"X"
"""A worker's first byte: its walls stand; or they don't, and the rest says why."""
LARGEST_DOCUMENT = 32 * 1024 * 1024
MOST_PARTS = 2_000_000
"""Commas and brackets in an answer's JSON, each of which may become an object when it is parsed."""
MOST_BLOBS = 4096

_ORDER = struct.Struct(">16sIQ")
_ANSWER = struct.Struct(">16sBII")
_BLOB = struct.Struct(">Q")


class Pipe(Protocol):
    """A worker's end: a raw stream."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...

    def write(self, data: memoryview, /) -> int | None: ...


class Outcome(IntEnum):
    """How a job ended: with a document, for want of memory, or by an exception whose name is the text."""

    DONE = 0
    MEMORY = 1
    FAILED = 2


class UnbelievableError(Exception):
    """An answer that breaks the protocol: whoever sent it isn't ours any more."""


class TooMuchError(Exception):
    """An answer beyond the caps, honest or not."""


@dataclass(frozen=True)
class Order:
    """One job as it travels: the stage and the model of its request by importable name (``module:name``)."""

    ticket: bytes
    function: str
    data: bytes
    model: str = ""
    request: str = ""


@dataclass(frozen=True)
class Answer:
    """What a worker says, whole, within the caps, and not yet checked against any model."""

    outcome: Outcome
    text: bytes
    blobs: tuple[bytes, ...]


def pack(order: Order) -> tuple[bytes, bytes]:
    """An order's head and its data, to be sent one after the other."""
    words = {"function": order.function, "model": order.model, "request": order.request}
    head = json.dumps(words).encode()
    return _ORDER.pack(order.ticket, len(head), len(order.data)) + head, order.data


def receive(pipe: Pipe) -> Order | None:
    """The next order; None when there will be no more."""
    start = _exactly(pipe, _ORDER.size)
    if start is None:
        return None
    ticket, head_size, data_size = _ORDER.unpack(start)
    head, data = _exactly(pipe, head_size), _exactly(pipe, data_size)
    if head is None or data is None:
        return None
    return Order(ticket, data=data, **json.loads(head))


def reply(pipe: Pipe, ticket: bytes, outcome: Outcome, text: bytes, blobs: Sequence[bytes] = ()) -> None:
    """Send an answer, all of it."""
    lengths = b"".join(_BLOB.pack(len(blob)) for blob in blobs)
    for part in (_ANSWER.pack(ticket, outcome, len(text), len(blobs)) + lengths + text, *blobs):
        rest = memoryview(part)
        while rest:
            rest = rest[pipe.write(rest) or 0 :]


def _exactly(pipe: Pipe, size: int) -> bytes | None:
    buffer = bytearray(size)
    rest = memoryview(buffer)
    while rest:
        count = pipe.readinto(rest)
        if not count:
            return None
        rest = rest[count:]
    return bytes(buffer)


class Incoming:
    """An answer on its way in: give it what comes, at most ``wanted`` bytes at a time, until it is ``complete``."""

    def __init__(self, ticket: bytes, largest: int) -> None:
        """``largest``: bytes of all blobs together."""
        self.complete: Answer | None = None
        self._parts = _parts(ticket, largest)
        self._wanted = next(self._parts)
        self._buffer = bytearray()

    @property
    def wanted(self) -> int:
        """How many bytes the part that is being read still lacks."""
        return self._wanted - len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take bytes in. Raises :class:`UnbelievableError` or :class:`TooMuchError` if no answer begins so."""
        self._buffer += data
        while self.complete is None and not self.wanted:
            part, self._buffer = bytes(self._buffer), bytearray()
            try:
                self._wanted = self._parts.send(part)
            except StopIteration as end:
                self.complete = end.value


def _parts(ticket: bytes, largest: int) -> Generator[int, bytes, Answer]:
    """Asks for the parts of an answer by their sizes, one after the other; what makes it in has passed the caps."""
    given, outcome, text_size, count = _ANSWER.unpack((yield _ANSWER.size))
    if given != ticket:
        raise UnbelievableError("the answer to another order")
    if outcome not in tuple(Outcome):
        raise UnbelievableError("no such outcome")
    if text_size > LARGEST_DOCUMENT or count > MOST_BLOBS:
        raise TooMuchError
    lengths = [length for (length,) in _BLOB.iter_unpack((yield count * _BLOB.size))]
    if sum(lengths) > largest:
        raise TooMuchError
    text = yield text_size
    if sum(map(text.count, (b",", b"[", b"{"))) > MOST_PARTS:
        raise TooMuchError
    blobs = []
    for length in lengths:
        blobs.append((yield length))
    return Answer(Outcome(outcome), text, tuple(blobs))
