"""Until when papers are in time: the deadline, its hour, the term for corrections, what staff extended."""

from datetime import UTC, date, datetime

import pytest

from tests.notice.changed import changed

CHANGES = {
    "plain": (),
    "hour": (("deadline", "deadline = 2024-07-05\ncloses = 17:30:00"),),
    "corrections": (("deadline", "deadline = 2024-07-05\ncorrections_until = 2024-07-12"),),
}


@pytest.mark.parametrize(
    ("which", "began", "extended", "last"),
    [
        ("plain", False, None, "2024-07-05 15:59:59"),
        ("plain", True, None, "2024-07-05 15:59:59"),
        ("plain", False, date(2024, 7, 8), "2024-07-08 15:59:59"),
        ("plain", False, date(2024, 7, 1), "2024-07-05 15:59:59"),
        ("hour", False, None, "2024-07-05 09:30:00"),
        ("hour", True, None, "2024-07-05 09:30:00"),
        ("corrections", False, None, "2024-07-05 15:59:59"),
        ("corrections", True, None, "2024-07-12 15:59:59"),
        ("corrections", True, date(2024, 7, 20), "2024-07-20 15:59:59"),
        ("corrections", True, date(2024, 7, 6), "2024-07-12 15:59:59"),
    ],
)
def test_the_last_second_in_time(which: str, began: bool, extended: date | None, last: str) -> None:
    notice = changed(*CHANGES[which])
    until = notice.accepts_until(began_in_time=began, extended_to=extended)
    assert (until - datetime.fromisoformat(f"{last}+00:00")).total_seconds() == 1
    assert until.tzinfo is UTC
