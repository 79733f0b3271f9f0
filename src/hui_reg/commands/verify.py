"""``verify``: re-hash everything kept; put right what can be made again, and rebuild the database from the mails."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.store.mails import Arrival


@dataclass
class Audit:
    """What was found. Hashes of: ``changed`` blobs, ``lost`` mails, ``leaves`` to be made again from their mails.

    ``unrecorded``: arrivals in the journal, every sighting, their bytes whole, that the database doesn't know;
    ``buried``: those of purged mails that it doesn't know any more, and without which they would be fetched again.
    """

    whole: int = 0
    changed: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    leaves: set[str] = field(default_factory=set)
    mails_of_leaves: set[str] = field(default_factory=set)
    unrecorded: list["Arrival"] = field(default_factory=list)
    buried: list["Arrival"] = field(default_factory=list)
    purged: int = 0


@verb("verify", dry_run=True)
@click.option("--rebuild", is_flag=True, help="按保存的邮件补全数据库（数据库损坏或丢失后用）。")
def command(run: Run, rebuild: bool) -> ExitCode:
    """逐个核对保存的邮件和文件是否完好。附件损坏时从原邮件重新取出；邮件本身损坏须从备份恢复。"""
    with run.workspace() as workspace, workspace.lock():
        audit = _audit(run, workspace)
        restored = 0 if run.dry_run else _restore(run, workspace, audit, rebuild)
    say = run.console
    say.result(f"√ {audit.whole} 个内容完好。" if not audit.changed else f"{audit.whole} 个内容完好。")
    if audit.leaves:
        done = "将从原邮件重新取出" if run.dry_run else "已从原邮件重新取出"
        say.attention(f"▲ {len(audit.leaves)} 个附件损坏或丢失，{done}。")
    unrecorded = len({arrival.sha256 for arrival in audit.unrecorded})
    if unrecorded:
        advice = f"已补入 {restored} 封" if restored else "请加 --rebuild 补入"
        say.attention(f"▲ {unrecorded} 封保存的邮件不在数据库中，{advice}。")
    if audit.purged:
        say.result(f"※ {audit.purged} 封邮件已按保存期限清除（hui-reg purge），不再核对。")
    for sha256 in sorted(audit.lost):
        say.attention(f"× 邮件 {sha256[:12]} 损坏或丢失：请从备份恢复 data/blobs，或请单位重发。")
    say.document(
        {
            "whole": audit.whole,
            "changed": sorted(audit.changed),
            "lost_mails": sorted(audit.lost),
            "leaves_made_again": sorted(audit.leaves),
            "unrecorded": unrecorded,
            "rebuilt": restored,
            "purged": audit.purged,
            "dry_run": run.dry_run,
        }
    )
    return ExitCode.STORE if audit.lost else ExitCode.OK


def _audit(run: Run, workspace: "Workspace") -> Audit:
    from hui_reg.store import mails
    from hui_reg.store.journal import Journal
    from hui_reg.store.keeper import JOURNAL

    audit = Audit()
    hashes = list(workspace.blobs.all())
    with run.console.progress("核对", len(hashes)) as advance:
        for sha256 in hashes:
            if _is_whole(workspace, sha256):
                audit.whole += 1
            else:
                audit.changed.add(sha256)
            advance()
    whole = set(hashes) - audit.changed
    with workspace.database.begin() as connection:
        recorded = {mail.sha256: mail.state for mail in mails.load(connection)}
        for file in mails.load_files(connection):
            if file.sha256 not in whole:
                audit.leaves.add(file.sha256)
                audit.mails_of_leaves.add(file.message)
    purged = {sha256 for sha256, state in recorded.items() if state == mails.PURGED}
    audit.lost = recorded.keys() - purged - whole
    audit.mails_of_leaves &= whole
    journal = Journal(workspace.blobs.root / JOURNAL)
    buried = journal.buried()
    unknown = whole - recorded.keys() - buried
    noted = list(journal.read())
    audit.unrecorded = [arrival for arrival in noted if arrival.sha256 in unknown]
    audit.buried = [arrival for arrival in noted if arrival.sha256 in buried - recorded.keys()]
    audit.purged = len(buried | purged)
    return audit


def _is_whole(workspace: "Workspace", sha256: str) -> bool:
    try:
        workspace.blobs.get(sha256)
    except HuiRegError:
        return False
    return True


def _restore(run: Run, workspace: "Workspace", audit: Audit, rebuild: bool) -> int:
    from hui_reg.desk import unpacking
    from hui_reg.store import mails, purge

    for sha256 in audit.leaves & audit.changed:
        workspace.blobs.remove(sha256)
    with workspace.database.begin() as connection:
        mails.put_back(connection, audit.mails_of_leaves)
        restored = mails.record(connection, audit.unrecorded) if rebuild else 0
        if rebuild:
            mails.record(connection, audit.buried)
            purge.bury(connection, {arrival.sha256 for arrival in audit.buried})
    if audit.mails_of_leaves or restored:
        unpacking.unpack(workspace, run.console)
    return restored
