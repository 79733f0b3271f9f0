"""Letters to the units, as drafts: what to mend (补正通知), and what still is. People send them; nothing here does.

A letter holds its own unit's people only, with masked ID numbers, goes to an address that the unit is known by to
none, and replies to the latest mail from there. What comes from outside goes into headers only after it was checked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from hui_reg.history.requests import A, Asked, Course, Request, UnitRequest, open_of
from hui_reg.model import Assessment, Message
from hui_reg.notation.iso_dates import shown
from hui_reg.review.letter import Letter, request, salutation
from hui_reg.review.loose import Found, Sort, unspoken, wrong
from hui_reg.review.recipients import sender_of
from hui_reg.review.wants import Wanted, headline, plain, wanted
from hui_reg.review.writing import Facts, by_unit, header, letter_to, reply, standing_in

F = TypeVar("F")


def corrections(facts: Facts, due: date) -> list[Letter]:
    """One letter for every unit that has something to mend, in the order of the units; then one for every sender of
    whose mails nothing came that is anybody's."""
    letters, units = [], []
    found = _to_ask(facts)
    for unit, members in by_unit(facts.assessments):
        units.append(unit)
        people = [(member.dossier.key, want) for member in members if (want := _wanted(facts, member))]
        loose = unspoken((one for one in found if facts.units.get(one.thing.mail) == unit), members)
        if people or any(one.sort is not Sort.NAME for one in loose):
            items = [want.text for _, want in people]
            body, told = _correction_body(facts, unit, items, loose, due)
            letter = letter_to(facts, unit, members, "材料补正通知", body)
            asks = request("补正", facts.notice.number, unit, *items, *(one.line for one in told))
            asked = tuple((key, item) for key, want in people for item in want.items)
            things = tuple(one.thing for one in told)
            letters.append(replace(letter, people=len(items), asks=asks, items=asked, loose=things))
    strange = [one for one in found if facts.units.get(one.thing.mail) not in units]
    return letters + _letters_to_senders(facts, strange, units, due)


def _to_ask(facts: Facts) -> list[Found]:
    """What is wrong with mails and wasn't answered: whoever wrote again after being asked is not asked again."""
    answered = {r.thing.key for r in facts.unit_requests if r.course is Course.ANSWERED}
    found = wrong(facts.messages, facts.leftovers, facts.problems)
    return [one for one in found if one.thing.key not in answered]


def reminders(facts: Facts, due: date, today: date, after: int = 0) -> list[Letter]:
    """One letter for every unit from which something is still to come, about that alone, once it was asked ``after``
    days ago; a reminder of today is written again."""
    letters, units = [], []
    waiting = _due_again(open_of(facts.unit_requests), today, after)
    for unit, members in by_unit(facts.assessments):
        units.append(unit)
        still = [(m, _due_again(open_of(facts.requests.get(m.dossier.key, ())), today, after)) for m in members]
        still = [(member, requests) for member, requests in still if requests]
        loose = [r for r in waiting if r.unit == unit]
        if not still and not loose:
            continue
        items = ["\n".join((headline(member), *(_reminded(r) for r in requests))) for member, requests in still]
        letter = letter_to(facts, unit, members, "材料补正提醒", _reminder_body(facts, unit, items, loose, due))
        often = _often([*(r for _, requests in still for r in requests), *loose], today)
        asked = tuple((member.dossier.key, r.item) for member, requests in still for r in requests)
        letter = replace(letter, people=len(items), items=asked)
        letters.append(_of_reminder(letter, facts, unit, (often, *items), loose))
    mails = {message.sha256: message for message in facts.messages}
    strange = [(mails[r.thing.mail], r) for r in waiting if r.unit not in units and r.thing.mail in mails]
    for address, several in _by_sender(strange).items():
        loose, (last, newest) = [r for _, r in several], several[-1]
        body = _reminder_body(facts, newest.unit, (), loose, due)
        letter = reply(facts, newest.unit, last, sender_of(last, units), "材料补正提醒", body)
        letters.append(_of_reminder(letter, facts, address, (_often(loose, today),), loose))
    return letters


def _of_reminder(letter: Letter, facts: Facts, to: str, said: Sequence[str], loose: Sequence[UnitRequest]) -> Letter:
    things = tuple(r.thing for r in loose)
    asks = request("提醒", facts.notice.number, to, *said, *(thing.key for thing in things))
    return replace(letter, asks=asks, loose=things)


def _often(requests: Sequence[Asked], today: date) -> str:
    """Which reminder it is: one written again on its own day is the same letter."""
    return str(max(sum(on < today for on in r.reminded) for r in requests) + 1)


