"""How well and how fast documents are read: ``python -m benchmarks.reading [--people 40] [--wear clean office phone]``.

Builds the corpus of ``benchmarks/corpus`` (other layouts than the samples), runs the ordinary commands on it, and
compares with the truth: fields, attribution, verdicts (all applicants are faultless: anything but *pass* is a false
alarm), and time. Every figure comes from this one run.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.corpus.build import WEAR, build

Record = dict[str, object]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=40)
    arguments.add_argument("--wear", nargs="+", default=list(WEAR), choices=list(WEAR))
    arguments.add_argument("--scanned-form", action="store_true")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="keep the mails and workspaces here")
    options = arguments.parse_args()
    print(
        f"{options.people} applicants each, forms {'scanned' if options.scanned_form else 'electronic'}, seed {options.seed}"
    )
    for wear in options.wear:
        folder = options.keep / wear if options.keep else Path(tempfile.mkdtemp(prefix="corpus-"))
        folder.mkdir(parents=True, exist_ok=True)
        _one(folder, wear, options.people, options.scanned_form, options.seed)


def _one(folder: Path, wear: str, people: int, scanned: bool, seed: int) -> None:
    truth = build(folder, people, wear, scanned, seed)
    workspace = folder / "workspace"
    _run(workspace, "init", "-q")
    _run(workspace, "fetch", "-q", "--from", str(folder))
    before, began = _children(), time.perf_counter()
    _run(workspace, "validate", "-q")
    seconds, cpu = time.perf_counter() - began, _children() - before
    _run(workspace, "export", "records", "-q", "--output", str(folder / "records.jsonl"))
    records = [json.loads(line) for line in (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    print(f"\n== {wear}: {cpu / people:.2f} CPU s an applicant, {seconds / people:.2f} s, "
          f"peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10} MB a worker")  # fmt: skip
    _compare(truth, records)


def _compare(truth: list[Record], records: list[Record]) -> None:
    applicants = {str(r["id_number"]): r for r in records if r["type"] == "applicant"}
    right: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    wrong: dict[str, list[str]] = defaultdict(list)
    placed = placeable = false_alarms = wrong_passes = 0
    rules: Counter[str] = Counter()
    for one in truth:
        fields: dict[str, str] = one["fields"]  # type: ignore[assignment]
        found = applicants.get(fields["id_number"])
        placeable += len(one["files"])  # type: ignore[arg-type]
        if found is None:
            wrong["(nobody)"].append(fields["name"])
            false_alarms += 1
            continue
        materials: dict[str, list[dict[str, str]]] = found["materials"]  # type: ignore[assignment]
        mine = {file["sha256"]: material for material, files in materials.items() for file in files}
        placed += sum(mine.get(sha) == material for sha, material in one["files"].items())  # type: ignore[attr-defined]
        bad = False
        for name, value in fields.items():
            if not value:
                continue
            shown[name] += 1
            read = (found["fields"].get(name) or {}).get("value") or ""  # type: ignore[attr-defined]
            if _same(name, read, value):
                right[name] += 1
            else:
                bad = bad or bool(read and name not in ("address", "ethnicity") and not value.startswith(read))
                wrong[name].append(f"{value} → {read or '—'}")
        if found["verdict"] != "pass":
            false_alarms += 1
            rules.update(f["rule"] for f in found["findings"] if f["outcome"] != "note")  # type: ignore[attr-defined]
        elif bad:
            wrong_passes += 1
    total, ok = sum(shown.values()), sum(right.values())
    print(f"fields {ok}/{total} = {ok / max(total, 1):.1%}; attribution {placed}/{placeable} = {placed / placeable:.1%}; "
          f"not pass though faultless {false_alarms}/{len(truth)} = {false_alarms / len(truth):.0%} {dict(rules)}; "
          f"pass on a value read wrong {wrong_passes}; applicants too many {max(0, len(applicants) - len(truth))}")  # fmt: skip
    for name in shown:
        line = f"  {name:20} {right[name]}/{shown[name]}"
        print(line + (f"   {'; '.join(wrong[name][:4])}" if wrong[name] else ""))
    if wrong["(nobody)"]:
        print("  not found:", " ".join(wrong["(nobody)"]))


def _same(name: str, read: str, value: str) -> bool:
    if name.endswith("date") and len(read) == 7:  # the month is all that the document the value came from tells
        return value.startswith(read)
    return read.replace(" ", "") == value.replace(" ", "")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(workspace: Path, *words: str) -> None:
    command = [sys.executable, "-m", "hui_reg", "-w", str(workspace), *words]
    done = subprocess.run(command, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}")


if __name__ == "__main__":
    main()
