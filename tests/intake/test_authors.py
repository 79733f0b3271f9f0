"""Who a mail is from: one address that From names, or none; never what a name, another header or a second From says."""

import pytest

from hui_reg.intake.authors import sender
from hui_reg.intake.message import read_mail

KNOWN, STRANGER = "window@luocheng.example.com", "x@elsewhere.example.com"
HIS = (
    f'"{KNOWN}" <{STRANGER}>', f'"{KNOWN}," {STRANGER}', f"({KNOWN}) {STRANGER}", f"{STRANGER} ({KNOWN})",
    f"=?utf-8?b?d2luZG93QGx1b2NoZW5nLmV4YW1wbGUuY29t?= <{STRANGER}>", f'"a\\" <{KNOWN}>" <{STRANGER}>',
    f"=?utf-8?q?=3Cwindow=40luocheng.example.com=3E?= <{STRANGER}>",
)  # fmt: skip
NOBODYS = (
    f"<{KNOWN}>, <{STRANGER}>", f"{KNOWN} <{STRANGER}>", f"{KNOWN}: {STRANGER};", f"甲:{KNOWN};, {STRANGER}",
    f"{KNOWN}\\ <{STRANGER}>", f"{KNOWN}\x00 <{STRANGER}>", f"甲 <{KNOWN}\r\n <{STRANGER}>",
    f"{KNOWN}@elsewhere.example.com",
)  # fmt: skip


@pytest.mark.parametrize("text", HIS)
def test_a_name_that_looks_like_an_address_is_a_name(text: str) -> None:
    assert sender(text.encode())[1] == STRANGER


@pytest.mark.parametrize("text", NOBODYS)
def test_a_header_that_names_several_names_none(text: str) -> None:
    assert sender(text.encode())[1] == ""


@pytest.mark.parametrize(
    "text", ["win.dow@luocheng.example.com", "window+a@luocheng.example.com", "window@luoсheng.example.com",
             "window@xn--luoheng-r9g.example.com", '"window"@luocheng.example.com', "window@luocheng.example.com."]
)  # fmt: skip
def test_what_is_like_an_address_is_another(text: str) -> None:
    assert sender(text.encode())[1] not in ("", KNOWN)


def test_one_address_twice_is_one() -> None:
    assert sender(f"甲 <{KNOWN.upper()}>, {KNOWN}".encode())[1] == KNOWN


@pytest.mark.parametrize("order", [(KNOWN, STRANGER), (STRANGER, KNOWN)])
def test_two_headers_that_differ_name_none(order: tuple[str, str]) -> None:
    raw = "".join(f"From: {address}\r\n" for address in order) + "Subject: a\r\n\r\nb"
    assert read_mail(raw.encode()).sender_address == ""
    assert read_mail(f"From: {KNOWN}\r\nFrom: {KNOWN}\r\n\r\nb".encode()).sender_address == KNOWN


@pytest.mark.parametrize("name", ["Reply-To", "Sender", "Resent-From", "Return-Path", "X-Original-From"])
def test_no_other_header_speaks_for_from(name: str) -> None:
    raw = f"{name}: {KNOWN}\r\nFrom: {STRANGER}\r\n\r\nb"
    assert read_mail(raw.encode()).sender_address == STRANGER
