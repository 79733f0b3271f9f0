"""``import scores``: the results of an exam or a makeup."""

from datetime import datetime
from pathlib import Path

import click

from hui_reg.commands.options import DAY, by_option, file_argument, trust_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("scores", dry_run=True)
@file_argument
@click.option("--date", "exam_on", type=DAY, help="考试日期；不写则用表中的考试日期或编排考场时的日期。")
@click.option("--published", type=DAY, help="成绩公布日期（通知按公布日起算保留期时需要）。")
@trust_option
@by_option
def command(
    run: Run, file: Path, exam_on: datetime | None, published: datetime | None, trust_numbers: bool, by: str | None
) -> ExitCode:
    """导入成绩表（姓名、证件号码、各科成绩；缺考写“缺考”）。建议先加 --dry-run 预览。"""
    from hui_reg.desk.ledger import Handed, take_in
    from hui_reg.ledger import scores, tables

    kind = f"scores {published:%Y-%m-%d}" if published else "scores"  # the day may be learnt after the scores
    with run.workspace() as workspace:
        return take_in(
            run, workspace, Handed(file, kind, by, trust_numbers),
            lambda book, roll, people: scores.plan_scores(
                tables.read_table(book, scores.headings(roll.notice)), people, roll.states, roll.notice,
                exam_on.date() if exam_on else None, published.date() if published else None,
            ),
        )  # fmt: skip
