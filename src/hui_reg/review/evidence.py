"""The evidence tree beside a workbook: ``evidence/单位/姓名/材料_原文件名.pdf``, for people to open by a click.

Every path is planned here and nowhere else: names that Windows takes, at most 200 characters, duplicates numbered,
the ending chosen by what the content is and never by the sender. Nothing is ever written outside the folder given,
and a file that an older workbook links to is not overwritten with other bytes.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from hui_reg.errors import HuiRegError
from hui_reg.model import Assessment, Exhibit, File, Leftover, Message
from hui_reg.spreadsheets.cleaning import file_name
from hui_reg.vocabulary import KIND_TITLES

FOLDER = "evidence"
UNFILED = "_未归档"
UNKNOWN_UNIT = "_单位不明"
_LIST = ".files.json"
"""Inside the tree: what we wrote, its hash, size and time, to tell our files from others'."""
_BEGUN = [-1, -1]
"""Size and time of a file that is about to be written."""
_WRITERS = 4

_ENDINGS = {"jpeg": "jpg", "tiff": "tif"}
_KNOWN = frozenset(
    {
        *("pdf", "jpeg", "png", "heic", "tiff", "bmp", "gif", "webp"),
        *("docx", "doc", "xlsx", "xls", "pptx", "wps", "et", "ofd", "rtf", "txt", "csv", "zip", "rar", "7z", "eml"),
    }
)


@dataclass(frozen=True)
class Placed:
    """One file of the tree: its path under the output folder, with forward slashes, and its bytes' SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Plan:
    """Where everything will stand. ``by_applicant[key][sha256]`` and ``unfiled[(message, path)]`` are link targets;
    ``units`` tells which unit a mail came from, by its SHA-256."""

    files: tuple[Placed, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)
    by_applicant: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unfiled: Mapping[tuple[str, str], str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def link(self, key: str, sha256: str) -> str | None:
        """The path of a file in an applicant's folder; None when it isn't there."""
        return self.by_applicant.get(key, {}).get(sha256)


class Names:
    """Hands out free names: compared as Windows compares them, numbered from (2) on.

    ``standing`` are the paths in use on disk and their bytes' SHA-256: only the same bytes may stand there again.
    """

    def __init__(self, standing: Mapping[str, str] | None = None) -> None:
        self._standing = {path.casefold(): sha256 for path, sha256 in (standing or {}).items()}
        self._taken: set[str] = set()

    def free(self, folder: str, stem: str, ending: str = "", sha256: str = "") -> str:
        number = 1
        while True:
            name = f"{folder}/{stem}{f'({number})' if number > 1 else ''}{ending}"
            folded = name.casefold()
            if folded not in self._taken and self._standing.get(folded, sha256) == sha256:
                self._taken.add(folded)
                return name
            number += 1


def units_of_messages(assessments: Iterable[Assessment], messages: Iterable[Message]) -> dict[str, str]:
    """The unit each mail came from: as its applicants tell, else the sender's name or address."""
    units = _senders(messages)
    for assessment in assessments:
        units |= dict.fromkeys((message.sha256 for message in assessment.dossier.messages), assessment.dossier.unit)
    return units


def _senders(messages: Iterable[Message]) -> dict[str, str]:
    return {message.sha256: message.sender_name or message.sender_address for message in messages}


def plan(
    assessments: Iterable[Assessment],
    leftovers: Iterable[Leftover] = (),
    messages: Iterable[Message] = (),
    standing: Mapping[str, str] | None = None,
) -> Plan:
    """Lay out the tree: pure, and the same for the same input. ``standing`` is what :func:`standing` found."""
    names, placed = Names(standing), list[Placed]()
    folders: dict[str, str] = {}
    unit_folders: dict[str, str] = {}
    by_applicant: dict[str, dict[str, str]] = {}
    unfiled: dict[tuple[str, str], str] = {}
    units = _senders(messages)

    def unit_folder(unit: str) -> str:
        if unit not in unit_folders:
            unit_folders[unit] = names.free(FOLDER, file_name(unit, 40, UNKNOWN_UNIT))
        return unit_folders[unit]

    for assessment in assessments:
        dossier = assessment.dossier
        folder = folders[dossier.key] = names.free(unit_folder(dossier.unit), file_name(dossier.name, 30))
        links = by_applicant[dossier.key] = {}
        for sha256, stem, ending in _dossier_files(assessment):
            links[sha256] = names.free(folder, stem, ending, sha256)
            placed.append(Placed(links[sha256], sha256))
        units |= dict.fromkeys((message.sha256 for message in dossier.messages), dossier.unit)
    for leftover in leftovers:
        file = leftover.file
        if (file.message, file.path) not in unfiled:
            folder = f"{unit_folder(units.get(file.message, ''))}/{UNFILED}"
            stem, ending = _split(file, None)
            unfiled[file.message, file.path] = names.free(folder, stem, ending, file.sha256)
            placed.append(Placed(unfiled[file.message, file.path], file.sha256))
    return Plan(tuple(placed), folders, by_applicant, unfiled, units)


def standing(root: Path) -> dict[str, str]:
    """What stands in the tree already, by path: the SHA-256 of untouched files of ours, ``""`` for any other.

    What a killed export began and didn't finish doesn't count as standing.
    """
    ours = _read_list(root)
    found = {}
    for file in (root / FOLDER).rglob("*"):
        if file.is_file():
            path = file.relative_to(root).as_posix()
            sha256, *stamp = ours.get(path, [""])
            if stamp == _BEGUN:
                if hashlib.sha256(file.read_bytes()).hexdigest() == sha256:
                    found[path] = str(sha256)
            else:
                found[path] = str(sha256) if stamp == _stamp(file) else ""
    return found


