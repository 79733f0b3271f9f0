"""Situations that once got a wrong verdict, by kind, with their neighbours: see situations.yml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from hui_reg.notice import Notice
from tests.rules import said
from tests.rules.casebook import assessed

SITUATIONS: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parent / "situations.yml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader
)


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation["why"])
def test_situation(situation: dict[str, Any], notice: Notice) -> None:
    assessment = assessed(situation, notice)
    found = {finding.rule: finding.message for finding in assessment.findings}
    assert assessment.verdict.value in situation["right"], found
    assert found.keys() >= set(situation.get("must", ())), found
    assert not found.keys() & set(situation.get("never", ())), found
    assert said.of(assessment) == said.known()[f"situation {situation['why']}"], said.ANEW
