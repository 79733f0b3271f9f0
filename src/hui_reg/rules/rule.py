"""What a rule is: an id, an outcome, a title, a clause, a hint, and one pure function from a case to marks.

A mark is a :class:`Fail` (the rule does not hold), or a :class:`Doubt` (a field it needed could not be read, so it
could not tell). No mark means that the rule holds or does not apply.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hui_reg.model import Evidence, Exhibit, Outcome
from hui_reg.notice import Notice
from hui_reg.rules.case import Case
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import Material

SECTIONS = ("检查内容", "依据", "反例", "常见误判")
"""The fixed sections of a rule's docstring, which is its page."""


@dataclass(frozen=True)
class Fail:
    """A rule that does not hold. ``outcome`` softens the rule's own for this case; ``hint`` replaces its hint.

    ``materials`` are those it concerns where neither the rule nor the evidence tells; ``basis`` is a clause that says
    more of this case than the rule's own.
    """

    message: str
    evidence: tuple[Evidence, ...]
    outcome: Outcome | None = None
    hint: str | None = None
    materials: tuple[Material, ...] = ()
    basis: str = ""


@dataclass(frozen=True)
class Doubt:
    """A field that the rule needed and that no one could read for certain. Reported once, by A109."""

    sight: Sight


Mark = Fail | Doubt
Check = Callable[[Case], Iterator[Mark]]
Basis = Callable[[Notice], str]


@dataclass(frozen=True)
class Rule:
    """One line of the catalogue with the function that decides it. ``hint`` is one imperative sentence to the unit."""

    id: str
    outcome: Outcome
    title: str
    basis: Basis
    hint: str
    check: Check

    @property
    def sections(self) -> dict[str, str]:
        """The page of the rule by section title. Raises :class:`ValueError` when a section is missing."""
        text = re.sub(r"\s*\n\s*", "\n", (self.check.__doc__ or "").strip())
        parts = re.split(rf"^({'|'.join(SECTIONS)})：", text, flags=re.MULTILINE)
        found = {title: body.replace("\n", "") for title, body in zip(parts[1::2], parts[2::2], strict=True)}
        if tuple(found) != SECTIONS:
            raise ValueError(f"{self.id}: sections {tuple(found)}, expected {SECTIONS}")
        return found


def rule(id: str, outcome: Outcome, title: str, *, basis: Basis, hint: str) -> Callable[[Check], Rule]:
    """Make a rule of the function below."""

    def wrap(check: Check) -> Rule:
        return Rule(id, outcome, title, basis, hint, check)

    return wrap


def material(which: Material) -> Basis:
    """The clause of the notice that asks for this material."""
    return lambda notice: notice.materials[which].basis


def eligibility(notice: Notice) -> str:
    """The clause on who may apply."""
    return notice.eligibility.basis


def registration(notice: Notice) -> str:
    """The clause on when to register."""
    return notice.registration.basis


def usage(text: str) -> Basis:
    """A standard, a law, or the office's own practice: not from the notice."""
    return lambda _: text


def evidence_of(exhibit: Exhibit, text: str, confidence: float | None = None) -> Evidence:
    """The whole exhibit as evidence, at its first page."""
    pages = exhibit.reading.pages
    return Evidence(sha256=exhibit.file.sha256, page=pages[0] if pages else None, text=text, confidence=confidence)
