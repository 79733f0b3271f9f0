"""No pass that the oracle forbids, no *ineligible* that it doesn't allow, on random lives; and who shares what."""

import ast
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from hui_reg.model import Verdict
from hui_reg.notice import Notice, parse, shipped
from hui_reg.rules import check
from tests.oracle.judge import judge
from tests.oracle.lives import life, told
from tests.rules.casebook import CASES, GROUPS, build, expected, load

HERE = Path(__file__).parent
ORACLE = ("terms", "saying", "person", "schooling", "papers", "judge")
GENERATOR = ("changes", "lives")
PLAIN_DATA = {"hui_reg.model", "hui_reg.vocabulary", "hui_reg.notice"}
FAST, STEP = range(200), 990


@pytest.fixture(scope="module")
def notice() -> Notice:
    return parse(shipped())


def wrong(seed: int, notice: Notice) -> tuple[str, str] | None:
    """The kind of a disagreement on the life of a seed, and the life to read; ``None`` if there is none."""
    made = life(seed)
    dossier = made.dossier()
    judgement, assessment = judge(dossier, notice), check(dossier, notice)
    found = "、".join(f"{f.rule} {f.outcome.value}" for f in assessment.findings) or "无"
    if assessment.verdict is Verdict.PASS and not judgement.may_pass:
        return "不该通过：" + judgement.doubts[0], f"{'；'.join(judgement.doubts)}\n{told(made)}"
    if assessment.verdict is Verdict.INELIGIBLE and not judgement.may_be_ineligible:
        return "不该判不符合条件：" + judgement.hopes[0], f"规则：{found}\n{told(made)}"
    return None


def disagreements(seeds: Iterable[int], notice: Notice) -> list[tuple[str, str]]:
    return [
        (kind, f"种子 {seed}：{kind}\n{text}")
        for seed in seeds
        if (said := wrong(seed, notice))
        for kind, text in [said]
    ]


def _assert_none(seeds: range, notice: Notice) -> None:
    found = disagreements(seeds, notice)
    kinds = "\n".join(f"{count} 次 {kind}" for kind, count in Counter(kind for kind, _ in found).most_common())
    number = len(found)
    assert number == 0, f"{len(found)} of {len(seeds)} lives:\n{kinds}\n\n" + "\n\n".join(
        text for _, text in found[:20]
    )


def test_rules_and_oracle_agree_on_random_lives(notice: Notice) -> None:
    _assert_none(FAST, notice)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(200, 20_000, STEP))
def test_rules_and_oracle_agree_on_twenty_thousand_lives(first: int, notice: Notice) -> None:
    """In pieces, so that a run can go on where it was broken off (``-k`` or ``--last-failed``)."""
    _assert_none(range(first, min(first + STEP, 20_000)), notice)


def test_the_lives_are_of_every_sort(notice: Notice) -> None:
    """Else agreement would say little: many may pass, many may be called ineligible, many neither."""
    judged = [judge(life(seed).dossier(), notice) for seed in FAST]
    sorts = Counter((j.may_pass, j.may_be_ineligible) for j in judged)
    assert min(sorts[True, False], sorts[False, True], sorts[False, False]) >= 20, sorts


def test_the_oracle_agrees_with_the_casebook(notice: Notice) -> None:
    """Two readings of the notice, both made by hand: what is faultless there may pass, what is ineligible may be so.

    The oracle judges papers: of what staff found out besides (``verified``) it knows nothing.
    """
    wrong, cases = [], 0
    for path in sorted(CASES.glob("*.yml")):
        for case in (case for group in GROUPS for case in load(path)[group] or ()):
            if "verified" in case:
                continue
            outcomes, judgement = set(expected(case).values()) - {"note"}, judge(build(case), notice)
            cases += 1
            if not outcomes and not judgement.may_pass:
                wrong.append(f"{path.stem} {case['why']}：{'、'.join(judgement.doubts)}")
            if "ineligible" in outcomes and not judgement.may_be_ineligible:
                wrong.append(f"{path.stem} {case['why']}：{'、'.join(judgement.hopes)}")
    assert cases >= 200
    assert not wrong, "\n".join(wrong)


def test_a_life_follows_from_its_seed() -> None:
    assert life(7).dossier() == life(7).dossier()
    assert life(7).dossier() != life(8).dossier()


@pytest.mark.parametrize("module", ORACLE)
def test_the_oracle_shares_nothing_with_what_it_judges(module: str) -> None:
    allowed = PLAIN_DATA | {f"tests.oracle.{name}" for name in ORACLE} | {"tests.oracle"}
    used = _imports(HERE / f"{module}.py")
    assert {name for name in used if name.split(".")[0] in ("hui_reg", "tests")} <= allowed
    assert not {name for name in used if name.split(".")[0] not in ("hui_reg", "tests")} - _STANDARD, used


@pytest.mark.parametrize("module", GENERATOR)
def test_the_generator_knows_nothing_of_the_rules(module: str) -> None:
    assert not {name for name in _imports(HERE / f"{module}.py") if name.startswith("hui_reg.")} - PLAIN_DATA


_STANDARD = {
    "re",
    "unicodedata",
    "calendar",
    "itertools",
    "collections.abc",
    "dataclasses",
    "datetime",
    "typing",
    "zoneinfo",
    "urllib.parse",
}


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, "no relative imports here"
            found |= {
                f"{node.module}.{a.name}" if node.module in ("oracle", "hui_reg") else node.module for a in node.names
            }
    return found
