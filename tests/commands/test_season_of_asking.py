"""A season of asking: mailed and brought on paper, asked, overdue, given more time, renamed, reminded, answered.

Two units mail, one comes to the counter; somebody of each lacks something. What was asked lives through a later day, a
unit's right name, rulings undone and the loss of the database, and ends with the file that answers it; then the second
reviewer works in an album that came encrypted, and the sums of the statistics are those of the people.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyrage
import pytest

from tests.builders import TZ, Mail, materials, photo
from tests.commands.amend.office import Office, opened, without_walls
from tests.commands.amend.test_season import (
    CHONG,
    LUO,
    PEOPLE,
    RIGHT_UNIT,
    TITLES,
    YANG,
    lose_the_database,
    papers,
    sent,
)
from tests.commands.imports.test_album import answered
from tests.commands.test_asking import days_pass

TODAY = datetime.now(UTC).astimezone(TZ).date()
YESTERDAY, NEXT_WEEK = str(TODAY - timedelta(days=1)), str(TODAY + timedelta(days=7))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    without_walls(monkeypatch)
    return opened(tmp_path / "w", monkeypatch)


def on_paper(office: Office, name: str, day: str, *, only: str = "", without: str = "") -> int:
    """Somebody's papers, or one of them, are scanned at the counter; the number of the ruling."""
    read = [(f"{name}_{t}", what) for t, what in zip(TITLES, materials(PEOPLE[name]), strict=True)]
    some = [(path, w) for path, w in read if w.kind.value != without and only in ("", w.kind.value)]
    folder = office.scanned(office.root.parent / f"窗口 {name} {day}", *some)
    words = ("fetch", "--from", folder, "--paper", "--unit", CHONG, "--by", "林经办", "--received", day)
    seq: int = office.run(*words)["seq"]
    office.validate()
    return seq


def mailed(office: Office, unit: str, made: Mail, day: str) -> None:
    sent(office, unit, made, day)
    office.run("fetch", "--from", office.root.parent / "mails")
    office.validate()


def drafted(office: Office, *words: str) -> list[str]:
    """The units to which letters were written."""
    out = office.root.parent / "通知"
    return [letter["unit"] for letter in office.run("export", "notices", *words, "--output", out)["letters"]]


def overdue(office: Office) -> dict[str, list[str]]:
    return {one["unit"]: one["people"] for one in office.run("status")["overdue"]}


def asked(office: Office, name: str) -> tuple[str, int, str]:
    """Of the one thing that was asked of somebody: how it stands, how often they were reminded, the answering file."""
    (request,) = office.run("show", name)[0]["requests"]
    return request["course"], len(request["reminded"]), request["answer"] or ""


def verdicts(office: Office) -> dict[str, str]:
    return {name: one["verdict"] for name, one in office.applicants().items()}


@pytest.mark.slow  # 10 CPU seconds; the parts alone are in test_asking, test_asking_units, test_fetch_paper
def test_from_the_first_letter_to_the_second_review(office: Office, tmp_path: Path) -> None:
    registered(office)
    assert drafted(office) == [CHONG, YANG, LUO]
    assert overdue(office) == {}
    days_pass(office.root, 30)
    assert overdue(office) == {CHONG: ["吴八"], YANG: ["周七"], LUO: ["李二"]}
    given_more_time_and_renamed(office)
    answered_by_mail_and_on_paper(office)
    taken_back(office)
    lose_the_database(office)
    assert [asked(office, name)[0] for name in ("李二", "吴八", "周七")] == ["met", "met", "open"]
    assert overdue(office) == {} and drafted(office, "--reminder") == [RIGHT_UNIT]
    reviewed_twice(office, tmp_path)
    counted(office, tmp_path)


def registered(office: Office) -> None:
    """One of each unit lacks a paper."""
    mailed(office, LUO, papers(papers(Mail(f"{LUO} 报名材料"), "张一"), "李二", photo=None), "2024-07-01")
    mailed(office, YANG, papers(Mail(f"{YANG} 报名材料"), "周七", diploma=None), "2024-07-01")
    on_paper(office, "陈甲", "2024-07-02")
    on_paper(office, "吴八", "2024-07-02", without="id_card")
    assert verdicts(office) == {"张一": "pass", "陈甲": "pass"} | dict.fromkeys(("李二", "周七", "吴八"), "correct")


