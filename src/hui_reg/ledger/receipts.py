"""Payment receipts (缴费回单): from what was read to money that counts once.

The same transfer arrives as the bank's PDF, as a screenshot and again a week later: copies are found by serial
number, by receipt number, or, where a copy shows neither, by payer, amount, day and remark.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from hui_reg.history.people import fold_text
from hui_reg.notation.amounts import amount_in_words
from hui_reg.notice import Payment
from hui_reg.vocabulary import Field

Mark = tuple[str, ...]

_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")


@dataclass(frozen=True)
class Receipt:
    """One receipt as read. ``source`` is the file's SHA-256, ``place`` names it for people, ``unit`` who mailed it.

    ``amount`` is None when it couldn't be read; ``doubt`` says why a person must look before it counts for anyone.
    """

    serial: str
    number: str
    paid_on: date | None
    clock: str
    payer: str
    payee: str
    amount: Decimal | None
    words: str
    remark: str
    source: str
    place: str
    unit: str = ""
    doubt: str = ""

    @property
    def key(self) -> str:
        """What identifies the transfer in the ledger."""
        return self.serial or self.number or _digest(self)

    @property
    def completeness(self) -> tuple[int, int, str]:
        """Sorts the copy that shows most first."""
        shown = sum(
            map(bool, (self.serial, self.number, self.paid_on, self.payer, self.payee, self.words, self.remark))
        )
        return (-shown, -(self.amount is not None), self.source)


@dataclass(frozen=True)
class Unique:
    """A transfer, and the other copies of its receipt."""

    receipt: Receipt
    copies: tuple[Receipt, ...] = ()


def receipt_of(row: Mapping[str, str], source: str, place: str, unit: str, payment: Payment) -> Receipt:
    """A receipt from a reader's row (field names of ``vocabulary.FIELDS``), checked against the notice's payee."""
    paid_at = unicodedata.normalize("NFKC", row.get(Field.PAID_ON, ""))
    clock = _CLOCK.search(paid_at)
    amount = _amount(row.get(Field.AMOUNT, ""))
    words = row.get(Field.AMOUNT_IN_WORDS, "")
    payee, tail = row.get(Field.PAYEE, ""), re.sub(r"\D", "", row.get(Field.PAYEE_ACCOUNT, ""))[-4:]
    return Receipt(
        serial=_number(row.get(Field.SERIAL_NUMBER, "")),
        number=_number(row.get(Field.RECEIPT_NUMBER, "")),
        paid_on=_day(paid_at),
        clock=clock.group() if clock else "",
        payer=row.get(Field.PAYER, "").strip(),
        payee=payee.strip(),
        amount=amount,
        words=words.strip(),
        remark=row.get(Field.REMARK, "").strip(),
        source=source,
        place=place,
        unit=unit,
        doubt=_amount_doubt(amount, words) or _payee_doubt(payee, tail, payment),
    )


def not_yet(receipt: Receipt, today: date) -> Receipt:
    """The receipt, in doubt where its day has not come yet: misread, or no receipt."""
    if receipt.doubt or receipt.paid_on is None or receipt.paid_on <= today:
        return receipt
    return replace(receipt, doubt=f"交易日期 {receipt.paid_on} 还没有到，请查看原件")


def unique(receipts: Iterable[Receipt]) -> list[Unique]:
    """Every transfer once, in an order that doesn't depend on the order of arrival."""
    groups: dict[Mark, list[Receipt]] = {}
    home: dict[Mark, Mark] = {}
    for receipt in sorted(receipts, key=lambda r: (*r.completeness, repr(r))):
        marks = _marks(receipt)
        homes = list(dict.fromkeys(home[mark] for mark in marks if mark in home))
        target = homes[0] if homes else marks[0]
        members = groups.setdefault(target, [])
        for other in homes[1:]:
            members += groups.pop(other)
            home.update({mark: target for mark, at in home.items() if at == other})
        members.append(receipt)
        home.update(dict.fromkeys(marks, target))
    found = [_settled(members) for members in _join_unnumbered(list(groups.values()))]
    return sorted(found, key=lambda u: (u.receipt.paid_on or date.max, u.receipt.key))


