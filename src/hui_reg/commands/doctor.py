"""``doctor``: is everything there that a run needs? Each check says what it found and what to do about it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.intake.mailbox.mailbox import Mailbox
    from hui_reg.settings import MailboxSettings

_MARKS = {"ok": "√", "warn": "▲", "fail": "×"}
_LITTLE_SPACE = 2 * 1024**3


@dataclass(frozen=True)
class Check:
    """One line of the report; ``code`` is the exit code a failure asks for."""

    title: str
    state: Literal["ok", "warn", "fail"]
    detail: str
    code: ExitCode = ExitCode.OK


@verb("doctor")
def command(run: Run) -> ExitCode:
    """检查设置及其来源、邮箱登录与文件夹、识读组件、隔离、磁盘和数据库。"""
    with run.workspace() as workspace:
        settings = _settings(workspace)
        shown = [row for row in settings if run.console.verbose or row[2] != "默认值"]
        run.console.table(("设置", "值", "来源"), shown)
        run.console.result()
        found = []
        for check in _checks(workspace):
            found.append(check)
            run.console.result(f"{_MARKS[check.state]} {check.title}：{check.detail}")
    run.console.document(
        {
            "settings": [{"key": key, "value": value, "origin": origin} for key, value, origin in settings],
            "checks": [asdict(check) for check in found],
        }
    )
    failed = [check for check in found if check.state == "fail"]
    if run.console.quiet:
        for check in failed:
            run.console.attention(f"× {check.title}：{check.detail}")
    return failed[0].code if failed else ExitCode.OK


def _settings(workspace: "Workspace") -> list[tuple[str, str, str]]:
    values: dict[str, str] = {}

    def spread(prefix: str, part: Mapping[str, Any]) -> None:
        for key, value in part.items():
            if isinstance(value, Mapping) and value:
                spread(f"{prefix}{key}.", value)
            else:
                values[prefix + key] = "" if value is None else str(value)

    spread("", workspace.settings.model_dump())
    return [(key, values[key], origin) for key, origin in workspace.origins.items()]


def _checks(workspace: "Workspace") -> Iterator[Check]:
    for title, code, look in (
        ("通知", ExitCode.SETTINGS, _look_at_notice),
        ("数据", ExitCode.STORE, _look_at_store),
        ("识读", ExitCode.COMPONENT_MISSING, _look_at_reading),
        ("邮箱", ExitCode.MAILBOX, _look_at_mailboxes),
    ):
        yield from _guarded(title, code, look, workspace)


def _guarded(
    title: str, code: ExitCode, look: Callable[["Workspace"], Iterator[Check]], workspace: "Workspace"
) -> Iterator[Check]:
    try:
        yield from look(workspace)
    except HuiRegError as error:
        yield Check(title, "fail", f"{error.message}。{error.hint}", error.code)
    except ImportError as error:
        yield Check(title, "fail", f"缺少组件 {error.name}，请重新安装 hui-reg。", code)


def _look_at_notice(workspace: "Workspace") -> Iterator[Check]:
    notice = workspace.notice
    deadline = f"报名截止 {notice.registration.deadline:%Y-%m-%d}"
    yield Check("通知", "ok", f"{notice.number} {notice.title}，{deadline}")


def _look_at_store(workspace: "Workspace") -> Iterator[Check]:
    from hui_reg.store import mails, results

    free = shutil.disk_usage(workspace.folder).free
    space = f"{workspace.folder} 尚余 {free / 1024**3:.1f} GB"
    yield Check("磁盘", "ok" if free > _LITTLE_SPACE else "warn", space if free > _LITTLE_SPACE else f"{space}，请清理")
    with workspace.database.begin() as connection:
        if connection.dialect.name == "sqlite":
            fault = str(connection.exec_driver_sql("PRAGMA quick_check").scalar())
            if fault != "ok":
                advice = "请停止使用并从备份恢复 data 文件夹；原始邮件仍在 data/blobs 中。"
                yield Check("数据库", "fail", f"数据库已损坏：{fault}。{advice}", ExitCode.STORE)
                return
        counts = mails.count_by_state(connection)
        applicants = len(results.load_versions(connection))
    aside = f"，搁置 {counts['set_aside']} 封（hui-reg retry）" if counts.get("set_aside") else ""
    yield Check("数据库", "ok", f"{sum(counts.values())} 封邮件、{applicants} 位申报人{aside}")


def _look_at_reading(workspace: "Workspace") -> Iterator[Check]:
    from hui_reg import readers
    from hui_reg.desk.sandboxed import opened
    from hui_reg.model import FileReadings
    from hui_reg.pages.specimen import specimen
    from hui_reg.sandbox import walls
    from hui_reg.sandbox.pool import Job

    caps = workspace.settings.reading
    with opened(workspace, workers=1) as sandbox:
        (done,) = sandbox.run(readers.read_in_worker, FileReadings, [Job("specimen", specimen)])
    if done.problem:
        yield Check("识读", "fail", f"试读失败：{done.problem.detail}", ExitCode.COMPONENT_MISSING)
    else:
        yield Check("识读", "ok", f"试读成功；{caps.workers} 个进程，每个文件至多 {caps.seconds:g} 秒")
    lacking = walls.missing()
    detail = f"已限制{'、'.join(walls.standing())}"
    yield Check("隔离", "warn" if lacking else "ok", f"{detail}；本机缺少{'、'.join(lacking)}" if lacking else detail)
    unar = shutil.which("unar")
    yield Check("RAR", "ok" if unar else "warn", "可以解开" if unar else "没有 unar，RAR 附件无法解开：请安装 unar")


def _look_at_mailboxes(workspace: "Workspace") -> Iterator[Check]:
    boxes = workspace.settings.mailboxes()
    if not boxes:
        yield Check("邮箱", "warn", "没有设置邮箱，只能用 fetch --from 从文件夹收取")
    for name, box in boxes.items():

        def look(_: "Workspace", name: str = name, box: "MailboxSettings" = box) -> Iterator[Check]:
            return _look_at_mailbox(name, box, workspace.settings.intake.largest_mail_mib)

        yield from _guarded(f"邮箱 {name}", ExitCode.MAILBOX, look, workspace)


def _look_at_mailbox(name: str, box: "MailboxSettings", largest_mib: int) -> Iterator[Check]:
    from hui_reg.desk.receiving import account_of
    from hui_reg.intake.mailbox.connection import Deadline
    from hui_reg.intake.mailbox.login import log_in

    mailbox = log_in(account_of(box), Deadline(120), largest_mib * 1024 * 1024)
    try:
        yield Check(f"邮箱 {name}", "ok", f"{box.user} 登录成功；服务器支持 {' '.join(sorted(mailbox.capabilities))}")
        counts = {folder: mailbox.count(folder) for folder in mailbox.folders()}
        listed = "，".join(f"{folder} {'?' if count is None else count} 封" for folder, count in counts.items())
        unread = [folder for folder, count in counts.items() if count and folder not in box.folders]
        yield Check(f"邮箱 {name} 的文件夹", "ok", f"{listed}" + (f"；不收取：{'、'.join(unread)}" if unread else ""))
        for folder in box.folders:
            yield _oldest(mailbox, folder)
    finally:
        mailbox.close()


def _oldest(mailbox: "Mailbox", name: str) -> Check:
    from hui_reg.desk.mail_round import is_windowed

    folder = mailbox.select(name)
    first = next(iter(mailbox.listing(mailbox.uids(folder)[:1])), None)
    if first is None or first.received_at is None:
        return Check(name, "ok", "没有邮件")
    detail = f"{folder.exists} 封，最早 {first.received_at:%Y-%m-%d}"
    if is_windowed(first.received_at):
        return Check(name, "warn", f"{detail}：可能只看得到最近 30 天，请在网页版邮箱设置里把收取范围改为“全部”")
    return Check(name, "ok", detail)
