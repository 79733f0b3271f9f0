"""For each kind of ruling: the reading was wrong, is mended, and stays mended; undone, it is as before."""

from collections.abc import Callable
from typing import Any

import pytest

from hui_reg.model import ProblemKind
from hui_reg.vocabulary import Kind
from tests.builders import (
    Mail,
    Person,
    diploma,
    form,
    id_card,
    id_number,
    materials,
    person,
    photo,
    reading,
    record,
    unsure,
)
from tests.commands.amend.office import Office

ZHANG, LI, WANG = person("张三"), person("李四"), person("王小明")
UNIT, OTHER = "惠安县螺城镇人民政府", "惠安县洛阳镇人民政府"
PATHS = ("申报表.docx", "身份证.pdf", "毕业证.pdf", "备案表.pdf", "照片.jpg")


def mail(unit: str = UNIT, received: str = "2024-07-01 09:00", **more: object) -> Mail:
    return Mail(f"{unit} 报名材料", {"received": received, "address": f"{len(unit)}@unit.example.com", **more})


def with_all(made: Mail, who: Person, **instead: Any) -> Mail:
    for path, what in zip(PATHS, materials(who), strict=True):
        read = instead.get(what.kind.value, what)
        if read is not None:
            made.add(f"{who.name}/{path}", read, content=f"{who.id_number}{path}{read.model_dump_json()}")
    return made


def stays(office: Office, again: Mail, mended: object) -> None:
    """After validate, after a raised version of the readers, after the same bytes came again."""
    office.validate()
    assert mended == office.applicants()
    office.read_again()
    assert mended == office.applicants()


MISREAD = {"diploma": diploma(ZHANG, school="泉州示范职业学完")}


def test_a_misread_value(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, **MISREAD))
    before = office.applicants()["张三"]
    assert [f["rule"] for f in before["findings"]] == ["D401"] and before["rulings"] == []
    done = office.amend("value", "张三", f"毕业院校={ZHANG.school}")
    assert done["changes"] == [{"name": "张三", "unit": UNIT, "before": before["verdict"], "after": "pass"}]
    mended = office.applicants()["张三"]
    assert mended["verdict"] == "pass" and mended["findings"] == []
    [told] = mended["rulings"]
    assert (told["kind"], told["field"], told["by"], told["reason"]) == ("value", "school", "林经办", "看了原件")
    assert "corrected" not in mended["fields"]["school"], "the record says so, unread by anybody else"
    [shown] = office.run("explain", "张三")
    [paper] = [e for e in shown["exhibits"] if e["kind"] == "diploma"]
    assert "更正" in paper["fields"]["school"] and "泉州示范职业学完" in paper["fields"]["school"]
    office.read_again()
    assert office.applicants()["张三"] == mended
    office.take(with_all(mail(received="2024-07-02 09:00"), ZHANG, **MISREAD))
    again = office.applicants()["张三"]
    assert (again["verdict"], again["fields"]) == ("pass", mended["fields"])
    office.amend("undo", told["seq"])
    assert [f["rule"] for f in office.applicants()["张三"]["findings"]] == ["D401"]


def test_other_bytes_ask_again(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, **MISREAD))
    office.amend("value", "张三", f"school={ZHANG.school}", "--in", "毕业证")
    worse = mail(received="2024-07-02 09:00").add("张三/毕业证.pdf", diploma(ZHANG, school="泉州示范职业字院"))
    office.take(worse)
    findings = {f["rule"]: f for f in office.applicants()["张三"]["findings"]}
    assert findings["D409"]["outcome"] == "review" and "第1号" in findings["D409"]["message"]
    better = mail(received="2024-07-03 09:00").add("张三/毕业证.pdf", diploma(ZHANG))
    office.take(better)
    assert "D409" not in {f["rule"] for f in office.applicants()["张三"]["findings"]}


def test_a_corrected_number_and_name_make_the_right_person(office: Office) -> None:
    other = id_number("1991-01-01", serial=7)
    office.take(with_all(mail(), ZHANG, id_card=id_card(ZHANG, name="张二", id_number=other, birth_date="1991-01-01")))
    assert office.applicants()["张三"]["verdict"] != "pass"
    office.amend("file", "张三/身份证.pdf", "--to", "张三")
    office.amend(
        "value",
        "张三",
        "--in",
        "身份证",
        f"name={ZHANG.name}",
        f"id_number={ZHANG.id_number}",
        f"birth_date={ZHANG.born}",
    )
    people = office.applicants()
    assert list(people) == ["张三"] and people["张三"]["verdict"] == "pass"
    assert people["张三"]["fields"]["id_number"]["corrected"] is True
    assert {r["field"] for r in people["张三"]["rulings"]} == {None, "name", "id_number", "birth_date"}


