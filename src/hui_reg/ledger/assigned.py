"""The reconciliation comes back: names a person found for a transfer, and payments that no longer count."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hui_reg.history.dues import Accounts, Charge, solve
from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import Miss, People, Person
from hui_reg.history.roll import Roll
from hui_reg.history.state import Paid, State
from hui_reg.ledger.matches import NOTHING, Match, Reconciliation, draft_of, names_of
from hui_reg.ledger.plan import Datum, Draft, Plan
from hui_reg.ledger.tables import Heading, Row, Table, day_of, number_of
from hui_reg.notation import resident_id

OPEN_HEADINGS = (Heading("receipt", ("回单标识",), needed=True), Heading("names", ("归属人员",), needed=True))
RECORDED_HEADINGS = (
    Heading("entry", ("记录号",), needed=True),
    Heading("reason", ("撤销原因",), needed=True),
    Heading("refund", ("退费金额",)),
    Heading("refunded_on", ("退费日期",)),
)

_SEPARATORS = re.compile(r"[、,，;；/\n]+")
_TOKEN = re.compile(r"(?P<name>[^()（）]+)(?:[(（](?P<unit>[^()（）]+)[)）])?")


@dataclass(frozen=True)
class Assigned:
    """What a person said of a transfer, as far as it could be followed: charges, or why not."""

    charges: tuple[Charge, ...] = ()
    fault: str = ""


def assign(match: Match, people: Iterable[Person], accounts: Accounts) -> Assigned:
    """Give the unexplained rest of a transfer to the people whom a person named."""
    if match.receipt.paid_on is None or not match.amount:
        return Assigned(fault="金额或交易日期未读出，不能认定")
    if match.unexplained <= 0:
        return Assigned(fault="这笔回单已没有待核对的金额")
    named = list(people)
    owing = [charges for person in named if (charges := accounts.options(person, match.receipt.paid_on))]
    if not owing:
        return Assigned(fault=f"{names_of(named)} 没有待缴的费用")
    chosen = solve(owing, match.unexplained)
    first = [charges[0] for charges in owing]
    owed = sum((charge.amount for charge in first), NOTHING)
    if chosen is None and match.unexplained >= owed:
        chosen = tuple(first)
    elif chosen is None and len(first) == 1 and first[0].purpose == "registration":
        chosen = (replace(first[0], amount=match.unexplained),)
    if chosen is None:
        return Assigned(fault=f"{names_of(named)} 共应缴 {owed:.2f} 元，回单只剩 {match.unexplained:.2f} 元")
    for charge in chosen:
        accounts.settle(charge)
    return Assigned(tuple(replace(charge, basis="manual") for charge in chosen))


def plan_assignments(opened: Table, recorded: Table, result: Reconciliation, roll: Roll) -> Plan:
    """What the two sheets ask for. ``result`` is the reconciliation as it stands now, without new matches."""
    plan = Plan()
    accounts, people = Accounts(roll.states, roll.notice), roll.index()
    matches = {match.receipt.key: match for match in result.matches}
    for row in opened.rows:
        if row["names"]:
            match = matches.get(row["receipt"])
            if match is None:
                plan.faults.append(f"{row.place}：没有标识为“{row['receipt']}”的回单")
            else:
                _assign(plan, row.place, row["names"], match, people, accounts)
    payments = {str(p.seq): (state, p) for state in roll.states.values() for p in state.payments}
    for row in recorded.rows:
        if not row["reason"] and not row["refund"]:
            continue
        if row["entry"] not in payments:
            plan.warnings.append(f"{row.place}：记录号 {row['entry']} 已不在有效的缴费记录中，未处理")
        elif row["reason"] and row["refund"]:
            plan.faults.append(f"{row.place}：退费和撤销只能填一项：缴过又退的填退费，记错的填撤销原因")
        elif row["reason"]:
            _withdraw(plan, row, *payments[row["entry"]], roll.today)
        else:
            _refund(plan, row, *payments[row["entry"]], roll.today)
    if opened.missing and recorded.missing:
        plan.faults.append("这不是缴费核对表：没有找到“归属人员”或“撤销原因”列")
    return plan


def _assign(plan: Plan, place: str, text: str, match: Match, people: People, accounts: Accounts) -> None:
    found = [_who(token, people) for token in _SEPARATORS.split(text) if token.strip()]
    misses = [who.reason for who in found if isinstance(who, Miss)]
    if misses:
        plan.faults += [f"{place}：{reason}" for reason in misses]
        return
    persons = [who for who in found if isinstance(who, Person)]
    assigned = assign(match, persons, accounts)
    if assigned.fault:
        plan.faults.append(f"{place}：{assigned.fault}")
    for charge in assigned.charges:
        plan.drafts.append(draft_of(match, charge))
        plan.people.add(charge.applicant)
    if assigned.charges and match.receipt.doubt:
        plan.warnings.append(f"{place}：人工认定，原疑点：{match.receipt.doubt}")


def _who(token: str, people: People) -> Person | Miss:
    parts = _TOKEN.fullmatch(token.strip())
    if parts is None:
        return Miss(f"“{token}”不是姓名")
    name, unit = parts["name"].strip(), (parts["unit"] or "").strip()
    if resident_id.is_valid(name):
        numbered = people.numbered(name)
        return numbered[0] if len(numbered) == 1 else Miss(f"证件号码 {resident_id.mask(name)} 不在本批或不唯一")
    found = people.identify(name, "", unit)
    return Miss(f"“{name}”：{found.reason}") if isinstance(found, Miss) else found


def _withdraw(plan: Plan, row: Row, state: State, paid: Paid, on: date) -> None:
    """The payment was entered wrongly: it never counted."""
    plan.people.add(state.applicant)
    plan.drafts.append(Draft(state.applicant, EntryKind.WITHDRAWAL, on, {"reason": row["reason"]}, supersedes=paid.seq))
    plan.corrections.append(f"{row.place}：撤销缴费 {paid.amount} 元（{row['reason']}）")


def _refund(plan: Plan, row: Row, state: State, paid: Paid, today: date) -> None:
    """The payment was right, and some or all of it was given back."""
    amount = number_of(row["refund"])
    on = day_of(row["refunded_on"]) if row["refunded_on"] else today
    fresh = [d for d in plan.drafts if (d.applicant, d.kind) == (state.applicant, EntryKind.REFUND)]
    earlier = sum((Decimal(str(d.data["amount"])) for d in fresh if d.data["purpose"] == paid.purpose), Decimal(0))
    left = state.paid(paid.purpose) - earlier
    if amount is None or amount <= 0 or amount != round(amount, 2):
        plan.faults.append(f"{row.place}：退费金额“{row['refund']}”不是金额")
    elif on is None:
        plan.faults.append(f"{row.place}：退费日期“{row['refunded_on']}”不是日期")
    elif amount > min(left, paid.amount):
        plan.faults.append(f"{row.place}：退费 {amount:.2f} 元，多于这笔缴费还没退的 {min(left, paid.amount):.2f} 元")
    else:
        data: dict[str, Datum] = {"purpose": paid.purpose, "amount": f"{amount:.2f}", "receipt": paid.receipt}
        plan.people.add(state.applicant)
        plan.drafts.append(Draft(state.applicant, EntryKind.REFUND, on, data))
        plan.corrections.append(f"{row.place}：退费 {amount:.2f} 元（{on}）")
