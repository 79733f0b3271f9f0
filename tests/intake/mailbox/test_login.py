"""Connections that aren't safe are refused before anything secret is sent."""

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.account import Account
from hui_reg.intake.mailbox.connection import Deadline, tls_context
from hui_reg.intake.mailbox.login import log_in
from tests.servers.certificates import Authority
from tests.servers.fake import fake_server

BAD: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "self-signed": ({"self_signed": True}, {}, "不受信任"),
    "expired": ({"days": -1}, {}, "已过期"),
    "wrong host": ({"host": "imap.other.test"}, {}, "发给别的服务器"),
    "TLS 1.0": ({}, {"maximum": ssl.TLSVersion.TLSv1}, "过时的加密"),
    "TLS 1.1": ({}, {"maximum": ssl.TLSVersion.TLSv1_1}, "过时的加密"),
    "anonymous": ({}, {"ciphers": "ADH-AES256-GCM-SHA384:@SECLEVEL=0"}, "没有共同的加密方式"),
    "plaintext": ({}, {"plaintext": True}, "不是加密端口"),
    "PREAUTH": ({}, {"greeting": b"* PREAUTH welcome back\r\n"}, "PREAUTH"),
    "no IMAP": ({}, {"greeting": b"220 smtp.mail.test ESMTP\r\n"}, "不是可用的 IMAP"),
}


@pytest.mark.parametrize("case", BAD)
def test_refused_before_the_login(case: str, authority: Authority) -> None:
    certificate, server_options, sentence = BAD[case]
    pair = authority.server(case.replace(" ", "-"), **certificate)
    with fake_server(authority, certificate=pair, **server_options) as server:
        account = Account("127.0.0.1", "u@mail.test", "invented-password", server.port, authority.ca_file, 5)
        with pytest.raises(HuiRegError, match=sentence) as caught:
            log_in(account, Deadline(None), 1000)
    assert caught.value.code is ExitCode.MAILBOX
    assert server.asked("LOGIN|AUTHENTICATE") == []


def test_a_private_authority_must_be_named(authority: Authority) -> None:
    with fake_server(authority) as server:
        account = Account("127.0.0.1", "u@mail.test", "invented-password", server.port, None, 5)
        with pytest.raises(HuiRegError, match="不受信任") as caught:
            log_in(account, Deadline(None), 1000)
    assert "ca_file" in caught.value.hint
    assert server.asked("LOGIN") == []


def test_a_private_authority_may_write_plain_certificates(authority: Authority) -> None:
    plain = authority.server("plain", with_identifiers=False)
    with fake_server(authority, certificate=plain) as server:
        account = Account("127.0.0.1", "u@mail.test", "invented-password", server.port, authority.ca_file, 5)
        log_in(account, Deadline(None), 1000).close()


@pytest.mark.parametrize("cipher", ["AES128-GCM-SHA256", "AES256-SHA"])
def test_a_server_that_exchanges_keys_as_of_old_is_reached(cipher: str, authority: Authority) -> None:
    old = authority.server("old", key=rsa.generate_private_key(65537, 2048))
    with fake_server(authority, certificate=old, ciphers=cipher) as server:
        account = Account("127.0.0.1", "u@mail.test", "invented-password", server.port, authority.ca_file, 5)
        log_in(account, Deadline(None), 1000).close()


def test_what_is_of_old_is_offered_last() -> None:
    kinds = [cipher["kea"] == "kx-rsa" for cipher in tls_context(None).get_ciphers()]
    assert kinds == sorted(kinds)
    assert any(kinds)


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_an_unusable_ca_file_is_a_fault_of_the_settings(tmp_path: Path, content: bytes | None) -> None:
    ca_file = tmp_path / "ca.pem"
    if content is not None:
        ca_file.write_bytes(content)
    with pytest.raises(HuiRegError, match="证书文件") as caught:
        log_in(Account("127.0.0.1", "u", "p", 1, ca_file, 5), Deadline(None), 1000)
    assert caught.value.code is ExitCode.SETTINGS


def test_nobody_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(HuiRegError, match="拒绝连接"):
        log_in(Account("127.0.0.1", "u", "p", port, None, 5), Deadline(None), 1000)
    with pytest.raises(HuiRegError, match="找不到邮箱服务器"):
        log_in(Account("imap.invalid", "u", "p", 993, None, 5), Deadline(None), 1000)


def test_a_server_that_never_greets_is_given_up(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(HuiRegError, match="超时"):
        log_in(Account("127.0.0.1", "u", "p", silent.getsockname()[1], None, 0.3), Deadline(None), 1000)