@pytest.mark.parametrize("wrong", [ZHANG.id_number[:-1] + "579X"[ZHANG.id_number[-1] == "5"], "35052119900307002", "1"])
def test_the_check_digit_outranks_everybody(office: Office, wrong: str) -> None:
    office.take(with_all(mail(), ZHANG))
    office.amend("value", "张三", f"id_number={wrong}", code=2)
    assert "不能作为更正" in office.said and office.run("amend", "list") == []


def test_the_notice_outranks_everybody(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    office.amend("value", "张三", "level=三级", "--in", "申报表")
    assert [f["rule"] for f in office.applicants()["张三"]["findings"]] == ["D407"]


def test_whose_a_file_is(office: Office) -> None:
    loose = mail().add("扫描0001.jpg", photo(), content="loose photo")
    office.take(with_all(with_all(loose, ZHANG, photo=None), LI, photo=None))
    assert office.left() == {"扫描0001.jpg"}
    done = office.amend("file", "扫描0001.jpg", "--to", "李四")
    assert office.left() == set() and done["unassigned"] == 0
    mended = office.applicants()
    assert mended["李四"]["verdict"] == "pass" and mended["张三"]["verdict"] == "correct"
    assert mended["李四"]["materials"]["photo"][0]["path"] == "扫描0001.jpg"
    office.read_again()
    assert office.applicants() == mended
    office.take(mail(received="2024-07-02 09:00").add("再发.jpg", photo(), content="loose photo"))
    assert office.applicants()["李四"]["verdict"] == "pass" and office.left() == set()


def test_a_file_of_another_units_mail(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, photo=None), with_all(mail(OTHER), LI).add("x/9.jpg", photo(), content="p"))
    office.amend("file", "9.jpg", "--to", "张三")
    people = office.applicants()
    assert people["张三"]["verdict"] == "pass" == people["李四"]["verdict"]
    assert people["张三"]["materials"]["photo"][0]["path"] == "x/9.jpg"


def test_what_is_no_material_is_not_asked_for_again(office: Office) -> None:
    office.take(
        with_all(mail(), ZHANG)
        .add("张三/锁.zip", problem=ProblemKind.ENCRYPTED, content="locked")
        .add("头像.jpg", content="logo")
    )
    assert office.left() == {"张三/锁.zip", "头像.jpg"}
    office.amend("file", f"{office.records()[0]['materials']['photo'][0]['message'][:12]}/张三/锁.zip", "--none")
    office.amend("file", "头像.jpg", "--none")
    assert office.left() == set() and office.applicants()["张三"]["verdict"] == "pass"
    office.read_again()
    office.take(mail(received="2024-07-02 09:00").add("又来/头像.jpg", content="logo"))
    assert office.left() == set()
    assert [line for line in office.records() if line["type"] == "message"] == []


def test_what_a_file_is(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, diploma=reading(Kind.LETTER)))
    assert office.applicants()["张三"]["verdict"] == "correct"
    office.amend("file", "张三/毕业证.pdf", "--kind", "毕业证")
    told = {f["rule"] for f in office.applicants()["张三"]["findings"]}
    assert "A102" not in told and "A109" in told, "what stands there is still to be said"
    office.amend("file", "张三/毕业证.pdf", "--to", "张三")
    values = {"name": "张三", "school": ZHANG.school, "education": "大专", "graduation_date": "2015-07-01"}
    values |= {"certificate_number": ZHANG.certificate_number, "专业": ZHANG.major, "conclusion": "毕业"}
    office.amend("value", "张三", *(f"{k}={v}" for k, v in values.items()), "--in", "毕业证")
    mended = office.applicants()["张三"]
    assert mended["verdict"] == "pass", mended["findings"]
    office.read_again()
    assert office.applicants()["张三"] == mended


