"""Dates as precise as they were read: ``2019-07`` stays a month and is never sharpened into a day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

_WRITTEN = re.compile(r"\d{4}(?:-\d\d?){0,2}")


@dataclass(frozen=True)
class Span:
    """The days an ISO date may mean: one for ``2019-07-01``, a month for ``2019-07``, a year for ``2019``."""

    first: date
    last: date

    @property
    def year(self) -> int:
        return self.first.year


def span(iso: str) -> Span | None:
    """The span of ``2019-07-01``, ``2019-07`` or ``2019``; None for anything else."""
    try:
        parts = [int(part) for part in iso.split("-")]
        match parts:
            case [year]:
                return Span(date(year, 1, 1), date(year, 12, 31))
            case [year, month]:
                return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
            case [year, month, day]:
                return Span(date(year, month, day), date(year, month, day))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None
    return None


def years_later(day: date, years: int) -> date:
    """The same day ``years`` later (earlier when negative); 29 February becomes the 28th in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def agree(one: str, other: str) -> bool:
    """Whether two ISO dates can be the same day, each as precise as it is: ``2019-07`` and ``2019-07-01`` agree."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def coarser(one: str, other: str) -> str:
    """The less precise of two agreeing dates."""
    return min(one, other, key=len)


def shown(day: date | str) -> str:
    """``2019年7月1日``, ``2019年7月``: a date as Chinese readers write it, be it one that doesn't exist.

    What isn't written as one (``长期``, a number) stays.
    """
    iso = str(day)
    if not _WRITTEN.fullmatch(iso):
        return iso
    return "".join(f"{int(part)}{unit}" for part, unit in zip(iso.split("-"), "年月日", strict=False))


def shown_moment(moment: datetime) -> str:
    """``2024年7月8日09:00``, in the moment's own zone."""
    return f"{shown(moment.date())}{moment:%H:%M}"
