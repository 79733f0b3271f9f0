"""The settings file that ``init`` writes: every setting with its default, commented out; what was answered, put in."""

import json
import re
from collections.abc import Mapping
from importlib import resources


def text() -> str:
    """What ``init`` writes: every setting with its default, commented out."""
    return (resources.files("hui_reg.settings") / "template.toml").read_text(encoding="utf-8")


def filled(values: Mapping[str, str | int | bool]) -> str:
    """The template with some values put in, by dotted key; their lines keep their comments."""
    lines, section = [], ""
    left = dict(values)
    for line in text().splitlines():
        section = line.strip("[]") if line.startswith("[") else section
        found = re.match(r"#? ?(\w+) = (\"[^\"]*\"|\[[^\]]*\]|[^ ]+)( *)(#.*)?$", line)
        key = f"{section}.{found[1]}" if found and section else found[1] if found else ""
        if found and key in left:
            told = f"{found[1]} = {json.dumps(left.pop(key), ensure_ascii=False)}"
            comment = found[4] or ""
            lines.append(f"{told.ljust(line.index(comment) - 1)} {comment}".rstrip() if comment else told)
        else:
            lines.append(line)
    assert not left, left
    return "\n".join(lines) + "\n"
