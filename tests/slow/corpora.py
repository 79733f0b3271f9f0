"""What fuzzing found, kept: for each target the inputs that each reached something new, packed into one small text.

``python -m tests.slow.corpora FOLDER``: FOLDER holds a folder a target, as ``test_fuzzed_parsers`` leaves it. libFuzzer
keeps and shortens only what adds coverage; of that the smallest is packed.
"""

import base64
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "corpora"
MOST = 40_000
"""Bytes kept of a target."""


def kept(target: str) -> list[bytes]:
    """The inputs kept for a target, the smallest first; none where nothing was kept yet."""
    path = _place(target)
    return [base64.b85decode(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []


def pack(target: str, found: Path) -> int:
    """Keep the smallest of a folder's inputs; how many."""
    inputs = sorted(
        {path.read_bytes() for path in found.iterdir() if path.is_file()}, key=lambda data: (len(data), data)
    )
    lines: list[str] = []
    size = 0
    for data in inputs:
        size += len(data)
        if size > MOST:
            break
        lines.append(base64.b85encode(data).decode("ascii"))
    FOLDER.mkdir(exist_ok=True)
    _place(target).write_text("".join(f"{line}\n" for line in lines if line), "ascii")
    return len(lines)


def _place(target: str) -> Path:
    return FOLDER / f"{target.replace(' ', '_')}.txt"


def main() -> None:
    from tests.slow.test_fuzzed_parsers import RUNS

    for target in (target for targets in RUNS.values() for target in targets):
        found = Path(sys.argv[1]) / target.replace(" ", "_")
        if found.is_dir():
            sys.stdout.write(f"{target} {pack(target, found)}\n")


if __name__ == "__main__":
    main()
