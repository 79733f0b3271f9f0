"""The five material columns: a mark for each material of an applicant, worked out from exhibits and findings."""

from enum import StrEnum

from hui_reg.model import Assessment, Exhibit, Outcome
from hui_reg.notice import Notice
from hui_reg.vocabulary import Fact, Kind, Material, papers


class Mark(StrEnum):
    """Symbol and word together, so that nothing hangs on colour."""

    GOOD = "√"
    MISSING = "× 缺"
    WRONG = "× 改"
    LOOK = "▲ 核"
    SUBSTITUTE = "▲ 代"
    NOT_NEEDED = "— 免"
    VERIFIED = "√ 核验"


def marks(assessment: Assessment, notice: Notice) -> dict[Material, Mark]:
    """The mark of every material, by the worst finding that concerns it; one that nobody need hand in is free.

    Of somebody who sent nothing at all, one can't say that anything need not be handed in, unless nobody need.
    """
    dossier = assessment.dossier
    nothing_sent = not (dossier.exhibits or dossier.hinted)
    touched: dict[Material, set[Outcome]] = {material: set() for material in Material}
    for finding in assessment.findings:
        for material in finding.materials if finding.outcome is not Outcome.NOTE else ():
            touched[material].add(finding.outcome)
    verified = {fact.reading.kind for fact in dossier.settled if fact.reading.facts.get(Fact.VERIFIED)}
    return {
        material: Mark.VERIFIED
        if not exhibits and Kind(material.value) in verified and not touched[material] - {Outcome.NOTE}
        else _mark(
            notice.materials[material].required == "always"
            or Outcome.CORRECT in touched[material]
            or (nothing_sent and notice.materials[material].required != "never"),
            bool(exhibits),
            substitutes(assessment, material),
            touched[material],
        )
        for material, exhibits in assessment.materials().items()
    }


def substitutes(assessment: Assessment, material: Material) -> tuple[Exhibit, ...]:
    """What was handed in in a material's place, when the material itself isn't there."""
    kinds = papers(lambda paper: material in paper.in_place_of)
    return () if assessment.dossier.current(Kind(material.value)) else assessment.dossier.current(*kinds)


def _mark(due: bool, there: bool, instead: tuple[Exhibit, ...], outcomes: set[Outcome]) -> Mark:
    if not there and not instead and due:
        return Mark.MISSING
    if outcomes & {Outcome.CORRECT, Outcome.INELIGIBLE}:
        return Mark.WRONG
    if not there:
        return Mark.SUBSTITUTE if instead else Mark.NOT_NEEDED
    return Mark.LOOK if Outcome.REVIEW in outcomes else Mark.GOOD
