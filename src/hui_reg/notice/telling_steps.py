"""What a notice says of money and of the steps after the reviews, and what of it changed, in sentences."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from hui_reg.notice.steps import as_written
from hui_reg.notice.terms import Notice
from hui_reg.notice.wording import clause, day, listed


def money(notice: Notice) -> Iterator[str]:
    fees, payment = notice.fees, notice.payment
    if fees.registration:
        yield _registration_fee(notice)
    else:
        yield "不收认定费，复核通过即可参加后面的环节。"
    makeups = (
        {papers: notice.makeup_fee(papers) for papers in subsets(notice.exam.ids)} if notice.makeup.keep_years else {}
    )
    priced = [f"{_papers(papers, notice)} {fee} 元" for papers, fee in makeups.items() if fee]
    free = [_papers(papers, notice) for papers, fee in makeups.items() if not fee]
    if priced:
        yield f"补考费：{'，'.join(priced)}" + (f"；{listed(free)}不收费。" if free else "。")
    elif makeups:
        yield "补考不收费。"
    if payment.payee:
        yield f"收款户名：{payment.payee}。"
    if payment.bank:
        yield f"开户行：{payment.bank}。"
    if payment.account:
        yield f"收款账号：{payment.account}（写进给单位的缴费通知）。"
    if payment.account_tail:
        yield f"收款账号末四位：{payment.account_tail}。"
    for payer, unit in payment.payers.items():
        yield f"付款户名“{payer}”算作单位“{unit}”付款。"
    yield clause(fees.basis)


def _registration_fee(notice: Notice) -> str:
    """The price, and which day's counts where it changed."""
    change = next((change for change in notice.changes if change.key == "fees.registration"), None)
    if change is None:
        return f"认定费每人 {notice.fees.registration} 元，复核通过后缴纳。"
    first, *later = change.values
    prices = "，".join(f"{day(v.since)}起通过的 {_yuan(v.value)} 元" for v in later if v.since is not None)
    last = later[0].since - timedelta(days=1) if later[0].since else date.max
    before = f"{day(last)}（含）以前复核通过的 {_yuan(first.value)} 元"
    return f"认定费每人：{before}，{prices}；复核通过后缴纳。"


def _yuan(amount: object) -> str:
    """As every sentence shows it: whole yuan without a point, others to the cent."""
    return str(as_written(Decimal(str(amount))))


def training(notice: Notice) -> Iterator[str]:
    if notice.training.starts is None or not notice.training.hours:
        return
    yield f"{day(notice.training.starts)}开始，须满 {notice.training.hours:g} 课时。"
    yield clause(notice.training.basis)


def exam(notice: Notice) -> Iterator[str]:
    exam = notice.exam
    yield f"在{day(exam.earliest)}至{day(exam.latest)}之间的一个{exam.weekday or '日子，星期几不限'}。"
    for paper in exam.papers:
        yield f"考{paper.name}：满分 {paper.full_marks} 分，{paper.pass_mark} 分合格。"
    if len(exam.papers) > 1:
        yield "各科都要合格，不平均。"
    yield clause(exam.basis)


def makeup(notice: Notice) -> Iterator[str]:
    if not notice.makeup.keep_years:
        return
    start = {"exam": "考试日", "published": "成绩公布日"}[notice.makeup.starts_from]
    yield f"单科合格成绩保留{notice.makeup.keep_years}年，自{start}起算。"
    yield clause(notice.makeup.basis)


def certificate(notice: Notice) -> Iterator[str]:
    paper = notice.certificate
    yield f"证书为《{paper.title}》，可在 {paper.lookup} 查询；编号里的省份代码为 {paper.province}。"
    yield f"评价机构的备案可在 {paper.body_lookup} 查询。"


def subsidies(notice: Notice) -> Iterator[str]:
    for subsidy in notice.subsidies:
        yield f"{subsidy.title}（{subsidy.id}）{subsidy.amount} 元。"
        if subsidy.qualifies:
            yield f"　　条件：{subsidy.qualifies}。"
        if subsidy.minimum_months is not None:
            yield f"　　须缴纳失业保险满{subsidy.minimum_months}个月。"
        if subsidy.excludes:
            yield f"　　除外：{listed(subsidy.excludes)}。"
        if subsidy.apply_by:
            yield f"　　{day(subsidy.apply_by)}（含）前申领。"
        yield f"　　{clause(subsidy.basis)}"
    if notice.subsidies:
        yield from _subsidy_terms(notice)


def _subsidy_terms(notice: Notice) -> Iterator[str]:
    terms = notice.subsidy
    staff = "可以申领" if terms.established_staff_eligible else "不能申领"
    yield f"在“{terms.channel}”申领；自发证起{terms.window_months}个月内（只作提示）；在编人员{staff}。"
    yield "几项补贴只能享受一项。" if terms.exclusive else "几项补贴可以同时享受。"


def retention(notice: Notice) -> Iterator[str]:
    if notice.retention is not None:
        yield f"个人信息保存到{day(notice.retention.until)}，次日起应当清除（hui-reg purge）。"
        yield clause(notice.retention.basis)


def roster(notice: Notice) -> Iterator[str]:
    roster = notice.roster
    yield f"{len(roster.columns)} 列：{listed(roster.columns)}。"
    yield (
        f"照填：证件类型“{roster.document_type}”，考生来源“{roster.applicant_source}”，"
        f"认定分类“{roster.certification_class}”，考试类型“{roster.exam_type}”，所在省“{roster.province}”。"
    )
    yield f"学历的写法：{listed(f'{ours}→{theirs}' for ours, theirs in roster.education.items())}。"
    yield f"等级的写法：{listed(f'{ours}→{theirs}' for ours, theirs in roster.levels.items())}。"
    if roster.conditions:
        yield f"申报条件的写法：{listed(f'{route}→{words}' for route, words in roster.conditions.items())}。"


def changes(notice: Notice) -> Iterator[str]:
    """The values that changed, from when, and whose day counts."""
    for change in notice.changes:
        first, *later = change.values
        say = _yuan if change.key.startswith("fees.") else _value
        then = "；".join(f"{day(v.since)}起为 {say(v.value)}" for v in later if v.since is not None)
        yield f"{change.key}：起初为 {say(first.value)}；{then}。{change.day}。"
        yield from (f"　　{clause(value.basis)}" for value in change.values if value.basis)


def subsets(papers: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of papers, few first."""
    ids = tuple(papers)
    return (chosen for size in range(1, len(ids) + 1) for chosen in combinations(ids, size))


def _papers(ids: Iterable[str], notice: Notice) -> str:
    """``理论、技能一起``."""
    names = [paper.name for paper in notice.exam.papers if paper.id in set(ids)]
    if 1 < len(names) == len(notice.exam.papers):
        return f"{'两三'[len(names) - 2]}科一起"
    return "、".join(names) + ("一起" if len(names) > 1 else "")


def _value(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return listed(value) if isinstance(value, list) else str(value)
