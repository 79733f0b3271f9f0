"""What an import would do, worked out in full before anything is written: all of it is taken in, or nothing.

A row becomes drafts of entries. A draft that says what already stands changes nothing; one that differs from what
stands in its slot supersedes it, and is named. A row that contradicts the batch is a fault, and any fault keeps the
whole file out; a row about nobody of this batch is listed and left.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from hui_reg.history.kinds import SHAPES, EntryKind, describe
from hui_reg.history.people import Miss, People, Person
from hui_reg.history.roll import Roll
from hui_reg.history.state import State
from hui_reg.ledger.tables import Row, Table
from hui_reg.model import Entry
from hui_reg.notation.names import same

Datum = str | int | float | bool | None

SLOTS: Final[Mapping[EntryKind, tuple[str, ...]]] = {
    EntryKind.TRAINING: (),
    EntryKind.SEAT: ("exam_on",),
    EntryKind.SCORE: ("paper",),
    EntryKind.CERTIFICATE: (),
    EntryKind.DECLARATION: (),
    EntryKind.SUBSIDY: ("subsidy",),
}
"""Data fields that make a slot: one entry that counts for each applicant, kind and slot (scores: and day)."""


@dataclass(frozen=True)
class Draft:
    """An entry before it has a number, a time and a hand. ``source`` where it isn't the file being imported."""

    applicant: str
    kind: EntryKind
    on: date
    data: Mapping[str, Datum]
    supersedes: int | None = None
    source: str | None = None


@dataclass(frozen=True)
class Wrong:
    """Why a row can't be taken in."""

    reason: str


@dataclass
class Plan:
    """The outcome of reading a file against the ledger. Sentences name the row and the person."""

    drafts: list[Draft] = field(default_factory=list)
    slots: dict[tuple[object, ...], Draft] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    unchanged: int = 0
    corrections: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, person: Person, state: State, draft: Draft, place: str) -> None:
        """Take a draft in, unless it already stands or contradicts another row of the same file."""
        slot = _slot_values(draft)
        twin = self.slots.setdefault((draft.applicant, *slot), draft)
        if twin is not draft:
            if (twin.on, twin.data) != (draft.on, draft.data):
                self.faults.append(f"{place} {person.name}：同一人在表中出现多次且内容不同")
            return
        standing = next((entry for entry in state.live if _slot_of(entry) == slot), None)
        self.people.add(person.key)
        if standing is None:
            self.drafts.append(draft)
        elif _same(standing, draft):
            self.unchanged += 1
        else:
            self.drafts.append(replace(draft, supersedes=standing.seq))
            self.corrections.append(f"{place} {person.name}：{_change(standing, draft)}")


def in_place_of_earlier(plan: Plan, roll: Roll, source: str) -> Plan:
    """The plan, with what the same file (by SHA-256) once said of the same thing superseded: scores of a wrong day."""

    def said_before(draft: Draft) -> Entry | None:
        state = roll.states.get(draft.applicant, State(draft.applicant))
        own = (e for e in state.of(draft.kind) if e.source == source)
        other = (e for e in own if (draft.applicant, *_slot_of(e)) not in plan.slots)
        return next((e for e in other if _slot_of(e)[2:] == _slot_values(draft)[2:]), None)

    drafts = []
    for draft in plan.drafts:
        earlier = said_before(draft) if draft.kind in SLOTS and draft.supersedes is None else None
        drafts.append(replace(draft, supersedes=earlier.seq) if earlier else draft)
    return replace(plan, drafts=drafts)


def refuse_future(plan: Plan, roll: Roll) -> None:
    """A day that has not come yet is a slip of the pen: nothing has happened on it."""
    names = {person.key: person.name for person in roll.people}
    for draft in plan.drafts:
        if draft.on > roll.today:
            title = SHAPES[draft.kind].title
            plan.faults.append(
                f"{names.get(draft.applicant, '')}：{title}的日期 {draft.on} 还没有到，请检查表里和命令里写的日期"
            )


_NOBODY = frozenset(("", "合计", "总计", "小计", "平均", "平均分", "备注", "说明", "注"))
"""What stands in the name column of a line that speaks of no one."""

Take = Callable[[Row, Person, State], Iterable[Draft] | Wrong]
"""One row of a known person into drafts, or why not. Raises nothing."""

Warn = Callable[[Row, Person, State], Sequence[str]]
"""What a person should look at in a row that is taken in all the same."""


def plan_table(
    table: Table, people: People, states: Mapping[str, State], take: Take, *, warn: Warn | None = None
) -> Plan:
    """Read every row against the batch and the ledger."""
    plan = Plan()
    if table.missing:
        plan.faults.append(table.missing)
    plan.warnings += [f"工作表“{title}”没有所需的表头，未读" for title in table.skipped]
    numbered = {p.key for row in table.rows if row["id_number"] for p in people.numbered(row["id_number"])}
    for row in table.rows:
        if not row["id_number"] and row["name"] in _NOBODY:
            plan.warnings.append(f"{row.place}：没有姓名和证件号码，按说明或合计行跳过")
            continue
        found = people.identify(row["name"], row["id_number"], row["unit"], cut="id_number" in row.cut, seen=numbered)
        if isinstance(found, Miss):
            (plan.unknown if found.unknown else plan.faults).append(f"{row.place} {row['name']}：{found.reason}")
            continue
        if row["name"] and not same(row["name"], found.name):
            plan.warnings.append(f"{row.place} {row['name']}：以证件号码为准，记给“{found.name}”")
        state = states.get(found.key, State(found.key))
        taken = take(row, found, state)
        if isinstance(taken, Wrong):
            plan.faults.append(f"{row.place} {found.name}：{taken.reason}")
            continue
        if "id_number" in row.cut:
            plan.warnings.append(f"{row.place} {found.name}：证件号码在表中是数字，末几位已丢失，按姓名和前15位对应")
        for draft in taken:
            plan.add(found, state, draft, row.place)
        if warn is not None:
            plan.warnings += [f"{row.place} {found.name}：{text}" for text in warn(row, found, state)]
    return plan


def _slot_of(entry: Entry) -> tuple[object, ...]:
    kind = EntryKind(entry.kind)
    return _slot_values(Draft(entry.applicant, kind, entry.on, entry.data)) if kind in SLOTS else (entry.seq,)


def _slot_values(draft: Draft) -> tuple[object, ...]:
    day = draft.on if draft.kind is EntryKind.SCORE else None
    return (draft.kind, day, *(draft.data.get(name) for name in SLOTS[draft.kind]))


def _same(entry: Entry, draft: Draft) -> bool:
    def kept(data: Mapping[str, Datum]) -> dict[str, Datum]:
        return {name: value for name, value in data.items() if value not in (None, "")}

    return kept(entry.data) == kept(draft.data)


def _change(entry: Entry, draft: Draft) -> str:
    after = entry.model_copy(update={"data": draft.data})
    return f"更正{SHAPES[draft.kind].title}：{describe(entry)} → {describe(after)}"


def grouped(lines: Sequence[str]) -> list[str]:
    """Sentences about rows (``第3行 张三：没有填课时``), those that say the same of many told once."""
    said: dict[str, list[str]] = {}
    for line in lines:
        where, colon, what = line.partition("：")
        said.setdefault(what if colon else line, []).append(where)
    return [
        f"{'、'.join(places[:_MOST_NAMED])}{f' 等 {len(places)} 处' if len(places) > _MOST_NAMED else ''}：{what}"
        if places != [what]
        else what
        for what, places in said.items()
    ]


_MOST_NAMED = 3
