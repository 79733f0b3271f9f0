"""Decisions taken under a key that nobody bears any more: told to whoever may be meant, never in force.

When a number, a name or a unit is corrected, the applicant gets another key and stands there undecided. Here the
earlier decision is carried along so that the reviewer is told of it and decides again. It is kept apart from the
decisions in force, so that no export can take it for one; and it is *plain* only when it can be about nobody else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from hui_reg.history.bearers import Bearer, Former, is_same, of_key
from hui_reg.history.decisions import CHOICE_TITLES, Choice, Decision, Decisions, Stage
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
class Carried:
    """Earlier decisions: those told to people of today, by key, and those that can be nobody's."""

    told: Mapping[str, tuple[Earlier, ...]] = field(default_factory=dict)
    ownerless: tuple[Earlier, ...] = ()

    def held_up(self, units: Collection[str] = ()) -> list[Earlier]:
        """The first reviews that were passed and must be confirmed before the person can go on, each once."""
        waiting = {
            earlier.former.key: earlier
            for key, several in self.told.items()
            for earlier in several
            if earlier.stage is Stage.FIRST
            and earlier.decision.choice is Choice.PASS
            and (not units or key.rpartition("|")[0] in units)
        }
        return list(waiting.values())


def carry(decisions: Decisions, people: Iterable[Bearer]) -> Carried:
    """The decisions under keys that none of ``people`` bears; whoever has decided anew is told no more."""
    known = {person.key: person for person in people}
    numbered: dict[str, list[Bearer]] = defaultdict(list)
    named: dict[tuple[str, str], list[Bearer]] = defaultdict(list)
    for person in known.values():
        numbered[person.id_number].append(person)
        named[person.unit, names.key(person.name)].append(person)
    told: dict[str, list[Earlier]] = defaultdict(list)
    ownerless = []
    for key, held in decisions.items():
        if key in known:
            continue
        for stage, decision in sorted(held.items()):
            former = of_key(key, decision.name)
            heirs = numbered.get(former.id_number, []) if former.id_number else []
            heirs = heirs or named.get((former.unit, names.key(former.name)), [])
            earlier = Earlier(stage, decision, former, plain=len(heirs) == 1 and is_same(former, heirs[0]))
            for heir in heirs:
                if stage not in decisions.get(heir.key, {}):
                    told[heir.key].append(earlier)
            if not heirs:
                ownerless.append(earlier)
    return Carried({key: _contested(several) for key, several in told.items()}, tuple(ownerless))


def _contested(several: list[Earlier]) -> tuple[Earlier, ...]:
    """Two old keys that lead to one person contradict each other: neither is plainly that person's."""
    if len({earlier.former.key for earlier in several}) == 1:
        return tuple(several)
    return tuple(replace(earlier, plain=False) for earlier in several)
