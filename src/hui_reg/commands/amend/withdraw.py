"""``amend withdraw``: a person gives up the registration."""

import click

from hui_reg.commands.amend.parts import WHO, by_option, finish, one_of, reason_option, roll_now
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("withdraw", dry_run=True)
@click.argument("who", metavar=WHO)
@reason_option
@by_option
def command(run: Run, who: str, reason: str, by: str | None) -> ExitCode:
    """登记一位申报人退出报名：以后的名单、通知和上报都不再列入；可以用 amend undo 撤回。"""
    from hui_reg.desk.amending.entering import Said
    from hui_reg.errors import HuiRegError
    from hui_reg.history.kinds import EntryKind
    from hui_reg.history.rulings import RulingKind

    with run.workspace() as workspace:
        roll = roll_now(workspace)
        person = one_of(run, workspace, roll.people, who)
        if roll.standing(person).has_left:
            quits = roll.state(person).of(EntryKind.QUIT)
            number = f" {quits[-1].seq}" if quits else ""
            raise HuiRegError(ExitCode.USAGE, "这位申报人已经登记退出", f"要恢复，请用 hui-reg amend undo{number}。")
        said = Said(RulingKind.WITHDRAW, person.key, {"name": person.name}, reason)
        return finish(run, workspace, [said], by)
