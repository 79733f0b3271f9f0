"""Printed options and the marks people set at them, in text: ``□男 ☑女``, ``（ ）五级（√）四级``. Pure.

A mark is a box, ticked or empty, or a pair of brackets that hold nothing but blanks or a tick. On a page read from
pixels marks are looked at instead: :mod:`hui_reg.readers.form.ticks`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_TICKS: Final = "☑☒√✓✔■●◉þRü\uf052\uf0fe\uf0fc\U0001f5f9\U0001f5f8"
_BOXES: Final = "□○◯☐¨£\uf0a3\uf0a8\uf06f"
_SURELY: Final = f"{_TICKS}vVⅤyY是"
"""What says yes within brackets."""
_PERHAPS: Final = "xXｘＸ×✗✘*＊oOoＯ0〇○◯1·"
"""What says yes within brackets where nothing else does: a cross says no beside a tick."""
_OPEN, _CLOSE = r"[(（\[［【〔{｛<〈《]", r"[)）\]］】〕}｝>〉》]"
_BRACKETS: Final = rf"{_OPEN}\s*(?P<inside>[{re.escape(_SURELY + _PERHAPS)}{_BOXES}]?)\s*{_CLOSE}"
_SIGN: Final = rf"[{_TICKS}{_BOXES}]"
_ANY_MARK: Final = rf"{_BRACKETS.replace('?P<inside>', '?:')}|{_SIGN}"
_PIECE: Final = re.compile(rf"(?P<brackets>{_BRACKETS})|(?P<sign>{_SIGN})|(?P<text>(?:(?!{_ANY_MARK})[^\s/、,，;；])+)")
_HOW_TO: Final = re.compile(
    rf"{_OPEN}[^()（）\[\]【】]*(?:打|划|画|勾|选)[^()（）\[\]【】]*{_CLOSE}|(?:请?在.{{0,8}}(?:内|中|里|前|后)?打\s*[“\"]?[√✓✔][”\"]?)"
)
"""How to fill the options in, in words."""
_EMPTY, _PERHAPS_TICKED, _TICKED = range(3)


@dataclass(frozen=True)
class _Piece:
    """An option (``mark`` None) or a mark, how much it says yes, with its place in the text."""

    text: str
    start: int
    end: int
    mark: int | None


def ticked(text: str) -> str:
    """The options marked in ``text``; all of ``text`` where nothing is marked; empty where only empty boxes stand.

    Where marks and options take turns, all marks stand before their options if one begins the text, behind them if
    one ends it. Else a mark belongs to the option it touches; where it touches both or neither, either may be meant.
    Of several options all are given (``男与女``).
    """
    pieces = _pieces(_HOW_TO.sub(" ", text))
    places = [place for place, piece in enumerate(pieces) if piece.mark is not None]
    if not places or len(places) == len(pieces):
        return text
    begins, ends = places[0] == 0, places[-1] == len(pieces) - 1
    before = begins if begins is not ends else None
    strongest = max(pieces[place].mark or 0 for place in places)
    chosen = [place for place in places if strongest > _EMPTY and pieces[place].mark == strongest]
    if before is not None and len(places) > 1 and all(after - place > 1 for place, after in pairwise(places)):
        options = [_beside(place, places, pieces, before) for place in chosen]
    else:
        options = [_option_at(place, pieces, before) for place in chosen]
    return "与".join(option for option in options if option)


def is_mark(text: str) -> bool:
    """Whether a text is nothing but a mark, ticked or empty."""
    pieces = _pieces(text.strip())
    return len(pieces) == 1 and pieces[0].mark is not None


def _pieces(text: str) -> list[_Piece]:
    return [
        _Piece(match[0], match.start(), match.end(), None if match["text"] else _strength(match))
        for match in _PIECE.finditer(text)
    ]


def _strength(match: re.Match[str]) -> int:
    if match["sign"]:
        return _TICKED if match["sign"] in _TICKS else _EMPTY
    inside = match["inside"]
    if not inside or inside in "□☐":
        return _EMPTY
    return _TICKED if inside in _SURELY else _PERHAPS_TICKED


def _beside(place: int, places: Sequence[int], pieces: Sequence[_Piece], before: bool) -> str:
    """All words between a mark and the next, or the last: an option may have several."""
    number = places.index(place)
    bounds = [*places, len(pieces)] if before else [-1, *places]
    return " ".join(piece.text for piece in pieces[bounds[number] + 1 : bounds[number + 1]])


def _option_at(place: int, pieces: Sequence[_Piece], before: bool | None) -> str:
    last = pieces[place - 1] if place and pieces[place - 1].mark is None else None
    following = pieces[place + 1] if place + 1 < len(pieces) and pieces[place + 1].mark is None else None
    if last is None or following is None:
        only = last or following
        return only.text if only else ""
    touches_last, touches_following = last.end == pieces[place].start, following.start == pieces[place].end
    if touches_last is not touches_following:
        return last.text if touches_last else following.text
    if before is None:
        return f"{last.text}与{following.text}"
    return following.text if before else last.text
