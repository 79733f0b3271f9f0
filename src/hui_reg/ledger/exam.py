"""Who sits the exam, and where: seats by room from a seed, the same for the same seed on every machine and for ever.

Once handed out, a seat is kept: people who come in later take free seats. Neighbours come from different units as
far as the numbers allow.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.flags import exam_day_faults
from hui_reg.history.kinds import EntryKind
from hui_reg.history.makeup import makeup_of, unused_fees
from hui_reg.history.papers import titles
from hui_reg.history.people import Person
from hui_reg.history.roll import Roll
from hui_reg.history.standing import Stage
from hui_reg.history.state import State
from hui_reg.ledger.plan import Datum, Draft
from hui_reg.ledger.training import short_by
from hui_reg.notice import Notice


@dataclass(frozen=True)
class Room:
    """An exam room and the number of its seats."""

    name: str
    seats: int


@dataclass(frozen=True)
class Candidate:
    """One who sits, which papers, and what the invigilators should know."""

    person: Person
    papers: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Seat:
    """A candidate's place. ``kept``: it was handed out before."""

    candidate: Candidate
    room: str
    number: int
    ticket: str
    kept: bool = False


@dataclass(frozen=True)
class Seating:
    """All seats in the order of the rooms, who is left out and why, and the seats that fall free."""

    day: date
    seats: tuple[Seat, ...]
    left_out: tuple[tuple[Person, str], ...]
    freed: tuple[Draft, ...] = ()

    def drafts(self, today: date) -> list[Draft]:
        """What the ledger learns from handing these lists out."""
        return [*self.freed, *(_draft(seat, self.day, today) for seat in self.seats if not seat.kept)]


def check_day(day: date, notice: Notice) -> None:
    """Refuse a day on which the notice has no exam. Raises :class:`HuiRegError` (exit 2)."""
    faults = list(exam_day_faults(day, notice))
    if faults:
        raise HuiRegError(ExitCode.USAGE, "；".join(faults), "请改用 --date 指定通知规定的日期；补考请加 --makeup。")


def candidates(roll: Roll, day: date, *, makeup: bool) -> tuple[list[Candidate], list[tuple[Person, str]]]:
    """Who may sit on ``day``, and who of those that might be expected may not, with the reason."""
    may, left_out = [], []
    then = roll.on(day)
    for person in roll.people:
        found = _for_makeup(person, then) if makeup else _for_exam(person, then)
        if isinstance(found, Candidate):
            may.append(found)
        elif found:
            left_out.append((person, found))
    return may, left_out


def arrange(
    may: Sequence[Candidate],
    left_out: Sequence[tuple[Person, str]],
    states: Mapping[str, State],
    rooms: Sequence[Room],
    seed: str,
    day: date,
) -> Seating:
    """Seat everyone. Raises :class:`HuiRegError` (exit 2) when the rooms are too small.

    Whoever is left out for a reason that may pass keeps the seat handed out, and nobody else gets it.
    """
    if len(may) > sum(room.seats for room in rooms):
        total = sum(room.seats for room in rooms)
        raise HuiRegError(ExitCode.USAGE, f"考生 {len(may)} 人，座位只有 {total} 个", "请用 --room 再加考场或座位。")
    places = {(room.name, number): _ticket(day, index, number) for index, room in enumerate(rooms, 1)
              for number in range(1, room.seats + 1)}  # fmt: skip
    seats, freed, waiting = [], [], {candidate.person.key: candidate for candidate in may}
    taken, waited_for = set(), {person.key for person, _ in left_out}
    for key, state in states.items():
        for entry in state.of(EntryKind.SEAT):
            if entry.data["exam_on"] != day.isoformat():
                continue
            place = (str(entry.data["room"]), int(str(entry.data["seat"])))
            if key in waiting and place in places and place not in taken:
                taken.add(place)
                seats.append(Seat(waiting.pop(key), *place, str(entry.data["ticket"]), kept=True))
            elif key in waited_for and place in places:
                taken.add(place)
            elif key not in waiting:
                reason = {"reason": "不再参加本场考试，座位释放"}
                freed.append(Draft(key, EntryKind.WITHDRAWAL, day, reason, supersedes=entry.seq))
    used = {seat.ticket for seat in seats}
    free = [place for place, ticket in places.items() if place not in taken and ticket not in used]
    fresh = [
        Seat(c, *place, places[place]) for c, place in zip(shuffled(list(waiting.values()), seed), free, strict=False)
    ]
    order = {place: index for index, place in enumerate(places)}
    everyone = sorted((*seats, *fresh), key=lambda seat: order[(seat.room, seat.number)])
    return Seating(day, tuple(everyone), tuple(left_out), tuple(freed))


def shuffled(may: Sequence[Candidate], seed: str) -> list[Candidate]:
    """A random order by ``seed``, then moved so that neighbours are of different units where that is possible."""
    drawn = sorted(may, key=lambda c: hashlib.sha256(f"{seed}|{c.person.key}".encode()).digest())
    left = Counter(candidate.person.unit for candidate in drawn)
    order: list[Candidate] = []
    while drawn:
        last = order[-1].person.unit if order else None
        crowded = next((unit for unit, number in left.items() if 2 * number > len(drawn)), None)
        wanted = crowded if crowded != last else None
        pick = next(
            (c for c in drawn if c.person.unit == wanted or (wanted is None and c.person.unit != last)), drawn[0]
        )
        drawn.remove(pick)
        left[pick.person.unit] -= 1
        order.append(pick)
    return order


def _for_exam(person: Person, roll: Roll) -> Candidate | str:
    state, stands = roll.state(person), roll.standing(person)
    if stands.may_sit:
        short = short_by(state, roll.notice)
        return Candidate(person, roll.notice.exam.ids, f"尚缺 {short.normalize():f} 课时" if short else "")
    if state.scores or stands.is_closed:
        return ""
    if stands.owes:
        return "认定费未缴清"
    return stands.waits_for if state.payments or state.of(EntryKind.SEAT) else ""


def _for_makeup(person: Person, roll: Roll) -> Candidate | str:
    state, stands = roll.state(person), roll.standing(person)
    still = makeup_of(state, roll.notice, roll.today)
    if still is None or stands.is_closed or stands.stage is Stage.EXAMINED:
        return ""
    if stands.stage is Stage.LAPSED:
        return still.note or f"补考期限 {still.until} 已过"
    if stands.stage is not Stage.MAKEUP:
        return stands.waits_for
    covered = unused_fees(state, roll.notice, roll.today)
    paid = tuple(paper for paper in still.papers if paper in covered)
    return Candidate(person, paid, f"补考{titles(paid, roll.notice)}") if paid else "补考费未缴"


def _ticket(day: date, room: int, seat: int) -> str:
    """Day, room and seat: readable, and unique over all exams."""
    return f"{day:%Y%m%d}{room:02d}{seat:03d}"


def _draft(seat: Seat, day: date, today: date) -> Draft:
    data: dict[str, Datum] = {
        "exam_on": day.isoformat(),
        "papers": ",".join(seat.candidate.papers),
        "room": seat.room,
        "seat": seat.number,
        "ticket": seat.ticket,
    }
    return Draft(seat.candidate.person.key, EntryKind.SEAT, today, data)
