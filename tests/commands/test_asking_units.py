"""What a unit is asked that is nobody's, by the real commands: asked, overdue, reminded, renamed, answered, met."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hui_reg.model import Problem, ProblemKind
from tests.builders import TZ, Mail, materials, person
from tests.commands.amend.office import Office, opened
from tests.commands.test_asking import days_pass

UNIT, RIGHT = "惠安县社保局", "惠安县社会保险中心"
ZHANG, STRANGER = person("张三"), "小林"
PATHS = ("申报表.docx", "身份证.pdf", "毕业证.pdf", "备案表.pdf", "照片.jpg")
LOCKED = Problem(kind=ProblemKind.ENCRYPTED, detail="压缩包设有密码，无法打开；请去掉密码重新打包", path="补充.zip")
SENT = {"received": "2024-07-01 09:00", "address": "window@unit.example.com"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A unit that sent somebody's papers and a locked archive; a stranger who sent a locked archive alone."""
    office = opened(tmp_path / "w", monkeypatch)
    made = Mail(f"{UNIT} 报名材料", {**SENT, "problems": [LOCKED]})
    for path, what in zip(PATHS, materials(ZHANG), strict=True):
        made.add(f"张三/{path}", what, content=path)
    made.add("补充.zip", problem=ProblemKind.ENCRYPTED)
    locked = LOCKED.model_copy(update={"path": "材料.zip"})
    alone = Mail("材料", {"received": "2024-07-02 09:00", "address": "new@example.com", "problems": [locked]})
    return office.take(made, alone.add("材料.zip", problem=ProblemKind.ENCRYPTED))


def asked(office: Office, part: str = "社") -> list[dict[str, Any]]:
    (unit,) = office.run("status", "--unit", part)
    found: list[dict[str, Any]] = unit["unit_requests"]
    return found


def letters(office: Office, *words: str) -> list[str]:
    written = office.run("export", "notices", *words, "--output", office.root / "out" / str(len(words)))
    return [letter["unit"] for letter in written["letters"]]


def test_a_life(office: Office) -> None:
    assert letters(office) == [UNIT, STRANGER] and letters(office) == [UNIT, STRANGER]
    (one,) = asked(office)
    assert (one["course"], one["reminded"]) == ("open", []), "two letters, one request"
    assert office.run("status")["overdue"] == []
    days_pass(office.root, 30)
    late = office.run("status")["overdue"]
    assert [(one["unit"], one["people"], len(one["things"])) for one in late] == [(UNIT, [], 1), (STRANGER, [], 1)]
    assert "2 个单位" in office.run("status", "--check", code=1)["alarms"][-1]["text"]

    office.amend("unit", UNIT, "--is", RIGHT)
    assert [one["unit"] for one in office.run("status")["overdue"]] == [RIGHT, STRANGER]
    assert letters(office, "--reminder") == [RIGHT, STRANGER] and letters(office, "--reminder") == [RIGHT, STRANGER]
    assert office.run("status")["overdue"] == []
    assert [len(one["reminded"]) for one in (*asked(office), *asked(office, STRANGER))] == [1, 1], "one a day"

    for database in (office.root / "data").glob("hui-reg.db*"):
        database.unlink()
    office.run("verify", "--rebuild")
    (again,) = asked(office, RIGHT)
    assert (again["course"], len(again["reminded"])) == ("open", 1), "and nobody has looked since"


def test_answered_and_settled_by_a_ruling(office: Office) -> None:
    letters(office)
    days_pass(office.root, 30)
    now = datetime.now(UTC).astimezone(TZ)
    came = Mail("补充材料", {**SENT, "received": f"{now - timedelta(days=1):%Y-%m-%d %H:%M}"})
    office.take(came.add("说明.pdf", problem=None))
    (one,) = asked(office)
    assert (one["course"], one["answer"]) == ("answered", came.message.sha256)
    board = office.run("status")
    assert [one["unit"] for one in board["overdue"]] == [STRANGER] and board["answered"] == 1
    assert letters(office, "--reminder") == [STRANGER], "who answered is not reminded"
    assert letters(office) == [STRANGER] and len(asked(office)) == 1, "nor asked again"
    office.amend("file", "补充.zip", "--none")
    assert [one["course"] for one in asked(office)] == ["met"]
    assert office.run("status")["answered"] == 0
