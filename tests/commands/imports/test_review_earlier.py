"""Decisions under a key that nobody bears any more: told to the right person, never in force, never shared."""

import json
from datetime import date

import pytest
from openpyxl import load_workbook

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.history.decisions import Stage
from hui_reg.history.following import follow
from hui_reg.history.state import fold
from hui_reg.model import Entry, Verdict
from hui_reg.review import columns
from hui_reg.store import results
from hui_reg.store.results import Listed
from tests import builders
from tests.commands.test_review import as_proposed, fill, ledger, run, stored
from tests.review import batch as people

UNIT, OTHER = people.UNITS[:2]
OLD, NEW = builders.id_number("1990-03-07"), builders.id_number("1991-04-08")


def someone(name, number="", unit=UNIT):
    return Listed(f"{unit}|{number or name}", unit, name, number, Verdict.PASS, "v")


def passed(key, name="", seq=1):
    return Entry(
        seq=seq, applicant=key, kind=Stage.FIRST, on=date(2024, 7, 6), by="甲",
        recorded_at=builders.moment("2024-07-06 10:00"), data={"choice": "pass", "name": name},
    )  # fmt: skip


def held(*keys, name="张三"):
    return fold(passed(key, name, seq) for seq, key in enumerate(keys, 1))


def told(carried):
    return {key: [(e.stage, e.plain) for e in several] for key, several in carried.told.items()}


def test_a_number_read_at_last():
    carried = follow(held(f"{UNIT}|张三"), [someone("张三", NEW)])
    assert told(carried) == {f"{UNIT}|{NEW}": [(Stage.FIRST, True)]}
    (earlier,) = carried.told[f"{UNIT}|{NEW}"]
    assert earlier.sentence == "※ 读到证件号之前的初审意见“通过”已不作数，请重新确认"


def test_a_unit_spelled_in_full():
    carried = follow(held(f"{UNIT}|{OLD}"), [someone("张三", OLD, OTHER)])
    assert told(carried) == {f"{OTHER}|{OLD}": [(Stage.FIRST, True)]}
    assert "单位名称更正前" in carried.told[f"{OTHER}|{OLD}"][0].sentence


def test_a_valid_number_replaced_by_another_may_be_somebody_else():
    carried = follow(held(f"{UNIT}|{OLD}"), [someone("张三", NEW)])
    assert told(carried) == {f"{UNIT}|{NEW}": [(Stage.FIRST, False)]}
    sentence = carried.told[f"{UNIT}|{NEW}"][0].sentence
    assert "张三（350521********" in sentence
    assert OLD not in sentence
    assert "没有采用" in sentence


def test_a_chain_of_changes_is_followed_to_its_end():
    """No number, then the number, then the unit in full; and three spellings of the unit."""
    today = someone("张三", NEW, OTHER)
    carried = follow(held(f"{UNIT}|张三", f"{UNIT}|{NEW}"), [today])
    assert told(carried) == {today.key: [(Stage.FIRST, True)] * 2}
    assert [entry.seq for entry in carried.states[today.key].history] == [1, 2]
    assert carried.lost == ()
    thrice = follow(held(f"甲|{NEW}", f"乙|{NEW}", "甲|张三"), [today])
    assert [entry.seq for entry in thrice.states[today.key].history] == [1, 2, 3]


def test_a_number_corrected_twice_is_told_each_time():
    third = builders.id_number("1992-05-09")
    carried = follow(held(f"{UNIT}|{OLD}", f"{UNIT}|{NEW}"), [someone("张三", third)])
    assert told(carried) == {f"{UNIT}|{third}": [(Stage.FIRST, False)] * 2}
    assert len(carried.lost) == 2


def test_a_chain_that_parts_is_followed_no_further():
    today = [someone("张三", NEW, OTHER), someone("张三", OLD, OTHER)]
    carried = follow(held(f"{UNIT}|张三", f"{UNIT}|{NEW}", f"{UNIT}|{OLD}"), today)
    assert [[e.seq for e in carried.states[p.key].history] for p in today] == [[2], [3]]
    assert [person.key for person in carried.lost] == [f"{UNIT}|张三"]


