"""Who is meant by what somebody says: every way of saying it leads to the same person, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.errors import HuiRegError
from hui_reg.history.lookup import find, shown, unit_named, units_like
from hui_reg.history.people import Person
from hui_reg.notation.resident_id import mask
from tests import builders as b

SOCIAL, MEDICAL = "惠安县行政服务中心社保窗口", "惠安县行政服务中心医保窗口"


def person(name: str, unit: str = SOCIAL, number: str | None = None) -> Person:
    known = b.person(name, number)
    return Person(key=f"{unit}|{known.id_number or name}", unit=unit, name=name, id_number=known.id_number)


PEOPLE = [
    person("张三"), person("张三", MEDICAL, b.id_number("1991-01-01")), person("欧阳晓雯"), person("阿依古丽·买买提"),
    person("李四", MEDICAL, ""), person("王五", number=b.id_number("1980-02-02", serial=11)),
]  # fmt: skip


@given(st.sampled_from(PEOPLE), st.sampled_from(["", "@{}", "＠{}", " @ {}", "（{}）", "({})"]), st.data())
def test_every_way_of_saying_it_finds_the_person(who: Person, at: str, data: st.DataObject) -> None:
    said = [who.name, f"{who.name}{who.id_number[-4:]}", f"{who.name}（{who.id_number[-4:]}）"]
    if who.id_number:
        said += [who.id_number, who.id_number.lower(), mask(who.id_number), who.id_number[-4:]]
        said += [f"{who.id_number[:6]} {who.id_number[6:14]} {who.id_number[14:]}"]
    else:
        said = [who.name]
    text = data.draw(st.sampled_from(said)) + at.format(data.draw(st.sampled_from([who.unit, who.unit[-4:]])))
    found = find(PEOPLE, text)
    assert who in found
    assert all(one.name == who.name or one.id_number[-4:] == who.id_number[-4:] for one in found)


def test_a_unit_tells_namesakes_apart() -> None:
    assert len(find(PEOPLE, "张三")) == 2
    assert [one.unit for one in find(PEOPLE, "张三@医保")] == [MEDICAL]
    assert find(PEOPLE, "阿依古丽买买提")[0].name == "阿依古丽·买买提"


@pytest.mark.parametrize(
    ("said", "meant"),
    [("欧阳晓文", "欧阳晓雯"), ("晓雯", "欧阳晓雯"), ("张三@交通", "张三"), ("9999", "姓名"), ("赵钱", "姓名")],
)
def test_nobody_is_answered_with_whom_it_may_be(said: str, meant: str) -> None:
    with pytest.raises(HuiRegError) as error:
        find(PEOPLE, said)
    assert meant in error.value.hint
    assert not any(one.id_number and one.id_number in error.value.hint for one in PEOPLE)


def test_a_number_that_is_not_there_is_not_repeated_whole() -> None:
    number = b.id_number("1999-09-09")
    with pytest.raises(HuiRegError) as error:
        find(PEOPLE, number)
    assert number not in error.value.message and number[-4:] in error.value.message


def test_any_part_of_a_units_name() -> None:
    units = [SOCIAL, MEDICAL, "医保窗口"]
    assert units_like(units, "社保") == [SOCIAL]
    assert units_like(units, "惠安社保") == [SOCIAL], "characters in this order"
    assert units_like(units, "医保窗口") == ["医保窗口"], "an exact name is meant alone"
    with pytest.raises(HuiRegError) as error:
        unit_named(units, "社宝窗")
    assert SOCIAL in error.value.hint
    assert shown(PEOPLE[4]) == "李四（证件号未读到）"


def test_a_surname_alone_names_who_may_be_meant() -> None:
    with pytest.raises(HuiRegError) as raised:
        find(PEOPLE, "阿")
    assert "阿依古丽" in raised.value.hint
