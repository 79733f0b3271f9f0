"""``amend person``: a person belongs to another unit."""

import click

from hui_reg.commands.amend.parts import WHO, by_option, finish, one_of, reason_option, roll_now
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("person", dry_run=True)
@click.argument("who", metavar=WHO)
@click.option("--unit", required=True, metavar="单位", help="属于哪个单位，写一部分即可。")
@click.option("--new-unit", is_flag=True, help="是本批没有的单位：照 --unit 写的全称新立一个。")
@reason_option
@by_option
def command(run: Run, who: str, unit: str, new_unit: bool, reason: str, by: str | None) -> ExitCode:
    """把一位申报人转到另一个单位：档案、通知和名单都归到那个单位。"""
    from hui_reg.desk.amending.entering import Said
    from hui_reg.desk.amending.finding import the_unit_or_new
    from hui_reg.errors import HuiRegError
    from hui_reg.history.rulings import RulingKind

    with run.workspace() as workspace:
        roll = roll_now(workspace)
        person = one_of(run, workspace, roll.people, who)
        target = the_unit_or_new(run.console, roll.units(), unit, is_new=new_unit)
        if target == person.unit:
            raise HuiRegError(ExitCode.USAGE, "已经在这个单位", "不用更正。")
        data = {"name": person.name, "unit": target}
        return finish(run, workspace, [Said(RulingKind.PERSON, person.key, data, reason)], by)
