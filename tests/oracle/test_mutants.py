"""No wrong value in a faultless dossier goes unnoticed, but for those of a table, each with its reason."""

from dataclasses import dataclass

import pytest

from hui_reg.model import Verdict
from hui_reg.notice import Notice, parse, shipped
from hui_reg.rules import check
from tests.oracle.changes import FACTS, wrong_values
from tests.oracle.judge import judge
from tests.oracle.mutants import UNEXPLAINED, Mutant, by_change, faultless, mutants, survivors, table


@pytest.fixture(scope="module")
def notice() -> Notice:
    return parse(shipped())


FAST = [start for start in faultless() if start.name in ("大专", "高中", "在读")]
SLOW = [start for start in faultless() if start not in FAST]


@dataclass(frozen=True)
class Tried:
    """The names of some faultless dossiers, and the mutants of them that survive."""

    names: frozenset[str]
    alive: list[Mutant]


@pytest.fixture(scope="module", params=[FAST, pytest.param(SLOW, marks=pytest.mark.slow)], ids=["fast", "slow"])
def tried(request: pytest.FixtureRequest, notice: Notice) -> Tried:
    return Tried(frozenset(start.name for start in request.param), survivors(notice, request.param))


def test_the_starting_points_are_faultless(notice: Notice) -> None:
    verdicts = {start.name: check(start.dossier(), notice).verdict for start in faultless()}
    assert verdicts.pop("在读") is Verdict.REVIEW, "an enrolled student always wants a look"
    assert set(verdicts.values()) == {Verdict.PASS}


def test_there_are_enough_mutants() -> None:
    """Hundreds of each of the faultless dossiers."""
    number = sum(1 for start in faultless() for _ in mutants(start))
    assert number >= 2_000


def test_every_field_and_measurement_has_wrong_values() -> None:
    """Else the table would say nothing of it."""
    papers = [held.reading for start in faultless() for held in start.exhibits]
    fields = {
        (p.kind.value, name) for p in papers for name, v in p.fields.items() if not wrong_values(name, v.value or "")
    }
    facts = {(p.kind.value, name) for p in papers for name in p.facts if name not in FACTS}
    assert (fields, facts) == (set(), set())


def test_every_survivor_is_in_the_table_with_a_reason(tried: Tried) -> None:
    known = table()
    new = [
        f"{where} {change}（{name}）"
        for (where, change), of in by_change(tried.alive).items()
        for name in of
        if name not in known.get((where, change), ([], ""))[0] or known[where, change][1] in ("", UNEXPLAINED)
    ]
    number = len(new)
    assert number == 0, f"{len(new)} wrong values that no rule minds, see mutants.py:\n" + "\n".join(new)


def test_the_table_names_no_mutant_that_is_caught(tried: Tried) -> None:
    left = by_change(tried.alive)
    gone = [
        f"{where} {change}"
        for (where, change), (of, _) in table().items()
        if tried.names & set(of) - set(left.get((where, change), ()))
    ]
    number = len(gone)
    assert number == 0, "python -m tests.oracle.mutants takes them out:\n" + "\n".join(gone)


def test_no_survivor_is_one_that_the_oracle_forbids(tried: Tried, notice: Notice) -> None:
    """Of those that pass; an enrolled student never does."""
    wrong = [
        f"{mutant.start.name} {mutant.where} {mutant.change}：{'、'.join(doubts)}"
        for mutant in tried.alive
        if mutant.start.name != "在读" and (doubts := judge(mutant.dossier(), notice).doubts)
    ]
    number = len(wrong)
    assert number == 0, f"{len(wrong)}:\n" + "\n".join(wrong)
