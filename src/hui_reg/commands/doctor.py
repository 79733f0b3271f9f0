"""``doctor``: is everything there that a run needs? Each check says what it found and what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.checkup.check import Check
    from hui_reg.desk.workspace import Workspace


@verb("doctor")
@click.option("--report", is_flag=True, help="打印一份不含个人信息的检查报告，可以粘贴给维护者。")
def command(run: Run, report: bool) -> ExitCode:
    """检查设置及其来源、邮箱的证书和登录、识读组件、隔离、磁盘、权限、时钟、备份和数据。"""
    with run.workspace() as workspace:
        settings = _settings(workspace)
        if not report:
            shown = [row for row in settings if run.console.verbose or row[2] != "默认值"]
            run.console.table(("设置", "值", "来源"), shown)
            run.console.result()
        found = []
        for check in _checks(workspace):
            found.append(check)
            if not report:
                run.console.result(check.line)
        if report:
            from hui_reg.desk.checkup.report import report as lines

            run.console.result("\n".join(lines(workspace, found)))
    failed = [check for check in found if check.state == "fail"]
    if not report:
        run.console.result()
        run.console.result(_summary(found))
    run.console.document(
        {
            "settings": [{"key": key, "value": value, "origin": origin} for key, value, origin in settings],
            "checks": [asdict(check) for check in found],
        }
    )
    if run.console.quiet:
        for check in failed:
            run.console.attention(check.line)
    return failed[0].code if failed else ExitCode.OK


def _summary(found: "list[Check]") -> str:
    failed, warned = (sum(check.state == state for check in found) for state in ("fail", "warn"))
    if failed:
        return f"× {failed} 项须先解决，见上面的 ×" + (f"；{warned} 项请看一下（▲）。" if warned else "。")
    return f"√ 可以使用；{warned} 项请看一下（▲）。" if warned else "√ 一切正常。"


def _settings(workspace: "Workspace") -> list[tuple[str, str, str]]:
    values: dict[str, str] = {}

    def spread(prefix: str, part: Mapping[str, Any]) -> None:
        for key, value in part.items():
            if isinstance(value, Mapping) and value:
                spread(f"{prefix}{key}.", value)
            else:
                values[prefix + key] = "" if value is None else str(value)

    spread("", workspace.settings.model_dump())
    return [(key, values[key], origin) for key, origin in workspace.origins.items()]


def _checks(workspace: "Workspace") -> Iterator["Check"]:
    from hui_reg.desk.checkup import mailboxes, office, reading
    from hui_reg.desk.checkup.check import guarded

    for title, code, look in (
        ("通知", ExitCode.SETTINGS, office.notice),
        ("文件夹", ExitCode.STORE, office.folder),
        ("数据", ExitCode.STORE, office.kept),
        ("识读", ExitCode.COMPONENT_MISSING, reading.reading),
        ("邮箱", ExitCode.MAILBOX, mailboxes.mailboxes),
    ):
        yield from guarded(title, code, look, workspace)
