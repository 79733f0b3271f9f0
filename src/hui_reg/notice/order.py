"""The one place that says how the dates of a registration follow one another.

``CHAIN`` is what every registration keeps, and is refused otherwise. ``USUAL`` is what nearly every one keeps: told,
for a person to compare with the paper.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from hui_reg.notice.dated import DAYS, LATEST
from hui_reg.notice.terms import Notice

Dates = Mapping[str, date]
"""By dotted key; only those that the notice names."""

_OPENS, _DEADLINE, _CORRECTIONS = "registration.opens", "registration.deadline", "registration.corrections_until"
_TRAINING, _EARLIEST, _LATEST = "training.starts", "exam.earliest", "exam.latest"
_RETENTION, _PUBLISHED = "retention.until", "published"
_APPLY = "subsidies."
_TITLES: Final = {
    _PUBLISHED: "通知发布",
    _OPENS: "开始报名",
    _DEADLINE: "报名截止",
    _CORRECTIONS: "补正期限",
    _TRAINING: "培训开始",
    _EARLIEST: "考试最早的一天",
    _LATEST: "考试最晚的一天",
    _RETENTION: "个人信息保存期限",
}

CHAIN: Final = (
    (_OPENS, _DEADLINE),
    (_DEADLINE, _CORRECTIONS),
    (_OPENS, _TRAINING),
    (_DEADLINE, _EARLIEST),
    (_EARLIEST, _LATEST),
    (_TRAINING, _LATEST),
    (_CORRECTIONS, _RETENTION),
    (_DEADLINE, _RETENTION),
    (_LATEST, _RETENTION),
    (_PUBLISHED, _DEADLINE),
    (_EARLIEST, _APPLY),
)
"""Pairs of which the first is never later than the second."""
TOGETHER: Final = tuple(pair for pair in CHAIN if len({DAYS.get(key.split(".")[0], LATEST) for key in pair}) == 1)
"""Those of which both count as of the same day, so that they stand together in every state of a notice."""
USUAL: Final = ((_PUBLISHED, _OPENS), (_DEADLINE, _TRAINING), (_CORRECTIONS, _LATEST), (_APPLY, _RETENTION))
"""Pairs of which the first is hardly ever later: a notice may say otherwise and mean it."""


def dates_of(notice: Notice) -> dict[str, date]:
    """Every date of the order that a notice names."""
    term, exam = notice.registration, notice.exam
    named = {
        _PUBLISHED: notice.published,
        _OPENS: term.opens,
        _DEADLINE: term.deadline,
        _CORRECTIONS: term.corrections_until,
        _TRAINING: notice.training.starts,
        _EARLIEST: exam.earliest,
        _LATEST: exam.latest,
        _RETENTION: notice.retention.until if notice.retention else None,
        **{f"{_APPLY}{number}.apply_by": one.apply_by for number, one in enumerate(notice.subsidies)},
    }
    return {key: day for key, day in named.items() if day is not None}


def out_of_order(dates: Dates, pairs: tuple[tuple[str, str], ...] = CHAIN) -> Iterator[tuple[str, str]]:
    """The later one's key, and what it comes before."""
    for earlier, later in pairs:
        for first, second in ((a, b) for a in _named(dates, earlier) for b in _named(dates, later)):
            if dates[first] > dates[second]:
                yield second, f"{dates[second]} 早于{_TITLES.get(first, '申领期限')}（{first}）的 {dates[first]}"


def _named(dates: Dates, key: str) -> list[str]:
    return [name for name in dates if name == key or (key.endswith(".") and name.startswith(key))]
