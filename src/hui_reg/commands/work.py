"""``work``: read what is queued, as one of any number of computers, until told to stop."""

import contextlib
import signal
from types import FrameType

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode


@verb("work")
@click.option("--until-idle", is_flag=True, help="队列里没有文件时结束；不写则一直等新的文件，按 Ctrl+C 结束。")
def command(run: Run, until_idle: bool) -> ExitCode:
    """在这台电脑上帮忙识读：从共用的数据库里领文件，读完存回去。可在任意多台电脑上同时运行，随时可以停。

    正在读的文件会退回队列，由别的电脑接着读，不会丢，也不会重复。hui-reg validate 会等它们读完再审核。
    """
    from hui_reg.desk.crew.working import Work, work

    done = Work()
    signal.signal(signal.SIGTERM, _interrupt)
    with run.workspace() as workspace:
        if workspace.is_shared:
            run.console.result("※ 开始识读；按 Ctrl+C 结束，没读完的会退回队列。")
        with contextlib.suppress(KeyboardInterrupt):
            work(workspace, run.console.attention, until_idle=until_idle, done=done)
    aside = f"，其中 {done.set_aside} 个无法识读，已搁置" if done.set_aside else ""
    run.console.result(f"√ 读了 {done.read} 个文件{aside}")
    run.console.document({"read": done.read, "set_aside": done.set_aside})
    return ExitCode.OK


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
