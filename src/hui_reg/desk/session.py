"""A logged-in mailbox that is opened again a few times when the connection breaks."""

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.intake.mailbox.account import Account, Lost
from hui_reg.intake.mailbox.connection import Deadline
from hui_reg.intake.mailbox.login import log_in
from hui_reg.intake.mailbox.mailbox import Folder, Mailbox

RECONNECTS = 3
"""Broken connections a run puts up with for each account; logging in more often gets accounts locked."""


class Session:
    """One account's mailbox. ``largest``: the most bytes a mail may have. Raises :class:`HuiRegError` (exit 4)."""

    def __init__(self, account: Account, deadline: Deadline, largest: int) -> None:
        self.largest = largest
        self._account, self._deadline = account, deadline
        self._left = RECONNECTS
        self._broken: Lost | None = None
        self._selected: Folder | None = None
        self.mailbox: Mailbox = log_in(account, deadline, largest)

    def select(self, name: str, *, readonly: bool = True) -> Folder:
        """Open a folder."""
        self._selected = None
        folder = self.mailbox.select(name, readonly=readonly)
        self._selected = folder if readonly else None
        return folder

    def broke(self, lost: Lost) -> None:
        """Say that the connection is gone."""
        self.mailbox.close()
        self._broken, self._selected = lost, None

    def ready(self, folder: Folder) -> bool:
        """Have the folder open, by logging in again if need be; False when that can't be had any more in this run."""
        try:
            self.reopen(folder)
        except HuiRegError:
            self._left = 0
            return False
        return True

    def reopen(self, folder: Folder) -> None:
        """Have the same folder open; gives up when tries or numbers run out."""
        if self._broken is None and self._selected == folder:
            return
        if self._broken is not None:
            if self._left < 1:
                raise self._gone(self._broken)
            self._left -= 1
            self.mailbox = log_in(self._account, self._deadline, self.largest)
            self._broken = None
        try:
            again = self.select(folder.name)
        except Lost as lost:
            self.broke(lost)
            raise self._gone(lost) from lost
        if again.uidvalidity != folder.uidvalidity:
            raise HuiRegError(ExitCode.MAILBOX, f"收取途中邮箱“{folder.name}”被重新编号", "请重新运行，会自动核对。")
        self._selected = folder

    def close(self) -> None:
        self.mailbox.close()

    def _gone(self, lost: Lost) -> HuiRegError:
        return HuiRegError(
            ExitCode.MAILBOX,
            f"与 {self._account.host} 的连接一再中断（{lost.cause}）",
            "已收到的邮件都已保存；请稍后再运行，会接着收。",
        )
