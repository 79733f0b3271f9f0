"""Online training: the class hours the platform reports, and who is short of those the notice asks for."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import People, Person
from hui_reg.history.state import State
from hui_reg.ledger.plan import Draft, Plan, Wrong, plan_table
from hui_reg.ledger.tables import ID_NUMBER, NAME, UNIT, Heading, Row, Table, number_of, without_noise
from hui_reg.notice import Notice

HEADINGS = (
    NAME,
    ID_NUMBER,
    UNIT,
    Heading(
        "hours",
        ("已完成课时", "完成课时", "课时", "已完成学时", "完成学时", "学时", "已学课时", "已学学时", "累计课时",
         "累计学时", "学习课时", "学习学时", "总学时", "总课时"),
        needed=True,
    ),
)  # fmt: skip


def plan_training(table: Table, people: People, states: Mapping[str, State], notice: Notice, on: date) -> Plan:
    """Take in the hours as they stood ``on`` that day. A platform reports totals: the newest figure counts."""

    def take(row: Row, person: Person, _: State) -> list[Draft] | Wrong:
        if not row["hours"]:
            return []
        number = number_of(row["hours"])
        hours = None if number is None else without_noise(number)
        if hours is None:
            return Wrong(f"课时“{row['hours']}”不是数字")
        if hours < 0:
            return Wrong(f"课时“{row['hours']}”不能是负数")
        return [Draft(person.key, EntryKind.TRAINING, on, {"hours": f"{hours:f}"})]

    def warn(row: Row, _: Person, state: State) -> list[str]:
        number = number_of(row["hours"])
        if number is None:
            return ["没有填课时，未记录"]
        fewer = state.hours is not None and number < state.hours
        return [f"课时比上次（{state.hours}）少"] if fewer else []

    return plan_table(table, people, states, take, warn=warn)


def short_by(state: State, notice: Notice) -> Decimal:
    """Class hours still missing; 0 when all are done."""
    return max(Decimal(0), Decimal(str(notice.training.hours)) - (state.hours or Decimal(0)))
