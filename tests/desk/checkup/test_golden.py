"""A golden set tells after an upgrade what is read better and what worse, and nobody's name."""

import os
from pathlib import Path

import pytest

from hui_reg.desk.checkup import golden
from hui_reg.desk.checkup.golden import Change, Right, Seen
from tests.builders import diploma, person
from tests.commands.amend.office import Office, opened
from tests.commands.amend.test_rulings import MISREAD, mail, with_all

ZHANG = person("张三")
PLACE = {"page": "1", "paper": "diploma", "nth": "0", "of": "1", "field": "school"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return opened(tmp_path / "w", monkeypatch)


def reads(office: Office, school: str) -> None:
    """From now on the readers read another school on the diploma."""
    for sha256, read in office.read.items():
        right = diploma(ZHANG, school=school)
        if read.readings and read.readings[0].kind == right.kind:
            office.read[sha256] = read.model_copy(update={"readings": (right,)})


def test_better_and_worse(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, **MISREAD))
    office.amend("value", "张三", f"毕业院校={ZHANG.school}")
    folder = office.root / "标准样本"
    office.run("doctor", "--reading", folder, code=2)
    assert "没有标准样本" in office.said
    assert office.run("doctor", "--reading", folder, "--make") == {"made": 1}
    if os.name == "posix":
        assert (folder / golden.NAME).stat().st_mode & 0o777 == 0o600
    before = office.applicants()
    same = office.run("doctor", "--reading", folder)
    assert (same["wrong"], same["worse"], same["better"]) == (1, 0, 0)
    reads(office, ZHANG.school)
    assert office.run("doctor", "--reading", folder)["better"] == 1
    assert office.applicants() == before  # nothing is recorded
    office.read_again()
    assert office.run("doctor", "--reading", folder, "--make") == {"made": 1}
    reads(office, "别的学校")
    worse = office.run("doctor", "--reading", folder, code=1)
    assert (worse["worse"], worse["wrong_and_sure"], len(worse["worse_at"])) == (1, 1, 1)
    assert ZHANG.name not in str(worse) and "别的学校" not in str(worse)


def test_values_do_not_leave_the_workspace(office: Office, tmp_path: Path) -> None:
    office.run("doctor", "--reading", tmp_path / "elsewhere", "--make", code=2)
    assert "只能放在工作区里" in office.said
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("then", "now", "outcome", "wrong_and_sure"),
    [
        (Seen("甲", True), Seen("甲", True), "right", False),
        (Seen("乙", True), Seen("甲", False), "better", False),
        (Seen("甲", True), Seen("乙", True), "worse", True),
        (Seen("甲", True), Seen(None, False), "worse", False),
        (Seen(), Seen("乙", True), "wrong", True),
    ],
)
def test_outcomes(then: Seen, now: Seen, outcome: str, wrong_and_sure: bool) -> None:
    change = Change(Right("a" * 64, PLACE, "甲", then), now)
    assert (change.outcome, change.is_wrong_and_sure) == (outcome, wrong_and_sure)
