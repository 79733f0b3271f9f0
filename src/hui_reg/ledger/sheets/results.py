"""Results: the list that is put up (masked, passes only), and the score sheet that stays in the office."""

from datetime import date

from hui_reg.history.kinds import word
from hui_reg.history.papers import passed_on, titles
from hui_reg.history.roll import Roll
from hui_reg.history.state import Score
from hui_reg.ledger.publication import masked, passed
from hui_reg.ledger.sheets.parts import ID_NUMBER, NAME, NUMBER, PERSON, UNIT, left_out, numbered, title, who
from hui_reg.spreadsheets.writer import Column, Sheet


def publication(roll: Roll, since: date | None = None) -> tuple[Sheet, ...]:
    """Who passed every paper, masked. ``since``: only those who completed on that day or later."""
    found = [
        person
        for person in passed(roll)
        if since is None or (passed_on(roll.state(person).scores, roll.notice) or date.min) >= since
    ]
    shown = masked(found)
    rows = [(p.unit, p.name, shown[p.key], "合格") for p in found]
    return (
        Sheet(
            "合格人员公示",
            (NUMBER, UNIT, NAME, ID_NUMBER, Column("结果", 10)),
            numbered(rows),
            heading=(title(roll.notice, "合格人员公示"), f"{roll.notice.number}　共 {len(rows)} 人"),
            orientation="portrait",
        ),
    )


def score_sheet(roll: Roll) -> tuple[Sheet, ...]:
    """Every sitting of everyone, for the office alone."""
    rows = [
        (
            *who(person),
            day,
            *(_shown(_sitting(state.scores, day, paper)) for paper in roll.notice.exam.ids),
            roll.standing(person).waits_for,
        )
        for person in roll.people
        for state in [roll.state(person)]
        for day in sorted({score.on for score in state.scores})
    ]
    papers = tuple(Column(f"{titles([paper], roll.notice)}成绩", 12) for paper in roll.notice.exam.ids)
    columns = (*PERSON, Column("考试日期", 12), *papers, Column("在等", 36))
    kept = roll.where(
        lambda person: (
            passed_on(roll.state(person).scores, roll.notice) is not None and not roll.standing(person).has_passed
        )
    )
    return (
        Sheet("成绩汇总", columns, numbered(rows), heading=(title(roll.notice, "成绩汇总（内部，不公示）"),)),
        left_out(kept, "合格而未公示"),
    )


def _sitting(scores: tuple[Score, ...], day: date, paper: str) -> Score | None:
    return next((score for score in scores if (score.on, score.paper) == (day, paper)), None)


def _shown(score: Score | None) -> str:
    if score is None:
        return ""
    return f"{score.score:f}" if score.score is not None else word("mark", score.mark)