def given_more_time_and_renamed(office: Office) -> None:
    """Who was given more time is late no longer; what was asked of a unit goes on under its right name."""
    office.amend("extend", LUO, NEXT_WEEK)
    assert overdue(office) == {CHONG: ["吴八"], YANG: ["周七"]}
    office.amend("unit", YANG, "--is", RIGHT_UNIT, "--new-unit")
    assert overdue(office) == {CHONG: ["吴八"], RIGHT_UNIT: ["周七"]}
    assert drafted(office, "--reminder") == [CHONG, LUO, RIGHT_UNIT] == drafted(office, "--reminder")
    assert overdue(office) == {}, "a reminder asks until a later day"
    assert [asked(office, name)[1] for name in ("李二", "吴八", "周七")] == [1, 1, 1], "one a day"


def answered_by_mail_and_on_paper(office: Office) -> None:
    face = Mail(f"{LUO} 补正").add("李二_照片.jpg", photo(), content="another face of hers")
    mailed(office, LUO, face, YESTERDAY)
    (file,) = face.contents
    assert asked(office, "李二") == ("met", 1, file)
    on_paper(office, "吴八", YESTERDAY, only="id_card")
    course, _, answer = asked(office, "吴八")
    assert (course, answer in office.read) == ("met", True)
    assert verdicts(office)["李二"] == "pass", "within the later day"
    assert drafted(office, "--reminder") == [RIGHT_UNIT] == drafted(office), "who answered is asked no more"


def taken_back(office: Office) -> None:
    """What staff said is undone: the paper is asked for again, until it is there again."""
    rulings = {ruling["seq"]: ruling for ruling in office.run("amend", "list")}
    *_, paper = (seq for seq, ruling in rulings.items() if ruling["kind"] == "paper")
    (later,) = (seq for seq, ruling in rulings.items() if ruling["kind"] == "extend")
    office.amend("undo", paper)
    assert asked(office, "吴八")[0] == "open" and drafted(office, "--reminder") == [CHONG, RIGHT_UNIT]
    office.amend("undo", later)
    assert verdicts(office)["李二"] != "pass", "it came after the day that holds again"
    assert asked(office, "李二")[0] == "met", "though it came"
    office.amend("extend", LUO, NEXT_WEEK)
    on_paper(office, "吴八", YESTERDAY, only="id_card")
    assert asked(office, "吴八")[0] == "met" and verdicts(office)["李二"] == "pass"


def albums(office: Office, folder: Path, stage: str) -> list[str]:
    """The album of each unit, as the reviewer opens it whose key it was written for."""
    key = pyrage.x25519.Identity.generate()
    made = office.run("export", "album", "--stage", stage, "--output", folder, "--recipient", key.to_public())
    return [pyrage.decrypt(Path(page["path"]).read_bytes(), [key]).decode() for page in made["pages"]]


def reviewed_twice(office: Office, tmp_path: Path) -> None:
    """Both reviewers work in encrypted albums; the second has those alone whom the first let pass."""
    found: dict[str, list[int]] = {}
    for stage, by in (("first", "王审核"), ("second", "赵复核")):
        for number, page in enumerate(albums(office, tmp_path / stage, stage)):
            file = tmp_path / f"{stage}{number}.json"
            decided: dict[str, Any] = answered(page, "hold" if "周七" in page else "pass", by)
            file.write_text(json.dumps(decided, ensure_ascii=False), encoding="utf-8")
            found.setdefault(stage, []).append(office.run("import", "review", file)["recorded"])
    assert (sorted(found["first"]), sorted(found["second"])) == ([1, 2, 2], [2, 2])
    assert office.applicants()["李二"]["standing"] == "second_reviewed"


def counted(office: Office, tmp_path: Path) -> None:
    (written,) = office.run("export", "statistics", "--output", tmp_path / "统计")["files"]
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(written["path"])["各单位"].iter_rows()]
    people = {row[1]: row[2] for row in rows if row[1] in (LUO, RIGHT_UNIT, CHONG)}
    assert people == {LUO: 2, RIGHT_UNIT: 1, CHONG: 2} and rows[-1][2] == 5
