"""``export fees``: what each unit has to pay, and the reconciliation of what came in."""

from pathlib import Path

from hui_reg.commands.options import output_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("fees", dry_run=True)
@output_option
def command(run: Run, output: Path | None) -> ExitCode:
    """导出各单位的缴费清单（复核通过者），和缴费核对表（已缴、未缴、回单明细、待核对）。"""
    from hui_reg.desk import receipts
    from hui_reg.desk.ledger import load_roll
    from hui_reg.desk.outlet import Outlet, write_out
    from hui_reg.ledger.payment import reconcile
    from hui_reg.ledger.sheets import fees
    from hui_reg.notice import ACCOUNT_OPEN, owes_an_account

    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        roll = load_roll(workspace)
        result = reconcile(receipts.gather(workspace, roll.notice, receipts.hand_in(workspace, (), run.console)), roll)
        due = roll.cleared()
        books = {f"单位/缴费清单-{unit}": (fees.fee_list(due.of_unit(unit)),) for unit in due.units()}
        if result.drafts():
            run.console.attention("▲ 有回单尚未记入台账：请先运行 hui-reg import receipts，再导出")
        if books and owes_an_account(roll.notice):
            run.console.attention(f"▲ {ACCOUNT_OPEN}后重新导出，或另行告知单位")
        return write_out(
            run,
            outlet,
            output or run.root / "exports" / "fees",
            {**books, "缴费核对表": fees.reconciliation(roll, result)},
        )
