"""What a notice demands, in sentences that can be compared with the paper: every value of the file is in one of them.

Sections in the order in which such papers are written. What the file leaves open is told by ``silences``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hui_reg.notice import telling_steps as steps
from hui_reg.notice.eligibility import OwnRoute
from hui_reg.notice.terms import MaterialDemand, Notice, Unregistered
from hui_reg.notice.wording import clause, day, listed, number
from hui_reg.vocabulary import FIELDS

OUTCOMES: Final = {"ineligible": "不符合条件", "correct": "需补正", "review": "需人工复核", "note": "只作提示"}
BACKGROUNDS: Final = {"white": "白底", "blue": "蓝底", "red": "红底"}
_OWED_BY: Final = {
    "always": "人人必交",
    "graduate": "已毕业者必交，在读学生不交",
    "college": "大专及以上学历者必交，中等学历不交",
    "never": "不要求",
}


@dataclass(frozen=True)
class Section:
    """One topic and its sentences."""

    title: str
    sentences: tuple[str, ...]


def told(notice: Notice) -> tuple[Section, ...]:
    """The whole notice; a topic of which it says nothing is left out."""
    sections = (Section(title, tuple(tell(notice))) for title, tell in _TOPICS)
    return tuple(section for section in sections if section.sentences)


def _paper(notice: Notice) -> Iterator[str]:
    yield f"{notice.number}，{notice.title}，{day(notice.published)}发布（通知文件编号 {notice.id}）。"
    yield f"日期按 {notice.timezone} 的时间起止。"


def _occupation(notice: Notice) -> Iterator[str]:
    job = notice.occupation
    yield f"职业“{job.name}”，等级{job.level}（{job.level_title}）。申报表须与此一致。"
    yield f"写作下列名称的视为同一职业：{listed(job.synonyms)}。"


def _registration(notice: Notice) -> Iterator[str]:
    term = notice.registration
    hour = f"{term.closes:%H:%M}" if term.closes else "24时"
    yield f"{day(term.opens)}开始报名，{day(term.deadline)} {hour}截止，以邮箱服务器收到的时间为准，迟到的转人工复核。"
    if term.corrections_until is not None:
        yield f"截止前已交过材料的人，{day(term.corrections_until)} 24时前补正的不算逾期。"
    yield clause(term.basis)


def _eligibility(notice: Notice) -> Iterator[str]:
    who = notice.eligibility
    oldest = f"、不超过{who.maximum_age}周岁" if who.maximum_age is not None else ""
    yield f"到报名截止日须年满{who.minimum_age}周岁{oldest}。"
    usual = "、".join(name for name, route in (("途径一", who.route1), ("途径二", who.route2)) if route)
    if who.secondary_or_above:
        lead = f"{usual}的学历须为下列之一" if usual else "算作高中及以上学历的"
        yield f"{lead}：{listed(who.secondary_or_above)}。"
    if who.route1 is not None:
        yield f"途径一：毕业满{who.route1.years}年，算到{day(notice.cut_off)}为止。"
        to_year_end = who.route1.grey_zone_to_year_end
        year_end = "到那一天未满、但到当年年底可满的，转人工复核" if to_year_end else "到那一天未满的即为不满，不看年底"
        yield f"　　{year_end}。"
    if who.route2 is not None:
        yield f"途径二：本专业或相关专业毕业，院校须为：{listed(who.route2.school_classes)}。"
        yield f"　　不算在内的院校：{listed(who.route2.excluded_classes)}。"
        yield f"　　算不算在内要人工复核的：{listed(who.route2.review_classes)}。"
        yield f"　　直接认可的相关专业：{listed(who.route2.related_majors)}；其他专业转人工复核。"
    for route in who.routes:
        yield f"途径“{route.title}”：{listed(_conditions(route))}。"
        yield f"　　{clause(route.basis)}"
    yield f"在读学生须为应届，即预计{who.final_year}年毕业，一律转人工复核。"
    yield clause(who.basis)


def _conditions(route: OwnRoute) -> Iterator[str]:
    if route.minimum_age is not None:
        yield f"年满{route.minimum_age}周岁"
    if route.maximum_age is not None:
        yield f"不超过{route.maximum_age}周岁"
    if route.years_in_occupation is not None:
        yield f"从事本职业满{route.years_in_occupation}年"
    if route.held_levels:
        yield f"持有本职业{'或'.join(route.held_levels)}证书"
    if route.education:
        since = f"满{route.graduated_years}年" if route.graduated_years else ""
        yield f"{'、'.join(route.education)}毕业{since}"
    if route.student:
        yield "应届在读"
    if route.years_in_occupation is not None or route.held_levels:
        yield "以申报表所填为准" if route.form_is_enough else "只凭申报表所填的转人工复核"


def _materials(notice: Notice) -> Iterator[str]:
    for demand in notice.materials.values():
        yield from _material(demand)
    for further in notice.further_materials:
        then = "找到的只作提示，原件现场核验" if further.original_is_shown else "找到的请人打开核对"
        yield f"{further.title}：人人必交，按文件名（含“{listed(further.words)}”）查找，{then}。"
        if further.kind is not None and not further.original_is_shown:
            yield "　　读出内容的，姓名须与本人相符、报名截止日须在有效期内，到期的请补正；没有读清的请人打开核对。"
        yield f"　　{clause(further.basis)}"


def _material(demand: MaterialDemand) -> Iterator[str]:
    formats = f"，格式 {listed(demand.formats)}" if demand.formats else ""
    yield f"{demand.title}：{_OWED_BY[demand.required]}{formats}。"
    if demand.title_pattern:
        yield f"　　标题符合“{demand.title_pattern}”。"
    if demand.required_fields:
        yield f"　　必须填写：{listed(FIELDS.get(field, field) for field in demand.required_fields)}。"
    yield f"　　{clause(demand.basis)}"


def _photo(notice: Notice) -> Iterator[str]:
    photo = notice.photo
    ground = BACKGROUNDS[photo.background]
    if photo.background == "white":
        yield "须为彩色、白底，不是的请补正；接近白色的转人工复核。"
    else:
        yield f"须为彩色、{ground}，黑白的、明显是别的底色的请补正。"
        yield f"{ground}比例不足 {photo.white_share:g} 而看不出是什么底色的转人工复核。"
    yield (
        f"只作提示的规格：格式 {listed(photo.formats)}，不小于{photo.minimum_width}×{photo.minimum_height}像素，"
        f"宽高比 {photo.minimum_ratio:g} 至 {photo.maximum_ratio:g}，"
        f"大小 {number(photo.minimum_bytes)} 至 {number(photo.maximum_bytes)} 字节。"
    )
    yield (
        f"头部占高度 {photo.minimum_head_ratio:g} 至 {photo.maximum_head_ratio:g}，超出的提示；"
        f"不足 {photo.least_head_ratio:g} 或超过 {photo.most_head_ratio:g} 的转人工复核。"
    )
    yield (
        f"怎样算（一般不必改）：彩色程度不超过 {photo.grey_chroma:g} 为黑白；{ground}比例不低于 {photo.white_share:g}"
        f"{_edge(notice)}。"
    )


def _edge(notice: Notice) -> str:
    """How bright the edge of a white ground is to be; of another ground it isn't asked."""
    photo = notice.photo
    if photo.background != "white":
        return (
            f" 为{BACKGROUNDS[photo.background]}（白底才看边缘亮度 {photo.white_level:g}、{photo.yellowish_level:g}）"
        )
    return f"、边缘亮度不低于 {photo.white_level:g} 为白底，亮度在 {photo.yellowish_level:g} 以上的转人工复核"


