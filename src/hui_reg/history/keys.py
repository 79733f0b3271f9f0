"""The key of an applicant: the unit, and the number or the name. Never longer than a column that is looked up by it."""

import hashlib
import unicodedata
from typing import Final

LONGEST: Final = 300
_UNIT, _WHO = 200, 60
_UNPRINTABLE: Final = ("Cc", "Cs")


def applicant_key(unit: str, who: str) -> str:
    """The key of whoever that is in a unit: ``UNIT|WHO``, each part without what can't be printed; of a longer part
    its beginning, and a sum in place of the rest."""
    return f"{_held(unit, _UNIT)}|{_held(who, _WHO)}"


def _held(part: str, most: int) -> str:
    clean = "".join(c for c in part if unicodedata.category(c) not in _UNPRINTABLE)
    if len(clean) <= most:
        return clean
    return f"{clean[:most]}…{hashlib.sha256(clean.encode()).hexdigest()[:16]}"
