"""Whose diploma: name, sex and people, told by its sentence.

A given name may end in 男 or 女 (胜男, 亚男), so the first of these characters is not yet the sex. All places where a
sex may stand are weighed: one with its label, or set off from the name, goes before one that is glued to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hui_reg.model import Value
from hui_reg.readers.lines import meanings
from hui_reg.readers.lines.meanings import HAN
from hui_reg.readers.lines.prose import Prose
from hui_reg.readers.lines.spans import Folded
from hui_reg.vocabulary import Field

_SEX: Final = re.compile(
    rf"(?P<lead>(?:同学)?[,，:;(（]*(?:性?别:?)?)(?P<sex>[男女])(?!性别)"
    rf"(?:(?<=性别[男女])|(?<=性别:[男女])|(?=[,，、。;)）性族\d一二]|[{HAN}]{{1,6}}族|系[{HAN}]|于|籍贯|现年|生于|出生))"
)
"""A sex behind its label, or with something behind it that goes on telling of a person.

The first letter of the label may be lost: no name ends in 别."""
_BEFORE_NAME: Final = re.compile(r"^.*(?:学生|学员|考生|研究生|兹有|兹证明|姓名:?)|^.*[,。;:)]|^证书")
_NATIVE_OF: Final = re.compile(rf",?(?:系|籍贯)[{HAN}]{{2,14}}人,?$")
_CALLED: Final = re.compile(
    rf"(?:^|[,。;:书]|学生|学员)(?P<name>(?:(?!学生|学员|证书)[{HAN}·]){{2,4}}?)系(?:[{HAN}]{{2,14}}人[,。]|[我本][校院])"
)
"""A name with nothing of the sex behind it: 学生杨柳系福建省惠安县人."""
_PEOPLE: Final = re.compile(rf"[,，]([{HAN}]{{1,6}})族[,，]")
_SEX_LABELLED: Final = re.compile(r"性别:?([男女])")
_SHORTEST_WITH_SEX: Final = 4
"""Characters from which a name with a sex glued to it is hardly a name altogether: 王小明男."""


@dataclass(frozen=True)
class _Place:
    """Where a sex may stand: the name before it, and whether the sex is set off from it."""

    name: tuple[int, int]
    sex: tuple[int, int]
    apart: bool


def read(sentence: Prose) -> dict[str, Value]:
    """Name, sex and ethnicity, as far as the sentence tells them."""
    found = _name_and_sex(sentence)
    if Field.NAME not in found and (match := _CALLED.search(sentence.text)):
        value = sentence.value(Field.NAME, match.span("name"), meanings.name)
        found |= {Field.NAME: value} if value else {}
    if Field.SEX not in found and (match := _SEX_LABELLED.search(sentence.text)):
        value = sentence.value(Field.SEX, match.span(1), meanings.sex)
        found |= {Field.SEX: value} if value else {}
    if match := _PEOPLE.search(sentence.text):
        value = sentence.value(Field.ETHNICITY, match.span(1), meanings.ethnicity)
        found |= {Field.ETHNICITY: value} if value else {}
    return found


def _name_and_sex(sentence: Prose) -> dict[str, Value]:
    places = list(_places(sentence))
    for place in sorted(places, key=lambda place: not place.apart):
        name = sentence.value(Field.NAME, place.name, meanings.name)
        if name is None or name.value is None:
            continue
        if place.apart:
            sex = sentence.value(Field.SEX, place.sex, meanings.sex)
            return {Field.NAME: name, **({Field.SEX: sex} if sex else {})}
        return _glued(sentence, place, name)
    return {}


def _places(sentence: Prose) -> Iterator[_Place]:
    for match in _SEX.finditer(sentence.text):
        native = _NATIVE_OF.search(sentence.text[: match.start()])
        name = sentence.before(native.start() if native else match.start(), _BEFORE_NAME)
        if name is not None:
            apart = bool(match["lead"]) or native is not None or _stands_apart(sentence, match.start("sex"))
            yield _Place(name, match.span("sex"), apart)


def _stands_apart(sentence: Prose, at: int) -> bool:
    """Whether white space, or the edge of a line, stands before a character."""
    (span,) = sentence.spans(at, at + 1)
    return Folded.of(span.line.text).gap_before(span.start)


def _glued(sentence: Prose, place: _Place, name: Value) -> dict[str, Value]:
    """``张三男``: a name and a sex, or a name altogether. Short ones are told by other papers, not guessed."""
    whole = sentence.value(Field.NAME, (place.name[0], place.sex[1]), meanings.name)
    sex = sentence.value(Field.SEX, place.sex, meanings.sex)
    if whole is None or whole.value is None or sex is None or len(whole.value) >= _SHORTEST_WITH_SEX:
        return {Field.NAME: name, **({Field.SEX: sex} if sex else {})}
    unsure = {"alternatives": (name.value or "",), "reason": "姓名与性别连写，分不清末字是名还是性别"}
    return {
        Field.NAME: whole.model_copy(update=unsure),
        Field.SEX: sex.model_copy(update={"confidence": min(sex.confidence, 0.6), "reason": unsure["reason"]}),
    }
