"""Forms saved again by LibreOffice, as units do that have no Word: .doc, .xls, .pdf, .docx and .xlsx of its making.

A tier of its own: it needs ``soffice`` (Debian's ``libreoffice-writer-nogui libreoffice-calc-nogui``). Each file is
saved in one way drawn from the person's seed; all of a kind are converted in one start of the program.
"""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks.others.parcels import Case

WAYS = {"docx": ("doc", "pdf", "docx", "docx"), "xlsx": ("xls", "xlsx", "pdf")}
_FILTERS = {"doc": "doc:MS Word 97", "docx": "docx:MS Word 2007 XML", "xls": "xls:MS Excel 97", "xlsx": "xlsx:Calc MS Excel 2007 XML", "pdf": "pdf"}  # fmt: skip
_AT_ONCE = 40


class NoOffice(RuntimeError):
    """LibreOffice isn't installed."""


def saved_again(cases: Iterable[Case], share: float = 0.5) -> list[Case]:
    """The cases with about ``share`` of their electronic forms as LibreOffice saves them."""
    program = shutil.which("soffice")
    if program is None:
        raise NoOffice("soffice is not on the PATH: tools/corpus-tier installs LibreOffice")
    cases = list(cases)
    jobs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number, case in enumerate(cases):
        dice = random.Random(f"{case.who.seed}/office")
        for place, paper in enumerate(case.papers):
            if paper.suffix in WAYS and dice.random() < share:
                jobs.setdefault((paper.suffix, dice.choice(WAYS[paper.suffix])), []).append((number, place))
    papers = [list(case.papers) for case in cases]
    for (suffix, way), spots in jobs.items():
        for start in range(0, len(spots), _AT_ONCE):
            some = spots[start : start + _AT_ONCE]
            made = _converted([papers[n][p].data for n, p in some], suffix, way, program)
            for (number, place), data in zip(some, made, strict=True):
                papers[number][place] = replace(papers[number][place], suffix=way, data=data)
    return [replace(case, papers=tuple(own)) for case, own in zip(cases, papers, strict=True)]


def _converted(files: list[bytes], suffix: str, way: str, program: str) -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        (folder / "in").mkdir()
        paths = [folder / "in" / f"{number}.{suffix}" for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", _FILTERS[way], "--outdir", str(folder / "out"), *map(str, paths)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=600, env=os.environ | {"HOME": name})
        return [(folder / "out" / f"{number}.{way}").read_bytes() for number in range(len(files))]
