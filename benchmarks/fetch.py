"""Mails a second beside mbsync, the idle run, and the memory of the fetcher, on a local Dovecot over TLS.

    python -m benchmarks.fetch                     1,000 mails of 200 kB, without and with 30 ms of added latency
    python -m benchmarks.fetch --mails 10000 --size 3000 --idle

Ours is fetch without taking apart, which mbsync doesn't do either: bodies, durable, recorded. mbsync runs with
``FSync yes``. Latency is added by a relay in this process, to both alike.
"""

import argparse
import contextlib
import os
import queue
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from servers.dovecot import Dovecot, running

_OURS = """
import re, sys, time
from pathlib import Path
from hui_reg.desk import mail_round, receiving
from hui_reg.desk.workspace import open_workspace
from hui_reg.intake.mailbox.connection import Deadline
with open_workspace(Path(sys.argv[1])) as workspace, workspace.lock():
    workspace.database
    (source,) = [mail_round.Source(receiving.account_of(box)) for box in workspace.settings.mailboxes().values()]
    received = mail_round.Received()
    started = time.monotonic()
    taking = mail_round.Taking(workspace.blobs, workspace.database, Deadline(), 60 << 20, lambda _: None)
    receiving.from_mailbox(source, taking, received)
    seconds = time.monotonic() - started
    # not ru_maxrss: that one remembers the process we were forked from
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
    print(received.fresh, seconds, peak)
"""
_MBSYNCRC = """
FSync yes

IMAPAccount bench
Host {host}
Port {port}
User {user}
Pass {password}
SSLType IMAPS
AuthMechs LOGIN
CertificateFile {ca}

IMAPStore remote
Account bench

MaildirStore local
Path {folder}/
Inbox {folder}/INBOX

Channel bench
Far :remote:
Near :local:
Patterns INBOX
Create Near
Sync Pull
SyncState *
"""


def ours(server: Dovecot, folder: Path) -> tuple[int, float, int]:
    """Mails, seconds from connecting to logged out, and the peak of memory in MiB."""
    folder.mkdir(exist_ok=True)
    (folder / "hui-reg.toml").touch()
    environment = {**os.environ, **server.environment()}
    done = subprocess.run([sys.executable, "-c", _OURS, str(folder)], env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    fresh, seconds, memory = done.stdout.split()
    return int(fresh), float(seconds), int(memory)


def theirs(server: Dovecot, folder: Path) -> tuple[int, float]:
    """The same by mbsync: mails and seconds."""
    folder.mkdir()
    config = folder / "mbsyncrc"
    config.write_text(
        _MBSYNCRC.format(
            host="localhost", port=server.port, user=server.user, password=server.password,
            ca=server.authority.ca_file, folder=folder,
        )
    )  # fmt: skip
    started = time.monotonic()
    subprocess.run(["mbsync", "-q", "-c", str(config), "bench"], check=True)
    seconds = time.monotonic() - started
    return len(list((folder / "INBOX").glob("*/*"))), seconds


@contextmanager
def latency(server: Dovecot, milliseconds: int) -> Iterator[Dovecot]:
    """The server behind a relay that holds every packet back for half the round trip, each way."""
    if not milliseconds:
        yield server
        return
    listener = socket.create_server(("127.0.0.1", 0))
    delay = milliseconds / 2000

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection((server.host, server.port))
                for one, other in ((near, far), (far, near)):
                    late: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
                    threading.Thread(target=listen, args=(one, late), daemon=True).start()
                    threading.Thread(target=pass_on, args=(other, late), daemon=True).start()

    def listen(source: socket.socket, late: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        data = b"-"
        while data:
            try:
                data = source.recv(1 << 18)
            except OSError:
                data = b""
            late.put((time.monotonic() + delay, data))

    def pass_on(target: socket.socket, late: queue.SimpleQueue[tuple[float, bytes]]) -> None:
        target.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError):
            while True:
                due, data = late.get()
                time.sleep(max(0.0, due - time.monotonic()))
                if not data:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(data)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield replace(server, port=listener.getsockname()[1])
    finally:
        listener.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--mails", type=int, default=1000)
    options.add_argument("--size", type=int, default=200_000, help="bytes a mail")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--idle", action="store_true", help="only ours, then a run with nothing new")
    options.add_argument("--latency", type=int, nargs="*", default=[0, 30])
    asked = options.parse_args()
    chance = random.Random(1)
    with running() as server, tempfile.TemporaryDirectory(dir=Path.cwd()) as temporary:
        body = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789+/", k=76)) + "\r\n"
        mails = [
            f"Subject: mail {n}\r\nFrom: u{n}@example.com\r\n\r\n{n}\r\n".encode()
            + (body * (asked.size // 78)).encode()
            for n in range(asked.mails)
        ]
        server.deliver(mails)
        server.uids()
        if asked.idle:
            idle(server, Path(temporary), asked.mails)
            return
        for milliseconds in asked.latency:
            with latency(server, milliseconds) as distant:
                race(distant, Path(temporary), milliseconds, asked.rounds, asked.mails * asked.size / 1e6)


def race(server: Dovecot, temporary: Path, milliseconds: int, rounds: int, megabytes: float) -> None:
    """Ours and mbsync in turns; the best of each."""
    best: dict[str, float] = {}
    memory = count = 0
    for number in range(rounds):
        count, seconds, peak = ours(server, temporary / f"ours-{milliseconds}-{number}")
        memory = max(memory, peak)
        best["hui-reg"] = min(best.get("hui-reg", seconds), seconds)
        if shutil.which("mbsync"):
            copied, seconds = theirs(server, temporary / f"mbsync-{milliseconds}-{number}")
            assert copied == count
            best["mbsync"] = min(best.get("mbsync", seconds), seconds)
    for name, seconds in best.items():
        print(
            f"{milliseconds:2} ms  {name:8} {count} mails in {seconds:5.2f} s  {count / seconds:6.0f} mails/s  "
            f"{megabytes / seconds:6.1f} MB/s"
        )
    print(f"{milliseconds:2} ms  hui-reg's peak of memory: {memory} MiB")


def idle(server: Dovecot, temporary: Path, mails: int) -> None:
    """A first run, and one that finds nothing new."""
    count, first, memory = ours(server, temporary / "ours")
    fresh, second, idle_memory = ours(server, temporary / "ours")
    assert (count, fresh) == (mails, 0)
    print(
        f"first run {count} mails in {first:.2f} s, peak {memory} MiB; idle run {second:.2f} s, peak {idle_memory} MiB"
    )


if __name__ == "__main__":
    main()
