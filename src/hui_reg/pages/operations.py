"""The operations of a PDF's content stream, in order. pypdf parses it when it is first asked for them."""

from typing import Any

from pypdf.errors import PdfReadError
from pypdf.generic import ContentStream


def operations(content: ContentStream) -> list[tuple[Any, bytes]]:
    """Operands and operator of every step. Raises what pypdf raises of broken streams, :class:`PdfReadError` also
    where it only asserts (a reference to an object, which no content stream may hold)."""
    try:
        return content.operations
    except AssertionError as error:
        raise PdfReadError(f"content stream: {error}") from error
