"""The fold doesn't depend on the order of entries, and a history follows its person whatever comes first."""

from datetime import UTC, date, datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg import notice as notices
from hui_reg.history.following import follow
from hui_reg.history.people import Person
from hui_reg.history.roll import call_roll
from hui_reg.history.state import fold
from hui_reg.model import Entry
from tests import builders

NOTICE = notices.parse(notices.shipped())
TODAY = date(2024, 10, 1)
UNITS, NAMES = ("洛阳镇便民服务中心", "洛阳镇"), ("张三", "李四")
NUMBERS = (builders.id_number(serial=1), builders.id_number(serial=2))
KEYS = [f"{unit}|{tail}" for unit in UNITS for tail in (*NAMES, *NUMBERS)]
CHOICES = st.sampled_from(["pass", "correct", "ineligible", "hold", "withdrawn"])
DATA = st.one_of(
    st.tuples(
        st.sampled_from(["first_review", "second_review"]),
        st.fixed_dictionaries({"choice": CHOICES, "name": st.sampled_from(["", *NAMES]), "version": st.just("1")}),
    ),
    st.tuples(
        st.just("payment"),
        st.fixed_dictionaries({"purpose": st.just("registration"), "amount": st.sampled_from(["1380.00", "690.00"])}),
    ),
    st.tuples(st.just("training"), st.fixed_dictionaries({"hours": st.sampled_from(["10", "33.8"])})),
    st.tuples(
        st.just("score"),
        st.fixed_dictionaries(
            {"paper": st.sampled_from(["theory", "skill"]), "score": st.sampled_from(["59.5", "60"])}
        ),
    ),
    st.tuples(st.sampled_from(["quit", "withdrawal"]), st.fixed_dictionaries({"reason": st.just("误录")})),
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    made: list[Entry] = []
    for seq in range(1, draw(st.integers(0, 14)) + 1):
        (kind, data), key = draw(DATA), draw(st.sampled_from(KEYS))
        own = [entry.seq for entry in made if entry.applicant == key]
        supersedes = draw(st.one_of(st.none(), st.sampled_from(own))) if own else None
        made.append(
            Entry(seq=seq, applicant=key, kind=kind, on=date(2024, 9, seq), by="测试", data=data, supersedes=supersedes,
                  recorded_at=datetime(2024, 7, 1, tzinfo=UTC))
        )  # fmt: skip
    return made


PEOPLE = st.lists(
    st.builds(
        lambda unit, name, number: Person(key=f"{unit}|{number or name}", unit=unit, name=name, id_number=number),
        st.sampled_from(UNITS), st.sampled_from(NAMES), st.sampled_from(["", *NUMBERS]),
    ),
    max_size=4, unique_by=lambda person: person.key,
)  # fmt: skip


@settings(deadline=None)
@given(ledgers(), st.randoms(use_true_random=False), st.integers(0, 14))
def test_entries_in_any_order_and_any_split_make_the_same_states(
    entries: list[Entry], random: Random, cut: int
) -> None:
    mixed = random.sample(entries, len(entries))
    assert fold(mixed) == fold(entries) == fold(mixed[cut:], fold(mixed[:cut]))


@settings(deadline=None)
@given(ledgers(), PEOPLE, st.randoms(use_true_random=False))
def test_everybody_stands_alike_in_any_order(entries: list[Entry], people: list[Person], random: Random) -> None:
    one = call_roll(fold(entries), people, {}, NOTICE, TODAY)
    other = call_roll(fold(random.sample(entries, len(entries))), people[::-1], {}, NOTICE, TODAY)
    for person in one.people:
        assert one.standing(person) == other.standing(person)
    assert {p.key for p in one.people} == {p.key for p in other.people}


@settings(deadline=None)
@given(ledgers(), PEOPLE)
def test_no_entry_is_lost_or_doubled_and_no_approval_is_inherited(entries: list[Entry], people: list[Person]) -> None:
    followed = follow(fold(entries), people)
    kept = sorted(entry.seq for state in followed.states.values() for entry in state.history)
    assert kept == [entry.seq for entry in entries]
    keys = {person.key for person in people}
    assert set(followed.states) == ({e.applicant for e in entries} & keys) | {
        key for key in followed.states if key in keys
    } | {person.key for person in followed.lost}
    roll = call_roll(fold(entries), people, {}, NOTICE, TODAY)
    for person in roll.people:
        stands = roll.standing(person)
        if stands.goes_out or stands.is_cleared:
            own = [e for e in entries if e.applicant == person.key and e.kind == "first_review"]
            assert own and person.key in keys, "approved under the key that is borne today"
