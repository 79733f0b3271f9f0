"""Further habits of servers, each made up by somebody who played one: all mails come, with the right arrival."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.intake.mailbox.test_servers_as_they_are import MAILS
from tests.intake.storing import Store
from tests.servers.certificates import Authority
from tests.servers.fake import fake_server


def no_blank_before_items(data: bytes) -> bytes:
    return re.sub(rb"(?m)^(\* \d+ FETCH) \(", rb"\1(", data)


def blank_inside(data: bytes) -> bytes:
    return re.sub(rb"(?m)^(\* \d+ FETCH) \(", rb"\1 ( ", data)


def tabs(data: bytes) -> bytes:
    return re.sub(rb"(?m)^\* (\d+) FETCH \(UID (\d+) ", rb"* \1 FETCH (UID\t\2\t", data)


def blank_lines_between(data: bytes) -> bytes:
    return re.sub(rb"(?m)^(?=\* \d+ FETCH)", rb"\r\n", data)


def blanks_at_the_end(data: bytes) -> bytes:
    return re.sub(rb"(?m)^(\* (?:SEARCH|\d+ EXISTS)[^\r\n]*)\r\n", rb"\1 \r\n", data)


def search_in_lines(data: bytes) -> bytes:
    return re.sub(rb"(?m)^\* SEARCH (\d+) (\d+) ", rb"* SEARCH \1\r\n* SEARCH \2\r\n* SEARCH ", data)


def small_ok(data: bytes) -> bytes:
    return re.sub(rb"(?m)^([A-Z]{4}\d+) OK", rb"\1 Ok", data)


def not_waited_for(data: bytes) -> bytes:
    return re.sub(rb"\{(\d+)\}\r\n", rb"{\1+}\r\n", data)


def old_name(data: bytes) -> bytes:
    return data.replace(b"BODY[]", b"RFC822")


def partial_name(data: bytes) -> bytes:
    return data.replace(b"BODY[]", b"BODY[]<0>")


def zone_by_name(data: bytes) -> bytes:
    return data.replace(b'12:00:00 +0800"', b'04:00:00 GMT"')


def zone_with_colon(data: bytes) -> bytes:
    return data.replace(b'+0800"', b'+08:00"')


def alerts(data: bytes) -> bytes:
    return re.sub(rb"(?m)^(?=\* \d+ FETCH)", b"* OK [ALERT] \xe9\x82\xae\xe7\xae\xb1 (will) be {full}\r\n", data)


def strange_items(data: bytes) -> bytes:
    extra = rb'\1 X-GM-LABELS ("\\\\Inbox" {3}\r\na)b) MODSEQ (12) EMAILID (M1) X-NIL NIL '
    return re.sub(rb"(?m)^(\* \d+ FETCH \(UID \d+) ", extra, data)


def counted_again(data: bytes) -> bytes:
    return re.sub(rb"(?m)^(\* \d+ FETCH \(UID \d+ RFC822.SIZE)", rb"* 4 EXISTS\r\n* 0 RECENT\r\n\1", data)


HABITS = [
    no_blank_before_items, blank_inside, tabs, blank_lines_between, blanks_at_the_end, search_in_lines, small_ok,
    not_waited_for, old_name, partial_name, zone_by_name, zone_with_colon, alerts, strange_items, counted_again,
]  # fmt: skip


@pytest.mark.parametrize("habit", HABITS)
def test_habits(authority: Authority, store: Store, habit: Callable[[bytes], bytes]) -> None:
    with fake_server(authority, mails=MAILS, rewrite=habit) as server:
        received = store.receive(server)
    assert (received.fresh, received.troubles) == (4, [])
    assert sorted(store.raws()) == sorted(MAILS.values())
    arrivals = {(mail.received_basis, mail.received_at.astimezone(UTC)) for mail in store.mails()}
    assert arrivals == {("internaldate", datetime(2024, 7, 1, 4, tzinfo=UTC))}


def test_a_clock_without_a_zone_is_no_arrival(authority: Authority, store: Store) -> None:
    with fake_server(authority, mails=MAILS, rewrite=lambda data: data.replace(b' +0800"', b'"')) as server:
        assert store.receive(server).fresh == 4
    assert "internaldate" not in {mail.received_basis for mail in store.mails()}
