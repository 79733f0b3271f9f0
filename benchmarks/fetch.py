"""Mails a second beside mbsync, the idle run, and the memory of the fetcher, on a local Dovecot over TLS.

    python -m benchmarks.fetch                     1,000 mails of 200 kB, without and with 30 ms of added latency
    python -m benchmarks.fetch --mails 10000 --size 3000 --idle

Three in turns: *receiving* is fetch without taking apart, which mbsync doesn't do either (bodies, durable, recorded);
*the whole command* is ``hui-reg fetch`` with its start, its workers and every file taken out; mbsync runs with
``FSync yes``. Latency is added by a relay in this process, to all alike. What counts is the ratio within one run: the
seconds tell of the machine and its other work. Processor seconds are those of the program and its children.
"""

import argparse
import base64
import contextlib
import json
import os
import queue
import random
import resource
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

from tests.servers.dovecot import Dovecot, running

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


def whole(server: Dovecot, folder: Path) -> tuple[int, float]:
    """The whole command on a fresh workspace: mails and seconds."""
    folder.mkdir()
    (folder / "hui-reg.toml").touch()
    command = [sys.executable, "-m", "hui_reg", "-w", str(folder), "fetch", "--json"]
    started = time.monotonic()
    done = subprocess.run(
        command, env={**os.environ, **server.environment()}, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - started
    if done.returncode:
        sys.exit(done.stderr)
    return int(json.loads(done.stdout)["unpacked"]), seconds


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
    options.add_argument("--files", type=int, default=3, help="pictures a mail; 0: all of it is text")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--idle", action="store_true", help="only ours, then a run with nothing new")
    options.add_argument("--latency", type=int, nargs="*", default=[0, 30])
    asked = options.parse_args()
    chance = random.Random(1)
    with running() as server, tempfile.TemporaryDirectory(dir=Path.cwd()) as temporary:
        mails = [mail(number, asked.size, asked.files, chance) for number in range(asked.mails)]
        server.deliver(mails)
        server.uids()
        if asked.idle:
            idle(server, Path(temporary), asked.mails)
            return
        for milliseconds in asked.latency:
            with latency(server, milliseconds) as distant:
                race(distant, Path(temporary), milliseconds, asked.rounds, asked.mails * asked.size / 1e6)


def mail(number: int, size: int, files: int, chance: random.Random) -> bytes:
    """A mail of about ``size`` bytes: some words and pictures, or nothing but text."""
    head = f"Subject: mail {number}\r\nFrom: u{number}@example.com\r\nMIME-Version: 1.0\r\n"
    if not files:
        line = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789+/", k=76)) + "\r\n"
        return f"{head}\r\n{number}\r\n{line * (size // 78)}".encode()
    parts = [b"Content-Type: text/plain\r\n\r\n%d\r\n" % number]
    for name in range(files):
        data = b"\xff\xd8\xff\xe0" + chance.randbytes(size * 37 // 50 // files) + b"\xff\xd9"
        lines = base64.encodebytes(data).replace(b"\n", b"\r\n")
        kind = b'Content-Type: image/jpeg; name="%d.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n' % name
        parts.append(kind + lines)
    edged = b"".join(b"--=_\r\n%s\r\n" % part for part in parts)
    return f'{head}Content-Type: multipart/mixed; boundary="=_"\r\n\r\n'.encode() + edged + b"--=_--\r\n"


def race(server: Dovecot, temporary: Path, milliseconds: int, rounds: int, megabytes: float) -> None:
    """The three in turns; the best of each, and its ratio to mbsync."""
    runs = {"receiving": lambda folder: ours(server, folder)[:2], "whole": lambda folder: whole(server, folder)}
    if shutil.which("mbsync"):
        runs["mbsync"] = lambda folder: theirs(server, folder)
    best: dict[str, tuple[float, float]] = {}
    for number in range(rounds):
        counts = set()
        for name, run in runs.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            count, seconds = run(temporary / f"{name}-{milliseconds}-{number}")
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            best[name] = min(best.get(name, (seconds, worked)), (seconds, worked))
            counts.add(count)
        assert len(counts) == 1
    for name, (seconds, worked) in best.items():
        ratio = f"{seconds / best['mbsync'][0]:5.2f} x mbsync" if "mbsync" in best else ""
        rate = f"{megabytes / seconds:6.1f} MB/s  {worked:5.2f} s of processor"
        print(f"{milliseconds:2} ms  {name:9} {seconds:6.2f} s  {rate}  {ratio}")


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
