"""The kinds of ledger entries as a table: what each is called, and what its data fields hold.

Amounts, hours and scores are decimal texts (``"1380.00"``, ``"33.8"``, ``"59.5"``): JSON numbers would round them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations
from typing import Final

from hui_reg.history.decisions import CHOICE_TITLES
from hui_reg.model import Entry


class EntryKind(StrEnum):
    """What can happen to an applicant."""

    REGISTERED = "registered"
    FIRST_REVIEW = "first_review"
    SECOND_REVIEW = "second_review"
    PAYMENT = "payment"
    TRAINING = "training"
    SEAT = "seat"
    SCORE = "score"
    CERTIFICATE = "certificate"
    DECLARATION = "declaration"
    SUBSIDY = "subsidy"
    WITHDRAWAL = "withdrawal"
    """An earlier entry that no longer counts."""
    REFUND = "refund"
    REQUEST = "request"
    """One thing that the unit was asked to mend."""
    REMINDER = "reminder"
    """The unit was reminded of all that was open then."""
    QUIT = "quit"
    """The applicant gives up the registration."""
    RULING = "ruling"
    """What staff say of the evidence (:mod:`hui_reg.history.rulings`)."""
    UNDONE = "undone"
    """A ruling, or the undoing of one, that no longer counts."""


@dataclass(frozen=True)
class Shape:
    """A kind's Chinese title, and its data fields with theirs, in the order they are shown."""

    title: str
    fields: Mapping[str, str]


SHAPES: Final[Mapping[EntryKind, Shape]] = {
    EntryKind.REGISTERED: Shape("报名", {"unit": "单位", "name": "姓名", "id_number": "证件号码"}),
    EntryKind.FIRST_REVIEW: Shape("初审", {"choice": "意见", "remark": "备注"}),
    EntryKind.SECOND_REVIEW: Shape("复核", {"choice": "意见", "remark": "备注"}),
    EntryKind.PAYMENT: Shape(
        "缴费",
        {"purpose": "用途", "amount": "金额(元)", "payer": "付款人", "receipt": "回单", "basis": "认定依据"},
    ),
    EntryKind.TRAINING: Shape("培训", {"hours": "已完成课时"}),
    EntryKind.SEAT: Shape(
        "编排考场", {"exam_on": "考试日期", "papers": "科目", "room": "考场", "seat": "座位", "ticket": "准考证号"}
    ),
    EntryKind.SCORE: Shape("成绩", {"paper": "科目", "score": "分数", "mark": "情况", "published_on": "公布日期"}),
    EntryKind.CERTIFICATE: Shape("证书", {"number": "证书编号", "issued_on": "发证日期"}),
    EntryKind.DECLARATION: Shape(
        "补贴自查",
        {
            "established": "在编",
            "pension": "养老保险",
            "months": "失业保险月数",
            "insured_by": "失业保险缴费单位",
            "unemployed": "目前失业",
            "student": "在校学生",
            "retired": "退休",
            "dishonest": "失信",
        },
    ),
    EntryKind.SUBSIDY: Shape("补贴申领", {"subsidy": "补贴"}),
    EntryKind.WITHDRAWAL: Shape("撤销", {"reason": "原因"}),
    EntryKind.REFUND: Shape("退费", {"purpose": "用途", "amount": "金额(元)", "receipt": "回单", "reason": "原因"}),
    EntryKind.REQUEST: Shape("要求补正", {"asked": "要求", "until": "期限", "rule": "规则"}),
    EntryKind.REMINDER: Shape("催办补正", {"until": "期限"}),
    EntryKind.QUIT: Shape("退出报名", {"reason": "原因"}),
    EntryKind.RULING: Shape("更正", {"reason": "原因"}),
    EntryKind.UNDONE: Shape("撤回更正", {"reason": "原因"}),
}

NO_STATE: Final = frozenset((EntryKind.RULING, EntryKind.UNDONE))
"""What is said of the evidence: it changes dossiers, not where a person stands."""

_PAPERS: Final = {"theory": "理论", "skill": "技能", "review": "综合评审"}
_SITTINGS: Final = [ids for size in (1, 2, 3) for ids in permutations(_PAPERS, size)]

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "choice": {choice.value: title for choice, title in CHOICE_TITLES.items()},
    "purpose": {
        "registration": "认定费",
        "makeup_theory": "理论补考费",
        "makeup_skill": "技能补考费",
        "makeup_both": "两科补考费",
        "makeup_review": "综合评审补考费",
        "makeup_theory_review": "理论、综合评审补考费",
        "makeup_skill_review": "技能、综合评审补考费",
        "makeup_theory_skill_review": "三科补考费",
    },
    "basis": {"named": "附言写明姓名", "payer": "付款人即本人", "unit": "单位付款且人数相符", "manual": "人工认定"},
    "paper": _PAPERS,
    "papers": {",".join(ids): "、".join(_PAPERS[one] for one in ids) for ids in _SITTINGS},
    "mark": {"absent": "缺考", "void": "违纪作废"},
}
"""Chinese for the code words that data fields hold."""


def word(field: str, code: str) -> str:
    """The Chinese of a code word; a word without one stays as it is."""
    return WORDS.get(field, {}).get(code, code)


def describe(entry: Entry) -> str:
    """An entry's data as one Chinese phrase: ``科目：理论；分数：59.5``."""
    shape = SHAPES[EntryKind(entry.kind)]
    held = ((title, entry.data.get(field)) for field, title in shape.fields.items())
    codes = zip(shape.fields, held, strict=True)
    return "；".join(
        f"{title}：{word(field, str(value))}" for field, (title, value) in codes if value not in (None, "")
    )
