"""What cut-off runs leave half-made, with people's data in it: found and cleared by the next run under the lock."""

from pathlib import Path

from hui_reg import durable
from hui_reg.desk.workspace import Workspace
from hui_reg.review import evidence

DAMAGED = ".damaged"
"""Behind the name of a database in whose place a rebuilt one stands."""


def strays(workspace: Workspace) -> list[Path]:
    """Files and folders half-written, anywhere in the workspace; none of those that a run is still writing."""
    left = [path for path in (workspace.blobs.root / "tmp").glob("*") if path.is_file()]
    return left + durable.left_behind(workspace.root, workspace.folder, but_below=evidence.FOLDER)


def half_trees(workspace: Workspace) -> list[Path]:
    """Folders of exports that were cut off before their workbook stood: nobody will ever link into their evidence."""
    found = []
    for list_ in (workspace.root / "exports").glob(f"*/{evidence.FOLDER}/{evidence.LIST}"):
        folder = list_.parents[1]
        beside = [path for path in folder.iterdir() if path.name != evidence.FOLDER]
        dead = set(durable.left_behind(folder, but_below=evidence.FOLDER))
        if all(path in dead for path in beside):
            found.append(folder)
    return found


def clear(workspace: Workspace) -> int:
    """Clear all of it; how many. Only while holding the lock."""
    trees, left = half_trees(workspace), strays(workspace)
    for tree in trees:
        evidence.clear(tree)
    for path in left:
        durable.remove(path)
    for tree in trees:
        if not any(tree.iterdir()):
            tree.rmdir()
    return len(trees) + len(left)
