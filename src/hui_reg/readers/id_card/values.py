"""A value of a card's side as it is handed on, and a line of it read again."""

from collections.abc import Sequence

from hui_reg.model import Box, Value
from hui_reg.pages.page import Line, Page
from hui_reg.readers.id_card.sides import Placed, folded


def _box(items: Sequence[Placed]) -> Box:
    boxes = [item.line.box for item in items]
    return (
        max(0.0, min(box[0] for box in boxes)), max(0.0, min(box[1] for box in boxes)),
        min(1.0, max(box[2] for box in boxes)), min(1.0, max(box[3] for box in boxes)),
    )  # fmt: skip


def value_of(
    page: Page,
    value: str | None,
    confidence: float,
    items: Sequence[Placed],
    reason: str = "",
    alternatives: tuple[str, ...] = (),
) -> Value:
    """A value, or none and the ``reason``, with the place of its lines."""
    return Value(
        value=value, confidence=round(confidence, 3), text=" ".join(item.line.text for item in items),
        page=page.number, box=_box(items), reason=reason, alternatives=alternatives,
    )  # fmt: skip


def reread(page: Page, item: Placed) -> Line:
    """A line by the larger model; an empty one where it sees nothing."""
    return folded(page.reread(item.line.box) or Line("", 0.0, item.line.box))
