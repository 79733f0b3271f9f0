"""``amend note``: something to remember of a person."""

import click

from hui_reg.commands.amend.parts import WHO, by_option, finish, reason_option, who_is
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("note", dry_run=True)
@click.argument("who", metavar=WHO)
@click.argument("text", metavar="备注")
@reason_option
@by_option
def command(run: Run, who: str, text: str, reason: str, by: str | None) -> ExitCode:
    """给一位申报人记一条备注，例如“6月3日电话说照片下周补”；不影响审核结果。"""
    from hui_reg.desk.amending.entering import Said
    from hui_reg.errors import HuiRegError
    from hui_reg.history.rulings import RulingKind

    if not text.strip():
        raise HuiRegError(ExitCode.USAGE, "备注是空的", "请写上要记的话。")
    with run.workspace() as workspace:
        person = who_is(run, workspace, who)
        data = {"name": person.name, "text": text.strip()}
        return finish(run, workspace, [Said(RulingKind.NOTE, person.key, data, reason)], by)
