"""Which spellings are one name, for dossiers, rules and ledger alike; and which are two, however alike they look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.dossiers.names import Likeness, likeness
from hui_reg.history.people import Miss, People, Person
from hui_reg.ledger.remarks import RemarkReader
from hui_reg.notation.likeness import Match, compare
from hui_reg.notation.names import DOTS, is_beyond_gb2312, is_uncommon, key, same, spelled

ONE_NAME = [
    ("张三", "张 三"),
    ("张三", "张\u3000三"),
    ("张三", "张\u200b三"),
    ("张三", "\ufeff张三"),
    ("张三", "张三\u200e"),
    ("葛三", "葛\U000e0100三"),
    ("葛三", "葛\ufe00三"),
    ("黃建國", "黄建国"),
    ("吳産", "吴产"),
    ("呉伟", "吴伟"),
    ("髙戸", "高户"),
    ("恵曽", "惠曾"),
    ("眞徳", "真德"),
    ("淸靑", "清青"),
    ("冨寳", "富宝"),
    ("兪尙", "俞尚"),
    ("卽増", "即增"),
    ("煕凞", "熙熙"),
    ("郞囯", "郎国"),
    ("敎潁", "教颍"),
    ("溈鎭", "沩镇"),
    ("張瑋", "张玮"),
    ("李峯", "李峰"),
    ("⽅⽂山", "方文山"),
    ("Mary Ann", "MARYANN"),
    ("Ａｎｎ", "ann"),
    ("Anne-Marie", "Anne‑Marie"),
    *((f"阿依古丽{dot}买买提", "阿依古丽·买买提") for dot in DOTS + "･﹒ㆍ"),
    ("阿依古丽买买提", "阿依古丽·买买提"),
    ("阿依古丽 · 买买提", "阿依古丽·买买提"),
]

TWO_NAMES = [
    ("张伟", "张玮", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("孙堃", "孙坤", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("李晧", "李皓", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("李昇", "李升", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("张乾", "张干", Match.NEAR, Likeness.ONE_CHARACTER),
    ("於敏", "于敏", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("魏徵", "魏征", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("李鉅", "李巨", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("钱鍾", "钱锺", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("涂明", "凃明", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("李喆", "李喜", Match.NEAR, Likeness.ONE_RARE_CHARACTER),
    ("明明", "李明明", Match.NEAR, Likeness.ONE_CHARACTER),
    ("王晓明", "王小明", Match.DIFFERENT, Likeness.ONE_CHARACTER),
    ("王小明", "王明", Match.DIFFERENT, Likeness.DIFFERENT),
    ("张三", "李四", Match.DIFFERENT, Likeness.DIFFERENT),
    ("张三", "", Match.DIFFERENT, Likeness.DIFFERENT),
]


def applicant(name: str, unit: str = "甲镇", id_number: str = "") -> Person:
    return Person(key=f"{unit}/{name}/{id_number}", unit=unit, name=name, id_number=id_number)


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_one_name_is_one_everywhere(one: str, other: str) -> None:
    assert same(one, other)
    assert compare(one, other) is Match.SAME
    assert likeness(key(one), key(other)) is Likeness.SAME
    person = applicant(one)
    assert People((person,)).identify(other) is person
    assert [name for name, _ in RemarkReader([one], []).read(f"{other}认定费").names] == [one]


@pytest.mark.parametrize(("one", "other", "match", "expected"), TWO_NAMES)
def test_two_names_are_never_the_same(one: str, other: str, match: Match, expected: Likeness) -> None:
    assert not same(one, other)
    assert compare(one, other) is compare(other, one) is match
    assert likeness(key(one), key(other)) is likeness(key(other), key(one)) is expected
    assert isinstance(People((applicant(one),)).identify(other), Miss)


def test_two_people_of_one_key_are_asked_about() -> None:
    found = People((applicant("吳伟"), applicant("吴伟", id_number="110101199003070572"))).identify("吴伟", unit="甲镇")
    assert isinstance(found, Miss)
    assert "2 人" in found.reason


@pytest.mark.parametrize(("given_name", "expected"), [("吳玮", True), ("吴伟", False)])
def test_beside_a_number_the_name_has_to_be_the_same(given_name: str, expected: bool) -> None:
    person = applicant("吴玮", id_number="110101199003070572")
    assert (People((person,)).identify(given_name, person.id_number) is person) is expected


def test_a_dot_in_a_remark_joins_no_two_people() -> None:
    reader = RemarkReader(["张三", "李四", "王明元"], [])
    assert [name for name, _ in reader.read("张三·李四").names] == ["张三", "李四"]
    assert reader.read("王明·元").names == ()


@pytest.mark.parametrize("nothing", ["", " ", ".", "-", "\u200b"])
def test_no_name_is_nobodys_name(nothing: str) -> None:
    assert People((applicant(""),)).named(nothing) == []


def test_amounts_and_marks_of_a_remark_stay() -> None:
    assert spelled("张三-李四 1380.00") == "张三-李四1380·00"


def test_the_two_kinds_of_rare() -> None:
    assert [(is_beyond_gb2312(c), is_uncommon(c)) for c in "堃煊王"] == [(True, True), (False, True), (False, False)]


def test_common_are_the_rows_of_gb2312_from_16_to_55() -> None:
    assert [is_uncommon(character) for character in "啊座亍①齄喆"] == [False, False, True, True, True, True]


text = st.text(
    st.one_of(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), st.sampled_from("aZ9- \u200b" + DOTS))
)


@given(text, text)
def test_a_key_is_folded_once_and_for_all_and_part_by_part(one: str, other: str) -> None:
    assert key(key(one)) == key(one)
    assert key(one + other) == key(one) + key(other)
