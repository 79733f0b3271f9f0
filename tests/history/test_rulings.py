"""What counts of rulings that were said one after another, of persons and units under the keys they had then."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.history.rulings import RulingKind, fold_rulings
from hui_reg.model import Entry
from tests.builders import id_number

ZHANG, LI, WANG = (id_number(serial=serial) for serial in (3, 5, 7))
UNITS = ("甲镇人民政府", "乙镇人民政府", "丙镇人民政府", "丁镇人民政府")


def said(*rulings: tuple[str, dict[str, object]]) -> list[Entry]:
    at = datetime(2024, 7, 5, tzinfo=UTC)
    return [
        Entry(
            seq=seq, applicant=key, kind="ruling", on=date(2024, 7, 5), recorded_at=at, by="林",
            data={"name": "张三", "reason": "", **data},
        )
        for seq, (key, data) in enumerate(rulings, 1)
    ]  # fmt: skip


def renamed(unit: str, right: str) -> tuple[str, dict[str, object]]:
    return "", {"ruling": "unit", "unit": unit, "right": right}


def moved(key: str, unit: str) -> tuple[str, dict[str, object]]:
    return key, {"ruling": "person", "unit": unit}


def valued(key: str, field: str, read: str, value: str) -> tuple[str, dict[str, object]]:
    place = {"file": "a" * 64, "path": "a.pdf", "page": 1, "paper": "id_card", "nth": 0, "of": 1}
    return key, {"ruling": "value", **place, "field": field, "read": read, "value": value}


def test_a_unit_named_back_has_its_first_name_for_everybody() -> None:
    """The two names don't change places: the last word is the right name of both."""
    rulings = fold_rulings(said(renamed("甲镇", "乙镇"), renamed("乙镇", "甲镇")))
    assert dict(rulings.spellings) == {"乙镇": "甲镇"}
    assert rulings.present(f"乙镇|{ZHANG}") == f"甲镇|{ZHANG}" == rulings.present(f"甲镇|{ZHANG}")


@given(st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)).filter(lambda p: p[0] != p[1]), max_size=12))
def test_units_renamed_in_whatever_chains_and_rings(pairs: Sequence[tuple[str, str]]) -> None:
    rulings = fold_rulings(said(*(renamed(*pair) for pair in pairs)))
    right = {unit: rulings.spellings.get(unit, unit) for unit in UNITS}
    assert all(right[name] == name for name in right.values()), "a right name is right"
    assert all(rulings.present(f"{unit}|张三") == f"{right[unit]}|张三" for unit in UNITS)
    if pairs:
        one, other = pairs[-1]
        assert right[one] == right[other], "what was said last holds"


@pytest.mark.parametrize("who", [ZHANG, "张三"])
def test_a_person_who_moves_and_moves_back_is_where_he_was(who: str) -> None:
    one, other, _, _ = UNITS
    rulings = fold_rulings(said(moved(f"{one}|{who}", other), moved(f"{other}|{who}", one)))
    assert {rulings.present(f"{unit}|{who}") for unit in (one, other)} == {f"{one}|{who}"}


def test_a_person_who_moves_on_is_followed_all_the_way() -> None:
    one, other, third, _ = UNITS
    rulings = fold_rulings(said(moved(f"{one}|{ZHANG}", other), moved(f"{other}|{ZHANG}", third)))
    assert {rulings.present(f"{unit}|{ZHANG}") for unit in (one, other)} == {f"{third}|{ZHANG}"}


@pytest.mark.parametrize(
    ("field", "first", "wrong", "right"), [("id_number", ZHANG, LI, WANG), ("name", "张三", "张山", "张珊")]
)
def test_a_key_corrected_twice_is_followed_from_both(field: str, first: str, wrong: str, right: str) -> None:
    """What was recorded while the wrong value stood, a withdrawal or a payment, stays the person's."""
    unit = UNITS[0]
    twice = said(valued(f"{unit}|{first}", field, first, wrong), valued(f"{unit}|{wrong}", field, first, right))
    rulings = fold_rulings(twice)
    assert {rulings.present(f"{unit}|{tail}") for tail in (first, wrong)} == {f"{unit}|{right}"}
    back = said(valued(f"{unit}|{first}", field, first, wrong), valued(f"{unit}|{wrong}", field, first, first))
    assert {fold_rulings(back).present(f"{unit}|{tail}") for tail in (first, wrong)} == {f"{unit}|{first}"}


def test_that_two_are_not_one_is_the_last_word_whatever_unit_they_are_counted_to() -> None:
    one, other, _, _ = UNITS
    rulings = fold_rulings(
        said(
            (f"{one}|{ZHANG}", {"ruling": "same", "other": f"{other}|{LI}", "other_name": "李四", "same": True}),
            (f"{one}|{ZHANG}", {"ruling": "same", "other": f"{one}|{LI}", "other_name": "", "same": False}),
        )
    )
    [ruling] = rulings.of(RulingKind.SAME)
    assert ruling.data["same"] is False and not rulings.successors


def test_a_person_of_three_units_is_one_in_all() -> None:
    one, other, third, _ = UNITS
    rulings = fold_rulings(
        said(
            *(
                (f"{one}|{ZHANG}", {"ruling": "same", "other": f"{unit}|{ZHANG}", "other_name": "张三", "same": True})
                for unit in (other, third)
            )
        )
    )
    assert len(rulings.live) == 2


def test_of_two_days_for_one_person_the_last_counts_also_after_a_move() -> None:
    one, other, _, _ = UNITS
    rulings = fold_rulings(
        said(
            (f"{one}|{ZHANG}", {"ruling": "extend", "until": "2024-07-20"}),
            moved(f"{one}|{ZHANG}", other),
            (f"{other}|{ZHANG}", {"ruling": "extend", "until": "2024-07-10"}),
        )
    )
    assert [ruling.said("until") for ruling in rulings.of(RulingKind.EXTEND)] == ["2024-07-10"]
