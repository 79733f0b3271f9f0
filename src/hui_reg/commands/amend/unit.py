"""``amend unit``: a unit's right name, and which addresses are its own."""

import sys
from typing import TYPE_CHECKING

import click

from hui_reg.commands.amend.parts import by_option, finish, reason_option, roll_now
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace


@verb("unit", dry_run=True)
@click.argument("name", metavar="[单位]", default="")
@click.option("--is", "right", default=None, metavar="名称", help="正确的单位名称；与另一单位同名就合为一个。")
@click.option("--new-unit", is_flag=True, help="与 --is 一起写：是本批没有的名称，不是另一个单位的简称。")
@click.option("--address", default=None, metavar="邮箱", help="这个邮箱是单位的。")
@click.option("--not", "foreign", is_flag=True, help="与 --address 一起写：这个邮箱不是单位的，来的材料不采用。")
@click.option("--confirm", is_flag=True, help="列出各单位最初来信的地址，看过之后一次确认。")
@click.option("--yes", is_flag=True, help="与 --confirm 一起写：已经看过，全部确认。")
@reason_option
@by_option
def command(
    run: Run,
    name: str,
    right: str | None,
    new_unit: bool,
    address: str | None,
    foreign: bool,
    confirm: bool,
    yes: bool,
    reason: str,
    by: str | None,
) -> ExitCode:
    """更正单位名称，或确认单位的邮箱地址。

    单位写一部分即可。确认一个地址之后，从那里来的材料都按单位自己的算，相应的“待核对”（D408）一次全部了结。
    """
    from hui_reg.desk.amending import units as naming
    from hui_reg.errors import HuiRegError

    if sum(map(bool, (right, address, confirm))) != 1 or (foreign and not address) or (new_unit and not right):
        raise HuiRegError(
            ExitCode.USAGE, "没有说明要更正什么", "请写 --is 名称、--address 邮箱 [--not] 或 --confirm 之一。"
        )
    with run.workspace() as workspace:
        if confirm:
            return _confirm(run, workspace, name, reason, by, yes=yes)
        units = roll_now(workspace).units()
        if right:
            said = naming.renamed(run.console, units, name, right, reason, is_new=new_unit)
        else:
            said = naming.addressed(run.console, units, name, address or "", own=not foreign, reason=reason)
        return finish(run, workspace, [said], by)


def _confirm(run: Run, workspace: "Workspace", name: str, reason: str, by: str | None, *, yes: bool) -> ExitCode:
    """Confirm all first addresses, after one look and one answer; where nobody can answer, only by ``--yes``."""
    from hui_reg.desk.amending import units as naming
    from hui_reg.errors import HuiRegError

    waiting = naming.unconfirmed(workspace, name)
    if not waiting:
        run.console.result("各单位最初来信的地址都已确认过。")
        run.console.document({"seqs": [], "addresses": [], "dry_run": run.dry_run})
        return ExitCode.OK
    run.console.table(("单位", "最初来信的地址", "署名", "人数"), [one.row for one in waiting])
    if not (yes or run.dry_run):
        if run.console.json or not sys.stdin.isatty():
            raise HuiRegError(
                ExitCode.USAGE,
                f"以上 {len(waiting)} 个地址没有人看过，没有确认"
                if not run.console.json
                else "地址没有人看过，没有确认",
                "先加 --dry-run 列出来看，都对了再加 --yes；只确认一个用 --address 邮箱，不是的加 --not。",
            )
        if not click.confirm(f"以上 {len(waiting)} 个地址都是这些单位的吗？", default=False, err=True):
            run.console.result("没有确认。不是的那个请用 hui-reg amend unit 单位 --address 邮箱 --not。")
            return ExitCode.OK
    return finish(run, workspace, [one.said(reason) for one in waiting], by)
