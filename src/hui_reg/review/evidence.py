"""The evidence tree beside a workbook: ``evidence/单位/姓名/材料_原文件名.pdf``, for people to open by a click.

Every path is planned here and nowhere else: names that Windows takes, at most 200 characters, duplicates numbered,
the ending chosen by what the content is and never by the sender. Nothing is ever written outside the folder given,
and a file that an older workbook links to is not overwritten with other bytes.
"""

import hashlib
import json
import stat
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from hui_reg import durable
from hui_reg.errors import HuiRegError
from hui_reg.model import Assessment, Leftover, Message
from hui_reg.review import filing
from hui_reg.spreadsheets.cleaning import file_name

FOLDER = "evidence"
UNFILED = "_未归档"
UNKNOWN_UNIT = "_单位不明"
LIST = ".files.json"
"""Inside the tree: what we wrote, its hash, size and time, to tell our files from others'."""
_BEGUN = [-1, -1]
"""Size and time of a file that is about to be written."""
_WRITERS = 4
_TREES = 3
"""Trees of earlier exports in which unchanged files are looked for."""


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


def senders_of(messages: Iterable[Message]) -> dict[str, str]:
    """The name or address of each mail's sender: the unit, as far as no applicant tells it."""
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
    units = senders_of(messages)

    def unit_folder(unit: str) -> str:
        if unit not in unit_folders:
            unit_folders[unit] = names.free(FOLDER, file_name(unit, 40, UNKNOWN_UNIT))
        return unit_folders[unit]

    for assessment in assessments:
        dossier = assessment.dossier
        folder = folders[dossier.key] = names.free(unit_folder(dossier.unit), file_name(dossier.name, 30))
        links = by_applicant[dossier.key] = {}
        for sha256, stem, ending in filing.of_dossier(assessment):
            links[sha256] = names.free(folder, stem, ending, sha256)
            placed.append(Placed(links[sha256], sha256))
        units |= dict.fromkeys((message.sha256 for message in dossier.messages), dossier.unit)
    for leftover in leftovers:
        file = leftover.file
        if (file.message, file.path) not in unfiled:
            folder = f"{unit_folder(units.get(file.message, ''))}/{UNFILED}"
            stem, ending = filing.split(file, None)
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
        if file.is_file() and not file.name.endswith(durable.SUFFIX):
            path = file.relative_to(root).as_posix()
            sha256, *stamp = ours.get(path, [""])
            if _is_untouched(file, str(sha256), stamp):
                found[path] = str(sha256)
            elif stamp != _BEGUN:
                found[path] = ""
    return found


def write(root: Path, files: Sequence[Placed], blobs: Callable[[str], bytes], there: Mapping[str, str]) -> list[str]:
    """Write the planned files under ``root``; those that stand ``there`` with the same bytes are left alone, those
    that stand untouched in a tree beside it, from an export before, are linked to and take no room again.

    Returns the paths that could not be written because their bytes are lost. Raises :class:`ValueError` for a path
    that leads out of ``root``, and :class:`OSError` from the disk.
    """
    missing = [file for file in files if there.get(file.path) != file.sha256]
    for folder in {file.path.rpartition("/")[0] for file in missing}:
        inside(root, f"{folder}/-").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    ours = _read_list(root) | {file.path: [file.sha256, *_BEGUN] for file in missing}
    _write_list(root, ours)
    same: dict[str, list[Path]] = {}
    for file in missing:
        same.setdefault(file.sha256, []).append(root / file.path)
    known = _reusable(root, same.keys(), there)
    with ThreadPoolExecutor(_WRITERS) as writers:  # the disk answers several at once
        each = writers.map(lambda item: _write_same(item[1], item[0], known.get(item[0]), blobs), same.items())
    stamps = {target: stamp for done in each for target, stamp in done}
    for file in missing:
        ours[file.path] = [file.sha256, *stamps[root / file.path]]
    _write_list(root, {path: known for path, known in ours.items() if len(known) > 1})
    return [file.path for file in missing if not stamps[root / file.path]]


