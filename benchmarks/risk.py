"""Risk against coverage on papers drawn by other means: ``python -m benchmarks.risk [--people 40] [--faulty 40]``.

Draws ``--people`` faultless people of each profile and ``--faulty`` faulty ones (``benchmarks/others``), runs the
ordinary commands on their mails and prints: needlessly stopped by profile with 95 % bounds, false passes, fields wrong
and sure, how risk falls with coverage, CPU seconds an applicant. ``--stops FILE`` writes the causes of every needless
stop. ``--start`` chooses the seeds; ``--held-out`` takes those that nobody tunes to. ``--tally FILE`` keeps what was
found, so that the same command takes up where ``--seconds`` (or a power cut) ended it; the report is of all so far.
The slow tier is
``--people 750 --faulty 1500`` (3,000 faultless in all); ``--fonts debian`` needs the typefaces of
``tools/corpus-tier``, ``--office`` LibreOffice besides.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.others import build, office
from benchmarks.others.causes import told_by_rule
from benchmarks.others.parcels import Case
from benchmarks.others.score import Score
from benchmarks.others.tally import Tally
from benchmarks.others.typefaces import Typefaces

Record = dict[str, Any]
Pairs = list[tuple[Record, Record | None]]
AT_ONCE = 24
"""People in one workspace: two units of one profile."""


@dataclass(frozen=True)
class Wanted:
    """One case to draw: picklable, so that two processes can share the drawing."""

    number: int
    profile: str  # "" for a faulty one
    fonts: str

    @property
    def part(self) -> str:
        """The people of one workspace, always the same whatever range is asked for."""
        return f"{self.profile or 'faulty'} {self.number // AT_ONCE * AT_ONCE}"

    def draw(self) -> list[Case]:
        type_ = Typefaces(self.fonts)
        return [build.faultless(self.number, self.profile, type_)] if self.profile else build.faulty(self.number, type_)


def _draw(wanted: Wanted) -> list[Case]:
    return wanted.draw()


def run(folder: Path, cases: list[Case], say: Callable[[str], None] = print) -> tuple[Pairs, float]:
    """Write the mails, run init, fetch, validate and export records in ``folder``: people and what was found of them.

    Also the CPU seconds that ``validate`` took.
    """
    mails, workspace, out = folder / "mails", folder / "workspace", folder / "records.jsonl"
    mails.mkdir(parents=True)
    truth = build.write(mails, cases)
    _command(workspace, "init", "-q")
    _command(workspace, "fetch", "-q", "--from", str(mails))
    cpu, began = _children(), time.perf_counter()
    _command(workspace, "validate", "-q")
    cpu, seconds = _children() - cpu, time.perf_counter() - began
    _command(workspace, "export", "records", "-q", "--output", str(out))
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    applicants = [record for record in records if record["type"] == "applicant"]
    pairs, left = paired(truth, applicants)
    for one in left:
        say(f"  an applicant too many: {one['name']} {one['id_number']}")
    say(f"{len(cases)} people; validate {cpu / len(cases):.2f} CPU s, {seconds / len(cases):.2f} s an applicant")
    return pairs, cpu


def paired(truth: list[Record], applicants: list[Record]) -> tuple[Pairs, list[Record]]:
    """People with applicants, by the most files that became theirs (the number breaks ties), and who is left over."""
    pairs: Pairs = []
    owners: dict[str, list[int]] = {}
    for number, one in enumerate(applicants):
        for sha in {file["sha256"] for files in one["materials"].values() for file in files}:
            owners.setdefault(sha, []).append(number)
    taken: set[int] = set()
    for one in truth:
        votes: dict[int, float] = {}
        for sha in one["files"]:
            for owner in owners.get(sha, ()):
                votes[owner] = votes.get(owner, 0) + 1
        for owner in votes:
            votes[owner] += 0.5 * (applicants[owner]["id_number"] == one["id_number"])
        best = max(votes, key=lambda owner: votes[owner], default=None)
        if best is not None:
            taken.add(best)
        pairs.append((one, applicants[best] if best is not None else None))
    return pairs, [one for number, one in enumerate(applicants) if number not in taken]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _command(workspace: Path, *words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "hui_reg", "-w", str(workspace), *words])
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}")


def main() -> None:
    """Parse the options and run."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=40, help="faultless people of each profile")
    arguments.add_argument("--faulty", type=int, default=40)
    arguments.add_argument("--profiles", nargs="+", default=list(build.PROFILES), choices=build.PROFILES)
    arguments.add_argument("--start", type=int, default=0, help="first seed")
    arguments.add_argument("--held-out", action="store_true", help=f"begin at seed {build.HELD_OUT.start}")
    arguments.add_argument("--fonts", choices=("wheel", "debian"), default="debian")
    arguments.add_argument("--office", action="store_true", help="half of the electronic forms saved by LibreOffice")
    arguments.add_argument("--keep", type=Path, help="keep mails and workspace here")
    arguments.add_argument("--stops", type=Path, help="write the causes of needless stops here")
    arguments.add_argument("--tally", type=Path, help="keep what was found here, and go on from it")
    arguments.add_argument("--seconds", type=float, default=float("inf"), help="begin nothing new after these")
    options = arguments.parse_args()
    start = build.HELD_OUT.start if options.held_out and not options.start else options.start
    numbers = range(start, start + options.people)
    wanted = [Wanted(number, profile, options.fonts) for profile in options.profiles for number in numbers]
    wanted += [Wanted(number, "", options.fonts) for number in range(start, start + options.faulty)]
    tally = Tally(options.tally)
    _through(wanted, tally, options)
    score = Score()
    for truth, found in tally.pairs():
        score.add(truth, found)
    cpu, people = tally.cpu()
    print(*score.lines(), f"\nvalidate: {cpu / max(people, 1):.2f} CPU s an applicant", sep="\n")
    if options.stops:
        options.stops.write_text(told_by_rule(score.stops), encoding="utf-8")


def _through(wanted: list[Wanted], tally: Tally, options: argparse.Namespace) -> None:
    """Draw and read part after part, those left out that the tally has."""
    began = time.monotonic()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="risk-"))
    parts: dict[str, list[Wanted]] = {}
    for one in wanted:
        parts.setdefault(one.part, []).append(one)
    with ProcessPoolExecutor(2) as pool:
        for part, people in parts.items():
            if part in tally.parts or time.monotonic() - began > options.seconds:
                continue
            cases = [case for some in pool.map(_draw, people, chunksize=4) for case in some]
            own = folder / part.replace(" ", "-")
            tally.add(part, *run(own, office.saved_again(cases) if options.office else cases))
            if not options.keep:
                shutil.rmtree(own)


if __name__ == "__main__":
    main()
