"""The lines of a ledger's journal: numbered, each with a token of its own. What tells of everything may take several
lines of one number.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def line(document: Mapping[str, Any]) -> str:
    """A line as it is written; what is None is left out."""
    told = {name: value for name, value in document.items() if value is not None}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def mark(text: str | None) -> tuple[int, str]:
    """A line's number and token; 0 for a line that has none."""
    document = _document(text)
    found = document.get("number")
    return (found, str(document.get("token") or "")) if isinstance(found, int) else (0, "")


def place(text: str | None) -> tuple[int, int, int]:
    """A line's number, which of the lines of that number it is, and how many there are; number 0 for none."""
    document = _document(text)
    return mark(text)[0], document.get("part", 0), document.get("parts", 1)


def unbroken(lines: Sequence[str]) -> bool:
    """Whether whole lines tell of everything that was ever noted, one number after the other."""
    places = [place(text) for text in lines]
    wanted = [(number, part, parts) for number, first, parts in places if not first for part in range(parts)]
    numbers = [number for number, part, _ in places if not part]
    begins = bool(_document(lines[0]).get("everything")) or numbers[:1] == [1]
    return begins and places == wanted and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _document(text: str | None) -> dict[str, Any]:
    try:
        document = json.loads(text or "")
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
