"""The files of the exports as they stand now: which of them are no longer what was written there."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from hui_reg import durable
from hui_reg.desk.outlet import place_of
from hui_reg.desk.workspace import Workspace
from hui_reg.review import evidence
from hui_reg.settings import FILE_NAME
from hui_reg.store import exports

CERTIFICATES = "归档"
"""The folder of certificates: they outlive a purge."""


def altered_files(workspace: Workspace, *, known: bool) -> Iterator[tuple[str, str]]:
    """The path of each file of the exports, and of each certificate, that was changed or can't be read since, and how.
    What was written is asked of the database only if it is ``known`` there."""
    trees: dict[Path, dict[str, str]] = {}
    for file in (*_files(workspace.root / "exports"), *_files(workspace.root / CERTIFICATES)):
        path = file.relative_to(workspace.root).as_posix()
        tree = next((parent for parent in file.parents if parent.name == evidence.FOLDER), None)
        if tree is None:
            if known and (what := _altered(workspace, file)):
                yield path, what
            continue
        if tree not in trees:
            trees[tree] = evidence.listed(tree.parent)
            gone = [name for name in trees[tree] if not (tree.parent / name).exists()]
            yield from (((tree.parent / name).relative_to(workspace.root).as_posix(), "不见了") for name in gone)
        wanted = trees[tree].get(file.relative_to(tree.parent).as_posix())
        if file.name == evidence.LIST:
            if not trees[tree]:
                yield path, "证据文件夹的清单已损坏"
        elif wanted is not None and wanted != _sha256(file):
            yield path, "内容与写出时不同"
        elif wanted is None and trees[tree]:
            yield path, "不在证据文件夹的清单里：清单已损坏，或是别人放进来的"


def altered_settings(workspace: Workspace) -> list[str]:
    """The names of settings and notice where they aren't what was last looked over; people may change them."""
    with workspace.database.begin() as connection:
        known = {path: exports.written(connection, place_of(workspace, path)) for path in _settings(workspace)}
    return [path.name for path, hashes in known.items() if hashes and _sha256(path) not in hashes]


def note_settings(workspace: Workspace) -> None:
    """Remember settings and notice as they are now."""
    with workspace.database.begin() as connection:
        for path in _settings(workspace):
            place, now = place_of(workspace, path), [_sha256(path)]
            if exports.written(connection, place) != now:
                exports.note_written(connection, place, now)


def _settings(workspace: Workspace) -> list[Path]:
    return [workspace.root / FILE_NAME, workspace.settings.notice]


def _altered(workspace: Workspace, file: Path) -> str:
    with workspace.database.begin() as connection:
        written = exports.written(connection, place_of(workspace, file))
    if not written:
        return ""
    return "" if _sha256(file) in written else "内容与写出时不同（有人填写、改过，或已损坏）"


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders.sort()
        yield from (Path(folder) / name for name in sorted(names) if not name.endswith(durable.SUFFIX))


def _sha256(path: Path) -> str:
    try:
        with durable.regular(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
