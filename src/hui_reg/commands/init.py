"""``init``: make a workspace with a commented settings file and a copy of the notice."""

from pathlib import Path

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError


@verb("init")
@click.option("--notice", "notice_id", default=None, help="随程序附带的通知编号，默认 huian-2024-13。")
def command(run: Run, notice_id: str | None) -> ExitCode:
    """建立工作区：写出带说明的 hui-reg.toml 和本次通知 notice.toml。已有的文件不动。"""
    from hui_reg import notice, settings

    try:
        notice_text = notice.shipped(notice_id or notice.DEFAULT_NOTICE)
    except FileNotFoundError:
        raise HuiRegError(
            ExitCode.USAGE, f"没有编号为 {notice_id} 的通知", "请去掉 --notice，再按本地通知修改 notice.toml。"
        ) from None
    files = {settings.FILE_NAME: settings.template(), "notice.toml": notice_text}
    written = {name: _write_new(run.root / name, text) for name, text in files.items()}
    for name, is_new in written.items():
        run.console.result(f"{'√ 已写出' if is_new else '※ 已存在，未改动'}：{run.root / name}")
    run.console.result(f"下一步：在 {settings.FILE_NAME} 填写邮箱，核对 notice.toml 的日期，然后运行 hui-reg fetch")
    run.console.document({"workspace": str(run.root), "written": [name for name, is_new in written.items() if is_new]})
    return ExitCode.OK


def _write_new(path: Path, text: str) -> bool:
    from hui_reg import durable

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        durable.create(path, text.encode(), synced=True)
    except FileExistsError:
        return False
    return True
