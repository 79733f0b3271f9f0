"""Letters to the units, as drafts: what to mend (补正通知), and what still is. People send them; nothing here does.

A letter holds its own unit's people only, with masked ID numbers, goes to an address that the unit is known by to
none, and replies to the latest mail from there. What comes from outside goes into headers only after it was checked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from hui_reg.history.requests import Request, open_of
from hui_reg.model import Assessment, Message
from hui_reg.review.letter import Letter, request
from hui_reg.review.recipients import sender_of
from hui_reg.review.wants import Wanted, headline, plain, wanted
from hui_reg.review.writing import Facts, by_unit, header, letter_to, reply, standing_in


def corrections(facts: Facts, due: date) -> list[Letter]:
    """One letter for every unit that has something to mend, in the order of the units."""
    letters, units = [], []
    for unit, members in by_unit(facts.assessments):
        units.append(unit)
        people = [(member.dossier.key, want) for member in members if (want := _wanted(facts, member))]
        items = [want.text for _, want in people]
        extras = [
            _strays(facts, unit, members),
            in_clouds(m for m in facts.messages if facts.units.get(m.sha256) == unit),
        ]
        if items or extras[1]:
            body = _correction_body(facts, unit, items, extras, due)
            letter = letter_to(facts, unit, members, "材料补正通知", body)
            asks = request("补正", facts.notice.number, unit, *items, *chain(*extras))
            asked = tuple((key, item) for key, want in people for item in want.items)
            letters.append(replace(letter, people=len(items), asks=asks, items=asked))
    return letters + _cloud_letters(facts, units, due)


def reminders(facts: Facts, due: date, today: date, after: int = 0) -> list[Letter]:
    """One letter for every unit from which something is still to come, about that alone, once it was asked ``after``
    days ago; a reminder of today is written again."""
    letters = []
    for unit, members in by_unit(facts.assessments):
        still = [(m, _due_again(open_of(facts.requests.get(m.dossier.key, ())), today, after)) for m in members]
        still = [(member, requests) for member, requests in still if requests]
        if not still:
            continue
        # a reminder written again on its own day is the same letter
        often = max(sum(on < today for on in r.reminded) for _, requests in still for r in requests) + 1
        items = ["\n".join((headline(member), *(_reminded(r) for r in requests))) for member, requests in still]
        letter = letter_to(facts, unit, members, "材料补正提醒", _reminder_body(facts, unit, items, due))
        asks = request("提醒", facts.notice.number, unit, str(often), *items)
        asked = tuple((member.dossier.key, r.item) for member, requests in still for r in requests)
        letters.append(replace(letter, people=len(items), asks=asks, items=asked))
    return letters


def _due_again(requests: Sequence[Request], today: date, after: int) -> Sequence[Request]:
    """Those of which the unit last heard long enough ago."""
    return [r for r in requests if today in r.reminded or (today - max([r.since, *r.reminded])).days >= after]


def _reminded(request: Request) -> str:
    return f"   · {plain(request.item.asked)}（{request.since.month}月{request.since.day}日已通知）"


def _reminder_body(facts: Facts, unit: str, items: Sequence[str], due: date) -> str:
    numbered = "\n\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
    return (
        f"{plain(unit)}负责报名的同志：\n\n"
        f"您好！“{facts.notice.title}”（{facts.notice.number}）的报名材料，下列 {len(items)} 人已通知补正、"
        f"还没有收到：\n\n{numbered}\n\n"
        f"请在 {due.year}年{due.month}月{due.day}日前直接回复本邮件，附上补正的材料；已经发过的，请告知发送的时间和"
        "邮箱，以便查找。\n\n"
        "逾期未补正的，将影响本次申报。有疑问请直接回复本邮件。谢谢配合！\n"
    )


def _cloud_letters(facts: Facts, units: Sequence[str], due: date) -> list[Letter]:
    """For the senders of whose mails nothing came but links: they make nobody's dossier, so no letter to one of the
    ``units``."""
    by_sender: dict[str, list[Message]] = {}
    for message in facts.messages:
        if message.cloud_links and facts.units.get(message.sha256) not in units and not message.automatic:
            by_sender.setdefault(message.sender_address, []).append(message)
    letters = []
    for messages in by_sender.values():
        last = messages[-1]
        unit = facts.units.get(last.sha256) or header(last.sender_name) or last.sender_address
        clouds = in_clouds(messages)
        body = _correction_body(facts, unit, (), ((), clouds), due)
        letter = reply(facts, unit, last, sender_of(last, units), "材料补正通知", body)
        letters.append(replace(letter, asks=request("补正", facts.notice.number, last.sender_address, *clouds)))
    return letters


def _wanted(facts: Facts, assessment: Assessment) -> Wanted | None:
    return wanted(assessment, standing_in(facts, assessment))


def _strays(facts: Facts, unit: str, members: Sequence[Assessment]) -> list[str]:
    """Files of the unit's own mails that nobody could be found for, and that no finding speaks of."""
    spoken = {left.file.sha256 for member in members for left in member.dossier.hinted}
    own = [left for left in facts.leftovers if facts.units.get(left.file.message) == unit]
    return [
        f"   · {plain(left.file.path)}（{plain(left.problem.detail if left.problem else left.reason)}）"
        for left in own
        if left.file.sha256 not in spoken
    ][:20]


def in_clouds(messages: Iterable[Message]) -> list[str]:
    """What of these mails lies on servers, a line each: name, place, address, code."""
    lines = []
    for link in (link for message in messages for link in message.cloud_links):
        code = f"，提取码 {link.code}" if link.code else ""
        lines.append(
            f"   · {plain(link.name or '（没有写文件名）')}（{plain(link.provider)}：{plain(link.url)}{code}）"
        )
    return list(dict.fromkeys(lines))[:20]


def _correction_body(facts: Facts, unit: str, items: Sequence[str], extras: Sequence[Sequence[str]], due: date) -> str:
    """``extras``: files that are nobody's, and what lies on servers."""
    notice = facts.notice
    strays, clouds = extras
    numbered = "\n\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
    asked = f"，下列 {len(items)} 人的材料需要补正：\n\n{numbered}\n" if items else "。\n"
    also = "另外，" if items else ""
    extra = f"\n{also}下列文件没有认出是哪位申报人的，请告知姓名或用途：\n" + "\n".join(strays) + "\n" if strays else ""
    if clouds:
        extra += f"\n{also}下列文件只有链接，没有随邮件发来，我们不能保证打得开，请改用普通附件重发：\n"
        extra += "\n".join(clouds) + "\n"
    return (
        f"{plain(unit)}负责报名的同志：\n\n"
        f"您好！贵单位为“{notice.title}”（{notice.number}）报送的材料已审核{asked}"
        f"{extra}\n"
        f"请在 {due.year}年{due.month}月{due.day}日前直接回复本邮件，附上补正的材料：\n"
        "   · 只发需要补正的部分，已经合格的不用重发；\n"
        "   · 文件名写上姓名；请用普通附件，不要用超大附件、云盘链接，不要加密码。\n\n"
        "逾期未补正的，将影响本次申报。有疑问请直接回复本邮件。谢谢配合！\n"
    )
