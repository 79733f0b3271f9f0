"""``export notices``: letters to the units as drafts, in a folder or in the mailbox's Drafts; nothing is ever sent."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.letters import Draft
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.workspace import Workspace
    from hui_reg.review.letter import Letter
    from hui_reg.review.notices import Facts

DAYS = 5
"""Days to answer, once the registration is closed."""
LIST = "-清单.txt"
"""Beside the folder of the drafts, after its name: to whom each goes, and why one goes to nobody yet."""


@verb("notices", dry_run=True)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), default=None, help="放 .eml 草稿的文件夹。")
@click.option("--passed", is_flag=True, help="给通过审核的人所在单位的通知，而不是补正通知。")
@click.option(
    "--due", type=click.DateTime(["%Y-%m-%d"]), default=None, help="补正期限，默认报名截止日，已过则 5 天后。"
)
@click.option("--unit", "units", multiple=True, metavar="名称", help="只写给这个单位，名称写一部分即可；可写多次。")
@click.option("--to-drafts", is_flag=True, help="放进邮箱的草稿箱，由人检查后发送。")
def command(
    run: Run, output: Path | None, passed: bool, due: datetime | None, units: tuple[str, ...], to_drafts: bool
) -> ExitCode:
    """给各单位写补正通知（邮件草稿，由人发送）：缺什么、怎样补、何时之前。"""
    from hui_reg.desk.letters import SECRET, Draft, put_into_mailbox
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.units import meant
    from hui_reg.review import notices
    from hui_reg.store import exports

    now = datetime.now(UTC)
    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        units = meant(workspace, units)
        facts = _facts(workspace, units)
        letters = notices.passed(facts) if passed else notices.corrections(facts, _due(workspace, due, now))
        sender = workspace.settings.mailbox.user
        at = now.astimezone(workspace.notice.tz)
        folder = output or run.root / "exports" / f"{'通过' if passed else '补正'}通知-{now:%Y%m%d-%H%M%S}"
        if letters and not run.dry_run:
            with workspace.database.begin() as connection:
                key = exports.signing_key(connection, SECRET)
            drafts = [Draft(letter, notices.draft(letter, sender, at, key), key) for letter in letters]
            if to_drafts:
                for letter in put_into_mailbox(workspace, drafts):
                    run.console.say(f"※ 内容相同的草稿以前放过，没有再放：{letter.unit}")
            else:
                _to_folder(workspace, outlet, folder, drafts)
    _report(run, letters, "邮箱草稿箱" if to_drafts else str(folder), outlet.kept)
    return outlet.code


def _facts(workspace: "Workspace", units: tuple[str, ...]) -> "Facts":
    from hui_reg.desk.ledger import listed_roll
    from hui_reg.review.evidence import units_of_messages
    from hui_reg.review.notices import Facts
    from hui_reg.store import mails, results

    with workspace.database.begin() as connection:
        everyone, roll = results.load_assessments(connection), listed_roll(connection, workspace)
        messages = mails.load_messages(connection)
        origin = units_of_messages(everyone, messages)
        senders: dict[str, set[str]] = {}
        for assessment in everyone:
            for message in assessment.dossier.messages:
                senders.setdefault(message.sha256, set()).add(assessment.dossier.unit)
        return Facts(
            notice=workspace.notice,
            assessments=[a for a in everyone if not units or a.dossier.unit in units],
            standings={person.key: roll.standing(person) for person in roll.people},
            leftovers=results.load_leftovers(connection),
            messages=[m for m in messages if not units or origin.get(m.sha256) in units],
            units={sha256: unit for sha256, unit in origin.items() if len(senders.get(sha256, ())) == 1},
        )


def _due(workspace: "Workspace", due: datetime | None, now: datetime) -> date:
    today = now.astimezone(workspace.notice.tz).date()
    if due is not None:
        if due.date() < today:
            raise HuiRegError(ExitCode.USAGE, "补正期限已经过去", "请用 --due 年-月-日 写一个今天或以后的日期。")
        return due.date()
    deadline = workspace.notice.registration.deadline
    return deadline if deadline >= today else today + timedelta(days=DAYS)


def _to_folder(workspace: "Workspace", outlet: "Outlet", folder: Path, drafts: Sequence["Draft"]) -> None:
    from hui_reg.desk.letters import IN_FOLDER, remember
    from hui_reg.review.evidence import Names
    from hui_reg.spreadsheets.cleaning import file_name

    names = Names()
    lines = []
    for draft in drafts:
        name = names.free("", file_name(draft.letter.unit, 60), ".eml").lstrip("/")
        remember(workspace, draft, IN_FOLDER)
        outlet.put(folder / name, draft.mail)
        lines.append("\t".join((name, draft.letter.unit, draft.letter.recipient.shown, draft.letter.recipient.why)))
    listed = folder.resolve().with_name(folder.resolve().name + LIST)
    outlet.put(listed, "\r\n".join(("文件\t单位\t收件人\t说明", *lines, "")).encode("utf-8-sig"))


def _report(run: Run, letters: Sequence["Letter"], where: str, kept: Sequence[str]) -> None:
    console = run.console
    for letter in letters:
        if not letter.address:
            console.attention(f"▲ {letter.unit}：{letter.recipient.why}，草稿没有收件人，请核对后填上。")
    shown = [(letter.unit, str(letter.people), letter.recipient.shown) for letter in letters]
    console.table(("单位", "人数", "收件人"), shown)
    done = "将写出" if run.dry_run else "已写出"
    console.result(
        f"{done} {len(letters)} 封通知草稿：{where}。请检查后由人发送。" if letters else "没有需要写的通知。"
    )
    console.document(
        {
            "letters": [
                {
                    "unit": letter.unit,
                    "people": letter.people,
                    "address": letter.address,
                    "candidates": letter.recipient.candidates,
                    "why": letter.recipient.why,
                }
                for letter in letters
            ],
            "where": where,
            "kept": kept,
            "dry_run": run.dry_run,
        }
    )
