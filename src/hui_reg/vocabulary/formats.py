"""The formats of files that a notice may ask for, under the names that readers give, and as people write them."""

from typing import Final

FORMATS: Final = (
    "pdf",
    "docx",
    "doc",
    "xlsx",
    "xls",
    "jpeg",
    "png",
    "heic",
    "tiff",
    "bmp",
    "gif",
    "webp",
    "avif",
    "ofd",
)
_SPELLINGS: Final = {"jpg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "tif": "tiff", "heif": "heic"}
"""The endings that files of a format have besides its name."""


def format_named(word: str) -> str:
    """The format that is meant by ``JPG`` or ``.pdf``; a word that names none as it is, for the caller to refuse."""
    bare = word.strip().lstrip(".。*").lower()
    named = _SPELLINGS.get(bare, bare)
    return named if named in FORMATS else word
