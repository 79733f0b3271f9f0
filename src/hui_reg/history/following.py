"""Applicants whose key has changed: a number read at last or corrected, a name, a unit's name spelled in full.

The ledger keeps its entries under the key they were made with. Here the whole history of a key that nobody bears any
more goes to the one person it can only be; its decisions go along and are asked for again, for they were taken on
another number, name or unit. Where somebody else may be meant, nothing is handed over: reviewers are told of the
decisions, and the history stays with a person of whom only the ledger knows.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hui_reg.history.bearers import Bearer, Former, is_same, of_key
from hui_reg.history.decisions import CHOICE_TITLES, Choice, Decision, Stage
from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import Person
from hui_reg.history.state import State
from hui_reg.notation import names
from hui_reg.notation.resident_id import mask


@dataclass(frozen=True)
class Earlier:
    """A decision under a key that is gone, as one person of today is told of it.

    ``plain``: it can only be this person's; else somebody else may be meant, or someone has a second claim.
    """

    stage: Stage
    decision: Decision
    former: Former
    plain: bool = False

    @property
    def sentence(self) -> str:
        """What the reviewer reads."""
        said = f"{self.stage.label}意见“{CHOICE_TITLES[self.decision.choice]}”"
        if not self.plain:
            return f"※ 先前的{self.who}曾有{said}，看不出是不是这个人的，没有采用；请核对后重新审核"
        reason = "单位名称更正前" if self.former.id_number else "读到证件号之前"
        return f"※ {reason}的{said}已不作数，请重新确认"

    @property
    def who(self) -> str:
        """The person of the old key, without the whole number: ``张三（350521********0021）``."""
        number = mask(self.former.id_number)
        return f"{self.former.name}（{number}）" if self.former.name and number else self.former.name or number


@dataclass(frozen=True)
class Followed:
    """All histories by the keys of today.

    ``lost`` are the people of whom only the ledger knows; ``told`` the earlier decisions that people of today are
    told of, by key; ``ownerless`` those that can be nobody's.
    """

    states: Mapping[str, State] = field(default_factory=dict)
    lost: tuple[Person, ...] = ()
    told: Mapping[str, tuple[Earlier, ...]] = field(default_factory=dict)
    ownerless: tuple[Earlier, ...] = ()

    def unclaimed(self, units: Collection[str] = ()) -> list[Earlier]:
        """The first reviews that passed and of which one can't tell whose they are, each once."""
        waiting = {
            earlier.former.key: earlier
            for key, several in self.told.items()
            for earlier in several
            if not earlier.plain
            and (earlier.stage, earlier.decision.choice) == (Stage.FIRST, Choice.PASS)
            and (not units or key.rpartition("|")[0] in units)
        }
        return list(waiting.values())


def follow(
    states: Mapping[str, State], people: Iterable[Bearer], today: Callable[[str], str] = lambda key: key
) -> Followed:
    """The histories of today's ``people``, and what became of those under keys that none of them bears.

    ``today`` is the key that an old one has become by word of staff (:meth:`hui_reg.history.rulings.Rulings.present`).
    """
    known = {person.key: person for person in people}
    formers = {key: _former(key, state) for key, state in states.items() if key not in known}
    finder = _Finder(known.values() if formers else ())
    said = {key: known[after] for key in formers if (after := today(key)) in known}
    steps = _Finder(formers.values())
    heirs = {key: [said[key]] if key in said else finder.heirs(former) for key, former in formers.items()}
    via: dict[str, str] = {}
    for key, former in formers.items():
        if not heirs[key] and (chain := _chain(former, steps, heirs)):
            via[key] = chain
    heirs |= {key: heirs[last] for key, last in via.items()}
    plain = _plain(formers, heirs, via, said.keys())
    settled = {key: state for key, state in states.items() if key in known}
    told: dict[str, list[Earlier]] = defaultdict(list)
    ownerless: list[Earlier] = []
    lost: list[Person] = []
    for key, former in formers.items():
        for stage, decision in sorted(states[key].decisions.items()):
            earlier = Earlier(stage, decision, former, plain=key in plain)
            for heir in heirs[key]:
                own = states.get(heir.key)
                if own is None or stage not in own.decisions:
                    told[heir.key].append(earlier)
            if not heirs[key]:
                ownerless.append(earlier)
        if key in plain:
            heir = heirs[key][0]
            settled[heir.key] = settled.get(heir.key, State(heir.key)).inherit(states[key], former)
        elif _matters(states[key]):
            settled[key] = states[key]
            lost.append(Person(key=key, unit=former.unit, name=former.name, id_number=former.id_number))
    return Followed(settled, tuple(lost), {key: tuple(several) for key, several in told.items()}, tuple(ownerless))