def test_a_corrected_name_keeps_its_key_when_there_is_a_number():
    assert follow(held(f"{UNIT}|{OLD}", name="张山"), [someone("张三", OLD)]).told == {}


def test_a_corrected_name_without_a_number_is_nobodys():
    carried = follow(held(f"{UNIT}|张山", name="张山"), [someone("张三")])
    assert carried.told == {}
    assert [e.who for e in carried.ownerless] == ["张山"]


def test_two_people_of_one_name_share_no_decision():
    both = [someone("张三", NEW), someone("张三", OLD)]
    assert told(follow(held(f"{UNIT}|张三"), both)) == {p.key: [(Stage.FIRST, False)] for p in both}


def test_two_old_keys_that_lead_to_one_person_are_neither_plain():
    carried = follow(held(f"{UNIT}|张三", f"{OTHER}|{NEW}"), [someone("张三", NEW)])
    assert told(carried) == {f"{UNIT}|{NEW}": [(Stage.FIRST, False), (Stage.FIRST, False)]}


def test_one_number_from_two_units_is_not_plain():
    carried = follow(held(f"别处|{OLD}"), [someone("张三", OLD), someone("张三", OLD, OTHER)])
    assert {plain for several in told(carried).values() for _, plain in several} == {False}


def test_a_namesake_in_another_unit_is_not_meant():
    carried = follow(held(f"{UNIT}|张三"), [someone("张三", NEW, OTHER)])
    assert carried.told == {}
    assert len(carried.ownerless) == 1


def test_whoever_has_decided_anew_is_told_no_more():
    decisions = held(f"{UNIT}|张三", f"{UNIT}|{NEW}")
    assert follow(decisions, [someone("张三", NEW)]).told == {}


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ((UNIT, ""), (UNIT, NEW), "读到证件号之前"),
        ((UNIT, OLD), (OTHER, OLD), "单位名称更正前"),
        ((UNIT, OLD), (UNIT, NEW), "看不出是不是这个人的"),
    ],
)
def test_it_is_asked_for_again_and_holds_up_the_second_review(before, after, word, tmp_path, capsys):
    def as_read(unit, number):
        base = people.assessment(Verdict.PASS, "张三", unit=unit)
        changes = {"id_number": number, "key": f"{unit}|{number or '张三'}"}
        return base.model_copy(update={"dossier": base.dossier.model_copy(update=changes)})

    root = tmp_path / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    stored(root, [as_read(*before)])
    run(root, "export", "review", "--output", tmp_path / "1.xlsx")
    fill(tmp_path / "1.xlsx", as_proposed)
    assert run(root, "import", "review", tmp_path / "1.xlsx") == 0
    assert ledger(root)[0].data["name"] == "张三"
    with open_workspace(root) as opened, opened.database.begin() as connection:
        (kept,) = results.load_assessments(connection)
        changes = {"unit": after[0], "id_number": after[1], "key": f"{after[0]}|{after[1]}"}
        now = kept.model_copy(update={"dossier": kept.dossier.model_copy(update=changes)})
        results.save_validation(connection, [now], (), ())
    capsys.readouterr()
    assert run(root, "export", "review", "--stage", "second", "--output", tmp_path / "s.xlsx") == 0
    assert "须先在初审表中重新确认" in capsys.readouterr().err
    assert not (tmp_path / "s.xlsx").exists()
    assert run(root, "export", "package", "--output", tmp_path / "p.zip", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["people"], answer["held_up"]) == (0, 1)
    run(root, "export", "review", "--output", tmp_path / "2.xlsx", "--json")
    assert json.loads(capsys.readouterr().out)["to_confirm"] == 1
    (row,) = load_workbook(tmp_path / "2.xlsx")[columns.SHEET].iter_rows(min_row=3, values_only=True)
    order = [c.id for c in columns.columns(Stage.FIRST)]
    assert word in str(row[order.index("problems")])
    assert row[order.index("first_review_choice")] is None
    fill(tmp_path / "2.xlsx", as_proposed)
    assert run(root, "import", "review", tmp_path / "2.xlsx") == 0
    assert ledger(root)[-1].applicant == now.dossier.key
    assert run(root, "export", "review", "--stage", "second", "--output", tmp_path / "s.xlsx") == 0
    assert (tmp_path / "s.xlsx").exists()
