"""Numbers of which only a part is shown, ``350521********2123``: what is shown still speaks for or against. Pure."""

import re

from hui_reg.notation.resident_id import normalise

_HIDDEN = re.compile(r"[*＊×●]+|[Xx]{3,}")
"""What stands for characters that aren't shown; a single X is the check digit of an ID number."""


def is_masked(text: str) -> bool:
    """Whether some characters aren't shown."""
    return _HIDDEN.search(text) is not None


def may_be_same(one: str, other: str) -> bool:
    """Whether two numbers are the same, masked ones as far as both show anything from either end."""
    if not is_masked(one) and not is_masked(other):
        return normalise(one) == normalise(other)
    (head, tail), (other_head, other_tail) = _ends(one), _ends(other)
    front, back = min(len(head), len(other_head)), min(len(tail), len(other_tail))
    return head[:front] == other_head[:front] and tail[len(tail) - back :] == other_tail[len(other_tail) - back :]


def _ends(text: str) -> tuple[str, str]:
    """What is shown before the first hidden character, and behind the last."""
    pieces = _HIDDEN.split(text)
    return normalise(pieces[0]), normalise(pieces[-1])
