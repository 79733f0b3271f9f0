"""A season through each kind of ruling: something was wrong, is mended, stays mended, and is told wherever people look.

One small workspace with everything wrong that can be; each kind mends one thing. After every way in which a program
forgets (validating anew, a raised reader's version, the same bytes once more, the loss of the database) all of it
stands, in roster, package and letters too.
"""

import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hui_reg.model import Reading
from hui_reg.spreadsheets.grids import read
from hui_reg.spreadsheets.writer import Column, Sheet, made
from tests.builders import Mail, diploma, id_number, materials, person, photo
from tests.commands.amend.office import Office, opened, without_walls
from tests.commands.amend.test_rulings import decided

TITLES = ("申报表.docx", "身份证.pdf", "毕业证.pdf", "备案表.pdf", "照片.jpg")
LUO, YANG, CHONG, WANG = (f"惠安县{town}人民政府" for town in ("螺城镇", "洛阳镇", "崇武镇", "辋川镇"))
NAMES = ["张一", "李二", "王三", "赵四", "钱五", "孙六", "周七", "吴八", "郑九", "冯十", "陈甲"]
PEOPLE = {
    name: person(name, id_number(f"1990-03-{n + 1:02}", serial=n), certificate_number=f"1234512015060{n:05}")
    for n, name in enumerate(NAMES, 1)
}
RIGHT_UNIT, LATER, PHONE = "惠安县辋川镇便民服务中心", "2024-09-05", "13900000009"
FACT_TITLES = ("姓名", "证件号码", "院校名称", "层次", "毕业日期", "证书编号", "核验结果")


def papers(made: Mail, name: str, **instead: Reading | None) -> Mail:
    who = PEOPLE[name]
    for title, what in zip(TITLES, materials(who), strict=True):
        found = instead.get(what.kind.value, what)
        if found is not None:
            made.add(f"{name}_{title}", found, content=f"{who.id_number}{title}{found.model_dump_json()}")
    return made


