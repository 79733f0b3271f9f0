"""``fetch``: take in new mail, take it apart, and say what came and what needs a person."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hui_reg.commands.options import MOMENT
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.mail_round import Received
    from hui_reg.desk.unpacking import Unpacking
    from hui_reg.desk.workspace import Workspace


@verb("fetch", dry_run=True)
@click.option(
    "--from",
    "from_path",
    type=click.Path(path_type=Path),
    default=None,
    help="不收邮箱，改从这里收：.eml、.msg、.emlx 文件，放有它们的文件夹（任意层）或 zip，Maildir 或 mbox。",
)
@click.option("--deadline", type=click.FloatRange(min=1), default=None, metavar="秒", help="整个收取最多用多少秒。")
@click.option(
    "--attach",
    "attached",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="补交一个手工下载的文件（如云附件），与 --to 同用，可重复。",
)
@click.option("--to", "to", default=None, metavar="邮件编号", help="补交的文件属于哪封邮件（编号的前几位即可）。")
@click.option(
    "--password-from-body",
    is_flag=True,
    help="与 --to 同用：用那封邮件（或同一发件人别的邮件）里写的密码，"
    "打开补交的（没有 --attach 时为邮件里的）加密压缩包。",
)
@click.option(
    "--paper",
    is_flag=True,
    help="与 --from 同用：文件夹里是窗口收的纸质材料的扫描件，登记为一份“纸质材料”（最好每人一个子文件夹）。",
)
@click.option("--unit", default=None, metavar="单位", help="与 --paper 同用：是哪个单位的；本批有的写一部分即可。")
@click.option("--received", type=MOMENT, help="与 --paper 同用：哪天收到的，可写几点；默认现在。")
@click.option("--by", metavar="姓名", default=None, help="与 --paper 同用：经办人，记入台账。")
def command(
    run: Run,
    from_path: Path | None,
    deadline: float | None,
    attached: tuple[Path, ...],
    to: str | None,
    password_from_body: bool,
    **paper: Any,
) -> ExitCode:
    """收取新邮件并拆开附件。已收过的不会再收；随时可以中断，重新运行会接着收。

    到窗口交纸质材料的，把扫描件放进一个文件夹，用 --from 文件夹 --paper --unit 单位 登记；登记错了用 amend undo 撤回。
    """
    if paper.pop("paper"):
        if from_path is None or not paper["unit"] or to:
            raise click.UsageError("登记纸质材料要写 --from 文件夹 --paper --unit 单位")
        return _take_paper(run, from_path, **paper)
    if any(paper.values()):
        raise click.UsageError("--unit、--received、--by 只与 --paper 同用")
    if bool(attached or password_from_body) != bool(to):
        raise click.UsageError("--attach 或 --password-from-body 与 --to 须同时使用")
    from hui_reg.desk import fetching, unpacking
    from hui_reg.desk.custody import leftovers
    from hui_reg.intake.mailbox.connection import Deadline

    with run.workspace() as workspace, workspace.lock():
        leftovers.clear(workspace)
        if to:
            _attach(run, workspace, attached, to, password_from_body=password_from_body)
            done = unpacking.Unpacking() if run.dry_run else unpacking.unpack(workspace, run.console, damaged=False)
            fetched = fetching.Fetched(unpacked=done)
        else:
            fetched = fetching.fetch(workspace, run.console, Deadline(deadline), from_path, dry_run=run.dry_run)
    received, done = None if to else fetched.received, fetched.unpacked
    _report(run, received, done, broken_off=fetched.failure is not None)
    if fetched.failure is not None:
        raise fetched.failure
    return ExitCode.SET_ASIDE if done.set_aside or (received and received.troubles) else ExitCode.OK


def _take_paper(run: Run, folder: Path, unit: str, received: datetime | None, by: str | None) -> ExitCode:
    """Papers that came over the counter, scanned into a folder."""
    from hui_reg.commands.amend.parts import roll_now
    from hui_reg.desk import receiving, unpacking
    from hui_reg.desk.amending.finding import the_unit
    from hui_reg.desk.amending.on_paper import register, units_on_paper
    from hui_reg.desk.mail_round import Received
    from hui_reg.history.lookup import units_like

    if not folder.is_dir():
        raise HuiRegError(ExitCode.USAGE, f"{folder} 不是文件夹", "请写放着扫描件的文件夹。")
    with run.workspace() as workspace, workspace.lock():
        known = [*roll_now(workspace).units(), *units_on_paper(workspace)]
        there = units_like(known, unit)
        target = the_unit(run.console, known, unit) if there else unit.strip()
        made = register(workspace, folder, target, received, by, dry_run=run.dry_run)
        done = unpacking.Unpacking() if run.dry_run else unpacking.unpack(workspace, run.console, damaged=False)
        receiving.record(workspace, Received(seen=1, fresh=bool(done.mails)), done)
    day = f"{made.received_at:%Y-%m-%d} 收到"
    papers = f"{target}的纸质材料 {made.files} 个文件，{day}"
    if run.dry_run:
        run.console.result(f"※ 试运行，未写入　将登记{papers}")
    elif not made.number:
        run.console.result(f"※ 这些扫描件已经登记过，没有重复登记（{papers}）")
    else:
        run.console.result(f"√ 已登记（第{made.number}号，可用 hui-reg amend undo {made.number} 撤回）　{papers}")
    if not there:
        run.console.attention(f"▲ 本批还没有叫“{target}”的单位，按新单位登记；写错了请撤回后重新登记。")
    for message, problem in done.told:
        run.console.attention(f"▲ {message.subject}：{problem.detail}")
    for sha256, problem in done.set_aside:
        run.console.attention(f"▲ {sha256[:12]}：{problem.detail}")
    if not run.dry_run:
        run.console.result("下一步：hui-reg validate")
    run.console.document(
        {"message": made.message, "unit": target, "files": made.files, "seq": made.number or None,
         "received_at": made.received_at, "new": bool(made.number), "dry_run": run.dry_run}
    )  # fmt: skip
    return ExitCode.SET_ASIDE if done.set_aside else ExitCode.OK


def _attach(run: Run, workspace: "Workspace", files: Sequence[Path], to: str, *, password_from_body: bool) -> None:
    from hui_reg.desk.attaching import attach

    if run.dry_run:
        run.console.result(f"将补交 {len(files)} 个文件（试运行，未写入）。")
        return
    original, fresh = attach(workspace, tuple(files), to, password_from_body=password_from_body)
    run.console.result(f"√ 已补交 {fresh} 个文件到邮件“{original.subject}”（{original.sha256[:12]}）。")


def _report(run: Run, received: "Received | None", done: "Unpacking", *, broken_off: bool) -> None:
    console = run.console
    for report in received.folders if received else ():
        oldest = f"，第一封是 {report.oldest:%Y-%m-%d} 的" if report.oldest else ""
        console.result(f"{report.account} {report.folder}：{report.mails} 封{oldest}，新到 {report.new} 封")
        if report.renumbered:
            console.say("※ 邮箱被服务器重新编号，已按内容核对，不会重复。")
        if report.windowed:
            console.say(f"▲ {report.account} 似乎只给看最近约 30 天的邮件：请在网页版邮箱设置里把收取范围改为“全部”。")
    if received is not None and (received.fresh or done.mails or not broken_off):
        _report_mails(run, received, done)
    troubles = received.troubles if received else []
    for trouble in troubles:
        console.attention(f"▲ {trouble}")
    for message, problem in done.told:
        console.attention(f"▲ 邮件“{message.subject or '无主题'}”（{message.sha256[:12]}）：{problem.detail}")
    for sha256, problem in done.set_aside:
        console.attention(f"▲ 邮件 {sha256[:12]}：{problem.detail}")
    console.document(
        {
            "seen": received.seen if received else 0,
            "new": received.fresh if received else 0,
            "unpacked": done.mails,
            "files": done.files,
            "problems": done.problems,
            "skipped": done.skipped,
            "cloud_links": done.cloud_links,
            "automatic": done.automatic,
            "told": [{"message": message.sha256, **problem.model_dump()} for message, problem in done.told],
            "set_aside": [{"message": sha256, **problem.model_dump()} for sha256, problem in done.set_aside],
            "troubles": troubles,
            "folders": [
                {
                    "account": report.account,
                    "folder": report.folder,
                    "mails": report.mails,
                    "new": report.new,
                    "oldest": report.oldest,
                    "aged_out": report.aged_out,
                    "renumbered": report.renumbered,
                }
                for report in (received.folders if received else ())
            ],
            "dry_run": run.dry_run,
        }
    )


def _report_mails(run: Run, received: "Received", done: "Unpacking") -> None:
    if run.dry_run:
        run.console.result(f"有 {received.fresh} 封新邮件（试运行，未收取）。")
        return
    if not received.fresh and not done.mails:
        known = f"，{len(received.troubles)} 封没能收下，见下" if received.troubles else "，都已收过"
        run.console.result(f"没有新邮件（看过 {received.seen} 封{known}）。")
        return
    problems = f"，其中 {done.problems} 处问题" if done.problems else ""
    clouds = f"，{done.cloud_links} 个云附件须人工下载" if done.cloud_links else ""
    clouds += f"，{done.automatic} 封是自动邮件（不作材料）" if done.automatic else ""
    skipped = f"，略过 {done.skipped} 项（系统文件、签名图标等）" if done.skipped else ""
    run.console.result(f"√ 新收 {received.fresh} 封邮件，取出 {done.files} 个文件{problems}{clouds}{skipped}。")
    run.console.result("下一步：hui-reg validate")
