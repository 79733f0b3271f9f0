"""Two defects on one applicant give exactly the findings of both: no rule hides another, none sets off another.

The defects are the failing and undecidable cases of the casebook. Two of them are put together when they start from
the same kind of applicant and change different things; what is expected is the union of what each alone must give.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest

from hui_reg.model import Outcome
from hui_reg.notice import Notice
from hui_reg.rules.case import DOUBTFUL
from hui_reg.rules.checking import LACKING
from tests.rules.casebook import CASES, expected, load, outcomes

NEEDS: dict[str, frozenset[str]] = {
    # two numbers can be compared only where both are there, and the card's must be a number at all
    "B203": frozenset({"id_card.id_number", "application_form"}),
    "C301": frozenset({"papers"}),
    "C302": frozenset({"papers"}),
    "C305": frozenset({"papers"}),
    "D401": frozenset({"papers"}),
    "D402": frozenset({"diploma", "education_record"}),
    # a number is held against the level and the year that the document itself says
    "D403": frozenset(
        {"papers", "diploma", "diploma.certificate_number", "diploma.education", "diploma.graduation_date"}
        | {"person.graduation_date"}
    ),
    "D404": frozenset({"education_record"}),
    "D405": frozenset({"application_form"}),
}
"""What a rule needs to speak at all: documents, fields, or at least one paper of graduation. A defect that takes it
away is reported for itself, and the rule is silent. A case may name further needs of its own."""

EXCLUSIVE = frozenset({"C301", "C302", "C303", "C304", "C305"})
"""One obstacle to eligibility is reported, the most telling: these never speak together."""

COMPLETENESS = frozenset({"A101", "A102", "A103", "A105", "A106"})

SIDES = {
    "id_card.portrait": ("name", "id_number", "sex", "birth_date", "address"),
    "id_card.emblem": ("issuer", "id_valid_from", "id_valid_to"),
}
"""A side that is left out takes its fields with it."""

DOCUMENTS = ("application_form", "id_card", "diploma", "education_record", "photo", "enrolment_report")
SEVERITY = [outcome.value for outcome in Outcome]


def _defects(*, first_only: bool) -> list[tuple[str, dict[str, Any]]]:
    books = [(path.stem, load(path)) for path in sorted(CASES.glob("*.yml"))]
    if first_only:
        return [(rule, book["fail"][0]) for rule, book in books]
    return [(rule, case) for rule, book in books for group in ("fail", "undetermined") for case in book[group]]


def _touched(case: Mapping[str, Any]) -> set[str]:
    """What a case changes, as places: two cases with a place in common don't go together."""
    places: set[str] = set()
    for document in DOCUMENTS:
        for field, value in case.get(document, {}).items():
            places |= {f"{document}.{field}.{key}" for key in value} if field == "facts" else {f"{document}.{field}"}
    places |= {f"id_card.{field}" for side in places & SIDES.keys() for field in SIDES[side]}
    places |= {f"as.{document}.{key}" for document, more in case.get("as", {}).items() for key in more}
    places |= {f"person.{key}" for key in case.get("person", {})}
    places |= {f"dossier.{key}" for key in case.get("dossier", {})}
    places |= {"received"} if "received" in case else set()
    return places


def _fields(case: Mapping[str, Any]) -> set[str]:
    return {place.split(".")[1] for place in _touched(case) if place.split(".")[0] in DOCUMENTS}


