"""What came with less than was sent (A118: it was cut off) or with more than its pages (A119: scripts, attachments)."""

import re
from collections.abc import Iterator
from typing import Final

from hui_reg.model import Evidence, Outcome, Problem, ProblemKind
from hui_reg.rules.case import Case
from hui_reg.rules.rule import Fail, Mark, evidence_of, rule, usage
from hui_reg.vocabulary import KIND_TITLES, Fact

SEND_AGAIN: Final = "请把这封邮件连同全部附件重新发送一次。"
_DOCUMENT: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|jpe?g|png|heic|tiff?|bmp|gif)$", re.IGNORECASE)


@rule(
    "A118",
    Outcome.REVIEW,
    "邮件没有收全",
    basis=usage("审核须看到报送的全部材料；没有收全的，不能认定已经齐全或合格"),
    hint=SEND_AGAIN,
)
def cut_off(case: Case) -> Iterator[Mark]:
    """检查内容：此人现用的材料所在的邮件，或其中的压缩包、PDF，是否没有收到结尾。
    依据：审核须看到报送的全部材料；没有收全的邮件里可能还有此人的其他材料、更新的版本，或说明。
    反例：邮件收到一半中断，已收到的五份材料都合格，后面的附件无从得知。
    常见误判：邮件收全、只有别人的一份PDF不完整，与此人无关；同时打不开的、没有见到的，都不算单位的错，只提示重发；单位后来完整重发、此人的材料都换成了新邮件里的，不再指出。
    """
    for mail, problem in _cuts(case):
        where = f"邮件里的“{problem.path}”" if problem.path else "此人材料所在的邮件"
        yield Fail(
            f"{where}没有收全，可能还有材料没有收到",
            (Evidence(sha256=mail, text=problem.detail),),
        )


def is_cut_off(case: Case) -> bool:
    """Whether a mail or an archive was cut off in which more of this person may be: what is not there may have been
    sent all the same. A document that is not whole is the sender's to send again."""
    return any(not _is_document(problem.path) for _, problem in _cuts(case))


def _is_document(path: str | None) -> bool:
    return path is not None and _DOCUMENT.search(path) is not None


def _cuts(case: Case) -> Iterator[tuple[str, Problem]]:
    """What came cut off and may hold something of this person, by the mail's SHA-256."""
    dossier = case.dossier
    bringing = {exhibit.file.message for exhibit in dossier.exhibits if not exhibit.superseded}
    bringing |= {exhibit.file.message for exhibit in dossier.strangers}
    bringing |= {left.file.message for left in dossier.hinted}
    if dossier.roster is not None:
        bringing.add(dossier.roster.file.message)
    for message in dossier.messages:
        if bringing and message.sha256 not in bringing:
            continue
        for problem in message.problems:
            if problem.kind is ProblemKind.INCOMPLETE and _concerns(case, message.sha256, problem.path):
                yield message.sha256, problem


def _concerns(case: Case, mail: str, path: str | None) -> bool:
    """Whether what was cut may hold something of this person: the mail or an archive may, a document its owner's."""
    if not _is_document(path):
        return True
    own = (*case.dossier.exhibits, *case.dossier.strangers)
    return any(e.file.path == path and e.file.message == mail and not e.superseded for e in own)


@rule(
    "A119",
    Outcome.REVIEW,
    "材料里有脚本、宏或附带的文件",
    basis=usage("材料只看页面；页面以外的内容看不到、也不能打开，不能认定材料无误"),
    hint="请把这份材料打印成普通的 PDF 或另存为图片后重新提交。",
)
def carries_more(case: Case) -> Iterator[Mark]:
    """检查内容：现用的材料文件里有没有页面以外的内容：脚本、启动程序的动作、宏、插入或附带的文件，以及接在图片、PDF后面的压缩包或程序。
    依据：审核只看页面；会自己运行的内容可能伤害打开它的电脑，也可能改变看到的样子。
    反例：毕业证PDF打开时运行一段脚本；证件照后面接着一个压缩包。
    常见误判：手机照片自带的第二张画面、短片，网页链接，图表背后的数据，不算；附带的文件已另行取出，按各自的内容归类。
    """
    for exhibit in case.dossier.exhibits:
        found = exhibit.reading.facts.get(Fact.ACTIVE)
        if found and not exhibit.superseded:
            title = KIND_TITLES[exhibit.reading.kind]
            told = f"{title}“{exhibit.file.path}”里有{found}，没有打开；请用没有联网的电脑查看，或请单位换成普通文件"
            yield Fail(told, (evidence_of(exhibit, str(found)),))
