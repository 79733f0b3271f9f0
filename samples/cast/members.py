"""One sender and one applicant of the cast, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from samples.press.people import Person

Form = Literal["docx", "pdf", "scan", "none"]
Card = Literal["colour", "grey", "phones", "portrait_only", "damaged", "one_page", "upside_down", "word"]
Diploma = Literal["colour", "grey", "phone", "jpg", "sideways", "encrypted", "none"]
Record = Literal["pdf", "grouped", "screenshot", "enrolment", "none"]
Photo = Literal["white", "blue", "red", "grey", "none"]


@dataclass(frozen=True)
class Applicant:
    """One person, how each material is made, and what must be found. ``changed`` alters cells of the form."""

    person: Person
    form: Form = "docx"
    card: Card = "colour"
    diploma: Diploma = "colour"
    record: Record = "none"
    photo: Photo = "white"
    changed: Mapping[str, str] = field(default_factory=dict)
    verdict: str = "pass"
    findings: tuple[tuple[str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Unit:
    """One sender: the name it goes by in the expectation, its contact, and its people."""

    name: str
    contact: str
    address: str
    applicants: tuple[Applicant, ...]
