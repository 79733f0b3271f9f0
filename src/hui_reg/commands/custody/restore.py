"""``restore``: a workspace from a backup, into a folder of its own."""

from pathlib import Path

from hui_reg.commands.options import file_argument, passphrase_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("restore")
@file_argument
@passphrase_option
def command(run: Run, file: Path, passphrase_file: Path | None) -> ExitCode:
    """从备份恢复。用 -w 指定一个空的或还没有的文件夹：hui-reg -w 新文件夹 restore 备份文件。"""
    from hui_reg.commands.terminal.passphrase import passphrase
    from hui_reg.desk.custody import backup

    manifest = backup.read(file, passphrase(passphrase_file, twice=False), run.root, run.console)
    made = f"{manifest.made_at.astimezone():%Y-%m-%d %H:%M}"
    run.console.result(f"√ 已恢复到 {run.root}：{len(manifest.files)} 个文件，备份于 {made}。{manifest.head}")
    run.console.result("下一步：邮箱授权码须重新设置（hui-reg init），再运行 hui-reg verify 核对。")
    if "data/hui-reg.db" not in manifest.files:
        run.console.result("备份里没有数据库：请运行 hui-reg verify --rebuild，按邮件和日志重做。")
    run.console.document({"workspace": str(run.root), "files": len(manifest.files), "head": manifest.head})
    return ExitCode.OK
