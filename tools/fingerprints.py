"""Hold each reader's version against the sources it is made of. ``python tools/fingerprints.py`` prints what is due.

A reader's results depend on its modules alone. When they change in more than words, either its version in
``readers/versions.py`` is raised (kept files are read again), or somebody says with ``--same-results NAME …`` that no
result can differ. ``--write`` records the fingerprints of readers whose version was raised.
"""

import ast
import hashlib
import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "hui_reg"
RECORD = ROOT / "tools" / "fingerprints.json"
_LINES = ("readers/lines", "readers/claims", "notation")
ROOMS: Mapping[str, tuple[str, ...]] = {
    "pdf": (
        "pages/formats/pdf", "pages/formats/pdf_forms", "pages/formats/pdf_places", "pages/formats/pdf_glyphs",
        "pages/page", "pages/visibility", "pages/active",
    ),
    "ofd": (
        "pages/formats/ofd", "pages/formats/ofd_package", "pages/formats/ofd_drawing", "pages/formats/ofd_notation",
        "pages/formats/ofd_fonts",
        "pages/formats/pdf", "pages/formats/pdf_places", "pages/formats/pdf_glyphs", "pages/page", "pages/visibility",
        "pages/active", "pages/pixels/pictures",
    ),
    "ocr": (
        "pages/pixels", "pages/paging", "pages/leaves", "pages/formats/identify", "pages/active", "jpegs",
    ),
    "office": (
        "pages/formats/office", "pages/formats/word", "pages/formats/word97", "pages/formats/workbooks",
        "pages/formats/word_runs",
        "pages/formats/word_parts", "pages/formats/web", "pages/formats/hidden_rows", "pages/formats/metafiles",
        "pages/formats/embedded", "pages/formats/sheet_pictures", "pages/active",
    ),
    "id_card": ("readers/id_card", "readers/beside", "notation"),
    "residence": ("readers/id_card/residence", *_LINES),
    "photo": ("readers/photo", "pages/pixels/faces", "pages/pixels/portraits"),
    "form": ("readers/form", *_LINES),
    "roster": ("readers/roster", "readers/columns", "readers/listed", "readers/unit_above", *_LINES),
    "diploma": ("readers/diploma", "readers/beside", *_LINES),
    "chsi": ("readers/chsi", *_LINES),
    "receipt": ("readers/receipt", *_LINES),
    "letters": ("readers/letters", *_LINES),
    "health": ("readers/health", *_LINES),
}  # fmt: skip
"""The folders and modules a name of ``VERSIONS`` stands for. Rather one too many: a change is looked at once more."""

NO_READER = (
    "readers/__init__", "readers/asked", "readers/files", "readers/parts", "readers/select", "readers/versions",
    "pages/__init__", "pages/formats/__init__",
    "pages/unreadable", "pages/views", "pages/crops", "pages/conversions", "pages/specimen", "pages/excerpts",
    "pages/painting", "pages/rasters", "pages/likeness", "pages/office_copies", "pages/carried", "pages/tickets",
    "pages/outlines", "pages/signatures", "pages/typefaces", "pages/type1", "pages/operations", "pages/edges",
    "pages/outgoing/__init__", "pages/outgoing/framing", "pages/outgoing/guard", "pages/outgoing/photographs",
    "pages/formats/anew/__init__", "pages/formats/anew/marks", "pages/formats/anew/visuals",
    "pages/formats/anew/word", "pages/formats/anew/workbooks",
    "notation/shares",
)  # fmt: skip
"""Modules of these rooms on which no reading depends but by what the readers claim."""


def sources(name: str) -> list[Path]:
    """The files a reader is made of."""
    found: set[Path] = set()
    for room in ROOMS[name]:
        found |= set((PACKAGE / room).rglob("*.py")) | {path for path in [PACKAGE / f"{room}.py"] if path.exists()}
    return sorted(found - {PACKAGE / f"{module}.py" for module in NO_READER})


def fingerprint(files: list[Path]) -> str:
    """A hash over the code of files: their names, comments, docstrings, imports and layout don't count."""
    return hashlib.sha256("\n".join(sorted(map(_code, files))).encode()).hexdigest()[:16]


def _code(file: Path) -> str:
    return _told(file.read_text("utf-8"))


@cache
def _told(source: str) -> str:
    return ast.dump(_without_words(ast.parse(source)))


def _without_words(tree: ast.Module) -> ast.Module:
    """The tree without string statements and import lines."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                child
                for child in body
                if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant))
                and not isinstance(child, ast.Import | ast.ImportFrom)
            ]
    return tree


def due() -> dict[str, str]:
    """Readers whose code changed and whose version did not, each with what to do."""
    from hui_reg.readers.versions import VERSIONS

    recorded = json.loads(RECORD.read_text("utf-8"))
    found = {}
    for name in ROOMS:
        known, now = recorded.get(name, {}), fingerprint(sources(name))
        if known.get("fingerprint") != now and known.get("version") == VERSIONS[name]:
            found[name] = "its code changed: raise its version in readers/versions.py, or say --same-results"
        elif known.get("fingerprint") != now or known.get("version") != VERSIONS[name]:
            found[name] = "run tools/fingerprints.py --write"
    return found


def record(names: list[str]) -> None:
    """Take today's code of these readers as that of today's version."""
    from hui_reg.readers.versions import VERSIONS

    recorded = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    for name in names:
        recorded[name] = {"version": VERSIONS[name], "fingerprint": fingerprint(sources(name))}
    RECORD.write_text(json.dumps(recorded, indent=2, sort_keys=True) + "\n", "utf-8")


def main() -> None:
    if "--same-results" in sys.argv:
        record(sys.argv[sys.argv.index("--same-results") + 1 :])
    elif "--write" in sys.argv:
        raised = [name for name, what in due().items() if "--write" in what] if RECORD.exists() else list(ROOMS)
        record(raised)
    waiting = due()
    sys.exit("\n".join(f"{name}: {what}" for name, what in waiting.items()) or None)


if __name__ == "__main__":
    main()
