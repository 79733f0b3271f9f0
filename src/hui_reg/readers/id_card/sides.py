"""Where the sides of identity cards lie on a page: lines to sides, several people's on one page included.

A portrait side is anchored by its number line, an emblem side by its lines 签发机关 and 有效期限. From an anchor
the outline of the card follows (85.6 x 54 mm, GA 448), wide enough for other layouts; a line belongs to the
outline in whose middle it lies most.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, Literal

from hui_reg.pages.page import Line, Page

_NUMBER_LABEL: Final = "公民身份号码"
_TWO_MISREAD: Final = "|".join(
    "".join("[^\\d\\s证]" if place in misread else char for place, char in enumerate(_NUMBER_LABEL))
    for misread in combinations(range(6), 2)
    if misread not in ((2, 3), (4, 5))  # other words stand between 公民 and 号码, and behind 公民身份
)
NUMBER_LABEL: Final = re.compile(rf"公民身份号码?|民身份号码|公[民尼]身[份分]号|{_TWO_MISREAD}")
NUMBER: Final = re.compile(r"(?<![\dA-Za-z])[1-9][\dOoIlBSZ ]{13,24}[\dXx×](?![\dA-Za-z])")
PORTRAIT_LABELS: Final = re.compile(r"^姓?\s*名|性\s*别|民\s*族|^出\s*生|^住\s*(?:址|\S$)")
_ADDRESS: Final = r"(?m)住\s*址|^住\S$"
"""住址, or one of its letters misread where it stands by itself."""
_PORTRAIT_WORDS: Final = (r"姓\s*名", r"性\s*别", r"民\s*族", r"出\s*生", _ADDRESS)
_OTHER_LABEL: Final = re.compile(r"编号|证书|证号|学号|账号|[字第]|N[o0]", re.IGNORECASE)
EMBLEM_LABELS: Final = re.compile(r"签?发机关|有效期[限眼]|效期限")
EMBLEM_TITLES: Final = re.compile(r"居\s*民\s*身\s*份\s*证|居\s*民\s*居\s*住\s*证|中\s*华\s*人\s*民\s*共\s*和\s*国")

_OF_PEOPLE: Final = re.compile(r"民\s*族\s*[\u3400-\u9fff]")
_FEWEST_LABELS: Final = 2
_MOST_LINES_OF_A_SIDE: Final = 12
"""Lines beside an emblem side that may all be the other side's; more are another paper's."""

Side = Literal["portrait", "emblem"]


@dataclass(frozen=True)
class Placed:
    """A line with its box in units of the page's height, so that distances compare in both directions."""

    line: Line
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class CardSide:
    """The lines of one side, in reading order; ``middle`` in units of the page's height."""

    side: Side
    page: Page
    middle: tuple[float, float]
    lines: tuple[Placed, ...]


@dataclass(frozen=True)
class _Outline:
    side: Side
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, placed: Placed) -> bool:
        x, y = placed.middle
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def distance(self, placed: Placed) -> float:
        x, y = placed.middle
        across = (x - (self.left + self.right) / 2) / max(self.right - self.left, 1e-6)
        down = (y - (self.top + self.bottom) / 2) / max(self.bottom - self.top, 1e-6)
        return across * across + down * down


def sides(page: Page) -> list[CardSide]:
    """All sides of cards on a page, from the top; an empty list where there are none."""
    placed = [_placed(line, page.aspect) for line in page.lines]
    outlines = [*_portrait_outlines(placed), *_emblem_outlines(placed)]
    members: list[list[Placed]] = [[] for _ in outlines]
    for item in placed:
        side = _told_side(item.line.text)
        near = [i for i, outline in enumerate(outlines) if outline.holds(item) and side in (None, outline.side)]
        if near:
            members[min(near, key=lambda index: outlines[index].distance(item))].append(item)
    found = [
        CardSide(outline.side, page, _middle(lines), tuple(lines))
        for outline, lines in zip(outlines, members, strict=True)
        if _is_card(outline.side, lines)
    ]
    found += _without_number(page, [item for item in placed if not any(item in side.lines for side in found)], found)
    return sorted(found, key=lambda side: side.middle[::-1])


def _without_number(page: Page, rest: Sequence[Placed], found: Sequence[CardSide]) -> list[CardSide]:
    """The portrait side beside an emblem side, where its number can't be read: it is there, and can't be asked for."""
    text = "\n".join(item.line.text for item in rest)
    labels = sum(bool(re.search(label, text)) for label in _PORTRAIT_WORDS)
    alone = [side.side for side in found] == ["emblem"] and len(rest) <= _MOST_LINES_OF_A_SIDE
    if not alone or labels < _FEWEST_LABELS or not _OF_PEOPLE.search(text):
        return []
    return [CardSide("portrait", page, _middle(rest), tuple(rest))]


def _told_side(text: str) -> Side | None:
    """The side a line can only stand on, by its words."""
    if EMBLEM_LABELS.search(text) or EMBLEM_TITLES.search(text):
        return "emblem"
    if NUMBER_LABEL.search(text) or PORTRAIT_LABELS.search(text) or NUMBER.search(text):
        return "portrait"
    return None


