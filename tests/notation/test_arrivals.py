"""When a mail arrived, and when that can't be told: the server's word, a mailbox that was moved, no word at all."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hui_reg.notation.arrivals import doubt, is_early

CHINA = timezone(timedelta(hours=8))
CLOSES = datetime(2024, 7, 5, 16, tzinfo=UTC)
"""The end of 5 July in China."""
WEEK = timedelta(days=7)
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Mail:
    received_at: datetime
    received_basis: str = "internaldate"
    stamped_at: datetime | None = None


@pytest.mark.parametrize("basis", ["internaldate", "received_header"])
def test_a_mail_is_early_by_a_servers_word_alone(basis: str) -> None:
    assert is_early(Mail(CLOSES - MOMENT, basis), CLOSES) is True
    assert is_early(Mail(CLOSES, basis), CLOSES) is False


@pytest.mark.parametrize("basis", ["date_header", "file_time", "on_paper"])
def test_nobody_elses_word_makes_a_mail_early(basis: str) -> None:
    assert is_early(Mail(CLOSES - WEEK, basis), CLOSES) is False


def test_a_mailbox_that_was_moved_tells_nothing_of_the_day() -> None:
    moved = Mail(CLOSES + WEEK, stamped_at=CLOSES - MOMENT)
    assert doubt(moved, CLOSES, CHINA) == (
        "邮箱记的收到时间是2024年7月13日00:00，邮件里最后一站的记录是2024年7月5日23:59，邮箱可能迁移过"
    )
    assert doubt(Mail(CLOSES + WEEK - MOMENT, stamped_at=CLOSES), CLOSES, CHINA) == ""  # slow, not moved
    between = doubt(Mail(CLOSES + WEEK - 2 * MOMENT, stamped_at=CLOSES - MOMENT), CLOSES, CHINA)
    assert between.endswith("最后一站的记录是2024年7月5日23:59，截止时间在两者之间")
    assert doubt(Mail(CLOSES, stamped_at=CLOSES - MOMENT), CLOSES, CHINA)  # two clocks, and the end between them
    assert doubt(Mail(CLOSES + WEEK, stamped_at=CLOSES), CLOSES, CHINA) == ""  # stamped late as well
    assert doubt(Mail(CLOSES + WEEK, "received_header", CLOSES - MOMENT), CLOSES, CHINA) == ""
    assert "可能迁移过" in doubt(Mail(CLOSES - MOMENT + WEEK, stamped_at=CLOSES - MOMENT), CLOSES, CHINA)


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("internaldate", "邮箱记的收到时间是2024年7月6日00:00，邮件里没有中转记录（Received）可以核对"),
        ("date_header", "只知道发件人自己写的2024年7月6日00:00，邮件里没有中转记录（Received）可以核对"),
        ("file_time", "只知道文件的保存时间2024年7月6日00:00，邮件里没有中转记录（Received）可以核对"),
        ("on_paper", ""),
    ],
)
def test_a_mail_that_no_server_stamped_is_in_doubt_but_what_staff_took_in(basis: str, said: str) -> None:
    assert doubt(Mail(CLOSES, basis), CLOSES, CHINA) == said
