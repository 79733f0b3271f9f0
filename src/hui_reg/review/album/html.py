"""HTML by hand: every text escaped, attributes always quoted."""

from html import escape

from hui_reg.spreadsheets.cleaning import clean


def text(content: str) -> str:
    """A text from anywhere, as it may stand in an element or a quoted attribute."""
    return escape(clean(content), quote=True)


def attributes(**data: str) -> str:
    """``data-`` attributes, those that are empty left out."""
    return "".join(f' data-{name}="{text(value)}"' for name, value in data.items() if value)
