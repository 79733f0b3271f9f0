"""``export review``: the workbook that goes out to the reviewers.

Sheets 说明, 审核表, 人工复核, 问题明细, 补正通知, 未归档文件, 识读依据, 规则. Every cell is text, no
formula, no outside link; the review sheet stays unprotected and is verified when it comes back. Written to a
``.partial`` file and renamed: a killed export leaves the old workbook.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter import Workbook

from hui_reg.review.batch import Batch
from hui_reg.review.sheets.cover import Cover
from hui_reg.review.sheets.lists import Lists
from hui_reg.review.sheets.look import LookSheet
from hui_reg.review.sheets.review import ReviewSheet, write_choices
from hui_reg.review.sheets.style import Cells

_STRAY = ".hui-reg-sheets-"


def write(path: Path, batch: Batch, ready: Callable[[], object] = lambda: None) -> None:
    """Write the workbook of a batch to ``path`` (mode 0600). Raises :class:`OSError` from the disk.

    ``ready`` is called before the finished book takes its place: it waits for whatever its links lead to.
    """
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    with _own_folder(path.parent) as folder:
        _write(partial, folder, batch)
    ready()
    partial.replace(path)


def _write(path: Path, folder: str, batch: Batch) -> None:
    book = Workbook(path, {"constant_memory": True, "tmpdir": folder})
    book.set_properties({"title": f"{batch.notice.title} {batch.stage.label}表", "author": "hui-reg"})
    cells = Cells(book)
    sheets = tuple(sheet(book, cells, batch) for sheet in (Cover, ReviewSheet, LookSheet, Lists))
    write_choices(book, cells)
    for assessment in batch.assessments:  # all sheets side by side: one applicant in memory, not thousands
        for sheet in sheets:
            sheet.add(assessment)
    for sheet in sheets:
        sheet.finish()
    book.close()


@contextmanager
def _own_folder(parent: Path) -> Iterator[str]:
    """A folder for half-written sheets: with people's names in them they belong beside the book, not in /tmp.

    What an earlier, killed export left is swept.
    """
    for stray in parent.glob(f"{_STRAY}*"):
        shutil.rmtree(stray, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_STRAY, dir=parent) as folder:
        yield folder
