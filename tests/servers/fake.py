"""A scripted IMAP server that misbehaves on demand: a table of request pattern → answer over a well-behaved default.

An answer is bytes, an iterable of bytes sent piece by piece, or a function of the request's match that makes one.
``{tag}`` in it becomes the request's tag; ``HANG_UP`` ends the connection. Every request is kept in ``requests``.
"""

import re
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.certificates import Authority

HANG_UP = b"\0hang up"
Answer = bytes | Iterable[bytes]
Script = Sequence[tuple[str, Answer | Callable[[re.Match[str]], Answer]]]


@dataclass
class FakeServer:
    """What the server holds, and what it was asked."""

    port: int
    authority: Authority | None
    mails: Mapping[int, bytes]
    host: str = "127.0.0.1"
    uidvalidity: int = 7
    capabilities: str = "IMAP4rev1 UIDPLUS"
    requests: list[str] = field(default_factory=list)
    connections: int = 0
    searched: list[int] | None = None
    """What a search names, if not the mails that are there."""

    def asked(self, pattern: str) -> list[str]:
        """The requests that match, without their tags."""
        return [request for request in self.requests if re.search(pattern, request, re.IGNORECASE)]


@contextmanager
def fake_server(
    authority: Authority,
    script: Script = (),
    mails: Mapping[int, bytes] | None = None,
    greeting: bytes = b"* OK ready\r\n",
    certificate: tuple[Path, Path] | None = None,
    plaintext: bool = False,
    maximum: ssl.TLSVersion | None = None,
    ciphers: str = "",
    capabilities: str = "IMAP4rev1 UIDPLUS",
    rewrite: Callable[[bytes], bytes] = bytes,
) -> Iterator[FakeServer]:
    """Serve until the block ends, each connection in its own thread. ``rewrite`` changes all that is sent."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = FakeServer(listener.getsockname()[1], authority, mails or {}, capabilities=capabilities)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*(certificate or authority.server("fake")))
    if maximum is not None:
        with warnings.catch_warnings(action="ignore"):  # deprecated, which is the point
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.maximum_version = maximum
    if ciphers:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)
    stopping = threading.Event()

    def accept() -> None:
        while not stopping.is_set():
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(plain,), daemon=True).start()

    def serve(plain: socket.socket) -> None:
        server.connections += 1
        try:
            connection = plain if plaintext else context.wrap_socket(plain, server_side=True)
            connection.sendall(rewrite(greeting))
            for line in connection.makefile("rb"):
                tag, _, request = line.decode("utf-8", "replace").strip().partition(" ")
                server.requests.append(request)
                for piece in pieces(answer(server, script, request)):
                    if piece == HANG_UP or stopping.is_set():
                        return
                    connection.sendall(rewrite(piece.replace(b"{tag}", tag.encode())))
        except (OSError, ssl.SSLError):
            pass
        finally:
            plain.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        stopping.set()
        listener.close()


def answer(server: FakeServer, script: Script, request: str) -> Answer:
    """What the script says to a request, else what a well-behaved server would."""
    for pattern, given in script:
        if match := re.match(pattern, request, re.IGNORECASE):
            return given(match) if callable(given) else given
    for pattern, default in _DEFAULTS:
        if match := re.match(pattern, request, re.IGNORECASE):
            return default(server, match)
    return b"{tag} BAD unknown\r\n"


def pieces(given: Answer) -> Iterable[bytes]:
    """An answer as the pieces it is sent in."""
    return [given] if isinstance(given, bytes) else given


def uids_in(text: str, known: Iterable[int]) -> list[int]:
    """The UIDs of a set that exist."""
    found = set()
    for part in text.split(","):
        first, _, last = part.partition(":")
        for uid in known:
            if int(first) <= uid <= (10**9 if last == "*" else int(last or first)):
                found.add(uid)
    return sorted(found)


def listing(uid: int, mail: bytes) -> bytes:
    """One line of the listing."""
    date = '"01-Jul-2024 12:00:00 +0800"'
    return b"* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE %s FLAGS ())\r\n" % (uid, uid, len(mail), date.encode())


def body(uid: int, mail: bytes) -> bytes:
    """One mail as a literal."""
    return b"* %d FETCH (UID %d RFC822.SIZE %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, len(mail), len(mail), mail)


def _select(server: FakeServer, _: re.Match[str]) -> bytes:
    return b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] ok\r\n* FLAGS (\\Seen)\r\n{tag} OK [READ-ONLY] done\r\n" % (
        len(server.mails),
        server.uidvalidity,
    )


def _search(server: FakeServer, _: re.Match[str]) -> bytes:
    return b"* SEARCH %s\r\n{tag} OK done\r\n" % " ".join(map(str, server.searched or sorted(server.mails))).encode()


def _list(server: FakeServer, match: re.Match[str]) -> bytes:
    lines = [listing(uid, server.mails[uid]) for uid in uids_in(match[1], server.mails)]
    return b"".join(lines) + b"{tag} OK done\r\n"


def _bodies(server: FakeServer, match: re.Match[str]) -> bytes:
    return b"".join(body(uid, server.mails[uid]) for uid in uids_in(match[1], server.mails)) + b"{tag} OK done\r\n"


_DEFAULTS: Sequence[tuple[str, Callable[[FakeServer, re.Match[str]], bytes]]] = (
    ("CAPABILITY", lambda s, _: f"* CAPABILITY {s.capabilities}\r\n{{tag}} OK done\r\n".encode()),
    ("LOGIN", lambda s, _: b"{tag} OK welcome\r\n"),
    ("ID", lambda s, _: b"* ID NIL\r\n{tag} OK done\r\n"),
    ("(EXAMINE|SELECT)", _select),
    ("UID SEARCH", _search),
    (r"UID FETCH (\S+) \(UID RFC822.SIZE INTERNALDATE", _list),
    (r"UID FETCH (\S+) \(UID\)", _list),
    (r"UID FETCH (\S+) .*BODY", _bodies),
    ("LIST", lambda s, _: b'* LIST () "/" "INBOX"\r\n* LIST () "/" "&YqVUDQ-"\r\n{tag} OK done\r\n'),
    ("STATUS", lambda s, _: b'* STATUS "INBOX" (MESSAGES %d)\r\n{tag} OK done\r\n' % len(s.mails)),
    ("UID STORE", lambda s, _: b"{tag} OK done\r\n"),
    ("LOGOUT", lambda s, _: b"* BYE bye\r\n{tag} OK done\r\n"),
)
