"""Whether a folder lies on a network share, where SQLite's locks don't hold: two computers would ruin the database."""

import os
import sys
from pathlib import Path

_REMOTE = frozenset((
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "afpfs", "ncpfs", "webdav", "davfs", "ceph", "glusterfs",
    "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.glusterfs",
))  # fmt: skip
_MOUNTS = Path("/proc/mounts")


def is_on_share(folder: Path) -> bool:
    """Whether this system says that the folder is a share's. Where it doesn't tell, False."""
    return _windows(folder) if sys.platform == "win32" else _kind(folder, _mounts()) in _REMOTE


def _kind(folder: Path, mounts: str) -> str:
    """The file system of the mount that is nearest above the folder, as ``/proc/mounts`` names it."""
    best, kind = "", ""
    place = os.path.realpath(folder)
    for line in mounts.splitlines():
        words = line.split()
        if len(words) >= 3:
            top = words[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
            inside = place == top or place.startswith(top.rstrip("/") + "/")
            if inside and len(top) >= len(best):
                best, kind = top, words[2]
    return kind


def _mounts() -> str:
    try:
        return _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _windows(folder: Path) -> bool:
    whole = os.path.realpath(folder)
    if whole.startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        return bool(ctypes.windll.kernel32.GetDriveTypeW(str(Path(whole).anchor)) == drive_remote)
    return False
