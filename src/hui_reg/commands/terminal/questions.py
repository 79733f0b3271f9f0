"""Questions to the person at the terminal, on the error stream: results alone are on the output."""

import sys
from collections.abc import Callable, Sequence

import click

from hui_reg.console import Console, tell


def may_ask(console: Console) -> bool:
    """Whether somebody sits there who can answer."""
    return not (console.quiet or console.json) and sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, default: str = "", fault: Callable[[str], str] = lambda answer: "") -> str:
    """One line. ``fault`` says what is wrong with an answer; it is asked for again until nothing is."""
    while True:
        answer = str(click.prompt(question, default=default, show_default=bool(default), err=True)).strip()
        wrong = fault(answer)
        if not wrong:
            return answer
        tell(f"× {wrong}")


def ask_secret(question: str) -> str:
    """One line that isn't shown while it is typed; the blanks that come along with copying are taken away."""
    return "".join(str(click.prompt(question, hide_input=True, err=True)).split())


def choose(question: str, options: Sequence[str], default: int = 0) -> int:
    """The place of the option chosen, by its number."""
    tell(question)
    for number, option in enumerate(options, 1):
        tell(f"  {number}  {option}")

    def fault(answer: str) -> str:
        return "" if answer.isdecimal() and 1 <= int(answer) <= len(options) else f"请填 1 到 {len(options)} 的数字"

    return int(ask("填编号", str(default + 1), fault)) - 1


def confirm(question: str, *, default: bool = False) -> bool:
    """Yes or no."""
    hint = "Y/n" if default else "y/N"

    def fault(answer: str) -> str:
        return "" if answer.lower() in _YES | _NO else "请填 y（是）或 n（否）"

    return ask(f"{question}（{hint}）", "y" if default else "n", fault).lower() in _YES


_YES = {"y", "yes", "是", "好"}
_NO = {"n", "no", "否", "不"}
