"""Beyond this computer: a real server with TLS, without, and with a certificate that isn't its own."""

import os
import shutil
import socket

import pytest
from sqlalchemy import text

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.store.database import open_database
from hui_reg.store.joint import address
from tests.servers.certificates import Authority
from tests.servers.postgres import Cluster, running

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def with_certificate(server: Cluster, authority: Authority, host: str) -> None:
    """Have the server present a certificate for a host."""
    certificate, key = authority.server(f"pg-{host}", host)
    for name, source in (("server.crt", certificate), ("server.key", key)):
        target = server.folder / "data" / name
        shutil.copyfile(source, target)
        target.chmod(0o600)
        if server.user:
            os.chown(target, server.user.pw_uid, server.user.pw_gid)


def refused(url: str) -> str:
    with pytest.raises(HuiRegError) as caught:
        open_database(url)
    assert caught.value.code is ExitCode.STORE
    assert "127.0.0.1" not in caught.value.message + caught.value.hint
    return caught.value.message


def test_only_an_encrypted_and_known_server_is_taken(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_is_here", lambda host: False)
    port = free_port()
    listening = f"-c listen_addresses=127.0.0.1 -c port={port}"
    url = f"postgresql://hui@127.0.0.1:{port}/postgres"
    known = f"{url}?sslrootcert={authority.ca_file}"
    with running(listening) as server:
        assert "没有开加密连接" in refused(known)
        server.stop()
        with_certificate(server, authority, "127.0.0.1")
        server.start(f"{listening} -c ssl=on")
        opened = open_database(known)
        with opened.begin() as connection:
            assert connection.execute(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).scalar() is True
        opened.close()
        assert "证书" in refused(url), "a county's own authority that this computer doesn't know"
        server.stop()
        with_certificate(server, authority, "another.example.cn")
        server.start(f"{listening} -c ssl=on")
        assert "证书" in refused(known)
