"""What the notice demands beyond the five materials: A120.

A county asks for it by the notice alone (``[[further_materials]]``), without a line of code. What nobody here reads is
told by the names of files; where the notice names a kind that is read, its name and validity are looked at.
"""

from collections.abc import Iterator
from datetime import timedelta

from hui_reg.model import Evidence, Exhibit, Leftover, Outcome
from hui_reg.notation.iso_dates import shown, span
from hui_reg.notation.likeness import Match, compare
from hui_reg.notice import FurtherMaterial
from hui_reg.rules.case import Case
from hui_reg.rules.completeness import nothing_sent
from hui_reg.rules.rule import Fail, Mark, evidence_of, rule, usage
from hui_reg.vocabulary import Field


def called(case: Case, demand: FurtherMaterial) -> list[Leftover]:
    """The files pointing to the person whose name says that they are this material."""
    return [left for left in case.dossier.hinted if any(word in left.file.path for word in demand.words)]


RULED = Outcome.CORRECT


def _of_paper(case: Case, demand: FurtherMaterial, paper: Exhibit) -> Iterator[Fail]:
    """What is to be said of one such paper that was read; nothing of one that is the person's and still valid."""
    title, deadline = demand.title, case.notice.registration.deadline
    if demand.original_is_shown:
        yield _to_open(demand, f"已收到{title}", (evidence_of(paper, title),))
        return
    name, until = case.read(paper, Field.NAME), case.read(paper, Field.VALID_TO)
    if name is None or not name.sure or compare(name.text or "", case.dossier.name) is not Match.SAME:
        yield _to_open(demand, f"{title}上的姓名没有读清或与申报人不同", (evidence_of(paper, title),))
    days = span(until.text) if until is not None and until.sure and until.text else None
    if until is None or days is None:
        yield _to_open(demand, f"{title}的有效期没有读清", (evidence_of(paper, title),))
    elif days.last < deadline - timedelta(days=1):
        hint = f"请补交有效期内的{title}。"
        yield Fail(f"{title}有效期至{shown(until.text or '')}，报名截止前已到期", (until.evidence(),), hint=hint)
    elif days.first <= deadline + timedelta(days=1):
        yield _to_open(demand, f"{title}有效期至{shown(until.text or '')}，恰在报名截止前后", (until.evidence(),))


def _to_open(demand: FurtherMaterial, told: str, evidence: tuple[Evidence, ...]) -> Fail:
    """For a person to look at: now, or on the spot where the notice has the original shown there."""
    if demand.original_is_shown:
        hint = f"请携带{demand.title}原件到现场。"
        return Fail(f"{told}，原件现场核验", evidence, outcome=Outcome.NOTE, hint=hint)
    hint = f"请在工作人员要求时补交本人清晰、完整的{demand.title}。"
    return Fail(f"{told}，请打开核对", evidence, outcome=Outcome.REVIEW, hint=hint)


@rule(
    "A120",
    RULED,
    "缺通知要求的其他材料",
    basis=usage("通知要求的其他材料，见通知文件 further_materials"),
    hint="请补交通知要求的其他材料。",
)
def further_materials(case: Case) -> Iterator[Mark]:
    """检查内容：通知在五种材料之外还要求的材料（如健康证、工作证明）：找不到的请补交；通知文件写明kind的按内容辨认，看姓名和截止日是否在有效期内，其余的按文件名找，请人打开核对。
    依据：通知文件里 further_materials 各项的 basis。
    反例：通知要求健康证，申报人的材料里没有健康证，或健康证在截止日之前已到期。
    常见误判：没有读出内容的，文件名说是就转人工核对，不会据此通过；有效期没有读清、恰在截止日前后到期的由人核对；通知文件写明原件现场核验（original_is_shown）的，找到的只作提示。
    """
    if nothing_sent(case):
        return
    for demand in case.notice.further_materials:
        read = [list(_of_paper(case, demand, paper)) for paper in case.current(*([demand.kind] if demand.kind else []))]
        if read:  # of several the best counts
            yield from min(read, key=lambda fails: [-tuple(Outcome).index(fail.outcome or RULED) for fail in fails])
            continue
        found = called(case, demand)
        if not found:
            hint = f"请补交{demand.title}，文件名写明“{demand.words[0]}”。"
            yield Fail(f"未找到{case.dossier.name}的{demand.title}（{demand.basis}）", case.searched(), hint=hint)
        for left in found:
            evidence = (Evidence(sha256=left.file.sha256, page=None, text=f"文件名：{left.file.path}"),)
            yield _to_open(demand, f"文件“{left.file.path}”的名称说是{demand.title}", evidence)
