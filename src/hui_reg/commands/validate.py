"""``validate``: read, assemble, check, and say how many stand where."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode
from hui_reg.model import ProblemKind

if TYPE_CHECKING:
    from hui_reg.desk.validation import Validation
    from hui_reg.history.roll import Roll
    from hui_reg.store.results import Listed

_WORST_FIRST = ("ineligible", "correct", "review", "pass")


@verb("validate", dry_run=True)
@click.option(
    "--fail-on",
    type=click.Choice(_WORST_FIRST[:-1]),
    default=None,
    help="有申报人达到此建议（或更重）时以退出码 1 结束。",
)
@click.option("--all", "anew", is_flag=True, help="全部重新整理和审核，不只是有新情况的单位；结果应当一样，只是慢。")
def command(run: Run, fail_on: str | None, anew: bool) -> ExitCode:
    """识读新到的文件，按申报人整理档案，逐条审核，给出初审建议。

    只重新整理有新情况的单位和受其影响的人；通知文件或程序有变化时自动全部重来。
    """
    from hui_reg.desk import validation
    from hui_reg.desk.custody import leftovers
    from hui_reg.desk.ledger import listed_roll

    with run.workspace() as workspace, workspace.lock():
        if not run.dry_run:
            leftovers.clear(workspace)
        trial = validation.Trial() if run.dry_run else None
        done = validation.validate(workspace, run.console, trial=trial, anew=anew)
        with workspace.database.begin() as connection:
            roll = listed_roll(connection, workspace, listed=None if run.dry_run else done.people)
        shared = workspace.is_shared
    if shared and done.rebased:
        run.console.attention(
            "▲ 这台电脑的通知或程序与上次审核所用的不同，所有人都已按这台的重新审核；"
            "请核对各电脑的 notice.toml 是否逐字相同、hui-reg 是否同一版本（hui-reg doctor）。"
        )
    _report(run, done, roll)
    worst = _WORST_FIRST[: _WORST_FIRST.index(fail_on) + 1] if fail_on else ()
    reached = any(person.verdict in worst for person in done.people)
    return ExitCode.SET_ASIDE if done.set_aside or done.waiting or reached else ExitCode.OK


def _report(run: Run, done: "Validation", roll: "Roll") -> None:
    from hui_reg.desk.next_step import waited_for
    from hui_reg.model import Verdict

    console = run.console
    totals = Counter(person.verdict for person in done.people)
    console.table(("单位", "人数", *(v.words for v in Verdict)), _rows(done.people))
    console.result()
    summary = " · ".join(f"{verdict.words} {totals[verdict]}" for verdict in Verdict)
    read = f"本次识读 {done.read} 个文件" if done.read else "没有新文件需要识读"
    console.result(f"共 {len(done.people)} 人：{summary}。{read}。")
    if done.unplaced:
        console.result(f"▲ {done.unplaced} 个文件未能归入任何人的档案，见审核表的“未归档文件”页。")
    if done.problems:
        console.result(f"▲ {len(done.problems)} 条邮件问题（云附件链接、迟到、加密等），见审核表。")
    for _, problem in done.problems:
        if problem.kind is ProblemKind.SET_ASIDE:
            console.attention(f"▲ 搁置：{problem.detail}")
    if done.set_aside:
        console.attention(f"▲ {done.set_aside} 个文件无法识读，已搁置；可运行 hui-reg retry 再试。")
    if done.waiting:
        console.attention(
            f"▲ {done.waiting} 封邮件收到了却没有拆开，里面的材料不在内，见审核表的“未归档文件”；可运行 hui-reg retry。"
        )
    waiting = sum(1 for a in done.people if a.key in done.changed and a.verdict != "pass")
    if console.quiet and waiting:
        console.attention(f"● {waiting} 位申报人有新情况需要处理：请运行 hui-reg export review。")
    confirm = sum(roll.standing_of(key).lost_first_pass for key in done.changed)
    if confirm:
        console.attention(f"▲ {confirm} 人通过初审后材料或信息有变化，须重新确认：请运行 hui-reg export review。")
    if not console.quiet:  # where everybody stands is looked through for it
        due = "hui-reg export review" if run.dry_run else waited_for(roll)  # a dry run's people aren't in the roll
        step = due or "hui-reg fetch：看看有没有新邮件"
        console.result(f"下一步：{step}" if done.people else "还没有申报人：请先运行 hui-reg fetch")
    console.document(
        {
            "applicants": len(done.people),
            "verdicts": {verdict.value: totals[verdict] for verdict in Verdict},
            "changed": len(done.changed),
            "read": done.read,
            "set_aside": done.set_aside,
            "waiting_mails": done.waiting,
            "unassigned": done.unplaced,
            "mail_problems": len(done.problems),
            "dry_run": run.dry_run,
        }
    )


def _rows(people: Sequence["Listed"]) -> list[tuple[str, ...]]:
    from hui_reg.model import Verdict

    of_unit = Counter(person.unit for person in people)
    counts = Counter((person.unit, person.verdict) for person in people)
    return [(unit, str(all_), *(str(counts[unit, v] or "") for v in Verdict)) for unit, all_ in of_unit.items()]
