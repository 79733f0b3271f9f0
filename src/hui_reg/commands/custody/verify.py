"""``verify``: look at everything kept; put right what can be made again; rebuild the database from mails and journals;
prove by the head of the ledger's tree on an older paper that nothing before it was changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.custody.audit import Audit, Fault
    from hui_reg.desk.custody.rebuilding import Rebuilt
    from hui_reg.desk.workspace import Workspace


@verb("verify", dry_run=True)
@click.option("--rebuild", is_flag=True, help="按保存的邮件和日志补全或重做数据库（数据库损坏或丢失后用）。")
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    metavar="文件",
    help="以前导出的表、信或备份清单：核对它印有的台账校验码，证明那以前的台账没有被改过、删过。",
)
def command(run: Run, rebuild: bool, against: Path | None) -> ExitCode:
    """逐个核对保存的一切：邮件、附件、数据库、台账和日志、导出的文件。能重做的当场重做；邮件本身损坏须从备份恢复。"""
    from hui_reg.desk.custody import audit, rebuilding
    from hui_reg.desk.custody.handed_out import note_settings

    with run.workspace() as workspace, workspace.lock():
        workspace.tolerant = True
        if against is not None:
            return _prove(run, workspace, against)
        found = audit.look_over(workspace, run.console)
        rebuilt = None
        if not run.dry_run:
            rebuilding.mend(workspace, run.console, found)
            rebuilt = rebuilding.rebuild(workspace, run.console, found) if rebuild else None
            if rebuild or not found.faulty:
                note_settings(workspace)
    _tell(run, found, rebuilt)
    left = [fault for fault in found.faults if (fault.remedy and not fault.mild) or not (fault.mends or fault.mild)]
    if rebuilt is not None:
        anew = (audit.REBUILD, audit.ANEW) if found.faulty else (audit.REBUILD,)
        left = [fault for fault in left if fault.remedy not in anew]
    return ExitCode.STORE if found.lost or left else ExitCode.OK


def _tell(run: Run, audit: "Audit", rebuilt: "Rebuilt | None") -> None:
    say = run.console
    well = not (audit.changed or audit.faults or audit.lost)
    say.result(f"√ {audit.whole} 项内容完好。" if well else f"{audit.whole} 项内容完好。")
    for fault in audit.faults:
        done = rebuilt is not None and "--rebuild" in fault.remedy
        remedy = "已重做" if done else _said_of(fault, mended=fault.mends and not run.dry_run)
        mark = "▲" if fault.mends or fault.mild or done else "×"
        say.attention(f"{mark} {fault.what}{'。' if not remedy else f'。{remedy}。'}")
    _tell_mails(run, audit, rebuilt)
    if audit.strays:
        say.attention(f"▲ 上次中断留下的 {len(audit.strays)} 个半成品{'' if run.dry_run else '已清除'}。")
    say.document(
        {
            "whole": audit.whole,
            "changed": sorted(audit.changed),
            "lost_mails": sorted(audit.lost),
            "leaves_made_again": sorted(audit.leaves),
            "unrecorded": len({arrival.sha256 for arrival in audit.unrecorded}),
            "rebuilt": rebuilt.mails if rebuilt else 0,
            "undated": rebuilt.undated if rebuilt else 0,
            "loose": len(audit.loose),
            "purged": audit.purged,
            "faults": [fault.what for fault in audit.faults],
            "strays": len(audit.strays),
            "dry_run": run.dry_run,
        }
    )


def _whose(audit: "Audit") -> str:
    """What files are that nothing tells of: a mail that is lost as well as the record of its parts leaves such ones."""
    if audit.unopened:
        return (
            f"可能是丢失的 {len(audit.unopened)} 封邮件的附件，邮件找回（从备份恢复或由单位重发）后自动对上；"
            "在那之前里面的材料不计入。请不要删除。"
        )
    return "不影响任何人，多半是中断的导入留下的（重新导入即可），清除时（purge）一并删除。"


def _said_of(fault: "Fault", *, mended: bool) -> str:
    if mended and fault.remedy:
        return f"已停用坏的部分；{fault.remedy}"
    return "已修复" if mended else fault.remedy


def _tell_mails(run: Run, audit: "Audit", rebuilt: "Rebuilt | None") -> None:
    say = run.console
    again = audit.leaves if run.dry_run or audit.faulty else audit.made
    if again:
        done = "将从原邮件重新取出" if run.dry_run or audit.faulty else "已从原邮件重新取出"
        say.attention(f"▲ {len(again)} 个附件损坏或丢失，{done}。")
    if audit.leaves - again:
        say.attention(f"× {len(audit.leaves - again)} 个附件损坏或丢失，原邮件也不完好：请从备份恢复。")
    unrecorded = len({arrival.sha256 for arrival in audit.unrecorded})
    if unrecorded:
        advice = f"已补入 {rebuilt.mails} 封" if rebuilt else "请加 --rebuild 补入"
        say.attention(f"▲ {unrecorded} 封保存的邮件不在数据库中，{advice}。")
    if audit.unknown and rebuilt is None:
        say.attention(f"▲ {len(audit.unknown)} 封保存的邮件没有任何记录：请加 --rebuild，会补入数据库。")
    if audit.loose and not (
        rebuilt or audit.unrecorded or audit.unknown or audit.faulty
    ):  # then they are parts of mails
        say.attention(f"▲ {len(audit.loose)} 个保存的文件没有任何记录，看不出是邮件：{_whose(audit)}")
    if rebuilt is not None and rebuilt.undated:
        say.attention(
            f"▲ {rebuilt.undated} 封邮件的到达记录已丢失，收到时间改按邮件的 Received 信头（没有的按邮件日期）；"
            "下次 fetch 会按服务器核对，不会重复。"
        )
    if audit.purged:
        say.result(f"※ {audit.purged} 封邮件已按保存期限清除（hui-reg purge），不再核对。")
    for sha256 in sorted(audit.lost):
        say.attention(f"× 邮件 {sha256[:12]} 损坏或丢失：请从备份恢复 data/blobs，或请单位重发。")


def _prove(run: Run, workspace: "Workspace", paper: Path) -> ExitCode:
    from hui_reg.desk.custody.proving import heads_on
    from hui_reg.store import closing, entries

    heads = heads_on(workspace, paper)
    if not heads:
        raise HuiRegError(ExitCode.USAGE, f"{paper.name} 里没有找到台账校验码", "请用本程序导出的表格、信或公示。")
    with workspace.database.begin() as connection:
        disproved = entries.disproved(connection, heads)
        changed, gone = entries.changed(connection), closing.purged_through(connection)
    newest = max(heads, key=lambda head: head.size)
    wrong = [seq for seq in changed if seq <= newest.size]
    say = run.console
    for head in disproved:
        say.attention(
            f"× 台账的前 {head.size} 条已不是导出 {paper.name} 时的样子：有人改过、删过或插入过。请从备份恢复核对。"
        )
    if wrong:
        say.attention(f"× 台账第 {'、'.join(map(str, wrong[:10]))} 条与录入时不同。")
    if not disproved and not wrong:
        say.result(f"√ 台账的前 {newest.size} 条与导出 {paper.name} 时完全一致，没有被改过、删过。")
        if gone:
            say.result(f"※ 其中前 {min(gone, newest.size)} 条的内容已按保存期限清除（purge），只剩校验码可以核对。")
    say.document({"heads": [vars(h) for h in heads], "disproved": [vars(h) for h in disproved], "changed": wrong})
    return ExitCode.STORE if disproved or wrong else ExitCode.OK
