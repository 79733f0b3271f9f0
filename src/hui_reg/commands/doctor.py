"""``doctor``: is everything there that a run needs? Each check says what it found and what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
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
@click.option(
    "--reading",
    metavar="文件夹",
    type=click.Path(file_okay=False, path_type=Path),
    help="把工作人员更正过、确认过的内容重新识读一遍，与标准样本比：升级后哪些变好、哪些变差；不改动任何结果。",
)
@click.option("--make", is_flag=True, help="与 --reading 同用：用现在的更正建立标准样本（只能放在工作区里）。")
def command(run: Run, report: bool, reading: Path | None, make: bool) -> ExitCode:
    """检查设置及其来源、邮箱的证书和登录、识读组件、隔离、磁盘、权限、时钟、备份和数据；几台电脑合用时还有服务器、共用文件夹和各电脑。"""
    if make and reading is None:
        raise click.UsageError("--make 要与 --reading 文件夹 同用")
    if reading is not None:
        return _golden(run, reading, make)
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
                run.console.sentence(check.line)
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


def _golden(run: Run, folder: Path, make: bool) -> ExitCode:
    """Make a golden set, or read one anew; exit 1 where something is read worse than before."""
    from hui_reg.desk.checkup import golden

    with run.workspace() as workspace:
        if make:
            count = golden.make(workspace, folder)
            run.console.result(f"已建立标准样本，共 {count} 项工作人员说过的内容；升级后运行 --reading 比较。")
            run.console.document({"made": count})
            return ExitCode.OK
        changes = golden.compare(workspace, folder, run.console)
    counts = golden.summary(changes)
    for change in changes:
        mark = {"better": "√ 变好", "worse": "× 变差"}.get(
            change.outcome, "▲ 仍读错" if change.is_wrong_and_sure else ""
        )
        if mark:
            run.console.result(f"{mark}：{change.where}" + ("（读错而有把握）" if change.is_wrong_and_sure else ""))
    run.console.result(
        f"共 {len(changes)} 项：一直读对 {counts['right']}，变好 {counts['better']}，变差 {counts['worse']}，"
        f"仍未读对 {counts['wrong']}；其中读错而有把握 {counts['wrong_and_sure']}。"
    )
    run.console.document({**counts, "worse_at": [c.where for c in changes if c.outcome == "worse"]})
    return ExitCode.SET_ASIDE if counts["worse"] else ExitCode.OK


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
    from hui_reg.desk.checkup import mailboxes, office, reading, together
    from hui_reg.desk.checkup.check import guarded

    for title, code, look in (
        ("通知", ExitCode.SETTINGS, office.notice),
        ("文件夹", ExitCode.STORE, office.folder),
        ("数据", ExitCode.STORE, office.kept),
        ("合用的数据库", ExitCode.STORE, together.together),
        ("识读", ExitCode.COMPONENT_MISSING, reading.reading),
        ("邮箱", ExitCode.MAILBOX, mailboxes.mailboxes),
    ):
        yield from guarded(title, code, look, workspace)
