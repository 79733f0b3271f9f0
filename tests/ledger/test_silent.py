"""A notice without training, subsidy or weekday: its steps aren't waited for, and their commands say so."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg import notice as notices
from hui_reg.desk.next_step import waited_for
from hui_reg.history.flags import exam_day_faults, flags_of
from hui_reg.history.people import Person
from hui_reg.history.roll import call_roll
from hui_reg.history.standing import Stage
from hui_reg.history.state import fold
from hui_reg.ledger.subsidy import judge
from hui_reg.model import Entry
from tests import builders

TODAY = date(2024, 9, 20)
WHO = Person(key="单位|1", unit="单位", name="张三", id_number=builders.id_number())


def silent() -> str:
    """The first notice without these sections."""
    text = re.sub(r"weekday = .*\n", "", notices.shipped())
    sections = re.split(r"\n(?=\[)", text)
    return "\n".join(s for s in sections if not s.startswith(("[training]", "[[subsidies]]", "[subsidy]")))


NOTICE = notices.parse(silent())


def entries(*data: tuple[str, dict[str, str]]) -> list[Entry]:
    now = datetime(2024, 9, 1, tzinfo=UTC)
    return [
        Entry(seq=n, applicant=WHO.key, kind=kind, on=date(2024, 9, n), by="甲", recorded_at=now, data=values)
        for n, (kind, values) in enumerate(data, 1)
    ]


REVIEWED = (("first_review", {"choice": "pass"}), ("second_review", {"choice": "pass"}))
PAID = ("payment", {"purpose": "registration", "amount": "1380.00"})
PASSED = tuple(("score", {"paper": paper, "score": "80"}) for paper in ("theory", "skill"))
CERTIFIED = ("certificate", {"number": "X35000000000000001"})


@pytest.mark.parametrize(
    ("done", "stage", "step"),
    [
        ((*REVIEWED,), Stage.SECOND_REVIEWED, "hui-reg export fees"),
        ((*REVIEWED, PAID), Stage.TRAINED, "hui-reg export exam --date 2024-09-20"),
        ((*REVIEWED, PAID, *PASSED), Stage.PASSED, "hui-reg import certificates"),
        ((*REVIEWED, PAID, *PASSED, CERTIFIED), Stage.CERTIFIED, ""),
    ],
)
def test_nobody_waits_for_a_step_that_the_notice_lacks(
    done: tuple[tuple[str, dict[str, str]], ...], stage: Stage, step: str
) -> None:
    roll = call_roll(fold(entries(*done)), [WHO], {}, NOTICE, TODAY)
    assert roll.standing(WHO).stage is stage
    assert waited_for(roll).startswith(step)
    assert bool(waited_for(roll)) is bool(step)
    state = roll.state(WHO)
    assert not [flag for flag in flags_of(state, NOTICE) if "培训" in flag or "星期" in flag or "补贴" in flag]
    assert judge(WHO, state, NOTICE, TODAY) == ()


def test_any_day_of_the_week_will_do() -> None:
    assert [list(exam_day_faults(date(2024, 9, day), NOTICE)) for day in range(1, 8)] == [[]] * 7


@pytest.mark.parametrize(
    "words", [("export", "training"), ("export", "subsidy"), ("import", "training"), ("import", "subsidy")]
)
def test_the_commands_say_that_the_notice_has_no_such_step(
    words: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    (root / "notice.toml").write_text(silent(), encoding="utf-8")
    table = tmp_path / "table.xlsx"
    table.write_bytes(b"not looked at")
    capsys.readouterr()
    assert cli.run(["-w", str(root), *words, *([str(table)] if words[0] == "import" else [])]) == 0
    assert "通知没有" in capsys.readouterr().out
    assert cli.run(["-w", str(root), "status"]) == 0


def test_it_is_told_as_left_open() -> None:
    assert {"training", "subsidies", "exam.weekday"} <= {silence.key for silence in notices.silences(NOTICE)}
    assert not {"培训", "补贴"} & {section.title for section in notices.told(NOTICE)}