def _reusable(root: Path, wanted: Collection[str], there: Mapping[str, str]) -> dict[str, Path]:
    """Untouched files of ours with these bytes, by SHA-256: in this tree, or in the newest of those beside it."""
    found = {sha256: root / path for path, sha256 in there.items() if sha256 in wanted}
    lists = [path for path in root.absolute().parent.glob(f"*/{FOLDER}/{LIST}") if path.parents[1] != root.absolute()]
    for list_ in sorted(lists, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:_TREES]:
        beside = list_.parents[1]
        for path, (sha256, *stamp) in _read_list(beside).items():
            if sha256 in wanted and sha256 not in found and _is_untouched(beside / path, str(sha256), stamp):
                found[str(sha256)] = beside / path
    return found


def listed(root: Path) -> dict[str, str]:
    """What we wrote into the tree: the SHA-256 by path. Empty where the list can't be read."""
    return {path: str(known[0]) for path, known in _read_list(root).items() if known}


def _is_untouched(file: Path, sha256: str, stamp: Sequence[str | int]) -> bool:
    """Whether a file is as we wrote it. Its bytes decide where its stamp doesn't: a copied workspace has new times."""
    try:
        status = file.lstat()
        if not stat.S_ISREG(status.st_mode):
            return False
        return list(stamp) == _stamp(file) or hashlib.sha256(file.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def _write_same(
    targets: Sequence[Path], sha256: str, known: Path | None, blobs: Callable[[str], bytes]
) -> list[tuple[Path, list[int]]]:
    """Put the same bytes under several paths, each with its stamp; an empty one when the bytes are lost."""
    done = []
    for target in targets:
        stamp = (known and _linked(target, known)) or _write_one(target, sha256, blobs)
        known = known or (target if stamp else None)
        done.append((target, stamp))
    return done


def _linked(target: Path, known: Path) -> list[int]:
    """Have ``target`` share the bytes of ``known``; an empty stamp where the disk knows no links, or no more of them.

    Never with the store's own bytes: whoever changes a file of the tree in place would change those.
    """
    try:
        target.unlink(missing_ok=True)  # what a killed export left half-written
        target.hardlink_to(known)
    except OSError:
        return []
    return _stamp(target)


def _write_one(target: Path, sha256: str, blobs: Callable[[str], bytes]) -> list[int]:
    """Write one file and return its stamp; an empty one when its bytes are lost."""
    try:
        data = blobs(sha256)
    except (KeyError, FileNotFoundError, HuiRegError):
        return []
    target.unlink(missing_ok=True)  # what a killed export left half-written
    status = durable.create(target, data, synced=False)
    return [status.st_size, status.st_mtime_ns]


def prune(root: Path, files: Sequence[Placed]) -> None:
    """Remove what an earlier export wrote and this one doesn't want; files that others put or changed stay."""
    wanted = {file.path for file in files}
    ours = _read_list(root)
    kept = {}
    for path, known in ours.items():
        if path in wanted:
            kept[path] = known
        elif _is_untouched(target := inside(root, path), str(known[0]), known[1:]):
            target.unlink()
            for folder in (target.parent, target.parent.parent):
                if folder != root and not any(folder.iterdir()):
                    folder.rmdir()
    if kept != ours:
        _write_list(root, kept)


def clear(root: Path) -> None:
    """Remove all that we wrote into the tree, what was begun too; files that others put or changed stay."""
    for path, (sha256, *stamp) in _read_list(root).items():
        target = inside(root, path)
        if stamp == _BEGUN or _is_untouched(target, str(sha256), stamp):
            target.unlink(missing_ok=True)
    (root / FOLDER / LIST).unlink(missing_ok=True)
    for folder in sorted((root / FOLDER).rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    if not any((root / FOLDER).iterdir()):
        (root / FOLDER).rmdir()


def _stamp(file: Path) -> list[int]:
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]


def _read_list(root: Path) -> dict[str, list[str | int]]:
    try:
        known = json.loads((root / FOLDER / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write_list(root: Path, ours: Mapping[str, Sequence[str | int]]) -> None:
    if (root / FOLDER).is_dir():
        durable.put(root / FOLDER / LIST, json.dumps(dict(ours), ensure_ascii=False).encode(), synced=False)


def inside(root: Path, relative: str) -> Path:
    """The real path of a planned file. Raises :class:`ValueError` unless it lies inside ``root``, links followed."""
    pure = PurePosixPath(relative)
    target = root.joinpath(*pure.parts)
    if pure.is_absolute() or ".." in pure.parts or not target.parent.resolve().is_relative_to(root.resolve()):
        raise ValueError("a planned path leads out of its folder")
    return target
