"""Errors that reach the user: an exit code, one Chinese sentence, and the remedy.

Only ``cli.py`` turns them into an exit status; nothing else may end the process.
"""

import errno
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

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


class Panicked(Exception):
    """A library written in Rust gave up on what it was given: its fault, not the file's."""


@contextmanager
def panics_caught() -> Iterator[None]:
    """Have panics of Rust come out as :class:`Panicked`: they are no ``Exception``, so no fence would hold them."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # each library has a class of its own, under this name
            raise Panicked from error
        raise


_OF_THE_SYSTEM = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘空间超出了给这个账户的限额",
    errno.EFBIG: "文件太大，这个磁盘放不下（U 盘请用 exFAT 或 NTFS 格式）",
    errno.EIO: "磁盘读写出错",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "文件或文件夹不存在",
    errno.EEXIST: "已经存在",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENAMETOOLONG: "名称太长",
    errno.EBUSY: "正被别的程序使用",
    errno.EMFILE: "打开的文件太多",
    errno.ESTALE: "网络磁盘断开了",
}


def spoken(error: OSError) -> str:
    """What the system found wrong, as a clerk would say it: it speaks English itself on most computers."""
    return _OF_THE_SYSTEM.get(error.errno or 0) or error.strerror or str(error)


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
    "decimal_parsing": "应为数字，只写数字本身，不加引号、单位和逗号",
    "dict_type": "应为一段设置，写作 [名称]",
    "mapping_type": "应为一段设置，写作 [名称]",
    "int_from_float": "应为整数，只写数字本身，不加引号和单位",
    "extra_forbidden": "没有这个设置项",
    "int_parsing": "应为整数，只写数字本身，不加引号和单位",
    "int_type": "应为整数，只写数字本身，不加引号和单位",
    "float_parsing": "应为数字，只写数字本身，不加引号、单位和逗号",
    "float_type": "应为数字，只写数字本身，不加引号、单位和逗号",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字，须加引号",
    "literal_error": "只能写 {expected} 之一",
    "enum": "只能写 {expected} 之一",
    "date_from_datetime_inexact": "应为日期，写作 2024-07-05，不带几点几分",
    "date_from_datetime_parsing": "应为日期，写作 2024-07-05，不加引号",
    "date_parsing": "应为日期，写作 2024-07-05，不加引号",
    "date_type": "应为日期，写作 2024-07-05，不加引号",
    "time_parsing": "应为钟点，写作 16:30:00，不加引号",
    "time_type": "应为钟点，写作 16:30:00，不加引号",
    "decimal_type": "应为数字，只写数字本身，不加引号、单位和逗号",
    "decimal_max_places": "最多写 {decimal_places} 位小数",
    "decimal_max_digits": "数值太大",
    "finite_number": "应为数字，只写数字本身，不加引号、单位和逗号",
    "bool_type": "应为 true 或 false",
    "int_parsing_size": "数值太大",
    "too_long": "最多写 {max_length} 项",
    "string_too_long": "最多 {max_length} 个字",
    "tuple_type": '应为列表，写作 ["甲", "乙"]',
    "model_type": "应为一段设置，写作 [名称]",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不能大于 {le}",
}
"""By what pydantic calls a fault; the names in braces are those of its own explanation."""


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
            _reason(fault["type"], fault.get("ctx", {})),
            fault["type"] == "extra_forbidden",
        )
        for fault in error.errors(include_input=False, include_url=False)
    ]


def _reason(kind: str, explained: Mapping[str, Any]) -> str:
    """Why, with the bound or the choices; ``'white', 'blue' or 'red'`` as a Chinese list."""
    expected = "、".join(re.findall(r"'([^']*)'", str(explained.get("expected", ""))))
    return _FAULTS.get(kind, "内容不符合要求").format_map({**explained, "expected": expected})
