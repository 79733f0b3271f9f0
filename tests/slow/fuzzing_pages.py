"""Parsers of papers under coverage-guided fuzzing: ``python -m tests.slow.fuzzing_pages TARGET RUNS CORPUS``.

Only :class:`Unreadable`, and what a caller catches by its name, may come out; atheris stops at anything else and
prints the bytes. Of packed formats the part that matters is fuzzed, inside a whole package.
"""

import contextlib
import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["hui_reg.pages", "hui_reg.jpegs", "hui_reg.spreadsheets"]):
    from hui_reg import jpegs
    from hui_reg.pages import active, excerpts, leaves, office_copies, painting, signatures, type1, typefaces
    from hui_reg.pages.formats import identify, metafiles
    from hui_reg.pages.outlines import Shown
    from hui_reg.pages.unreadable import Unreadable

import docx
import openpyxl
from fontTools.misc import eexec
from pypdf.errors import PyPdfError
from pypdf.generic import DecodedStreamObject

from tests.pages import drawings, lettered, sealed
from tests.pages.formats import ofds
from tests.pages.joint import RED, built, jpeg

assert drawings
_DOC = (Path(__file__).parents[1] / "pages" / "formats" / "files" / "form.doc").read_bytes()


def _word() -> bytes:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", "张三"
    document.save(stream := io.BytesIO())
    return stream.getvalue()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "张三", 3.5, "=1+1"])
    book.active.row_dimensions[2].hidden = True
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def _part(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)


def _with(package: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made := io.BytesIO(), "w") as new:
        for other in old.namelist():
            new.writestr(other, content if other == name else old.read(other))
    return made.getvalue()


def _read(data: bytes, format: str) -> None:
    for leaf in leaves.leaves(data, format):
        leaf.pixels()


def _inside(package: bytes, name: str, format: str) -> tuple[Callable[[bytes], object], bytes]:
    def target(data: bytes) -> None:
        whole = _with(package, name, data)
        _read(whole, format)
        with contextlib.suppress(office_copies.Active, ValueError, KeyError, SyntaxError):
            office_copies.copy(whole)

    return target, _part(package, name)


def _told(data: bytes) -> None:
    identify.identify(data)
    active.active_content(data, "pdf")
    signatures.goes_whole(data)
    with contextlib.suppress(painting.Unfit, PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        excerpts.excerpt(data, 1)


def _jpeg(data: bytes) -> None:
    alone = jpegs.bare(data)
    assert len(alone) <= len(data) + 2
    jpegs.is_one_picture(alone)
    jpegs.end_of_picture(data), jpegs.frame(data), jpegs.ends_early(data)


def _table(data: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(data)
    with contextlib.suppress(painting.Unfit):
        typefaces._meanings(stream, {b"\0\x01", b"\x02"})


def _outlines(secret: bytes) -> None:
    """What a Type 1 font holds in cipher; any ``Exception`` has the page drawn."""
    clear = b"%! /FontMatrix [0.001 0 0 0.001 0 0] /Encoding StandardEncoding def eexec\n"
    with contextlib.suppress(Exception):
        type1.of_type1(clear + eexec.encrypt(b"salt" + secret, 55665)[0], Shown(frozenset((b"M", b"I")), {}, {}))


_OFD = ofds.ofd(ofds.page(ofds.text(10, 10, "张三"), ofds.covering(0, 0, 5, 5)))
_CMAP = (
    b"1 beginbfrange <0001> <0004> <5F20> <0005> <0006> [<4E00> <4E8C>] endbfrange beginbfchar <02> <674E> endbfchar"
)
TARGETS: Mapping[str, tuple[Callable[[bytes], object], bytes]] = {
    "word": _inside(_word(), "word/document.xml", "docx"),
    "word relations": _inside(_word(), "word/_rels/document.xml.rels", "docx"),
    "sheet": _inside(_workbook(), "xl/worksheets/sheet1.xml", "xlsx"),
    "ofd": _inside(_OFD, next(n for n in zipfile.ZipFile(io.BytesIO(_OFD)).namelist() if "Content.xml" in n), "ofd"),
    "doc": (lambda data: _read(data, "doc"), _DOC),
    "rtf": (lambda data: _read(data, "rtf"), rb"{\rtf1\ansi\ansicpg936 \'d0\'d5\'c3\'fb\cell\row\u24352?}"),
    "html": (lambda data: _read(data, "html"), "<table><tr><td>姓名<td>张三</table>".encode("gbk")),
    "metafile": (lambda data: metafiles.bitmap_of(data), b"\x01\0\0\0" + bytes(36) + b" EMF" + bytes(60)),
    "jpeg": (_jpeg, jpeg(RED)[:900]),
    "pdf": (_told, sealed.signed(sealed.clean())),
    "joint pdf": (_told, built("a form in a form", first=True)[1]),
    "table of characters": (_table, _CMAP),
    "type 1": (_outlines, eexec.decrypt(lettered.type1().partition(b"eexec\n")[2], 55665)[0][4:-120]),
}


def main() -> None:
    name, runs, corpus = sys.argv[1:4]
    target = TARGETS[name][0]

    def once(data: bytes) -> None:
        with contextlib.suppress(Unreadable):
            target(data)

    longest = max(4096, len(TARGETS[name][1]) + 512)
    options = [f"-runs={runs}", f"-max_len={longest}", "-timeout=30", "-print_final_stats=0", "-rss_limit_mb=2500"]
    atheris.Setup([sys.argv[0], *options, corpus, *sys.argv[4:]], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
