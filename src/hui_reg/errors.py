"""Errors that reach the user: an exit code, one Chinese sentence, and the remedy.

Only ``cli.py`` turns them into an exit status; nothing else may end the process.
"""

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pydantic import ValidationError


class ExitCode(IntEnum):
    """Exit codes of the outside contract; schedulers rely on their numbers."""

    OK = 0
    SET_ASIDE = 1
    USAGE = 2
    SETTINGS = 3
    MAILBOX = 4
    LOCKED = 5
    COMPONENT_MISSING = 6
    STORE = 7
    BUG = 9
    INTERRUPTED = 130


class HuiRegError(Exception):
    """A failure the user can act on.

    ``message`` says in one Chinese sentence what happened, ``hint`` what to do about it. Neither may
    hold personal data: both are logged.
    """

    def __init__(self, code: ExitCode, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


UNLOADABLE = (
    "多半是这台电脑没有微软的 Visual C++ 运行库，或版本太旧：请管理员从微软网站下载 X64 的 vc_redist.x64.exe"
    "（https://aka.ms/vc14/vc_redist.x64.exe）并双击安装，再运行一次；仍不行请重新运行安装包里的“开始.bat”。"
)
"""What to do where Windows can't load a library that is there: by far most often Microsoft's runtime is missing."""


def not_imported(error: ImportError) -> tuple[str, str]:
    """What a component that couldn't be imported is told as, and what to do about it."""
    if "DLL load failed" in str(error):
        return f"组件 {error.name or '未知'} 无法启动", UNLOADABLE
    return f"缺少组件 {error.name or '未知'}", "请重新安装 hui-reg（README 的安装命令）。"


_FAULTS = {
    "missing": "缺少这一项",
    "too_short": "不能为空",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不对",
    "decimal_parsing": "应为数字",
    "dict_type": "应为一段设置，写作 [名称]",
    "mapping_type": "应为一段设置，写作 [名称]",
    "int_from_float": "应为整数",
    "extra_forbidden": "没有这个设置项",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字，须加引号",
    "literal_error": "不在可选值之内",
    "enum": "不在可选值之内",
    "date_from_datetime_parsing": "应为日期，写作 2024-07-05",
    "date_parsing": "应为日期，写作 2024-07-05",
    "date_type": "应为日期，写作 2024-07-05",
    "tuple_type": '应为列表，写作 ["甲", "乙"]',
    "model_type": "应为一段设置，写作 [名称]",
    "greater_than": "数值太小",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
}


class Refusal(NamedTuple):
    """A key of a settings file or a notice, and why its value is refused; values are left out, they may be secrets."""

    key: str
    reason: str
    is_unknown: bool = False
    """Whether there is no such key at all."""


def faults_of(error: "ValidationError") -> list[Refusal]:
    """What pydantic refused."""
    return [
        Refusal(
            ".".join(map(str, fault["loc"])),
            _FAULTS.get(fault["type"], "内容不符合要求"),
            fault["type"] == "extra_forbidden",
        )
        for fault in error.errors(include_input=False, include_url=False)
    ]
