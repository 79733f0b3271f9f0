"""The command line: the tree of verbs, and the one place where an error becomes an exit code."""

import errno
import gc
import os
import sys
import traceback
from datetime import datetime
from pathlib import Path

from hui_reg import __version__, locale
from hui_reg.console import prepare_streams, tell
from hui_reg.errors import ExitCode, HuiRegError, not_imported, panics_caught

locale.install()

import click  # noqa: E402  after the locale: click looks its words up while it is imported

from hui_reg.commands.terminal import powershell  # noqa: E402
from hui_reg.commands.terminal.typed import as_meant  # noqa: E402
from hui_reg.commands.tree import GROUPS, VERBS, LazyGroup  # noqa: E402


@click.command(
    cls=LazyGroup,
    verbs=VERBS,
    room="hui_reg.commands",
    groups=GROUPS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="HUI_REG_WORKSPACE",
    default=Path(),
    help="工作区文件夹，默认为当前文件夹。",
)
@click.version_option(__version__, "--version", message="hui-reg %(version)s")
def hui_reg(workspace: Path) -> None:
    """职业技能等级认定报名材料的收取、审核与跟踪。"""
    global _workspace
    _workspace = workspace


_MANY = 20_000
"""New objects after which garbage is looked for: what a command loads is tens of thousands, and none of it is."""
_workspace = Path()
"""The workspace of this run: where a bug's log belongs."""


def main() -> None:
    """Run the command line and end the process with the contract's exit code."""
    gc.set_threshold(_MANY)
    prepare_streams()
    powershell.register()
    code = run(sys.argv[1:])
    gc.freeze()  # the process ends: to look through everything once more would take a quarter of a second
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command line; every failure becomes a Chinese sentence on stderr and an exit code."""
    try:
        meant = as_meant(arguments, windows=sys.platform == "win32")
        with panics_caught():
            outcome = hui_reg.main(args=meant, prog_name="hui-reg", standalone_mode=False)
        return int(outcome) if isinstance(outcome, int) else ExitCode.OK
    except HuiRegError as error:
        return _fail(error.code, error.message, error.hint)
    except click.exceptions.NoArgsIsHelpError as error:
        tell(error.format_message())
        return ExitCode.USAGE
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "hui-reg"
        return _fail(ExitCode.USAGE, error.format_message().rstrip(".。"), f"用法见 {command} --help")
    except (KeyboardInterrupt, click.Abort):
        return _fail(ExitCode.INTERRUPTED, "已中断", "已完成的部分都已保存，重新运行即可继续。")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as error:
        fault = _WINDOWS_FAULTS.get(getattr(error, "winerror", 0) or 0) or _STORE_FAULTS.get(error.errno or 0)
        if fault is None:
            return _bug()
        which = f"（{error.filename}）" if error.filename else ""
        return _fail(ExitCode.STORE, f"{fault}{which}", "已保存的内容不会丢失，排除后重新运行即可。")
    except ImportError as error:
        return (
            _bug()
            if (error.name or "").startswith("hui_reg")
            else _fail(ExitCode.COMPONENT_MISSING, *not_imported(error))
        )
    except Exception:
        return _bug()


_STORE_FAULTS = {
    errno.ENOSPC: "磁盘已满，无法写入",
    errno.EDQUOT: "磁盘配额已用完，无法写入",
    errno.EROFS: "磁盘为只读，无法写入",
    errno.EACCES: "没有权限读写所需的文件",
    errno.EPERM: "没有权限读写所需的文件",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "文件名或路径太长，请换一个短一些的文件夹",
    errno.ELOOP: "文件夹的链接绕成了一圈",
}
_WINDOWS_FAULTS = {
    32: "文件正被别的程序占用（WPS、Excel 或杀毒软件），请先关闭它",
    33: "文件的一部分被别的程序锁住，请先关闭它",
    112: "磁盘已满，无法写入",
    123: "文件名里有 Windows 不允许的字符",
    206: "文件名或路径太长，请换一个短一些的文件夹",
    1224: "文件正被别的程序打开，请先关闭它",
}
"""Windows' own numbers, which say more than the errno that Python makes of them."""


def _fail(code: ExitCode, message: str, hint: str) -> ExitCode:
    stop = "" if message.endswith(("。", "！", "？", ".")) else "。"
    tell(f"× {message}{stop}{hint}")
    return code


def _bug() -> ExitCode:
    """Log where it failed, without the values: they may be somebody's."""
    kind, error, trace = sys.exc_info()
    lines = [f"{datetime.now().astimezone().isoformat(timespec='seconds')} hui-reg {__version__}"]
    lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    lines.append(f"  {kind.__name__ if kind else '?'}")
    folder = _workspace if _workspace.is_dir() else Path()
    log = folder.absolute() / f"hui-reg-bug-{os.getpid()}.log"
    try:
        log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        tell("\n".join(lines))
    if os.environ.get("HUI_REG_DEBUG") and error is not None:
        traceback.print_exception(error)
    return _fail(
        ExitCode.BUG, f"程序内部出错（{kind.__name__ if kind else '?'}）", f"请把 {log} 发给维护者；其中没有个人信息。"
    )
