"""The version of a dossier: what a decision rests on, as short digests side by side.

Two versions tell not only whether something has changed since a decision, but what: so people are asked to confirm
again for a reason, and only for one. A version of another shape (an older program's) differs as a whole.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

PARTS: Final = ("unit", "name", "id_number", "papers", "findings")
"""What a decision rests on, in the order of the digests."""

_TITLES: Final = ("单位名称", "姓名", "证件号", "材料", "审核结果")
_DIGITS = 12


def version_of(parts: Mapping[str, str]) -> str:
    """The version, 64 characters; ``parts`` holds a text for each of :data:`PARTS`, however long."""
    return "-".join(hashlib.sha256(parts[part].encode()).hexdigest()[:_DIGITS] for part in PARTS)


def changed(before: str, after: str) -> tuple[str, ...]:
    """The Chinese names of the parts in which two versions differ; none where they are alike, or one is unknown."""
    if not before or not after or before == after:
        return ()
    one, other = before.split("-"), after.split("-")
    if len(one) != len(PARTS) or len(other) != len(PARTS):
        return (_TITLES[PARTS.index("papers")],)
    return tuple(title for title, old, new in zip(_TITLES, one, other, strict=True) if old != new)
