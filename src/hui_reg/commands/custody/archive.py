"""``archive``: close a registration with a certificate of what it was; destroy it after its retention date."""

import getpass
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from hui_reg.commands.amend.parts import by_option
from hui_reg.commands.custody.purge import agree, what_is_held
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.store.closing import Closing


@verb("archive", dry_run=True)
@click.option("--destroy", is_flag=True, help="保存期限过后：清除全部个人信息，写出销毁证明。清除后无法恢复。")
@click.option("--reopen", is_flag=True, help="重新打开已归档的报名。")
@click.option("--confirm", metavar="编号", default="", help="写上通知文件里的 id，确认就是这一次报名；不在终端时用。")
@by_option
def command(run: Run, destroy: bool, reopen: bool, confirm: str, by: str | None) -> ExitCode:
    """报名结束后归档：核对全部内容，写出归档证明，此后不再收邮件、不再记入意见和更正。没有清除任何内容。

    归档证明印有台账校验码，只有数目和邮件的 SHA-256，没有个人信息。通知规定的保存期限过后，再加 --destroy 清除。
    """
    if destroy and reopen:
        raise HuiRegError(ExitCode.USAGE, "--destroy 和 --reopen 不能一起写", "请只写一个。")
    with run.workspace() as workspace, workspace.lock():
        if reopen:
            return _reopen(run, workspace, by or getpass.getuser())
        return _archive(run, workspace, by or getpass.getuser(), confirm, destroy=destroy)


def _archive(run: Run, workspace: "Workspace", by: str, confirm: str, *, destroy: bool) -> ExitCode:
    from hui_reg.desk.custody import archiving, destroying
    from hui_reg.desk.outlet import Outlet
    from hui_reg.store import closing

    with workspace.database.begin() as connection:
        told = closing.closing(connection)
    run.console.result(what_is_held(workspace, destroying.held(workspace)))
    doubts = _doubts(workspace, closed=told is not None, destroy=destroy)
    for doubt in doubts:
        run.console.attention(f"▲ {doubt}")
    if destroy and not run.dry_run:
        destroying.refuse_before_its_time(workspace)
    if destroy and told is None and not run.dry_run and destroying.waiting(workspace):
        remedy = "办完再清除；确实到此为止的，先不带 --destroy 归档一次，核对归档证明后再清除。"
        raise HuiRegError(ExitCode.USAGE, "还有人没有办完，没有归档，也没有清除任何内容", remedy)
    made = []
    outlet = Outlet.opened(workspace, run.console)
    if told is None and not run.dry_run:
        if doubts:
            _sure(workspace.notice.id, confirm)
        archiving.look_whole(workspace, run.console)
        told, path = archiving.close(workspace, outlet, by)
        made.append(path)
        run.console.result(f"√ 已归档：{path}。{told.head}")
    elif told is not None:
        run.console.result(f"※ {told.sentence}。")
    if destroy and told is not None and not run.dry_run:
        agree(workspace.notice.id, confirm, enough=False)
        made.append(archiving.destroy(workspace, outlet, told, by))
        run.console.result(f"√ 已全部清除，销毁证明：{made[-1]}。磁盘快照、备份和发出去的文件不在此列，请一并处理。")
    _next(run, workspace, told, destroyed=destroy)
    run.console.document(
        {"closed": told is not None, "destroyed": destroy and not run.dry_run, "certificates": [*map(str, made)]}
        | {"head": told.head if told else "", "kept": outlet.kept, "dry_run": run.dry_run}
    )
    return ExitCode.OK


def _doubts(workspace: "Workspace", *, closed: bool, destroy: bool) -> list[str]:
    from hui_reg.desk.custody import destroying

    waiting = [] if closed else destroying.waiting(workspace)
    if not destroy:
        return [told.replace("清除后就无法继续", "归档后要先 --reopen 才能继续") for told in waiting]
    return [*waiting, *destroying.clock(workspace, datetime.now(UTC))]


def _sure(registration: str, confirmed: str) -> None:
    """Raises :class:`HuiRegError` (exit 2) unless somebody names the registration that is to be closed though people
    wait."""
    typed = confirmed
    if not typed and sys.stdin.isatty():
        question = f"仍要归档的话，请输入这次报名的编号 {registration}"
        typed = click.prompt(question, default="", show_default=False, err=True).strip()
    if typed != registration:
        remedy = f"办完再归档；确实到此为止的，请在终端里运行，或加 --confirm {registration}。"
        raise HuiRegError(ExitCode.USAGE, "还有没办完的，没有归档", remedy)


def _reopen(run: Run, workspace: "Workspace", by: str) -> ExitCode:
    from hui_reg.store import closing

    with workspace.database.begin() as connection:
        told = closing.closing(connection)
        if told is not None and not run.dry_run:
            closing.reopen(connection, by)
    run.console.result("√ 已重新打开，办完请再归档。" if told else "※ 这次报名没有归档。")
    run.console.document({"closed": told is not None and run.dry_run, "dry_run": run.dry_run})
    return ExitCode.OK


def _next(run: Run, workspace: "Workspace", told: "Closing | None", *, destroyed: bool) -> None:
    retention = workspace.notice.retention
    if told is None or destroyed:
        return
    steps = ["hui-reg backup 文件：做最后一次备份，与归档证明分开保存"]
    if retention is None:
        steps.append("在 notice.toml 写上 [retention] 的 until 和 basis")
    elif workspace.notice.is_past_retention(datetime.now(UTC)):
        steps = ["保存期限已过：hui-reg archive --destroy 清除"]
    else:
        steps.append(f"{retention.until:%Y-%m-%d} 之后：hui-reg archive --destroy 清除")
    run.console.result(f"下一步：{'；'.join(steps)}。")