def _go_together(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("who") != other.get("who") and not (_is_portable(one) or _is_portable(other)):
        return False
    if _touched(one) & _touched(other):
        return False
    for first, second in ((one, other), (other, one)):
        gone = set(first.get("without", ()))
        used = {place.split(".")[0] for place in _touched(second)} | set(second.get("as", {}))
        used |= {added["kind"] for added in second.get("add", ())} | set(second.get("without", ()))
        if gone & used or set(first.get("person", {})) & _fields(second):
            return False
        if _takes_away(first, second):
            return False
    return not (EXCLUSIVE & expected(one).keys() and EXCLUSIVE & expected(other).keys())


def _is_portable(case: Mapping[str, Any]) -> bool:
    """Whether a defect has nothing to do with the schooling, so that it can befall an applicant of any kind."""
    documents = {
        *case,
        *case.get("without", ()),
        *case.get("as", {}),
        *(added["kind"] for added in case.get("add", ())),
    }
    schooling = {"education", "school", "major", "graduation_date"}
    return not (
        {"who", "person", "diploma", "education_record", "enrolment_report", "degree_report"} & documents
        or {"dossier.roster", "dossier.unit_has_roster"} & _touched(case)
        or schooling & _fields(case)
    )


def _takes_away(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether the second case takes away what the first one's rules, or the first case itself, can't do without."""
    gone, touched = set(second.get("without", ())), _touched(second)
    needs = {need for rule in expected(first) for need in NEEDS.get(rule, ())}
    if "papers" in needs and {"diploma", "education_record"} <= gone:
        return True
    if any(need.split(".")[0] in gone or need in touched for need in needs):
        return True
    own = set(first.get("needs", ()))
    if "everything else there" in own and (gone or COMPLETENESS & expected(second).keys()):
        return True
    return any(need.split(".")[0] in gone or need in second or need in touched for need in own)


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    both: dict[str, Any] = {}
    for key in {*one, *other} - {"why", "expect", "needs"}:
        if isinstance(one.get(key, other.get(key)), dict):
            both[key] = _merged_fields(one.get(key, {}), other.get(key, {}))
        elif isinstance(one.get(key, other.get(key)), list):
            both[key] = [*one.get(key, []), *other.get(key, [])]
        else:
            both[key] = one.get(key, other.get(key))
    return both


def _merged_fields(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    nested = {key: {**one[key], **other[key]} for key in {*one} & {*other}}
    return {**one, **other, **nested}


def _union(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, str]:
    union = expected(one)
    for rule, outcome in expected(other).items():
        union[rule] = min(outcome, union.get(rule, outcome), key=SEVERITY.index)
    return union


def _softened(due: dict[str, str], found: Mapping[str, str], *cases: Mapping[str, Any]) -> dict[str, str]:
    """What is due where more may be in a part that was cut off, or where a paper may be another's: nothing is lacking
    for certain there, nobody is refused, and what rests on that paper is for people."""
    problems = [problem for case in cases for problem in case.get("mail", ())]
    cut = any(p["problem"] == "incomplete" and not p.get("path", "").endswith(".pdf") for p in problems)
    ties = [more.get("tie_confidence", "1") for case in cases for more in case.get("as", {}).values()]
    guessed = any(float(tie) < DOUBTFUL for tie in ties)
    return {
        rule: "review"
        if outcome in ("correct", "ineligible")
        and ((cut and (rule in LACKING or outcome == "ineligible")) or (guessed and found.get(rule) == "review"))
        else outcome
        for rule, outcome in due.items()
    }


def _pairs(*, first_only: bool) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for (rule, one), (further, other) in combinations(_defects(first_only=first_only), 2):
        if rule != further and _go_together(one, other):
            yield f"{rule} {one['why']} + {further} {other['why']}", one, other


def _try(notice: Notice, *, first_only: bool) -> tuple[int, set[frozenset[str]]]:
    """How many pairs were put together, and the pairs of rules among them. Fails with all that differ."""
    tried, wrong, rules = 0, [], set()
    for name, one, other in _pairs(first_only=first_only):
        found = outcomes(_merged(one, other), notice)
        tried += 1
        rules |= {frozenset((a, b)) for a in expected(one) for b in expected(other) if a != b}
        due = _softened(_union(one, other), found, one, other)
        if found != due:
            wrong.append(f"{name}: {found} instead of {due}")
    assert not wrong, f"{len(wrong)} of {tried}:\n" + "\n".join(wrong[:200])
    return tried, rules


def test_a_defect_of_every_rule_with_one_of_every_other(notice: Notice) -> None:
    tried, _ = _try(notice, first_only=True)
    assert tried >= 350


@pytest.mark.slow
def test_all_pairs_of_defects(notice: Notice) -> None:
    tried, rules = _try(notice, first_only=False)
    assert tried >= 5_000
    assert len(rules) >= 600, f"{len(rules)} of the {40 * 39 // 2} pairs of rules; the others exclude each other"
