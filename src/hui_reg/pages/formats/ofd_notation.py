"""The small notations within an OFD's attributes: colours, steps from character to character, paths."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from hui_reg.pages.formats.ofd_package import Box, Element, children, numbers

_MOST_STROKES: Final = 20_000


def rgb(value: str | None) -> tuple[int, int, int]:
    """A colour in grey, RGB or CMYK by how many parts it has, each decimal or ``#`` and hexadecimal; else black."""
    written = " ".join(
        str(int(word[1:], 16)) if re.fullmatch("#[0-9a-fA-F]{1,4}", word) else word for word in (value or "").split()
    )
    parts = [max(0, min(255, round(part))) for part in numbers(written)]
    if len(parts) == 4:
        red, green, blue = ((255 - part) * (255 - parts[3]) // 255 for part in parts[:3])
        return red, green, blue
    if len(parts) in (1, 3):
        return parts[0], parts[len(parts) // 2], parts[-1]
    return 0, 0, 0


def number(text: str | None, otherwise: float) -> float:
    """The first number written."""
    return next(iter(numbers(text)), otherwise)


def placed(code: Element, at: tuple[float, float], em: float) -> Iterator[tuple[str, float, float]]:
    """Each character with its origin; where no steps are given, by the width of the characters."""
    text = "".join(code.itertext()).replace("\r", "").replace("\n", "")
    across, down = (steps(code.get(name), len(text)) for name in ("DeltaX", "DeltaY"))
    x, y = at
    for place, char in enumerate(text):
        yield char, x, y
        own = 0.0 if down else em if unicodedata.east_asian_width(char) in "WF" else em / 2
        x += across[min(place, len(across) - 1)] if across else own
        y += down[min(place, len(down) - 1)] if down else 0.0


def steps(text: str | None, most: int) -> list[float]:
    """The steps from one character to the next; ``g 3 5.0`` stands for three of five millimetres."""
    found: list[float] = []
    words = (text or "").split()
    at = 0
    while at < len(words) and len(found) < most:
        group = 3 if words[at] == "g" else 1
        read = numbers(" ".join(words[at + group // 3 : at + group]))
        if len(read) != (2 if group == 3 else 1):
            break
        count = int(read[0]) if group == 3 else 1
        found += [read[-1]] * max(0, min(count, most - len(found)))
        at += group
    return found


def strokes(data: str) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Moves, lines, curves and closings; an arc as the line to its end."""
    sizes = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
    here = (0.0, 0.0)
    for verb, rest in re.findall(r"([SMLQBAC])([^SMLQBAC]*)", data)[:_MOST_STROKES]:
        values = numbers(rest.replace(",", " "))
        size = sizes[verb]
        if not size:
            yield "C", []
        for start in range(0, len(values) - size + 1, size) if size else ():
            piece = values[start : start + size]
            points = [(piece[at], piece[at + 1]) for at in range(size % 2, size - 1, 2)]
            if verb == "Q":
                (a, b), (x, y) = points
                first = (here[0] + 2 * (a - here[0]) / 3, here[1] + 2 * (b - here[1]) / 3)
                points = [first, (x + 2 * (a - x) / 3, y + 2 * (b - y) / 3), (x, y)]
            here = points[-1]
            yield {"S": "M", "Q": "B", "A": "L"}.get(verb, verb), points


def clips_of(item: Element) -> list[Box]:
    """The boxes round the areas to which an object is cut off, one for each of its clips, in its own space."""
    found: list[Box] = []
    for clip in (clip for clips in children(item, "Clips") for clip in children(clips, "Clip")):
        points = [point for area in children(clip, "Area") for path in children(area, "Path") for point in _edge(path)]
        if points:
            left, top = (min(point[axis] for point in points) for axis in (0, 1))
            right, bottom = (max(point[axis] for point in points) for axis in (0, 1))
            found.append((left, top, right - left, bottom - top))
    return found


def _edge(path: Element) -> Iterator[tuple[float, float]]:
    """The corners of a path, from its own box on."""
    x, y = (numbers(path.get("Boundary")) or [0.0, 0.0])[:2]
    for data in children(path, "AbbreviatedData"):
        for _, points in strokes(data.text or ""):
            yield from ((x + across, y + down) for across, down in points)
