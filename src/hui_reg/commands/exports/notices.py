"""``export notices``: letters to the units as drafts, in a folder or in the mailbox's Drafts; nothing is ever sent."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.options import DAY, Spoken, Written
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.letters import Draft
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.workspace import Workspace
    from hui_reg.history.roll import Roll
    from hui_reg.review.letter import Letter
    from hui_reg.review.writing import Facts

DAYS = 5
"""Days to answer, once the registration is closed."""
LIST = "-清单.txt"
"""Beside the folder of the drafts, after its name: to whom each goes, and why one goes to nobody yet."""

_TITLES = {
    "passed": "通过通知",
    "refused": "不符合通知",
    "training": "培训通知",
    "exam": "考试通知",
    "makeup": "补考通知",
}
"""What ``--about`` may be, and the folder's title for each."""
_SPOKEN = {
    "passed": "通过 缴费 通过与缴费", "refused": "不符合 不符合条件",
    "training": "培训", "exam": "考试 准考证", "makeup": "补考",
}  # fmt: skip
_WHOM = {
    "passed": "通过初审、或待缴认定费的人",
    "refused": "初审或复核定为不符合条件的人",
    "training": "缴清了认定费、还没有学完的人",
    "exam": "编排了考场（hui-reg export exam）、考试日期还没有过的人",
    "makeup": "现在可以补考的人",
    "reminder": "要求过补正、还没有来件、也没有刚通知过的单位",
    "": "有材料要补正的单位",
}
"""To whom each kind of letter goes: said where there is nobody."""


@verb("notices", dry_run=True)
@click.option("--output", type=Written(), default=None, help="放 .eml 草稿的文件夹。")
@click.option("--passed", is_flag=True, help="给通过审核的人所在单位的通知（与 --about passed 相同）。")
@click.option(
    "--about",
    type=Spoken(_SPOKEN),
    default=None,
    help="不写补正，写：passed 通过与缴费、refused 不符合条件、training 培训、exam 考试（附准考证）、makeup 补考。",
)
@click.option("--reminder", is_flag=True, help="催办：只写已经通知补正、还没有来件的。")
@click.option(
    "--due",
    type=DAY,
    default=None,
    help="补正期限，默认通知的补正期限或截止日，已过则 5 天后。",
)
@click.option("--unit", "units", multiple=True, metavar="名称", help="只写给这个单位，可写多次；名称写一部分即可。")
@click.option("--to-drafts", is_flag=True, help="放进邮箱的草稿箱，由人检查后发送。")
def command(
    run: Run,
    output: Path | None,
    passed: bool,
    about: str | None,
    reminder: bool,
    due: datetime | None,
    units: tuple[str, ...],
    to_drafts: bool,
) -> ExitCode:
    """给各单位写补正通知（邮件草稿，由人发送）：缺什么、怎样补、何时之前。写过的要求都记下，来件后自动对上。"""
    from hui_reg.desk.correspondence import asking
    from hui_reg.desk.outlet import Outlet
    from hui_reg.review import notices

    about = "passed" if passed else about
    if about and reminder:
        raise click.UsageError("--reminder 只用于补正，不能与 --passed、--about 同时使用")
    now = datetime.now(UTC)
    with run.workspace() as workspace, nullcontext() if run.dry_run else workspace.lock():
        outlet = Outlet.opened(workspace, run.console)
        facts, roll = _facts(workspace, units)
        if about == "training" and not workspace.notice.training.hours:
            from hui_reg.desk.absent import not_in_notice

            return not_in_notice(run, "培训")
        day = _due(workspace, due, now)
        if reminder:
            _all_seen(workspace)
        letters = (
            _told(run, workspace, facts, roll, about, day)
            if about
            else _reminders(run, workspace, facts, roll, day)
            if reminder
            else notices.corrections(facts, day)
        )
        title = _TITLES[about] if about else "催办通知" if reminder else "补正通知"
        folder = output or run.root / "exports" / f"{title}-{now:%Y%m%d-%H%M%S}"
        if letters and not run.dry_run:
            _put(run, workspace, outlet, letters, None if to_drafts else folder)
            if not about:
                asking.keep(workspace, roll, letters, day, reminder=reminder)
    if not letters:
        whom = _WHOM[about or ("reminder" if reminder else "")]
        run.console.result(f"没有需要写的通知：{title}写给{whom}，现在没有。")
    _report(run, letters, "邮箱草稿箱" if to_drafts else str(folder), outlet.kept)
    return outlet.code


def _reminders(run: Run, workspace: "Workspace", facts: "Facts", roll: "Roll", due: date) -> list["Letter"]:
    """The reminders that are due, and how many units were written to too lately."""
    from hui_reg.review import notices

    after = workspace.settings.review.remind_after_days
    letters = notices.reminders(facts, due, roll.today, after)
    early = {letter.unit for letter in notices.reminders(facts, due, roll.today)} - {letter.unit for letter in letters}
    if early:
        told = "、".join(sorted(early))
        run.console.attention(f"※ {after} 天内刚通知或催过，先不催：{told}（设置 review.remind_after_days）")
    return _without_answers(run, facts, letters)


def _told(run: Run, workspace: "Workspace", facts: "Facts", roll: "Roll", about: str, due: date) -> list["Letter"]:
    from hui_reg.desk.correspondence.enclosures import enclosed
    from hui_reg.notice import ACCOUNT_OPEN, ACCOUNT_TO_COME
    from hui_reg.review import refusals
    from hui_reg.review.announcements import Matter, announcements

    if about == "refused":
        return refusals.refusals(facts, due)
    matter = Matter(about)
    letters = announcements(facts, matter, roll.today)
    if any(ACCOUNT_TO_COME in letter.body for letter in letters):
        run.console.attention(f"▲ {ACCOUNT_OPEN}后重新写通知，或另行告知单位")
    return letters if run.dry_run else enclosed(workspace, run.console, roll, facts.assessments, letters, matter)


