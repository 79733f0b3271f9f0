"""``completion``: the script that lets a shell complete commands and options at the Tab key."""

import click
from click.shell_completion import get_completion_class

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
def command(run: Run, shell: str) -> ExitCode:
    """打印让终端按 Tab 补全命令和选项的脚本，写进终端的启动文件即可。"""
    made = get_completion_class(shell)
    assert made is not None  # the four are registered
    text = made(click.get_current_context().find_root().command, {}, "hui-reg", "_HUI_REG_COMPLETE").source()
    run.console.result(text)
    run.console.document({"shell": shell, "text": text})
    return ExitCode.OK
