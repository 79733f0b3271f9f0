"""A mailbox read without leaving a trace: what is there, what is new, and the bytes, each mail once.

The listing is cheap and comes first; bodies follow in ascending batches and are compared with what was asked for.
Nothing here knows a store. Only :meth:`Mailbox.flag` and :meth:`Mailbox.move` change the server.
"""

import contextlib
import imaplib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, UnexpectedCommandStatusError
from imap_tools.utils import encode_folder

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.connection import MailBox, capabilities, said
from hui_reg.intake.mailbox.imap_response import Fetched, read_fetches, uid_set

SET_SIZE = 100
"""UIDs in one set; longer ones are refused by some servers."""
BATCH_MAILS = 50
BATCH_BYTES = 30 * 1024 * 1024


@dataclass(frozen=True)
class Account:
    """How to reach one mailbox. The password is never shown."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    ca_file: Path | None = None
    timeout: float = 60.0

    @property
    def key(self) -> str:
        """What sightings are recorded under."""
        return f"{self.user}@{self.host}"


@dataclass(frozen=True)
class Folder:
    """A selected folder."""

    name: str
    uidvalidity: int
    exists: int


@dataclass(frozen=True)
class Listed:
    """One line of the listing: everything but the mail. ``size`` None: the server didn't tell."""

    uid: int
    size: int | None
    received_at: datetime | None
    flags: frozenset[str]


@dataclass(frozen=True)
class Body:
    """The bytes of a listed mail. ``reason`` in Chinese when there are none, or when they aren't what was announced."""

    listed: Listed
    data: bytes | None
    reason: str = ""


class Lost(Exception):
    """The connection broke while something was asked; what was answered before is safe."""


class Mailbox:
    """A logged-in mailbox. Faults of the connection are :class:`Lost`, refusals :class:`HuiRegError` (exit 4)."""

    def __init__(self, account: Account, box: MailBox) -> None:
        self.account = account
        self._box = box
        self.capabilities = capabilities(box)
        self._early: dict[int, Fetched] = {}

    def select(self, name: str, *, readonly: bool = True) -> Folder:
        """Open a folder. A missing one raises :class:`HuiRegError` naming those that exist."""
        with _answers(self.account):
            try:
                self._box.folder.set(name, readonly=readonly)
            except MailboxFolderSelectError as error:
                raise self._no_such_folder(name, error) from error
            return Folder(name, self._told("UIDVALIDITY") or 0, self._told("EXISTS") or 0)

    def folders(self) -> list[str]:
        """The names of all folders that can be opened, decoded from modified UTF-7."""
        with _answers(self.account):
            return [
                info.name
                for info in self._box.folder.list()
                if not any(flag.lower() in ("\\noselect", "\\nonexistent") for flag in info.flags)
            ]

    def count(self, folder: str) -> int | None:
        """How many mails a folder holds, without opening it; None if the server won't say."""
        with _answers(self.account), contextlib.suppress(UnexpectedCommandStatusError, IndexError):
            return self._box.folder.status(folder, ("MESSAGES",)).get("MESSAGES")
        return None

    def uids(self, folder: Folder) -> list[int]:
        """Every UID of the selected folder, ascending. The server is asked for no more: its filters are unreliable."""
        with _answers(self.account):
            found = self._search("ALL")
            if len(found) < folder.exists:  # some searches leave mails out; a listing doesn't
                found |= self._fetch("1:*", "(UID)").keys()
            return sorted(found)

    def listing(self, uids: Sequence[int]) -> Iterator[Listed]:
        """The listing of these UIDs, ascending. UIDs that are gone are asked for twice and then left out."""
        for start in range(0, len(uids), SET_SIZE):
            asked = uids[start : start + SET_SIZE]
            found = self._fetch(uid_set(asked), _LISTING, strict=True)
            if missing := [uid for uid in asked if uid not in found]:
                found |= self._fetch(uid_set(missing), _LISTING)
            for uid in asked:
                if uid in found:
                    yield _listed(found[uid])

    def bodies(self, listed: Sequence[Listed], one_by_one: bool = False) -> Iterator[list[Body]]:
        """The mails themselves, ascending, in batches; every listed mail is answered for, with bytes or a reason.

        A batch is asked for before the one ahead of it is read, so that the way there costs nothing; not so
        ``one_by_one``, where the mail that breaks the connection must be known.
        """
        asked: list[tuple[list[Listed], str]] = []
        for batch in batches(listed, 1 if one_by_one else BATCH_MAILS, BATCH_BYTES):
            asked.append((batch, self._ask(uid_set([mail.uid for mail in batch]), _BODY)))
            if one_by_one or len(asked) > 1:
                yield self._bodies(*asked.pop(0))
        for batch, tag in asked:
            yield self._bodies(batch, tag)

    def unflagged(self) -> set[int]:
        """The UIDs the server says are without ``\\Flagged``; some servers say all."""
        with _answers(self.account):
            return self._search("UNFLAGGED")

    def flag(self, uids: Iterable[int]) -> None:
        """Set ``\\Flagged``. The folder must be open for writing."""
        for part in _sets(uids):
            with _answers(self.account):
                _ok(self._box.client.uid("STORE", part, "+FLAGS.SILENT", r"(\Flagged)"), "标记邮件")

    def move(self, uids: Iterable[int], folder: str) -> None:
        """Move to a folder, made when missing. Without MOVE and UIDPLUS copies are made and the originals marked."""
        with _answers(self.account), contextlib.suppress(ImapToolsError):
            if folder not in self.folders():
                self._box.folder.create(folder)
        target = encode_folder(folder).decode("ascii")
        for part in _sets(uids):
            with _answers(self.account):
                if "MOVE" in self.capabilities:
                    _ok(self._box.client.uid("MOVE", part, target), "移动邮件")
                    continue
                _ok(self._box.client.uid("COPY", part, target), "移动邮件")
                _ok(self._box.client.uid("STORE", part, "+FLAGS.SILENT", r"(\Deleted)"), "移动邮件")
                if "UIDPLUS" in self.capabilities:  # without it EXPUNGE would take what others marked, too
                    _ok(self._box.client.uid("EXPUNGE", part), "移动邮件")

    def close(self) -> None:
        """Log out; a connection that is gone already is no fault."""
        with contextlib.suppress(Exception):
            self._box.logout()

    def _search(self, what: str) -> set[int]:
        result = self._box.client.uid("SEARCH", what)
        _ok(result, "列出邮件")
        return {int(word) for line in result[1] if line for word in line.split() if word.isdigit()}

    def _bodies(self, batch: list[Listed], tag: str) -> list[Body]:
        self._early |= self._answer(tag)
        return [self._body(mail, self._early.pop(mail.uid, None)) for mail in batch]

    def _fetch(self, uids: str, items: str, *, strict: bool = False) -> dict[int, Fetched]:
        return self._answer(self._ask(uids, items), strict=strict)

    def _ask(self, uids: str, items: str) -> str:
        with _answers(self.account):
            tag: str = self._box.client._command("UID", "FETCH", uids, items)
            return tag

    def _answer(self, tag: str, *, strict: bool = False) -> dict[int, Fetched]:
        """What came for a FETCH. A NO may follow it (some mails are gone); ``strict``: but not if nothing came."""
        with _answers(self.account):
            result = self._box.client._command_complete("UID", tag)
            found = read_fetches(self._box.client.untagged_responses.pop("FETCH", []))
            if strict and not found:
                _ok(result, "列出邮件")
            return found

    def _body(self, mail: Listed, fetched: Fetched | None) -> Body:
        if not _whole(mail, fetched):  # gone, empty, or not as long as announced: ask for this one alone
            self._early |= self._fetch(str(mail.uid), _BODY)  # what was asked for ahead may be answered in between
            again = self._early.pop(mail.uid, None)
            fetched = again if again is not None and again.body is not None else fetched
        if fetched is None or fetched.body is None:
            return Body(mail, None, "服务器列出了这封邮件却不给内容（可能刚被删除），下次运行会再试")
        size = fetched.size if fetched.size is not None else mail.size
        if size is not None and len(fetched.body) != size:
            return Body(mail, fetched.body, f"服务器声明 {size} 字节，两次都给了 {len(fetched.body)} 字节")
        return Body(mail, fetched.body)

    def _told(self, name: str) -> int | None:
        _, values = self._box.client.response(name)
        return next((int(v) for v in reversed(values or []) if isinstance(v, bytes) and v.isdigit()), None)

    def _no_such_folder(self, name: str, error: MailboxFolderSelectError) -> HuiRegError:
        if "unsafe login" in said(error).lower():
            return HuiRegError(
                ExitCode.MAILBOX,
                f"{self.account.host} 认为这次登录不安全（Unsafe Login），拒绝打开邮箱",
                "请在网页版邮箱的设置中开启 IMAP 服务、重新生成授权码；仍不行请联系邮箱客服放行。",
            )
        names = "、".join(self.folders()[:50])
        return HuiRegError(
            ExitCode.MAILBOX, f"邮箱里没有文件夹“{name}”", f"请改正设置 folders。现有的文件夹：{names or '（没有）'}"
        )


