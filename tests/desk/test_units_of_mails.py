"""Which unit a mail is counted to when something is asked about it."""

import pytest

from hui_reg.desk.correspondence.units import units_of_mails
from hui_reg.model import Message, Verdict
from tests import builders as b
from tests.review import batch as people

FIRST = b.message(address="One@unit.example.com")
BOTH = b.message("代发")
ONE = people.assessment(
    Verdict.PASS, "张三", unit="甲单位", messages=(FIRST, BOTH), addresses=("one@unit.example.com", "both@example.com")
)
TWO = people.assessment(Verdict.PASS, "李四", unit="乙单位", messages=(BOTH,), addresses=("both@example.com",))


@pytest.mark.parametrize(
    ("mail", "unit"),
    [
        (FIRST, "甲单位"),
        (BOTH, None),
        (b.message("空的", address="ONE@unit.example.com"), "甲单位"),
        (b.message("空的", address="both@example.com"), None),
        (b.message("空的", address="else@example.com"), None),
        (b.message("空的", address=""), None),
    ],
)
def test_the_people_tell_then_the_address_where_it_is_one_units(mail: Message, unit: str | None) -> None:
    assert units_of_mails([ONE, TWO], [mail]).get(mail.sha256) == unit
