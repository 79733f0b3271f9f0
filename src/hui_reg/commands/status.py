"""``status``: what waits where, and the next command to run."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.history.standing import Stage


@dataclass(frozen=True)
class Picture:
    """Everything ``status`` tells, before it is told. ``stages`` counts by unit and stage."""

    mails: Mapping[str, int]
    fetched_at: datetime | None
    validated_at: datetime | None
    validated_mails: int
    verdicts: Counter[str]
    stages: "Counter[tuple[str, Stage]]"
    titles: "Mapping[Stage, str]"
    """What those steps are called under this notice."""
    leftovers: int
    flags: int
    waiting: Counter[str]
    waited_for: str
    """The command for which somebody waits, with the reason; empty when nobody does."""
    due: bool
    """Whether the retention date has passed, so that all this is to be purged."""


@verb("status")
def command(run: Run) -> ExitCode:
    """各环节、各单位的人数，每一步在等什么，以及下一步该运行的命令。"""
    with run.workspace() as workspace:
        picture = _look(workspace)
        step = next_step(picture, has_mailbox=bool(workspace.settings.mailboxes()))
    _tell(run, picture, step)
    run.console.document(_document(picture, step))
    return ExitCode.OK


def next_step(picture: Picture, *, has_mailbox: bool) -> str:
    """The one command to run now, with its reason."""
    steps = (
        (
            picture.mails["purged"] and picture.mails["purged"] == picture.mails["total"],
            "本次登记的数据已按保存期限清除；新的登记请另建工作区（hui-reg init）",
        ),
        (picture.due, "hui-reg purge：保存期限已过，清除个人信息"),
        (not picture.mails.get("total"), "hui-reg fetch" + ("" if has_mailbox else " --from 文件夹") + "：收取邮件"),
        (picture.mails["new"], "hui-reg fetch：继续拆开已收的邮件"),
        (picture.mails["unpacked"] != picture.validated_mails, "hui-reg validate：审核新到的材料"),
        (picture.mails["set_aside"], "hui-reg retry：重试被搁置的邮件"),
        (picture.waited_for, picture.waited_for),
    )
    return next((step for waits, step in steps if waits), "hui-reg fetch：看看有没有新邮件")


def _look(workspace: "Workspace") -> Picture:
    from hui_reg.desk import ledger, next_step
    from hui_reg.store import mails, results

    with workspace.database.begin() as connection:
        counts = Counter(mails.count_by_state(connection))
        fetched, validated = (results.last_run(connection, name) for name in ("fetch", "validate"))
        verdicts = results.count_verdicts(connection)
        roll = ledger.listed_roll(connection, workspace)
        leftovers = len(results.load_leftovers(connection))
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
        waiting=Counter(s.waits_for for s in standings),
        waited_for=next_step.waited_for(roll),
        due=workspace.notice.is_past_retention(datetime.now(UTC)),
    )


def _tell(run: Run, picture: Picture, step: str) -> None:
    from hui_reg.history.standing import STAGE_TITLES
    from hui_reg.model import Verdict

    say, mails = run.console.result, picture.mails
    say(f"邮件　已收 {mails['total']} 封{_part('未拆开', mails['new'])}{_part('搁置', mails['set_aside'])}"
        f"{_part('已清除', mails['purged'])}；"
        f"上次收取 {_moment(picture.fetched_at)}")  # fmt: skip
    people = picture.verdicts.total()
    verdicts = "，".join(f"{v.words} {picture.verdicts[v]}" for v in Verdict if picture.verdicts[v])
    say(f"审核　申报人 {people} 名{'：' + verdicts if people else ''}{_part('未归档文件', picture.leftovers)}；"
        f"上次审核 {_moment(picture.validated_at)}")  # fmt: skip
    if picture.flags:
        say(f"▲ {picture.flags} 人的步骤次序异常，见 hui-reg show 姓名")
    if people:
        present = [stage for stage in STAGE_TITLES if any(s == stage for _, s in picture.stages)]
        units = list(dict.fromkeys(unit for unit, _ in picture.stages))
        rows = [(unit, *(str(picture.stages[unit, stage] or "") for stage in present)) for unit in units]
        say()
        run.console.table(("单位", *(picture.titles[stage] for stage in present)), rows)
        say()
        for what, count in picture.waiting.most_common(8):
            say(f"● {count} 人在等：{what}")
    say(f"\n下一步：{step}")


def _document(picture: Picture, step: str) -> dict[str, Any]:
    from hui_reg.model import Verdict

    units: dict[str, dict[str, int]] = {}
    for (unit, stage), count in picture.stages.items():
        units.setdefault(unit, {})[stage.value] = count
    return {
        "mails": dict(picture.mails),
        "fetched_at": picture.fetched_at,
        "validated_at": picture.validated_at,
        "applicants": picture.verdicts.total(),
        "verdicts": {verdict.value: picture.verdicts[verdict] for verdict in Verdict},
        "units": units,
        "waiting": dict(picture.waiting),
        "unassigned": picture.leftovers,
        "out_of_order": picture.flags,
        "retention_passed": picture.due,
        "next": step,
    }


def _part(title: str, count: int) -> str:
    return f"，{title} {count}" if count else ""


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "尚未进行"
