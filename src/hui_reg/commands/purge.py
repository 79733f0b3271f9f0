"""``purge``: delete all that tells of people, once the notice's retention date has passed.

Database first, files second, each step harmless to repeat: a run that is cut off leaves no row without its bytes, and
the next one finishes. Only when all is gone is the run recorded as done.
"""

import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace

_YEARS = timedelta(days=4 * 365)
"""From the last mail to the end of what a registration's papers are kept for: beyond it, the clock is looked at."""
_OURS = ("hui-reg.toml", "notice.toml", "password", "mailbox.secret")
"""Files of the workspace that hold nothing of applicants."""


@verb("purge", dry_run=True)
@click.option("--yes", is_flag=True, help="不再询问，直接清除（定时任务用）；还有人没办完、或电脑时钟可疑时不够。")
@click.option("--confirm", metavar="编号", default="", help="写上通知文件里的 id，确认清除的就是这一次报名。")
def command(run: Run, yes: bool, confirm: str) -> ExitCode:
    """清除全部个人信息：邮件、附件、识读结果、台账、导出的表格和证据。须已过通知规定的保存期限，清除后无法恢复。

    只留下各类数目，以及收过哪些邮件的记号，以免再次收取。导出到工作区以外的文件，请自行删除。
    """
    from hui_reg.desk.custody.elsewhere import uncleared

    away: list[str] = []
    with run.workspace() as workspace, workspace.lock():
        held = _held(workspace)
        run.console.result(_what_is_held(workspace, held))
        if not run.dry_run:
            _refuse_before_its_time(workspace)
        doubts = _doubts(workspace, datetime.now(UTC))
        for doubt in doubts:
            run.console.attention(f"▲ {doubt}")
        if not run.dry_run:
            _agree(workspace.notice.id, confirm, enough=yes and not doubts)
            _purge(workspace, held)
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


def _held(workspace: "Workspace") -> dict[str, int]:
    """What is kept, as counts; the applicants by verdict too."""
    from hui_reg.store import purge, results

    with workspace.database.begin() as connection:
        return {**purge.held(connection), **results.count_verdicts(connection)}


def _what_is_held(workspace: "Workspace", held: Mapping[str, int]) -> str:
    from hui_reg.model import Verdict

    retention = workspace.notice.retention
    until = f"保存期限 {retention.until:%Y-%m-%d}（{retention.basis}）" if retention else "通知没有写明保存期限"
    verdicts = "，".join(f"{verdict.words} {held[verdict]}" for verdict in Verdict if held.get(verdict))
    people = f"{held['applicants']} 位申报人{f'（{verdicts}）' if verdicts else ''}"
    today = f"今天是 {datetime.now(workspace.notice.tz):%Y-%m-%d}（按这台电脑的时钟）"
    return (
        f"现存 {held['mails']} 封邮件、{held['files']} 个文件、{people}、{held['entries']} 条台账。{until}，{today}。"
    )


def _doubts(workspace: "Workspace", now: datetime) -> list[str]:
    """What speaks against deleting now, though the day has passed: people who wait, a clock that can't be right."""
    from hui_reg.desk.ledger import load_roll
    from hui_reg.store import purge

    waiting = len(load_roll(workspace).standing_where(lambda stands: not stands.is_at_end).people)
    found = [f"还有 {waiting} 人没有办完（见 hui-reg status），清除后就无法继续"] if waiting else []
    with workspace.database.begin() as connection:
        newest = purge.newest_mail(connection)
    if newest is not None and now < newest:
        found.append(f"电脑的时钟早于最新一封邮件的收到时间（{newest:%Y-%m-%d}），请先校准时钟")
    elif newest is not None and now - newest > _YEARS:
        found.append(
            f"电脑的时钟比最新一封邮件（{newest:%Y-%m-%d}）晚了 {(now - newest).days // 365} 年，请核对日期对不对"
        )
    return found


def _refuse_before_its_time(workspace: "Workspace") -> None:
    """Raises :class:`HuiRegError` (exit 3 without a date, exit 2 before it)."""
    notice, retention = workspace.notice, workspace.notice.retention
    if retention is None:
        raise HuiRegError(
            ExitCode.SETTINGS,
            "通知文件没有写明保存期限，不能清除",
            '请在 notice.toml 写上 [retention]、until = 年-月-日 和 basis = "依据"。',
        )
    if not notice.is_past_retention(datetime.now(UTC)):
        raise HuiRegError(
            ExitCode.USAGE,
            f"保存期限到 {retention.until:%Y-%m-%d} 为止，现在还不能清除",
            "确须提前清除时，请经批准后修改 notice.toml 的 [retention] until。",
        )


def _agree(registration: str, confirmed: str, *, enough: bool) -> None:
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


def _purge(workspace: "Workspace", held: Mapping[str, int]) -> None:
    from hui_reg import durable
    from hui_reg.desk.custody import leftovers
    from hui_reg.desk.custody.rebuilding import DAMAGED
    from hui_reg.desk.routine.memory import REMINDER
    from hui_reg.store import purge, results
    from hui_reg.store.database import seal_of
    from hui_reg.store.journal import Journal

    with workspace.database.begin() as connection:
        gone = purge.forget(connection)
    purge.renew_journals(workspace.database)
    if workspace.blobs.root.is_dir():
        Journal(workspace.arrivals).bury(gone)
    workspace.blobs.clear()
    leftovers.clear(workspace)
    seal = seal_of(workspace.settings.store.url)
    for folder in {workspace.folder, *([seal.database.parent] if seal is not None else [])}:
        for left in folder.glob(f"*{DAMAGED}"):
            durable.remove(left)
    durable.remove(workspace.root / REMINDER)  # it names mails by their subjects
    for folder in (workspace.folder / "pictures", workspace.root / "exports"):
        _remove(folder)
    purge.compact(workspace.database)
    with workspace.database.begin() as connection:
        results.record_run(connection, "purge", held)


def _remove(folder: Path) -> None:
    try:
        if folder.is_dir():
            shutil.rmtree(folder)
    except OSError as error:
        name = Path(error.filename or folder).name
        raise HuiRegError(
            ExitCode.STORE, f"无法删除 {name}：{error.strerror}", "请关闭正在打开它的 Excel 或 WPS，然后重新运行。"
        ) from error


def _other_files(root: Path, store: Path) -> list[str]:
    """What lies in the workspace besides its settings and its store: files that somebody put or exported there."""
    known = {root / name for name in _OURS} | {store, root / "exports"}
    found = [path for path in root.iterdir() if path not in known and not path.name.startswith("hui-reg-bug-")]
    return sorted(path.name for path in found)
