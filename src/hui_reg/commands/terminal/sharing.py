"""``init --shared``: a workspace that shares its database with other computers, set up and tried in one go."""

import sys
from pathlib import Path

from hui_reg import durable
from hui_reg.commands.terminal import questions
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

SECRET_FILE = "database.secret"  # noqa: S105 the name of a file
_SHAPE = "postgresql://用户:密码@主机/数据库"


def refuse_what_stands(root: Path) -> None:
    """Raises :class:`HuiRegError` (exit 2) for a workspace that stands already: its mails would stay behind."""
    from hui_reg import settings

    if (root / settings.FILE_NAME).exists():
        raise HuiRegError(
            ExitCode.USAGE,
            f"{root.absolute()} 里已有工作区，没有改动",
            f"请换一个空文件夹，例如 hui-reg -w 报名 init --shared 共用文件夹；"
            f"已经合用的工作区换地址，请改 {SECRET_FILE}。",
        )


def address(run: Run, *, from_stdin: bool) -> str:
    """The database's address, asked for without showing it, or one line of the input; tried before anything is
    written, so that a wrong one is simply given again.

    Raises :class:`HuiRegError` (exit 2, 3, 6, 7).
    """
    from hui_reg.store.joint.address import guarded, parsed
    from hui_reg.store.joint.server import reach

    if from_stdin:
        told = sys.stdin.readline().strip()
    elif questions.may_ask(run.console):
        told = questions.ask_secret(f"数据库的地址（管理员给的一行，写作 {_SHAPE}；输入时不显示，粘贴后回车）")
    else:
        told = ""
    if not told:
        advice = "不在终端里时，请用 --database-stdin 从标准输入给出一行地址。"
        raise HuiRegError(ExitCode.USAGE, "没有得到数据库的地址", advice)
    guarded(parsed(told))
    try:
        reach(told)
    except HuiRegError as error:
        raise HuiRegError(error.code, f"{error.message}（还没有写出任何文件）", error.hint) from error
    return told


def settle(root: Path, told: str, shared: str) -> dict[str, str | int | bool]:
    """Keep the address where only its owner can read it; what the settings file says of it. ``shared``: where the
    files are to be."""
    from hui_reg.settings import secrets

    durable.folder(root)
    secrets.write_file(root / SECRET_FILE, told)
    bucket = shared == "own" or shared.startswith("s3://")
    return {
        "store.database_file": SECRET_FILE,
        "store.blobs": shared if bucket else Path(shared).expanduser().absolute().as_posix(),
    }


def greet(run: Run) -> None:
    """Open the database and say what was found there: the first computer makes it, others find what is in it."""
    from hui_reg.desk.checkup.together import together
    from hui_reg.store import mails, results

    with run.workspace() as workspace:
        with workspace.database.begin() as connection:
            received = sum(mails.count_by_state(connection).values())
            people = sum(results.count_verdicts(connection).values())
        checks = list(together(workspace))
    held = f"已有 {received} 封邮件、{people} 位申报人" if received else "还是空的，这是第一台电脑"
    run.console.result(f"√ 已连上数据库：{held}")
    for check in checks:
        if check.state in ("warn", "fail"):
            run.console.attention(check.line)
    first = not received
    run.console.result(
        "每台电脑都这样做一遍：hui-reg -w 报名 init --shared 同一个共用文件夹；然后把这台的 notice.toml 复制过去"
        if first
        else "请把第一台电脑的 notice.toml 复制到这个工作区：各电脑的通知要逐字相同"
    )
