"""``demo``: the whole main job on the invented mails of ``samples/``, by the very commands staff type."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.console import quoted
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.model import Assessment


@verb("demo")
@click.option(
    "--samples",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    help="样本邮件文件夹，默认为安装包或源码里的 samples/mails。",
)
@click.option("--into", type=click.Path(path_type=Path), default=None, help="放结果的新文件夹，默认 demo-workspace。")
def command(run: Run, samples: Path | None, into: Path | None) -> ExitCode:
    """用虚构的样本邮件走一遍：收取、审核、导出审核表。"""
    mails = samples or _find_samples()
    folder = into or _fresh(run.root / "demo-workspace")
    workbook, records = folder / "审核表.xlsx", folder / "records.jsonl"
    for arguments in (
        ["init", "--no-input"],
        ["fetch", "--from", str(mails)],
        ["validate"],
        ["export", "review", "--output", str(workbook)],
        ["export", "records", "--output", str(records)],
    ):
        typed = " ".join(quoted(word) for word in ("-w", folder, *arguments))
        run.console.say(f"\n$ hui-reg {typed}")
        options = ["-q"] if run.console.json else []
        done = subprocess.run([sys.executable, "-m", "hui_reg", "-w", str(folder), *arguments, *options])  # noqa: S603
        if done.returncode not in (ExitCode.OK, ExitCode.SET_ASIDE):
            return ExitCode(done.returncode)
    _show_verdicts(run, folder)
    run.console.result(f"\n审核表：{workbook.resolve()}")
    run.console.document({"workspace": str(folder), "workbook": str(workbook), "records": str(records)})
    return ExitCode.OK


def _show_verdicts(run: Run, folder: Path) -> None:
    from hui_reg.store import results

    with Run(folder, run.console).workspace() as workspace, workspace.database.begin() as connection:
        assessments = results.load_assessments(connection)
    run.console.result()
    run.console.table(("单位", "姓名", "初审建议", "问题"), [_row(assessment) for assessment in assessments])


def _row(assessment: "Assessment") -> tuple[str, str, str, str]:
    rules = sorted({finding.rule for finding in assessment.findings if finding.outcome != "note"})
    return assessment.dossier.unit, assessment.dossier.name, assessment.verdict.words, " ".join(rules)


def _find_samples() -> Path:
    for root in (Path.cwd(), Path(__file__).parents[3], Path(sys.prefix).parent):  # the last: an installed kit
        if (root / "samples" / "mails").is_dir():
            return root / "samples" / "mails"
    raise HuiRegError(
        ExitCode.USAGE, "找不到样本邮件", "请在安装包或源码的文件夹中运行，或用 --samples 指定一个放有 .eml 的文件夹。"
    )


def _fresh(folder: Path) -> Path:
    number, fresh = 1, folder
    while fresh.exists():
        number += 1
        fresh = folder.with_name(f"{folder.name}-{number}")
    return fresh
