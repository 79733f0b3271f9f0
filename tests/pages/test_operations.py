"""A content stream that pypdf can't parse is refused by a name that callers know."""

import pytest
from lxml import etree
from pypdf import PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, StreamObject

from hui_reg.pages.formats.ofd_package import named
from hui_reg.pages.operations import operations


def stream(data: bytes) -> ContentStream:
    made = StreamObject()
    made.set_data(data)
    return ContentStream(made, PdfWriter())


def test_operations_in_order() -> None:
    assert [operator for _, operator in operations(stream(b"q 1 0 0 1 0 0 cm Q"))] == [b"q", b"cm", b"Q"]


@pytest.mark.parametrize("data", [b"[1 0 R] TJ", b"1 0 R Do"])
def test_a_reference_in_a_content_stream_is_no_bug(data: bytes) -> None:
    content = stream(data)
    content.pdf = None
    with pytest.raises(PyPdfError):
        operations(content)


def test_a_prefix_that_was_declared_nowhere() -> None:
    root = etree.fromstring(b"<ofd:Page><ofd:TextCode>x</ofd:TextCode></ofd:Page>", etree.XMLParser(recover=True))
    assert [named(element) for element in root.iter()] == ["Page", "TextCode"]
