"""Which reader is at which version: all that is needed to tell whether kept readings are still good.

Raise a number whenever that reader's results may differ; files it took part in are then read again, no others.
"""

from collections.abc import Mapping
from typing import Final

from hui_reg.model import FileReadings

VERSIONS: Final[Mapping[str, int]] = {
    # what makes pages
    "pdf": 8,
    "ofd": 4,
    "ocr": 16,
    "office": 5,
    # readers of kinds
    "id_card": 18,
    "residence": 7,
    "photo": 9,
    "form": 11,
    "roster": 10,
    "diploma": 15,
    "chsi": 13,
    "receipt": 10,
    "letters": 9,
    "health": 6,
}


def is_current(readings: FileReadings) -> bool:
    """Whether every reader that took part has the version it had then, so that nothing need be read again."""
    return are_current(readings.versions)


def are_current(versions: Mapping[str, int]) -> bool:
    """:func:`is_current` by the versions alone. Without any, nobody could read the file then: it is tried again."""
    return bool(versions) and all(VERSIONS.get(name) == version for name, version in versions.items())
