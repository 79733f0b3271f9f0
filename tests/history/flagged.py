"""An applicant's entries in one short word each, and the flags that are up after them."""

from datetime import date

from hui_reg.history.flags import flags_of
from hui_reg.model import Entry
from hui_reg.notice import Notice
from tests.ledger.people import EXAM, NOTICE, entry, paid, score, someone, state_of

ZHANG = someone("张三")
DAY = date(2024, 7, 15)


def first(choice: str = "pass", seq: int = 1) -> Entry:
    return entry(seq, ZHANG.key, "first_review", DAY, choice=choice)


def second(choice: str = "pass", seq: int = 2) -> Entry:
    return entry(seq, ZHANG.key, "second_review", DAY, choice=choice)


def fee(amount: str = "1380.00", on: date = date(2024, 7, 20), seq: int = 3) -> Entry:
    return paid(ZHANG, seq, amount, on)


def taught(hours: str = "33.8", seq: int = 4) -> Entry:
    return entry(seq, ZHANG.key, "training", hours=hours)


def sat(seq: int, paper: str, mark: str | None = "50", on: date = EXAM) -> Entry:
    return score(ZHANG, seq, paper, mark, on)


def again(seq: int, amount: str, purpose: str, on: date = date(2024, 12, 1)) -> Entry:
    return paid(ZHANG, seq, amount, on, f"makeup_{purpose}")


def other(seq: int, kind: str, on: date = date(2024, 10, 1), supersedes: int | None = None, **data: object) -> Entry:
    return entry(seq, ZHANG.key, kind, on, supersedes, **data)


def flagged(*entries: Entry, notice: Notice = NOTICE) -> tuple[str, ...]:
    return flags_of(state_of(*entries), notice)


READY = (first(), second(), fee(), taught())
FAILED = (*READY, sat(5, "theory"), sat(6, "skill"))
HALF = (*READY, sat(5, "theory", "70"), sat(6, "skill"))
PASSED = (*READY, sat(5, "theory", "60"), sat(6, "skill", "60"))
