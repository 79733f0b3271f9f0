"""What a remark says of somebody who doesn't apply, or no longer does."""

import re
from typing import Final

_GIVES_UP: Final = re.compile(
    r"放弃|取消|撤[回销下]|退[出报]|(?:不|不再|不予|不想|不能|暂不|暂缓|无法)(?:报|参加|申报)|离职|辞职|调离|调走"
)


def gives_up(text: str) -> bool:
    """Whether a line or remark says so: 放弃报名, 已离职，不报名."""
    return _GIVES_UP.search(text) is not None
