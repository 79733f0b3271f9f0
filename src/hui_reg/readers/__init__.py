"""Files to readings: what is it, on which pages, and what does it say.

Importing this costs nothing; ``read_file`` loads the heavy libraries, in the worker alone.
"""

import os

from hui_reg.corrections import Asks
from hui_reg.model import FileReadings
from hui_reg.readers.versions import VERSIONS, are_current, is_current

__all__ = ["VERSIONS", "are_current", "is_current", "read_file", "read_in_worker"]

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime would report to its makers; nothing leaves this office


def read_file(data: bytes, asks: Asks = Asks()) -> FileReadings:  # noqa: B008 frozen
    """Everything that can be read in one file's bytes; what goes wrong is in ``problem``, nothing is raised. ``asks``:
    pages for which the reader of a certain kind is asked besides, whatever they look like."""
    from hui_reg.readers.files import read  # pdfium, OpenCV and onnxruntime: a second, and 300 MB

    return read(data, asks.asks)


def prepare() -> None:
    """Load the libraries and the models and warm them on a page of our own: for a process that others are forked from.

    Sessions on one thread survive a fork: there is no thread to be left behind.
    """
    from hui_reg.pages.formats import office
    from hui_reg.pages.pixels import weights
    from hui_reg.pages.specimen import specimen

    assert office
    weights.larger_recogniser()
    read_file(specimen())


def read_in_worker(data: bytes, asks: Asks = Asks()) -> tuple[FileReadings, tuple[bytes, ...]]:  # noqa: B008 frozen
    """:func:`read_file` in the shape ``Sandbox.run`` asks for."""
    return read_file(data, asks), ()
