"""Files that no one here made, and mutants of them, through the real pool: every one gets an outcome.

``python -m benchmarks.foreign FOLDER --tally FILE [--minutes 10] [--mutants]`` goes on where the tally ends. FOLDER
holds unpacked source packages with test files in them (Debian's qpdf, pdf.js, poppler, pillow, tiff, libheif,
libarchive, libmspack, wv, catdoc, exiv2, ghostscript, libreoffice); nothing of them is kept here. Archives and mails
are taken apart, everything else is read. A mutant is made of a file that was quick, and is the same every time.
"""

import argparse
import hashlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from hui_reg.desk.validation import is_reading_of
from hui_reg.intake.envelope import Unpacked
from hui_reg.intake.unpack import take_apart
from hui_reg.model import FileReadings
from hui_reg.readers import read_in_worker
from hui_reg.sandbox.pool import Job, Limits, Sandbox
from tests.intake.mails import ENVELOPE, mail
from tests.sandbox.test_mutants import mutant

_READ: Final = re.compile(
    r"pdf|jpe?g|png|tiff?|gif|bmp|webp|hei[cf]|avif|docx?|xls[xm]?|pptx?|odt|ods|rtf|ofd|jp2|ps|eps|emf|wmf|psd|tga|ico"
)
_OPENED: Final = re.compile(r"zip|rar|7z|tar|gz|tgz|bz2|xz|cab|eml|msg|mht|lzh|arj|iso|chm|uu")
_LARGEST: Final = 20_000_000
_QUICK: Final = 0.15
"""Seconds up to which a file was quick enough to make mutants of."""
_TOGETHER: Final = 20
"""Files a worker reads before a fresh one comes."""


def candidates(folder: Path) -> list[Path]:
    """The files of the formats that mails bring, each content once, the smallest first."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        wanted = any(formats.fullmatch(ending_of(path)) for formats in (_READ, _OPENED))
        if wanted and path.is_file() and 0 < path.stat().st_size < _LARGEST:
            found.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    return sorted(found.values(), key=lambda path: (path.stat().st_size, path.as_posix()))


def ending_of(path: Path) -> str:
    """What follows the last point of a name."""
    return path.suffix[1:].lower()


def is_opened(path: Path) -> bool:
    """Whether a file is taken apart, not read."""
    return bool(_OPENED.fullmatch(ending_of(path)))


def work(files: list[Path], known: dict[str, float], *, mutants: bool) -> Iterator[tuple[str, Path, bytes]]:
    """Key, origin and bytes of what is still to be done."""
    if not mutants:
        for path in files:
            if path.as_posix() not in known:
                yield path.as_posix(), path, path.read_bytes()
        return
    quick = [path for path in files if known.get(path.as_posix(), 9) <= _QUICK]
    for number in range(1_000_000):
        if (key := f"mutant {number}") not in known:
            chance = random.Random(number)
            path = chance.choice(quick)
            yield key, path, mutant(path.read_bytes(), chance)


def one(sandbox: Sandbox, key: str, path: Path, data: bytes, group: str) -> str:
    """The outcome of a file in the pool, in a word."""
    if is_opened(path):
        raw = data if path.suffix == ".eml" else mail({path.name: data})
        [opened] = sandbox.run(take_apart, Unpacked, [Job(key, partial(bytes, raw), ENVELOPE, group)])
        if opened.document is None:
            return f"worker: {opened.problem.kind.value if opened.problem else 'nothing'}"
        problems = opened.document.message.problems
        return f"opened, {problems[0].kind.value}" if problems else "opened"
    believe = partial(is_reading_of, hashlib.sha256(data).hexdigest())
    [done] = sandbox.run(read_in_worker, FileReadings, [Job(key, partial(bytes, data), None, group, believe)])
    problem = done.problem or (done.document.problem if done.document else None)
    return ("" if done.document else "worker: ") + (problem.kind.value if problem else "read")


def main() -> None:
    """Parse the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tally", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--mutants", action="store_true")
    options = parser.parse_args()
    lines = options.tally.read_text(encoding="utf-8").splitlines() if options.tally.exists() else []
    known = {line["key"]: line["seconds"] for line in map(json.loads, lines)}
    ends = time.monotonic() + 60 * options.minutes
    with options.tally.open("a", encoding="utf-8") as tally, Sandbox(1, Limits(30)) as sandbox:
        todo = work(candidates(options.folder), known, mutants=options.mutants)
        for count, (key, path, data) in enumerate(todo):
            if time.monotonic() > ends:
                break
            began = time.perf_counter()
            outcome = one(sandbox, key, path, data, str(count // _TOGETHER))
            line = {"key": key, "kind": ending_of(path), "outcome": outcome}
            seconds = round(time.perf_counter() - began, 3)
            tally.write(json.dumps(line | {"seconds": seconds}, ensure_ascii=False) + "\n")
            tally.flush()
    told(options.tally)


def told(tally: Path) -> None:
    """Print how many of what, and the slowest."""
    lines = [json.loads(line) for line in tally.read_text(encoding="utf-8").splitlines()]
    for mutants in (False, True):
        some = [line for line in lines if line["key"].startswith("mutant ") is mutants]
        outcomes = Counter(line["outcome"] for line in some)
        slowest = max((line["seconds"] for line in some), default=0)
        print(f"{len(some)} {'mutants' if mutants else 'files'}, slowest {slowest} s: {dict(outcomes.most_common())}")


if __name__ == "__main__":
    main()