class _Finder:
    """Today's people by what an old key can say of them."""

    def __init__(self, people: Iterable[Bearer]) -> None:
        self._numbered: dict[str, list[Bearer]] = defaultdict(list)
        self._named: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
        for person in people:
            self._numbered[person.id_number].append(person)
            self._named[person.unit, names.key(person.name)].append(person)

    def heirs(self, former: Former) -> Sequence[Bearer]:
        """Whoever may be meant: those of the same number, else those of the same unit and name."""
        numbered = self._numbered.get(former.id_number, []) if former.id_number else []
        return numbered or self._named.get((former.unit, names.key(former.name)), [])


def _matters(state: State) -> bool:
    """Whether anything was ever decided on or paid: one who was merely registered, and asked for papers, may go."""
    return any(entry.kind not in (EntryKind.REGISTERED, EntryKind.REQUEST, EntryKind.REMINDER) for entry in state.live)


def _chain(former: Former, steps: _Finder, heirs: Mapping[str, Sequence[Bearer]]) -> str:
    """The old key at the end of a chain of changes that begins here: of a key that somebody of today follows.

    A name without a number in one unit, the number there, the number in another unit: each step is surely the same
    person's, and no step has two ways to go. Empty where there is no such chain.
    """
    passed = {former.key}
    while True:
        onward = [next_ for next_ in steps.heirs(former) if next_.key not in passed]
        if len(onward) != 1 or not is_same(former, onward[0]):
            return ""
        former = Former(onward[0].key, onward[0].unit, onward[0].name, onward[0].id_number)
        if heirs[former.key]:
            return former.key
        passed.add(former.key)


def _plain(
    formers: Mapping[str, Former],
    heirs: Mapping[str, Sequence[Bearer]],
    via: Mapping[str, str],
    said: Collection[str],
) -> set[str]:
    """The old keys that can only be one person's. ``via``: those that lead there by way of another old key; ``said``:
    those of which staff said whose they are.

    Several that lead to one person must all bear that person's number: else one of them is another person's.
    """
    single = {key: heirs[key][0] for key in formers if len(heirs[key]) == 1 and key not in via and key not in said}
    claims: dict[str, list[str]] = defaultdict(list)
    for key, heir in single.items():
        claims[heir.key].append(key)
    direct = set(said) | {
        key
        for key, heir in single.items()
        if is_same(formers[key], heir)
        and (
            len(claims[heir.key]) == 1
            or all(formers[other].id_number == heir.id_number != "" for other in claims[heir.key])
        )
    }
    ends = list(via.values())
    return direct | {key for key, last in via.items() if last in direct and ends.count(last) == 1}


def _former(key: str, state: State) -> Former:
    """Who a key spoke of: by the registration, else by the key itself and the name a decision recorded."""
    registered = state.last(EntryKind.REGISTERED)
    if registered is not None:
        held = {field: str(registered.data.get(field) or "") for field in ("unit", "name", "id_number")}
        return Former(key=key, **held)
    return of_key(key, next((decision.name for decision in state.decisions.values() if decision.name), ""))
