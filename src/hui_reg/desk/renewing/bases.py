"""What every result rests on beside mails and rulings: this very program, and the notice. When either changes,
everything is assembled anew.
"""

import hashlib
from functools import lru_cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

from hui_reg.notice import Notice

_LIBRARIES = ("pydantic", "rapidfuzz")
"""Whose answers reach into results."""


def base_of(notice: Notice) -> str:
    """The digest of program and notice."""
    return digest(_program(), notice.model_dump_json())


def digest(*parts: object) -> str:
    """One digest of several things, each told by its ``repr``."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def _program() -> str:
    """The digest of the program's own files: whoever changes a rule or a table need not remember a number."""
    found = hashlib.sha256()
    for library in _LIBRARIES:
        found.update(metadata.version(library).encode())
    _add(resources.files("hui_reg"), found)
    return found.hexdigest()


def _add(folder: Traversable, found: "hashlib._Hash") -> None:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                _add(entry, found)
        elif not entry.name.endswith((".pyc", ".mo", ".po")):
            found.update(entry.name.encode() + entry.read_bytes())
