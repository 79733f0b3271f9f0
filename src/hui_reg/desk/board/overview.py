"""Everything that ``status`` tells: what waits where, whether the registration is closed, and the next command."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hui_reg.desk import ledger
from hui_reg.desk.correspondence import asking
from hui_reg.desk.correspondence.asking import Overdue
from hui_reg.desk.correspondence.units import asked_of_units
from hui_reg.desk.next_step import waited_for
from hui_reg.desk.workspace import Workspace
from hui_reg.history.kinds import EntryKind
from hui_reg.history.requests import Course
from hui_reg.history.standing import Stage
from hui_reg.review.blind import Disagreement, disagreement
from hui_reg.store import closing, entries, mails, results
from hui_reg.store.closing import Closing


@dataclass(frozen=True)
class Picture:
    """Everything ``status`` tells, before it is told. ``stages`` counts by unit and stage."""

    mails: Mapping[str, int]
    fetched_at: datetime | None
    validated_at: datetime | None
    validated_mails: int
    verdicts: Counter[str]
    stages: Counter[tuple[str, Stage]]
    titles: Mapping[Stage, str]
    """What those steps are called under this notice."""
    leftovers: int
    flags: int
    waiting: Counter[str]
    waited_for: str
    """The command for which somebody waits, with the reason; empty when nobody does."""
    unfinished: int
    """How many people have not come to their end."""
    overdue: Sequence[Overdue]
    answered: int
    """Of how many files that units were asked about, and that concern no applicant, somebody must see the answer."""
    blind: Disagreement | None
    """What blind looks came to, where there are any."""
    closed: Closing | None
    """How the registration was closed; None while it is open."""
    stale: bool
    """Whether what was found wrong in the results was taken out, and they wait to be made anew."""
    until: str
    """When the papers may be destroyed, in words."""
    due: bool
    """Whether the retention date has passed, so that all this is to be purged."""


def next_step(picture: Picture, *, has_mailbox: bool) -> str:
    """The one command to run now, with its reason."""
    steps = (
        (
            picture.mails["purged"] and picture.mails["purged"] == picture.mails["total"],
            "本次登记的数据已按保存期限清除；新的登记请另建工作区（hui-reg init）",
        ),
        (picture.due and picture.closed, "hui-reg archive --destroy：保存期限已过，清除个人信息，写出销毁证明"),
        (picture.due and picture.unfinished, _over_too_early(picture)),
        (picture.due, "hui-reg purge：保存期限已过，清除个人信息"),
        (picture.closed, f"已归档，不用再做什么；{picture.until}：hui-reg archive --destroy"),
        (not picture.mails.get("total"), "hui-reg fetch" + ("" if has_mailbox else " --from 文件夹") + "：收取邮件"),
        (picture.mails["new"], "hui-reg fetch：继续拆开已收的邮件"),
        (picture.stale, "hui-reg validate：重做审核结果"),
        (picture.mails["unpacked"] != picture.validated_mails, "hui-reg validate：审核新到的材料"),
        (picture.mails["set_aside"], "hui-reg retry：重试被搁置的邮件"),
        (picture.waited_for, picture.waited_for),
    )
    return next((step for waits, step in steps if waits), "hui-reg fetch：看看有没有新邮件")


def _over_too_early(picture: Picture) -> str:
    """What is to be done where papers may be destroyed and people still stand before their end."""
    first = picture.waited_for or "先办完"
    return (
        f"{first}。保存期限已过，却还有 {picture.unfinished} 人没有办完：请核对通知的 [retention] until；"
        f"办完以后、或确实到此为止的，才用 hui-reg purge 清除"
    )


def look(workspace: Workspace) -> Picture:
    """All of it, as it stands now."""
    with workspace.database.begin() as connection:
        counts = Counter(mails.count_by_state(connection))
        fetched, validated = (results.last_run(connection, name) for name in ("fetch", "validate"))
        verdicts = results.count_verdicts(connection)
        roll = ledger.listed_roll(connection, workspace)
        leftovers = results.count_leftovers(connection)
        asked = asking.all_asked(connection, roll)
        of_units = asked_of_units(connection, workspace.notice.tz)
        closed, stale = closing.closing(connection), results.are_incomplete(connection)
        blind = disagreement(entries.load(connection, kinds=(EntryKind.SECOND_REVIEW,)))
    retention = workspace.notice.retention
    standings = [roll.standing(person) for person in roll.people]
    return Picture(
        mails={"total": counts.total(), **{name: counts[name] for name in ("new", "unpacked", "set_aside", "purged")}},
        fetched_at=fetched[0] if fetched else None,
        validated_at=validated[0] if validated else None,
        validated_mails=validated[1].get("mails", 0) if validated else 0,
        verdicts=Counter(verdicts),
        stages=Counter((p.unit, s.stage) for p, s in zip(roll.people, standings, strict=True)),
        titles={s.stage: s.title for s in standings},
        leftovers=leftovers,
        flags=sum(1 for s in standings if s.flags),
        waiting=Counter(s.waits_for for s in standings if s.is_awaited),
        waited_for=waited_for(roll),
        unfinished=sum(not s.is_at_end for s in standings),
        overdue=asking.overdue(roll, asked, of_units),
        answered=sum(r.course is Course.ANSWERED and r.thing.is_file for r in of_units),
        blind=blind if blind.looks or workspace.settings.review.blind_share else None,
        closed=closed,
        stale=stale,
        until=f"{retention.until:%Y-%m-%d} 之后" if retention else "在通知文件写上 [retention] 之后",
        due=workspace.notice.is_past_retention(datetime.now(UTC)),
    )
