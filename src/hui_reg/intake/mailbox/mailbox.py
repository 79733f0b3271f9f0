"""A mailbox read without leaving a trace: what is there, what is new, and the bytes, each mail once.

The listing is cheap and comes first; bodies follow in ascending batches and are compared with what was asked for.
Nothing here knows a store. Only :meth:`Mailbox.flag` and :meth:`Mailbox.move` change the server.
"""

import contextlib
import imaplib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, UnexpectedCommandStatusError
from imap_tools.utils import encode_folder

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.charset import decode
from hui_reg.intake.mailbox.account import Account, Lost, answers
from hui_reg.intake.mailbox.bodies import Body, Listed, as_announced, batches, judged, listed
from hui_reg.intake.mailbox.connection import MailBox, certificate
from hui_reg.intake.mailbox.imap_grammar import number
from hui_reg.intake.mailbox.imap_response import Fetched, read_fetches, uid_set
from hui_reg.intake.mailbox.refusals import said

SET_SIZE = 100
"""UIDs in one set; longer ones are refused by some servers."""
AHEAD = 3
"""Questions that are on their way while an answer is read."""
_LARGEST_UID = 2**32 - 1
_Part = TypeVar("_Part")


@dataclass(frozen=True)
class Folder:
    """A selected folder."""

    name: str
    uidvalidity: int
    exists: int


