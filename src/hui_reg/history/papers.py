"""The two papers: who passed which, how long a pass is kept, and when both together make a pass of the whole.

Only decimal figures are compared: 59.5 is not 60. Periods are counted as the Civil Code does (art. 201, 202): the
first day is not counted, the last one is the corresponding day, or the month's last day where there is none.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from hui_reg.history.state import Score
from hui_reg.notice import Notice

PAPERS: Final = ("theory", "skill")
"""In the order of ``notice.exam.papers``, which holds their Chinese names."""


def add_years(day: date, years: int) -> date:
    """The corresponding day that many years on; 29 February becomes the 28th where the year has none."""
    return add_months(day, 12 * years)


def add_months(day: date, months: int) -> date:
    """The corresponding day that many months on, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def titles(papers: Iterable[str], notice: Notice) -> str:
    """``理论、技能``."""
    names = dict(zip(PAPERS, notice.exam.papers, strict=True))
    return "、".join(names[paper] for paper in papers)


def is_pass(score: Score, notice: Notice) -> bool:
    """Whether this one paper was passed."""
    return score.score is not None and score.score >= Decimal(notice.exam.pass_mark)


def kept_until(score: Score, notice: Notice) -> date:
    """The last day on which a pass of the other paper still completes this one.

    Counted from the exam, or from publication where the notice file says so and the day is known.
    """
    published = notice.makeup.starts_from == "published"
    start = (score.published_on or score.on) if published else score.on
    return add_years(start, notice.makeup.keep_years)


def passed_on(scores: Iterable[Score], notice: Notice) -> date | None:
    """The day on which the applicant had passed both papers, the later within the period of the earlier; or None."""
    passes = [score for score in scores if is_pass(score, notice)]
    theory, skill = ([score for score in passes if score.paper == paper] for paper in PAPERS)
    complete = [
        later.on
        for one in theory
        for other in skill
        for earlier, later in [sorted((one, other), key=lambda score: score.on)]
        if later.on <= kept_until(earlier, notice)
    ]
    return min(complete, default=None)


def is_makeup(score: Score, scores: Iterable[Score]) -> bool:
    """Whether this sitting was a makeup: the paper had been sat or missed before. A late first exam is none."""
    return any(other.paper == score.paper and other.on < score.on for other in scores)
