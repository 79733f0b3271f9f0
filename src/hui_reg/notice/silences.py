"""What a notice leaves open, and what is done meanwhile: each silence with its key, so that it can be filled in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hui_reg.notice.terms import Notice
from hui_reg.notice.wording import day
from hui_reg.vocabulary import Material


@dataclass(frozen=True)
class Silence:
    """What isn't said, under which key it could be, and what the program does meanwhile."""

    key: str
    open: str
    meanwhile: str

    def __str__(self) -> str:
        return f"{self.open}（{self.key}）：{self.meanwhile}。"


def silences(notice: Notice) -> tuple[Silence, ...]:
    """Everything the notice leaves open, in the order of its sections."""
    return tuple(silence for look in _LOOKS for silence in look(notice))


def _registration(notice: Notice) -> Iterator[Silence]:
    if notice.registration.closes is None:
        yield Silence("registration.closes", "截止日几点截止没有写明", "截止到当天24时")
    if notice.registration.corrections_until is None:
        yield Silence("registration.corrections_until", "补正期限没有写明", "报名截止后收到的，补正的也转人工复核")


def _eligibility(notice: Notice) -> Iterator[Silence]:
    who = notice.eligibility
    if who.route1 is not None and who.route1.cut_off is None:
        until = f"算到报名截止日{day(notice.registration.deadline)}"
        yield Silence("eligibility.route1.cut_off", "“毕业满几年”算到哪一天没有写明", until)
    if who.route2 is None:
        return
    if not who.route2.related_majors:
        yield Silence(
            "eligibility.route2.related_majors", "没有列出相关专业", "除本职业名称外的专业一律转人工复核，不据此否定"
        )
    if who.route2.review_classes:
        classes = "、".join(who.route2.review_classes)
        yield Silence("eligibility.route2.review_classes", f"{classes}算不算所列院校没有写明", "转人工复核")


def _materials(notice: Notice) -> Iterator[Silence]:
    for material, demand in notice.materials.items():
        if demand.required == "never":
            yield Silence(f"materials.{material}", f"没有要求{demand.title}", "不查缺，交来的照样识读")
    if not notice.materials[Material.APPLICATION_FORM].required_fields:
        yield Silence("materials.application_form.required_fields", "没有写明申报表哪些栏目必填", "不查空栏")
    if not notice.further_materials:
        yield Silence("further_materials", "没有要求五种材料以外的材料", "不查")
    asks_record = notice.materials[Material.EDUCATION_RECORD].required != "never"
    if asks_record and not notice.education_record.unregistered:
        yield Silence(
            "education_record.unregistered", "没有写明国（境）外、党校等学历用什么代替备案表", "一律要求备案表"
        )


def _money(notice: Notice) -> Iterator[Silence]:
    if not notice.fees.registration:
        yield Silence("fees.registration", "没有认定费", "复核通过后不等缴费")
        return
    if not notice.payment.account:
        yield Silence("payment.account", "收款账号空着", "给单位的缴费通知和缴费清单只说账号另行通知")
    if not notice.payment.payee:
        yield Silence("payment.payee", "收款户名空着", "回单上的收款人不核对")
    if not notice.payment.account_tail:
        yield Silence("payment.account_tail", "收款账号末四位空着", "回单上的收款账号不核对")
    if not notice.payment.payers:
        yield Silence("payment.payers", "没有写付款户名与单位不同名的情况", "户名对不上单位的回单转人工核对")


def _exam(notice: Notice) -> Iterator[Silence]:
    if not notice.makeup.keep_years:
        yield Silence("makeup", "没有补考这一项", "一次没有全部合格的须重新报名")
    if not notice.training.hours:
        yield Silence("training", "没有培训这一项", "缴费后直接编排考试")
    if not notice.exam.weekday:
        yield Silence("exam.weekday", "没有写明星期几考试", "期限内哪一天都可以")
    if notice.exam.earliest != notice.exam.latest:
        yield Silence("exam.earliest、exam.latest", "考试是哪一天没有写明", "编排考场时由人给出日期")


def _subsidies(notice: Notice) -> Iterator[Silence]:
    if not notice.subsidies:
        yield Silence("subsidies", "没有补贴这一项", "发证即办结")
    for number, subsidy in enumerate(notice.subsidies, 1):
        if subsidy.apply_by is None:
            key = f"subsidies 第{number}项 apply_by"
            yield Silence(key, f"{subsidy.title}最迟哪一天申领没有写明", "只按发证后的月数提示")


def _retention(notice: Notice) -> Iterator[Silence]:
    if notice.retention is None:
        yield Silence("retention", "个人信息保存到哪一天没有写明", "hui-reg purge 不会清除任何信息")


_LOOKS: Final[tuple[Callable[[Notice], Iterator[Silence]], ...]] = (
    _registration,
    _eligibility,
    _materials,
    _money,
    _exam,
    _subsidies,
    _retention,
)
