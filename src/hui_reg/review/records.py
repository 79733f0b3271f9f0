"""``export records``: the JSON Lines of the outside contract, one object an applicant, a leftover, a mail's problem.

Unmasked by contract, so the file is for its owner alone. Keys are never renamed; new ones may be added.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hui_reg.history.roll import Roll
from hui_reg.history.rulings import Ruling
from hui_reg.model import Assessment, Dossier, Exhibit, FieldValue, File, Finding, Leftover, Message, Problem
from hui_reg.vocabulary import APPLICANT_FIELDS, KIND_TITLES, Kind, Material

Record = dict[str, Any]


def with_standings(records: Iterable[Record], assessments: Iterable[Assessment], roll: Roll) -> Iterator[Record]:
    """The records, each applicant's with where the person stands; ``assessments`` in the order of the applicants."""
    keys = (assessment.dossier.key for assessment in assessments)
    for record in records:
        yield record | {"standing": roll.standing_of(next(keys)).stage.value} if _is_applicant(record) else record


def with_rulings(
    records: Iterable[Record], assessments: Iterable[Assessment], of: Callable[[Dossier], Iterable[Ruling]]
) -> Iterator[Record]:
    """The records, each applicant's with what staff said ``of`` the person and the papers."""
    dossiers = (assessment.dossier for assessment in assessments)
    for record in records:
        yield record | {"rulings": list(map(_ruling, of(next(dossiers))))} if _is_applicant(record) else record


def _is_applicant(record: Record) -> bool:
    return bool(record["type"] == "applicant")


def _ruling(ruling: Ruling) -> Record:
    return {
        "seq": ruling.seq,
        "kind": ruling.kind.value,
        "field": ruling.said("field") or None,
        "by": ruling.by,
        "reason": ruling.reason,
        "on": ruling.on.isoformat(),
    }


def lines(
    assessments: Iterable[Assessment],
    leftovers: Iterable[Leftover],
    problems: Sequence[tuple[str, Problem]],
    messages: Iterable[Message],
    files: Iterable[File] = (),
    kinds: Callable[[Collection[str]], Mapping[str, Kind | None]] | None = None,
) -> Iterator[Record]:
    """All records, applicants first. ``problems`` pairs the SHA-256 of a raw mail with what was wrong in it.

    Every one of ``files`` is accounted for: those that are nobody's material (rosters, receipts, letters) come as
    unassigned too. ``kinds`` is asked what those are, by the SHA-256 of the file; None for one without readings, and
    nothing of one that nobody read.
    """
    told: set[str] = set()
    for assessment in assessments:
        told.update(exhibit.file.sha256 for exhibit in assessment.dossier.exhibits)
        yield _applicant(assessment)
    for leftover in leftovers:
        told.add(leftover.file.sha256)
        yield _unassigned(leftover)
    rest = [file for file in files if file.sha256 not in told]
    known = kinds({file.sha256 for file in rest}) if kinds and rest else {}
    for file in rest:
        kind = known.get(file.sha256)
        unread = kinds is not None and file.sha256 not in known
        nothing = "还没有识读，请运行 hui-reg validate" if unread else "没有可识读的内容"
        reason = f"{KIND_TITLES[kind]}，不是个人材料" if kind else nothing
        yield _unassigned(Leftover(file=file, kind=kind, reason=reason))
    subjects = {message.sha256: message.subject for message in messages}
    for sha256, problem in problems:
        yield {
            "type": "message",
            "sha256": sha256,
            "subject": subjects.get(sha256, ""),
            "problem": problem.kind.value,
            "detail": problem.detail,
            "path": problem.path,
        }


def write(path: Path, records: Iterable[Record]) -> int:
    """Write one JSON object a line to ``path``, and return how many."""
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        for count, record in enumerate(records, 1):  # noqa: B007 the count is the answer
            stream.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return count


def _applicant(assessment: Assessment) -> Record:
    dossier = assessment.dossier
    paper = {message.sha256 for message in dossier.messages if message.is_on_paper}
    return {
        "type": "applicant",
        "unit": dossier.unit,
        "name": dossier.name,
        "id_number": dossier.id_number,
        "verdict": assessment.verdict.value,
        "materials": {m.value: _files(exhibits, paper) for m, exhibits in assessment.materials().items()},
        "others": _of_other_kinds(dossier.exhibits, paper),
        "superseded": _by_kind((e for e in dossier.exhibits if e.superseded and not e.unconfirmed), paper),
        "unconfirmed": _by_kind((e for e in dossier.exhibits if e.unconfirmed), paper),
        "fields": {name: _field(dossier.fields, name) for name in APPLICANT_FIELDS},
        "findings": [_finding(finding) for finding in assessment.findings],
    }


def _of_other_kinds(exhibits: Iterable[Exhibit], paper: Collection[str]) -> Record:
    """What replaces or accompanies a material, such as a report from an enrolled student."""
    five = {material.value for material in Material}
    return _by_kind((e for e in exhibits if not e.superseded and e.reading.kind.value not in five), paper)


def _by_kind(exhibits: Iterable[Exhibit], paper: Collection[str]) -> Record:
    grouped: dict[str, list[Exhibit]] = {}
    for exhibit in exhibits:
        grouped.setdefault(exhibit.reading.kind.value, []).append(exhibit)
    return {kind: _files(several, paper) for kind, several in grouped.items()}


def _files(exhibits: Iterable[Exhibit], paper: Collection[str]) -> list[Record]:
    """One FILE for each file, its pages together, however many readings it gave. ``paper``: messages that came on
    paper."""
    pages: dict[tuple[str, str, str], set[int]] = {}
    for exhibit in exhibits:
        file = exhibit.file
        pages.setdefault((file.sha256, file.message, file.path), set()).update(exhibit.reading.pages)
    return [
        {"sha256": sha256, "message": message, "path": path, "pages": sorted(numbers)}
        | ({"on_paper": True} if message in paper else {})
        for (sha256, message, path), numbers in pages.items()
    ]


def _field(fields: Mapping[str, FieldValue], name: str) -> Record | None:
    field = fields.get(name)
    if field is None or field.value.value is None:
        return None
    told = {"value": field.value.value, "confidence": field.value.confidence, "sha256": field.sha256}
    return told | ({"corrected": True} if field.value.correction is not None else {})


def _finding(finding: Finding) -> Record:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "hint": finding.hint,
        "basis": finding.basis,
        "evidence": [evidence.model_dump(mode="json") for evidence in finding.evidence],
    }


def _unassigned(leftover: Leftover) -> Record:
    return {
        "type": "unassigned",
        "message": leftover.file.message,
        "path": leftover.file.path,
        "sha256": leftover.file.sha256,
        "kind": leftover.kind.value if leftover.kind else None,
        "reason": leftover.reason,
        "pages": list(leftover.pages),
    }
