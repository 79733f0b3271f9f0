"""``purge``: delete all that tells of people, once the notice's retention date has passed."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace

_OURS = ("hui-reg.toml", "notice.toml", "password", "mailbox.secret", "database.secret", "归档")
"""Files of the workspace that hold nothing of applicants."""


@verb("purge", dry_run=True)
@click.option("--yes", is_flag=True, help="不再询问，直接清除（定时任务用）；还有人没办完、或电脑时钟可疑时不够。")
@click.option(
    "--unfinished", type=click.IntRange(min=1), metavar="人数", help="还有人没办完也要清除：写明是多少人，不写就拒绝。"
)
@click.option("--confirm", metavar="编号", default="", help="写上通知文件里的 id，确认清除的就是这一次报名。")
def command(run: Run, yes: bool, unfinished: int | None, confirm: str) -> ExitCode:
    """清除全部个人信息：邮件、附件、识读结果、台账、导出的表格和证据。须已过通知规定的保存期限，清除后无法恢复。

    只留下各类数目，以及收过哪些邮件的记号，以免再次收取。导出到工作区以外的文件，请自行删除。
    """
    from hui_reg.desk.custody import destroying
    from hui_reg.desk.custody.elsewhere import uncleared

    away: list[str] = []
    with run.workspace() as workspace, workspace.lock():
        held = destroying.held(workspace)
        run.console.result(what_is_held(workspace, held))
        if not run.dry_run:
            destroying.refuse_before_its_time(workspace)
        doubts = [*destroying.waiting(workspace), *destroying.clock(workspace, datetime.now(UTC))]
        for doubt in doubts:
            run.console.attention(f"▲ {doubt}")
        if not run.dry_run:
            destroying.refuse_while_people_wait(destroying.unfinished(workspace), unfinished)
            agree(workspace.notice.id, confirm, enough=yes and not doubts)
            destroying.destroy(workspace, held)
            away = uncleared(workspace)
            done = "√ 这台电脑上的已全部清除。" if away else "√ 已全部清除。"
            run.console.result(f"{done}磁盘快照、备份和发出去的文件不在此列，请一并处理。")
        others = _other_files(run.root, workspace.folder)
    for place in away:
        run.console.attention(f"▲ {place}。")
    for other in others:
        run.console.attention(f"▲ 工作区里还有 {other}，不能确定是否含个人信息，请自行检查。")
    run.console.document(
        {**held, "purged": not run.dry_run, "other_files": others, "elsewhere": away, "dry_run": run.dry_run}
    )
    return ExitCode.SET_ASIDE if away else ExitCode.OK


def what_is_held(workspace: "Workspace", held: Mapping[str, int]) -> str:
    """What there is to be destroyed, until when it is kept, and what day it is, as a sentence."""
    from hui_reg.model import Verdict

    retention = workspace.notice.retention
    until = f"保存期限 {retention.until:%Y-%m-%d}（{retention.basis}）" if retention else "通知没有写明保存期限"
    verdicts = "，".join(f"{verdict.words} {held[verdict]}" for verdict in Verdict if held.get(verdict))
    people = f"{held['applicants']} 位申报人{f'（{verdicts}）' if verdicts else ''}"
    today = f"今天是 {datetime.now(workspace.notice.tz):%Y-%m-%d}（按这台电脑的时钟）"
    return (
        f"现存 {held['mails']} 封邮件、{held['files']} 个文件、{people}、{held['entries']} 条台账。{until}，{today}。"
    )


def agree(registration: str, confirmed: str, *, enough: bool) -> None:
    """Raises :class:`HuiRegError` (exit 2) unless somebody names the registration that is to go."""
    if enough or confirmed == registration:
        return
    if confirmed or not sys.stdin.isatty():
        remedy = f"请在终端里运行，或加 --confirm {registration}。"
        raise HuiRegError(ExitCode.USAGE, "清除后无法恢复，须有人写明清除的是哪一次报名，没有清除任何内容", remedy)
    typed = click.prompt(
        f"清除后无法恢复。确定的话，请输入这次报名的编号 {registration}", default="", show_default=False, err=True
    )
    if typed.strip() != registration:
        raise HuiRegError(ExitCode.USAGE, "没有清除任何内容", "需要时再运行 hui-reg purge。")


def _other_files(root: Path, store: Path) -> list[str]:
    """What lies in the workspace besides its settings and its store: files that somebody put or exported there."""
    known = {root / name for name in _OURS} | {store, root / "exports"}
    found = [path for path in root.iterdir() if path not in known and not path.name.startswith("hui-reg-bug-")]
    return sorted(path.name for path in found)
