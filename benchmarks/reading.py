"""How well and how fast documents are read: ``python -m benchmarks.reading [--people 40] [--wear clean office phone]``.

Builds the corpus of ``benchmarks/corpus`` (other layouts than the samples), runs the ordinary commands on it, and
compares with the truth: fields, attribution, verdicts (all applicants are faultless: anything but *pass* is a false
alarm), and time. With ``--engines N`` the pages of N applicants are read by three engines in turn, in this process on
one thread: ours, rapidocr's defaults in four directions, and the bare models (the time spent inside onnxruntime
during our reading). Every figure comes from this one run.
"""

import argparse
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpus.build import UNITS, WEAR, build, documents
from benchmarks.corpus.people import invent

Record = dict[str, Any]
NO_RULE_RESTS_ON = ("address", "ethnicity")


@dataclass
class Tally:
    """Right and wrong over a corpus."""

    right: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    alarms: Counter[str] = field(default_factory=Counter)
    not_passed: int = 0
    wrong_passes: int = 0
    placed: int = 0
    files: int = 0

    def add(self, truth: Record, found: Record | None) -> None:
        """Compare one applicant with what was found."""
        self.files += len(truth["files"])
        if found is None:
            self.not_passed += 1
            self.alarms["nobody"] += 1
            return
        mine = {file["sha256"]: material for material, files in found["materials"].items() for file in files}
        self.placed += sum(mine.get(sha256) == material for sha256, material in truth["files"].items())
        misread = [name for name, value in truth["fields"].items() if value and not self._field(name, value, found)]
        if found["verdict"] == "pass":
            self.wrong_passes += any(name not in NO_RULE_RESTS_ON and _read(found, name) for name in misread)
        else:
            self.not_passed += 1
            self.alarms.update({f["rule"] for f in found["findings"] if f["outcome"] != "note"})

    def _field(self, name: str, value: str, found: Record) -> bool:
        read = _read(found, name)
        month_only = name.endswith("date") and len(read) == 7  # all that the document it came from tells
        same = value.startswith(read) if month_only else read.replace(" ", "") == value.replace(" ", "")
        self.shown[name] += 1
        self.right[name] += same
        if not same:
            self.wrong[name].append(f"{value} → {read or '—'}")
        return same

    def lines(self) -> list[str]:
        """The report."""
        right, shown = self.right.total(), self.shown.total()
        head = (
            f"fields {right}/{shown} = {right / max(shown, 1):.1%}",
            f"attribution {self.placed}/{self.files} = {self.placed / max(self.files, 1):.1%}",
            f"faultless but not passed {self.not_passed} {dict(self.alarms)}",
            f"passed on a value read wrong {self.wrong_passes}",
        )
        rows = [
            f"  {name:20} {self.right[name]}/{self.shown[name]}   {'; '.join(self.wrong[name][:4])}"
            for name in self.shown
        ]
        return [*head, *rows]


def _read(found: Record, name: str) -> str:
    return (found["fields"].get(name) or {}).get("value") or ""


def measure(folder: Path, wear: str, options: argparse.Namespace) -> None:
    """Build, run, compare, print."""
    truth = build(folder, options.people, wear, options.scanned_form, options.seed)
    workspace = folder / "workspace"
    _run(workspace, "init", "-q")
    _run(workspace, "fetch", "-q", "--from", str(folder))
    before, began = _children(), time.perf_counter()
    _run(workspace, "validate", "-q")
    seconds, cpu = time.perf_counter() - began, _children() - before
    _run(workspace, "export", "records", "-q", "--output", str(folder / "records.jsonl"))
    records = [json.loads(line) for line in (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    applicants = {r["id_number"]: r for r in records if r["type"] == "applicant"}
    tally = Tally()
    for one in truth:
        tally.add(one, applicants.pop(one["fields"]["id_number"], None))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    spent = f"{cpu / len(truth):.2f} CPU s, {seconds / len(truth):.2f} s an applicant"
    print(f"\n== {wear}: {spent}; peak {peak} MB a process")
    print(*tally.lines(), sep="\n")
    if applicants:
        print("  applicants too many:", *(r["name"] for r in applicants.values()))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(workspace: Path, *words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "hui_reg", "-w", str(workspace), *words])
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}")


def engines(people: int, wear: str, seed: int) -> None:
    """The same pictures read by ours, by rapidocr's defaults turned four times, and by the bare models."""
    import numpy as np
    import onnxruntime
    from PIL import Image
    from rapidocr import RapidOCR

    from hui_reg import readers

    pictures = []
    for index in range(people):
        made = documents(invent(seed * 10_000 + index, UNITS[0]), wear, random.Random(index), scanned_form=False)
        pictures += [d.data for d in made if d.name.endswith(".jpg") and d.material != "photo"]
    if not pictures:
        raise SystemExit("--engines compares pictures: name --wear phone")
    inside = 0.0
    real = onnxruntime.InferenceSession.run

    def timed(*arguments: Any, **more: Any) -> Any:
        nonlocal inside
        began = time.thread_time()
        try:
            return real(*arguments, **more)
        finally:
            inside += time.thread_time() - began

    def cost(read: Callable[[bytes], object]) -> float:
        read(pictures[0])  # models are loaded once a worker
        began = time.process_time()
        for picture in pictures:
            read(picture)
        return (time.process_time() - began) / len(pictures)

    default = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Global.log_level": "error"})

    def four_ways(data: bytes) -> None:
        image = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))[:, :, ::-1]
        for turns in range(4):
            default(np.ascontiguousarray(np.rot90(image, turns)))

    theirs = cost(four_ways)
    onnxruntime.InferenceSession.run = timed
    readers.read_file(pictures[0])
    inside = 0.0
    ours = cost(readers.read_file)
    bare = inside / (len(pictures) + 1)
    print(f"\n== engines on {len(pictures)} pictures ({wear}), CPU s each")
    print(f"  ours {ours:.2f}; inside the models {bare:.2f} (ours = {ours / bare:.2f} times that)")
    print(f"  rapidocr's defaults in four directions {theirs:.2f} ({theirs / ours:.1f} times ours)")


def main() -> None:
    """Parse the options and run."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=40)
    arguments.add_argument("--wear", nargs="+", default=list(WEAR), choices=list(WEAR))
    arguments.add_argument("--scanned-form", action="store_true")
    arguments.add_argument("--engines", type=int, default=0, metavar="N")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="keep the mails and workspaces here")
    options = arguments.parse_args()
    forms = "scanned" if options.scanned_form else "electronic"
    print(f"{options.people} applicants each, forms {forms}, seed {options.seed}")
    for wear in options.wear if options.people else ():
        folder = options.keep / wear if options.keep else Path(tempfile.mkdtemp(prefix="corpus-"))
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, wear, options)
    if options.engines:
        engines(options.engines, "phone", options.seed)


if __name__ == "__main__":
    main()
