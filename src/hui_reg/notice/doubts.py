"""What a notice may say and hardly means: told by ``notice check`` as ▲, for a person to compare with the paper."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from hui_reg.notation.provinces import PROVINCES
from hui_reg.notation.toml import spoken_key
from hui_reg.notice.clauses import apart_from_clauses
from hui_reg.notice.order import USUAL, dates_of, out_of_order
from hui_reg.notice.soundness import LEVELS
from hui_reg.notice.terms import Notice
from hui_reg.notice.wording import day

ACCOUNT_OPEN: Final = (
    "通知文件没有写收款账号（[payment] 的 account），给单位的缴费通知和缴费清单只说账号另行通知；请填上"
)
"""Where units are asked to pay and not told whereto."""
ACCOUNT_TO_COME: Final = "收款账号另行通知，请收到后再转账。"
"""What units are told in its place."""


_LONG: Final = 20
"""Years for which papers are hardly kept."""


_WORKING: Final = 30
"""An age that no notice asks everybody to have reached."""
_REGISTER: Final = ".chsi.com.cn"


def owes_an_account(notice: Notice) -> bool:
    """Whether there is a fee and no account to pay it into."""
    charged = any(state.fees.registration for state in notice.ever())
    return charged and not notice.payment.account


def doubts(notice: Notice) -> tuple[str, ...]:
    """Whole sentences without their full stop."""
    return tuple(doubt for look in _LOOKS for doubt in look(notice))


def _order(notice: Notice) -> Iterator[str]:
    for key, fault in dict.fromkeys(out_of_order(dates_of(notice), USUAL)):
        yield f"{spoken_key(key)}：{fault}"


def _changes(notice: Notice) -> Iterator[str]:
    """Values that were replaced: what was wrong with them, and changes that come before the notice, or too late."""
    whole = dates_of(notice)
    wrong = set(out_of_order(whole))
    for change in notice.changes:
        for number, value in enumerate(change.values):
            if value.since is not None and value.since < notice.published:
                yield f"{change.key} 第{number + 1}项：{value.since} 起的变更早于通知发布的 {notice.published}"
            if change.key not in whole or not isinstance(value.value, date):
                continue
            if value.since is not None and value.value < value.since:
                yield (
                    f"{change.key} 第{number + 1}项：{value.since} 才起的变更，把它改到已经过去的 {value.value}，"
                    "此前照原来的期限做了的人会受影响"
                )
            if value is not change.values[-1]:
                then = set(out_of_order({**whole, **_then(notice, value.since)})) - wrong
                place = f"{change.key} 第{number + 1}项"
                for key, fault in sorted(then):
                    yield f"{place if key == change.key else f'{spoken_key(key)}（{place}）'}：{fault}"


def _then(notice: Notice, day: date | None) -> dict[str, date]:
    """The dates that changed, as they stood on a day; the first ones of None."""
    then = {}
    for change in notice.changes:
        stood = [v for v in change.values if v.since is None or (day is not None and v.since <= day)][-1]
        if isinstance(stood.value, date):
            then[change.key] = stood.value
    return {key: value for key, value in then.items() if key in dates_of(notice)}


def _held(notice: Notice) -> Iterator[str]:
    level = notice.occupation.level
    for route in notice.eligibility.routes:
        for held in route.held_levels:
            if LEVELS.index(held) <= LEVELS.index(level):
                yield f"途径“{route.title}”要求已持有{held}证书，不低于这次报考的{level}"


def _numbers(notice: Notice) -> Iterator[str]:
    cut_off, deadline = notice.cut_off, notice.registration.deadline
    if abs(cut_off.year - deadline.year) > 1:
        yield f"“毕业满几年”算到 {day(cut_off)}，与报名截止的 {day(deadline)}相差一年以上"
    if not all(state.fees.registration for state in notice.ever()) and notice.changes:
        yield "认定费有一段时间是 0 元"
    if notice.eligibility.minimum_age > _WORKING:
        yield f"年满 {notice.eligibility.minimum_age} 周岁才能申报"
    if strange := [host for host in notice.education_record.hosts if not f".{host}".endswith(_REGISTER)]:
        yield f"备案表的网址 {'、'.join(strange)} 不是学信网的（www{_REGISTER}）"
    code, told = notice.certificate.province, notice.roster.province
    if told and PROVINCES[code][:2] != told[:2]:
        yield f"证书编号的省份代码 {code} 是{PROVINCES[code]}，汇总表的所在省是“{told}”"


def _makeup(notice: Notice) -> Iterator[str]:
    fees = notice.fees
    singles, both = [fee for fee in (fees.makeup_theory, fees.makeup_skill) if fee is not None], fees.makeup_both
    if both and len(singles) == 2 and not max(singles) <= both <= sum(singles):
        yield f"两科补考费 {both} 元，{'比只补一科的还少' if both < max(singles) else '比两科分开的还多'}"
    if not notice.makeup.keep_years and any((fees.makeup_theory, fees.makeup_skill, fees.makeup_both, fees.makeup)):
        yield "写了补考费（fees.makeup…），却没有写补考（[makeup] 的 keep_years 和 basis）：没有人能补考，补考费用不上"


def _kept(notice: Notice) -> Iterator[str]:
    """What is deleted while somebody may still come for it."""
    latest = notice.exam.latest
    if notice.retention is not None and notice.retention.until.year - latest.year > _LONG:
        yield f"个人信息保存到{day(notice.retention.until)}，考试过后 {_LONG} 年以上"
    if notice.retention is None or not notice.makeup.keep_years:
        return
    until = date(latest.year + notice.makeup.keep_years, latest.month, min(latest.day, 28))
    if notice.retention.until < until:
        yield (
            f"个人信息保存到{day(notice.retention.until)}，而补考成绩保留到{day(until)}前后：到期清除后，"
            "还可以补考的人没有成绩可查"
        )


def _account(notice: Notice) -> Iterator[str]:
    if owes_an_account(notice):
        yield ACCOUNT_OPEN


_LOOKS: Final[tuple[Callable[[Notice], Iterator[str]], ...]] = (
    _order,
    _changes,
    apart_from_clauses,
    _held,
    _numbers,
    _makeup,
    _kept,
    _account,
)
