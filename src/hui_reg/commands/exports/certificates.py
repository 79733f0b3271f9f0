"""``export certificates``: the roll for handing out, and the sheet for looking each number up."""

from pathlib import Path

from hui_reg.commands.options import output_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("certificates", dry_run=True)
@output_option
def command(run: Run, output: Path | None) -> ExitCode:
    """导出领证名册（按单位，供签收）和证书查询核对表（供人工到官网查询）。"""
    from hui_reg.desk.ledger import load_roll
    from hui_reg.desk.outlet import Outlet, write_out
    from hui_reg.ledger.sheets import certificates

    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        roll = load_roll(workspace)
        books = {"领证名册": certificates.hand_out(roll), "证书查询核对表": certificates.look_up(roll)}
        return write_out(run, outlet, output or run.root / "exports" / "certificates", books)
