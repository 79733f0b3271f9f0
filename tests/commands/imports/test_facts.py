"""Facts verified elsewhere: the paper is no longer asked for, contradictions are looked at, all of it can be undone."""

from pathlib import Path
from typing import Any

import pytest

from hui_reg.desk.amending import facts
from hui_reg.spreadsheets.grids import read
from hui_reg.spreadsheets.writer import Column, Sheet, made
from tests.builders import Person, form, id_number, person
from tests.commands.amend.office import Office, opened, without_walls
from tests.commands.amend.test_rulings import mail, stays, with_all

ZHANG, LI = person("张三"), person("李四", certificate_number="123451201506000002")
FROM_CHSI = ("姓名", "证件号码", "院校名称", "专业名称", "层次", "毕业日期", "证书编号", "核验结果")
"""As a batch check gives it back."""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    without_walls(monkeypatch)
    return opened(tmp_path / "w", monkeypatch)


def line(who: Person, outcome: str = "一致", **instead: str) -> tuple[str, ...]:
    told = {"school": who.school, "education": who.education, "date": who.graduation_date} | instead
    number = instead.get("number", who.certificate_number)
    return (who.name, who.id_number, told["school"], who.major, told["education"], told["date"], number, outcome)


def sheet(path: Path, *rows: tuple[str, ...], titles: tuple[str, ...] = FROM_CHSI) -> Path:
    path.write_bytes(made([Sheet("结果", tuple(map(Column, titles)), rows)]))
    return path


def bring(office: Office, path: Path, *more: str, code: int = 0) -> Any:
    words = ("import", "facts", path, "--source", "学信网", "--date", "2024-07-03", "--by", "林经办")
    return office.run(*words, *more, code=code)


def rules_of(office: Office, name: str) -> dict[str, str]:
    return {f["rule"]: f["outcome"] for f in office.applicants()[name]["findings"]}


def test_a_verified_schooling_replaces_the_record(office: Office, tmp_path: Path) -> None:
    both = with_all(with_all(mail(), ZHANG, education_record=None), LI, education_record=None)
    office.take(both)
    assert rules_of(office, "张三") == {"A106": "correct"} == rules_of(office, "李四")
    path = sheet(tmp_path / "批量.xlsx", line(ZHANG), line(LI, school="福州示范学院", number="", date="2015-07-01"))
    assert bring(office, path, "--dry-run")["seqs"] == [1, 2] and rules_of(office, "张三") == {"A106": "correct"}
    done = bring(office, path)
    assert [change["after"] for change in done["changes"] if change["name"] == "张三"] == ["pass"]
    mended = office.applicants()
    assert mended["张三"]["verdict"] == "pass" and mended["张三"]["rulings"][0]["kind"] == "fact"
    assert rules_of(office, "李四") == {"A121": "review"}
    assert bring(office, path)["seqs"] == [], "what stands already is not said again"
    stays(office, both, mended)
    [shown] = office.run("explain", "张三")
    assert "学信网" in shown["rulings"][0]["text"]
    letters = office.run("export", "notices")
    assert "张三" not in str(letters)
    office.amend("undo", "1-2")
    assert rules_of(office, "张三") == {"A106": "correct"} == rules_of(office, "李四")


def test_not_found_there_is_looked_at(office: Office, tmp_path: Path) -> None:
    office.take(with_all(mail(), ZHANG))
    bring(office, sheet(tmp_path / "a.xlsx", line(ZHANG, "查无记录")))
    assert rules_of(office, "张三") == {"A121": "review"}
    bring(office, sheet(tmp_path / "b.xlsx", line(ZHANG)))
    assert rules_of(office, "张三") == {}, "the later word counts"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (line(ZHANG, "也许"), "看不懂核验结果"),
        (line(ZHANG, education="", number=""), "不知道核验的是什么"),
        (line(ZHANG, number="", school=""), "核验的是哪一份学历没有写明"),
        (line(person("张三", id_number("1991-01-01", serial=9))), "证件号码不同"),
    ],
)
def test_one_fault_keeps_the_sheet_out(office: Office, tmp_path: Path, row: tuple[str, ...], said: str) -> None:
    office.take(with_all(with_all(mail(), ZHANG), LI))
    assert bring(office, sheet(tmp_path / "x.xlsx", line(LI), row), code=1)["taken"] is False
    assert said in office.said and office.run("amend", "list") == []


