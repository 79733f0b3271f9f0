"""A real Dovecot on a free port of the loopback, with its own configuration, users and mails, gone afterwards.

Debian's 2.3 and the newer 2.4 have different configuration languages; both are written.
"""

import grp
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

import pytest
from imap_tools import MailBox
from imap_tools.imap_utf7 import utf7_encode

from tests.servers.certificates import Authority, make_authority

PASSWORD = "invented-password"


@dataclass
class Dovecot:
    """A running server, seen as one user. Any user may log in; its mailbox is made then."""

    folder: Path
    port: int
    authority: Authority
    user: str = "baoming@mail.test"
    password: str = PASSWORD
    host: str = "127.0.0.1"

    def as_user(self, user: str) -> "Dovecot":
        """The same server, another mailbox."""
        return replace(self, user=user)

    def append(self, mails: list[bytes], folder: str = "INBOX") -> None:
        """Put mails into a folder, through IMAP."""
        context = ssl.create_default_context(cafile=str(self.authority.ca_file))
        with MailBox(self.host, self.port, ssl_context=context).login(self.user, self.password) as box:
            if not box.folder.exists(folder):
                box.folder.create(folder)
            for mail in mails:
                box.append(mail, folder)

    def deliver(self, mails: list[bytes], folder: str = "INBOX", start: int = 0) -> None:
        """Put mails into a folder as Maildir files: for thousands."""
        root = self.folder / "mail" / self.user
        target = root if folder == "INBOX" else root / f".{utf7_encode(folder).decode()}"
        for part in ("tmp", "cur", "new"):
            (target / part).mkdir(parents=True, exist_ok=True)
        for number, mail in enumerate(mails, start):
            (target / "new" / f"{1720000000 + number}.M{number}P1.test").write_bytes(mail)
        owner = _owner()
        if owner:
            subprocess.run(["chown", "-R", owner, str(root)], check=True)

    def doveadm(self, *arguments: str) -> str:
        """Run doveadm against this server's configuration."""
        command = ["doveadm", "-c", str(self.folder / "dovecot.conf"), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def uids(self, folder: str = "INBOX") -> tuple[int, dict[int, int]]:
        """UIDVALIDITY, and the size of every mail by UID, as the server itself sees them."""
        context = ssl.create_default_context(cafile=str(self.authority.ca_file))
        with MailBox(self.host, self.port, ssl_context=context).login(self.user, self.password) as box:
            status = box.folder.status(folder, ("UIDVALIDITY",))
            box.folder.set(folder, readonly=True)
            sizes = {int(m.uid or 0): m.size_rfc822 for m in box.fetch(mark_seen=False, headers_only=True)}
        return status["UIDVALIDITY"], sizes

    def environment(self) -> dict[str, str]:
        """What makes hui-reg read this mailbox."""
        return {
            "HUI_REG_MAILBOX__HOST": self.host,
            "HUI_REG_MAILBOX__PORT": str(self.port),
            "HUI_REG_MAILBOX__USER": self.user,
            "HUI_REG_MAILBOX__PASSWORD": self.password,
            "HUI_REG_MAILBOX__CA_FILE": str(self.authority.ca_file),
        }


@contextmanager
def running(folder: Path | None = None) -> Iterator[Dovecot]:
    """Start a Dovecot; skips the test when there is none, and fails it under ``CI=true``."""
    program = _program()
    base = folder or Path(mkdtemp(prefix="hui-dovecot-", dir="/tmp"))  # short: a socket's path has 108 bytes
    base.chmod(0o755)
    server = Dovecot(base, _free_port(), make_authority(base / "tls"))
    _configure(server, program)
    process = subprocess.Popen(
        [program, "-F", "-c", str(base / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        if folder is None:
            shutil.rmtree(base, ignore_errors=True)


def _program() -> str:
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        reason = "Dovecot is not installed (Debian: apt install dovecot-imapd)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def _configure(server: Dovecot, program: str) -> None:
    base = server.folder
    certificate, key = server.authority.server("server")
    (base / "mail").mkdir(exist_ok=True)
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    template = (_TEMPLATE_24 if version.startswith("2.4") else _TEMPLATE_23) + _SERVICES
    user = pwd.getpwuid(os.getuid()).pw_name
    names = {"mail": _mail_user(), "login": "dovenull" if os.getuid() == 0 else user}
    names["internal"] = "dovecot" if os.getuid() == 0 else user
    names["group"] = "nogroup" if os.getuid() == 0 else grp.getgrgid(os.getgid()).gr_name
    names["internal_group"] = "dovecot" if os.getuid() == 0 else names["group"]
    text = template.format(
        base=base,
        port=server.port,
        certificate=certificate,
        key=key,
        host=server.host,
        password=server.password,
        **names,
    )
    (base / "dovecot.conf").write_text(text)
    if owner := _owner():
        subprocess.run(["chown", "-R", owner, str(base / "mail")], check=True)


def _mail_user() -> str:
    """Dovecot refuses to read mail as root."""
    return "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name


def _owner() -> str:
    return f"{_mail_user()}:" if os.getuid() == 0 else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            log = server.folder / "log"
            pytest.fail(f"Dovecot ended: {log.read_text() if log.exists() else 'no log'}")
        try:
            socket.create_connection((server.host, server.port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("Dovecot doesn't listen")


_TEMPLATE_23 = """
base_dir = {base}/run
log_path = {base}/log
protocols = imap
listen = {host}
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {internal_group}
mail_location = maildir:{base}/mail/%u
mail_uid = {mail}
mail_fsync = never
mail_gid = {group}
first_valid_uid = 1
mail_max_userip_connections = 100
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={group} home={base}/mail/%u
}}
"""

_TEMPLATE_24 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {base}/run
log_path = {base}/log
protocols {{
  imap = yes
}}
listen = {host}
ssl = required
ssl_server_cert_file = {certificate}
ssl_server_key_file = {key}
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {internal_group}
mail_driver = maildir
mail_path = {base}/mail/%{{user}}
mail_home = {base}/mail/%{{user}}
mail_uid = {mail}
mail_fsync = never
mail_gid = {group}
first_valid_uid = 1
auth_failure_delay = 0
passdb static {{
  password = {password}
}}
userdb static {{
}}
"""

_SERVICES = """namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""
"""What both versions have in common."""
