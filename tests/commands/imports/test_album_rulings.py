"""What a reviewer corrects in an album stands in the dossiers at the next command, and the decision with it."""

import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hui_reg.desk.workspace import open_workspace
from hui_reg.review.columns import canonical
from hui_reg.store import entries
from tests.builders import diploma, id_card, id_number, person, photo
from tests.commands.amend.office import Office, opened, without_walls
from tests.commands.amend.test_rulings import MISREAD, UNIT, ZHANG, mail, with_all
from tests.commands.imports.test_album import answered

LI = person("李四", id_number(serial=5))


@pytest.fixture
def office(tmp_path: Path, monkeypatch) -> Office:
    without_walls(monkeypatch)
    return opened(tmp_path / "w", monkeypatch)


def album(office: Office, folder: Path) -> str:
    (made,) = office.run("export", "album", "--output", folder)["pages"]
    return Path(made["path"]).read_text(encoding="utf-8")


def value_of(text: str, field: str, paper: str) -> dict[str, object]:
    """The value of a field on a paper, as the page would have it corrected."""
    for tag, title in re.findall(rf'<div class="value[^"]*"( data-field="{field}"[^>]*)>.*?<small>([^<]*)', text):
        if title.startswith(paper):
            sha256, kind, page = re.search(r'data-paper="([^"]+)"', tag)[1].split("|")
            return {"field": field, "paper": sha256, "kind": kind, "page": int(page)}
    raise AssertionError(f"{field} of {paper} is not in the page")


def brought(office: Office, tmp_path: Path, data: dict, code: int = 0):
    path = tmp_path / f"意见{len(list(tmp_path.glob('意见*')))}.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return office.run("import", "review", path, code=code)


def decisions(office: Office):
    with open_workspace(office.root) as workspace, workspace.database.begin() as connection:
        return [entry for entry in entries.load(connection) if entry.kind == "first_review"]


def corrected(text: str, choice: str, value: str, remark: str = "", field="school", paper="毕业证"):
    data = answered(text, choice)
    row = data["rows"][0]
    row |= {"remark": remark, "corrections": [value_of(text, field, paper) | {"value": value}]}
    return data


def test_a_corrected_value_and_the_decision_on_it_stand_together(office, tmp_path):
    office.take(with_all(mail(), ZHANG, **MISREAD))
    text = album(office, tmp_path / "a")
    done = brought(office, tmp_path, corrected(text, "pass", ZHANG.school))
    assert (done["recorded"], done["issues"]) == (1, []) and len(done["rulings"]) == 1
    after = office.applicants()["张三"]
    assert after["verdict"] == "pass" and after["rulings"][0]["by"] == "王审核"
    assert after["rulings"][0]["reason"] == "翻看网页"
    (decided,) = decisions(office)
    assert (decided.data["choice"], decided.data["remark"]) == ("pass", "更正毕业院校")
    assert after["standing"] == "first_reviewed", "nothing to be confirmed again"


def test_a_dry_run_corrects_nothing(office, tmp_path):
    office.take(with_all(mail(), ZHANG, **MISREAD))
    before = office.applicants()
    path = tmp_path / "意见.json"
    path.write_text(json.dumps(corrected(album(office, tmp_path / "a"), "pass", ZHANG.school)), encoding="utf-8")
    done = office.run("import", "review", path, "--dry-run")
    assert (done["recorded"], len(done["rulings"])) == (1, 1)
    assert office.applicants() == before and decisions(office) == []


def test_what_is_corrected_against_the_decision_leaves_it_open(office, tmp_path):
    """The name on the diploma is another's after all: the correction stands, the pass doesn't."""
    office.take(with_all(mail(), ZHANG))
    text = album(office, tmp_path / "a")
    saved = corrected(text, "pass", "赵不同", field="name")
    (tmp_path / "试看.json").write_text(json.dumps(saved), encoding="utf-8")
    tried = office.run("import", "review", tmp_path / "试看.json", "--dry-run", code=1)
    done = brought(office, tmp_path, saved, code=1)
    assert (tried["recorded"], tried["issues"]) == (0, done["issues"]), "a dry run says what the import will"
    assert done["recorded"] == 0 and len(done["rulings"]) == 1
    (issue,) = done["issues"]
    assert issue["kind"] == "correction" and "更正之后的建议" in issue["message"]
    assert decisions(office) == [] and office.applicants()["张三"]["verdict"] != "pass"


