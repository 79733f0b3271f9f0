"""Identity cards: one Reading for every card, its two sides brought together from one page or from two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hui_reg.model import Reading, Value
from hui_reg.pages.page import Page
from hui_reg.readers.claims import Reader
from hui_reg.readers.id_card import emblem, portrait, sides
from hui_reg.readers.id_card.sides import CardSide
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Fact, Kind

_OTHER_DOCUMENTS: Final = re.compile(
    r"外国人永久居留|驾驶证|行驶证|社会保障卡|户口簿|户口本|结婚证|护照|准考证|学生证|工作证|医师|教师资格|登记表|申报表|申请表|报名表|汇总表"
)
_TEMPORARY: Final = re.compile(r"(?:中?华?人民共和国)?临时居?民?身份证")
_MOST_LINES = 26
"""A side has ten lines at most; a page with many more lines than its cards explain is something else."""


@dataclass(frozen=True)
class _Card:
    portrait: CardSide | None
    emblem: CardSide | None


def read(pages: Sequence[Page]) -> list[Reading]:
    """All cards on all pages. Sides left alone on their page are joined with those of the neighbouring page."""
    whole: list[_Card] = []
    single: list[CardSide] = []
    for page in pages:
        if page.source == "office":
            continue  # typed text is no card, whatever it says: a roster's heading may be 公民身份号码
        paired, alone = _pair_on_page(sides.sides(page))
        whole += paired
        single += alone
    whole += _pair_in_sequence(single)
    return [_reading(card) for card in sorted(whole, key=_position)]


def _position(card: _Card) -> tuple[int, float]:
    side = card.portrait or card.emblem
    assert side is not None  # a card has at least one side
    return side.page.number, side.middle[1]


def _pair_on_page(sides: list[CardSide]) -> tuple[list[_Card], list[CardSide]]:
    """Nearest sides belong together; what remains alone is handed back."""
    fronts = [side for side in sides if side.side == "portrait"]
    backs = [side for side in sides if side.side == "emblem"]
    distances = sorted(
        ((_apart(front, back), i, j) for i, front in enumerate(fronts) for j, back in enumerate(backs)),
    )
    paired: dict[int, int] = {}
    for _, i, j in distances:
        if i not in paired and j not in paired.values():
            paired[i] = j
    found = [_Card(fronts[i], backs[j]) for i, j in paired.items()]
    alone = [side for i, side in enumerate(fronts) if i not in paired]
    alone += [side for j, side in enumerate(backs) if j not in paired.values()]
    return found, sorted(alone, key=lambda side: side.middle[1])


def _apart(front: CardSide, back: CardSide) -> float:
    across, down = front.middle[0] - back.middle[0], front.middle[1] - back.middle[1]
    return across * across + down * down


def _pair_in_sequence(single: list[CardSide]) -> list[_Card]:
    """Portrait, emblem, portrait, emblem … (or the other way round); any other order leaves the sides alone."""
    kinds = "".join("P" if side.side == "portrait" else "E" for side in single)
    if re.fullmatch(r"(PE)+", kinds):
        return [_Card(single[i], single[i + 1]) for i in range(0, len(single), 2)]
    if re.fullmatch(r"(EP)+", kinds):
        return [_Card(single[i + 1], single[i]) for i in range(0, len(single), 2)]
    found: list[_Card] = []
    index = 0
    while index < len(single):
        following = single[index + 1] if index + 1 < len(single) else None
        after = kinds[index + 2 : index + 3]
        if kinds[index] == "P" and following is not None and following.side == "emblem" and after != "E":
            found.append(_Card(single[index], following))
            index += 2
        else:
            side = single[index]
            found.append(_Card(side, None) if side.side == "portrait" else _Card(None, side))
            index += 1
    return found


def _reading(card: _Card) -> Reading:
    fields: dict[str, Value] = {}
    if card.portrait:
        fields |= portrait.read(card.portrait)
    if card.emblem:
        fields |= emblem.read(card.emblem)
    sides = [side for side in (card.portrait, card.emblem) if side is not None]
    return Reading(
        kind=Kind.ID_CARD,
        kind_confidence=min(_likely(side) for side in sides),
        pages=tuple(sorted({side.page.number for side in sides})),
        fields=fields,
        facts={Fact.PORTRAIT: card.portrait is not None, Fact.EMBLEM: card.emblem is not None}
        | ({Fact.TEMPORARY: True} if any(map(_is_temporary, sides)) else {}),
    )


def _is_temporary(side: CardSide) -> bool:
    """Whether a card is titled 临时居民身份证; a title outside its outline is that of the only card of the page."""
    alone = sum(other.side == side.side for other in sides.sides(side.page)) == 1
    lines = side.page.lines if alone else [item.line for item in side.lines]
    return any(_TEMPORARY.fullmatch(re.sub(r"[^\u3400-\u9fff]", "", line.text)) for line in lines)


def _likely(side: CardSide) -> float:
    """How likely the page is a card, and not another paper that names the same fields."""
    page = side.page
    if _OTHER_DOCUMENTS.search(page.text):
        return 0.55
    explained = sum(len(other.lines) for other in sides.sides(page))
    stray = len(page.lines) - explained
    if stray > _MOST_LINES:
        return 0.6
    text = "\n".join(item.line.text for item in side.lines)
    if side.side == "portrait":
        return 0.97 if sides.NUMBER_LABEL.search(text) else 0.85
    return 0.97 if sides.EMBLEM_TITLES.search(text) else 0.85


READER = Reader("id_card", VERSIONS["id_card"], read)
