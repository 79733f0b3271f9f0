"""``init``: make a workspace. On a terminal it asks for what it needs; elsewhere everything is an option."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hui_reg.commands.terminal import questions, sharing, succession
from hui_reg.commands.verb import verb
from hui_reg.console import quoted, tell
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.settings import MailboxSettings

_PROVIDERS = ("qq", "exmail", "163", "126", "139", "aliyun", "aliyun-personal", "other")


@dataclass(frozen=True)
class Given:
    """What the options, or the answers, say. ``secret``: the authorisation code itself; ``where``: file, keyring;
    ``shared``: where files lie that several computers share, with the ``address`` of their database."""

    notice: str | None
    provider: str | None
    user: str | None
    host: str | None
    port: int | None
    ca_file: Path | None
    where: str | None
    secret: str = ""
    test: bool = True
    shared: str | None = None
    address: str = ""


@verb("init")
@click.option("--notice", default=None, metavar="编号", help="随程序附带的通知编号，默认 huian-2024-13。")
@click.option("--from", "old", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None,
              metavar="旧工作区", help="沿用上一次报名的设置、单位名称的更正和确认过的单位邮箱。")  # fmt: skip
@click.option("--mailbox", "provider", type=click.Choice(_PROVIDERS), default=None, help="收件邮箱是哪一家的。")
@click.option("--user", default=None, metavar="地址", help="收件邮箱的地址。")
@click.option("--host", default=None, metavar="服务器", help="收件服务器；--mailbox other 时要写。")
@click.option(
    "--port", metavar="端口", type=click.IntRange(1, 65535), default=None, help="收件服务器的端口，默认 993。"
)
@click.option("--ca-file", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
              help="单位自建证书的 CA 文件。")  # fmt: skip
@click.option("--secret", "where", type=click.Choice(["file", "keyring"]), default=None,
              help="授权码存入：file 只有本人可读的文件；keyring 系统钥匙串。")  # fmt: skip
@click.option("--secret-stdin", is_flag=True, help="从标准输入读一行授权码（不在终端时用）。")
@click.option("--shared", default=None, metavar="共用文件夹",
              help="几台电脑合用一个数据库：邮件和附件放在这个文件夹（或 s3://桶/前缀；own 各存各的）。")  # fmt: skip
@click.option("--database-stdin", is_flag=True, help="与 --shared 同用：从标准输入读一行数据库地址（不在终端时用）。")
@click.option("--no-test", is_flag=True, help="不试着登录邮箱。")
@click.option("--no-input", is_flag=True, help="不提问，没有给出的用默认值。")
def command(run: Run, old: Path | None, secret_stdin: bool, database_stdin: bool, no_test: bool, no_input: bool,
            **options: Any) -> ExitCode:  # fmt: skip
    """建立工作区：写出设置文件 hui-reg.toml 和通知 notice.toml，存好邮箱授权码并试登录。已有的文件不动。

    在终端里会逐项提问，直接回车用默认值；再次运行可以更换授权码。几台电脑合用一个数据库时，每台用 --shared 建立。
    """
    from hui_reg import settings

    if database_stdin and not options["shared"]:
        raise click.UsageError("--database-stdin 要与 --shared 共用文件夹 同用")
    if options["shared"]:
        options["address"] = sharing.address(run, from_stdin=database_stdin)
    given = Given(**options, secret=_from_stdin() if secret_stdin else "", test=not no_test)
    asking = questions.may_ask(run.console) and not (no_input or secret_stdin)
    if asking and run.root == Path() and not (run.root / settings.FILE_NAME).exists():
        folder = questions.ask("工作区放在哪个文件夹？（一次报名一个文件夹，. 为当前文件夹）", "报名")
        run = replace(run, root=Path(folder).expanduser())
    if old is not None:
        if given.provider or given.user or given.host or given.where or given.secret or given.shared:
            raise HuiRegError(ExitCode.USAGE, "--from 沿用上一次的邮箱", "要换邮箱，请建好以后改 hui-reg.toml。")
        return succession.after(run, old, given.notice)
    if given.shared:
        sharing.refuse_what_stands(run.root)
    if (run.root / settings.FILE_NAME).exists():
        return _again(run, given, asking=asking)
    return _anew(run, given, asking=asking)


def _anew(run: Run, given: Given, *, asking: bool) -> ExitCode:
    from hui_reg.desk import moving_in

    if asking:
        given = _asked(given)
    notice_text = succession.notice_text(given.notice)
    box = _mailbox(given)
    tried = _secret(given, box, asking=asking) if box else _Tried()
    if tried.seen:
        run.console.result(f"√ {tried.seen}")
    values = _values(box, tried.where)
    if given.shared:
        values |= sharing.settle(run.root, given.address, given.shared)
    written = moving_in.write_files(run.root, notice_text, values)
    for path, is_new in written.items():
        run.console.result(f"{'√ 已写出' if is_new else '※ 已存在，未改动'}：{path}")
    place = _keep(run, box, tried)
    fresh = [path.name for path, is_new in written.items() if is_new]
    run.console.document({"workspace": str(run.root), "written": fresh, "secret": place})
    if tried.failure:
        raise tried.failure
    if given.shared:
        sharing.greet(run)
    run.console.result(f"下一步：{_next(run, box, place)}")
    return ExitCode.OK


def _values(box: "MailboxSettings | None", where: str) -> dict[str, str | int | bool]:
    """What the settings file says of the mailbox."""
    from hui_reg.desk import moving_in

    if box is None:
        return {}
    values: dict[str, str | int | bool] = {"mailbox.host": box.host, "mailbox.port": box.port, "mailbox.user": box.user}
    if where == "file":
        values["mailbox.password_file"] = moving_in.SECRET_FILE
    if box.ca_file is not None:
        values["mailbox.ca_file"] = str(box.ca_file.absolute())
    return values


def _again(run: Run, given: Given, *, asking: bool) -> ExitCode:
    """The workspace stands: nothing is changed but, on request, the authorisation code."""
    from hui_reg import settings
    from hui_reg.desk import moving_in

    for name in (settings.FILE_NAME, "notice.toml"):
        if not (run.root / name).exists():
            continue
        run.console.result(f"※ 已存在，未改动：{run.root / name}")
    place = ""
    box = settings.load(run.root)[0].mailbox if given.where or given.secret or asking else None
    if box is not None and not box.host and (given.where or given.secret):
        raise HuiRegError(
            ExitCode.SETTINGS, f"{settings.FILE_NAME} 里还没有填邮箱", "请在 [mailbox] 填写 host 和 user 后重新运行。"
        )
    if box is not None and box.host and (given.where or given.secret or questions.confirm("要更换邮箱的授权码吗？")):
        usual = "keyring" if box.password_file is None else "file"
        tried = _secret(replace(given, where=given.where or usual), box, asking=asking)
        if tried.seen:
            run.console.result(f"√ {tried.seen}")
        place = _keep(run, box, tried)
        if place and tried.where == "file" and box.password_file is None:
            line = f'password_file = "{moving_in.SECRET_FILE}"'
            run.console.attention(f"▲ 请在 {settings.FILE_NAME} 的 [mailbox] 这一段写上：{line}")
        if tried.failure:
            raise tried.failure
    run.console.result("下一步：hui-reg doctor")
    run.console.document({"workspace": str(run.root), "written": [], "secret": place})
    return ExitCode.OK


def _asked(given: Given) -> Given:
    """What the options leave open, asked for in the order in which a clerk has it at hand."""
    from hui_reg.desk import moving_in
    from hui_reg.intake.mailbox import presets

    if given.notice is None:
        known = moving_in.notices()
        chosen = questions.choose("用哪一份通知？（别的通知：先选最接近的，再改 notice.toml）", list(known.values()))
        given = replace(given, notice=list(known)[chosen])
    if given.user is None:
        question = "收件邮箱的地址（没有邮箱权限就直接回车，以后用 fetch --from 收取）"
        given = replace(given, user=questions.ask(question, fault=_no_address))
    if not given.user:
        return given
    if given.provider is None:
        own = presets.of_address(given.user)
        if own is None:
            every = (*presets.PRESETS, presets.OTHER)
            own = every[questions.choose("这个邮箱是哪一家的？", [known.title for known in every], len(every) - 1)]
        given = replace(given, provider=own.name)
    own = presets.preset(given.provider or "other")
    domain = (given.user or "").rpartition("@")[2]
    if not (given.host or own.host):
        given = replace(given, host=questions.ask("收件服务器（IMAP）的地址", f"imap.{domain}"))
        given = replace(given, port=given.port or int(questions.ask("端口", "993", _no_port)))
    if not given.secret:
        tell(f"\n{own.title}，请先做这几件事（网页上的名称可能略有不同）：")
        for number, step in enumerate(own.steps, 1):
            tell(f"  {number}. {step}")
        tell()
    return given


def _no_address(answer: str) -> str:
    return "" if not answer or ("@" in answer.strip("@") and " " not in answer) else "邮箱地址应写作 名称@域名"


def _no_port(answer: str) -> str:
    return "" if answer.isdecimal() and 0 < int(answer) < 65536 else "端口是 1 到 65535 的数字，一般为 993"


def _mailbox(given: Given) -> "MailboxSettings | None":
    from hui_reg.intake.mailbox import presets
    from hui_reg.settings import MailboxSettings

    if not (given.user or given.provider or given.host):
        return None
    own = presets.preset(given.provider) if given.provider else presets.of_address(given.user or "") or presets.OTHER
    host = given.host or own.host
    if not (given.user and host):
        raise HuiRegError(
            ExitCode.USAGE,
            "邮箱的设置不全",
            "请写出 --user 地址；单位自己的邮箱还要写 --host 服务器，例如 --mailbox other --host imap.example.com。",
        )
    return MailboxSettings(host=host, port=given.port or own.port, user=given.user, ca_file=given.ca_file)


@dataclass(frozen=True)
class _Tried:
    """An authorisation code to keep (``secret``; empty: none) and ``where``; what the login saw, or how it failed."""

    secret: str = ""
    where: str = "file"
    seen: str = ""
    failure: HuiRegError | None = None


def _secret(given: Given, box: "MailboxSettings", *, asking: bool) -> _Tried:
    if not (asking or given.secret):
        if given.where:
            raise HuiRegError(ExitCode.USAGE, "没有得到授权码", "不在终端里时，请用 --secret-stdin 从标准输入给出。")
        return _Tried()
    secret = given.secret
    while True:
        secret = secret or questions.ask_secret("授权码（输入时不显示；粘贴后回车）")
        tried = _tried(box, secret, given)
        if tried.failure is None or not asking:
            break
        tell(f"× {tried.failure.message}。{tried.failure.hint}")
        way = questions.choose("怎么办？", ("重新填授权码", "先存下，以后再用 hui-reg doctor 试", "不存授权码"))
        if way:
            tried = _Tried(secret if way == 1 else "")
            break
        secret = ""
    return replace(tried, where=given.where or (_where() if asking and tried.secret else "file"))


def _tried(box: "MailboxSettings", secret: str, given: Given) -> _Tried:
    from hui_reg.desk import moving_in

    if not given.test:
        return _Tried(secret)
    tell(f"正在登录 {box.host} …")
    try:
        return _Tried(secret, seen=moving_in.try_login(box, secret))
    except HuiRegError as error:
        return _Tried(secret, failure=error)


def _where() -> str:
    from hui_reg.settings import secrets

    if not secrets.has_keyring():
        return "file"
    places = ("工作区里的文件，只有本人可读（定时运行用这个）", "系统钥匙串")
    return ("file", "keyring")[questions.choose("授权码存在哪里？", places)]


def _keep(run: Run, box: "MailboxSettings | None", tried: _Tried) -> str:
    from hui_reg.desk import moving_in

    if box is None or not tried.secret:
        return ""
    place = moving_in.keep_secret(run.root, box, tried.secret, in_keyring=tried.where == "keyring")
    run.console.result(f"√ 授权码已存入：{place}")
    return place


def _from_stdin() -> str:
    return sys.stdin.readline().strip()


def _next(run: Run, box: "MailboxSettings | None", kept: str) -> str:
    """What to do now, one line each."""
    here = "" if run.root.resolve() == Path.cwd().resolve() else f" -w {quoted(run.root)}"
    steps = ["打开 notice.toml，逐项核对日期、条件、费用"]
    if box is None:
        return "；\n　　　　".join((*steps, f"hui-reg{here} fetch --from 存放邮件的文件夹"))
    if not kept:
        steps.append(f"hui-reg{here} init --secret file：存入邮箱的授权码")
    return "；\n　　　　".join((*steps, f"hui-reg{here} doctor：检查一遍", f"hui-reg{here} fetch：收取邮件"))