def write(root: Path, files: Sequence[Placed], blobs: Callable[[str], bytes], there: Mapping[str, str]) -> list[str]:
    """Write the planned files under ``root``; those that stand ``there`` with the same bytes are left alone.

    Returns the paths that could not be written because their bytes are lost. Raises :class:`ValueError` for a path
    that leads out of ``root``, and :class:`OSError` from the disk.
    """
    missing = [file for file in files if there.get(file.path) != file.sha256]
    for folder in {file.path.rpartition("/")[0] for file in missing}:
        inside(root, f"{folder}/-").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    ours = _read_list(root) | {file.path: [file.sha256, *_BEGUN] for file in missing}
    _write_list(root, ours)
    with ThreadPoolExecutor(_WRITERS) as writers:  # the disk answers several at once
        stamps = list(writers.map(lambda file: _write_one(root / file.path, file.sha256, blobs), missing))
    for file, stamp in zip(missing, stamps, strict=True):
        ours[file.path] = [file.sha256, *stamp]
    _write_list(root, {path: known for path, known in ours.items() if len(known) > 1})
    return [file.path for file, stamp in zip(missing, stamps, strict=True) if not stamp]


def _write_one(target: Path, sha256: str, blobs: Callable[[str], bytes]) -> list[int]:
    """Write one file and return its stamp; an empty one when its bytes are lost."""
    try:
        data = blobs(sha256)
    except (KeyError, FileNotFoundError, HuiRegError):
        return []
    try:
        status = _create(target, data)
    except FileExistsError:  # what a killed export left half-written
        target.unlink()
        status = _create(target, data)
    return [status.st_size, status.st_mtime_ns]


def prune(root: Path, files: Sequence[Placed]) -> None:
    """Remove what an earlier export wrote and this one doesn't want; files that others put or changed stay."""
    wanted = {file.path for file in files}
    ours = _read_list(root)
    kept = {}
    for path, known in ours.items():
        if path in wanted:
            kept[path] = known
        elif (target := inside(root, path)).is_file() and list(known[1:]) == _stamp(target):
            target.unlink()
            for folder in (target.parent, target.parent.parent):
                if folder != root and not any(folder.iterdir()):
                    folder.rmdir()
    if kept != ours:
        _write_list(root, kept)


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


def _read_list(root: Path) -> dict[str, list[str | int]]:
    try:
        known = json.loads((root / FOLDER / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write_list(root: Path, ours: Mapping[str, Sequence[str | int]]) -> None:
    if (root / FOLDER).is_dir():
        place(root / FOLDER / _LIST, json.dumps(dict(ours), ensure_ascii=False).encode())


def place(target: Path, data: bytes) -> None:
    """Put a file at ``target``: whole or not at all, for its owner alone, never through a link."""
    partial = target.with_name(f".{target.name[:60]}.partial")
    partial.unlink(missing_ok=True)
    _create(partial, data)
    partial.replace(target)


def _create(target: Path, data: bytes) -> os.stat_result:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        return os.fstat(handle)
    finally:
        os.close(handle)


def inside(root: Path, relative: str) -> Path:
    """The real path of a planned file. Raises :class:`ValueError` unless it lies inside ``root``, links followed."""
    pure = PurePosixPath(relative)
    target = root.joinpath(*pure.parts)
    if pure.is_absolute() or ".." in pure.parts or not target.parent.resolve().is_relative_to(root.resolve()):
        raise ValueError("a planned path leads out of its folder")
    return target


def _dossier_files(assessment: Assessment) -> list[tuple[str, str, str]]:
    """SHA-256, stem and ending of every file in an applicant's folder, once each."""
    dossier = assessment.dossier
    groups: dict[str, list[tuple[Exhibit, str]]] = {}
    for exhibit in dossier.exhibits:
        groups.setdefault(exhibit.file.sha256, []).append((exhibit, _standing(exhibit)))
    for exhibit in dossier.strangers:
        groups.setdefault(exhibit.file.sha256, []).append((exhibit, "疑似他人_"))
    found = []
    for sha256, members in groups.items():
        exhibits = [exhibit for exhibit, _ in members]
        prefix = members[0][1] if len({prefix for _, prefix in members}) == 1 else ""
        titles = list(dict.fromkeys(KIND_TITLES[exhibit.reading.kind] for exhibit in exhibits))
        title = "+".join(titles) if len(titles) <= 2 else "材料合订"
        stem, ending = _split(exhibits[0].file, exhibits[0].format)
        found.append((sha256, f"{prefix}{title}_{stem}", ending))
    if dossier.roster and dossier.roster.file.sha256 not in groups:
        stem, ending = _split(dossier.roster.file, None)
        found.append((dossier.roster.file.sha256, f"汇总表_{stem}", ending))
    for leftover in dossier.hinted:
        if leftover.file.sha256 not in groups and all(leftover.file.sha256 != sha256 for sha256, _, _ in found):
            stem, ending = _split(leftover.file, None)
            found.append((leftover.file.sha256, f"待确认_{stem}", ending))
    return found


def _standing(exhibit: Exhibit) -> str:
    if exhibit.unconfirmed:
        return "来源待核_"
    return "旧版_" if exhibit.superseded else ""


def _split(file: File, content: str | None) -> tuple[str, str]:
    """The stem the sender gave, and the ending the content deserves (``.bin`` when it is nothing we know)."""
    base = file.path.rsplit("/", 1)[-1]
    stem, dot, ending = base.rpartition(".")
    if not dot or len(ending) > 5:
        stem, ending = base, ""
    known = content or {"jpg": "jpeg", "tif": "tiff"}.get(ending.lower(), ending.lower())
    if known not in _KNOWN:
        return file_name(base, 50), ".bin"
    return file_name(stem, 50), f".{_ENDINGS.get(known, known)}"
