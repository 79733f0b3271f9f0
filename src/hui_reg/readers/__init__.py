"""Files to readings: what is it, on which pages, and what does it say.

``read_file`` runs in the worker and alone loads the heavy libraries; the tables here are all that the rest needs.
"""

from collections.abc import Mapping
from typing import Final

from hui_reg.model import FileReadings
from hui_reg.readers import id_card
from hui_reg.readers.claims import Reader

READERS: Final[tuple[Reader, ...]] = (id_card.READER,)
"""Every reader of text, in the order in which equals are preferred."""

_SOURCES: Final = {"pdf": 1, "ocr": 1, "office": 1, "photo": 1}
"""Versions of what makes pages of a file, and of the reader of photos, which sees pixels instead of text."""

VERSIONS: Final[Mapping[str, int]] = _SOURCES | {reader.name: reader.version for reader in READERS}


def is_current(readings: FileReadings) -> bool:
    """Whether every reader that took part has the version it had then, so that nothing need be read again."""
    return all(VERSIONS.get(name) == version for name, version in readings.versions.items())


def read_file(data: bytes) -> FileReadings:
    """Everything that can be read in one file's bytes; what goes wrong is in ``problem``, nothing is raised."""
    from hui_reg.readers.files import read  # only the worker loads pdfium, OpenCV and onnxruntime

    return read(data)


def read_in_worker(data: bytes) -> tuple[FileReadings, tuple[bytes, ...]]:
    """:func:`read_file` in the shape ``Sandbox.run`` asks for."""
    return read_file(data), ()