def test_two_dossiers_of_one_unit_are_one_person(office: Office) -> None:
    card = id_card(ZHANG)
    split = mail().add("a/身份证.pdf", card).add("a/照片.jpg", photo()).add("a/备案表.pdf", record(ZHANG))
    wrong = person("张山", id_number("1971-02-03", serial=3))
    split.add("b/申报表.docx", form(wrong)).add("b/毕业证.pdf", diploma(wrong))
    office.take(split)
    assert set(office.applicants()) == {"张三", "张山"}
    office.amend("same", "张三", "张山", code=2)
    assert ZHANG.id_number[-4:] in office.said and wrong.id_number[-4:] in office.said and "--yes" in office.said
    seq = office.amend("same", "张三", "张山", "--yes")["seqs"][0]
    for words in (("show", "张山"), ("amend", "same", "张三", "张山", "--not"), ("amend", "note", "张山", "x")):
        office.run(*words, code=2)
        assert f"已由第 {seq} 号更正并入张三" in office.said and f"hui-reg amend undo {seq}" in office.said
    assert office.applicants()["张三"]["id_number"] == ZHANG.id_number
    people = office.applicants()
    assert set(people) == {"张三"} and len(people["张三"]["materials"]["application_form"]) == 1
    office.read_again()
    assert office.applicants() == people
    office.amend("undo", 1)
    assert set(office.applicants()) == {"张三", "张山"}


def test_two_who_were_taken_for_one(office: Office) -> None:
    twin = person("张三", ZHANG.id_number[:14] + id_number(ZHANG.born, "男", 400)[14:])
    one, two = id_number("1990-03-07", "女", 11), id_number("1990-03-07", "女", 12)
    first, second = person("张三", one), person("张三", two)
    made = mail().add("1.pdf", id_card(first)).add("2.pdf", form(first))
    made.add("3.pdf", diploma(second, id_number=two))
    office.take(made)
    assert len([r for r in office.records() if r["type"] == "applicant"]) == 1, twin
    office.amend("same", one, two, "--not")
    assert sorted(r["id_number"] for r in office.records() if r["type"] == "applicant") == sorted((one, two))


def test_one_person_of_two_units(office: Office) -> None:
    office.take(with_all(mail(), ZHANG), with_all(mail(OTHER, "2024-07-02 09:00"), ZHANG))
    assert [f["rule"] for f in office.applicants()["张三"]["findings"]] == ["C307"]
    office.amend("same", f"张三@{UNIT}", f"张三@{OTHER}")
    [one] = [line for line in office.records() if line["type"] == "applicant"]
    assert (one["unit"], one["verdict"], one["findings"]) == (UNIT, "pass", [])


def test_a_units_right_name(office: Office) -> None:
    office.take(with_all(mail("惠安县社保局"), ZHANG), with_all(mail("惠安县人社局"), LI))
    office.amend("unit", "社保局", "--is", "惠安县社会保险中心")
    assert {p["unit"] for p in office.applicants().values()} == {"惠安县社会保险中心", "惠安县人社局"}
    office.amend("unit", "惠安县人社局", "--is", "社会保险中心")
    office.take(with_all(mail("惠安县社保局", "2024-07-02 09:00"), WANG))
    people = office.applicants()
    assert {p["unit"] for n, p in people.items() if n != "李四"} == {"惠安县社会保险中心"}
    assert {r["kind"] for r in people["张三"]["rulings"]} == {"unit"}


def test_a_person_changes_unit(office: Office) -> None:
    office.take(with_all(mail(), ZHANG), with_all(mail(OTHER), LI))
    moved = office.amend("person", "张三", "--unit", "洛阳镇")["changes"]
    assert moved == [{"name": "张三", "unit": OTHER, "before": "pass", "after": "pass"}], "one line, not gone and new"
    people = office.applicants()
    assert people["张三"]["unit"] == OTHER and people["张三"]["verdict"] == "pass"
    worse = mail(OTHER, "2024-07-02 09:00").add("张三/照片.jpg", photo(chroma=0.0))
    office.take(worse)
    assert office.applicants()["张三"]["verdict"] == "correct", "the new unit speaks for the person"
    office.read_again()
    office.amend("undo", 1)
    assert office.applicants()["张三"]["unit"] == UNIT or len(office.applicants()) > 2


