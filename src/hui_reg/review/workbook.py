"""``export review``: the workbook that goes out to the reviewers.

Sheets 说明, 审核表, 人工复核, 问题明细, 补正通知, 未归档文件, 识读依据, 规则. Every cell is text, no
formula, no outside link; the review sheet stays unprotected and is verified when it comes back. Written to a
``.partial`` file and renamed: a killed export leaves the old workbook.
"""

from pathlib import Path

from openpyxl import Workbook

from hui_reg.review import sheet_cover, sheet_lists, sheet_look, sheet_review
from hui_reg.review.batch import Batch
from hui_reg.review.sheet_style import Cells


def write(path: Path, batch: Batch) -> None:
    """Write the workbook of a batch to ``path`` (mode 0600). Raises :class:`OSError` from the disk."""
    book = Workbook(write_only=True)
    book.properties.title = f"{batch.notice.title} {batch.stage.label}表"
    book.properties.creator = "hui-reg"
    cells = Cells(book)
    sheet_cover.write(book, cells, batch)
    sheet_review.write(book, cells, batch)
    sheet_look.write(book, cells, batch)
    sheet_lists.write(book, cells, batch)
    sheet_review.write_choices(book, cells)
    book.active = 1
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    book.save(partial)
    partial.replace(path)
