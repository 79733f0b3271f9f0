"""The scripted server without a network: what it is asked is answered before the question returns.

No socket, thread, key or clock lies between client and server, so what happens depends on the script alone, however
loaded the machine is. The client is the real one but for its connection; ``tests/servers/fake.py`` tests that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from hui_reg.intake.mailbox.connection import Client, Deadline, MailBox, tls_context
from tests.servers.fake import HANG_UP, FakeServer, Script, answer, pieces


class _Wire:
    """Client and server at once: what is sent here stands answered in what is read here, until the server hangs up."""

    def __init__(self, server: FakeServer, script: Script) -> None:
        self._server, self._script = server, script
        self._answered = bytearray(b"* OK ready\r\n")
        self._broken = False

    def sendall(self, data: bytes) -> None:
        if self._broken:
            raise BrokenPipeError
        for line in data.splitlines():
            tag, _, request = line.decode("utf-8", "replace").strip().partition(" ")
            self._server.requests.append(request)
            for piece in pieces(answer(self._server, self._script, request)):
                if piece == HANG_UP:
                    self._broken = True
                    return
                self._answered += piece.replace(b"{tag}", tag.encode())

    def read(self, size: int) -> bytes:
        return self._taken(size)

    def readline(self, most: int = -1) -> bytes:
        end = self._answered.find(b"\n") + 1 or len(self._answered)
        return self._taken(end if most < 0 else min(end, most))

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._answered[:size])
        del self._answered[:size]
        return taken

    def shutdown(self, _: int) -> None:
        self._broken = True

    def close(self) -> None:
        self._broken = True


@contextmanager
def wired_server(script: Script) -> Iterator[FakeServer]:
    """Whoever opens a mailbox within the block talks to this server."""
    server = FakeServer(993, None, {}, host="wire.test")

    class Wired(Client):
        def open(self, *_: object, **__: object) -> None:
            server.connections += 1
            self.sock = self.file = self._stream = _Wire(server, script)  # type: ignore[assignment]

    def opened(host: str, port: int, ca: Path | None, timeout: float, deadline: Deadline, largest: int) -> MailBox:
        return MailBox(Wired(host, port, tls_context(None), timeout, deadline, largest))

    with mock.patch("hui_reg.intake.mailbox.login.open_mailbox", opened):
        yield server
