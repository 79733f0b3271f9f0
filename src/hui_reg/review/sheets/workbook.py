"""``export review``: the workbook that goes out to the reviewers.

Sheets 说明, 审核表, 人工复核, 问题明细, 补正通知, 未归档文件, 识读依据, 规则. Every cell is text, no
formula, no outside link; the review sheet stays unprotected and is verified when it comes back.
"""

from pathlib import Path

from hui_reg import durable
from hui_reg.review.batch import Batch
from hui_reg.review.sheets.cover import Cover
from hui_reg.review.sheets.lists import Lists
from hui_reg.review.sheets.look import LookSheet
from hui_reg.review.sheets.review import ReviewSheet, write_choices
from hui_reg.spreadsheets.book import Book


def write(path: Path, batch: Batch) -> None:
    """Write the workbook of a batch to ``path``, half-written sheets beside it. Raises :class:`OSError`."""
    with durable.scratch(path.parent, "sheets") as folder, Book(path, folder, batch.head) as book:
        book.describe(title=f"{batch.notice.title} {batch.stage.label}表", author="hui-reg")
        sheets = tuple(sheet(book, batch) for sheet in (Cover, ReviewSheet, LookSheet, Lists))
        write_choices(book)
        for assessment in batch.assessments:  # all sheets side by side: one applicant in memory, not thousands
            for sheet in sheets:
                sheet.add(assessment)
        for sheet in sheets:
            sheet.finish()
