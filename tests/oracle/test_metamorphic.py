"""What must not matter doesn't: order of papers, their paths, an idle file, the day and the zone of the run."""

import ast
import os
import time
from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from pathlib import Path
from random import Random

import pytest

import hui_reg
from hui_reg.model import Dossier, Exhibit, Leftover
from hui_reg.notice import Notice, parse, shipped
from hui_reg.rules import check
from hui_reg.vocabulary import Kind
from tests import builders as b
from tests.oracle.lives import Life, life

PACKAGE = Path(hui_reg.__file__).parent
FAST, SLOW = range(1_000, 1_025), range(1_025, 2_000)


@pytest.fixture(scope="module")
def notice() -> Notice:
    return parse(shipped())


def findings(dossier: Dossier, notice: Notice) -> tuple[str, frozenset[tuple[str, str]]]:
    assessment = check(dossier, notice)
    return assessment.verdict.value, frozenset((f.rule, f.outcome.value) for f in assessment.findings)


def _shuffled(made: Life, seed: int) -> Life:
    Random(seed).shuffle(made.exhibits)
    return made


def _with_idle_paper(made: Life, seed: int) -> Life:
    kind = (Kind.LETTER, Kind.BLANK)[seed % 2]
    at = seed % (len(made.exhibits) + 1)
    made.exhibits.insert(at, b.exhibit(b.reading(kind), "说明.pdf", mail=made.mail))
    return made


def _with_idle_leftover(made: Life, seed: int) -> Life:
    left = Leftover(file=b.file(made.mail, "说明.pdf"), kind=Kind.LETTER, reason="说明文字，不是材料")
    made.circumstances["hinted"] = (*made.circumstances.get("hinted", ()), left)
    return made


def _elsewhere_in_the_mail(made: Life, seed: int) -> Life:
    """Other paths, hashes follow the content and stay."""
    made.exhibits[:] = [_moved(held, f"材料.zip/{seed}/第{n}份") for n, held in enumerate(reversed(made.exhibits))][
        ::-1
    ]
    return made


def _moved(held: Exhibit, folder: str) -> Exhibit:
    path = f"{folder}/{held.file.path}"
    return held.model_copy(update={"file": held.file.model_copy(update={"path": path})})


def _told_in_another_zone(made: Life, seed: int) -> Life:
    """The same moments, written in another zone."""
    zone = (UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=14)))[seed % 3]
    received = made.mail.received_at.astimezone(zone)
    made.mail = made.mail.model_copy(update={"received_at": received})
    made.exhibits[:] = [
        held.model_copy(update={"received_at": held.received_at.astimezone(zone)}) for held in made.exhibits
    ]
    return made


CHANGES = (_shuffled, _with_idle_paper, _with_idle_leftover, _elsewhere_in_the_mail, _told_in_another_zone)


def _assert_the_same(change: Callable[[Life, int], Life], seeds: range, notice: Notice) -> None:
    wrong = []
    for seed in seeds:
        usual = findings(life(seed).dossier(), notice)
        other = findings(change(life(seed), seed).dossier(), notice)
        if other != usual:
            wrong.append(f"种子 {seed}：{usual} → {other}")
    number = len(wrong)
    assert number == 0, "\n".join(wrong)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_the_findings_are_the_same(change: Callable[[Life, int], Life], notice: Notice) -> None:
    _assert_the_same(change, FAST, notice)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_the_findings_are_the_same_on_many(change: Callable[[Life, int], Life], notice: Notice) -> None:
    _assert_the_same(change, SLOW, notice)


@pytest.mark.skipif(os.name == "nt", reason="the zone of a process can't be set there")
def test_the_zone_of_the_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch, notice: Notice) -> None:
    seen = []
    for zone in ("Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        seen.append([findings(life(seed).dossier(), notice) for seed in FAST])
    monkeypatch.undo()
    time.tzset()
    assert seen[0] == seen[1] == seen[2]


def _judging_modules() -> list[Path]:
    return [path for room in ("rules", "dossiers") for path in sorted((PACKAGE / room).rglob("*.py"))]


@pytest.mark.parametrize("path", _judging_modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_that_judges_asks_what_day_it_is(path: Path) -> None:
    """So the day of the run can't matter."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"today", "now", "utcnow"}
    assert not asked
