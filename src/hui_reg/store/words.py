"""Text on its way into a column, the same for every database: PostgreSQL takes no NUL, and no key of any length.

What people typed is refused with a sentence; what mails and papers say is kept, with a sign in place of what can't be.
"""

from typing import Any, Final

from sqlalchemy import Dialect, Text, TypeDecorator
from sqlalchemy.exc import DontWrapMixin

from hui_reg.errors import ExitCode, HuiRegError

PLACE: Final = Text(collation="C").with_variant(Text(), "sqlite")
"""What sorts by characters, alike in every database."""
LONGEST: Final = 600
"""Characters of a text that is looked up by an index: PostgreSQL's pages hold no longer ones."""
_SIGN: Final = "\N{SYMBOL FOR NULL}"


class RefusedText(HuiRegError, DontWrapMixin):
    """A text that no column takes (exit 2)."""


def checked(title: str, text: str, longest: int = 10**7) -> str:
    """The text, if a column takes it. Raises :class:`RefusedText` (exit 2), which calls it ``title``."""
    if len(text) > longest:
        raise RefusedText(ExitCode.USAGE, f"{title}有 {len(text)} 个字，最多 {longest} 个", "请改短，然后重新运行。")
    if text != _mended(text):
        raise RefusedText(
            ExitCode.USAGE, f"{title}里有不能保存的字符", "请去掉看不见的字符（从别处粘贴来的），然后重新运行。"
        )
    return text


class Words(TypeDecorator[str]):
    """A text that is looked up, or that somebody typed: ``title`` is what it is called when it is refused."""

    impl = Text
    cache_ok = True

    def __init__(self, title: str, longest: int = LONGEST) -> None:
        super().__init__()
        self.title = title
        self.longest = longest

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else checked(self.title, value, self.longest)


class Told(TypeDecorator[str]):
    """A text as a mail or a paper has it, of any length; what no database takes becomes a sign."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _mended(str(value))


def _mended(text: str) -> str:
    return text.replace("\0", _SIGN).encode("utf-8", "replace").decode()