def folded(line: Line) -> Line:
    """A line without full-width forms and blanks, which models put into print at will."""
    return replace(line, text=unicodedata.normalize("NFKC", line.text).strip())


def _placed(line: Line, aspect: float) -> Placed:
    left, top, right, bottom = line.box
    return Placed(folded(line), left * aspect, top, right * aspect, bottom)


def _portrait_outlines(placed: Sequence[Placed]) -> list[_Outline]:
    """The number takes 0.47 of the card's width and ends 0.05 before its right edge, 0.14 above its lower one.

    A label without its number (unread, or hidden) stands in for it, unless another number's card covers it.
    """
    outlines = [_around_number(_without_label(item)) for item in placed if _holds_number(item)]
    for item in placed:
        if NUMBER_LABEL.search(item.line.text) and not any(outline.holds(item) for outline in outlines):
            wide = (item.right - item.left) * 2.6
            outlines.append(_around_number(replace(item, left=item.right, right=item.right + wide)))
    return outlines


def _around_number(number: Placed) -> _Outline:
    width = (number.right - number.left) / 0.47
    height = width * 0.63
    _, y = number.middle
    left, right = number.right - 1.15 * width, number.right + 0.20 * width
    return _Outline("portrait", left, y - 0.98 * height, right, y + 0.20 * height)


def _holds_number(item: Placed) -> bool:
    """Whether a line may be a card's number: one with another label, or with no date in it, is a certificate's."""
    text = re.sub(r"[.·,:]", "", item.line.text)
    number = NUMBER.search(text)
    if number is None or sum(char.isdigit() for char in text) < 14:
        return False
    labelled = NUMBER_LABEL.search(text)
    return labelled is not None or not (_OTHER_LABEL.search(text[: number.start()]) or _has_no_date(number[0]))


def _has_no_date(number: str) -> bool:
    """Whether 18 characters surely hold no birth: its month and day are no month and day."""
    solid = number.replace(" ", "")
    month, day = solid[10:12], solid[12:14]
    if len(solid) != 18 or not (month + day).isdigit():
        return False
    return not (1 <= int(month) <= 12 and 1 <= int(day) <= 31) and solid[6:10].isdigit()


def _without_label(item: Placed) -> Placed:
    """The place of the digits alone, where label and number were read as one line."""
    label = NUMBER_LABEL.search(item.line.text)
    if label is None:
        return item
    before, after = label.end() * 1.0, (len(item.line.text) - label.end()) * 0.6
    return replace(item, left=item.left + before / max(before + after, 1.0) * (item.right - item.left))


def _emblem_outlines(placed: Sequence[Placed]) -> list[_Outline]:
    """From 签发机关 / 有效期限, which lie 0.72 and 0.85 down the card, their labels 0.23 from its left edge.

    A character of theirs is as wide as 0.036 of the card.
    """
    rows = [item for item in placed if EMBLEM_LABELS.search(item.line.text)]
    outlines: list[_Outline] = []
    for item in rows:
        wide = sum(1.0 if char > "\u2e80" else 0.55 for char in item.line.text)
        width = min(item.bottom - item.top, (item.right - item.left) / max(wide, 1.0)) / 0.036
        if any(outline.holds(item) for outline in outlines):
            continue
        outlines.append(
            _Outline(
                "emblem",
                item.left - 0.40 * width,
                item.top - 0.95 * 0.63 * width,
                item.left + 0.95 * width,
                item.bottom + 0.32 * 0.63 * width,
            )
        )
    return outlines


def _is_card(side: Side, lines: Sequence[Placed]) -> bool:
    text = "\n".join(item.line.text for item in lines)
    if side == "emblem":
        return bool(EMBLEM_LABELS.search(text)) and (
            bool(EMBLEM_TITLES.search(text)) or len(EMBLEM_LABELS.findall(text)) >= 2
        )
    # 姓名, 性别, 出生 and a number stand on diplomas and forms too; 住址 beside 民族 does not
    found = {label for label in _PORTRAIT_WORDS if re.search(label, text)}
    if NUMBER_LABEL.search(text):
        return bool(found)
    return bool(NUMBER.search(text)) and len(found) >= 3 and _ADDRESS in found


def _middle(lines: Sequence[Placed]) -> tuple[float, float]:
    if not lines:
        return 0.0, 0.0
    return (
        (min(item.left for item in lines) + max(item.right for item in lines)) / 2,
        (min(item.top for item in lines) + max(item.bottom for item in lines)) / 2,
    )


def rows(lines: Sequence[Placed]) -> list[list[Placed]]:
    """The lines of a side by rows, each from the left."""
    found: list[list[Placed]] = []
    for item in sorted(lines, key=lambda item: item.middle[1]):
        tall = item.bottom - item.top
        if found and abs(found[-1][0].middle[1] - item.middle[1]) < 0.55 * tall:
            found[-1].append(item)
        else:
            found.append([item])
    return [sorted(row, key=lambda item: item.left) for row in found]