def test_a_value_that_cannot_be_is_named_and_the_rest_is_taken(office, tmp_path):
    office.take(with_all(mail(), ZHANG))
    text = album(office, tmp_path / "a")
    data = corrected(text, "hold", "350521199003070000", field="id_number", paper="身份证")
    done = brought(office, tmp_path, data, code=1)
    assert (done["recorded"], done["rulings"]) == (1, [])
    assert "不能作为更正" in done["issues"][0]["message"]


@pytest.mark.parametrize(("field", "value"), [("id_number", "350521199003070000"), ("graduation_date", "去年")])
@pytest.mark.parametrize("choice", ["pass", "ineligible"])
def test_what_was_decided_on_a_refused_correction_is_not_recorded(office, tmp_path, field, value, choice):
    """Nobody decided on the value as it still stands; that something was corrected is no reason either."""
    office.take(with_all(mail(), ZHANG, **MISREAD))
    text = album(office, tmp_path / "a")
    paper = "身份证" if field == "id_number" else "毕业证"
    done = brought(office, tmp_path, corrected(text, choice, value, field=field, paper=paper), code=1)
    assert (done["recorded"], done["rulings"]) == (0, [])
    assert len(done["issues"]) == 2 and "意见也就没有记录" in done["issues"][1]["message"]
    assert decisions(office) == []


def test_a_corrected_number_takes_the_decision_along(office, tmp_path):
    """The number is the person's key: the decision is recorded under the new one."""
    right = id_number(serial=7)
    office.take(with_all(mail(), ZHANG))
    text = album(office, tmp_path / "a")
    data = answered(text, "hold")
    papers = ("身份证", "申报表")
    data["rows"][0]["corrections"] = [value_of(text, "id_number", paper) | {"value": right} for paper in papers]
    assert brought(office, tmp_path, data)["recorded"] == 1
    assert office.applicants()["张三"]["id_number"] == right
    assert [entry.applicant for entry in decisions(office)] == [f"{UNIT}|{right}"]


def test_a_file_of_nobodys_goes_to_whom_the_reviewer_says(office, tmp_path):
    made = with_all(with_all(mail(), ZHANG, photo=None), LI)
    made.add("IMG_0001.jpg", photo(chroma=70), content="a face")
    made.add("IMG_0002.jpg", photo(chroma=71), content="a view")
    office.take(made)
    assert office.left() == {"IMG_0001.jpg", "IMG_0002.jpg"}
    text = album(office, tmp_path / "a")
    data = answered(text, "hold") | {"rows": []}
    places = re.findall(r'<section class="stray" data-file="([^"]+)"', text)
    name = re.search(r'<section class="person" id="r-([0-9a-f]+)"[^>]*>(?:(?!</section>).)*<h2>张三 ', text, re.S)[1]
    order = re.findall(r"<figcaption>(IMG_\d+.jpg)", text)
    data["files"] = [
        {"file": place, "to": name if path == "IMG_0001.jpg" else ""} for place, path in zip(places, order, strict=True)
    ]
    done = brought(office, tmp_path, data)
    assert len(done["rulings"]) == 2 and done["issues"] == []
    assert office.left() == set()
    assert "photo" in {e["kind"] for e in office.run("explain", "张三")[0]["exhibits"]}
    again = brought(office, tmp_path, data | {"saved": "again"})
    assert (again["rulings"], again["repeated"], again["issues"]) == ([], 2, []), "said once is enough"
    data["files"].reverse()
    data["files"] = [one | {"to": "" if one["to"] else name} for one in data["files"]]
    other = brought(office, tmp_path, data, code=1)
    assert other["rulings"] == [] and {issue["kind"] for issue in other["issues"]} == {"gone"}


def test_a_value_that_one_paper_alone_bears_is_corrected_there(office, tmp_path):
    office.take(with_all(mail(), ZHANG, id_card=id_card(ZHANG, address="惠安县东园镇东门1号")))
    text = album(office, tmp_path / "a")
    done = brought(office, tmp_path, corrected(text, "pass", "惠安县东园镇东门2号", field="address", paper="身份证"))
    assert done["recorded"] == 1
    assert office.applicants()["张三"]["fields"]["address"]["value"] == "惠安县东园镇东门2号"


