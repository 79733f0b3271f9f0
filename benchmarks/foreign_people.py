"""Files that no one here made as the papers of people whom the first review passed: review, album and package.

``python -m benchmarks.foreign_people FOLDER WORK [--people 500]``: FOLDER as in ``benchmarks.foreign``, WORK is a fresh
folder. Told is how many papers went out, and everything in them that isn't a page or a picture.
"""

import argparse
import io
import re
import time
import zipfile
from collections import Counter
from pathlib import Path

from pypdf import PdfReader

from benchmarks.foreign import candidates, is_opened
from hui_reg import cli, jpegs
from hui_reg.pages.formats.identify import identify
from hui_reg.pages.unreadable import Unreadable
from tests import builders
from tests.commands.exports import going

_ACTIVE = re.compile(rb"/JavaScript\b|/Launch\b|/EmbeddedFile\b|/Author\b|/OpenAction\b|/AcroForm\b|/Metadata\b")
_FORMATS = frozenset(["pdf", "jpeg", "png", "tiff", "gif", "bmp", "webp", "heic", "docx", "doc", "xlsx", "xls", "ofd"])


def papers(folder: Path, count: int) -> list[going.Paper]:
    """ID cards, photos and diplomas in turn, in the formats that are read."""
    found: list[going.Paper] = []
    files = [path for path in candidates(folder) if not is_opened(path)]
    for path in files[:: max(1, len(files) // (2 * count))]:
        data = path.read_bytes()
        try:
            format = identify(data)
        except Unreadable:
            continue
        if format in _FORMATS and len(found) < count:
            who = going.person(len(found))
            made = (builders.id_card(who), builders.photo(), builders.diploma(who), builders.form(who))[len(found) % 4]
            found.append(going.Paper(data, format, made.model_copy(update={"pages": (1,)})))
    return found


def fault_of(name: str, data: bytes) -> str:
    """What is wrong with a file of the package; '' if nothing is."""
    if name.endswith(".jpg"):
        return "" if jpegs.is_one_picture(data) else "a photo with more in it"
    if not name.endswith(".pdf"):
        return ""
    reader = PdfReader(io.BytesIO(data))
    objects = b"".join(repr(reader.get_object(n)).encode() for n in range(1, int(str(reader.trailer["/Size"]))))
    found = _ACTIVE.search(objects)
    return f"{found[0].decode()} in a PDF" if found else "" if len(reader.pages) == 1 else "not one page"


def main() -> None:
    """Parse the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--people", type=int, default=500)
    options = parser.parse_args()
    given = papers(options.folder, options.people)
    root = options.work / "w"
    going.workspace(root, given)
    for verb in (
        ["review", "--output", "审核表.xlsx"],
        ["album", "--output", "翻看"],
        ["package", "--output", "上报.zip"],
    ):
        began, output = time.monotonic(), str(options.work / verb[-1])
        code = cli.run(["-w", str(root), "export", *verb[:-1], output, "-q"])
        print(f"export {verb[0]}: {code}, {time.monotonic() - began:.0f} s")
    with zipfile.ZipFile(options.work / "上报.zip") as package:
        sent = {name: package.read(name) for name in package.namelist() if name.count("/") == 2}
    faults = Counter(fault_of(name, data) for name, data in sent.items())
    print(f"{len(given)} people, {Counter(one.format for one in given)}; {len(sent)} papers went out: {dict(faults)}")


if __name__ == "__main__":
    main()
