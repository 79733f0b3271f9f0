"""Persons whom a mail's own text lists by name and ID number, and of whom no papers came. Pure.

A clerk who writes ``1、张三，身份证号…`` under a mail has registered 张三, whether a file is there or not. Only a valid
number right behind a name counts; letters quoted or handed on, and who is in charge or has given up, do not.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from hui_reg.dossiers.items import Leaf
from hui_reg.dossiers.names import Likeness, is_plausible
from hui_reg.dossiers.paths import clues
from hui_reg.dossiers.people import Line, Person, settle, slip
from hui_reg.model import File, Message
from hui_reg.notation.giving_up import gives_up
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import IN_TEXT, is_valid, normalise
from hui_reg.vocabulary import Field

_ROW: Final = re.compile(r"\s*\d{1,3}\s*[、.．,，)）]?\s*([\u3400-\u9fff\U00020000-\U0003ffff]{2,4})[\s,，、:：|]*")
_IN_CHARGE: Final = re.compile(r"联系人|经办|填表|负责人|报送人|代办")


def listed_in(message: Message) -> list[Line]:
    """The persons listed in a mail's own text, in order; they stand in no file, but in the mail's own bytes."""
    at = File(message=message.sha256, path="邮件正文", sha256=message.sha256, size=0)
    leaf = Leaf(at, message, None)
    found = []
    above = ""
    for row, text in enumerate(message.body.splitlines()):
        start = 0
        for place, match in enumerate(IN_TEXT.finditer(text)):
            number, before = normalise(match.group()), text[start : match.start()]
            name = _name_in(before) or (_name_in(above) if not start and not IN_TEXT.search(above) else "")
            start = match.end()
            if name and is_valid(number) and not (_IN_CHARGE.search(text) or gives_up(text)):
                fields = {Field.NAME.value: name, Field.ID_NUMBER.value: number}
                found.append(
                    Line(leaf, (message.received_at, message.sha256, row, place), name_key(name), number, fields)
                )
        above = text if text.strip() else above
    return found


def _name_in(text: str) -> str:
    """The first word that begins like a name, or what stands alone behind the number of a row: not all are known."""
    found = next((word for word in clues(text).words if is_plausible(word)), "")
    row = _ROW.fullmatch(text)
    return found or (row.group(1) if row else "")


def without_papers(lines: Iterable[Line], people: Sequence[Person]) -> list[Person]:
    """A person for each that these lines list and none of ``people`` is."""
    new: list[Person] = []
    for line in lines:
        if not any(_is(line, person) for person in (*people, *new)):
            person = Person(numbers=[line.number], lines=[line])
            settle(person)
            new.append(person)
    return new


def _is(line: Line, person: Person) -> bool:
    """Whether a line lists this person; a number written with a slip lists nobody else."""
    if line.number in person.numbers or line.number in person.raw_numbers:
        return True
    alike = person.goes_by(line.name)
    return alike is Likeness.SAME or (
        alike is not Likeness.DIFFERENT and (not person.number or slip(line.number, person.number))
    )
