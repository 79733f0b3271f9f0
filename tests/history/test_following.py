"""What becomes of the history of a key that nobody bears any more: whose it is, who is told, what is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from hui_reg.history.following import Earlier, Followed, follow
from hui_reg.history.people import Person
from hui_reg.history.state import fold
from hui_reg.model import Entry
from hui_reg.notation.resident_id import mask
from tests.builders import id_number
from tests.ledger.people import entry

ONE, TWO, THIRD = (id_number("1990-03-07", serial=serial) for serial in (1, 2, 3))
JIA, YI = "甲镇", "乙镇"
NAMED = f"{JIA}|张三"


def bearer(number: str = "", name: str = "张三", unit: str = JIA) -> Person:
    return Person(key=f"{unit}|{number or name}", unit=unit, name=name, id_number=number)


def decided(key: str, seq: int = 1, stage: str = "first_review", choice: str = "pass", name: str = "") -> Entry:
    return entry(seq, key, stage, choice=choice, name=name, version="1")


def registered(key: str, seq: int, **who: Any) -> Entry:
    return entry(seq, key, "registered", **who)


def followed(entries: list[Entry], *people: Person, today: Callable[[str], str] = str) -> Followed:
    return follow(fold(entries), people, today)


def told(found: Followed) -> dict[str, list[tuple[str, bool]]]:
    """Of whom people are told, by key."""
    return {key: [(one.former.key, one.plain) for one in several] for key, several in found.told.items()}


def kept(found: Followed) -> dict[str, list[int]]:
    return {key: [one.seq for one in state.history] for key, state in found.states.items()}


def test_a_number_read_at_last() -> None:
    today = bearer(ONE)
    found = followed([decided(NAMED), decided(NAMED, 2, "second_review", "correct")], today)
    assert kept(found) == {today.key: [1, 2]}
    assert (found.lost, found.ownerless) == ((), ())
    assert [one.sentence for one in found.told[today.key]] == [
        "※ 读到证件号之前的初审意见“通过”已不作数，请重新确认",
        "※ 读到证件号之前的复核意见“需补正”已不作数，请重新确认",
    ]
    assert told(found) == {today.key: [(NAMED, True), (NAMED, True)]}
    assert [d.former.key for d in found.states[today.key].decisions.values() if d.former] == [NAMED, NAMED]


def test_a_unit_spelled_in_full() -> None:
    today = bearer(ONE, unit="甲镇便民服务中心")
    found = followed([decided(f"{JIA}|{ONE}")], today)
    assert [one.sentence for one in found.told[today.key]] == ["※ 单位名称更正前的初审意见“通过”已不作数，请重新确认"]
    assert kept(found) == {today.key: [1]}


def test_the_same_number_goes_before_the_same_name() -> None:
    moved, namesake = bearer(ONE, unit=YI), bearer(TWO)
    found = followed([decided(f"{JIA}|{ONE}", name="张三")], namesake, moved)
    assert told(found) == {moved.key: [(f"{JIA}|{ONE}", True)]}


def test_of_two_namesakes_neither_gets_it_and_both_are_told() -> None:
    people = bearer(ONE), bearer(TWO)
    found = followed([decided(NAMED)], *people)
    assert told(found) == {person.key: [(NAMED, False)] for person in people}
    assert kept(found) == {NAMED: [1]}
    assert found.lost == (Person(key=NAMED, unit=JIA, name="张三", id_number=""),)
    assert found.ownerless == ()
    said = "※ 先前的张三曾有初审意见“通过”，看不出是不是这个人的，没有采用；请核对后重新审核"
    assert found.told[people[0].key][0].sentence == said


def test_another_number_under_one_name_is_perhaps_another_person() -> None:
    today = bearer(ONE)
    found = followed([decided(f"{JIA}|{TWO}", name="张三")], today)
    assert told(found) == {today.key: [(f"{JIA}|{TWO}", False)]}
    assert found.told[today.key][0].who == f"张三（{mask(TWO)}）"
    assert found.lost == (Person(key=f"{JIA}|{TWO}", unit=JIA, name="张三", id_number=TWO),)


def test_who_it_was_without_name_or_number() -> None:
    for key, name, who in ((f"{JIA}|{TWO}", "", mask(TWO)), (NAMED, "", "张三")):
        (earlier,) = followed([decided(key, name=name)]).ownerless
        assert earlier.who == who


def test_where_nobody_can_be_meant() -> None:
    found = followed([decided(NAMED), decided(NAMED, 2, "second_review")], bearer(ONE, "李四"), bearer(TWO, unit=YI))
    assert found.told == {}
    assert [(one.stage.value, one.plain) for one in found.ownerless] == [
        ("first_review", False), ("second_review", False),
    ]  # fmt: skip
    assert [person.key for person in found.lost] == [NAMED]


@pytest.mark.parametrize(
    ("kind", "data", "stays"),
    [
        ("registered", {"unit": JIA, "name": "张三"}, False),
        ("request", {"asked": "补身份证"}, False),
        ("reminder", {"until": "2024-07-05"}, False),
        ("payment", {"purpose": "registration", "amount": "1380.00"}, True),
        ("training", {"hours": "33.8"}, True),
    ],
)
def test_who_was_merely_registered_may_go(kind: str, data: dict[str, Any], stays: bool) -> None:
    found = followed([entry(1, NAMED, kind, **data)])
    assert [person.key for person in found.lost] == ([NAMED] if stays else [])
    assert kept(found) == ({NAMED: [1]} if stays else {})


def test_the_registration_tells_who_it_was() -> None:
    odd = registered("旧键", 1, unit=JIA, name="张三", id_number="")
    today = bearer(ONE)
    found = followed([odd, decided("旧键", 2)], today)
    assert kept(found) == {today.key: [1, 2]}
    bare = followed([entry(1, "旧键", "registered"), decided("旧键", 2)], today)
    assert bare.lost == (Person(key="旧键", unit="", name="", id_number=""),)


def test_without_a_registration_a_decision_tells_the_name() -> None:
    key = f"{JIA}|{ONE}"
    found = followed([decided(key), decided(key, 2, "second_review", name="张三")])
    assert [person.name for person in found.lost] == ["张三"]


def test_who_has_decided_anew_is_told_no_more_of_what_was_before() -> None:
    today = bearer(ONE)
    old = [decided(NAMED), decided(NAMED, 2, "second_review")]
    for stage, left in (("first_review", "second_review"), ("second_review", "first_review")):
        found = followed([*old, decided(today.key, 3, stage)], today)
        assert [one.stage.value for one in found.told[today.key]] == [left]
        assert kept(found) == {today.key: [1, 2, 3]}
    only_money = entry(3, today.key, "payment", purpose="registration", amount="1380.00")
    assert len(followed([*old, only_money], today).told[today.key]) == 2


def test_staff_say_whose_it_is() -> None:
    people = bearer(ONE), bearer(TWO)
    found = followed([decided(NAMED)], *people, today={NAMED: people[1].key}.get)  # type: ignore[arg-type]
    assert told(found) == {people[1].key: [(NAMED, True)]}
    assert kept(found) == {people[1].key: [1]}
    unknown = followed([decided(NAMED)], *people, today=lambda _: "niemand")
    assert told(unknown) == {person.key: [(NAMED, False)] for person in people}


def test_two_old_keys_that_lead_to_one_person() -> None:
    today = bearer(ONE)
    moved = f"{YI}|{ONE}"
    mixed = followed([decided(NAMED), decided(moved, 2)], today)
    assert told(mixed) == {today.key: [(NAMED, False), (moved, False)]}
    assert {person.key for person in mixed.lost} == {NAMED, moved}
    both = followed([decided(f"丙镇|{ONE}"), decided(moved, 2)], today)
    assert told(both) == {today.key: [(f"丙镇|{ONE}", True), (moved, True)]}
    assert kept(both) == {today.key: [1, 2]}
    spaced = followed(
        [decided(NAMED), decided(f"{JIA}|张 三", 2)], bearer("", "张三", JIA).model_copy(update={"key": "x"})
    )
    assert told(spaced) == {"x": [(NAMED, False), (f"{JIA}|张 三", False)]}
    said = followed([decided(NAMED), decided(moved, 2)], today, today={NAMED: today.key, moved: moved}.get)  # type: ignore[arg-type]
    assert told(said) == {today.key: [(NAMED, True), (moved, True)]}


def test_a_chain_of_changes() -> None:
    there, today = f"{JIA}|{ONE}", bearer(ONE, unit=YI)
    found = followed([decided(NAMED), decided(there, 2, name="张三")], today)
    assert told(found) == {today.key: [(NAMED, True), (there, True)]}
    assert kept(found) == {today.key: [1, 2]}
    assert found.ownerless == ()


def test_a_chain_that_forks_or_ends_nowhere_is_none() -> None:
    there, other, today = f"{JIA}|{ONE}", f"{JIA}|{TWO}", bearer(ONE, unit=YI)
    forked = followed([decided(NAMED), decided(there, 2, name="张三"), decided(other, 3, name="张三")], today)
    assert told(forked) == {today.key: [(there, True)]}
    assert {one.former.key for one in forked.ownerless} == {NAMED, other}
    assert {person.key for person in forked.lost} == {NAMED, other}
    nowhere = followed([decided(NAMED), decided(there, 2, name="张三")], bearer(THIRD, "李四"))
    assert (told(nowhere), len(nowhere.ownerless)) == ({}, 2)


def test_a_chain_leads_only_where_its_end_surely_does() -> None:
    there, moved, today = f"{JIA}|{ONE}", f"丙镇|{ONE}", [bearer(ONE, unit=YI), bearer(ONE, unit="丁镇")]
    found = followed([decided(NAMED), decided(there, 2, name="张三")], *today)
    assert told(found) == {one.key: [(NAMED, False), (there, False)] for one in today}
    several = followed([decided(NAMED), decided(there, 2, name="张三"), decided(moved, 3)], today[0])
    assert told(several) == {today[0].key: [(NAMED, True), (there, True), (moved, True)]}


def test_people_of_today_keep_their_own() -> None:
    today = bearer(ONE)
    found = followed([decided(today.key)], today)
    assert (kept(found), found.told, found.lost, found.ownerless) == ({today.key: [1]}, {}, (), ())
    assert followed([], today) == Followed({}, (), {}, ())


def test_reviews_that_passed_and_are_claimed_by_nobody() -> None:
    namesakes = bearer(ONE), bearer(TWO), bearer(ONE, unit=YI), bearer(TWO, unit=YI)
    both = [decided(NAMED), decided(f"{YI}|张三", 2)]
    found = followed(both, *namesakes)
    assert [one.former.key for one in found.unclaimed()] == [NAMED, f"{YI}|张三"]
    assert [one.former.key for one in found.unclaimed([YI])] == [f"{YI}|张三"]
    assert found.unclaimed(["丙镇"]) == []
    for entries in (
        [decided(NAMED, choice="correct")],
        [decided(NAMED, stage="second_review")],
        [decided(NAMED, choice="hold"), decided(NAMED, 2, "second_review")],
    ):
        assert followed(entries, *namesakes).unclaimed() == []
    assert followed([decided(NAMED)], bearer(ONE)).unclaimed() == [], "it is plain whose it is"
    assert all(isinstance(one, Earlier) for one in found.unclaimed())
