"""What one person's papers still want, as a letter says it and as the ledger keeps it."""

import re
from dataclasses import dataclass

from hui_reg.history.requests import Item
from hui_reg.history.standing import Stage, Standing
from hui_reg.model import Assessment, Dossier, Finding, Outcome, Verdict
from hui_reg.notation.resident_id import IN_TEXT, mask
from hui_reg.spreadsheets.cleaning import clean

_FOR_STAFF = re.compile(r"[，；](?:或?请|需人工|须核对|是否)(?:“[^”]*”|[^，；。])*")
"""Clauses of a finding that tell the reviewer what to do, or what hangs on it."""
_READ_FAINTLY = re.compile(r"识读把握不足（\d+%）|两次识读不一致")
_ON_DEMAND = re.compile(r"^请(?:在工作人员要求时|按工作人员要求)")
_WAITING = "请等候工作人员"
_WHOSE = "请说明收到的"
"""Asked along with whatever is asked: what came, but not whose it is."""
_TALK = "请与我们联系，核对需要补充的材料。"


_OF_OTHERS = {
    "A116": "所交的材料中，有一份与另一人的相同。请核对这份材料是谁的，不是本人的请换成本人的。",
    "C307": "同一身份证号码还由另一个单位报名。请确认此人由哪个单位报名，另一单位撤回。",
    "C309": "身份证号码或姓名与另一人的相混。请附本人身份证，说明哪个身份证号码是本人的。",
}
_NUMBER_OF_ANOTHER = "身份证号码与另一人的相同，其中一份写错了。请按身份证核对身份证号码，写错的改正后重新提交。"
"""What is said of findings that name people or units whom the letter doesn't go to."""


@dataclass(frozen=True)
class Wanted:
    """One person's paragraph of a letter, and the things asked in it, one by one."""

    text: str
    items: tuple[Item, ...]


def wanted(assessment: Assessment, stands: Standing) -> Wanted | None:
    """What one person must mend; None when nothing.

    A reviewer's decision outweighs the proposal as long as it stands: where nobody has decided on what is there now,
    the proposal counts. Where a reviewer turned doubts into demands, their hints are what is asked for.
    """
    proposed = stands.asks is not None and not stands.passed_first and not stands.held
    if stands.stage is not Stage.TO_CORRECT and not (proposed and assessment.verdict is Verdict.CORRECT):
        return None
    decision = stands.decision if stands.stage is Stage.TO_CORRECT else None
    turned = decision is not None and assessment.verdict is Verdict.REVIEW
    asked = (Outcome.CORRECT, Outcome.REVIEW) if turned else (Outcome.CORRECT,)
    findings = [
        f
        for f in assessment.findings
        if (f.outcome in asked and not f.hint.startswith(_WAITING)) or f.hint.startswith(_WHOSE)
    ]
    told = [_told(finding, assessment.dossier) for finding in findings]
    lines = [line for message, hint in told for line in _said(message, hint)]
    items = [Item(f.rule, f.materials, "".join(texts)) for f, texts in zip(findings, told, strict=True)]
    if decision and decision.remark:
        lines.append(f"   · 审核意见：{plain(decision.remark)}")
        items.append(Item("", (), f"审核意见：{plain(decision.remark)}"))
    if not lines:
        lines.append(f"   · {_TALK}")
        items.append(Item("", (), _TALK))
    return Wanted("\n".join((headline(assessment), *lines)), tuple(items))


def headline(assessment: Assessment) -> str:
    """``张三（350521********0021）``."""
    dossier = assessment.dossier
    return f"{plain(dossier.name)}（{mask(dossier.id_number) or '证件号未读到'}）"


def plain(text: str) -> str:
    """Text for a letter: cleaned, on its line, every ID number masked."""
    return IN_TEXT.sub(lambda match: mask(match[0]), " ".join(clean(text).split()))


def _said(message: str, hint: str) -> list[str]:
    return [f"   · 问题：{message}", *([f"     {hint}"] if hint else [])]


def _told(finding: Finding, dossier: Dossier) -> tuple[str, str]:
    """A finding's message and hint as the unit reads them: without what is the reviewer's business alone, and without
    the people and papers of others. Whose paper is the same in a mail of their own they know."""
    if instead := _instead(finding, dossier):
        message, _, hint = instead.partition("。")
        return f"{message}。", hint
    message = _READ_FAINTLY.sub("看不清楚", _FOR_STAFF.sub("", plain(finding.message)))
    return message, _ON_DEMAND.sub("请", plain(finding.hint))


def _instead(finding: Finding, dossier: Dossier) -> str:
    """What is said in place of a finding that names others; empty where it names none but their own."""
    own = {message.sha256 for message in dossier.messages}
    if finding.rule == "A116" and all(other.message in own for _, _, other in dossier.shared):
        return ""
    if finding.rule == "C309" and not dossier.doubles:
        return ""
    if finding.rule == "C307" and len(dossier.otherwise_named) == len(dossier.other_units):
        return _NUMBER_OF_ANOTHER
    return _OF_OTHERS.get(finding.rule, "")
