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
    (folder / "cast.md").write_text(overview(), encoding="utf-8", newline="\n")


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


_VERDICTS = {"pass": "建议通过", "correct": "需补正", "review": "需人工复核", "ineligible": "不符合条件"}


def overview() -> str:
    """The cast as a page to read: who, which verdict, and why."""
    lines = [
        "# 样本中的人物",
        "",
        "全部虚构。结论由人按通知和规则推出，不取自程序的运行结果。",
        "本页由 `python -m samples.make` 从 `samples/cast/` 写出。",
    ]
    for unit in cast.UNITS:
        lines += ["", f"## {unit.name}", "", "| 姓名 | 应得建议 | 应有发现 | 缘由 |", "|---|---|---|---|"]
        for applicant in unit.applicants:
            rules = " ".join(rule for rule, _ in applicant.findings)
            lines.append(f"| {applicant.person.name} | {_VERDICTS[applicant.verdict]} | {rules} | {applicant.why} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
