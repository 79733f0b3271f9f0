"""Whether everything that a PDF page's operators paint can be seen on it.

A page may hold more than it shows: outside its edges or a clipping path, below a picture or a white rectangle,
invisible, transparent, shrunk to a speck. Copied by its operators, it would take that along, and it may be another
person's. :func:`check` follows the operators as a viewer does and raises :class:`Unfit` where something may be hidden
or isn't understood. Colours are not looked at: text that is white on white is found on the pixels (``alike``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from hui_reg.pages.edges import Edges, holds, inside, share, wider
from hui_reg.pages.operations import operations

Matrix = tuple[float, float, float, float, float, float]

_PLAIN: Final = frozenset(
    (
        "w", "J", "j", "M", "d", "ri", "i", "CS", "cs", "SC", "SCN", "sc", "scn", "G", "g", "RG", "rg", "K", "k",
        "Tc", "Tw", "Tz", "TL", "Tf", "Ts",
    )
)  # fmt: skip
SAYS: Final = frozenset(["Tj", "TJ", "'", '"'])
MARKS: Final = frozenset((b"BMC", b"BDC", b"EMC", b"MP", b"DP"))
"""Marked content: what it says is not drawn."""
_NAMING: Final = frozenset(["Do", "gs", "Tf", "cs", "CS", "scn", "SCN", "sh"])
_INTENTS: Final = frozenset(["/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"])
_FILLS, _STROKES = frozenset(["f", "F", "f*", "B", "B*", "b", "b*"]), frozenset(["S", "s"])
_COVERED, _BURIED = 0.02, 0.9
"""Shares from which a picture is covered and a drawing is buried by what is painted later."""
_FINEST: Final = 25.0
"""Pixels of a picture to a point beyond which it is a speck that hides its content: 1800 dpi."""
_FAINTEST: Final = 0.1
_MOST: Final = 6000
_DEEPEST: Final = 8


class Unfit(Exception):
    """The page has something whose content can't be told apart, or can't be seen: it has to be drawn."""


@dataclass(frozen=True)
class _State:
    """What ``q`` keeps: the matrix, the clip and whether it is other than a rectangle."""

    matrix: Matrix
    clip: Edges
    odd: bool = False


@dataclass
class _Sheet:
    """What has been painted so far: pictures, places of text, drawings with many corners."""

    edges: Edges
    pictures: list[Edges] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)
    drawings: list[Edges] = field(default_factory=list)

    def cover(self, box: Edges) -> None:
        """Raises :class:`Unfit` when what is painted over ``box`` hides something painted before."""
        if len(self.pictures) + len(self.places) + len(self.drawings) > _MOST:
            raise Unfit
        hidden = any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in self.places)
        hidden = hidden or any(share(picture, box) > _COVERED for picture in self.pictures)
        if hidden or any(share(drawing, box) > _BURIED for drawing in self.drawings):
            raise Unfit


def check(content: ContentStream, resources: DictionaryObject, edges: Edges) -> None:
    """Raises :class:`Unfit` unless all that ``content`` paints can be seen inside ``edges``."""
    _Walk(_Sheet(edges), _State((1, 0, 0, 1, 0, 0), edges), 0).through(content, resources)


class _Walk:
    """Follows one content stream."""

    def __init__(self, sheet: _Sheet, state: _State, depth: int) -> None:
        if depth > _DEEPEST:
            raise Unfit
        self._sheet, self._state, self._depth = sheet, state, depth
        self._kept: list[_State] = []
        self._path: list[tuple[float, float]] = []
        self._straight = True
        self._clipping = False
        self._line: Matrix = (1, 0, 0, 1, 0, 0)
        self._leading = 0.0

    def through(self, content: ContentStream, resources: DictionaryObject) -> None:
        for operands, operator in operations(content):
            name = operator.decode("latin-1")
            if operator in MARKS:
                if operands and operands[0] == "/OC":
                    raise Unfit
                continue
            if name not in SAYS and any(_is_word(operand, name) for operand in operands):
                raise Unfit
            if name == "Do":
                self._object(_entry(resources, "/XObject", operands[0]))
            elif name == "gs":
                _state_allowed(_entry(resources, "/ExtGState", operands[0]))
            elif not (self._graphics(name, operands) or self._text(name, operands)) and name not in _PLAIN:
                raise Unfit
            if name == "TL":
                self._leading = float(operands[0])

    def _graphics(self, name: str, operands: Any) -> bool:
        if name == "q":
            self._kept.append(self._state)
        elif name == "Q":
            self._state = self._kept.pop() if self._kept else self._state
        elif name == "cm":
            self._state = replace(self._state, matrix=_times(_matrix(operands), self._state.matrix))
        elif name in ("m", "l", "c", "v", "y"):
            self._straight = self._straight and name in ("m", "l")
            numbers = [float(operand) for operand in operands]
            self._path += [self._at(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        elif name == "re":
            left, bottom, width, height = (float(operand) for operand in operands)
            corners = ((left, bottom), (left + width, bottom), (left + width, bottom + height), (left, bottom + height))
            self._path += [self._at(x, y) for x, y in corners]
        elif name in ("W", "W*"):
            self._clipping = True
        elif name in _FILLS or name in _STROKES or name == "n":
            self._paint(name)
        else:
            return name == "h"
        return True

    def _paint(self, name: str) -> None:
        path, self._path = self._path, []
        straight, self._straight = self._straight, True
        clipping, self._clipping = self._clipping, False
        if not path:
            return
        box = _around(path)
        rectangle = straight and len(path) <= 5 and _is_upright(path)
        if name != "n":
            if inside(box, self._sheet.edges) is None:
                raise Unfit  # drawn where nobody sees it
            if name in _FILLS:
                self._sheet.cover(box)
            if len(path) > 5:
                self._sheet.drawings.append(box)
        if clipping:
            clip = inside(box, self._state.clip) or (0.0, 0.0, 0.0, 0.0)
            self._state = replace(self._state, clip=clip, odd=self._state.odd or not rectangle)

    def _text(self, name: str, operands: Any) -> bool:
        if name == "BT":
            self._line = (1, 0, 0, 1, 0, 0)
        elif name == "Tm":
            self._line = _matrix(operands)
        elif name in ("Td", "TD"):
            self._move(float(operands[0]), float(operands[1]))
            self._leading = -float(operands[1]) if name == "TD" else self._leading
        elif name == "T*":
            self._move(0.0, -self._leading)
        elif name == "Tr":
            if int(operands[0]) > 2:
                raise Unfit
        elif name in SAYS:
            if name in ("'", '"'):
                self._move(0.0, -self._leading)
            place = self._at(*self._line[4:])
            if not holds(wider(self._state.clip, self._sheet.edges), (*place, *place)):
                raise Unfit
            self._sheet.places.append(place)
        else:
            return name == "ET"
        return True

    def _move(self, right: float, up: float) -> None:
        self._line = _times((1, 0, 0, 1, right, up), self._line)

    def _object(self, found: Any) -> None:
        if not isinstance(found, StreamObject) or found.get("/OC") is not None:
            raise Unfit
        if found.get("/Subtype") == "/Image":
            self._picture(found)
            return
        self._form(found)

    def _form(self, found: Any) -> None:
        content = ContentStream(found, found.indirect_reference.pdf if found.indirect_reference else None)
        matrix = _matrix(found["/Matrix"]) if "/Matrix" in found else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        within = replace(self._state, matrix=_times(matrix, self._state.matrix))
        left, bottom, right, top = (float(edge) for edge in found["/BBox"].get_object())
        corners = [_apply(within.matrix, x, y) for x, y in ((left, bottom), (right, bottom), (right, top), (left, top))]
        clip = inside(_around(corners), within.clip) or (0.0, 0.0, 0.0, 0.0)
        within = replace(within, clip=clip, odd=within.odd or not _is_upright(corners))
        own = found.get("/Resources")
        if own is None:
            raise Unfit  # viewers differ in whose resources these are
        _Walk(self._sheet, within, self._depth + 1).through(content, own.get_object())

    def _picture(self, image: Any) -> None:
        corners = [self._at(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
        box = _around(corners)
        seen = inside(self._state.clip, self._sheet.edges)
        if self._state.odd or seen is None or not holds(wider(seen, self._sheet.edges), box):
            raise Unfit
        wide, high = box[2] - box[0], box[3] - box[1]
        pixels = sorted((float(image["/Width"]), float(image["/Height"])))
        if any(size > _FINEST * side for size, side in zip(pixels, sorted((wide, high)), strict=True)):
            raise Unfit
        self._sheet.cover(box)
        self._sheet.pictures.append(box)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return _apply(self._state.matrix, x, y)


def _state_allowed(state: Any) -> None:
    if not isinstance(state, DictionaryObject):
        raise Unfit
    mask, blend = state.get("/SMask", "/None"), state.get("/BM", "/Normal")
    faint = any(float(state.get(key, 1)) < _FAINTEST for key in ("/ca", "/CA"))
    if mask != "/None" or blend not in ("/Normal", "/Compatible") or faint or "/Font" in state:
        raise Unfit


def _entry(resources: DictionaryObject, kind: str, name: Any) -> Any:
    room = resources.get(kind)
    found = room.get_object().get(name) if room is not None else None
    if found is None:
        raise Unfit
    return found.get_object()


def _is_word(operand: Any, operator: str) -> bool:
    """Whether an operand that no string is due for is one, or a name that names no resource."""
    if isinstance(operand, ArrayObject):
        return any(_is_word(item, operator) for item in operand)
    if isinstance(operand, NameObject):
        return operator not in _NAMING and operand not in _INTENTS
    return isinstance(operand, TextStringObject | ByteStringObject | DictionaryObject)


def _matrix(numbers: Iterable[Any]) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _around(points: list[tuple[float, float]]) -> Edges:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_upright(path: list[tuple[float, float]]) -> bool:
    """Whether a path of four or five corners is a rectangle with level sides."""
    box = _around(path)
    near = [any(abs(x - edge) < 0.01 for edge in box[::2]) and any(abs(y - edge) < 0.01 for edge in box[1::2])
            for x, y in path]  # fmt: skip
    return len(path) >= 4 and all(near)
