"""Letters that tell a unit what became of its people: passed, training, exam, makeup.

Each is written to those alone whom it concerns now, by where they stand; a matter that concerns nobody makes no letter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hui_reg.history.kinds import EntryKind
from hui_reg.history.makeup import fee_of, makeup_of, unused_fees
from hui_reg.history.papers import titles
from hui_reg.history.standing import Stage
from hui_reg.history.state import State
from hui_reg.model import Assessment, Entry
from hui_reg.notation.iso_dates import shown
from hui_reg.notice import ACCOUNT_TO_COME
from hui_reg.review.letter import Letter, request, salutation
from hui_reg.review.wants import headline
from hui_reg.review.writing import Facts, by_unit, letter_to, standing_in


class Matter(StrEnum):
    """What a letter is about."""

    PASSED = "passed"
    TRAINING = "training"
    EXAM = "exam"
    MAKEUP = "makeup"


TITLES: Mapping[Matter, str] = {
    Matter.PASSED: "审核结果通知",
    Matter.TRAINING: "培训通知",
    Matter.EXAM: "考试通知",
    Matter.MAKEUP: "补考通知",
}


def announcements(facts: Facts, matter: Matter, today: date) -> list[Letter]:
    """One letter for every unit with people whom the matter concerns on ``today``, in the order of the units."""
    letters = []
    for unit, members in by_unit(facts.assessments):
        said, concerned = _SAYS[matter](facts, members, today)
        if concerned:
            notice = facts.notice
            greeting = f"{salutation(unit)}您好！“{notice.title}”（{notice.number}）的{_ABOUT[matter]}如下。\n"
            body = f"{greeting}\n{said}\n有疑问请直接回复本邮件。谢谢配合！\n"
            asks = request("结果" if matter is Matter.PASSED else matter, notice.number, unit, body)
            letters.append(replace(letter_to(facts, unit, members, TITLES[matter], body), people=concerned, asks=asks))
    return letters


def upcoming_seat(state: State, today: date) -> Entry | None:
    """The seat somebody was given last, of an exam still to come."""
    seat = state.last(EntryKind.SEAT)
    return seat if seat is not None and date.fromisoformat(str(seat.data["exam_on"])) >= today else None


_ABOUT: Mapping[Matter, str] = {
    Matter.PASSED: "审核结果",
    Matter.TRAINING: "培训安排",
    Matter.EXAM: "考试安排",
    Matter.MAKEUP: "补考事项",
}
Said = tuple[str, int]
"""What the letter says, and of how many people."""


def _passed(facts: Facts, members: Sequence[Assessment], today: date) -> Said:
    owing = [member for member in members if standing_in(facts, member).owes]
    first = [member for member in members if standing_in(facts, member).stage is Stage.FIRST_REVIEWED]
    parts = []
    if owing:
        total = sum((standing_in(facts, member).owed for member in owing), Decimal(0))
        fees = {standing_in(facts, member).fee for member in owing}
        each = f"每人 {_yuan(fees.pop())} 元，" if len(fees) == 1 else ""
        parts.append(
            f"通过复核、待缴费的 {len(owing)} 人（名单见附件）：\n{_owing(facts, owing)}\n\n"
            f"请缴纳认定费，{each}共 {_yuan(total)} 元。\n{_account(facts)}"
            "转账附言请写明单位和姓名；缴费后请把电子回单收齐，一并回复本邮件。\n"
        )
    if free := [member for member in members if _passed_without_fee(facts, member)]:
        what = "培训" if facts.notice.training.hours else "考试"
        parts.append(f"通过复核的 {len(free)} 人：\n{_names(free)}\n\n以上人员不用缴费，{what}安排另行通知。\n")
    if first:
        pays = any(standing_in(facts, member).fee for member in first)
        later = "复核通过后再通知缴费，现在请勿缴费" if pays else "复核结果另行通知"
        parts.append(f"通过初审的 {len(first)} 人：\n{_names(first)}\n\n以上人员的材料将送复核，{later}。\n")
    return "\n".join(parts), len(owing) + len(free) + len(first)


def _passed_without_fee(facts: Facts, member: Assessment) -> bool:
    """Whether a fee of nothing let somebody through to what comes next, of which nothing was arranged yet."""
    stands = standing_in(facts, member)
    arranged = _state(facts, member).of(EntryKind.TRAINING) or _state(facts, member).of(EntryKind.SEAT)
    return stands.may_sit and not stands.fee and not arranged


def _account(facts: Facts) -> str:
    pay = facts.notice.payment
    lines = (("收款户名", pay.payee), ("开户行", pay.bank), ("收款账号", pay.account))
    told = "".join(f"   {title}：{value}\n" for title, value in lines if value)
    return told if pay.account else f"{told}   {ACCOUNT_TO_COME}\n"


def _owing(facts: Facts, people: Sequence[Assessment]) -> str:
    """The names, and what is left to pay of a fee that was paid in part, or that isn't everybody's."""
    several = len({standing_in(facts, member).fee for member in people}) > 1
    lines = []
    for member in people:
        stands, name = standing_in(facts, member), _names([member])
        if stands.owed < stands.fee:
            name += f"　已缴 {_yuan(stands.fee - stands.owed)} 元，还缺 {_yuan(stands.owed)} 元"
        elif several:
            name += f"　{_yuan(stands.fee)} 元"
        lines.append(name)
    return "\n".join(lines)


def _state(facts: Facts, member: Assessment) -> State:
    return facts.states.get(member.dossier.key) or State(member.dossier.key)


def _training(facts: Facts, members: Sequence[Assessment], today: date) -> Said:
    people = [member for member in members if standing_in(facts, member).stage is Stage.PAID]
    terms = facts.notice.training
    cleared = "已缴清认定费" if any(standing_in(facts, member).fee for member in people) else "已通过复核"
    begins = f"自{shown(terms.starts)}起，" if terms.starts else ""
    return (
        f"下列 {len(people)} 人{cleared}，请参加培训：\n{_names(people)}\n\n"
        f"培训{begins}共 {terms.hours:g} 课时，请在考试前完成，学时不足的可能影响考试。\n"
        + (f"依据：{terms.basis}\n" if terms.basis else "")
    ), len(people)


def _exam(facts: Facts, members: Sequence[Assessment], today: date) -> Said:
    sitting = [(member, _seat_of(facts, member, today)) for member in members]
    seats = [(member, seat) for member, seat in sitting if seat is not None]
    lines = []
    for member, seat in seats:
        papers = titles(str(seat.data["papers"]).split(","), facts.notice)
        place = f"{seat.data['room']} {seat.data['seat']} 号，准考证号 {seat.data['ticket']}"
        lines.append(f"   · {headline(member)}：{shown(str(seat.data['exam_on']))}，{papers}，{place}")
    told = "\n".join(lines)
    shown_there = "、".join(one.title for one in facts.notice.further_materials if one.original_is_shown)
    also = f"通知要求现场核验的{shown_there}，请带原件。\n" if shown_there else ""
    return (
        f"下列 {len(seats)} 人参加考试：\n{told}\n\n"
        f"准考证见附件，请打印后发给本人。考试时请带准考证和有效身份证件原件，提前到场。\n{also}"
    ), len(seats)


def _seat_of(facts: Facts, member: Assessment, today: date) -> Entry | None:
    stands = standing_in(facts, member)
    return upcoming_seat(_state(facts, member), today) if stands.may_sit or stands.stage is Stage.MAKEUP else None


def _makeup(facts: Facts, members: Sequence[Assessment], today: date) -> Said:
    notice = facts.notice
    lines, owing, others = [], False, False
    for member in members:
        state = _state(facts, member)
        still = makeup_of(state, notice, today)
        if standing_in(facts, member).stage is not Stage.MAKEUP or still is None:
            continue
        paid = set(unused_fees(state, notice, today)) >= set(still.papers)
        price = fee_of(still.purpose, notice, today)
        fee = f"补考费 {_yuan(price)} 元" if not paid else "补考费已缴" if price else "补考不收费"
        owing, others = owing or not paid, others or paid
        lines.append(
            f"   · {headline(member)}：{titles(still.papers, notice)}，须在{shown(still.until)}（含）以前考完，{fee}"
        )
    told = "\n".join(lines)
    return (
        f"下列 {len(lines)} 人可以补考：\n{told}\n\n{_account(facts) if owing else ''}"
        f"要补考的，请{'缴费后把电子回单回复本邮件，附言' if owing else '回复本邮件，'}写明单位、姓名和“补考”"
        f"{'（不用缴费的直接回复）' if owing and others else ''}；考试日期另行通知。\n"
    ), len(lines)


def _yuan(amount: Decimal) -> str:
    return f"{amount:.0f}" if amount == round(amount) else f"{amount:.2f}"


def _names(people: Sequence[Assessment]) -> str:
    return "\n".join(f"   · {headline(member)}" for member in people)


_SAYS: Mapping[Matter, Callable[[Facts, Sequence[Assessment], date], Said]] = {
    Matter.PASSED: _passed,
    Matter.TRAINING: _training,
    Matter.EXAM: _exam,
    Matter.MAKEUP: _makeup,
}
