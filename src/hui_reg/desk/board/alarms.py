"""What whoever watches must know, a plain sentence each: a mailbox that fails, a full disk, a deadline with open cases.

Everything is told from what earlier runs left behind; nothing logs in here, for logging in often gets accounts locked.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hui_reg.desk.correspondence.asking import all_asked, overdue
from hui_reg.desk.correspondence.units import asked_of_units
from hui_reg.desk.custody.destroying import unfinished
from hui_reg.desk.ledger import listed_roll
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.standing import Stage
from hui_reg.store import closing, lock, mailbox_health, mails, results, unreceived
from hui_reg.store.database import Connection

_FULL, _LITTLE = 200 * 1024**2, 2 * 1024**3
_LONGEST_SILENCE = timedelta(days=3)
"""Without a success."""
_NO_MAIL_FOR = timedelta(days=5)
"""While the registration is open."""
_STUCK_AFTER = timedelta(hours=6)
_NEAR = 3
"""Days before a deadline."""
_WORST_FIRST = (ExitCode.STORE, ExitCode.SETTINGS, ExitCode.MAILBOX, ExitCode.SET_ASIDE)


@dataclass(frozen=True)
class Alarm:
    """One thing to see to, with the exit code it asks for."""

    code: ExitCode
    text: str


def worst(alarms: list[Alarm]) -> ExitCode:
    """The exit code of all alarms together."""
    codes = {alarm.code for alarm in alarms}
    return next((code for code in _WORST_FIRST if code in codes), ExitCode.OK)


def alarms(workspace: Workspace, now: datetime) -> Iterator[Alarm]:
    """Everything that is wrong at ``now`` (aware). Raises :class:`HuiRegError` where not even the store can be read."""
    yield from _disk(workspace)
    since = lock.held_since(workspace.folder / "lock")
    if since is not None and now - since > _STUCK_AFTER:
        yield Alarm(
            ExitCode.SET_ASIDE, f"有一次运行从{_at(workspace, since)}起没有结束，后来的运行都进不去；请查看并结束它"
        )
    with workspace.database.begin() as connection:
        closed = closing.closing(connection) is not None
        if not closed:  # nothing is awaited any more
            yield from _mailboxes(workspace, connection, now)
            yield from _mails(workspace, connection, now)
            yield from _deadline(workspace, connection, now)
    if workspace.notice.is_past_retention(now):
        verb = "archive --destroy" if closed else "purge"
        waiting = 0 if closed else unfinished(workspace)
        first = f"还有 {waiting} 人没有办完，请先办完或核对 [retention] until，再" if waiting else "请"
        yield Alarm(ExitCode.SET_ASIDE, f"个人信息的保存期限已过；{first}运行 hui-reg {verb}")


def _disk(workspace: Workspace) -> Iterator[Alarm]:
    free = shutil.disk_usage(workspace.folder).free
    if free < _LITTLE:
        code, word = (ExitCode.STORE, "已满") if free < _FULL else (ExitCode.SET_ASIDE, "快满了")
        yield Alarm(code, f"磁盘{word}，只剩 {free / 1024**2:.0f} MB；请清理 {workspace.folder} 所在的磁盘")
    if not os.access(workspace.folder, os.W_OK):
        yield Alarm(ExitCode.STORE, f"数据文件夹 {workspace.folder} 不能写入；请检查权限")


def _mailboxes(workspace: Workspace, connection: Connection, now: datetime) -> Iterator[Alarm]:
    known = mailbox_health.health(connection)
    for box in workspace.settings.mailboxes().values():
        account = f"{box.user}@{box.host}"
        state = known.get(account, mailbox_health.Health())
        try:
            box.secret()
        except HuiRegError as error:
            yield Alarm(ExitCode.SETTINGS, f"{error.message}；{error.hint}")
            continue
        if state.fails and state.failed_at is not None:
            last = f"，上次成功是{_at(workspace, state.good_at)}" if state.good_at else "，还从来没有成功过"
            yield Alarm(
                ExitCode.MAILBOX, f"邮箱 {account} {_at(workspace, state.failed_at)}没能收取{last}：{state.told}"
            )
        elif state.good_at is None:
            yield Alarm(ExitCode.MAILBOX, f"邮箱 {account} 还没有收取过；请运行 hui-reg fetch")
        elif now - state.good_at > _LONGEST_SILENCE:
            days = (now - state.good_at).days
            yield Alarm(ExitCode.MAILBOX, f"邮箱 {account} 已有 {days} 天没有收取；请看定时任务是否还在运行")


def _mails(workspace: Workspace, connection: Connection, now: datetime) -> Iterator[Alarm]:
    kept = mails.load(connection, mails.NEW, mails.SET_ASIDE, mails.UNPACKED)
    opens, closes = workspace.notice.opens_at(), workspace.notice.closes_at()
    newest = max((mail.received_at for mail in kept), default=None)
    watched = bool(workspace.settings.mailboxes()) and opens + _NO_MAIL_FOR < now < closes
    if watched and (newest is None or now - newest > _NO_MAIL_FOR):
        when = f"上一封是{_at(workspace, newest)}" if newest else "一封也没有"
        days = _NO_MAIL_FOR.days
        yield Alarm(ExitCode.SET_ASIDE, f"报名期间已有 {days} 天没有新邮件（{when}）；请用网页版邮箱看看")
    aside = sum(mail.state == mails.SET_ASIDE for mail in kept)
    if aside:
        yield Alarm(ExitCode.SET_ASIDE, f"{aside} 封邮件搁置着，里面的材料没有计入；请运行 hui-reg retry")
    stayed_out = len(unreceived.load(connection))
    if stayed_out:
        yield Alarm(ExitCode.SET_ASIDE, f"{stayed_out} 封邮件服务器上有，却没能收下；hui-reg fetch 会说明原因")
    last = results.last_run(connection, "validate")
    unpacked = sum(mail.state == mails.UNPACKED for mail in kept)
    if unpacked and (last is None or (unpacked != last[1].get("mails", 0) and now - last[0] > _LONGEST_SILENCE)):
        when = f"上次审核是{_at(workspace, last[0])}" if last else "还没有审核过"
        yield Alarm(ExitCode.SET_ASIDE, f"有新邮件没有审核（{when}）；请运行 hui-reg validate")


def _deadline(workspace: Workspace, connection: Connection, now: datetime) -> Iterator[Alarm]:
    notice = workspace.notice
    roll = listed_roll(connection, workspace)
    late = overdue(roll, all_asked(connection, roll), asked_of_units(connection, notice.tz))
    if late:
        units = "、".join(one.unit for one in late[:3]) + ("等" if len(late) > 3 else "")
        text = f"{len(late)} 个单位（{units}）补正过期；请运行 hui-reg export notices --reminder"
        yield Alarm(ExitCode.SET_ASIDE, text)
    today, until = now.astimezone(notice.tz).date(), notice.registration.corrections_until
    day = until or notice.registration.deadline
    left = (day - today).days
    if not 0 <= left <= _NEAR:
        return
    roll = roll.standing_where(lambda stands: stands.stage is Stage.TO_CORRECT)
    if roll.people:
        yield Alarm(
            ExitCode.SET_ASIDE,
            f"距{'补正' if until else '报名'}截止（{day}）还有 {left} 天，"
            f"{len(roll.units())} 个单位的 {len(roll.people)} 人还没有补正；请运行 hui-reg export notices --reminder",
        )


def _at(workspace: Workspace, moment: datetime) -> str:
    local = moment.astimezone(workspace.notice.tz)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
