"""TOML as people write it in Notepad: parsed, or refused in a whole Chinese sentence with line and usual cause.

Also where a key stands in the text, so that what is refused later (a value, a misspelt key) can be found.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from hui_reg.errors import ExitCode, HuiRegError, spoken

_OTHER_FILES: Final = {
    b"pk\x03\x04": " Word 或 Excel 文件（或压缩包）",
    b"\xd0\xcf\x11\xe0": " Word 或 Excel 文件",
    b"{\\rtf": "写字板的 RTF 文件",
    b"%pdf-": " PDF 文件",
    b"<html": "网页",
    b"<!doctype": "网页",
}
"""What else people save under the name of a settings file, by its first bytes in small letters."""
_SAVE_AS = "请用记事本打开，选“另存为”，编码选 UTF-8，再保存。"


_LARGEST: Final = 4_000_000
"""Bytes of a file of settings or of a notice, a hundred times what people write."""
_DEEPEST: Final = 12


def text_in(path: Path, name: str) -> str:
    """The text of a file. Raises :class:`FileNotFoundError`; :class:`HuiRegError` (exit 3) when it can't be read, is no
    file, or far too large."""
    try:
        if path.exists() and not path.is_file():
            raise HuiRegError(ExitCode.SETTINGS, f"{name} 不是文件", "请检查这个路径。")
        if path.stat().st_size > _LARGEST:
            raise HuiRegError(ExitCode.SETTINGS, f"{name} 太大，不像是人写的", "请对照随程序附带的文件重写。")
        return decoded(path.read_bytes(), name)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a name that no system takes
        told = spoken(error) if isinstance(error, OSError) else "名称不对"
        raise HuiRegError(ExitCode.SETTINGS, f"无法读取 {name}：{told}", "请检查路径和权限。") from error


def decoded(data: bytes, name: str) -> str:
    """The text of a file. Raises :class:`HuiRegError` (exit 3) when it isn't UTF-8, with the first line that isn't."""
    for beginning, kind in _OTHER_FILES.items():
        if data.lstrip()[:16].lower().startswith(beginning):
            raise HuiRegError(
                ExitCode.SETTINGS, f"{name} 是{kind}，不是文本文件", "请用记事本写，不要用 Word、WPS 文字或网页保存。"
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise HuiRegError(ExitCode.SETTINGS, f"{name} 是 UTF-16（Unicode）编码，须为 UTF-8", _SAVE_AS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise HuiRegError(
            ExitCode.SETTINGS, f"{name} 不是 UTF-8 编码（第 {line} 行起的中文是别的编码）", _SAVE_AS
        ) from error
    return text if "\n" in text else text.replace("\r", "\n")  # lines ended as on an old Mac


def parse(text: str, name: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises :class:`HuiRegError` (exit 3): what is wrong, where, usually why."""
    try:
        values = tomllib.loads(text)
        if _is_deep(values):
            raise RecursionError
        return values
    except (RecursionError, OverflowError) as error:
        raise _not_by_people(name) from error
    except ValueError as error:
        if not isinstance(error, tomllib.TOMLDecodeError):  # what Python says of a number of thousands of digits
            raise _not_by_people(name) from error
        number = _line_of(str(error), text)
        number, cause, remedy = _diagnosed(str(error), text.split("\n"), number)
        raise HuiRegError(ExitCode.SETTINGS, f"{name} 第 {number} 行{cause}", remedy) from error


def _not_by_people(name: str) -> HuiRegError:
    return HuiRegError(
        ExitCode.SETTINGS, f"{name} 里有层数太多的括号、太长的名称或数字", "请对照随程序附带的文件重写。"
    )


