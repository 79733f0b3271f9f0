"""A command line as it was meant: what input methods, Word, a web page or a handbook put into it, taken out again.

Only what can mean nothing else is changed: a sign for an option is one only before English letters.
"""

import re
from itertools import takewhile
from typing import Final

from hui_reg.errors import ExitCode, HuiRegError

_DASHES: Final = "-－﹣—–−‐‑―"
_OPTION: Final = re.compile(rf"[{_DASHES}]+([A-Za-z][A-Za-z-]*)(?:([=＝])(.*))?", re.S)
_QUOTES: Final = ('""', "''", "“”", "‘’", "””", "““", "’’", "‘‘", "＂＂", "＇＇")
"""What stands around a word, also where an input method gave one sign twice."""
_VALUED: Final = "w"
"""Short options whose value may follow without a space."""


def as_meant(words: list[str], *, windows: bool = False) -> list[str]:
    """The words of a command line, without the signs that only look like the right ones. Raises :class:`HuiRegError`
    (exit 2) where Windows has swallowed the end of a quoted path."""
    while words and words[0] in ("$", ">", "hui-reg", "hui-reg.exe"):
        words = words[1:]
    meant = [_unquoted(_option(word)) for word in _joined(words)]
    if windows and (wrong := next((word for word in meant if '"' in word), None)):
        raise HuiRegError(
            ExitCode.USAGE,
            f"引号的位置不对：{wrong}",
            '多半是引号里的路径以 \\ 结尾：请去掉最后的 \\，例如 -w "D:\\报名 2024"。',
        )
    return meant


def _joined(words: list[str]) -> list[str]:
    """``“核验`` and ``结果.xlsx”`` as one word: to a shell quotes of another kind hold nothing together.

    No option is ever within them: a quote left open is one left open.
    """
    made: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        opened = re.match(r"(?:[^=\s]+=)?([\"'“‘”’＂＇])", word)
        if opened and not (len(word) > opened.end() and opened[1] + word[-1] in _QUOTES):
            held = list(takewhile(lambda other: other[:1] not in _DASHES, rest))
            closed = next((n for n, other in enumerate(held) if other and opened[1] + other[-1] in _QUOTES), None)
            if closed is not None:
                word, rest = " ".join((word, *rest[: closed + 1])), rest[closed + 1 :]
        made.append(word)
    return made


def _option(word: str) -> str:
    """``－－unit＝甲``, ``—unit`` and ``-unit`` as ``--unit``; every other word as it is."""
    found = _OPTION.fullmatch(word)
    if found is None or re.fullmatch(rf"-[{_VALUED}].+", word, re.S):
        return word
    name, sign, value = found.groups()
    short = len(name) == 1 or (word.startswith("-") and word[1] != "-" and set(name) <= set("hqv"))
    return ("-" if short else "--") + name + (f"={value}" if sign else "")


def _unquoted(word: str) -> str:
    """A word without the quotes that the shell has left around it, or around the value of ``--option=`` or 姓名=."""
    head, sign, value = word.partition("=") if re.match(r"[^=\s\"'“‘”’＂＇/\\]+=", word) else ("", "", word)
    if len(value) > 1 and value[0] + value[-1] in _QUOTES and not {value[0], value[-1]} & set(value[1:-1]):
        value = value[1:-1]  # “甲”和“乙” is quoted in itself
    return head + sign + value
