"""Tables of labels: the names a field's label goes by on a form, and where such labels stand in a line."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line
from hui_reg.readers.lines import torn
from hui_reg.readers.lines.meanings import Sense, plain
from hui_reg.readers.lines.spans import Folded

_LABEL_GOES_ON: Final = "(?:号码|编号|[码号]|名称|全称)"
"""What a label may have more than the table knows, up to its colon: ``证书号码:`` where only 证书号 is listed."""


@dataclass(frozen=True)
class Label:
    """A field (empty: only a boundary), the names its label goes by (spaces between), and the sense of its value.

    ``sticky``: the value may follow without gap or colon, as OCR gives ``姓名张三``. ``wraps``: a value that stands
    beside its label may go on in the line below (only free text does). ``free``: it is free text, as all of the sense
    :func:`plain` is. ``of_another``: it names another person (a spouse, whom to call), to whom the labels behind it in
    its row belong, too. ``options``: its values are printed, and marked; they may have cells of their own.
    """

    field: str
    names: str
    sense: Sense = plain
    sticky: bool = False
    wraps: bool = True
    free: bool = False
    of_another: bool = False
    options: bool = False

    @property
    def is_free(self) -> bool:
        """Whether its values are free text, which may have any form and length."""
        return self.free or self.sense is plain


UNKNOWN: Final = Label("", "")
"""A label that no table knows, or that nobody could read."""


@dataclass(frozen=True)
class LabelTable:
    """Labels in order of precedence. ``spelled`` maps every folded name, with and without brackets, to its label."""

    labels: tuple[Label, ...]

    @functools.cached_property
    def spelled(self) -> Mapping[str, Label]:
        names: dict[str, Label] = {}
        for label in self.labels:
            for spelling in (fold(name) for name in label.names.split()):
                names.setdefault(spelling, label)
                names.setdefault(re.sub(r"[()]", "", spelling), label)
        return names

    @functools.cached_property
    def long(self) -> Mapping[int, Sequence[str]]:
        """The names of four or more characters, by how many they have."""
        names = [name for name in self.spelled if len(name) >= 4]
        return {length: [name for name in names if len(name) == length] for length in set(map(len, names))}

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        names = "|".join(re.escape(name) for name in sorted(self.spelled, key=len, reverse=True))
        return re.compile(
            rf"(?P<name>{names})(?:{_LABEL_GOES_ON}(?=[:;]))?(?P<hint>\*?(?:\([^()]{{0,12}}\))?\*?)(?P<colon>[:;]?)"
        )

    def __hash__(self) -> int:
        return id(self)


def marks(line: Line, table: LabelTable, *, tolerant: bool) -> list[tuple[Label, int, int]]:
    """The labels inside a line: label, start, end (colon included) in the folded text."""
    folded = Folded.of(line.text)
    found: list[tuple[Label, int, int]] = []
    position = 0
    while match := table.pattern.search(folded.text, position):
        label = table.spelled[match["name"]]
        starts = folded.gap_before(match.start()) or folded.text[match.start() - 1] in ":;,，。|/、)】〕"
        starts = starts or (bool(found) and found[-1][2] == match.start())
        ends = bool(match["colon"]) or folded.gap_before(match.end())
        ends = ends or folded.text[match.end() : match.end() + 1] in ("【", "〔")
        if (starts and (ends or (label.sticky and tolerant))) or match["colon"] == ":":
            found.append((label, match.start(), match.end()))
            position = match.end()
        else:
            position = match.start() + 1
    if not found and tolerant and (near := torn.nearly(folded.text, table)) is not None:
        found.append(near)
    return found
