"""What a ruling says, as one Chinese sentence: for lists, explanations and the effect of a command."""

from collections.abc import Mapping
from typing import Final

from hui_reg.history.rulings import FileIs, Ruling, RulingKind
from hui_reg.notation.resident_id import mask
from hui_reg.vocabulary import KIND_TITLES, Field, Kind


def sentence(ruling: Ruling) -> str:
    """``毕业证上的毕业院校是“泉州示范职业学院”（原读作“泉州示范职业学完”）``; numbers and codes masked."""
    who = shown(ruling.applicant, ruling.said("name"))
    match ruling.kind:
        case RulingKind.VALUE:
            return f"{who}：{_value(ruling)}"
        case RulingKind.FILE:
            return _file(ruling, who)
        case RulingKind.SAME:
            other = shown(ruling.said("other"), ruling.said("other_name"))
            return f"{who}与{other}" + ("是同一人" if ruling.data.get("same") else "不是同一人")
        case RulingKind.UNIT:
            return f"“{ruling.said('unit')}”的正确名称是“{ruling.said('right')}”"
        case RulingKind.ADDRESS:
            is_own = "是" if ruling.data.get("own") else "不是"
            return f"{ruling.said('address')} {is_own}{ruling.said('unit')}的邮箱"
        case RulingKind.PERSON:
            return f"{who}转到{ruling.said('unit')}"
        case RulingKind.EXTEND:
            return f"{who or ruling.said('unit')}的材料可以交到 {ruling.said('until')}"
        case RulingKind.FACT:
            return f"{who}：{_fact(ruling)}"
        case RulingKind.PAPER:
            return f"{ruling.said('unit')}的纸质材料“{ruling.said('path')}”（{ruling.said('files')} 个文件）" + (
                f"于 {ruling.said('received')} 收到"
            )
        case RulingKind.NOTE:
            return f"{who}：{ruling.said('text')}"
    return f"{who}退出报名"


def shown(key: str, name: str) -> str:
    """A person of a key: ``张三（350521********0021）``; empty for none."""
    unit, _, tail = key.rpartition("|")
    if not key:
        return ""
    return f"{name or '姓名不详'}（{mask(tail)}）" if tail[:1].isdigit() else f"{name or tail}（{unit}）"


def in_short(ruling: Ruling) -> str:
    """What was said, without whom it is about where that is known anyway."""
    if ruling.kind is RulingKind.FACT:
        return _fact(ruling)
    return _value(ruling) if ruling.kind is RulingKind.VALUE else sentence(ruling)


def _value(ruling: Ruling) -> str:
    field = Field(ruling.said("field"))
    title = f"{KIND_TITLES[Kind(ruling.said('paper'))]}上的{field.title}"
    read = ruling.said("read")
    before = f"（原读作“{field.masked(read)}”）" if read else "（原来没有读出）"
    value = ruling.said("value")
    return f"{title}是“{field.masked(value)}”{before}" if value else f"{title}没有填写{before}"


FACT_TITLES: Final[Mapping[Kind, str]] = {
    Kind.EDUCATION_RECORD: "学历",
    Kind.ENROLMENT_REPORT: "学籍",
    Kind.ID_CARD: "身份",
}
"""What can be verified elsewhere, by the paper that it stands in for."""


def _fact(ruling: Ruling) -> str:
    """``学历经学信网（2026-05-02）核验相符：本科、闽海示范大学``."""
    title = FACT_TITLES[Kind(ruling.said("paper"))]
    shown = [Field(name) for name in ruling.data if name in list(Field) and name not in (Field.NAME, Field.ID_NUMBER)]
    told = "、".join(field.masked(ruling.said(field)) for field in shown if ruling.said(field))
    outcome = "相符" if ruling.data.get("agrees") else "不符或查不到"
    return f"{title}经{ruling.said('origin')}（{ruling.said('checked')}）核验{outcome}" + (f"：{told}" if told else "")


def _file(ruling: Ruling, who: str) -> str:
    pages = f"第{ruling.said('pages').replace(',', '、')}页" if ruling.pages else ""
    name = f"{ruling.said('path')}{pages}"
    match ruling.said("is"):
        case FileIs.OWNED:
            return f"{name}是{who}的"
        case FileIs.PAPER:
            return f"{name}是{KIND_TITLES[Kind(ruling.said('paper'))]}{_SIDES.get(ruling.said('sides'), '')}"
    return f"{name}不是报名材料"


_SIDES = {"portrait": "人像面", "emblem": "国徽面", "portrait,emblem": "正反面"}
