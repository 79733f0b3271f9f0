"""Letters to the units about those who were found not to be eligible: why, by which clause, and how to object.

Only what a reviewer decided goes out, and only while it stands: a proposal is nobody's refusal.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hui_reg.history.decisions import Choice
from hui_reg.history.standing import Stage
from hui_reg.model import Assessment, Outcome
from hui_reg.notation.iso_dates import shown
from hui_reg.review.letter import Letter, request, salutation
from hui_reg.review.wants import headline, plain
from hui_reg.review.writing import Facts, by_unit, letter_to, standing_in


def refusals(facts: Facts, due: date) -> list[Letter]:
    """One letter for every unit with somebody refused; ``due``: the last day to object."""
    letters = []
    for unit, members in by_unit(facts.assessments):
        people = [member for member in members if standing_in(facts, member).stage is Stage.REFUSED]
        if people:
            items = [_item(facts, member) for member in people]
            letter = letter_to(facts, unit, members, "申报条件审核结果通知", _body(facts, unit, items, due))
            asks = request("不符合", facts.notice.number, unit, *items)
            letters.append(replace(letter, people=len(people), asks=asks))
    return letters


def _item(facts: Facts, assessment: Assessment) -> str:
    """The person, the reasons that the decision rests on, each with its clause, and what the reviewer wrote."""
    decision = standing_in(facts, assessment).decision
    findings = [finding for finding in assessment.findings if finding.outcome is Outcome.INELIGIBLE]
    lines = [line for f in findings for line in (f"   · 原因：{plain(f.message)}", f"     依据：{plain(f.basis)}")]
    if decision is not None and decision.choice is Choice.INELIGIBLE and decision.remark:
        lines.append(f"   · 审核意见：{plain(decision.remark)}")
    if not findings:
        lines.append(f"   · 依据：{plain(facts.notice.eligibility.basis)}")
    return "\n".join((headline(assessment), *lines))


def _body(facts: Facts, unit: str, items: Sequence[str], due: date) -> str:
    notice = facts.notice
    numbered = "\n\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
    return (
        f"{salutation(unit)}"
        f"您好！贵单位为“{notice.title}”（{notice.number}）报送的人员中，下列 {len(items)} 人经审核不符合申报条件：\n\n"
        f"{numbered}\n\n"
        "请转告本人。本人或单位有异议的，"
        f"请在{shown(due)}（含）前直接回复本邮件，写明理由，附上能证明符合条件的材料"
        "（申报表填错的，附改正后的申报表），我们收到后重新审核。\n\n"
        "谢谢配合！\n"
    )
