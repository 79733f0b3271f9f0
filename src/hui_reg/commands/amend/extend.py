"""``amend extend``: papers of a person or a unit may come until a later day."""

from datetime import datetime

import click

from hui_reg.commands.amend.parts import by_option, finish, one_of, reason_option, roll_now
from hui_reg.commands.options import DAY
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("extend", dry_run=True)
@click.argument("who", metavar="申报人或单位")
@click.argument("until", metavar="日期", type=DAY)
@reason_option
@by_option
def command(run: Run, who: str, until: datetime, reason: str, by: str | None) -> ExitCode:
    """让一位申报人或一个单位的材料可以交到较后的一天（含当天）：此前收到的不算逾期。"""
    from hui_reg.desk.amending.entering import Said
    from hui_reg.desk.amending.finding import the_unit
    from hui_reg.errors import HuiRegError
    from hui_reg.history.lookup import units_like
    from hui_reg.history.rulings import RulingKind

    with run.workspace() as workspace:
        deadline = workspace.notice.registration.deadline
        if until.date() <= deadline:
            raise HuiRegError(
                ExitCode.USAGE, f"{until:%Y-%m-%d} 不晚于报名截止日 {deadline}", "延期要写截止日之后的一天。"
            )
        roll = roll_now(workspace)
        data: dict[str, str | int | float | bool | None] = {"until": f"{until:%Y-%m-%d}"}
        if "@" not in who and units_like(roll.units(), who) and not any(p.name == who for p in roll.people):
            said = Said(RulingKind.EXTEND, "", {**data, "unit": the_unit(run.console, roll.units(), who)}, reason)
        else:
            person = one_of(run, workspace, roll.people, who)
            said = Said(RulingKind.EXTEND, person.key, {**data, "name": person.name}, reason)
        return finish(run, workspace, [said], by)