def test_what_is_corrected_in_the_workbook_is_not_said_to_be_from_the_album(office, tmp_path):
    office.take(with_all(mail(), ZHANG, **MISREAD))
    office.run("export", "review", "--output", tmp_path / "审核表.xlsx")
    book = load_workbook(tmp_path / "审核表.xlsx")
    rows = book["识读依据"].iter_rows(min_row=2)
    [row] = [row for row in rows if (row[1].value, row[5].value) == ("毕业院校", "毕业证")]
    row[3].value = ZHANG.school
    book.save(tmp_path / "审核表.xlsx")
    office.run("import", "review", tmp_path / "审核表.xlsx", "--by", "王审核")
    [ruling] = office.applicants()["张三"]["rulings"]
    assert (ruling["reason"], ruling["by"]) == ("审核表", "王审核")


def test_a_correction_on_a_decision_that_is_recorded_already_is_told(office, tmp_path):
    """Saved and brought, then corrected in the same page and saved again: nothing of it is lost in silence."""
    office.take(with_all(mail(), ZHANG))
    text = album(office, tmp_path / "a")
    assert brought(office, tmp_path, answered(text, "pass"))["recorded"] == 1
    again = corrected(text, "pass", "泉州示范大学")
    again["rows"][0]["remark"] = answered(text, "pass")["rows"][0]["remark"]
    done = brought(office, tmp_path, again, code=1)
    assert (done["recorded"], done["rulings"]) == (0, [])
    (issue,) = done["issues"]
    assert issue["kind"] == "stale" and "更正没有采用" in issue["message"]


def test_a_file_given_to_somebody_who_is_gone_is_told(office, tmp_path):
    """The number was corrected meanwhile: the page's token is nobody's any more."""
    made = with_all(with_all(mail(), ZHANG, photo=None), LI)
    made.add("IMG_0001.jpg", photo(chroma=70), content="a face")
    office.take(made.add("IMG_0002.jpg", photo(chroma=71), content="a view"))
    text = album(office, tmp_path / "a")
    name = re.search(r'<section class="person" id="r-([0-9a-f]+)"[^>]*>(?:(?!</section>).)*<h2>张三 ', text, re.S)[1]
    place = re.search(r'<section class="stray" data-file="([^"]+)"', text)[1]
    office.amend("value", "张三", f"身份证号={id_number(serial=7)}", "--in", "全部")
    data = answered(text, "hold") | {"rows": [], "files": [{"file": place, "to": name}]}
    done = brought(office, tmp_path, data, code=1)
    assert done["rulings"] == [] and [issue["kind"] for issue in done["issues"]] == ["gone"]


def typed(book, sheet, wanted, column, text):
    """Type into the one row of a sheet that shows ``wanted``."""
    page = book[sheet]
    head = next(row for row in page.iter_rows(max_row=12) if {*wanted} <= {canonical(cell.value or "") for cell in row})
    titles = {canonical(cell.value or ""): cell.column for cell in head}
    [row] = [
        number
        for number in range(head[0].row + 1, page.max_row + 1)
        if all(str(page.cell(number, titles[title]).value).startswith(part) for title, part in wanted.items())
    ]
    page.cell(row, titles[column]).value = text


def handed_back(office, path, *cells, code=0, by="王审核"):
    """The workbook at ``path``, filled in and imported; saved to disk as it came back."""
    book = load_workbook(path)
    for cell in cells:
        typed(book, *cell)
    book.save(path)
    return office.run("import", "review", path, "--by", by, code=code)


REVIEW, LOOSE = "审核表", {"文件": "扫描7.pdf"}


def untitled(office, who=ZHANG, **papers):
    """A diploma that no reader knew; said to be one, it is read as ``who``'s. ``papers`` of 张三 besides."""
    made = with_all(mail(), ZHANG, **papers).add("扫描7.pdf", content="untitled")
    office.take(made)
    [sha256] = [file.sha256 for file in made.files if file.path == "扫描7.pdf"]
    office.as_asked[sha256] = {"diploma:": diploma(who)}
    office.run("export", "review", "--output", office.root / "审核表.xlsx")
    return office.root / "审核表.xlsx"


def opinion(choice, remark="", seen=""):
    row = {"姓名": "张三"}
    told = [(REVIEW, row, "初审意见", choice), (REVIEW, row, "初审备注", remark), (REVIEW, row, "看过材料", seen)]
    return [cell for cell in told if cell[3]]


