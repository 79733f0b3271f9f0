"""``status``: what waits where, and the next command to run."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.board.overview import Picture
    from hui_reg.desk.correspondence.asking import Overdue
    from hui_reg.desk.workspace import Workspace
    from hui_reg.history.people import Person
    from hui_reg.history.standing import Standing


@verb("status")
@click.option("--unit", default=None, metavar="名称", help="只看这个单位：每个人在哪一步、在等什么。名称写一部分即可。")
@click.option("--waiting", is_flag=True, help="每一步在等的都是谁。")
@click.option("--check", is_flag=True, help="供监控：有要处理的才说，一条一句，退出码不为 0。")
def command(run: Run, unit: str | None, waiting: bool, check: bool) -> ExitCode:
    """各环节、各单位的人数，每一步在等什么，以及下一步该运行的命令。"""
    if check:
        return _watch(run)
    if waiting:
        return _name_the_waiting(run, unit)
    if unit is not None:
        return _answer(run, unit)
    from hui_reg.desk.board import overview

    with run.workspace() as workspace:
        picture = overview.look(workspace)
        step = overview.next_step(picture, has_mailbox=bool(workspace.settings.mailboxes()))
        crew = _crew(workspace)
    _tell(run, picture, step)
    if crew is not None:
        run.console.result(f"识读　{crew.pop('told')}")
    run.console.document(_document(picture, step) | ({"reading": crew} if crew is not None else {}))
    return ExitCode.OK


def _crew(workspace: "Workspace") -> dict[str, Any] | None:
    """How the queue of files stands, where several computers read together."""
    if not workspace.is_shared:
        return None
    from hui_reg.desk.crew import board

    found = board.lengths(workspace)
    if found is None:
        return None
    return {
        "told": board.sentence(found), "workers": list(found.hands), "waiting": found.waiting, "doing": found.doing,
        "per_minute": found.per_minute, "minutes_left": found.minutes_left,
    }  # fmt: skip


def _watch(run: Run) -> ExitCode:
    from hui_reg.desk.board.alarms import alarms, worst

    with run.workspace() as workspace:
        found = list(alarms(workspace, datetime.now(UTC)))
    for alarm in found:
        (run.console.attention if run.console.quiet else run.console.result)(f"▲ {alarm.text}")
    if not found:
        run.console.result("√ 没有需要处理的情况")
    run.console.document({"alarms": [{"code": alarm.code, "text": alarm.text} for alarm in found]})
    return worst(found)


def _answer(run: Run, part: str) -> ExitCode:
    from hui_reg.desk.board.phone import MOST_UNITS, answers
    from hui_reg.history.lookup import shown

    with run.workspace() as workspace:
        found = answers(workspace, part)
        zone = workspace.notice.tz
    say = run.console.result
    if len(found) > MOST_UNITS:
        run.console.table(("单位", "人数"), [(answer.unit, answer.counts) for answer in found])
        say(f"\n有 {len(found)} 个单位的名称里有“{part}”，请写多几个字。")
    for answer in found if len(found) <= MOST_UNITS else ():
        say(f"{answer.unit}　{answer.counts}")
        if answer.last:
            at = answer.last.received_at.astimezone(zone)
            say(f"最近来信　{at:%Y-%m-%d %H:%M}　{answer.last.subject or '（无主题）'}")
        rows = [(shown(person), verdict, s.title, s.waits_for) for person, s, verdict in answer.people]
        run.console.table(("姓名（末四位）", "初审建议", "现在", "在等"), rows)
        for person, requests in answer.asked:
            for request in requests:
                say(f"补正　{shown(person)}　{request.sentence}")
        for loose in answer.loose:
            say(f"补正　{loose.sentence}")
        for step in answer.steps:
            say(f"下一步：{step.sentence}")
        say()
    run.console.document(
        [
            {
                "unit": answer.unit,
                "people": [_person(person, stands) for person, stands, _ in answer.people],
                "last_mail": answer.last.received_at if answer.last else None,
                "requests": [
                    {"name": person.name, "asked": request.item.asked, "since": request.since, "until": request.until}
                    | {"reminded": request.reminded, "course": request.course}
                    for person, requests in answer.asked
                    for request in requests
                ],
                "unit_requests": [
                    {"asked": request.thing.asked, "mail": request.thing.mail, "since": request.since}
                    | {"until": request.until, "reminded": request.reminded, "course": request.course}
                    | {"answer": request.answer.sha256 if request.answer else None}
                    for request in answer.loose
                ],
                "next": [step.command for step in answer.steps],
            }
            for answer in found
        ]
    )
    return ExitCode.OK


def _name_the_waiting(run: Run, part: str | None) -> ExitCode:
    from hui_reg.desk.board.waiting import waiting
    from hui_reg.history.lookup import shown

    with run.workspace() as workspace:
        found = waiting(workspace, part)
    for what, people in found.items():
        run.console.result(f"● {len(people)} 人在等：{what}")
        units: dict[str, list[str]] = {}
        for person, _ in people:
            units.setdefault(person.unit, []).append(shown(person))
        for unit, names in units.items():
            run.console.result(f"    {unit}：{'、'.join(names)}")
    if not found:
        run.console.result("没有人在等")
    run.console.document({what: [_person(p, stands) for p, stands in people] for what, people in found.items()})
    return ExitCode.OK


def _person(person: "Person", stands: "Standing") -> dict[str, Any]:
    return {
        "unit": person.unit,
        "name": person.name,
        "tail": person.id_number[-4:],
        "stage": stands.stage,
        "waits_for": stands.waits_for,
    }


def _tell(run: Run, picture: "Picture", step: str) -> None:
    from hui_reg.history.standing import STAGE_TITLES
    from hui_reg.model import Verdict

    say, mails = run.console.result, picture.mails
    say(f"邮件　已收 {mails['total']} 封{_part('未拆开', mails['new'])}{_part('搁置', mails['set_aside'])}"
        f"{_part('已清除', mails['purged'])}；"
        f"上次收取 {_moment(picture.fetched_at)}")  # fmt: skip
    if picture.closed is not None:
        say(f"归档　{picture.closed.sentence}，不再收邮件，也不再记入意见和更正；"
            "确须更改，先运行 hui-reg archive --reopen")  # fmt: skip
    people = picture.verdicts.total()
    verdicts = "，".join(f"{v.words} {picture.verdicts[v]}" for v in Verdict if picture.verdicts[v])
    say(f"审核　申报人 {people} 名{'：' + verdicts if people else ''}{_part('未归档文件', picture.leftovers)}；"
        f"上次审核 {_moment(picture.validated_at)}")  # fmt: skip
    if picture.stale:
        say("▲ 审核结果有损坏或被改过的，已停用，还没有重做：请运行 hui-reg validate，再导出")
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
    if picture.blind is not None:
        say(f"盲审　{picture.blind.sentence}")
    for late in picture.overdue:
        say(f"▲ 补正过期　{late.unit}：{late.since} 到期，{_owed(late)}")
    if picture.overdue:
        say("　　催办：hui-reg export notices --reminder")
    if picture.answered:
        say(f"● {picture.answered} 个文件问过单位，单位已来件，还没有归档：请看审核表“未归档文件”")
    say(f"\n下一步：{step}")


def _owed(late: "Overdue") -> str:
    """``2 人未补（张三（0021）、李四（0048）），另有 1 个文件或邮件未答复``."""
    from hui_reg.history.lookup import shown

    names = "、".join(shown(person) for person in late.people)
    people = f"{len(late.people)} 人未补（{names}）" if names else ""
    return "，另有 ".join(filter(None, (people, f"{len(late.loose)} 个文件或邮件未答复" if late.loose else "")))


def _document(picture: "Picture", step: str) -> dict[str, Any]:
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
        "overdue": [
            {"unit": late.unit, "since": late.since, "people": [person.name for person in late.people]}
            | {"things": [request.thing.asked for request in late.loose]}
            for late in picture.overdue
        ],
        "answered": picture.answered,
        "out_of_order": picture.flags,
        "blind": None
        if picture.blind is None
        else {
            "looks": picture.blind.looks,
            "differing": picture.blind.differing,
            "rate": picture.blind.rate,
            "interval": picture.blind.interval,
        },
        "closed_at": picture.closed.at if picture.closed else None,
        "results_stale": picture.stale,
        "retention_passed": picture.due,
        "next": step,
    }


def _part(title: str, count: int) -> str:
    return f"，{title} {count}" if count else ""


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "尚未进行"
