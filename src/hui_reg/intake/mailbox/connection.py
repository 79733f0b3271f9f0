"""A connection to an IMAP server that is verified, capped and in time, or isn't made.

TLS 1.2 or newer with a certificate for the host, on the TLS port; nothing is sent on any other. Literals above the
limit are refused before memory is set aside for them, and a server that trickles doesn't hold the run.
"""

import imaplib
import io
import socket
import ssl
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from imap_tools.mailbox import BaseMailBox

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.imap_grammar import COLLECTED, LATEST, announced, response_code, tell
from hui_reg.intake.mailbox.refusals import Goodbye, refusal

SLOWEST = 100
"""Bytes a second, averaged over the socket's time limit while waiting: below it the server counts as hung."""


_LONGEST_LINE = 16 * 1024 * 1024
_MOST_LINES = 8 * 1024 * 1024
"""Bytes of lines, literals aside, in the answer to one command: a million UIDs, and room."""
_LINE_COSTS = 32
"""What a line costs beside its bytes, so that short ones count too."""
_MOST_LITERALS = 48 * 1024 * 1024
"""Bytes of literals in the answer to one command: a batch, whose sizes are estimates. One mail may have more."""


class Overfull(imaplib.IMAP4.abort):
    """An answer brought far more than what was asked for should have."""


