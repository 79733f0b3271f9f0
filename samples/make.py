"""Make samples/mails and samples/expected.jsonl anew: ``python -m samples.make [FOLDER]``. The same bytes each time."""

import json
import shutil
import sys
from pathlib import Path

from samples import cast
from samples.posts import posts

HERE = Path(__file__).parent


def make(folder: Path) -> None:
    """Write all mails below ``folder/mails`` and the expectations into ``folder/expected.jsonl``."""
    target = folder / "mails"
    if target.exists():
        shutil.rmtree(target)
    for unit in cast.UNITS:
        place = target / unit.name
        place.mkdir(parents=True)
        for post in posts(unit):
            (place / post.file).write_bytes(post.raw)
    (folder / "expected.jsonl").write_text(expected(), encoding="utf-8", newline="\n")


def expected() -> str:
    """What the cast says each applicant must get, one JSON object a line."""
    lines = []
    for unit in cast.UNITS:
        for applicant in unit.applicants:
            line = {
                "unit": unit.name,
                "name": applicant.person.name,
                "id_number": applicant.person.id_number,
                "verdict": applicant.verdict,
                "findings": [{"rule": rule, "outcome": outcome} for rule, outcome in applicant.findings],
            }
            lines.append(json.dumps(line, ensure_ascii=False))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
