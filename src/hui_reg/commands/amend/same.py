"""``amend same``: two dossiers are one person, or are not."""

import click

from hui_reg.commands.amend.parts import by_option, finish, reason_option, roll_now
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("same", dry_run=True)
@click.argument("one", metavar="申报人甲")
@click.argument("other", metavar="申报人乙")
@click.option("--not", "apart", is_flag=True, help="不是同一人：不要合在一起。")
@reason_option
@by_option
def command(run: Run, one: str, other: str, apart: bool, reason: str, by: str | None) -> ExitCode:
    """说明两份档案是同一个人（合为一份，以甲的号码和单位为准），或不是同一个人。

    不是同一个人时，乙可以写混在甲档案里的另一个身份证号码。
    """
    from hui_reg.desk.amending.entering import Said
    from hui_reg.desk.amending.finding import the_one
    from hui_reg.errors import HuiRegError
    from hui_reg.history.rulings import RulingKind
    from hui_reg.notation import resident_id

    with run.workspace() as workspace:
        people = roll_now(workspace).people
        first = the_one(run.console, people, one)
        number = resident_id.normalise(other)
        if apart and resident_id.is_valid(number) and not any(p.id_number == number for p in people):
            key, name = f"{first.unit}|{number}", ""
        else:
            second = the_one(run.console, people, other)
            key, name = second.key, second.name
        if key == first.key:
            raise HuiRegError(
                ExitCode.USAGE, "两个写的是同一份档案", "请写两份不同的档案，同名的加 @单位 或写证件号码。"
            )
        data: dict[str, str | int | float | bool | None] = {
            "name": first.name,
            "other": key,
            "other_name": name,
            "same": not apart,
        }
        return finish(run, workspace, [Said(RulingKind.SAME, first.key, data, reason)], by)
