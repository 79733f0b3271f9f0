"""What fuzzing found, kept: for each target the least that reaches as much, packed into one small text.

``python -m tests.slow.corpora FOLDER``: FOLDER holds a folder a target, as ``test_fuzzed_parsers`` leaves it; each is
reduced to what adds coverage (libFuzzer's ``-merge``), and the smallest of it is packed.
"""

import base64
import subprocess
import sys
import tempfile
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

    for module, targets in RUNS.items():
        for target in targets:
            found = Path(sys.argv[1]).absolute() / target.replace(" ", "_")
            if not found.is_dir():
                continue
            with tempfile.TemporaryDirectory() as least:
                options = ["-merge=1", "-max_total_time=120"]
                command = [sys.executable, "-m", f"tests.slow.{module}", target, "-1", least, *options, str(found)]
                subprocess.run(command, capture_output=True, check=False)
                sys.stdout.write(f"{target} {pack(target, Path(least))}\n")


if __name__ == "__main__":
    main()
