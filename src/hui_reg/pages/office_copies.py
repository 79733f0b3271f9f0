"""An Office form as it may leave the office: without its author, and not at all with macros or inserted objects."""

import io
import zipfile
from typing import Final

import olefile

_ACTIVE_PARTS: Final = ("vbaproject", "/embeddings/", "/activex/", "/macrosheets/")
_ACTIVE_STREAMS: Final = ("Macros", "_VBA_PROJECT_CUR", "ObjectPool")
_CORE: Final = "docProps/core.xml"
_NOBODY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


class Active(Exception):
    """The file holds macros or inserted objects."""


def copy(data: bytes) -> bytes:
    """The file without the author in its properties. Raises :class:`Active`, and what zipfile and olefile do."""
    if data.startswith(olefile.MAGIC):
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if any(container.exists(stream) and container.listdir() for stream in _ACTIVE_STREAMS):
                raise Active
        return data
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copied:
        for part in package.infolist():
            if any(word in f"/{part.filename}".lower() for word in _ACTIVE_PARTS):
                raise Active
            copied.writestr(part.filename, _NOBODY if part.filename == _CORE else package.read(part))
    return made.getvalue()
