"""Every rule is well-formed, documented, and has cases: passing, failing, undecidable; and the cases hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hui_reg.model import Outcome
from hui_reg.notice import Notice
from hui_reg.rules import BY_ID, RULES, Rule, check, document, page
from hui_reg.rules.rule import SECTIONS
from tests.rules import pool, said
from tests.rules.casebook import CASES, GROUPS, assessed, expected, load

CATALOGUE = Path(__file__).parents[2] / "docs" / "rules.md"


def _cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yml")):
        book = load(path)
        for group in GROUPS:
            for case in book.get(group, ()):
                yield pytest.param(path.stem, group, case, id=f"{path.stem}-{group}-{case['why']}")


@pytest.mark.parametrize(("rule_id", "group", "case"), list(_cases()))
def test_case(rule_id: str, group: str, case: dict[str, Any], notice: Notice) -> None:
    assessment = assessed(case, notice)
    found = {finding.rule: finding.outcome.value for finding in assessment.findings}
    assert found == expected(case)
    if group == "pass":
        assert rule_id not in found
    if group == "fail":
        assert rule_id in found
    assert said.of(assessment) == said.known()[f"{rule_id} {group} {case['why']}"], said.ANEW


@pytest.mark.parametrize("block", range(said.LIVES // said.BLOCK))
def test_what_is_found_in_random_lives(block: int, notice: Notice) -> None:
    assert said.of_lives(block, notice) == said.known()[f"lives {block}"], said.ANEW


@pytest.mark.parametrize("name", said.names())
def test_what_is_found_in_what_was_picked(name: str, notice: Notice) -> None:
    ((_, dossier),) = pool.named([name])
    assert said.of(check(dossier, notice)) == said.known()[f"picked {name}"], said.ANEW


def test_the_clause_of_each_rule_in_each_notice() -> None:
    assert said.of_bases() == said.known()["bases"], said.ANEW


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_complete(rule: Rule, notice: Notice) -> None:
    assert tuple(rule.sections) == SECTIONS
    assert all(text.endswith(("。", "”")) for text in rule.sections.values()), "whole sentences"
    assert rule.hint.startswith("请") or rule.hint.startswith("已"), "a kind imperative"
    assert rule.hint.count("。") == 1 and rule.hint.endswith("。"), "one sentence"
    assert rule.basis(notice)
    assert rule.title in page(rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_cases_of_each_kind(rule: Rule) -> None:
    book = load(CASES / f"{rule.id}.yml")
    assert set(book) == set(GROUPS)
    for group in GROUPS:
        assert book[group], group
    assert any(rule.id in expected(case) for case in book["fail"])
    for case in book["undetermined"]:
        own = expected(case).get(rule.id, "note")
        assert own in ("review", "note"), "an undecidable rule never condemns"
        if rule.outcome is not Outcome.NOTE:
            assert set(expected(case).values()) & {"review", "correct"}, "and never lets pass"


def test_every_case_file_belongs_to_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.yml")} == set(BY_ID)


def test_the_catalogue_is_ordered_and_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))


def test_the_printed_catalogue_is_up_to_date() -> None:
    told = "run: hui-reg rules --markdown > docs/rules.md"
    assert CATALOGUE.read_text(encoding="utf-8").rstrip("\n") == document().rstrip("\n"), told
