"""What types don't tell: values of a notice that contradict each other, or that nothing could be made of later."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import combinations
from typing import Final
from zoneinfo import ZoneInfo

from hui_reg.notation.provinces import PROVINCES, code_of
from hui_reg.notice.bounds import Fault, blanks, out_of_bounds
from hui_reg.notice.order import TOGETHER, dates_of, out_of_order
from hui_reg.notice.terms import Notice
from hui_reg.vocabulary import EDUCATION_LEVELS, FIELDS, FORMATS, PAPERS, Field, Kind

WEEKDAYS: Final = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
LEVELS: Final = ("一级", "二级", "三级", "四级", "五级")
_GRADES: Final = ("高级技师", "技师", "高级工", "中级工", "初级工")
"""What the levels are called, in their order; the longer word before the one within it."""
_ID: Final = re.compile(r"[\w.-]{1,64}")
_SHORTEST_ACCOUNT: Final = 6
"""Digits."""
_OLDEST: Final = 100
_HOST: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_SEVERAL: Final = re.compile("[、，,;；]")
_RULE: Final = re.compile(r"[A-D]\d{3}")


def contradictions(notice: Notice, *, is_last: bool = True) -> list[Fault]:
    """Everything that is wrong with a notice whose types are right. An earlier state, not ``is_last``, has some values
    of its day and some of the last word (``dated.DAYS``): only dates
    that change together are compared in it."""
    looks = (*_LOOKS, _order if is_last else _order_of_a_section)
    return [fault for look in looks for fault in look(notice)]


def _zone(notice: Notice) -> Iterator[Fault]:
    try:
        ZoneInfo(notice.timezone)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        yield "timezone", f"没有名为“{notice.timezone}”的时区，北京时间写 Asia/Shanghai"


def _patterns(notice: Notice) -> Iterator[Fault]:
    record = notice.education_record
    patterns = [
        ("education_record.code_pattern", record.code_pattern),
        ("education_record.old_code_pattern", record.old_code_pattern),
        *((f"materials.{which}.title_pattern", demand.title_pattern) for which, demand in notice.materials.items()),
        *((f"education_record.unregistered.{n}.school_pattern", u.school_pattern)
          for n, u in enumerate(record.unregistered)),
    ]  # fmt: skip
    for key, pattern in patterns:
        try:
            re.compile(pattern or "")
        except re.error as error:
            yield key, f"不是有效的匹配式（第 {(error.pos or 0) + 1} 个字符处）"


def _order(notice: Notice) -> Iterator[Fault]:
    yield from dict.fromkeys(out_of_order(dates_of(notice)))
    first, last = notice.registration.opens.year, notice.registration.deadline.year + 1
    if not first <= notice.eligibility.final_year <= last:
        yield "eligibility.final_year", f"应届毕业的年份应在 {first} 到 {last} 之间"


def _order_of_a_section(notice: Notice) -> Iterator[Fault]:
    yield from dict.fromkeys(out_of_order(dates_of(notice), TOGETHER))


def _weekday(notice: Notice) -> Iterator[Fault]:
    exam = notice.exam
    within = range(min(7, (exam.latest - exam.earliest).days + 1))
    occurring = {WEEKDAYS[(exam.earliest + timedelta(days=number)).weekday()] for number in within}
    if exam.weekday in WEEKDAYS and occurring and exam.weekday not in occurring:
        yield "exam.weekday", f"{exam.earliest} 到 {exam.latest} 之间没有{exam.weekday}"


def _names(notice: Notice) -> Iterator[Fault]:
    if not _ID.fullmatch(notice.id):
        yield "id", "只用文字、数字和 - _ .，不用空格和斜线，例如 huian-2024-13"
    level, title = notice.occupation.level, notice.occupation.level_title
    if level in LEVELS and (other := _other_level(level, title)):
        yield "occupation.level_title", f"“{title}”里的“{other}”不是{level}（{_GRADES[LEVELS.index(level)]}）"
    for ours, theirs in notice.roster.levels.items():
        if ours in LEVELS and (other := _other_level(ours, theirs)):
            yield "roster.levels", f"“{ours}”写成了“{theirs}”，里面的“{other}”是另一等级"
    code = notice.certificate.province
    if code not in PROVINCES:
        meant = code_of(code)
        example = f"{PROVINCES[meant]}写 {meant}" if meant else "如福建省写 35"
        yield "certificate.province", f"应为证书编号里的两位省份代码，{example}"


def _other_level(level: str, words: str) -> str:
    """A word of another level in how one is called; empty where there is none."""
    own = _GRADES[LEVELS.index(level)]
    rest = words.replace(own, "").replace(level, "")
    return next((word for word in (*LEVELS, *_GRADES) if word in rest), "")


def _words(notice: Notice) -> Iterator[Fault]:
    if notice.exam.weekday not in ("", *WEEKDAYS):
        yield "exam.weekday", f"“{notice.exam.weekday}”应写作 {'、'.join(WEEKDAYS)} 之一"
    if notice.occupation.level not in LEVELS:
        yield "occupation.level", f"“{notice.occupation.level}”应写作 {'、'.join(LEVELS)} 之一"
    elif notice.occupation.level not in notice.roster.levels:
        yield "roster.levels", f"没有给出“{notice.occupation.level}”在汇总表里的写法"
    for host in notice.education_record.hosts:
        if not _HOST.fullmatch(host):
            yield "education_record.hosts", f"“{host}”应只写主机名，例如 www.chsi.com.cn，不带 https:// 和斜线"
    majors = notice.eligibility.route2.related_majors if notice.eligibility.route2 else ()
    for key, names in (
        ("eligibility.route2.related_majors", majors),
        ("occupation.synonyms", notice.occupation.synonyms),
    ):
        if joined := next((name for name in names if _SEVERAL.search(name)), None):
            yield key, f'“{joined}”是几个名称，请各用引号括住，写作 ["甲", "乙"]'
    pay, who = notice.payment, notice.eligibility
    if pay.account_tail and not re.fullmatch(r"[0-9]{4}", pay.account_tail):
        yield "payment.account_tail", "写账号的最后四位数字，一位不多一位不少；不核对的留空"
    elif pay.account and len(re.findall(r"[0-9]", pay.account)) < _SHORTEST_ACCOUNT:
        yield "payment.account", "应为完整的收款账号；还不知道的留空"
    elif pay.account and pay.account_tail and not re.sub(r"[\s-]", "", pay.account).endswith(pay.account_tail):
        yield "payment.account", f"末四位与 account_tail 的“{pay.account_tail}”不符"
    routes = ("route1", "route2", *(route.title for route in who.routes))
    for route in notice.roster.conditions:
        if route not in routes:
            yield "roster.conditions", f"没有“{route}”这条途径，可写 {'、'.join(routes)}"
    for level in notice.eligibility.secondary_or_above:
        if level not in EDUCATION_LEVELS:
            yield "eligibility.secondary_or_above", f"没有“{level}”这个学历，可写 {'、'.join(EDUCATION_LEVELS)}"
    for rule in notice.rules:
        if not _RULE.fullmatch(rule):
            yield f"rules.{rule}", "规则编号写作 A101 这样，见 hui-reg rules"


def _materials(notice: Notice) -> Iterator[Fault]:
    asked = {f"materials.{which}.formats": demand.formats for which, demand in notice.materials.items()}
    for key, formats in {**asked, "photo.formats": notice.photo.formats}.items():
        for format in formats:
            if format not in FORMATS:
                yield key, f"不认识的格式“{format}”，可写 {'、'.join(FORMATS)}（jpg 与 jpeg 相同）"
    if not notice.photo.formats:
        yield "photo.formats", "须写明接受的格式"
    fields = "、".join(f"{field}（{FIELDS[field]}）" for field in PAPERS[Kind.APPLICATION_FORM].bears)
    for which, demand in notice.materials.items():
        key = f"materials.{which}"
        for field in demand.required_fields:
            if field not in set(Field):
                yield f"{key}.required_fields", f"没有“{field}”这个栏目，可写 {fields}"
        if demand.required != "never" and not demand.formats:
            yield f"{key}.formats", "要交的材料须写明接受的格式"


def _further(notice: Notice) -> Iterator[Fault]:
    for number, further in enumerate(notice.further_materials):
        if further.kind is not None and Field.VALID_TO not in PAPERS[further.kind].bears:
            known = "、".join(kind for kind, paper in PAPERS.items() if Field.VALID_TO in paper.bears)
            yield (
                f"further_materials.{number}.kind",
                f"“{further.kind}”不是按内容辨认的其他材料，可写 {known}，不写就按文件名找",
            )


def _numbers(notice: Notice) -> Iterator[Fault]:
    photo = notice.photo
    for number, paper in enumerate(notice.exam.papers):
        if not 0 <= paper.pass_mark <= paper.full_marks:
            key = "exam" if paper.pass_mark == notice.exam.pass_mark else f"exam.papers.{number}"
            yield f"{key}.pass_mark", f"应在 0 到满分 {paper.full_marks} 之间"
    if notice.makeup.keep_years and not notice.makeup.basis:
        yield "makeup.basis", "有补考的须写明依据"
    if notice.training.hours and notice.training.starts is None:
        yield "training.starts", "有培训的须写明哪天开始"
    if notice.subsidies and not notice.subsidy.channel:
        yield "subsidy.channel", "有补贴的须写明在哪里申领"
    for name in ("ratio", "bytes", "head_ratio"):
        if getattr(photo, f"minimum_{name}") > getattr(photo, f"maximum_{name}"):
            yield f"photo.maximum_{name}", f"小于 minimum_{name}"
    if photo.least_head_ratio > photo.minimum_head_ratio:
        yield "photo.least_head_ratio", "大于 minimum_head_ratio"
    if photo.most_head_ratio < photo.maximum_head_ratio:
        yield "photo.most_head_ratio", "小于 maximum_head_ratio"
    periods = [period.below for period in notice.id_card.periods]
    if periods != sorted(periods) or not periods:
        yield "id_card.periods", "须按年龄从小到大写"
    elif periods[-1] < _OLDEST:
        yield "id_card.periods", f"没有写满 {periods[-1]} 周岁以后的，最后一段写 below = 999"


def _papers(notice: Notice) -> Iterator[Fault]:
    exam, fees = notice.exam, notice.fees
    names = [paper.name for paper in exam.papers]
    if not 1 <= len(names) <= 3:
        yield "exam.papers", "写一至三个科目"
    if len(set(names)) < len(names) or len(set(exam.ids)) < len(names):
        yield "exam.papers", "几个科目须各有各的名称"
    for number, one in enumerate(fees.makeup):
        for name in one.papers:
            if name not in names:
                yield f"fees.makeup.{number}.papers", f"没有“{name}”这个科目，可写 {'、'.join(names)}"
    if not notice.makeup.keep_years:
        return
    usual = (fees.makeup_theory, fees.makeup_skill, fees.makeup_both)
    if not fees.makeup and all(fee is None for fee in usual):
        return
    for size in range(1, len(names) + 1):
        for papers in combinations(exam.papers, size):
            told = {paper.name for paper in papers}
            ids = {paper.id for paper in papers}
            keys = {("theory",): usual[0], ("skill",): usual[1], ("skill", "theory"): usual[2]}
            listed = any(set(one.papers) == told for one in fees.makeup)
            if not listed and keys.get(tuple(sorted(ids))) is None:
                yield "fees.makeup", f"没有写“{'、'.join(p.name for p in papers)}”补考收多少，不收费的写 0"


def _routes(notice: Notice) -> Iterator[Fault]:
    who = notice.eligibility
    if not (who.route1 or who.route2 or who.routes):
        yield "eligibility.routes", "至少要有一条申报途径"
    if (who.route1 or who.route2) and not who.secondary_or_above:
        yield "eligibility.secondary_or_above", "途径一、途径二要写明哪些学历算数"
    if who.maximum_age is not None and who.maximum_age < who.minimum_age:
        yield "eligibility.maximum_age", "小于 minimum_age"
    for number, route in enumerate(who.routes):
        key = f"eligibility.routes.{number}"
        for level in route.education:
            if level not in EDUCATION_LEVELS:
                yield f"{key}.education", f"没有“{level}”这个学历，可写 {'、'.join(EDUCATION_LEVELS)}"
        for level in route.held_levels:
            if level not in LEVELS:
                yield f"{key}.held_levels", f"“{level}”应写作 {'、'.join(LEVELS)} 之一"
        if route.minimum_age and route.maximum_age and route.maximum_age < route.minimum_age:
            yield f"{key}.maximum_age", "小于 minimum_age"
        if route.graduated_years and not route.education:
            yield f"{key}.graduated_years", "毕业满几年，须同时用 education 写明哪些学历"
        if route.student and route.education:
            yield f"{key}.student", "在读学生和毕业学历请分两条途径写"
        asked = (route.minimum_age, route.maximum_age, route.years_in_occupation, route.held_levels, route.education)
        if not (any(asked) or route.student):
            yield f"{key}.title", "没有写任何条件，人人都会符合"


_LOOKS: Final[tuple[Callable[[Notice], Iterator[Fault]], ...]] = (
    blanks,
    out_of_bounds,
    _zone,
    _patterns,
    _weekday,
    _names,
    _words,
    _routes,
    _materials,
    _further,
    _numbers,
    _papers,
)
