"""Whether a page that was taken for one person's document bears another's too: a second portrait, a second ID
number, lines that nobody can read because they lie.

A card upside down beside the owner's is read by nobody, but it leaves such lines, and where there are some, faces are
looked for whichever way up.
"""

import re
from collections.abc import Mapping
from typing import Final

from hui_reg.model import Reading, Value
from hui_reg.notation import resident_id
from hui_reg.pages.page import Line, Page
from hui_reg.vocabulary import Fact, Kind

_ONE_PERSONS: Final = frozenset((Kind.ID_CARD, Kind.DIPLOMA))
"""Papers that bear one portrait at most: a registration record may show two of the same person."""
_NUMBER: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_ILLEGIBLE: Final = 0.7
_CLEAR: Final = 0.85
_SHARE_CLEAR: Final = 0.5
_STANDING: Final = 1.5
_FEW, _MANY = 2, 5
"""Lines that lie: from how many on faces are looked for that lie too, and from how many on they say enough alone. Of
28 clean cards and diplomas none had more than one; a turned card or diploma beside the owner's leaves six to ten."""
_DOUBTFUL: Final = 0.8
"""How sure a value may be that may be the other's: no rule rests on it."""


def told(reading: Reading, pages: Mapping[int, Page]) -> Reading:
    """The reading, marked where its page bears more than one person's.

    A document that takes a region of its page is looked at where it is cut out.
    """
    if reading.kind not in _ONE_PERSONS or reading.region is not None:
        return reading
    own = [pages[number] for number in reading.pages if number in pages]
    lying = max((sum(1 for line in page.lines if _lies(line, page)) for page in own), default=0)
    portraits = max((len(page.portraits(lying >= _FEW)) for page in own), default=0)
    numbers = {
        number
        for page in own
        for line in page.lines
        for found in _NUMBER.findall(line.text)
        if resident_id.is_valid(number := found.upper())
    }
    words = []
    if portraits > 1:
        words.append(f"{portraits}个人像")
    if len(numbers) > 1:
        words.append(f"{len(numbers)}个身份证号码")
    if not words and lying >= _MANY and any(_is_clear(page) for page in own):
        words.append(f"{lying}行横着或倒着、读不出的字")
    if not words:
        return reading
    fields = {name: _doubted(value) for name, value in reading.fields.items()}
    facts = {**reading.facts, Fact.BESIDE.value: "、".join(words)}
    return reading.model_copy(update={"facts": facts, "fields": fields})


def _lies(line: Line, page: Page) -> bool:
    """Whether a line can't be read as it is, or stands on its end."""
    left, top, right, bottom = line.box
    return line.confidence < _ILLEGIBLE or (bottom - top) > _STANDING * (right - left) * page.aspect


def _is_clear(page: Page) -> bool:
    """Whether the rest of a page is well legible, so that lines that are not must lie, and are no poor scan."""
    return sum(1 for line in page.lines if line.confidence >= _CLEAR) >= _SHARE_CLEAR * len(page.lines)


def _doubted(value: Value) -> Value:
    return value.model_copy(update={"confidence": min(value.confidence, _DOUBTFUL)})
