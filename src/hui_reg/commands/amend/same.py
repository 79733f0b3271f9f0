"""``amend same``: two dossiers are one person, or are not."""

import sys
from typing import TYPE_CHECKING

import click

from hui_reg.commands.amend.parts import by_option, finish, one_of, reason_option, roll_now
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.history.people import Person


@verb("same", dry_run=True)
@click.argument("one", metavar="申报人甲")
@click.argument("other", metavar="申报人乙")
@click.option("--not", "apart", is_flag=True, help="不是同一人：不要合在一起。")
@click.option("--yes", is_flag=True, help="两个证件号码不同也确是同一人，已经核对过。")
@reason_option
@by_option
def command(run: Run, one: str, other: str, apart: bool, yes: bool, reason: str, by: str | None) -> ExitCode:
    """说明两份档案是同一个人（合为一份，以甲的号码和单位为准），或不是同一个人。

    两份档案的证件号码不同的，先列出来，确认之后才合并。不是同一个人时，乙可以写混在甲档案里的另一个身份证号码。
    """
    from hui_reg.desk.amending.entering import Said
    from hui_reg.errors import HuiRegError
    from hui_reg.history.rulings import RulingKind
    from hui_reg.notation import resident_id

    with run.workspace() as workspace:
        people = roll_now(workspace).people
        first = one_of(run, workspace, people, one)
        number = resident_id.normalise(other)
        second = None
        if apart and resident_id.is_valid(number) and not any(p.id_number == number for p in people):
            key, name = f"{first.unit}|{number}", ""
        else:
            second = one_of(run, workspace, people, other)
            key, name = second.key, second.name
        if key == first.key:
            raise HuiRegError(
                ExitCode.USAGE, "两个写的是同一份档案", "请写两份不同的档案，同名的加 @单位 或写证件号码。"
            )
        if second is not None and not (apart or yes or run.dry_run) and not _confirmed(run, first, second):
            run.console.result("没有合并。")
            return ExitCode.OK
        data: dict[str, str | int | float | bool | None] = {
            "name": first.name,
            "other": key,
            "other_name": name,
            "same": not apart,
        }
        return finish(run, workspace, [Said(RulingKind.SAME, first.key, data, reason)], by)


def _confirmed(run: Run, first: "Person", second: "Person") -> bool:
    """Whether two with two valid numbers are to be one all the same: after one look and one answer. Raises
    :class:`HuiRegError` (exit 2) where nobody can answer."""
    from hui_reg.errors import HuiRegError
    from hui_reg.notation import resident_id

    numbers = {person.id_number for person in (first, second) if resident_id.is_valid(person.id_number)}
    if len(numbers) < 2:
        return True
    told = [f"{person.name} {resident_id.mask(person.id_number)}（{person.unit}）" for person in (first, second)]
    both = "和".join(told)
    if run.console.json or not sys.stdin.isatty():
        raise HuiRegError(
            ExitCode.USAGE,
            f"{both}的证件号码不同，没有合并",
            "两个号码都有效，多半是两个人。确是同一个人的，核对原件之后加 --yes；合并后以前一个号码为准。",
        )
    run.console.attention(f"{both}：两个证件号码都有效，多半是两个人。")
    return click.confirm("确是同一个人、合为一份吗？", default=False, err=True)