def _due_again(requests: Sequence[A], today: date, after: int) -> Sequence[A]:
    """Those of which the unit last heard long enough ago."""
    return [r for r in requests if today in r.reminded or (today - max([r.since, *r.reminded])).days >= after]


def _reminded(request: Request | UnitRequest) -> str:
    asked = request.item.asked if isinstance(request, Request) else request.thing.asked
    return f"   · {plain(asked)}（{request.since.month}月{request.since.day}日已通知）"


def _reminder_body(facts: Facts, unit: str, items: Sequence[str], loose: Sequence[UnitRequest], due: date) -> str:
    numbered = "\n\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
    people = f"下列 {len(items)} 人已通知补正、还没有收到：\n\n{numbered}\n\n" if items else ""
    lines = "\n".join(map(_reminded, loose))
    files = f"{'另外，' if items else ''}下列文件已请贵单位说明或重发，还没有收到答复：\n{lines}\n\n" if loose else ""
    return (
        f"{salutation(unit)}"
        f"您好！“{facts.notice.title}”（{facts.notice.number}）的报名材料，{people}{files}"
        f"请在{shown(due)}（含）前直接回复本邮件，附上补正的材料；已经发过的，请告知发送的时间和"
        "邮箱，以便查找。\n\n"
        "逾期未补正的，将影响本次申报。有疑问请直接回复本邮件。谢谢配合！\n"
    )


def _letters_to_senders(facts: Facts, found: Sequence[Found], units: Sequence[str], due: date) -> list[Letter]:
    """For the senders of whose mails nothing came that is anybody's: they make no dossier, so no unit's letter."""
    mails = {message.sha256: message for message in facts.messages}
    letters = []
    for address, several in _by_sender([(mails[one.thing.mail], one) for one in found]).items():
        loose, last = [one for _, one in several], several[-1][0]
        if all(one.sort is Sort.NAME for one in loose):
            continue
        unit = facts.units.get(last.sha256) or header(last.sender_name) or last.sender_address
        body, told = _correction_body(facts, unit, (), loose, due)
        letter = reply(facts, unit, last, sender_of(last, units), "材料补正通知", body)
        asks = request("补正", facts.notice.number, address, *(one.line for one in told))
        letters.append(replace(letter, asks=asks, loose=tuple(one.thing for one in told)))
    return letters


def _by_sender(found: Iterable[tuple[Message, F]]) -> dict[str, list[tuple[Message, F]]]:
    """What stands beside these mails by the address they came from, in the order received."""
    senders: dict[str, list[tuple[Message, F]]] = {}
    for message, one in sorted(found, key=lambda pair: pair[0].received_at):
        senders.setdefault(message.sender_address, []).append((message, one))
    return senders


def _wanted(facts: Facts, assessment: Assessment) -> Wanted | None:
    return wanted(assessment, standing_in(facts, assessment))


_MOST = 20
"""Lines of a sort in one letter."""
_INTRODUCED = {
    Sort.NAME: "下列文件没有认出是哪位申报人的，请告知姓名或用途：",
    Sort.AGAIN: "下列邮件或文件打不开、没有收全，请按说明重新发送：",
    Sort.ATTACH: "下列文件只有链接，没有随邮件发来，我们不能保证打得开，请改用普通附件重发：",
}


def _correction_body(
    facts: Facts, unit: str, items: Sequence[str], loose: Sequence[Found], due: date
) -> tuple[str, list[Found]]:
    """The text, and what of ``loose`` it tells: so much of each sort as fits."""
    notice = facts.notice
    numbered = "\n\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
    asked = f"，下列 {len(items)} 人的材料需要补正：\n\n{numbered}\n" if items else "。\n"
    also = "另外，" if items else ""
    told, extra = [], ""
    for sort, words in _INTRODUCED.items():
        if own := [one for one in loose if one.sort is sort][:_MOST]:
            told += own
            extra += f"\n{also}{words}\n" + "\n".join(one.line for one in own) + "\n"
    body = (
        f"{salutation(unit)}"
        f"您好！贵单位为“{notice.title}”（{notice.number}）报送的材料已审核{asked}"
        f"{extra}\n"
        f"请在{shown(due)}（含）前直接回复本邮件，附上补正的材料：\n"
        "   · 只发需要补正的部分，已经合格的不用重发；\n"
        "   · 文件名写上姓名；请用普通附件，不要用超大附件、云盘链接，不要加密码。\n\n"
        "逾期未补正的，将影响本次申报。有疑问请直接回复本邮件。谢谢配合！\n"
    )
    return body, told
