"""``backup``: the whole workspace in one encrypted file, verified by reading it back."""

from pathlib import Path

import click

from hui_reg.commands.options import passphrase_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("backup")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path, dir_okay=False))
@passphrase_option
def command(run: Run, file: Path, passphrase_file: Path | None) -> ExitCode:
    """把邮件、日志、数据库、设置备份成一个加密文件（age 格式），写完读回核对。口令忘了就打不开，请另处保存。

    邮箱授权码、导出的表格、缩略图不在内。请把备份放到另一块磁盘上。
    """
    from hui_reg.commands.terminal.passphrase import passphrase
    from hui_reg.desk.custody import backup
    from hui_reg.store import results

    with run.workspace() as workspace, workspace.lock():
        words = passphrase(passphrase_file, twice=True)
        manifest = backup.write(workspace, file, words, run.console)
        with workspace.database.begin() as connection:  # doctor says when the last one was
            results.record_run(connection, "backup", {"files": len(manifest.files)})
    run.console.result(f"√ 已备份到 {file}：{len(manifest.files)} 个文件，读回核对无误。{manifest.head}")
    run.console.document({"file": str(file), "files": len(manifest.files), "head": manifest.head})
    return ExitCode.OK