@pytest.mark.parametrize("owner", [True, False], ids=["whose it is", "what it is alone"])
def test_an_opinion_and_what_a_file_is_in_one_workbook_stand_together(office, owner):
    """The kind alone names nobody; the reader finds the person's name on it, and the dossier changes all the same."""
    path = untitled(office, diploma=None)
    cells = [("未归档文件", LOOSE, "是什么", "毕业证"), *opinion("通过", "看了原件")]
    cells += [("未归档文件", LOOSE, "归给谁", "张三")] if owner else []
    done = handed_back(office, path, *cells)
    assert (done["recorded"], done["issues"], len(done["rulings"])) == (1, [], 1 + owner)
    after = office.applicants()["张三"]
    assert (after["verdict"], after["standing"]) == ("pass", "first_reviewed"), "nothing to be confirmed again"


def test_an_opinion_that_a_new_doubt_speaks_against_is_not_recorded(office):
    """What the reviewer said a file is, is read so that a person must look: nobody has, so nobody has passed it."""
    path = untitled(office, person("张叁"))
    cells = [
        ("未归档文件", LOOSE, "是什么", "毕业证"),
        ("未归档文件", LOOSE, "归给谁", "张三"),
        *opinion("通过"),
    ]
    done = handed_back(office, path, *cells, code=1)
    after = office.applicants()["张三"]
    assert after["verdict"] != "pass" and after["standing"] == "registered", after["findings"]
    [issue] = done["issues"]
    assert done["recorded"] == 0 and "更正之后" in issue["message"] and re.fullmatch(r"[A-Z]+\d", issue["cell"]), issue


def test_a_workbook_brought_again_enters_nothing_twice(office):
    """The same corrections, in the same book with one more cell filled in."""
    path = untitled(office, diploma=None)
    wrong = {"姓名": "张三", "项目": "现工作单位"}
    kind = ("未归档文件", LOOSE, "是什么", "毕业证"), ("未归档文件", LOOSE, "归给谁", "张三")
    first = handed_back(office, path, *kind, ("识读依据", wrong, "更正为", "惠安县螺城镇中心小学"))
    assert (first["recorded"], len(first["rulings"]), first["repeated"]) == (0, 3, 0)
    said, before = office.run("amend", "list"), office.applicants()
    again = handed_again(office, path)
    assert (again["rulings"], again["repeated"], again["issues"]) == ([], 3, [])
    assert office.run("amend", "list") == said and office.applicants() == before
    late = handed_back(office, path, *opinion("通过"), code=1)
    assert (late["recorded"], late["rulings"]) == (0, [])
    assert "更正已经记录，档案随之有变化" in late["issues"][0]["message"]


def handed_again(office, path):
    """The same book saved once more: other bytes, the same words."""
    book = load_workbook(path)
    book.properties.title = "再存一次"
    book.save(path)
    return office.run("import", "review", path, "--by", "王审核")


def test_a_file_given_to_another_meanwhile_is_not_taken_back(office):
    path = untitled(office, diploma=None)
    office.amend("file", "扫描7.pdf", "--none")
    done = handed_back(office, path, ("未归档文件", LOOSE, "是什么", "毕业证"), code=1)
    assert done["rulings"] == [] and [issue["kind"] for issue in done["issues"]] == ["gone"]


def test_what_the_second_review_corrects_asks_the_first_again(office):
    office.take(with_all(mail(), ZHANG))
    path = office.root / "审核表.xlsx"
    office.run("export", "review", "--output", path)
    handed_back(office, path, *opinion("通过"))
    office.run("export", "review", "--stage", "second", "--output", office.root / "复核表.xlsx")
    wrong = {"姓名": "张三", "项目": "现工作单位", "出自": "申报表"}
    cells = [("识读依据", wrong, "更正为", "惠安县螺城镇中心小学"), ("审核表", {"姓名": "张三"}, "复核意见", "通过")]
    done = handed_back(office, office.root / "复核表.xlsx", *cells, by="李复核")
    assert (done["recorded"], done["issues"]) == (1, [])
    assert "初审意见须重新确认" in done["warnings"][0]["message"]
    assert office.applicants()["张三"]["standing"] == "to_confirm"
