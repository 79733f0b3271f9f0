"""What was found held against what is true: needless stops, wrong and sure fields, false passes, curves."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from benchmarks.others.bounds import curve, told

Record = dict[str, Any]
SURE = 0.85
"""From this confidence on the product lets a value carry a rule (its documentation says so)."""
STEPS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.99)
KEY_FIELDS = ("name", "id_number", "sex", "birth_date", "id_valid_to", "education", "graduation_date")
WAIVED = ("address", "ethnicity")
"""Fields no rule rests on; they are counted, on lines of their own."""


@dataclass
class Stop:
    """One faultless person who was not passed: for the report of causes."""

    truth: Record
    verdict: str
    findings: list[Record]
    misread: dict[str, tuple[str, str, float]]


@dataclass
class Score:
    """Everything counted over a corpus."""

    stopped: Counter[str] = field(default_factory=Counter)
    faultless: Counter[str] = field(default_factory=Counter)
    blamed: Counter[str] = field(default_factory=Counter)
    stops: list[Stop] = field(default_factory=list)
    causes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    graded: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    wrong_and_sure: list[str] = field(default_factory=list)
    decided: list[tuple[float, bool]] = field(default_factory=list)
    undecided: int = 0
    faulty: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    right_verdict: Counter[str] = field(default_factory=Counter)
    false_passes: list[str] = field(default_factory=list)
    placed: int = 0
    files: int = 0

    def add(self, truth: Record, found: Record | None) -> None:
        """Compare one applicant; None when nobody was found for the papers."""
        misread = self._fields(truth, found)
        self._files(truth, found)
        verdict = found["verdict"] if found else "nobody"
        findings = [f for f in (found["findings"] if found else []) if f["outcome"] != "note"]
        right = verdict in truth["verdicts"]
        if verdict in ("review", "nobody"):
            self.undecided += 1
        else:
            self.decided.append((_least(found), right))
        if truth["fault"]:
            self.faulty[truth["fault"]] += 1
            self.right_verdict[truth["fault"]] += right
            named = {f["rule"] for f in (found["findings"] if found else [])}
            self.caught[truth["fault"]] += bool(named & set(truth["rule"].split("|")))
            if verdict == "pass" and not right:
                self.false_passes.append(f"{truth['fault']} ({truth['seed']} {truth['name']})")
            return
        profile = truth["profile"]
        self.faultless[profile] += 1
        if not right:
            self.stopped[profile] += 1
            self.blamed[profile] += verdict in ("correct", "ineligible")
            self.causes[profile].update({f["rule"] for f in findings} or {"nobody"})
            self.stops.append(Stop(truth, verdict, findings, misread))

    def _fields(self, truth: Record, found: Record | None) -> dict[str, tuple[str, str, float]]:
        misread = {}
        for name, value in truth["fields"].items():
            read = ((found or {"fields": {}})["fields"].get(name)) or {"value": "", "confidence": 0.0}
            right = same(name, value, read["value"])
            if read["value"]:
                self.graded[name].append((read["confidence"], right))
            else:
                self.graded[name].append((-1.0, False))  # not read: never covered
            if not right:
                misread[name] = (value, read["value"], read["confidence"])
                if read["value"] and read["confidence"] >= SURE:
                    where = f"{truth['seed']}{' ' + truth['fault'] if truth['fault'] else ''}"
                    self.wrong_and_sure.append(f"{name}: {value} → {read['value']} ({read['confidence']:.2f}; {where})")
        return misread

    def _files(self, truth: Record, found: Record | None) -> None:
        self.files += sum(map(len, truth["files"].values()))
        materials = (found or {"materials": {}})["materials"]
        mine = {(file["sha256"], material) for material, files in materials.items() for file in files}
        self.placed += sum((sha, material) in mine for sha, all_ in truth["files"].items() for material in all_)

    def hard_wrong(self) -> list[str]:
        """Wrong and sure fields that a rule rests on."""
        return [line for line in self.wrong_and_sure if line.split(":")[0] not in WAIVED]

    def lines(self) -> list[str]:
        """The report, block by block."""
        return [*self._stops(), *self._faults(), *self._fields_report(), *self._verdicts()]

    def _stops(self) -> list[str]:
        out = ["", "faultless people needlessly stopped (95 % bounds); of these told to mend or ineligible; rules"]
        for profile, people in self.faultless.items():
            rules = ", ".join(f"{rule} {count}" for rule, count in self.causes[profile].most_common())
            out.append(f"  {profile:8} {told(self.stopped[profile], people)}; {self.blamed[profile]}; {rules}")
        return [*out, f"files with the right person and kind: {told(self.placed, self.files)}"]

    def _faults(self) -> list[str]:
        if not self.faulty:
            return []
        people = self.faulty.total()
        out = ["", f"false passes among the faulty: {told(len(self.false_passes), people)}", *(f"  {line}" for line in self.false_passes)]  # fmt: skip
        out.append(f"verdict as expected {told(self.right_verdict.total(), people)}; rule named {told(self.caught.total(), people)}")  # fmt: skip
        for fault, count in sorted(self.faulty.items()):
            out.append(f"  {fault:28} {count:4}  verdict {self.right_verdict[fault]}, rule {self.caught[fault]}")
        return out

    def _fields_report(self) -> list[str]:
        known = sum(len(rows) for rows in self.graded.values())
        hard = self.hard_wrong()
        out = [
            "",
            f"wrong and sure, fields that rules rest on: {told(len(hard), known)}",
            *(f"  {line}" for line in hard),
        ]
        out += ["others wrong and sure:", *(f"  {line}" for line in self.wrong_and_sure if line not in hard)]
        out += ["", "risk–coverage by field: confidence ≥ t: covered %, wrong among them"]
        out.append("  " + " " * 20 + "".join(f"{step:>12}" for step in STEPS))
        for name, graded in self.graded.items():
            cells = "".join(f"{f'{100 * n / all_:.1f}%/{bad}':>12}" for _, n, bad, all_ in curve(graded, STEPS))
            out.append(f"  {name:20}{cells}")
        every = [pair for rows in self.graded.values() for pair in rows]
        for step, covered, bad, all_ in curve(every, STEPS):
            out.append(f"  all ≥ {step:.2f}: covered {told(covered, all_)}, wrong {told(bad, covered)}")
        return out

    def _verdicts(self) -> list[str]:
        everybody = len(self.decided) + self.undecided
        wrong = sum(not right for _, right in self.decided)
        out = ["", f"verdicts: decided without a person {told(len(self.decided), everybody)}; wrong among these {told(wrong, len(self.decided))}"]  # fmt: skip
        for step, covered, bad, _ in curve(self.decided, STEPS):
            out.append(f"  least key confidence ≥ {step:.2f}: covered {told(covered, everybody)}, wrong {told(bad, covered)}")  # fmt: skip
        return out


def same(name: str, value: str, read: str) -> bool:
    """Whether a reading tells the truth: spaces and dots aside; a month of a day is right, if it is that month."""
    if name.endswith("date") and len(read) == 7:
        return value.startswith(read)
    return _plain(value) == _plain(read)


def _plain(text: str) -> str:
    return "".join(text.split()).replace("•", "·").replace("（", "(").replace("）", ")")


def _least(found: Record | None) -> float:
    read = [((found or {"fields": {}})["fields"].get(name) or {}).get("confidence", 1.0) for name in KEY_FIELDS]
    return float(min(read))
