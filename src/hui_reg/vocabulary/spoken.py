"""What people call papers: the one list of everyday names, and how a name is taken off what is said around it.

What file names call them is another matter (``Paper.words``): a word in a name announces a paper only where it can't
mean anything else.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from hui_reg.vocabulary.papers import PAPERS, Kind

_SPOKEN: Final[Mapping[Kind, str]] = {
    Kind.APPLICATION_FORM: "申报表 申请表 报名表 认定表 认定申报表 认定申请表 统一认定申报表 报考表",
    Kind.DIPLOMA: "毕业证 毕业证书 学历证 学历证书 文凭 毕业文凭",
    Kind.ID_CARD: "身份证 身份证件 居民身份证 二代身份证 第二代身份证 身分证",
    Kind.PHOTO: "证件照 照 寸照 白底照 免冠照 登记照 标准照 大头照 头像 电子照 近照",
    Kind.EDUCATION_RECORD: "学信网备案表 备案表 学信网 学信网表 注册备案表 电子注册备案表 学历电子注册备案表 "
    "学历证书电子注册备案表 学信网电子注册备案表 学历备案表 学信网学历备案表 学信网学历证明",
    Kind.ENROLMENT_REPORT: "学籍验证报告 学籍报告 学籍在线验证报告 学信网学籍报告",
    Kind.ENROLMENT_LETTER: "在校证明 在读证明 在学证明 在校生证明 就读证明",
    Kind.DEGREE_CERTIFICATE: "学位证书 学位证 学士学位证 学士学位证书",
    Kind.DEGREE_REPORT: "学位验证报告 学位在线验证报告",
    Kind.RECOGNITION_REPORT: "学历认证报告 学历认证 学历认证书",
    Kind.RECORD_SCREENSHOT: "学信网网页截图 学信网截图 学信网截屏 备案表截图 学信网网页 学信网页面",
    Kind.RESIDENCE_CARD: "外国人永久居留身份证 永久居留身份证 永久居留证 永居证 外国人永久居留证",
    Kind.HEALTH_CERTIFICATE: "健康证 健康合格证 健康证明",
}
"""Without what is said around them, below. What may mean two papers (学历证明, 学籍证明, 证件) isn't among them."""

_AROUND: Final = """
的 本人 个人 复印件 影印件 扫描件 原件 电子版 电子档 图片 照片 相片 拍照 文件 材料 一份 一张 pdf jpg word 彩色
白底 免冠 半身 一寸 二寸 两寸 1寸 2寸 最高 第一 全日制 成人 自考 函授 高等学校 高等教育 教育部 研究生 硕士
博士 本科 大学 大专 专科 中专 中职 职高 高职 技校 高中 初中 福建省 职业技能等级 职业技能 他 她
"""
_ANY: Final = "|".join(_AROUND.split())
_BEFORE: Final = re.compile(f"^(?:{_ANY})")
_BEHIND: Final = re.compile(f"(?:{_ANY})$")
_NO_WORD: Final = re.compile(r"[\s\-_—:：()（）\[\]【】“”\"'、，,。.]+")


def _folded(word: str) -> str:
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", word)).lower()


_CALLED: Final[Mapping[str, Kind]] = {
    _folded(name): kind
    for kind, paper in PAPERS.items()
    if paper.personal
    for name in (kind.value, paper.title, *paper.words, *_SPOKEN.get(kind, "").split())
}


def paper_called(said: str) -> Kind | None:
    """The kind of a person's paper that is meant: 毕业证, 大专毕业证书复印件, 他的一寸照片; None for any other word."""
    seen: list[str] = []
    waiting = [_folded(said)]
    for word in waiting:  # what is nearest to what was said comes first: 学历证明 before 证明 of 学历
        if word in seen or not word:
            continue
        seen.append(word)
        if (kind := _CALLED.get(word)) is not None:
            return kind
        waiting += [_BEHIND.sub("", word), _BEFORE.sub("", word)]
    return None


def likely_meant(said: str) -> tuple[str, ...]:
    """Titles of the papers whose name is written nearly like a word that names none."""
    near = difflib.get_close_matches(_folded(said), _CALLED, n=4, cutoff=0.6)
    return tuple(dict.fromkeys(PAPERS[_CALLED[name]].title for name in near))
