"""What the third reader wins and costs: ``python -m benchmarks.ablation [--people 12] [--start 30000]``.

The papers of faultless people of the second corpus are read with it; those it was asked about are read again without
it. By field: sure and right, sure and wrong, not sure, with and without; then how often it was asked, and the CPU
seconds of its network. ``--tally FILE`` goes on where an earlier run ended; ``--seconds`` begins nobody new after
these.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.others import build
from benchmarks.others.parcels import Case
from benchmarks.others.score import SURE, same
from benchmarks.others.typefaces import Typefaces
from hui_reg.model import FileReadings
from hui_reg.pages.pixels import ocr
from hui_reg.pages.pixels.reduce import Image
from hui_reg.readers import read_file

Record = dict[str, Any]
RIGHT, WRONG, OPEN = "sure and right", "sure and wrong", "not sure"
_asked_for_real = ocr.third_opinion


@dataclass
class Asked:
    """The third reader as it is asked, counted; or away."""

    times: int = 0
    seconds: float = 0.0
    away: bool = False

    def __call__(self, crop: Image) -> tuple[str, float] | None:
        if self.away:
            return None
        began = time.process_time()
        self.times += 1
        try:
            return _asked_for_real(crop)
        finally:
            self.seconds += time.process_time() - began


def graded(readings: FileReadings, truth: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Field, how it came out, and what was read, of all a file tells and the truth knows."""
    for reading in readings.readings:
        for name, value in reading.fields.items():
            if name in truth and value is not None:
                right = same(name, truth[name], value.value or "")
                yield name, (OPEN if value.confidence < SURE else RIGHT if right else WRONG), value.value or ""


def of_person(case: Case, asked: Asked) -> Record:
    """What the third reader changed in one person's papers: a JSON object."""
    with_it: Counter[str] = Counter()
    without: Counter[str] = Counter()
    lines = []
    before = asked.times, asked.seconds
    began = time.process_time()
    for paper in case.papers:
        times = asked.times
        first = list(graded(read_file(paper.data), case.fields))
        second = first
        if asked.times > times:
            asked.away, paused = True, time.process_time()
            second = list(graded(read_file(paper.data), case.fields))
            asked.away, began = False, began + time.process_time() - paused
        for (name, one, value), (_, other, alone) in zip(first, second, strict=True):
            with_it[f"{name}|{one}"] += 1
            without[f"{name}|{other}"] += 1
            if (one, value) != (other, alone):
                lines.append(f"{case.who.seed} {name} {case.fields[name]}: {other} {alone} → {one} {value}")
    spent = time.process_time() - began
    return {
        "seed": case.who.seed, "with": with_it, "without": without, "changed": lines,
        "times": asked.times - before[0], "third": asked.seconds - before[1], "all": spent,
    }  # fmt: skip


def main() -> None:
    """Parse the options, read, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=12, help="of each profile")
    arguments.add_argument("--start", type=int, default=30_000)
    arguments.add_argument("--profiles", nargs="+", default=["phone", "hostile"], choices=build.PROFILES)
    arguments.add_argument("--tally", type=Path, default=Path("ablation.jsonl"))
    arguments.add_argument("--seconds", type=float, default=float("inf"))
    options = arguments.parse_args()
    known = [json.loads(line) for line in options.tally.read_text().splitlines()] if options.tally.exists() else []
    seen, began, type_, asked = {one["seed"] for one in known}, time.monotonic(), Typefaces("debian"), Asked()
    setattr(ocr, "third_opinion", asked)  # noqa: B010
    for number in range(options.start, options.start + options.people):
        for profile in options.profiles:
            if f"{profile}-{number}" in seen or time.monotonic() - began > options.seconds:
                continue
            known.append(of_person(build.faultless(number, profile, type_), asked))
            with options.tally.open("a", encoding="utf-8") as file:
                file.write(json.dumps(known[-1], ensure_ascii=False) + "\n")
    _report(known)


def _report(known: list[Record]) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in known:
        for way in ("with", "without"):
            counts[way].update(one[way])
    names = sorted({key.split("|")[0] for key in counts["with"]})
    print(f"{len(known)} people; with the third reader / without it: {RIGHT}, {WRONG}, {OPEN}")
    for name in [*names, ""]:
        cells = [[_sum(counts[way], name, how) for way in ("with", "without")] for how in (RIGHT, WRONG, OPEN)]
        print(f"  {name or 'all':20}" + "".join(f"{one:8} /{other:5}" for one, other in cells))
    print(*(f"  {line}" for one in known for line in one["changed"]), sep="\n")
    times, third, spent = (sum(float(one[key]) for one in known) for key in ("times", "third", "all"))
    people = max(len(known), 1)
    print(f"asked {times / people:.1f} times a person, {third / people:.3f} of {spent / people:.2f} CPU s")


def _sum(counts: Counter[str], name: str, how: str) -> int:
    return sum(
        count for key, count in counts.items() if key.endswith(f"|{how}") and key.startswith(f"{name}|" if name else "")
    )


if __name__ == "__main__":
    main()