def test_a_row_without_a_number_is_left_and_the_others_are_taken(office: Office, tmp_path: Path) -> None:
    """A name alone decides nothing, also where only one person has it; the row is told, with whom it may mean."""
    office.take(with_all(with_all(mail(), ZHANG, education_record=None), LI, education_record=None))
    bare = (ZHANG.name, "", *line(ZHANG)[2:])
    alone = bring(office, sheet(tmp_path / "a.xlsx", bare), code=1)
    assert alone["taken"] is False and "没有一行能导入" in office.said
    done = bring(office, sheet(tmp_path / "b.xlsx", bare, line(LI), ("周九", "", *line(ZHANG)[2:])), code=1)
    assert done["taken"] and rules_of(office, "张三") == {"A106": "correct"} and rules_of(office, "李四") == {}
    mine, strange = done["unnumbered"]
    assert mine.startswith("第2行 张三：没有证件号码。本批有") and mine.endswith("是此人的，请在这一行填上号码")
    assert ZHANG.id_number not in mine and "本批也没有这个姓名" in strange
    assert bring(office, sheet(tmp_path / "c.xlsx", line(ZHANG), line(LI)))["unchanged"] == 1
    assert rules_of(office, "张三") == {}


def test_a_day_to_come_is_named(office: Office, tmp_path: Path) -> None:
    office.take(with_all(mail(), ZHANG))
    bring(office, sheet(tmp_path / "x.xlsx", line(ZHANG)), "--date", "2999-07-03", code=1)
    assert "核验日期 2999-07-03 还没有到" in office.said


@pytest.mark.parametrize(
    ("titles", "more"),
    [
        (FROM_CHSI, ("",)),
        ((*FROM_CHSI[:-1], "比对情况"), ("不一致",)),
        ((*FROM_CHSI[:-1], "是否存在该学历（核验）"), ("否",)),
        ((*FROM_CHSI, "比对结果"), ("一致", "不一致")),
        ((*FROM_CHSI, "备注"), ("一致", "查无此人")),
        (FROM_CHSI[:-1], ()),
    ],
)
def test_no_outcome_is_taken_for_granted(
    office: Office, tmp_path: Path, titles: tuple[str, ...], more: tuple[str, ...]
) -> None:
    office.take(with_all(mail(), ZHANG, education_record=None))
    path = sheet(tmp_path / "x.xlsx", (*line(ZHANG)[:-1], *more), titles=titles)
    assert bring(office, path, code=1)["taken"] is False
    assert "核验结果" in office.said and rules_of(office, "张三") == {"A106": "correct"}
    taken = titles == FROM_CHSI[:-1]
    assert bring(office, path, "--all-agree", code=0 if taken else 1)["taken"] is taken
    assert rules_of(office, "张三") == ({} if taken else {"A106": "correct"})


def test_the_sheet_to_fill_in_comes_back(office: Office, tmp_path: Path) -> None:
    office.take(with_all(with_all(mail(), ZHANG, education_record=None), LI))
    path = tmp_path / "核验.xlsx"
    assert office.run("import", "facts", "--template", path)["rows"] == 1
    book = read(path.read_bytes())[0]
    assert book.grids[0].rows[0] == facts.TITLES and book.grids[0].rows[1][:4][0] == "张三"
    cells = dict(zip(facts.TITLES, book.grids[0].rows[1], strict=True))
    cells |= {"核验结果": "一致", "学历层次": "大专", "证书编号": ZHANG.certificate_number}
    cells |= {"来源": "省数据共享平台", "核验日期": "2024-07-03"}
    filled = sheet(path, tuple(cells.values()), titles=facts.TITLES)
    office.run("import", "facts", filled)
    assert office.applicants()["张三"]["verdict"] == "pass"


def test_a_verified_enrolment_is_no_report_that_somebody_handed_in(office: Office, tmp_path: Path) -> None:
    """A graduate whose record is missing is asked for it, and not told of a wrong paper that nobody sent."""
    office.take(with_all(mail(), ZHANG, education_record=None))
    titles = (*FROM_CHSI, "核验事项")
    bring(office, sheet(tmp_path / "x.xlsx", (*line(ZHANG), "学籍"), titles=titles))
    assert "A113" not in rules_of(office, "张三") and rules_of(office, "张三")["A106"] == "correct"


def test_whoever_has_no_number_is_not_on_the_sheet_to_fill_in(office: Office, tmp_path: Path) -> None:
    both = with_all(mail(), ZHANG, education_record=None)
    office.take(both.add("钱五/申报表.docx", form(person("钱五"), id_number=None)))
    done = office.run("import", "facts", "--template", tmp_path / "核验.xlsx")
    assert done["rows"] == 1 and "钱五" in str(done["left_out"])
