"""``show``: one applicant's whole history: where the person stands, what came in which mail, what was entered since."""

from typing import TYPE_CHECKING, Any

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from datetime import tzinfo

    from hui_reg.desk.board.person import Told
    from hui_reg.history.people import Person
    from hui_reg.model import Entry


@verb("show")
@click.argument("who", metavar="姓名或证件号码")
def command(run: Run, who: str) -> ExitCode:
    """一位申报人的全部经过：现在到哪一步、在等什么、来过哪些邮件、每一条记录何时由谁根据哪个文件录入。

    可以写姓名、证件号码，或证件号码末四位，后面可加 @单位（写一部分即可）。同名的都会列出。
    """
    from hui_reg.desk.board.person import asked_for

    with run.workspace() as workspace:
        found = asked_for(workspace, who)
        zone = workspace.notice.tz
    for told in found:
        _tell(run, told, zone)
    run.console.document([_document(told) for told in found])
    return ExitCode.OK


def _tell(run: Run, told: "Told", zone: "tzinfo") -> None:
    from hui_reg.history.kinds import SHAPES, EntryKind, describe
    from hui_reg.history.ruling_words import in_short
    from hui_reg.notation import resident_id

    person, state = told.person, told.state
    say = run.console.result
    verdict = f"　初审建议：{told.assessment.verdict.words}" if told.assessment else ""
    say(f"{person.name}　{resident_id.mask(person.id_number) or '证件号未读到'}　{person.unit}{verdict}")
    say(f"● 现在：{told.standing.sentence}")
    for flag in told.standing.flags:
        say(f"▲ {flag}")
    if told.mails:
        say("\n邮件")
        mails = [
            (f"{mail.received_at.astimezone(zone):%Y-%m-%d %H:%M}", mail.subject or "（无主题）", mail.came_from,
             f"{files} 个文件", mail.sha256[:12])
            for mail, files in told.mails
        ]  # fmt: skip
        run.console.table(("收到", "主题", "来自", "此人的", "邮件编号"), mails)
    if told.rulings:
        say("\n更正")
        own = [r for r in told.rulings if not r.is_of_unit]
        said = [(str(r.seq), str(r.on), in_short(r), r.by, r.reason) for r in own]
        run.console.table(("编号", "日期", "内容", "经办", "原因"), said)
        if len(own) < len(told.rulings):
            say(f"（单位的更正 {len(told.rulings) - len(own)} 条，见 hui-reg amend list {person.unit}）")
    for request in told.requests:
        say(f"补正　{request.sentence}")
    say("\n台账" if state.history else "\n台账中还没有记录")
    if state.history:
        rows = [
            (str(e.on), SHAPES[EntryKind(e.kind)].title, _masked(describe(e), person), e.by, (e.source or "")[:12],
             "已被取代" if e.seq in state.gone else "")
            for e in sorted(state.history, key=lambda entry: (entry.on, entry.seq))
        ]  # fmt: skip
        run.console.table(("日期", "事项", "内容", "经办", "来源文件", ""), rows)
    say()


def _masked(text: str, person: "Person") -> str:
    from hui_reg.notation import resident_id

    return text.replace(person.id_number, resident_id.mask(person.id_number)) if person.id_number else text


def rulings_of(told: "Told") -> dict[str, Any]:
    """What staff said of a person, for the document of a command."""
    from hui_reg.history.ruling_words import in_short

    said = [
        {"seq": r.seq, "kind": r.kind, "on": r.on, "text": in_short(r), "by": r.by, "reason": r.reason}
        for r in told.rulings
    ]
    return {"rulings": said}


def _document(told: "Told") -> dict[str, Any]:
    person, state, standing = told.person, told.state, told.standing
    return {
        "name": person.name,
        "id_number": person.id_number,
        "unit": person.unit,
        "verdict": told.assessment.verdict if told.assessment else None,
        "stage": standing.stage.value,
        "waits_for": standing.waits_for,
        "changes": list(standing.changes),
        "flags": list(standing.flags),
        "mails": [
            {
                "sha256": mail.sha256,
                "received_at": mail.received_at.isoformat(),
                "subject": mail.subject,
                "sender": mail.sender_address,
                "on_paper": mail.is_on_paper,
                "files": files,
            }
            for mail, files in told.mails
        ],
        **rulings_of(told),
        "requests": [
            {"asked": r.item.asked, "rule": r.item.rule, "since": r.since.isoformat(), "until": r.until.isoformat()}
            | {"reminded": [day.isoformat() for day in r.reminded], "course": r.course}
            | {"answer": r.answer.file.sha256 if r.answer else None}
            for r in told.requests
        ],
        "history": [_entry(entry, state.gone) for entry in state.history],
    }


def _entry(entry: "Entry", gone: frozenset[int]) -> dict[str, Any]:
    return {**entry.model_dump(mode="json", exclude={"applicant"}), "counts": entry.seq not in gone}