def _record(notice: Notice) -> Iterator[str]:
    record = notice.education_record
    yield f"备案表的链接须指向 {listed(record.hosts)}。"
    since = day(record.code_since)
    yield f"验证码的样子：{since}起的备案表为 {record.code_pattern}，此前的为 {record.old_code_pattern}。"
    yield f"{record.recognition_before}年以前毕业者可用《中国高等教育学历认证报告》代替。"
    for kind in record.unregistered:
        yield from _unregistered(kind)


def _unregistered(kind: Unregistered) -> Iterator[str]:
    yield f"{kind.title}不要求备案表，改请提交{kind.proof}。"
    yield f"　　凭学校名称辨认：{kind.school_pattern}"


def _card(notice: Notice) -> Iterator[str]:
    since = 0
    for period in notice.id_card.periods:
        years = f"{period.years}年" if period.years else "长期"
        below = "" if period is notice.id_card.periods[-1] else f"、不满{period.below}周岁"
        yield f"签发时满{since}周岁{below}的，有效期{years}。"
        since = period.below
    yield f"居住证、永久居留身份证的有效期：{listed(f'{years}年' for years in notice.id_card.permit_years)}。"


def _rules(notice: Notice) -> Iterator[str]:
    for rule, change in notice.rules.items():
        what = f"改为“{OUTCOMES[change.outcome]}”" if change.outcome else "照常"
        yield f"规则 {rule} {what if change.enabled else '停用'}，理由：{change.reason}。"


_TOPICS: Final[tuple[tuple[str, Callable[[Notice], Iterator[str]]], ...]] = (
    ("通知", _paper),
    ("职业和等级", _occupation),
    ("报名时间", _registration),
    ("申报条件", _eligibility),
    ("报名材料", _materials),
    ("证件照", _photo),
    ("学信网备案表", _record),
    ("身份证有效期", _card),
    ("费用", steps.money),
    ("培训", steps.training),
    ("考试", steps.exam),
    ("补考", steps.makeup),
    ("证书", steps.certificate),
    ("补贴", steps.subsidies),
    ("上报的考生信息表", steps.roster),
    ("个人信息保存期限", steps.retention),
    ("规则的调整", _rules),
    ("先后的变更", steps.changes),
)
