"""The address on a card as text: without its label 住址, however badly that was read."""

import re
from collections.abc import Sequence
from typing import Final

from hui_reg.notation import names
from hui_reg.pages.page import Line

_PROVINCE_AHEAD: Final = r"(?=[\u4e00-\u9fff]{2,3}(?:省|市|自治区))"
LABEL: Final = re.compile(rf"^\s*\S?\s*址\s*[:：]?\s*|^\s*住(?=\s)\s*|^\s*住[^\s内黑]\s*(?:$|{_PROVINCE_AHEAD})")
"""住址, either character of which may be misread (but not 内蒙古 or 黑龙江 taken for its second)."""
ACROSS: Final = re.compile("用无|无效|[他它另]用|仅[供限]|使用|报名|认定|原件|复印")
"""What is written across copies of cards, and in no address."""
_REMAINDER: Final = re.compile(rf"^[佳往隹]?[社扯杜]{_PROVINCE_AHEAD}")
"""What a hardly legible label leaves before the province."""
_STROKE: Final = "一"


def text_of(lines: Sequence[Line]) -> str:
    """The address written in these lines, in today's characters, without label and stray marks at their ends."""
    text = "".join(LABEL.sub("", line.text).strip(" ·.,、") for line in lines).replace(" ", "")
    return names.simplified(_REMAINDER.sub("", text.strip("·.,、:：-—")))


def with_strokes(*readings: str) -> str | None:
    """The one of several readings that lost no 一, where they differ in that alone: 八一路, read 八路 too."""
    bare = {reading.replace(_STROKE, "") for reading in readings}
    return max(readings, key=len) if len(bare) == 1 and len(set(readings)) > 1 else None
