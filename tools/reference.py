"""The two pages of reference, from the code itself: ``docs/cli.md`` from the live help, ``docs/errors.md`` from every
error that is raised. ``python tools/reference.py --write``; without it, what is out of date, and exit 1.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
SOURCES: Final = ROOT / "src" / "hui_reg"
WIDTH: Final = 100

_CODES: Final = {
    "SET_ASIDE": "有内容被搁置，或时间用完",
    "USAGE": "命令写法不对，或现在不能这样做",
    "SETTINGS": "设置或通知文件有误",
    "MAILBOX": "邮箱连不上、登录不了或拒绝了请求",
    "LOCKED": "另一次运行还在进行",
    "COMPONENT_MISSING": "缺少组件",
    "STORE": "数据读写不了，或不一致",
    "BUG": "程序内部出错",
}
_ELSEWHERE: Final = (
    ("BUG", "程序内部出错（…）", "请把工作区里的 hui-reg-bug-….log 发给维护者；其中没有个人信息。"),
    ("COMPONENT_MISSING", "缺少组件 …", "请重新安装 hui-reg。"),
)
"""What ``cli.py`` itself says."""
_BY_TABLES: Final = ("… 第 … 行…", "… 拒绝登录 …", "…：…／无法读取")
"""Messages whose wording stands elsewhere: in a table, told from there, or in what was found wrong with a file."""


@cache
def cli_page() -> str:
    """``docs/cli.md``: the help of every command, as it is printed 100 columns wide."""
    from hui_reg.commands import tree

    lines = [
        "# 命令一览",
        "",
        "由 `make docs` 从程序自己的帮助生成，测试核对。在终端里随时可看：`hui-reg 命令 --help`。",
        "",
        *_section("hui-reg", []),
    ]
    for name in tree.VERBS:
        lines += _section(f"hui-reg {name}", [name])
        for below in tree.GROUPS[name].verbs if name in tree.GROUPS else ():
            lines += _section(f"hui-reg {name} {below}", [name, below])
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, words: list[str]) -> list[str]:
    return [f"## {title}", "", "```text", _help(words), "```", ""]


def _help(words: list[str]) -> str:
    from hui_reg import cli

    out = io.StringIO()
    with redirect_stdout(out):
        cli.hui_reg.main([*words, "--help"], "hui-reg", standalone_mode=False, terminal_width=WIDTH)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


@cache
def errors_page() -> str:
    """``docs/errors.md``: one section for each message, under the exit code that goes with it."""
    found: dict[str, dict[str, set[str]]] = {code: {} for code in _CODES}
    for code, message, hint in (*_raised(), *_tables(), *_ELSEWHERE):
        found.setdefault(code, {}).setdefault(message, set()).add(hint)
    from hui_reg.errors import ExitCode

    lines = [
        "# 提示一览",
        "",
        "程序每一条出错提示的意思和办法，由 `make docs` 从源码生成，测试核对。“…”是当时的名称、数目或路径。",
        "提示写在错误输出上，以 × 开头；括号里的退出码供定时任务和监控用。",
        "",
    ]
    for code, messages in sorted(found.items(), key=lambda item: int(ExitCode[item[0]])):
        lines += [f"## {_CODES[code]}（退出码 {int(ExitCode[code])}）", ""]
        for message, hints in sorted(messages.items()):
            lines += [f"### {message}", "", *_hints(hints), ""]
    return "\n".join(lines).rstrip() + "\n"


def _hints(hints: set[str]) -> list[str]:
    told = sorted(hint for hint in hints if hint)
    return told if len(told) < 2 else [f"- {hint}" for hint in told]


def _raised() -> Iterator[tuple[str, str, str]]:
    """Code, message and hint of every :class:`HuiRegError` that is made with a message of its own."""
    for path in sorted(SOURCES.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = _constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _makes_an_error(node.func):
                told = [*node.args, *(k.value for k in node.keywords if k.arg == "hint")]
                code = told[0].attr if told and isinstance(told[0], ast.Attribute) else ""
                if code not in _CODES or len(told) < 2:
                    continue
                message = _text(told[1], constants)
                if re.search(r"[\w\u4e00-\u9fff]", message) and message not in _BY_TABLES:
                    yield code, message, _text(told[2], constants) if len(told) > 2 else ""


def _makes_an_error(called: ast.expr) -> bool:
    return (isinstance(called, ast.Name) and called.id == "HuiRegError") or (
        isinstance(called, ast.Attribute) and called.attr == "__init__"  # of its subclasses
    )


def _tables() -> Iterator[tuple[str, str, str]]:
    """What is said of a login or a connection that is refused: tables beside the code that raises."""
    from hui_reg.intake.mailbox import login, refusals

    for _, _, message, hint in refusals._REFUSALS:
        yield "MAILBOX", message.format(host="…", port="…"), hint
    for _, meaning, hint in login._ADVICE:
        yield "MAILBOX", f"… 拒绝登录 …：{meaning}（它说：“…”）", hint
    yield "MAILBOX", "… 拒绝登录 …（它说：“…”）", login._LIKELY
    from hui_reg.notation import toml

    for _, cause, hint in toml._CAUSES:
        yield "SETTINGS", f"… 第 … 行{cause}", hint


def _constants(tree: ast.Module) -> Mapping[str, str]:
    """The module's own named texts."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _text(node: ast.expr, constants: Mapping[str, str]) -> str:
    """A text as far as it is written in the code; what is put in at the time is ``…``."""
    return re.sub("…+", "…", _written(node, constants))


def _written(node: ast.expr, constants: Mapping[str, str]) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_written(part, constants) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _written(node.value, constants)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _written(node.left, constants) + _written(node.right, constants)
    if isinstance(node, ast.IfExp):
        either = [_written(part, constants) for part in (node.body, node.orelse)]
        return "／".join(part for part in either if part)
    if isinstance(node, ast.Name):
        return constants.get(node.id, "…")
    return "…"


PAGES: Final = {"docs/cli.md": cli_page, "docs/errors.md": errors_page}


def stale() -> list[str]:
    """The pages that don't say what the code does."""
    return [
        name
        for name, made in PAGES.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != made()
    ]


def main() -> int:
    """Write the pages, or name those that are out of date."""
    old = stale()
    for name in old if "--write" in sys.argv else ():
        (ROOT / name).write_text(PAGES[name](), encoding="utf-8")
    if old and "--write" not in sys.argv:
        print(f"out of date: {', '.join(old)}; run: python tools/reference.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
