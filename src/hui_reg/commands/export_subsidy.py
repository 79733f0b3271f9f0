"""``export subsidy``: the sheets in which people declare about themselves, and what follows from those returned."""

from pathlib import Path

from hui_reg.commands.ledger_options import output_option
from hui_reg.commands.run import Run, verb
from hui_reg.errors import ExitCode


@verb("subsidy", dry_run=True)
@output_option
def command(run: Run, output: Path | None) -> ExitCode:
    """导出各单位的补贴自查表（已发证者），和两项补贴的判断（可能符合、需核实、不符合）。"""
    from hui_reg.commands.ledger_desk import load_roll, write_out
    from hui_reg.ledger.sheets import subsidy

    with run.workspace() as workspace:
        roll = load_roll(workspace)
    holders = subsidy.certified(roll)
    books = {f"单位/补贴自查表-{unit}": (subsidy.declaration(holders.of_unit(unit)),) for unit in holders.units()}
    return write_out(run, output or run.root / "exports" / "subsidy", {**books, "补贴判断": subsidy.judgements(roll)})