def sent(office: Office, unit: str, made: Mail, day: str, address: str = "") -> None:
    """The mail as it lies in a folder: so the loss of the database loses nothing but what is made of it."""
    letter = EmailMessage()
    letter["From"] = f"{unit} <{address or f'{len(unit)}-{ord(unit[3])}@unit.example.com'}>"
    letter["Subject"] = made.subject
    at = format_datetime(
        datetime.fromisoformat(day if "T" in day else f"{day}T09:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    )
    letter["Date"], letter["Received"] = at, f"from mx.example.com; {at}"
    letter.set_content(f"{unit}报送材料")
    for leaf in made.files:
        data = made.contents[leaf.sha256].encode()
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=leaf.path)
    office.read |= made.readings
    folder = office.root.parent / "mails"
    folder.mkdir(exist_ok=True)
    (folder / f"{len(list(folder.iterdir()))}.eml").write_bytes(letter.as_bytes())


def all_wrong(office: Office, again: str = "") -> None:
    """Everything that was sent; ``again``: a second time, at another hour, the same papers."""
    days = (str(datetime.fromisoformat("2024-07-01").date() + timedelta(days=bool(again))), again or "2024-09-03")
    luo = Mail(f"{LUO} 报名材料")
    papers(luo, "张一", diploma=diploma(PEOPLE["张一"], school="泉州示范职业学完"))
    papers(luo, "李二", photo=None).add("扫描0001.jpg", photo(), content="a face")
    papers(luo, "王三", diploma=None).add("扫描0002.pdf", content="an untitled diploma")
    papers(luo, "赵四", photo=None).add("扫描0003.jpg", photo(), content="a fourth face")
    luo.add("头像.bin", content="a logo")
    papers(luo, "孙六")
    papers(papers(luo, "郑九"), "冯十", education_record=None)
    [untitled] = [leaf.sha256 for leaf in luo.files if leaf.path == "扫描0002.pdf"]
    office.as_asked[untitled] = {"diploma:": diploma(PEOPLE["王三"])}
    sent(office, LUO, luo, days[0])
    sent(office, YANG, papers(papers(Mail(f"{YANG} 报名材料"), "钱五"), "周七"), days[0])
    strange = Mail(f"{YANG} 报名材料").add("周七_照片.jpg", photo(), content="another face")
    sent(office, YANG, strange, f"{days[0]}T10:00", "someone@qq.example.com")
    sent(office, CHONG, papers(Mail(f"{CHONG} 报名材料"), "钱五"), days[0])
    sent(office, WANG, papers(Mail(f"{WANG} 报名材料"), "吴八"), days[1])


def mended(office: Office, tmp_path: Path) -> None:
    """One ruling of each kind."""
    say = office.amend
    say("value", "张一", f"毕业院校={PEOPLE['张一'].school}", "--in", "毕业证")
    say("value", "张一", f"联系电话={PHONE}", "--in", "申报表")
    say("file", "扫描0001.jpg", "--to", "李二")
    say("file", "扫描0003.jpg", "--to", "赵四")
    say("file", "扫描0002.pdf", "--kind", "毕业证")
    say("file", "头像.bin", "--none")
    say("same", f"钱五@{YANG}", f"钱五@{CHONG}")
    say("unit", WANG, "--is", RIGHT_UNIT)
    say("unit", YANG, "--address", "someone@qq.example.com")
    say("person", "孙六", "--unit", CHONG, "--new-unit")
    say("withdraw", "郑九")
    say("extend", RIGHT_UNIT, LATER)
    say("note", "赵四", "电话说已看过原件")
    ten = PEOPLE["冯十"]
    row = (ten.name, ten.id_number, ten.school, ten.education, ten.graduation_date, ten.certificate_number, "一致")
    sheet = tmp_path / "核验.xlsx"
    sheet.write_bytes(made([Sheet("结果", tuple(map(Column, FACT_TITLES)), (row,))]))
    office.run("import", "facts", sheet, "--source", "学信网", "--date", "2024-07-03", "--by", "林经办")
    chen = PEOPLE["陈甲"]
    scans = office.scanned(tmp_path / "窗口", *zip((f"{chen.name}_{t}" for t in TITLES), materials(chen), strict=True))
    office.run("fetch", "--from", scans, "--paper", "--unit", CHONG, "--by", "林经办", "--received", "2024-07-02")
    office.validate()


def lose_the_database(office: Office) -> None:
    for database in (office.root / "data").glob("hui-reg.db*"):
        database.unlink()
    office.run("verify", "--rebuild")
    office.validate()


def send_again(office: Office) -> None:
    """The same papers in other mails; who is late is late again, and within the later day."""
    all_wrong(office, again="2024-09-04")
    office.run("fetch", "--from", office.root.parent / "mails")
    office.validate()


KINDS = {"value", "file", "same", "unit", "address", "person", "withdraw", "extend", "note", "paper", "fact"}
WRONG = {"张一", "李二", "王三", "赵四", "周七", "钱五", "吴八", "冯十"}
"""Those of whom something isn't right before anything is said."""


def told(office: Office) -> dict[str, Any]:
    """All that records say of people, but which of two mails with the same bytes a paper is shown from."""
    kept = ("unit", "verdict", "standing", "findings", "rulings")
    people = {name: {key: line[key] for key in kept} for name, line in office.applicants().items()}
    values = office.applicants()
    return {
        name: one | {"school": (values[name]["fields"]["school"] or {}).get("value")} for name, one in people.items()
    }


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    without_walls(monkeypatch)
    yield opened(tmp_path / "w", monkeypatch)


@pytest.mark.slow  # 14 CPU seconds; of each kind alone, the fast tier has test_rulings
def test_each_kind_of_ruling_stays_and_is_told(office: Office, tmp_path: Path) -> None:
    all_wrong(office)
    office.run("fetch", "--from", office.root.parent / "mails")
    office.validate()
    before = office.applicants()
    wrong = {name for name, one in before.items() if one["verdict"] != "pass"}
    assert wrong == WRONG and {"扫描0001.jpg", "扫描0002.pdf", "扫描0003.jpg", "头像.bin"} <= office.left()
    mended(office, tmp_path)
    after = told(office)
    assert {name: one["verdict"] for name, one in after.items()} == dict.fromkeys(NAMES, "pass"), after["周七"]
    assert {ruling["kind"] for one in after.values() for ruling in one["rulings"]} == KINDS
    assert office.left() == set() and after["郑九"]["standing"] == "withdrawn"
    assert (after["吴八"]["unit"], after["孙六"]["unit"], after["钱五"]["unit"]) == (RIGHT_UNIT, CHONG, YANG)
    for forgets in (office.validate, lambda: office.run("validate", "--all"), office.read_again):
        forgets()
        assert told(office) == after
    lose_the_database(office)
    assert told(office) == after
    send_again(office)
    assert told(office) == after and office.left() == set()
    goes_out(office, tmp_path)


def goes_out(office: Office, tmp_path: Path) -> None:
    """Roster, package and letters as the province and the units get them."""
    for name in NAMES:
        decided(office, name)
    office.run("export", "roster", "--output", tmp_path / "汇总.xlsx")
    rows = read((tmp_path / "汇总.xlsx").read_bytes())[0].grids[0].rows
    lines = {row[place]: row for row in rows for place in range(len(row)) if row[place] in PEOPLE}
    assert lines.keys() == PEOPLE.keys() - {"郑九"}, "who withdrew goes nowhere"
    assert PHONE in lines["张一"] and RIGHT_UNIT in lines["吴八"]
    office.run("export", "package", "--output", tmp_path / "上报.zip", code=1)  # no paper here is a real one
    with zipfile.ZipFile(tmp_path / "上报.zip") as package:
        [inside] = [name for name in package.namelist() if name.endswith("考生信息模板.xlsx")]
        held = read(package.read(inside))[0].grids[0].rows
    assert [row for row in held if set(row) & set(NAMES)] == [row for row in rows if set(row) & set(NAMES)]
    drafts = tmp_path / "通知"
    office.run("export", "notices", "--output", drafts)
    assert not list(drafts.glob("*.eml")), "nobody is asked for anything any more"
    office.run("export", "notices", "--about", "training", "--output", drafts)
    letters = {path.name for path in drafts.rglob("*.eml")}
    for unit in (CHONG, LUO, YANG, RIGHT_UNIT):
        assert any(unit in name for name in letters), letters
