"""Mutated papers and mails through the real pool: each comes back in its turn, as what it is or as its own problem.

``HUI_REG_MUTANTS`` tells how many of each (300 if not set); they are the same every time.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from hui_reg.desk.validation import is_reading_of
from hui_reg.intake.envelope import Envelope, Unpacked
from hui_reg.intake.unpack import take_apart
from hui_reg.model import FileReadings
from hui_reg.readers import read_in_worker
from hui_reg.sandbox.pool import Job, Limits, Sandbox

pytestmark = pytest.mark.torture

MAILS = sorted((Path(__file__).parents[2] / "samples" / "mails").rglob("*.eml"))
COUNT = int(os.environ.get("HUI_REG_MUTANTS", "300"))
ENVELOPE = Envelope(received_at=datetime(2024, 7, 1, tzinfo=UTC), received_basis="file_time")
LIMITS = Limits(seconds=60)


def mutant(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, lost, doubled, cut off or swapped for numbers that parsers fear."""
    mutated = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        at = chance.randrange(len(mutated) or 1)
        length = chance.choice((1, 2, 4, 16, 256))
        match chance.randrange(6):
            case 0:
                mutated[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del mutated[at : at + length]
            case 2:
                mutated[at:at] = mutated[at : at + length]
            case 3:
                mutated[at : at + 4] = chance.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\x80\0\0\0"))
            case 4:
                mutated[at : at + length] = chance.randbytes(length)
            case _:
                del mutated[max(at, 64) :]
    return bytes(mutated)


def leaves() -> list[bytes]:
    return [blob for path in MAILS for blob in take_apart(path.read_bytes(), ENVELOPE)[1]]


def mutants(originals: list[bytes]) -> Iterator[tuple[str, bytes]]:
    for number in range(COUNT):
        chance = random.Random(number)
        yield str(number), mutant(chance.choice(originals), chance)


def told(what: str, outcomes: Counter[str]) -> None:
    print(f"\n{COUNT} mutated {what}: {dict(outcomes.most_common())}")  # noqa: T201 the figures for docs/torture.md


def test_mutated_papers() -> None:
    import hashlib

    outcomes: Counter[str] = Counter()
    jobs = [
        Job(
            key,
            partial(bytes, data),
            None,
            str(int(key) // 20),
            partial(is_reading_of, hashlib.sha256(data).hexdigest()),
        )
        for key, data in mutants(leaves())
    ]
    with Sandbox(2, LIMITS) as sandbox:
        for number, done in enumerate(sandbox.run(read_in_worker, FileReadings, jobs)):
            assert done.key == str(number)
            problem = done.problem or (done.document.problem if done.document else None)
            outcomes[("" if done.document else "worker: ") + (problem.kind.value if problem else "read")] += 1
    assert outcomes.total() == COUNT
    told("papers", outcomes)


def test_mutated_mails() -> None:
    outcomes: Counter[str] = Counter()
    raws = [path.read_bytes() for path in MAILS]
    jobs = [Job(key, partial(bytes, data), ENVELOPE, key) for key, data in mutants(raws)]
    with Sandbox(2, LIMITS) as sandbox:
        for number, done in enumerate(sandbox.run(take_apart, Unpacked, jobs)):
            assert done.key == str(number)
            assert done.problem is None, "a mail never kills its worker"
            assert done.document is not None
            assert len(done.document.files) == len(done.blobs)
            outcomes["with problems" if done.document.message.problems else "whole"] += 1
    assert outcomes.total() == COUNT
    told("mails", outcomes)