def _put(run: Run, workspace: "Workspace", outlet: "Outlet", letters: Sequence["Letter"], folder: Path | None) -> None:
    """The drafts into a folder, or into the mailbox where there is none."""
    from hui_reg.desk.letters import SECRET, Draft, put_into_mailbox
    from hui_reg.review.letter import draft
    from hui_reg.store import exports

    with workspace.database.begin() as connection:
        key = exports.signing_key(connection, SECRET)
    sender, at = workspace.settings.mailbox.user, datetime.now(UTC).astimezone(workspace.notice.tz)
    drafts = [Draft(letter, draft(letter, sender, at, key, outlet.head), key) for letter in letters]
    if folder is not None:
        _to_folder(workspace, outlet, folder, drafts)
        return
    for letter in put_into_mailbox(workspace, drafts):
        run.console.say(f"※ 内容相同的草稿以前放过，没有再放：{letter.unit}")


def _all_seen(workspace: "Workspace") -> None:
    """Refuse to remind anybody while mails wait to be looked through: the answer may be among them."""
    from hui_reg.store import mails, results

    with workspace.database.begin() as connection:
        kept, validated = mails.count_by_state(connection), results.validated_mails(connection)
    unseen = kept.get(mails.UNPACKED, 0) - (validated or 0)
    if unseen > 0:
        raise HuiRegError(
            ExitCode.USAGE,
            f"有 {unseen} 封邮件收到后还没有审核，里面可能就有补正的材料",
            "请先运行 hui-reg validate，再催办。",
        )


def _without_answers(run: Run, facts: "Facts", letters: Sequence["Letter"]) -> list["Letter"]:
    """The reminders but for units from which something has come that we could not place: perhaps it is the answer."""
    from hui_reg.desk.correspondence.asking import unplaced

    kept = []
    for letter in letters:
        requests = [
            *(request for key, _ in letter.items for request in facts.requests[key]),
            *(request for request in facts.unit_requests if request.thing in letter.loose),
        ]
        own = [mail for mail in facts.messages if facts.units.get(mail.sha256) == letter.unit]
        open_mails = unplaced(requests, own, facts.leftovers)
        if not open_mails:
            kept.append(letter)
            continue
        moments = ((m.received_at.astimezone(facts.notice.tz), m.subject) for m in open_mails)
        days = "、".join(f"{at:%m}月{at:%d}日“{subject}”" for at, subject in moments)
        run.console.attention(
            f"▲ {letter.unit}：通知之后来过邮件（{days}），里面有没能归档或打不开的，可能就是补正的材料，先不催；"
            "请先看审核表的“未归档文件”。"
        )
    return kept


def _facts(workspace: "Workspace", parts: tuple[str, ...]) -> tuple["Facts", "Roll"]:
    """What the letters are written from; of everybody in other units nothing but the list is opened, and one person's
    dossier each, for the addresses that units are known by."""
    from hui_reg.desk.correspondence.asking import all_asked
    from hui_reg.desk.correspondence.origins import speaking_for, units_by_mail
    from hui_reg.desk.correspondence.units import asked_of_units, homes_of_mails, in_zone
    from hui_reg.desk.ledger import listed_roll
    from hui_reg.history.lookup import unit_named
    from hui_reg.review.evidence import senders_of
    from hui_reg.review.writing import Facts
    from hui_reg.store import mails, results

    with workspace.database.begin() as connection:
        listed = results.load_listed(connection)
        roll = listed_roll(connection, workspace, listed=listed)
        messages = mails.load_messages(connection)
        told = units_by_mail(connection)
        homes = homes_of_mails(connection, listed, messages, told)
        requests = asked_of_units(connection, workspace.notice.tz, homes)
        origin = senders_of(messages) | {mail: units[-1] for mail, units in told.items()} | homes
        known = dict.fromkeys([*(p.unit for p in listed), *origin.values(), *(r.unit for r in requests)])
        units = {unit for part in parts for unit in unit_named(known, part)}
        wanted = [person for person in listed if not units or person.unit in units]
        own = roll.where(lambda person: not units or person.unit in units)
        zone = workspace.notice.tz
        facts = Facts(
            notice=workspace.notice,
            assessments=results.snapshot(connection, sorted(wanted, key=lambda person: (person.unit, person.key))),
            standings={person.key: own.standing(person) for person in own.people},
            leftovers=results.load_leftovers(connection),
            messages=in_zone((m for m in messages if not units or origin.get(m.sha256) in units), zone),
            problems=results.load_mail_problems(connection),
            units=homes,
            requests=all_asked(connection, own),
            unit_requests=[r for r in requests if not units or r.unit in units],
            speaks_for=speaking_for(messages, told),
            states=roll.states,
        )
    return facts, roll


def _due(workspace: "Workspace", due: datetime | None, now: datetime) -> date:
    today = now.astimezone(workspace.notice.tz).date()
    if due is not None:
        if due.date() < today:
            raise HuiRegError(ExitCode.USAGE, "补正期限已经过去", "请用 --due 年-月-日 写一个今天或以后的日期。")
        return due.date()
    terms = workspace.notice.registration
    deadline = terms.corrections_until or terms.deadline
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
    if letters:
        console.result(f"{done} {len(letters)} 封通知草稿：{where}。请检查后由人发送。")
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