def _join_unnumbered(groups: list[list[Receipt]]) -> list[list[Receipt]]:
    """Give copies without any number to the one numbered transfer they can be a copy of."""
    numbered = [group for group in groups if group[0].serial or group[0].number]
    by_sum: dict[Mark, list[list[Receipt]]] = {}
    for group in numbered:
        by_sum.setdefault(_content(group[0])[:3], []).append(group)
    alone = []
    for group in groups:
        if group[0].serial or group[0].number:
            continue
        twins = [twin for twin in by_sum.get(_content(group[0])[:3], ()) if _may_be_copies(group[0], twin[0])]
        if len(twins) == 1:
            twins[0].extend(group)
        else:
            alone.append([_in_doubt(r, "没有流水号，可能与另几份回单重复") for r in group] if twins else group)
    return numbered + alone


def _may_be_copies(bare: Receipt, full: Receipt) -> bool:
    same_clock = not (bare.clock and full.clock) or bare.clock[:5] == full.clock[:5]
    return same_clock and fold_text(bare.remark) in ("", fold_text(full.remark))


def _settled(members: list[Receipt]) -> Unique:
    """The best copy first, one without a doubt before others; in doubt when copies name different amounts."""
    best = min(members, key=lambda r: bool(r.doubt))
    copies = tuple(r for r in members if r is not best)
    amounts = sorted({r.amount for r in members if r.amount is not None})
    if len(amounts) > 1:
        listed = "、".join(f"{amount:.2f}" for amount in amounts)
        best = _in_doubt(best, f"同一笔回单的几份副本金额不同（{listed} 元）")
    return Unique(best, copies)


def _in_doubt(receipt: Receipt, doubt: str) -> Receipt:
    return replace(receipt, doubt=receipt.doubt or doubt)


def _marks(receipt: Receipt) -> list[Mark]:
    """What a copy has in common with the others, strongest first."""
    marks: list[Mark] = [
        (kind, text) for kind, text in (("serial", receipt.serial), ("number", receipt.number)) if text
    ]
    return marks or [("content", *_content(receipt))]


def _content(receipt: Receipt) -> Mark:
    if receipt.amount is None or receipt.paid_on is None or not receipt.payer:
        return ("", "", "", receipt.source, receipt.place)  # too little is known to call it a copy of anything
    return (
        receipt.paid_on.isoformat(), fold_text(receipt.payer), str(receipt.amount), fold_text(receipt.remark),
    )  # fmt: skip


def _digest(receipt: Receipt) -> str:
    return "~" + hashlib.sha256("|".join(_content(receipt)).encode()).hexdigest()[:16]


def _number(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    plain = re.sub(r"[^\d.\-]", "", unicodedata.normalize("NFKC", text))
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount > 0 and amount == round(amount, 2) else None


def _amount_doubt(amount: Decimal | None, words: str) -> str:
    if amount is None:
        return "金额未能读出，请查看原件"
    if words:
        spoken = amount_in_words(words)
        if spoken is None:
            return "大写金额未能读出，请查看原件"
        if spoken != amount:
            return f"大小写金额不一致（小写 {amount:.2f} 元，大写 {spoken:.2f} 元）"
    return ""


def _payee_doubt(payee: str, tail: str, payment: Payment) -> str:
    """A wrong payee is a warning sign of fraud; blank settings are not checked."""
    if payment.payee and payee and fold_text(payee) != fold_text(payment.payee):
        return f"收款人“{payee}”与通知的收款账户不符，谨防诈骗，请核实"
    if payment.account_tail and tail and tail != payment.account_tail:
        return f"收款账号末四位 {tail} 与通知的收款账户不符，谨防诈骗，请核实"
    if payment.payee and not payee and not (payment.account_tail and tail):
        return "收款人未能读出，请查看原件"
    return ""
