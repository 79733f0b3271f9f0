"""People listed in running text: a name and an ID number in each of several lines."""

import re
from collections.abc import Iterator
from typing import Final

from hui_reg.model import Reading
from hui_reg.notation import resident_id, surnames
from hui_reg.pages.page import Page
from hui_reg.readers.lines import meanings
from hui_reg.vocabulary import Field, Kind

_NUMBER: Final = re.compile(r"(?P<id>[1-9]\d{16}[\dXx])")
_WORDS = re.compile(r"身份证(?:号码?)?|姓名|性别|手机号?码?|电话|(?<![\u4e00-\u9fff])[男女](?![\u4e00-\u9fff])")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_SHORTEST_WITH_SEX: Final = 4
"""Characters from which a name with a sex glued to it is hardly a name altogether: 王小明男."""


def read(page: Page) -> Reading | None:
    """The people of a page, if there are at least two."""
    people = []
    for line in page.lines:
        match = _NUMBER.search(line.text.replace(" ", ""))
        if match is None or not resident_id.is_valid(match["id"]):
            continue
        person = {Field.ID_NUMBER: match["id"].upper()}
        if name := _name(line.text, match["id"].upper()):
            person[Field.NAME] = name
        if phone := _PHONE.search(line.text.replace(match["id"], " ")):
            person[Field.PHONE] = phone[0]
        people.append(person)
    if len({person[Field.ID_NUMBER] for person in people}) < 2:
        return None
    return Reading(kind=Kind.ROSTER, kind_confidence=0.7, pages=(page.number,), rows=tuple(people))


def _name(text: str, number: str) -> str | None:
    """The name in a line: what begins with a surname goes before what does not. None where its end is not sure."""
    found = list(_names(text))
    best = next((name for name in found if surnames.begins_with_one(name)), next(iter(found), None))
    person = resident_id.parse(number)
    if best is None or person is None or best[-1] != person.sex:
        return best
    if len(best) == 2:  # a surname alone is no name
        return best
    if len(best) >= _SHORTEST_WITH_SEX and not best.startswith(surnames.COMPOUND):
        return best[:-1]
    return None  # 张三男: a name and a sex, or a name altogether; the other papers tell


def _names(text: str) -> Iterator[str]:
    for piece in re.findall(r"[\u4e00-\u9fff·•]{2,12}", _WORDS.sub(" ", text)):
        meaning = meanings.name(piece)
        if meaning is not None and meaning.value and not meaning.reason:
            yield meaning.value
