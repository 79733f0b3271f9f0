"""What the notice demands beyond the five materials: told by the names of files, for nobody here reads them. A120.

A county asks for it by the notice alone (``[[further_materials]]``), without a line of code.
"""

from collections.abc import Iterator

from hui_reg.model import Evidence, Leftover, Outcome
from hui_reg.notice import FurtherMaterial
from hui_reg.rules.case import Case
from hui_reg.rules.completeness import nothing_sent
from hui_reg.rules.rule import Fail, Mark, rule, usage


def called(case: Case, demand: FurtherMaterial) -> list[Leftover]:
    """The files pointing to the person whose name says that they are this material."""
    return [left for left in case.dossier.hinted if any(word in left.file.path for word in demand.words)]


@rule(
    "A120",
    Outcome.CORRECT,
    "缺通知要求的其他材料",
    basis=usage("通知要求的其他材料，见通知文件 further_materials"),
    hint="请补交通知要求的其他材料。",
)
def further_materials(case: Case) -> Iterator[Mark]:
    """检查内容：通知在五种材料之外还要求的材料（如健康证、工作证明），按文件名找；找到的请人打开核对，找不到的请补交。
    依据：通知文件里 further_materials 各项的 basis。
    反例：通知要求健康证，申报人的材料里没有一个文件的名称说是健康证。
    常见误判：程序不读这些材料的内容，文件名说是就转人工核对，不会据此通过；通知文件写明原件现场核验（original_is_shown）的，找到的只作提示。
    """
    if nothing_sent(case):
        return
    for demand in case.notice.further_materials:
        found = called(case, demand)
        if not found:
            hint = f"请补交{demand.title}，文件名写明“{demand.words[0]}”。"
            yield Fail(f"未找到{case.dossier.name}的{demand.title}（{demand.basis}）", case.searched(), hint=hint)
        for left in found:
            evidence = (Evidence(sha256=left.file.sha256, page=None, text=f"文件名：{left.file.path}"),)
            told = f"文件“{left.file.path}”的名称说是{demand.title}"
            if demand.original_is_shown:
                yield Fail(
                    f"{told}，原件现场核验", evidence, outcome=Outcome.NOTE, hint=f"请携带{demand.title}原件到现场。"
                )
            else:
                hint = f"请在工作人员要求时说明{demand.title}的情况。"
                yield Fail(f"{told}，请打开核对", evidence, outcome=Outcome.REVIEW, hint=hint)
