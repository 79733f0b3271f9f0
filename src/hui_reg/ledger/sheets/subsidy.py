"""Subsidies: the sheet a unit's people fill in about themselves, and what can be said of each claim."""

from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import Person
from hui_reg.history.roll import Roll
from hui_reg.ledger.declaration import CLAIMED, QUESTIONS
from hui_reg.ledger.sheets.parts import ID_NUMBER, NAME, NUMBER, PERSON, Row, numbered, title, who
from hui_reg.ledger.subsidy import Judgement, judge
from hui_reg.spreadsheets.writer import Column, Sheet

_ANSWER_WIDTH = 16


def declaration(roll: Roll) -> Sheet:
    """For one unit: everyone with a certificate; answers given before stand in it."""
    notice = roll.notice
    answers = tuple(Column(q.title, _ANSWER_WIDTH, fill=True, choices=q.answers) for q in QUESTIONS)
    claims = ("无", *(subsidy.title for subsidy in notice.subsidies))
    claimed = Column(CLAIMED.titles[0], 22, fill=True, choices=claims)
    rows = [(p.name, p.id_number, *_given(roll, p)) for p in certified(roll).people]
    return Sheet(
        "补贴自查",
        (NUMBER, NAME, ID_NUMBER, *answers, claimed),
        numbered(rows),
        heading=(
            title(notice, "补贴自查表"),
            f"单位：{'、'.join(roll.units())}",
            "请本人如实填写黄色各列；不清楚的请选“不清楚”或留空。填好后由单位联系人发回报名邮箱。",
        ),
        footing=tuple(subsidy.basis for subsidy in notice.subsidies),
    )


def judgements(roll: Roll) -> tuple[Sheet, ...]:
    """For the office: both subsidies for everyone with a certificate."""
    notice = roll.notice
    parts = tuple(
        column
        for subsidy in notice.subsidies
        for column in (Column(f"{subsidy.title}（{subsidy.amount} 元）", 16), Column("理由", 36))
    )
    rows: list[Row] = []
    for person in certified(roll).people:
        found = judge(person, roll.state(person), notice, roll.today)
        told = tuple(text for j in found for text in (j.prospect.value, _reasons(j)))
        rows.append((*who(person), *told, _claimed(roll, person), found[0].hint if found else ""))
    deadlines = [f"{s.title}最晚申领日：{s.apply_by or '通知未写明'}" for s in notice.subsidies]
    footing = [subsidy.basis for subsidy in notice.subsidies]
    if notice.subsidy.exclusive:
        footing.append("两项补贴只能享受一项")
    return (
        Sheet(
            "补贴判断",
            (*PERSON, *parts, Column("已申领", 18), Column("期限提示", 30)),
            numbered(rows),
            heading=(
                title(notice, "补贴判断"),
                "判断只依据本人填写的自查表，不代表审批结果；“可能符合”仍须由受理部门核实。",
                "；".join((*deadlines, f"由本人在“{notice.subsidy.channel}”申领")),
            ),
            footing=tuple(footing),
        ),
    )


def certified(roll: Roll) -> Roll:
    """Those to whom a certificate may be handed out."""
    return roll.standing_where(lambda stands: stands.is_certified)


def _given(roll: Roll, person: Person) -> Row:
    entry = roll.state(person).last(EntryKind.DECLARATION)
    data = entry.data if entry else {}
    answers = (data.get(question.field) for question in QUESTIONS)
    return (*("" if answer is None else str(answer) for answer in answers), _claimed(roll, person))


def _claimed(roll: Roll, person: Person) -> str:
    titles = {subsidy.id: subsidy.title for subsidy in roll.notice.subsidies}
    entry = roll.state(person).last(EntryKind.SUBSIDY)
    return titles.get(str(entry.data["subsidy"]), "") if entry else ""


def _reasons(judgement: Judgement) -> str:
    return "；".join(judgement.reasons)