def _is_deep(value: Any) -> bool:
    """Whether tables and lists lie in one another deeper than anything here is asked for."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [part for one in level for part in _parts(one)]
        if not level:
            return False
    return True


def _parts(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def place(text: str, key: str) -> str:
    """``第 12 行 ``, where the dotted key, or at least its section, stands in the text; empty where neither does."""
    number, is_section = _found(text, key)
    return f"第 {number} 行{'起' if is_section else ''} " if number else ""


def line_of(text: str, key: str) -> str:
    """The line in which a dotted key, or at least its section, stands; empty where neither does."""
    number, _ = _found(text, key)
    return text.splitlines()[number - 1] if number else ""


def _found(text: str, key: str) -> tuple[int, bool]:
    """The number of the key's line, or that of its section, and whether it is that; 0 where neither stands.

    A number in the key is the place in a list: of tables that stand one after the other under ``[[…]]``, or of items
    in one line, which is then the line of the whole list."""
    parts = key.split(".")
    *sections, last = [part for part in parts if not part.isdigit()]
    wanted = int(parts[-2]) if len(parts) > 1 and parts[-2].isdigit() else None
    section, found, nth = "", 0, -1
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            section = bare.strip("[] ").split("#")[0].strip("[] ").replace('"', "").replace("'", "")
            nth += section == ".".join(sections)
            if section == key or (section == ".".join(sections) and wanted in (None, nth)):
                found = number
        elif section == ".".join(sections) and wanted in (None, nth) and _names(last, bare):
            return number, False
    if not found and len(sections) > 0:
        found, _ = _found(text, ".".join(sections))
        return found, bool(found)
    return found, bool(found)


def _names(key: str, line: str) -> bool:
    return re.match(rf"[\"']?{re.escape(key)}[\"']?\s*=", line) is not None


def spoken_key(key: str) -> str:
    """A dotted key with the places in its lists as people count them: ``eligibility.routes 第1项 title``."""
    return re.sub(r"\.(\d+)(?:\.|$)", lambda place: f" 第{int(place[1]) + 1}项 ", key).strip()


def steered(values: Mapping[str, Any]) -> Iterator[str]:
    """The dotted keys whose one-line text holds a control character: ``"D:\\temp"`` says *tab*, and TOML lets it."""
    return (key for key, value in leaves(values) if isinstance(value, str) and _CONTROL.search(value))


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is neither table nor list, with its dotted key."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from leaves(part, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, key)
    else:
        yield key, value


_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
BACKSLASH: Final = "Windows 路径里的 \\ 有特殊含义：请改写成 /（如 'D:/报名/密码.txt'），或用英文单引号括住整个路径。"
"""What to do about a Windows path, which is written with the one character that TOML strings read otherwise."""


def _line_of(said: str, text: str) -> int:
    """The line that tomllib names; what it finds only at the end of the text began in the last line with something."""
    named = re.search(r"at line (\d+)", said)
    if named:
        return int(named[1])
    return next((n for n, line in reversed(list(enumerate(text.split("\n"), 1))) if line.strip()), 1)


def _diagnosed(said: str, lines: list[str], number: int) -> tuple[int, str, str]:
    """The line to look at, what is wrong there, and what to do: the first cause that fits."""
    if "Unclosed array" in said or "inline table" in said:
        opened = next((n for n in range(number, 0, -1) if _is_open(_bare(lines[n - 1]))), number)
        wide = (n for n in range(opened, number + 1) if _WIDE.search(_bare(lines[n - 1])))
        number = next(wide, 0)
        if not number:
            return opened, "的列表没有写完", '列表以 [ 开始、以 ] 结束，各项之间用英文逗号，例如 ["甲", "乙"]。'
    elif re.search(r"Unterminated|[Ii]llegal|invalid character|Expected ['\"]{3}", said):
        # that a text runs on shows in a later line, or at the end
        number = next((n for n in (number, *range(1, number)) if _halves(lines[n - 1])), number)
    wrong = lines[number - 1]
    for fits, cause, remedy in _CAUSES:
        if fits(wrong, said):
            return number, cause, remedy
    return number, "写法不对", '每行写作 名称 = 值，文字用英文引号括住，例如 host = "imap.example.com"。'


_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff]")
_WIDE: Final = re.compile(r"[“”‘’＂＇「」，、；［］【】　]")


def _bare(line: str) -> str:
    """A line with ``{}`` for each of its texts, and without its comment."""
    return re.sub(r"#.*", "", re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', "{}", line))


def _is_open(bare: str) -> bool:
    return "=" in bare and bare.count("[") + bare.count("{") > bare.count("]") + bare.count("}")


def _halves(line: str) -> bool:
    """Whether a text begins in a line and doesn't end there."""
    return any(mark in _bare(line) for mark in "\"'")


def _in(pattern: str) -> Callable[[str, str], bool]:
    """Whether something stands in a line outside of its texts and its comment."""
    return lambda line, said: re.search(pattern, _bare(line)) is not None


def _says(*words: str) -> Callable[[str, str], bool]:
    return lambda line, said: any(word in said for word in words)


