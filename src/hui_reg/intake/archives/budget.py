"""One budget for everything inside one mail, however deeply packed, and the words an opener answers with."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from hui_reg.model import ProblemKind

DEEPEST = 3
"""Containers inside one another: archive in archive, or mail in mail."""
MOST_FILES = 1500
MOST_BYTES = 300 * 1024 * 1024
FREE_BYTES = 100 * 1024
"""What a member may always unpack to; beyond it, ``HIGHEST_RATIO`` times its packed size."""
HIGHEST_RATIO = 100
FREE_IN_ALL = 16 * 1024 * 1024
"""What a whole mail may always unpack to; beyond it the same ratio holds, however archives are nested."""


class Refused(Exception):
    """A container, or one member, that is not opened; ``detail`` is the Chinese sentence with the remedy."""

    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True)
class Member:
    """One file inside a container: a clean ``/``-separated path, and its bytes or why there are none.

    ``body``: it is no file but a mail's text, ``plain`` or ``html`` in UTF-8. ``mail``: a mail, whatever its name.
    """

    path: str
    data: bytes
    refused: Refused | None = None
    body: Literal["", "plain", "html"] = ""
    mail: bool = False


Opener = Callable[[bytes, "Budget"], Iterator[Member]]
"""Opens a container's bytes. Raises :class:`Refused` (or the library's own error) when the whole can't be read."""


@dataclass
class Budget:
    """What is still allowed to come out of one mail. Spent by the openers, never given back."""

    files: int = MOST_FILES
    bytes: int = MOST_BYTES
    mail: int | None = None
    """Size of the mail itself, once it is known."""

    def allowance(self, packed: int) -> int:
        """The most bytes a member of ``packed`` bytes may unpack to now."""
        return max(0, min(FREE_BYTES + HIGHEST_RATIO * packed, self.bytes, self._by_ratio()))

    def _by_ratio(self) -> int:
        """What the whole mail may still unpack to, for its size."""
        if self.mail is None:
            return self.bytes
        return FREE_IN_ALL + HIGHEST_RATIO * self.mail - (MOST_BYTES - self.bytes)

    def ask(self, packed: int, size: int) -> None:
        """Before a byte is unpacked: may ``packed`` bytes become ``size``? Raises :class:`Refused` if not.

        The same ratio for every format; what is too much for the mail is said rather than called a bomb.
        """
        if size > self.bytes:
            raise too_much()
        if size > self.allowance(packed):
            raise bomb()

    def spend(self, size: int) -> None:
        """Take one file of ``size`` bytes from the budget. Raises :class:`Refused` when it doesn't hold them."""
        if self.files < 1:
            raise Refused(
                ProblemKind.TOO_LARGE, f"一封邮件里的文件超过 {MOST_FILES} 个，其余未展开；请分成几封邮件发送"
            )
        if size > self.bytes:
            raise too_much()
        if size > self._by_ratio():
            raise bomb()
        self.files -= 1
        self.bytes -= size


def too_much() -> Refused:
    """The refusal for a mail that unpacks to more than the budget."""
    limit = MOST_BYTES // 1024 // 1024
    return Refused(ProblemKind.TOO_LARGE, f"解压后总量超过 {limit} MB，其余未展开；请分成几封邮件发送")


def bomb() -> Refused:
    """The refusal for a member or archive that claims far more than it holds."""
    return Refused(ProblemKind.BOMB, "压缩包的压缩比或结构异常（疑似压缩炸弹），未展开；请重新打包或直接发送原文件")


def damaged() -> Refused:
    """The refusal for what can't be read."""
    return Refused(ProblemKind.DAMAGED, "文件损坏或不完整，无法打开；请重新打包后发送")


def encrypted() -> Refused:
    """The refusal for what asks for a password; passwords are never guessed."""
    return Refused(ProblemKind.ENCRYPTED, "压缩包设有密码，无法打开；请去掉密码重新打包，或直接发送原文件")


def encrypted_mail(how: str) -> Refused:
    """The refusal for a mail that only its addressee's key opens."""
    return Refused(ProblemKind.ENCRYPTED, f"邮件用 {how} 加密，本程序没有密钥，无法打开；请联系发件人不加密，重新发送")


def garbled() -> Refused:
    """The refusal for bytes whose transfer encoding is broken: known to us alone, the sender's copy may be whole."""
    return Refused(
        ProblemKind.DAMAGED,
        "附件的传输编码有损坏，本程序未能完整还原（不是漏发）；请在邮箱网页版打开这封邮件核对，"
        "能下载的用 hui-reg fetch --attach 补交",
    )


def cut_off() -> Refused:
    """The refusal for a file that ends before its end."""
    return Refused(ProblemKind.INCOMPLETE, "文件不完整（传输中断或已损坏），后面的内容没有收到；请重新发送完整的文件")


def cut_off_mail() -> Refused:
    """The refusal for a mail that ends before its end: what follows may be missing without a trace."""
    return Refused(
        ProblemKind.INCOMPLETE,
        "邮件不完整：没有收到结尾，可能还有附件未收到；请在邮箱网页版打开这封邮件核对，或请发件人重新发送",
    )


def nothing_inside(folders: Iterable[str] = ()) -> Refused:
    """The refusal for an archive without a file in it."""
    named = "、".join(list(folders)[:5])
    return Refused(
        ProblemKind.EMPTY,
        f"压缩包里没有文件{f'，只有空文件夹“{named}”' if named else ''}；请重新打包，把材料放进去后再发送",
    )


def link() -> Refused:
    """The refusal for a member that only points to a file."""
    return unsupported("压缩包里是一个快捷链接而不是文件")


def unsupported(what: str) -> Refused:
    """The refusal for a known kind of container in a variant nobody here opens."""
    return Refused(ProblemKind.UNSUPPORTED, f"{what}，无法打开；请用 zip 格式重新打包，或直接发送原文件")
