"""All that tells of people deleted, once the notice's retention date has passed; a certificate of what it was stays.

Database first, files second, each step harmless to repeat: a run that is cut off leaves no row without its bytes, and
the next one finishes. Only when all is gone is the run recorded as done.
"""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hui_reg import durable
from hui_reg.desk.custody import leftovers
from hui_reg.desk.ledger import load_roll
from hui_reg.desk.routine.memory import REMINDER
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError, spoken
from hui_reg.store import purge, results
from hui_reg.store.database import seal_of

_YEARS = timedelta(days=4 * 365)
"""From the last mail to the end of what a registration's papers are kept for: beyond it, the clock is looked at."""


def held(workspace: Workspace) -> dict[str, int]:
    """What is kept, as counts; the applicants by verdict too."""
    with workspace.database.begin() as connection:
        return {**purge.held(connection), **results.count_verdicts(connection)}


def unfinished(workspace: Workspace) -> int:
    """How many people have not come to their end."""
    return len(load_roll(workspace).standing_where(lambda stands: not stands.is_at_end).people)


def waiting(workspace: Workspace) -> list[str]:
    """A sentence about the people who have not come to their end, if there are any."""
    people = unfinished(workspace)
    return [f"还有 {people} 人没有办完（见 hui-reg status），清除后就无法继续"] if people else []


def refuse_while_people_wait(people: int, said: int | None) -> None:
    """Raises :class:`HuiRegError` (exit 2) unless whoever destroys said how many people are left unfinished: a word
    that no script and no habit types."""
    if people and said != people:
        wrong = f"写的是 {said} 人，" if said is not None else ""
        raise HuiRegError(
            ExitCode.USAGE,
            f"{wrong}还有 {people} 人没有办完，没有清除任何内容",
            f"请先办完（见 hui-reg status）；确实到此为止、经批准的，再加 --unfinished {people}。",
        )


def clock(workspace: Workspace, now: datetime) -> list[str]:
    """A sentence about a clock that can't be right, by the newest mail's time and by when one was last kept here: a
    mail may be of any time that its sender likes."""
    with workspace.database.begin() as connection:
        moments = [moment for moment in (purge.newest_mail(connection), purge.last_kept(connection)) if moment]
    if moments and now < max(moments):
        return [f"电脑的时钟早于最新一封邮件的收到时间（{max(moments):%Y-%m-%d}），请先校准时钟"]
    if moments and now - min(moments) > _YEARS:
        years = (now - min(moments)).days // 365
        return [f"电脑的时钟比最新一封邮件（{min(moments):%Y-%m-%d}）晚了 {years} 年，请核对日期对不对"]
    return []


def refuse_before_its_time(workspace: Workspace) -> None:
    """Raises :class:`HuiRegError` (exit 3 without a date, exit 2 before it)."""
    notice, retention = workspace.notice, workspace.notice.retention
    if retention is None:
        raise HuiRegError(
            ExitCode.SETTINGS,
            "通知文件没有写明保存期限，不能清除",
            '请在 notice.toml 写上 [retention]、until = 年-月-日 和 basis = "依据"。',
        )
    if not notice.is_past_retention(datetime.now(UTC)):
        raise HuiRegError(
            ExitCode.USAGE,
            f"保存期限到 {retention.until:%Y-%m-%d} 为止，现在还不能清除",
            "确须提前清除时，请经批准后修改 notice.toml 的 [retention] until。",
        )


def destroy(workspace: Workspace, counts: Mapping[str, int]) -> None:
    """Delete all of it; ``counts`` of what it was are kept. Only while holding the lock."""
    with workspace.database.begin() as connection:
        gone = purge.forget(connection)
    purge.renew_journals(workspace.database)
    if workspace.blobs.root.is_dir():
        workspace.arrivals.bury(gone)
    workspace.blobs.clear()
    leftovers.clear(workspace)
    seal = seal_of(workspace.settings.store.url)
    for folder in {workspace.folder, *([seal.database.parent] if seal is not None else [])}:
        for left in folder.glob(f"*{leftovers.DAMAGED}"):
            durable.remove(left)
    durable.remove(workspace.root / REMINDER)  # it names mails by their subjects
    for folder in (workspace.folder / "pictures", workspace.root / "exports"):
        _remove(folder)
    purge.compact(workspace.database)
    with workspace.database.begin() as connection:
        results.record_run(connection, "purge", counts)


def _remove(folder: Path) -> None:
    try:
        if folder.is_dir():
            shutil.rmtree(folder)
    except OSError as error:
        name = Path(error.filename or folder).name
        raise HuiRegError(
            ExitCode.STORE, f"无法删除 {name}：{spoken(error)}", "请关闭正在打开它的 Excel 或 WPS，然后重新运行。"
        ) from error
