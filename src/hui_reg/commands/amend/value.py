"""``amend value``: what stands on a paper of a person."""

import click

from hui_reg.commands.amend.parts import WHO, by_option, finish, reason_option, who_is
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("value", dry_run=True)
@click.argument("who", metavar=WHO)
@click.argument("values", metavar="项目=内容...", nargs=-1, required=True)
@click.option(
    "--in",
    "path",
    metavar="文件",
    default="",
    help="写在哪个文件上：文件的路径、其中一段，或材料名称（如 毕业证）；写“全部”就是读成别的内容的每一份。"
    "有几份读成别的内容时要写。",
)
@reason_option
@by_option
def command(run: Run, who: str, values: tuple[str, ...], path: str, reason: str, by: str | None) -> ExitCode:
    """更正材料上读错的内容，例如 hui-reg amend value 张三 毕业院校=泉州示范职业学院。

    申报人写姓名、证件号码或其末四位，必要时加 @单位。更正的内容高于识读，不高于身份证号码的校验和通知的要求；
    同一个文件再发来照样有效，换了文件会请您再看。等号后面不写内容，表示材料上没有填。
    """
    from hui_reg.desk.amending.values import EVERYWHERE, dossier_of, papers_of, told
    from hui_reg.desk.validation import rulings_of
    from hui_reg.errors import HuiRegError

    if "=" in who.replace("＝", "="):
        raise HuiRegError(ExitCode.USAGE, f"“{who}”不像是申报人", "请先写申报人，再写 项目=内容。")
    with run.workspace() as workspace:
        papers = papers_of(workspace, dossier_of(workspace, who_is(run, workspace, who)), rulings_of(workspace))
        said = []
        for given in values:
            name, equals, text = given.replace("＝", "=", 1).partition("=")
            if not equals:
                raise HuiRegError(
                    ExitCode.USAGE, f"“{given}”没有等号", "请写成 项目=内容，例如 毕业院校=泉州示范职业学院。"
                )
            for field, value in told(name, text, [exhibit.reading.kind for exhibit in papers.at(path)]):
                everywhere = path == EVERYWHERE
                exhibits = papers.differing(field, value) if everywhere else [papers.bearing(field, value, path)]
                said += [papers.value(exhibit, field, value, reason) for exhibit in exhibits]
        return finish(run, workspace, said, by)
