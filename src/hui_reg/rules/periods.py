"""For how long an identity card is issued, by the holder's age on the day of issue."""

from dataclasses import dataclass
from datetime import date, timedelta

from hui_reg.notation.iso_dates import span, years_later
from hui_reg.notation.resident_id import ResidentId, age_on
from hui_reg.rules.case import Case
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import Field, Kind

LONG_TERM = "长期"
PERMIT_PREFIXES = ("81", "82", "83", "9")


@dataclass(frozen=True)
class Period:
    """The years (0 is 长期) a card issued at ``age`` may be valid."""

    age: int
    years: tuple[int, ...]

    @property
    def title(self) -> str:
        return "或".join(f"{years}年" if years else LONG_TERM for years in self.years)


@dataclass(frozen=True)
class Validity:
    """The period that one card prints on its emblem side; ``sure``: read surely, or both ends fit each other."""

    start: Sight | None
    end: Sight
    sure: bool

    @property
    def weak(self) -> tuple[Sight, ...]:
        return (self.end,)

    def is_valid_on(self, day: date) -> bool:
        """Whether the card, as read, has not run out on that day; a month or year counts to its end."""
        text = self.end.text
        return text is not None and (text == LONG_TERM or text >= day.isoformat()[: len(text)])


def card_periods(case: Case) -> tuple[Validity, ...]:
    """The period of each emblem side in the dossier."""
    found = []
    for card in case.current(Kind.ID_CARD):
        start, end = case.read(card, Field.ID_VALID_FROM), case.read(card, Field.ID_VALID_TO)
        if end is not None:
            sure = end.sure or fits(case, start, end)
            found.append(Validity(start, end, sure and not _ends_in_month_of(case, end.text)))
    return tuple(found)


def _ends_in_month_of(case: Case, end: str | None) -> bool:
    """Whether only the month or year of the end was read, and a deadline lies in it: then it can't be told."""
    days = [deadline.isoformat() for deadline in case.deadlines]
    return end is not None and any(day.startswith(end) and day != end for day in days)


def possible(case: Case, start: str) -> Period | None:
    """The periods possible for a card issued on ``start`` to this person; None when no card can be from that day."""
    issued = span(start)
    if issued is None or case.identity is None or issued.first < case.identity[0].birth_date:
        return None
    known = case.identity[0]
    age = age_on(known.birth_date, issued.first)
    return Period(age, _years(case, known, age))


def fits(case: Case, start: Sight | None, end: Sight) -> bool:
    """Whether start and end are a possible period of the person: then two weak readings confirm each other."""
    if start is None or start.text is None or end.text is None:
        return False
    issued, period = span(start.text), possible(case, start.text)
    return issued is not None and period is not None and any(_ends(issued.first, y, end.text) for y in period.years)


def _years(case: Case, known: ResidentId, age: int) -> tuple[int, ...]:
    if known.number.startswith(PERMIT_PREFIXES):
        return case.notice.id_card.permit_years
    return next(((period.years,) for period in case.notice.id_card.periods if age < period.below), (0,))


def _ends(issued: date, years: int, end: str) -> bool:
    if years == 0 or end == LONG_TERM:
        return years == 0 and end == LONG_TERM
    until = span(end)
    slack = timedelta(days=1 if (issued.month, issued.day) == (2, 29) else 0)
    due = years_later(issued, years)
    return until is not None and until.first - slack <= due <= until.last + slack
