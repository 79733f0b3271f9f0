"""Invented applicants and ledger entries in one line each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from hui_reg import notice as notices
from hui_reg.history.people import Person
from hui_reg.history.state import State, fold
from hui_reg.ledger.plan import Draft
from hui_reg.ledger.receipts import Receipt, receipt_of
from hui_reg.ledger.tables import Row, Table
from hui_reg.model import Entry
from hui_reg.notice import Notice, Payment
from tests.builders import id_number

NOTICE: Notice = notices.parse(notices.shipped())
EXAM = date(2024, 9, 8)
"""A Sunday in the notice's window."""
NOON = datetime(2024, 7, 20, 12, tzinfo=UTC)
LUOYANG, CHONGWU, WANGCHUAN = "洛阳镇便民服务中心", "崇武镇便民服务中心", "辋川镇便民服务中心"


def someone(name: str, unit: str = LUOYANG, born: str = "1990-03-07", serial: int = 1, area: str = "350521") -> Person:
    number = id_number(born, serial=serial, area=area)
    return Person(key=f"{number}", unit=unit, name=name, id_number=number)


def entry(
    seq: int, applicant: str, kind: str, on: date = date(2024, 7, 20), supersedes: int | None = None, **data: object
) -> Entry:
    return Entry(
        seq=seq,
        applicant=applicant,
        kind=kind,
        on=on,
        recorded_at=NOON,
        by="测试",
        data=data,
        supersedes=supersedes,
    )


def entries_of(drafts: Sequence[Draft], start: int = 1) -> list[Entry]:
    """Drafts as the store would number them."""
    return [
        Entry(seq=seq, applicant=d.applicant, kind=d.kind, on=d.on, recorded_at=NOON, by="测试", data=d.data,
              supersedes=d.supersedes, source=d.source)
        for seq, d in enumerate(drafts, start)
    ]  # fmt: skip


def state_of(*entries: Entry) -> State:
    return fold(entries)[entries[0].applicant]


def reviewed(person: Person, seq: int, on: date = date(2024, 7, 15)) -> list[Entry]:
    return [
        entry(seq, person.key, "first_review", on, choice="pass"),
        entry(seq + 1, person.key, "second_review", on, choice="pass"),
    ]


def paid(
    person: Person, seq: int, amount: str = "1380.00", on: date = date(2024, 7, 20), purpose: str = "registration"
) -> Entry:
    return entry(seq, person.key, "payment", on, purpose=purpose, amount=amount, receipt=f"R{seq}", basis="named")


def score(person: Person, seq: int, paper: str, mark: str | None, on: date = EXAM) -> Entry:
    absent = "absent" if mark is None else ""
    return entry(seq, person.key, "score", on, paper=paper, score=mark, mark=absent)


def receipt(
    amount: str = "1380.00",
    payer: str = LUOYANG,
    remark: str = "",
    serial: str = "S1",
    on: str = "2024-07-20",
    words: str = "",
    number: str = "",
    payee: str = "",
    tail: str = "",
    source: str = "0" * 64,
    place: str = "回单.pdf",
    unit: str = "",
    payment: Payment = NOTICE.payment,
) -> Receipt:
    row = {
        "serial_number": serial, "receipt_number": number, "paid_on": on, "payer": payer, "payee": payee,
        "payee_account": tail, "amount": amount, "amount_in_words": words, "remark": remark,
    }  # fmt: skip
    return receipt_of(row, source, place, unit, payment)


def table(*rows: dict[str, str]) -> Table:
    return Table(tuple(Row(f"第{number}行", cells) for number, cells in enumerate(rows, 2)))
