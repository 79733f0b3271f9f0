"""Which reader is at which version: all that is needed to tell whether kept readings are still good.

Raise a number whenever that reader's results may differ; files it took part in are then read again, no others.
"""

from collections.abc import Mapping
from typing import Final

from hui_reg.model import FileReadings

VERSIONS: Final[Mapping[str, int]] = {
    # what makes pages
    "pdf": 4,
    "ocr": 12,
    "office": 3,
    # readers of kinds
    "id_card": 11,
    "residence": 2,
    "photo": 8,
    "form": 4,
    "roster": 3,
    "diploma": 6,
    "chsi": 5,
    "receipt": 4,
    "letters": 4,
    "health": 1,
}


def is_current(readings: FileReadings) -> bool:
    """Whether every reader that took part has the version it had then, so that nothing need be read again."""
    return all(VERSIONS.get(name) == version for name, version in readings.versions.items())