_CAUSES: tuple[tuple[Callable[[str, str], bool], str, str], ...] = (
    (_says("Cannot overwrite", "Duplicate inline"), "的项前面已经写过一次", "同一项只能写一次，请删去其中一行。"),
    (
        _says("Cannot declare", "Cannot mutate"),
        "的一段前面已经有了",
        '同一个 [段名] 只能出现一次，请把两处的内容并到一起；几个邮箱各用各的段名，如 [accounts."第二邮箱"]。',
    ),
    (_in(r"[“”‘’＂＇「」]"), "用了中文引号", '请切换到英文输入法，改成英文引号 "…"。'),
    (
        lambda line, said: _UNSEEN.search(line) is not None,
        "有看不见的字符",
        "多半是从网页、聊天或 Word 里复制来的：请删去这一行，在记事本里用键盘重新打一遍，不要粘贴。",
    ),
    (_in(r"^\s*(?:;|//|--|/\*)"), "的说明不是以 # 开头", "说明文字请以英文的 # 开头。"),
    (_in(r"=\s*[０-９]"), "用了全角的数字", "请切换到英文输入法，重新输入数字。"),
    (_in(r"[＝]"), "用了全角的等号", "请切换到英文输入法，改成 =。"),
    (_in(r"[［］【】]"), "用了全角的方括号", "请切换到英文输入法，改成 [ 和 ]。"),
    (_in(r"[＃]"), "用了全角的井号", "说明请以英文的 # 开头。"),
    (_in(r"=\s*\{\}\s*[，、；]\s*$"), "的行末多了一个标点", "一行写完一项就结束，行末不加分号、逗号、句号。"),
    (_in(r"[，、；]"), "用了中文的逗号", "请切换到英文输入法，各项之间用英文逗号 , 隔开。"),
    (_in(r"　"), "有全角空格", "请删去全角空格，或改成普通空格。"),
    (
        lambda line, said: "\\" in line and re.search(r"\\|hex|escape|Unicode", said) is not None,
        "的文字里有反斜杠",
        BACKSLASH,
    ),
    (lambda line, said: _halves(line), "的引号只写了一半", "文字的前后都要有英文引号，而且要在同一行写完。"),
    (
        _in(r"=\s*\{\}\s*[;,.。]\s*$"),
        "的行末多了一个标点",
        "一行写完一项就结束，行末不加分号、逗号、句号。",
    ),
    (_in(r"=\s*\{\}\s*,\s*\{\}"), "有几个值，没有用方括号括住", '几个值写成列表，例如 ["甲", "乙"]。'),
    (
        _in(r"=\s*\{\}\s*[^\s,;.。#\]}]"),
        "的文字后面还有别的内容",
        "一行只写一项；说明文字请以英文的 # 开头，或另起一行。",
    ),
    (
        lambda line, said: (
            line.strip().startswith("[") or re.fullmatch(r"[\w.]+\]\s*(?:#.*)?", line.strip()) is not None
        ),
        "的段名写法不对",
        '段名用英文，照样本写，例如 [mailbox]；名称里有中文时须加英文引号，例如 [accounts."第二邮箱"]。',
    ),
    (_in(r"^\s*[\w.-]+\s*[:：]"), "用了冒号", "请改成等号，写作 名称 = 值。"),
    (_in(r"=\s*$"), "的等号后面没有值", "请在等号后面填上值；用不到这一项时，在行首加 #。"),
    (_in(r"=\s*\d{1,3}(?:,\d{3})+(?!\d)"), "的数字里有逗号", "数字里不写逗号，例如 1380。"),
    (
        _in(r"=\s*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/年]\d{1,2}[-/月]\d{2,4})"),
        "的日期写法不对",
        "日期写作 2024-07-05：月和日各两位，中间用 -，不加引号。",
    ),
    (
        _in(r"=\s*\d{1,2}[:：]\d{1,2}"),
        "的钟点写法不对",
        "钟点写作 16:30:00：时、分、秒各两位，中间用英文冒号，不加引号。",
    ),
    (_in(r"=\s*0\d"), "的数字以 0 开头", "请去掉开头的 0；电话、账号等号码须加英文引号。"),
    (
        _in(r"(?i)=\s*(?:true|false|yes|no|是|否|on|off)\b"),
        "的开关写法不对",
        "开关只能写 true（是）或 false（否），全部小写，不加引号。",
    ),
    (
        _in(r"=\s*[\d.]+\s*[^\s\d.,#\]]"),
        "的数字后面还有别的字",
        "数字后面不要写单位；不是数字的，请用英文引号括住。",
    ),
    (_in(r"=\s*[^\s\"'\[{]"), "的文字没有加引号", '文字须用英文引号括住，例如 host = "imap.example.com"。'),
    (_in(r"^\s*[^=\s]+\s*$"), "没有等号", "每行写作 名称 = 值；说明文字请以 # 开头。"),
    (_in(r"^[^=]*[^\x00-\x7f][^=]*="), "的名称里有中文", "名称只能用英文字母，请对照样本；说明文字请以 # 开头。"),
)
"""Whether a cause fits the line and tomllib's words; what is wrong; what to do. The surest first."""
