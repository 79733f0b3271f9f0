"""A command line as it was meant: what input methods, Word, a web page or a handbook put into it, taken out again.

Only what can mean nothing else is changed: a sign for an option is one only before English letters.
"""

import re
from typing import Final

from hui_reg.errors import ExitCode, HuiRegError

_DASHES: Final = "-－﹣—–−‐‑―"
_OPTION: Final = re.compile(rf"[{_DASHES}]+([A-Za-z][A-Za-z-]*)(?:([=＝])(.*))?", re.S)
_QUOTES: Final = ('""', "''", "“”", "‘’", "＂＂")
_VALUED: Final = "w"
"""Short options whose value may follow without a space."""


def as_meant(words: list[str], *, windows: bool = False) -> list[str]:
    """The words of a command line, without the signs that only look like the right ones. Raises :class:`HuiRegError`
    (exit 2) where Windows has swallowed the end of a quoted path."""
    while words and words[0] in ("$", ">", "hui-reg", "hui-reg.exe"):
        words = words[1:]
    meant = [_unquoted(_option(word)) for word in words]
    if windows and (wrong := next((word for word in meant if '"' in word), None)):
        raise HuiRegError(
            ExitCode.USAGE,
            f"引号的位置不对：{wrong}",
            '多半是引号里的路径以 \\ 结尾：请去掉最后的 \\，例如 -w "D:\\报名 2024"。',
        )
    return meant


def _option(word: str) -> str:
    """``－－unit＝甲``, ``—unit`` and ``-unit`` as ``--unit``; every other word as it is."""
    found = _OPTION.fullmatch(word)
    if found is None or re.fullmatch(rf"-[{_VALUED}].+", word, re.S):
        return word
    name, sign, value = found.groups()
    short = len(name) == 1 or (word.startswith("-") and word[1] != "-" and set(name) <= set("hqv"))
    return ("-" if short else "--") + name + (f"={value}" if sign else "")


def _unquoted(word: str) -> str:
    """A word without the quotes that the shell has left around it (around an option's value, too)."""
    head, sign, value = word.partition("=") if re.match(r"--[a-z][a-z-]*=", word) else ("", "", word)
    if len(value) > 1 and value[0] + value[-1] in _QUOTES:
        value = value[1:-1]
    return head + sign + value
