"""A person registered on paper: scans in a folder are a message of their own, marked as paper, that can be undone."""

from pathlib import Path

import pytest

from tests.builders import Person, form, id_card, materials, person, photo
from tests.commands.amend.office import Office, opened, without_walls
from tests.commands.amend.test_rulings import PATHS, UNIT, mail, with_all

WANG, ZHANG = person("王小明"), person("张三")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    without_walls(monkeypatch)
    return opened(tmp_path / "w", monkeypatch)


def scans(office: Office, folder: Path, who: Person) -> Path:
    papers = zip(PATHS, materials(who), strict=True)
    return office.scanned(folder, *((f"{who.name}/{path}", what) for path, what in papers))


def take(office: Office, folder: Path, *more: str, unit: str = UNIT, code: int = 0) -> dict[str, object]:
    words = ("fetch", "--from", folder, "--paper", "--unit", unit, "--by", "林经办", "--received", "2024-07-01")
    done: dict[str, object] = office.run(*words, *more, code=code)
    return done


def test_registered_told_undone_and_brought_back(office: Office, tmp_path: Path) -> None:
    folder = scans(office, tmp_path / "窗口", WANG)
    assert take(office, folder, "--dry-run")["seq"] is None
    made = take(office, folder)
    assert (made["files"], made["new"]) == (5, True)
    assert take(office, folder)["new"] is False, "the same scans of the same day are no second registration"
    office.validate()
    mended = office.applicants()["王小明"]
    assert (mended["unit"], mended["verdict"]) == (UNIT, "pass")
    assert mended["materials"]["photo"][0]["on_paper"] is True
    assert [r["kind"] for r in mended["rulings"]] == ["paper"]
    [shown] = office.run("show", "王小明")
    assert shown["mails"][0]["on_paper"] is True and shown["mails"][0]["received_at"].startswith("2024-07-01")
    for database in (office.root / "data").glob("hui-reg.db*"):
        database.unlink()
    office.run("verify", "--rebuild", code=0)
    office.validate()
    assert office.applicants()["王小明"] == mended
    office.amend("undo", made["seq"])
    assert office.applicants() == {}
    [told] = [line for line in office.records() if line["type"] == "message"]
    assert "已经撤回" in told["detail"]
    assert take(office, folder)["new"] is True
    office.validate()
    assert office.applicants()["王小明"]["verdict"] == "pass"


def test_paper_beside_mails(office: Office, tmp_path: Path) -> None:
    """What a unit brings to the counter is its own: it completes what it mailed, and what it mails completes that."""
    office.take(with_all(mail(), ZHANG, photo=None))
    take(office, office.scanned(tmp_path / "补", ("张三/照片.jpg", photo())), unit="螺城")
    office.validate()
    assert office.applicants()["张三"]["verdict"] == "pass"
    take(office, office.scanned(tmp_path / "新", ("王小明/申报表.pdf", form(WANG)), ("王小明/证.pdf", id_card(WANG))))
    office.validate()
    rest = with_all(mail(received="2024-07-03 09:00"), WANG, application_form=None, id_card=None)
    office.take(rest)
    people = office.applicants()
    assert {name: one["verdict"] for name, one in people.items()} == {"张三": "pass", "王小明": "pass"}
    assert {one["unit"] for one in people.values()} == {UNIT}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--received", "2024-01-01"), "早于报名开始日"),
        (("--received", "2999-01-01"), "还没有到"),
        (("--received", "昨天"), "“昨天”看不懂"),
        (("--received", "7/3/2024"), "“7/3/2024”看不懂"),
        (("--received", "2024-02-30"), "没有“2024-02-30”这一天"),
        (("--to", "abcdef"), "登记纸质材料要写"),
    ],
)
def test_what_cannot_be(office: Office, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    folder = office.scanned(tmp_path / "窗口", ("照片.jpg", photo()))
    office.run("fetch", "--from", folder, "--paper", "--unit", UNIT, *words, code=2)
    assert said in office.said


def test_no_folder_of_mails_and_no_empty_one(office: Office, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    take(office, tmp_path / "空", code=2)
    (tmp_path / "信").mkdir()
    (tmp_path / "信" / "a.eml").write_text("From: a@example.com\nSubject: x\n\n", encoding="utf-8")
    take(office, tmp_path / "信", code=2)
    assert "是邮件" in office.said and office.run("amend", "list") == []