class Deadline:
    """The end of the whole run. ``seconds`` None: there is none."""

    def __init__(self, seconds: float | None = None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; raises :class:`HuiRegError` (exit 4) when there are none."""
        if self._end is None:
            return float("inf")
        left = self._end - time.monotonic()
        if left <= 0:
            raise HuiRegError(
                ExitCode.MAILBOX, "收取超过了 --deadline 规定的时间，已停止", "已收到的邮件都已保存，下次运行会接着收。"
            )
        return left


class Client(imaplib.IMAP4_SSL):
    """imaplib's client with our grammar in place of its own, and limits on answers, on the run, and on patience."""

    tagged_commands: dict[bytes, tuple[str, list[bytes]] | None]  # type: ignore[assignment]  # typeshed says otherwise
    untagged_responses: dict[str, list[bytes | tuple[bytes, bytes]]]

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext, timeout: float, deadline: Deadline, largest: int
    ) -> None:
        self._patience = timeout
        self._deadline = deadline
        self._largest = largest
        self._lines = self._literals = 0
        self._last_word = ""
        super().__init__(host, port, ssl_context=context, timeout=min(timeout, deadline.left()))

    def open(self, host: str = "", port: int = 993, timeout: float | None = None) -> None:  # type: ignore[override]
        """Connect; the stream read from checks the clock at every piece."""
        super().open(host, port, timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        patient = _PatientStream(self.sock, self._patience, self._deadline)
        self._stream = io.BufferedReader(patient, 256 * 1024)

    def read(self, size: int) -> bytes:
        """A literal. Raises ``abort`` when it is larger than any mail may be, or cut short."""
        if size > self._largest:
            raise self.abort(f"服务器要给 {size} 字节，超过上限 {self._largest} 字节")
        self._literals += size
        if self._literals > max(self._largest, _MOST_LITERALS):
            raise Overfull("服务器一次给的内容远多于它所声明的")
        data = self._stream.read(size)
        if len(data) != size:
            raise self.abort("内容没有给完")
        return data

    def readline(self) -> bytes:
        """A line. Raises ``abort`` when it is longer than any list of UIDs."""
        line = self._stream.readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise self.abort("服务器给的一行过长")
        self._lines += len(line) + _LINE_COSTS
        if self._lines > _MOST_LINES:
            raise self.abort("服务器不停地发来无关的内容")
        return line

    def salvaged(self) -> list[bytes | tuple[bytes, bytes]]:
        """What had come for a FETCH when the connection broke; nothing of a flood."""
        came = self.untagged_responses.pop("FETCH", [])
        return came if self._lines <= _MOST_LINES else []

    def _get_line(self) -> bytes:
        """A line without its end, which some servers write as a bare line feed."""
        line = self.readline()
        if not line.endswith(b"\n"):
            raise self.abort("服务器断开了连接")
        return line.rstrip(b"\r\n")

    def _get_response(self, *_: object) -> bytes | None:
        """Read one answer and file it where imaplib looks for it. None: the server asks us to go on."""
        raw = self._get_line()
        line = tell(raw, self.tagged_commands)
        if line.kind == "go_on":
            self.continuation_response = line.data  # type: ignore[assignment]  # bytes, whatever typeshed says
            return None
        if line.kind == "tagged":
            self.tagged_commands[line.tag] = (line.word, [line.data])
            self._lines = self._literals = 0
        elif line.kind == "untagged":
            self._last_word = line.word
            self._with_literals(line.word, line.data)
        elif self._last_word == "FETCH":  # items that follow outside the parentheses
            self._with_literals("FETCH", line.data)
        if line.word in ("OK", "NO", "BAD") and (code := response_code(line.data)):
            self._append_untagged(*code)
        return raw or b" "

    def _check_bye(self) -> None:
        if bye := self.untagged_responses.get("BYE"):
            raise Goodbye(bye[-1] if isinstance(bye[-1], bytes) else b"")

    def _with_literals(self, word: str, data: bytes) -> None:
        while (size := announced(data)) is not None:
            self._file(word, (data, self.read(size)))
            data = self._get_line()
        self._file(word, data)

    def _file(self, word: str, data: bytes | tuple[bytes, bytes]) -> None:
        if word in COLLECTED:
            self.untagged_responses.setdefault(word, []).append(data)
        elif word in LATEST:
            self.untagged_responses[word] = [data]


class MailBox(BaseMailBox):
    """imap_tools' mailbox over our client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._client


_OLD_SERVERS: Final = "AES256-GCM-SHA384 AES128-GCM-SHA256 AES256-SHA256 AES128-SHA256 AES256-SHA AES128-SHA"
"""Tried last: keys exchanged by RSA, all that some servers know (139's), and no longer offered by Python of itself."""


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """The system's authorities, and a private one if named. Raises :class:`HuiRegError` (exit 3) for a bad file."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(":".join((*(cipher["name"] for cipher in context.get_ciphers()), *_OLD_SERVERS.split())))
    if ca_file is not None:
        # Python 3.13 began to demand extensions that many an authority made at home doesn't write
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise HuiRegError(
                ExitCode.SETTINGS, f"证书文件 {ca_file.name} 无法使用", "请检查设置 ca_file：应为 PEM 格式的 CA 证书。"
            ) from error
    return context


def open_mailbox(
    host: str, port: int, ca_file: Path | None, timeout: float, deadline: Deadline, largest: int
) -> MailBox:
    """Connect and greet, no more. Raises :class:`HuiRegError` (exit 4, or 3 for the settings' CA file)."""
    context = tls_context(ca_file)
    try:
        client = Client(host, port, context, timeout, deadline, largest)
    except (OSError, imaplib.IMAP4.error) as error:
        raise refusal(host, port, error) from error
    if client.state != "NONAUTH":
        client.shutdown()
        raise HuiRegError(
            ExitCode.MAILBOX, f"{host} 未经登录就声称已登录（PREAUTH），已断开", "连接可能被劫持，请核对服务器地址。"
        )
    return MailBox(client)


def capabilities(box: MailBox) -> frozenset[str]:
    """What the server says it can, in upper case."""
    _, data = box.client.capability()
    lines = [line for line in data if isinstance(line, bytes)]
    return frozenset(word.decode("ascii", "replace").upper() for line in lines for word in line.split())


def certificate(box: MailBox) -> tuple[str, datetime | None]:
    """Who vouches for the server, and until when; empty and None where the connection doesn't tell."""
    line = box.client.sock
    told: dict[str, Any] = (line.getpeercert() if isinstance(line, ssl.SSLSocket) else None) or {}
    names = {name: value for part in told.get("issuer", ()) for name, value in part}
    end = told.get("notAfter")
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC) if end else None
    return str(names.get("organizationName") or names.get("commonName") or ""), until


class _PatientStream(io.RawIOBase):
    """The socket as a raw stream that knows how long it may take altogether."""

    def __init__(self, sock: socket.socket, patience: float, deadline: Deadline) -> None:
        self._sock = sock
        self._patience = patience
        self._deadline = deadline
        self._waited = 0.0
        self._got = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        left = self._deadline.left()
        if left < self._patience:
            self._sock.settimeout(left)
        started = time.monotonic()
        try:
            got = self._sock.recv_into(buffer)
        except TimeoutError:
            self._deadline.left()
            raise
        self._waited += time.monotonic() - started
        self._got += got
        if self._waited > self._patience:
            if self._got < SLOWEST * self._patience:
                raise TimeoutError("the server trickles")
            self._waited, self._got = 0.0, 0
        return got
