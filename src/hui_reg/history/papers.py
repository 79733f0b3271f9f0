"""The papers: who passed which, how long a pass is kept, and when all together make a pass of the whole.

Only decimal figures are compared: 59.5 is not 60. Periods are counted as the Civil Code does (art. 201, 202): the
first day is not counted, the last one is the corresponding day, or the month's last day where there is none. Marks
and periods are those of the notice on the day of the exam.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import product

from hui_reg.history.kinds import word
from hui_reg.history.state import Score
from hui_reg.notice import Notice


def add_years(day: date, years: int) -> date:
    """The corresponding day that many years on; 29 February becomes the 28th where the year has none."""
    return add_months(day, 12 * years)


def add_months(day: date, months: int) -> date:
    """The corresponding day that many months on, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def titles(papers: Iterable[str], notice: Notice) -> str:
    """``理论、技能``."""
    names: dict[str, str] = {paper.id: paper.name for paper in notice.exam.papers}
    return "、".join(names.get(paper) or word("paper", paper) for paper in papers)


def is_pass(score: Score, notice: Notice) -> bool:
    """Whether this one paper was passed."""
    paper = notice.on(score.on).exam.paper(score.paper)
    return paper is not None and score.score is not None and score.score >= Decimal(paper.pass_mark)


def kept_until(score: Score, notice: Notice) -> date:
    """The last day on which a pass of the other papers still completes this one; the exam's own without makeups.

    Counted from the exam, or from publication where the notice file says so and the day is known.
    """
    makeup = notice.on(score.on).makeup
    start = (score.published_on or score.on) if makeup.keep_years and makeup.starts_from == "published" else score.on
    return add_years(start, makeup.keep_years)


def passed_on(scores: Iterable[Score], notice: Notice) -> date | None:
    """The day on which the applicant had passed every paper, each earlier pass still kept then; or None."""
    passes = [score for score in scores if is_pass(score, notice)]
    by_paper = [[score for score in passes if score.paper == paper] for paper in notice.exam.ids]
    complete = [
        last
        for chosen in product(*by_paper)
        for last in [max(score.on for score in chosen)]
        if all(last <= kept_until(score, notice) for score in chosen)
    ]
    return min(complete, default=None)


def is_makeup(score: Score, scores: Iterable[Score]) -> bool:
    """Whether this sitting was a makeup: the paper had been sat or missed before. A late first exam is none."""
    return any(other.paper == score.paper and other.on < score.on for other in scores)
