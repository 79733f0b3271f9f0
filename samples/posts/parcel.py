"""What every unit's post is made of: a mail under a file name, a letter, files by person."""

from dataclasses import dataclass
from datetime import datetime

from samples.cast.members import Unit
from samples.mails import Envelope, Naming, Part
from samples.materials import Paper

Made = dict[str, list[Paper]]
"""The papers of every applicant of a unit, by name."""


@dataclass(frozen=True)
class Post:
    """One mail to be written as ``file`` in the unit's folder."""

    file: str
    raw: bytes


def letter(
    unit: Unit,
    subject: str,
    text: str,
    written: datetime,
    received: datetime,
    naming: Naming = "utf8_word",
    html: str = "",
) -> Envelope:
    """An envelope from the unit's contact."""
    return Envelope(unit.contact, unit.address, subject, text, written, received, naming, html)


def hello(unit: Unit, count: int, contact: str = "") -> str:
    """The usual three sentences, signed with the unit's name."""
    return (
        f"您好：\r\n    现将{unit.name}政务服务办事员职业技能等级认定报名材料（共{count}人）发给您，请查收。\r\n"
        f"    联系人：{contact or unit.contact.split()[-1]}，电话：0595-00001234\r\n\r\n{unit.name}\r\n"
    )


def named(name: str, made: Made, pattern: str = "{name}-{material}") -> list[Part]:
    """A person's papers as loose attachments."""
    return [Part(f"{pattern.format(name=name, material=p.material)}.{p.extension}", p.data) for p in made[name]]