_LISTING = "(UID RFC822.SIZE INTERNALDATE FLAGS)"
_BODY = "(UID RFC822.SIZE BODY.PEEK[])"


def batches(listed: Sequence[Listed], mails: int, size: int) -> Iterator[list[Listed]]:
    """Runs of at most so many mails and, but for a single one, so many bytes."""
    batch: list[Listed] = []
    held = 0
    for mail in listed:
        if batch and (len(batch) >= mails or held + (mail.size or 0) > size):
            yield batch
            batch, held = [], 0
        batch.append(mail)
        held += mail.size or 0
    if batch:
        yield batch


@contextlib.contextmanager
def _answers(account: Account) -> Iterator[None]:
    """Turn what breaks the connection into :class:`Lost`, and a refused command into a sentence."""
    try:
        yield
    except (imaplib.IMAP4.abort, OSError) as error:
        raise Lost(str(error) or type(error).__name__) from error
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise HuiRegError(
            ExitCode.MAILBOX, f"{account.host} 拒绝了请求：{said(error)[:120]}", "请稍后再试；已收到的邮件都已保存。"
        ) from error


def _whole(mail: Listed, fetched: Fetched | None) -> bool:
    if fetched is None or fetched.body is None:
        return False
    size = fetched.size if fetched.size is not None else mail.size
    return size is None or len(fetched.body) == size


def _listed(fetched: Fetched) -> Listed:
    return Listed(fetched.uid, fetched.size, fetched.received_at, fetched.flags or frozenset())


def _sets(uids: Iterable[int]) -> Iterator[str]:
    ordered = sorted(uids)
    return (uid_set(ordered[start : start + SET_SIZE]) for start in range(0, len(ordered), SET_SIZE))


def _ok(result: tuple[str, object], what: str) -> None:
    if result[0] != "OK":
        raise imaplib.IMAP4.error(f"{what}：{result[1]!r}")
