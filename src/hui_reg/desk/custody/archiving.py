"""A registration closed, with a certificate of what it was: counts and hashes, and the head of the ledger's tree; of
nobody's name. By the certificate ``verify --against`` proves the ledger for as long as its commitments are kept.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from hui_reg.console import Console
from hui_reg.desk.custody import audit, destroying
from hui_reg.desk.custody.handed_out import CERTIFICATES
from hui_reg.desk.ledger import listed_roll
from hui_reg.desk.outlet import Outlet
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.standing import STAGE_TITLES
from hui_reg.spreadsheets.writer import Column, Sheet, made
from hui_reg.store import closing, entries, mails
from hui_reg.store.closing import Closing

CLOSED: Final = "归档证明.xlsx"
DESTROYED: Final = "销毁证明.xlsx"
_FACTS = (Column("项目", 22), Column("内容", 90))
_MAILS = (Column("序号", 8), Column("SHA-256", 70), Column("字节", 12), Column("收到日期", 14))
_COUNTED: Final[Mapping[str, str]] = {
    "mails": "邮件（封）",
    "files": "附件（个）",
    "applicants": "申报人（人）",
    "entries": "台账（条）",
}


def look_whole(workspace: Workspace, console: Console) -> None:
    """Raises :class:`HuiRegError` (exit 7) unless all that is to be certified is what was kept."""
    found = audit.look_over(workspace, console)
    wrong = [fault.what for fault in found.faults if not fault.mild]
    wrong += [f"{len(found.lost)} 封邮件损坏或丢失"] if found.lost else []
    if wrong:
        raise HuiRegError(
            ExitCode.STORE, f"保存的内容有问题，没有归档：{wrong[0]}", "请先运行 hui-reg verify 处理，再归档。"
        )


def close(workspace: Workspace, outlet: Outlet, by: str) -> tuple[Closing, Path]:
    """Close the registration and write its certificate; what was closed, and where that stands. The certificate comes
    first: cut off in between, the registration is open and the next run writes it anew."""
    counts = destroying.held(workspace)
    with workspace.database.begin() as connection:
        head = str(entries.head(connection))
    told = Closing(datetime.now(UTC), by, counts, head)
    path = workspace.root / CERTIFICATES / CLOSED
    outlet.put(path, made([_facts(workspace, told), _stages(workspace), _mails(workspace)], head))
    with workspace.database.begin() as connection:
        closing.close(connection, told)
    return told, path


def destroy(workspace: Workspace, outlet: Outlet, told: Closing, by: str) -> Path:
    """Delete all that tells of people (:func:`destroying.destroy`) and certify it; where the certificate stands."""
    destroying.destroy(workspace, destroying.held(workspace))
    with workspace.database.begin() as connection:
        left = str(entries.head(connection))
    at, zone = datetime.now(UTC), workspace.notice.tz
    more = (
        ("销毁时间", f"{at.astimezone(zone):%Y-%m-%d %H:%M}"),
        ("销毁经办", by),
        ("销毁范围", "全部邮件、附件、识读结果、申报人资料、台账内容、导出的表格和证据"),
        ("留下", "各类数目、邮件的 SHA-256、每条台账加盐的哈希（盐已删，推不出内容）：以前发出的校验码仍可核对"),
        ("销毁后的台账校验码", left),
        ("须另行处理", "备份文件、磁盘快照、发出去的表格、导出到工作区以外的文件"),
    )
    path = workspace.root / CERTIFICATES / DESTROYED
    outlet.put(path, made([_facts(workspace, told, "销毁证明", more)], left))
    return path


def _facts(
    workspace: Workspace, told: Closing, title: str = "归档证明", more: tuple[tuple[str, str], ...] = ()
) -> Sheet:
    notice, retention = workspace.notice, workspace.notice.retention
    at = told.at.astimezone(notice.tz)
    rows = (
        ("报名", f"{notice.title}（{notice.number}）"),
        ("编号", notice.id),
        ("归档时间", f"{at:%Y-%m-%d %H:%M}"),
        ("归档经办", told.by),
        *((name, str(told.counts.get(key, 0))) for key, name in _COUNTED.items()),
        ("台账校验码", told.head),
        ("保存期限", f"{retention.until:%Y-%m-%d}，依据：{retention.basis}" if retention else "通知没有写明"),
        ("怎样核对", f"hui-reg verify --against {title}.xlsx：证明归档以前的台账没有被改过、删过"),
        *more,
    )
    return Sheet(title, _FACTS, rows, heading=(f"{notice.title} {title}",))


def _stages(workspace: Workspace) -> Sheet:
    with workspace.database.begin() as connection:
        roll = listed_roll(connection, workspace)
    counted = Counter(roll.standing(person).stage for person in roll.people)
    rows = tuple((title, counted[stage]) for stage, title in STAGE_TITLES.items() if counted[stage])
    return Sheet("人数", (Column("所处环节", 22), Column("人数", 10)), rows)


def _mails(workspace: Workspace) -> Sheet:
    with workspace.database.begin() as connection:
        kept = mails.load(connection)
    rows = tuple(
        (number, mail.sha256, mail.size, _day(mail.received_at, workspace)) for number, mail in enumerate(kept, 1)
    )
    return Sheet("邮件", _MAILS, rows, heading=("邮件的 SHA-256：备份里的原件与此相符，就是当时收到的",))


def _day(moment: datetime, workspace: Workspace) -> date:
    return moment.astimezone(workspace.notice.tz).date()
