"""The five material columns: a mark for each material of an applicant, worked out from exhibits and findings."""

from collections.abc import Iterable
from enum import StrEnum

from hui_reg.model import Assessment, Exhibit, Finding, Outcome
from hui_reg.vocabulary import Kind, Material, papers


class Mark(StrEnum):
    """Symbol and word together, so that nothing hangs on colour."""

    GOOD = "√"
    MISSING = "× 缺"
    WRONG = "× 改"
    LOOK = "▲ 核"
    SUBSTITUTE = "▲ 代"
    NOT_NEEDED = "— 免"


_FORM, _DIPLOMA, _CARD, _PHOTO, _RECORD = (
    Material.APPLICATION_FORM,
    Material.DIPLOMA,
    Material.ID_CARD,
    Material.PHOTO,
    Material.EDUCATION_RECORD,
)

MISSING_RULES = {"A101": _FORM, "A102": _DIPLOMA, "A103": _CARD, "A105": _PHOTO, "A106": _RECORD}

RULE_MATERIALS: dict[str, tuple[Material, ...]] = {
    "A104": (_CARD,), "A113": (_RECORD,), "A114": (_FORM,), "A115": (_RECORD,),
    "B201": (_CARD,), "B203": (_FORM,), "B205": (_CARD,), "B206": (_CARD,),
    "B207": (_PHOTO,), "B208": (_PHOTO,), "B209": (_PHOTO,), "B210": (_PHOTO,),
    "C305": (_DIPLOMA,), "D401": (_FORM,), "D402": (_DIPLOMA, _RECORD), "D403": (_DIPLOMA, _RECORD), "D404": (_RECORD,),
}  # fmt: skip
"""Rules that speak of certain materials whatever their evidence; the others are placed by their evidence."""

_DAMAGED = "A108"
_WORDS = {_FORM: "申报表", _DIPLOMA: "毕业证", _CARD: "身份证", _PHOTO: "照", _RECORD: "学信网"}
"""By which a finding about an unreadable file tells which material the file was meant to be."""
_ALWAYS_DUE = frozenset({_FORM, _CARD, _PHOTO})


def marks(assessment: Assessment) -> dict[Material, Mark]:
    """The mark of every material, by the worst finding that touches it."""
    materials = assessment.materials()
    touched: dict[Material, set[Outcome]] = {material: set() for material in Material}
    for finding in assessment.findings:
        for material in _concerned(finding, materials):
            touched[material].add(finding.outcome)
    missing = {MISSING_RULES[f.rule] for f in assessment.findings if f.rule in MISSING_RULES} | _ALWAYS_DUE
    return {
        material: _mark(material in missing, bool(exhibits), substitutes(assessment, material), touched[material])
        for material, exhibits in materials.items()
    }


def substitutes(assessment: Assessment, material: Material) -> tuple[Exhibit, ...]:
    """What was handed in in a material's place, when the material itself isn't there."""
    kinds = papers(lambda paper: material in paper.in_place_of)
    return () if assessment.dossier.current(Kind(material.value)) else assessment.dossier.current(*kinds)


def _mark(missing: bool, there: bool, instead: tuple[Exhibit, ...], outcomes: set[Outcome]) -> Mark:
    if outcomes & {Outcome.CORRECT, Outcome.INELIGIBLE}:
        return Mark.WRONG
    if missing and not there:
        return Mark.MISSING
    if not there:
        return Mark.SUBSTITUTE if instead else Mark.NOT_NEEDED
    return Mark.LOOK if Outcome.REVIEW in outcomes else Mark.GOOD


def _concerned(finding: Finding, materials: dict[Material, tuple[Exhibit, ...]]) -> Iterable[Material]:
    if finding.rule in RULE_MATERIALS:
        return RULE_MATERIALS[finding.rule]
    if finding.rule == _DAMAGED:
        return tuple(m for m, word in _WORDS.items() if word in finding.message and not materials[m])
    if finding.rule in MISSING_RULES or finding.outcome is Outcome.NOTE:
        return ()
    return {
        material
        for material, exhibits in materials.items()
        for exhibit in exhibits
        for evidence in finding.evidence
        if evidence.sha256 == exhibit.file.sha256 and evidence.page in (None, *exhibit.reading.pages)
    }
