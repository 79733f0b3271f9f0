"""``amend file``: whose a file is, what it is, or that it is nothing."""

import click

from hui_reg.commands.amend.parts import by_option, finish, reason_option, who_is
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("file", dry_run=True)
@click.argument("place", metavar="邮件编号/路径")
@click.option(
    "--to", "owner", default=None, metavar="申报人", help="是谁的：姓名、证件号码或其末四位，必要时加 @单位。"
)
@click.option("--kind", default=None, metavar="材料", help="是什么材料，例如 毕业证、diploma、身份证国徽面。")
@click.option("--none", "nothing", is_flag=True, help="不是报名材料，不用再问。")
@click.option("--pages", default="", metavar="页码", help="只说其中几页，例如 3 或 2-4,7；不写就是整个文件。")
@reason_option
@by_option
def command(
    run: Run,
    place: str,
    owner: str | None,
    kind: str | None,
    nothing: bool,
    pages: str,
    reason: str,
    by: str | None,
) -> ExitCode:
    """说明一个文件是谁的、是什么材料，或者不是材料。

    邮件编号是“未归档文件”页里的编号（前 6 位以上），路径照原样；路径只有一个文件符合时，可以不写邮件编号。
    同样内容的文件再发来，照样有效。--to 和 --kind 可以一起写。
    """
    from hui_reg.desk.amending.files import file_at
    from hui_reg.errors import HuiRegError

    if nothing and (owner or kind):
        other = "--to" if owner else "--kind"
        raise HuiRegError(
            ExitCode.USAGE, f"{other} 和 --none 不能一起写", "是材料的去掉 --none；不是报名材料的只写 --none。"
        )
    if not (owner or kind or nothing):
        raise HuiRegError(ExitCode.USAGE, "没有说明这个文件怎么办", "请写 --to 申报人、--kind 材料 或 --none 之一。")
    with run.workspace() as workspace:
        named = file_at(workspace, run.console, place, pages)
        said = []
        if nothing:
            said.append(named.nothing(reason))
        if kind:
            said.append(named.paper(kind, reason))
        if owner:
            person = who_is(run, workspace, owner)
            said.append(named.owned(person, reason))
            if others := named.others(person):
                run.console.attention(f"▲ 文件上写的是{others}，不是{person.name}；写错了的，请用 amend undo 撤回。")
            if not (kind or named.is_material):
                run.console.attention("▲ 这个文件没有认出是什么材料，归给谁都还不算数；请再用 --kind 写明是什么。")
        return finish(run, workspace, said, by)