def test_a_unit_that_has_sent_nothing(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    new = ("person", ZHANG.id_number, "--unit", "惠安县崇武镇人民政府")
    office.run("amend", *new, code=2)
    assert office.applicants()["张三"]["unit"] == UNIT, "a slip of the pen is no unit"
    office.amend(*new, "--new-unit")
    assert office.applicants()["张三"]["unit"] == "惠安县崇武镇人民政府"


def test_withdrawal_and_back(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    office.amend("withdraw", "张三")
    told = office.applicants()["张三"]
    assert told["standing"] == "withdrawn" and told["rulings"][0]["kind"] == "withdraw"
    seq = told["rulings"][0]["seq"]
    office.amend("withdraw", "张三", code=2)
    assert f"amend undo {seq}" in office.said
    [back] = office.amend("undo", seq)["seqs"]
    assert office.applicants()["张三"]["standing"] == "registered" and office.applicants()["张三"]["rulings"] == []
    _back_and_forth(office, seq, back, lambda: office.applicants()["张三"]["standing"] == "withdrawn")


def _back_and_forth(office: Office, said: int, undone: int, counts: Callable[[], bool]) -> None:
    """Undone already by ``undone``: the undoing is undone, the ruling undone anew, and so on, as often as one likes."""
    for _ in range(3):
        [again] = office.amend("undo", undone)["seqs"]
        assert counts()
        office.amend("undo", undone, code=2)
        [undone] = office.amend("undo", said)["seqs"]
        assert not counts()
        office.amend("undo", said, code=2)
        assert again < undone
    [again] = office.amend("undo", undone)["seqs"]
    [undone] = office.amend("undo", again)["seqs"]  # the undoing of an undoing, undone
    assert not counts()
    office.amend("undo", said, code=2)
    office.amend("undo", undone)
    assert counts()


@pytest.mark.parametrize("who", ["张三", "螺城镇"])
def test_a_later_day(office: Office, who: str) -> None:
    office.take(with_all(mail(received="2024-09-01 09:00"), ZHANG))
    assert [f["rule"] for f in office.applicants()["张三"]["findings"]] == ["C306"]
    office.amend("extend", who, "2024-08-31")
    assert [f["rule"] for f in office.applicants()["张三"]["findings"]] == ["C306"]
    office.amend("extend", who, "2024-09-01")
    assert office.applicants()["张三"]["findings"] == []
    assert [line for line in office.records() if line["type"] == "message"] == []


def test_a_note_changes_nothing_and_is_told(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    before = office.applicants()["张三"]
    office.amend("note", "张三", "电话说照片下周补")
    assert office.applicants()["张三"] | {"rulings": []} == before
    assert [one["text"].partition("：")[2] for one in office.run("amend", "list")] == ["电话说照片下周补"]


@pytest.mark.parametrize("own", [True, False])
def test_one_ruling_settles_all_unconfirmed_senders_of_a_unit(office: Office, own: bool) -> None:
    strange = mail(received="2024-07-02 09:00", address="second@qq.example.com")
    for who in (ZHANG, LI):
        strange.add(f"{who.name}/照片.jpg", photo(chroma=0.0), content=f"grey{who.name}")
    office.take(with_all(with_all(mail(), ZHANG), LI), strange)
    assert {p["verdict"] for p in office.applicants().values()} == {"review"}
    office.amend("unit", "螺城", "--address", "Second@QQ.example.com", *([] if own else ["--not"]))
    people = office.applicants()
    assert {p["verdict"] for p in people.values()} == {"correct" if own else "pass"}
    assert all("D408" not in {f["rule"] for f in p["findings"]} for p in people.values())


def test_first_addresses_are_confirmed_at_one_look(office: Office) -> None:
    office.take(with_all(mail(), ZHANG), with_all(mail(OTHER, address="o@unit.example.com"), LI))
    done = office.run("amend", "unit", "--confirm", "--dry-run")
    assert len(done["rulings"]) == 2 and office.run("amend", "list") == []
    office.amend("unit", "--confirm", code=2)
    assert "没有确认" in office.said and "--yes" in office.said and office.run("amend", "list") == [], "nobody looked"
    office.amend("unit", "--confirm", "--yes")
    assert len(office.run("amend", "list")) == 2
    assert office.run("amend", "unit", "--confirm") == {"seqs": [], "addresses": [], "dry_run": False}


def test_an_ambiguous_name_lists_whom_it_may_mean(office: Office) -> None:
    other = person("张三", id_number("1980-05-05", serial=9))
    office.take(with_all(mail(), ZHANG), with_all(mail(OTHER), other))
    office.amend("note", "张三", "x", code=2)
    assert "符合的有 2 人" in office.said and UNIT in office.said and OTHER in office.said
    assert ZHANG.id_number not in office.said
    office.amend("note", "张三@洛阳", "x")
    office.amend("note", ZHANG.id_number[-4:], "x")
    office.amend("note", "赵六", "x", code=2)


def test_a_dry_run_writes_nothing_and_tells_what_would_be(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, **MISREAD))
    done = office.amend("value", "张三", f"school={ZHANG.school}", "--dry-run")
    assert done["changes"][0]["after"] == "pass" and done["dry_run"]
    assert office.applicants()["张三"]["verdict"] != "pass" and office.run("amend", "list") == []


def test_several_are_undone_together_or_none(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    said = office.amend("value", "张三", "姓名=张叁", "--in", "全部")["seqs"]
    assert len(said) > 2
    office.amend("undo", *said, 999, code=2)
    assert set(office.applicants()) == {"张叁"}
    office.amend("undo", *said, said[0])
    assert set(office.applicants()) == {"张三"} and office.applicants()["张三"]["rulings"] == []


@pytest.mark.parametrize("which", ["1-99999", "2", "1-3", "3"])
def test_what_is_not_there_is_not_undone_and_nothing_with_it(office: Office, which: str) -> None:
    office.take(with_all(mail(), ZHANG))
    office.amend("note", "张三", "来过电话")
    office.amend("undo", which, code=2)
    assert "最后一条更正是第 1 号" in office.said and "一条也没有撤回" in office.said
    assert len(office.run("amend", "list")) == 1


SAID_TWICE = (
    ("value", "张三", f"school={ZHANG.school}", "major=行政管理", "--in", "毕业证"),
    ("file", "头像.jpg", "--none"),
    ("file", "张三/毕业证.pdf", "--kind", "毕业证", "--to", "张三"),
    ("unit", "螺城", "--is", "惠安县螺城镇便民服务中心"),
    ("unit", "螺城", "--address", "second@qq.example.com"),
    ("person", "张三", "--new-unit", "--unit", OTHER),
    ("extend", "螺城", "2024-09-10"),
    ("extend", "张三", "2024-09-10"),
)


@pytest.mark.parametrize("words", SAID_TWICE, ids=lambda words: f"{words[0]} {words[-2]}")
def test_what_is_said_twice_is_entered_once(office: Office, words: tuple[str, ...]) -> None:
    office.take(with_all(mail(), ZHANG, **MISREAD).add("头像.jpg", content="logo"))
    first = office.amend(*words)
    assert first["already"] == []
    after, said = office.applicants(), office.run("amend", "list")
    if words[0] in ("unit", "person") and words[-2] in ("--is", "--unit"):
        office.amend(*words, code=2)  # it is so already, and told
    else:
        again = office.amend(*words)
        assert (again["seqs"], again["already"], again["changes"]) == (first["seqs"], sorted(first["seqs"]), [])
    assert office.applicants() == after and office.run("amend", "list") == said
    if words[0] == "value":
        office.amend("value", "张三", "school=泉州示范职业大学", "--in", "毕业证")
        office.amend(*words)
        assert office.applicants()["张三"]["verdict"] == "pass", "what was said otherwise meanwhile is said anew"


def late(office: Office) -> list[str]:
    return [f["rule"] for f in office.applicants()["张三"]["findings"] if f["rule"] == "C306"]


def test_a_later_day_is_shortened_whatever_the_unit_is_called_by_then(office: Office) -> None:
    office.take(with_all(mail(received="2024-09-03 09:00"), ZHANG))
    office.amend("extend", "螺城", "2024-09-10")
    assert late(office) == []
    office.amend("unit", "螺城", "--is", "惠安县螺城镇便民服务中心")
    assert late(office) == []
    seq = office.amend("extend", "便民服务中心", "2024-09-01")["seqs"][0]
    assert late(office) == ["C306"]
    office.amend("undo", seq)
    assert late(office) == []


def test_an_address_is_denied_whatever_the_unit_is_called_by_then(office: Office) -> None:
    strange = mail(received="2024-07-02 09:00", address="second@qq.example.com")
    office.take(with_all(mail(), ZHANG), strange.add("张三/照片.jpg", photo(chroma=0.0), content="grey"))
    office.amend("unit", "螺城", "--address", "second@qq.example.com")
    assert office.applicants()["张三"]["verdict"] == "correct"
    office.amend("unit", "螺城", "--is", "惠安县螺城镇便民服务中心")
    office.amend("unit", "便民", "--address", "second@qq.example.com", "--not")
    assert office.applicants()["张三"]["verdict"] == "pass"


def test_an_undone_undoing_counts_again(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, **MISREAD))
    seq = office.amend("value", "张三", f"school={ZHANG.school}")["seqs"][0]
    [undone] = office.amend("undo", seq)["seqs"]
    office.amend("undo", seq, code=2)
    _back_and_forth(office, seq, undone, lambda: office.applicants()["张三"]["verdict"] == "pass")


def test_a_weak_reading_is_confirmed(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, diploma=diploma(ZHANG, graduation_date=unsure("2015-07-01"))))
    office.amend("value", "张三", "graduation_date=2015年7月1日", "--in", "毕业证.pdf")
    told = office.applicants()["张三"]
    assert told["verdict"] == "pass"


def decided(office: Office, who: str, **paid: str) -> None:
    """Both reviews pass somebody, who pays."""
    from datetime import UTC, date, datetime

    from hui_reg.desk.workspace import open_workspace
    from hui_reg.model import Entry
    from hui_reg.store import entries, results

    with open_workspace(office.root) as workspace, workspace.database.begin() as connection:
        [one] = [p for p in results.load_listed(connection) if who in (p.name, p.id_number)]
        at = {"applicant": one.key, "on": date(2024, 7, 10), "recorded_at": datetime.now(UTC), "by": "审核员"}
        told = {"choice": "pass", "version": one.version, "name": one.name, "remark": "看过"}
        made = [Entry(kind=kind, data=told, **at) for kind in ("first_review", "second_review")]
        fee = {"purpose": "registration", "amount": "1380.00", "receipt": "R1", "basis": "named"}
        entries.append(connection, [*made, Entry(kind="payment", data=fee, **at)])


def test_what_a_decision_rests_on_has_changed(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    decided(office, "张三")
    assert office.applicants()["张三"]["standing"] == "paid"
    office.amend("note", "张三", "来过电话")
    assert office.applicants()["张三"]["standing"] == "paid", "a note is no change"
    seq = office.amend("value", "张三", "address=福建省惠安县螺城镇示范路2号")["seqs"][0]
    assert office.applicants()["张三"]["standing"] == "to_confirm"
    office.amend("undo", seq)
    assert office.applicants()["张三"]["standing"] == "paid"
    office.amend("value", "张三", f"school={ZHANG.school}", "--in", "毕业证")
    assert office.applicants()["张三"]["standing"] == "paid", "it says what was read anyway"


@pytest.mark.parametrize("how", ["number", "unit", "person"])
def test_what_was_paid_goes_with_the_person(office: Office, how: str) -> None:
    wrong = person("张三", id_number("1990-07-21", serial=5))
    office.take(with_all(mail(), wrong))
    decided(office, "张三")
    if how == "number":
        right = ZHANG.id_number
        office.amend("value", "张三", f"id_number={right}", f"birth_date={ZHANG.born}", "--in", "全部")
    elif how == "unit":
        office.amend("unit", UNIT, "--is", "螺城街道办事处")
    else:
        office.amend("person", "张三", "--unit", "崇武镇人民政府", "--new-unit")
    [one] = office.run("show", "张三")
    assert one["stage"] == "to_confirm" and "payment" in {entry["kind"] for entry in one["history"]}
    assert len([r for r in office.records() if r["type"] == "applicant"]) == 1


def test_mended_values_reach_roster_letter_and_sheet(office: Office) -> None:
    office.take(with_all(mail(), ZHANG, **MISREAD))
    office.amend("value", "张三", "毕业院校=闽海示范大学", "--in", "毕业证")
    office.amend("value", "张三", "毕业院校=闽海示范大学", "--in", "备案表")
    office.amend("value", "张三", "毕业院校=闽海示范大学", "--in", "申报表")
    assert office.applicants()["张三"]["fields"]["school"] == {
        "value": "闽海示范大学", "confidence": 1.0, "corrected": True,
        "sha256": office.applicants()["张三"]["fields"]["school"]["sha256"],
    }  # fmt: skip
    decided(office, "张三")
    book = office.root / "out"
    office.run("export", "roster", "--output", book / "汇总.xls")
    office.run("export", "review", "--output", book / "审核")
    written = {path.suffix for path in book.rglob("*") if path.is_file()}
    assert {".xls", ".xlsx"} <= written
    assert any("闽海示范大学" in text for text in sheets_of(book))


def sheets_of(folder):
    import openpyxl

    for path in folder.rglob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        yield from (str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_reader_of_the_kind_that_was_said_reads_the_page(office: Office) -> None:
    """A diploma without a title that any reader knows was taken for a letter: said to be one, it is read as one."""
    office.take(with_all(mail(), ZHANG, diploma=None).add("张三/扫描7.pdf", reading(Kind.LETTER), content="untitled"))
    sha256 = next(sha256 for sha256, read in office.read.items() if read.readings[0].kind is Kind.LETTER)
    office.as_asked[sha256] = {"diploma:": diploma(ZHANG)}
    assert "A102" in {f["rule"] for f in office.applicants()["张三"]["findings"]}
    office.amend("file", "张三/扫描7.pdf", "--kind", "毕业证", "--to", "张三")
    mended = office.applicants()
    assert mended["张三"]["verdict"] == "pass"
    stays(office, mail(), mended)
    office.amend("undo", "1-2")
    assert "A102" in {f["rule"] for f in office.applicants()["张三"]["findings"]}


def test_a_renamed_unit_is_the_employer_under_its_right_name(office: Office) -> None:
    """The form still says the old name; the roster bears the right one, and undone the old one again."""
    right = "惠安县螺城镇便民服务中心"
    office.take(with_all(mail(), ZHANG))
    office.amend("unit", "螺城", "--is", right)
    told = office.applicants()["张三"]
    assert (told["unit"], told["fields"]["employer"]["value"]) == (right, right)
    office.amend("undo", "1")
    assert office.applicants()["张三"]["fields"]["employer"]["value"] == UNIT


def test_several_papers_that_say_otherwise_are_asked_about(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    office.amend("value", "张三", "毕业院校=闽海示范大学", code=2)
    assert "毕业证" in office.said and "备案表" in office.said and "--in" in office.said
    office.amend("value", "张三", "毕业院校=闽海示范大学", "--in", "毕业证")


def test_a_cards_period_by_the_names_that_people_give_it(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    done = office.amend("value", "张三", "有效期至=2039-01-31", "--in", "身份证")
    assert ["身份证上的有效期止" in text for text in done["rulings"]] == [True]
    done = office.amend("value", "张三", "有效期限=2019.01.31-2039.01.31")
    assert ["有效期起" in text or "有效期止" in text for text in done["rulings"]] == [True, True]


def test_a_unit_meant_by_a_part_of_its_name_is_asked_about(office: Office) -> None:
    office.take(with_all(mail(), ZHANG), with_all(mail(OTHER), LI))
    office.amend("unit", "洛阳", "--is", "螺城", code=2)
    assert f"是不是：{UNIT}？" in office.said
    assert {one["unit"] for one in office.applicants().values()} == {UNIT, OTHER}
    office.amend("unit", "洛阳", "--is", "螺城", "--new-unit")
    assert {one["unit"] for one in office.applicants().values()} == {UNIT, "螺城"}


def test_what_is_asked_for_wrongly_is_told_in_its_own_words(office: Office) -> None:
    office.take(with_all(mail(), ZHANG))
    office.run("amend", "list", "火星", code=2)
    assert "没有找到“火星”" in office.said
    assert office.run("amend", "list", "张三") == [] and office.run("amend", "list", "螺城") == []
    office.amend("file", "照片.jpg", "--to", "张三", "--none", code=2)
    assert "--to 和 --none 不能一起写" in office.said
    office.amend("value", "联系电话=13900000001", "张三", code=2)
    assert "请先写申报人" in office.said
    office.amend("value", "张三", "联系电话=13900000001", "--in", "身份证", code=2)
    assert "身份证上没有联系电话这一项" in office.said and "申报表" in office.said
    office.amend("file", "照片", "--to", "张三", code=2)
    assert "张三/照片.jpg" in office.said, "what is called nearly so is proposed"
    assert office.run("amend", "list") == []


def test_a_paper_that_bears_anothers_number_is_given_away_with_a_word(office: Office) -> None:
    office.take(with_all(with_all(mail(), ZHANG), LI := person("李四", id_number(serial=5))))
    office.amend("file", "李四/身份证.pdf", "--to", "张三", "--dry-run")
    assert "文件上写的是李四" in office.said
    office.amend("file", "李四/身份证.pdf", "--to", LI.name, "--dry-run")
    assert "文件上写的是" not in office.said
