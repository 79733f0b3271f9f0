"""``schedule``: print what starts ``run`` by itself, or hand it to this machine's scheduler."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.routine.schedules import Plan

_SYSTEMD = Path("/etc/systemd/system")
_KINDS = ("cron", "systemd", "windows")


@verb("schedule")
@click.option("--print", "what", flag_value="print", default=True, help="只打印，自己去装（默认）。")
@click.option("--install", "what", flag_value="install", help="装到本机：Windows 任务计划、systemd 或 crontab。")
@click.option("--remove", "what", flag_value="remove", help="从本机取消。")
@click.option("--for", "kind", type=click.Choice(_KINDS), default=None, help="给哪一种定时程序，默认按本机。")
@click.option(
    "--every", type=click.Choice(["10", "15", "20", "30", "60"]), default="20", help="每隔多少分钟，默认 20。"
)
@click.option("--hours", default="8-20", metavar="起-止", help="一天里从几点到几点，默认 8-20。")
def command(run: Run, what: str, kind: str | None, every: str, hours: str) -> ExitCode:
    """让 hui-reg run 定时运行：打印或安装一条 crontab、一对 systemd 单元，或一个 Windows 计划任务。"""
    from hui_reg.desk.routine.schedules import Plan

    with run.workspace() as workspace:
        root, minutes = run.root.resolve(), workspace.settings.run.minutes
    kind = kind or _usual()
    plan = Plan(root, _command(root, kind), _owner(root), int(every), _hours(hours), minutes)
    if what == "print":
        run.console.result(_texts(plan, kind))
    elif what == "install":
        run.console.result(f"√ {_install(plan, kind)}")
        run.console.result("下一步：hui-reg run --now 先试一次；取消用 hui-reg schedule --remove")
    else:
        run.console.result(f"√ {_remove(plan, kind)}")
    run.console.document({"name": plan.name, "kind": kind, "done": what, "text": _texts(plan, kind)})
    return ExitCode.OK


def _usual() -> str:
    if os.name == "nt":
        return "windows"
    return "systemd" if os.geteuid() == 0 and Path("/run/systemd/system").is_dir() else "cron"


def _command(root: Path, kind: str) -> list[str]:
    program = Path(sys.executable)
    if kind == "windows" and (windowless := program.with_name("pythonw.exe")).exists():
        program = windowless
    return [str(program), "-m", "hui_reg", "-w", str(root), "run"]


def _owner(root: Path) -> str:
    return root.owner() if os.name == "posix" else ""


def _hours(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if first.isdecimal() and last.isdecimal() and int(first) <= int(last) <= 23:
        return int(first), int(last)
    raise click.BadParameter("应写作 起-止，例如 8-20", param_hint="--hours")


def _texts(plan: "Plan", kind: str) -> str:
    from hui_reg.desk.routine import schedules

    if kind == "cron":
        return f"# 运行 crontab -e，加上这一行\n{schedules.crontab(plan)}".rstrip()
    if kind == "windows":
        return schedules.task(plan).rstrip()
    files = {"service": schedules.service(plan), "timer": schedules.timer(plan)}
    listed = [f"# {_SYSTEMD / plan.name}.{end}\n{text}" for end, text in files.items()]
    return "\n".join((*listed, f"# 然后运行：systemctl daemon-reload && systemctl enable --now {plan.name}.timer"))


def _install(plan: "Plan", kind: str) -> str:
    from hui_reg import durable
    from hui_reg.desk.routine import schedules

    if kind == "cron":
        _do(["crontab", "-"], schedules.with_line(_crontab(), plan, schedules.crontab(plan)))
        return f"已写入 crontab：每 {plan.every} 分钟一次，{plan.hours[0]} 点到 {plan.hours[1]} 点"
    if kind == "windows":
        with durable.scratch(plan.workspace, "schedule") as folder:
            path = folder / "task.xml"
            path.write_text(schedules.task(plan), encoding="utf-16")
            _do(["schtasks", "/Create", "/F", "/TN", plan.name, "/XML", str(path)])
        return f"已建立计划任务 {plan.name}（在“任务计划程序”里可以看到）"
    try:
        for end, text in (("service", schedules.service(plan)), ("timer", schedules.timer(plan))):
            durable.put(_SYSTEMD / f"{plan.name}.{end}", text.encode())
            (_SYSTEMD / f"{plan.name}.{end}").chmod(0o644)
    except PermissionError as error:
        raise HuiRegError(
            ExitCode.USAGE, f"没有权限写入 {_SYSTEMD}", "请用 sudo 运行，或用 --for cron 装到自己的 crontab。"
        ) from error
    _do(["systemctl", "daemon-reload"])
    _do(["systemctl", "enable", "--now", f"{plan.name}.timer"])
    return f"已启用 {plan.name}.timer（systemctl list-timers 可以看到）"


def _remove(plan: "Plan", kind: str) -> str:
    from hui_reg.desk.routine import schedules

    if kind == "cron":
        _do(["crontab", "-"], schedules.with_line(_crontab(), plan, ""))
    elif kind == "windows":
        _do(["schtasks", "/Delete", "/F", "/TN", plan.name])
    else:
        _do(["systemctl", "disable", "--now", f"{plan.name}.timer"])
        for end in ("service", "timer"):
            (_SYSTEMD / f"{plan.name}.{end}").unlink(missing_ok=True)
        _do(["systemctl", "daemon-reload"])
    return "已取消定时运行"


def _crontab() -> str:
    """The table as it stands; a person who has none yet is answered with a failure."""
    try:
        done = subprocess.run(["crontab", "-l"], capture_output=True, text=True, errors="replace")  # noqa: S607
    except FileNotFoundError as error:
        raise _missing("crontab") from error
    if done.returncode and "no crontab" not in done.stderr:
        raise HuiRegError(ExitCode.USAGE, f"读不到 crontab，它说：“{done.stderr.strip()[:200]}”", "请问系统管理员。")
    return done.stdout if done.returncode == 0 else ""


def _do(command: list[str], given: str | None = None) -> None:
    try:
        done = subprocess.run(command, input=given, capture_output=True, text=True, errors="replace")  # noqa: S603
    except FileNotFoundError as error:
        raise _missing(command[0]) from error
    if done.returncode:
        words = (done.stderr or done.stdout).strip()[:200]
        raise HuiRegError(
            ExitCode.USAGE, f"{command[0]} 没有成功，它说：“{words}”", "请用 --print 打印出来，请管理员安装。"
        )


def _missing(program: str) -> HuiRegError:
    return HuiRegError(
        ExitCode.COMPONENT_MISSING, f"本机没有 {program}", "请用 --for 换一种定时程序，或用 --print 打印出来自己安装。"
    )
