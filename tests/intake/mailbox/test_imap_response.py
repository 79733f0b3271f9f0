"""FETCH responses as imaplib hands them over, in every form servers have been seen to choose."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.intake.mailbox.imap_response import internal_date, read_fetches, uid_set


def test_items_in_any_order_and_number() -> None:
    data = [
        (b"1 (UID 5 RFC822.SIZE 5 BODY[] {5}", b"hello"),
        b" FLAGS (\\Seen $Junk))",
        (b"2 (BODY[] {2}", b"hi"),
        b" UID 6)",
        b'3 (UID 7 INTERNALDATE "01-Jul-2024 12:00:00 +0800" BODY[] "a \\"b\\" (c" RFC822.SIZE 9)',
        b"4 (FLAGS (\\Seen))",
        b"5 (UID 8 BODY[] NIL)",
        b"5 (UID 8 FLAGS ())",
    ]
    found = read_fetches(data)
    assert sorted(found) == [5, 6, 7, 8]
    assert (found[5].body, found[5].size, found[5].flags) == (b"hello", 5, frozenset({"\\Seen", "$Junk"}))
    assert (found[6].body, found[7].body) == (b"hi", b'a "b" (c')
    assert found[7].received_at == datetime(2024, 7, 1, 4, tzinfo=UTC)
    assert found[8].body is None


def test_a_literal_that_looks_like_protocol_is_only_bytes() -> None:
    evil = b") UID 99 BODY[] {3}\r\nxyz)\r\n* 7 FETCH (UID 98 BODY[] NIL)"
    found = read_fetches([(b"1 (UID 5 BODY[] {%d}" % len(evil), evil), b")"])
    assert {uid: mail.body for uid, mail in found.items()} == {5: evil}


def test_an_answer_broken_off_leaves_the_next_alone() -> None:
    data = [b"1 (UID 5 FLAGS (", (b"2 (UID 6 BODY[] {2}", b"ok"), b")", None, b")", b"nonsense"]
    assert read_fetches(data)[6].body == b"ok"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (b" 1-Jul-2024 09:05:00 +0800", "2024-07-01T09:05:00+08:00"),
        (b"31-Dec-2024 23:59:59 +0000", "2024-12-31T23:59:59+00:00"),
        (b"31-Foo-2024 23:59:59 +0000", None),
        (b"31-Feb-2024 23:59:59 +0000", None),
        (b"", None),
        (None, None),
    ],
)
def test_internal_dates(text: bytes | None, right: str | None) -> None:
    found = internal_date(text)
    assert (found.isoformat() if found else None) == right


def test_sets() -> None:
    assert uid_set([9, 1, 2, 3, 7]) == "1:3,7,9"
    assert uid_set([4]) == "4"
    assert uid_set([]) == ""


@given(st.sets(st.integers(1, 300), min_size=1))
def test_a_set_names_exactly_its_uids(uids: set[int]) -> None:
    named = set()
    for part in uid_set(list(uids)).split(","):
        first, _, last = part.partition(":")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == uids


@given(st.dictionaries(st.integers(1, 999), st.binary(max_size=60), max_size=6))
def test_any_bytes_come_through(mails: dict[int, bytes]) -> None:
    data: list[object] = []
    for uid, body in mails.items():
        data += [(b"1 (UID %d BODY[] {%d}" % (uid, len(body)), body), b")"]
    assert {uid: mail.body for uid, mail in read_fetches(data).items()} == mails


@given(
    st.lists(st.one_of(st.none(), st.binary(max_size=80), st.tuples(st.binary(max_size=40), st.binary(max_size=40))))
)
def test_nothing_raises(data: list[object]) -> None:
    read_fetches(data)
