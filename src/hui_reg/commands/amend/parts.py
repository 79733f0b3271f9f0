"""What all of ``amend`` have in common: why and by whom, whom it is about, and what it changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hui_reg.console import Console
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.amending.entering import Change, Effect, Said, Undoing
    from hui_reg.desk.workspace import Workspace
    from hui_reg.history.people import Person
    from hui_reg.history.roll import Roll
    from hui_reg.model import Verdict

reason_option = click.option("--reason", metavar="原因", default="", help="为什么这样更正，例如“看了原件”。")
by_option = click.option("--by", metavar="姓名", default=None, help="经办人，记入台账；默认为当前系统用户。")
WHO = "申报人"
"""How an argument that names a person is called in help: ``姓名、证件号码或其末四位，必要时加 @单位``."""
_MOST_TOLD = 20


def roll_now(workspace: "Workspace") -> "Roll":
    """Everyone of the last validation."""
    from hui_reg.desk.ledger import listed_roll

    with workspace.database.begin() as connection:
        return listed_roll(connection, workspace)


def who_is(run: Run, workspace: "Workspace", who: str) -> "Person":
    """The person an argument names."""
    return one_of(run, workspace, roll_now(workspace).people, who)


def one_of(run: Run, workspace: "Workspace", people: "Sequence[Person]", who: str) -> "Person":
    """The one of these people who is meant; of whom staff made one with another that is said."""
    from hui_reg.desk.amending.finding import the_one
    from hui_reg.desk.validation import rulings_of
    from hui_reg.errors import HuiRegError
    from hui_reg.history.undoing import merged_away

    try:
        return the_one(run.console, people, who)
    except HuiRegError as error:
        raise merged_away(rulings_of(workspace), who) or error from error


def finish(
    run: Run, workspace: "Workspace", said: "Sequence[Said | Undoing]", by: str | None, told: Sequence[str] = ()
) -> ExitCode:
    """Enter what was said, tell it in sentences (``told`` in place of its own), and what it changed."""
    from hui_reg.desk.amending.entering import Said, enter

    effect = enter(workspace, run.console, said, by, dry_run=run.dry_run)
    sentences = list(told) or [_sentence(one) for one in said if isinstance(one, Said)]
    for number, text in zip(effect.numbers, sentences, strict=True):
        if number in effect.already:
            run.console.result(f"※ 先前已经这样记录（第{number}号），没有重复　{text}")
        else:
            run.console.result(f"{'※ 试运行，未写入' if run.dry_run else f'√ 已记录（第{number}号）'}　{text}")
    tell_effect(run.console, effect, dry_run=run.dry_run)
    run.console.document(
        {
            "seqs": list(effect.numbers),
            "already": sorted(effect.already),
            "rulings": sentences,
            "changes": [_change(change) for change in effect.changes],
            "unassigned": effect.unplaced_after,
            "dry_run": run.dry_run,
        }
    )
    return ExitCode.OK


def _sentence(one: "Said") -> str:
    from datetime import date

    from hui_reg.history.ruling_words import sentence
    from hui_reg.history.rulings import Ruling

    return sentence(Ruling(0, one.kind, one.applicant, "", date.min, one.reason, one.data))


def tell_effect(console: Console, effect: "Effect", *, dry_run: bool) -> None:
    """What a change of the evidence came to, person by person."""
    for change in effect.changes[:_MOST_TOLD]:
        console.result(f"　　{change.name}（{change.unit}）：{_became(change)}")
    if (more := len(effect.changes) - _MOST_TOLD) > 0:
        console.result(f"　　另有 {more} 人的结果有变化")
    if effect.unplaced_before != effect.unplaced_after:
        console.result(f"　　未能归档的文件：{effect.unplaced_before} → {effect.unplaced_after}")
    if effect.changes and not dry_run:
        console.result("已经写进档案；之前作过的审核意见，结果有变化的须重新确认（hui-reg export review）。")


def _became(change: "Change") -> str:
    if change.left:
        return f"原列在{change.left}，{_words(change.after)}"
    if change.before is None:
        return f"新列出，{_words(change.after)}"
    if change.after is None:
        return "不再单列"
    same = change.before is change.after
    return f"{_words(change.after)}（档案内容有变化）" if same else f"{_words(change.before)} → {_words(change.after)}"


def _words(verdict: "Verdict | None") -> str:
    return verdict.words if verdict is not None else ""


def _change(change: "Change") -> dict[str, object]:
    return {"name": change.name, "unit": change.unit, "before": change.before, "after": change.after}
