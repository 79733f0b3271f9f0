"""``export album``: pages in which a reviewer looks, corrects and decides, one a unit (several for a large one)."""

from pathlib import Path

import click

from hui_reg.commands.options import Written, stage_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("album", dry_run=True)
@click.option("--output", type=Written(), default=None, help="放网页的文件夹。")
@stage_option
@click.option("--unit", "units", multiple=True, metavar="名称", help="只做这个单位，名称写一部分即可；可写多次。")
@click.option("--encrypt", is_flag=True, help="用 age 加密：输入口令，或用 --recipient 写收件人的公钥。")
@click.option("--recipient", "recipients", multiple=True, metavar="age1…", help="收件人的 age 公钥，可写多次。")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="存放口令的文件，权限须为 600；不写则用环境变量 HUI_REG_EXPORT_PASSPHRASE，或在终端里输入。",
)
def command(
    run: Run,
    output: Path | None,
    stage: str,
    units: tuple[str, ...],
    encrypt: bool,
    recipients: tuple[str, ...],
    passphrase_file: Path | None,
) -> ExitCode:
    """每个单位一个网页，逐人看材料、更正、写意见：双击打开，不联网，全用键盘（? 看按键）。

    写完按“保存意见”，把下载的文件交回，用 hui-reg import review 文件 导入。送到别处（如省里复核）的，加 --encrypt；
    收到的人用 age 解开（age -d 单位.html.age > 单位.html），双击打开，用完删除。
    """
    from hui_reg.desk import batches
    from hui_reg.desk.album import albums, encrypting
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.units import meant
    from hui_reg.history.decisions import Stage

    lock = encrypting.lock_for(recipients, lambda: _passphrase(passphrase_file)) if encrypt or recipients else None
    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        units = meant(workspace, units)
        batch = batches.gather(workspace, Stage(f"{stage}_review"), units)
        day = batch.made_at.astimezone(workspace.notice.tz)
        folder = output or run.root / "exports" / f"翻看-{day:%Y%m%d-%H%M%S}"
        made = [
            {"unit": one.part.unit, "people": len(one.part.people), "path": str(one.path)}
            for one in albums.write(outlet, batch, folder, lock=lock, dry_run=run.dry_run)
        ]
    run.console.table(("单位", "人数"), [(str(line["unit"]), str(line["people"])) for line in made])
    done = "将写出" if run.dry_run else "已写出"
    nobody = "还没有申报人。" if stage == "first" else "还没有人通过初审：请先导出、填写并导入初审表。"
    run.console.result(
        f"{done} {len(made)} 个网页：{folder}{'（已加密，用 age 解开）' if lock else '（双击打开）'}"
        if made
        else nobody
    )
    if made:
        run.console.result("看完按“保存意见”，再运行：hui-reg import review 下载的文件 --dry-run，确认后去掉 --dry-run")
    run.console.document({"pages": made, "stage": stage, "kept": outlet.kept, "dry_run": run.dry_run})
    return outlet.code


def _passphrase(file: Path | None) -> str:
    """From the file, the environment, or typed twice. Raises :class:`HuiRegError` (exit 3) where there is none."""
    from hui_reg.commands.terminal.passphrase import passphrase
    from hui_reg.desk.album.encrypting import VARIABLE

    return passphrase(file, twice=True, what="导出", variable=VARIABLE)