class Mailbox:
    """A logged-in mailbox. Faults of the connection are :class:`Lost`, refusals :class:`HuiRegError` (exit 4)."""

    def __init__(self, account: Account, box: MailBox, able: frozenset[str]) -> None:
        self.account = account
        self._box = box
        self.capabilities = able
        self.certificate = certificate(box)
        self._early: dict[int, Fetched] = {}
        self._refusal = ""

    def select(self, name: str, *, readonly: bool = True) -> Folder:
        """Open a folder. A missing one raises :class:`HuiRegError` naming those that exist."""
        with answers(self.account):
            try:
                self._box.folder.set(name, readonly=readonly)
            except MailboxFolderSelectError as error:
                raise self._no_such_folder(name, error) from error
            return Folder(name, self._told("UIDVALIDITY") or 0, self._told("EXISTS") or 0)

    def folders(self) -> list[str]:
        """The names of all folders that can be opened, decoded from modified UTF-7."""
        with answers(self.account):
            return [
                info.name
                for info in self._box.folder.list()
                if not any(flag.lower() in ("\\noselect", "\\nonexistent") for flag in info.flags)
            ]

    def count(self, folder: str) -> int | None:
        """How many mails a folder holds, without opening it; None if the server won't say."""
        with answers(self.account), contextlib.suppress(UnexpectedCommandStatusError, IndexError):
            return self._box.folder.status(folder, ("MESSAGES",)).get("MESSAGES")
        return None

    def uids(self, folder: Folder) -> list[int]:
        """Every UID of the selected folder, ascending. The server is asked for no more: its filters are unreliable."""
        with answers(self.account):
            found = self._search("ALL")
            if len(found) < folder.exists:  # some searches leave mails out; a listing doesn't
                found |= self._fetch("1:*", "(UID)").keys()
            return sorted(found)

    def present(self) -> set[int]:
        """Every UID of the selected folder, by a listing: unlike a search it doesn't tell of mails that are gone."""
        return set(self._fetch("1:*", "(UID)"))

    def listing(self, uids: Sequence[int]) -> Iterator[Listed]:
        """The listing of these UIDs, ascending. UIDs that are left out are asked for again and then left out."""
        sets = (uids[start : start + SET_SIZE] for start in range(0, len(uids), SET_SIZE))
        found: dict[int, Fetched] = {}
        for asked, tag in self._ahead(((asked, uid_set(asked)) for asked in sets), _LISTING):
            found |= self._answer(tag, strict=True)
            if missing := [uid for uid in asked if uid not in found]:
                found |= self._fetch(uid_set(missing), _LISTING)
            for uid in asked:
                if uid in found:
                    yield listed(found.pop(uid))

    def entries(self, folder: Folder, uids: Sequence[int]) -> list[Listed]:
        """The listing of UIDs that a search named. Those that it leaves out are asked for alone, and stay without
        size and date; only what is surely gone is left out: it isn't among the mails that the folder has."""
        found = {mail.uid: mail for mail in self.listing(uids)}
        missing = [uid for uid in uids if uid not in found]
        if not missing:
            return list(found.values())
        present = self.present()
        counted = len(present) >= folder.exists
        for uid in missing:
            if uid in present or not counted:
                alone = self._fetch(str(uid), _LISTING).get(uid) if len(missing) <= SET_SIZE else None
                found[uid] = listed(alone) if alone else Listed(uid, None, None, frozenset())
        return [found[uid] for uid in uids if uid in found]

    def body(self, mail: Listed) -> Body:
        """One mail, alone."""
        (body,) = self._bodies([mail], self._ask(str(mail.uid), _BODY))
        return body

    def bodies(self, mails: Sequence[Listed], most: int | None = None) -> Iterator[list[Body]]:
        """The mails themselves, ascending, in batches; every listed mail is answered for, with bytes or a reason."""
        parts = ((batch, uid_set([mail.uid for mail in batch])) for batch in batches(mails, most))
        for batch, tag in self._ahead(parts, _BODY):
            yield self._bodies(batch, tag)

    def unflagged(self) -> set[int]:
        """The UIDs the server says are without ``\\Flagged``; some servers say all."""
        with answers(self.account):
            return self._search("UNFLAGGED")

    def flag(self, uids: Iterable[int]) -> None:
        """Set ``\\Flagged``. The folder must be open for writing."""
        for part in _sets(uids):
            with answers(self.account):
                _ok(self._box.client.uid("STORE", part, "+FLAGS.SILENT", r"(\Flagged)"), "标记邮件")

    def move(self, uids: Iterable[int], folder: str) -> None:
        """Move to a folder, made when missing. Without MOVE and UIDPLUS copies are made and the originals marked."""
        with answers(self.account), contextlib.suppress(ImapToolsError):
            if folder not in self.folders():
                self._box.folder.create(folder)
        target = encode_folder(folder).decode("ascii")
        for part in _sets(uids):
            with answers(self.account):
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
        words = [word for line in result[1] if isinstance(line, bytes) for word in line.split()]
        return {uid for word in words if (uid := number(word)) and uid <= _LARGEST_UID}

    def _bodies(self, batch: list[Listed], tag: str) -> list[Body]:
        """What came for a batch. Those that didn't come, or not as announced, are asked for again, all at once."""
        try:
            self._early |= self._answer(tag)
            first = {mail.uid: self._early.pop(mail.uid, None) for mail in batch}
            doubtful = [mail for mail in batch if not as_announced(mail, first[mail.uid])]
            if doubtful:  # what was asked for ahead may be answered in between
                self._early |= self._fetch(uid_set([mail.uid for mail in doubtful]), _BODY)
            words = {mail.uid: self._refusal for mail in doubtful}
            for mail in doubtful if len(doubtful) > 1 else ():
                if mail.uid not in self._early:  # a set may be refused for the sake of one mail in it
                    self._early |= self._fetch(str(mail.uid), _BODY)
                    words[mail.uid] = self._refusal
        except Lost as lost:
            self._early |= read_fetches(self._box.client.salvaged())
            lost.salvaged = [
                Body(mail, found.body)
                for mail in batch
                if (found := self._early.pop(mail.uid, None)) and as_announced(mail, found)
            ]
            raise
        again = {mail.uid: self._early.pop(mail.uid, None) for mail in doubtful}
        return [judged(mail, first[mail.uid], again.get(mail.uid), words.get(mail.uid, "")) for mail in batch]

    def _fetch(self, uids: str, items: str, *, strict: bool = False) -> dict[int, Fetched]:
        return self._answer(self._ask(uids, items), strict=strict)

    def _ahead(self, parts: Iterable[tuple[_Part, str]], items: str) -> Iterator[tuple[_Part, str]]:
        """Each part with the tag of the question for it; the next ones are asked by then: the way costs nothing."""
        asked: deque[tuple[_Part, str]] = deque()
        for part, uids in parts:
            asked.append((part, self._ask(uids, items)))
            if len(asked) > AHEAD:
                yield asked.popleft()
        yield from asked

    def _ask(self, uids: str, items: str) -> str:
        with answers(self.account):
            tag: str = self._box.client._command("UID", "FETCH", uids, items)
            return tag

    def _answer(self, tag: str, *, strict: bool = False) -> dict[int, Fetched]:
        """What came for a FETCH. A refusal may follow it (some mails are gone), whose words are kept until the next
        answer; ``strict``: not if nothing came."""
        self._refusal = ""
        with answers(self.account):
            try:
                _ok(self._box.client._command_complete("UID", tag), "列出邮件")
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                self._refusal = said(error)
                if strict and not self._box.client.untagged_responses.get("FETCH"):
                    raise
            return read_fetches(self._box.client.untagged_responses.pop("FETCH", []))

    def _told(self, name: str) -> int | None:
        _, values = self._box.client.response(name)
        return next((told for value in reversed(values or []) if (told := number(value)) is not None), None)

    def _no_such_folder(self, name: str, error: MailboxFolderSelectError) -> HuiRegError:
        if "unsafe login" in said(error).lower():
            return HuiRegError(
                ExitCode.MAILBOX,
                f"{self.account.host} 认为这次登录不安全（Unsafe Login），拒绝打开邮箱",
                "请在网页版邮箱的设置中开启 IMAP 服务、重新生成授权码；仍不行请联系邮箱客服放行。",
            )
        folders = self.folders()
        if name in folders or name.upper() == "INBOX":
            return HuiRegError(
                ExitCode.MAILBOX,
                f"{self.account.host} 不让打开文件夹“{name}”，它说：“{said(error)}”",
                "请按它说的处理；不清楚的请联系邮箱管理员或服务商，稍后再试。",
            )
        names = "、".join(folders[:50])
        return HuiRegError(
            ExitCode.MAILBOX, f"邮箱里没有文件夹“{name}”", f"请改正设置 folders。现有的文件夹：{names or '（没有）'}"
        )


_LISTING = "(UID RFC822.SIZE INTERNALDATE FLAGS)"
_BODY = "(UID RFC822.SIZE BODY.PEEK[])"


def _sets(uids: Iterable[int]) -> Iterator[str]:
    ordered = sorted(uids)
    return (uid_set(ordered[start : start + SET_SIZE]) for start in range(0, len(ordered), SET_SIZE))


def _ok(result: tuple[str, list[object]], what: str) -> None:
    if result[0] != "OK":
        words = " ".join(decode(word) for word in result[1] if isinstance(word, bytes))
        raise imaplib.IMAP4.error(words or f"{what}：{result[0]}")
