"""Who the person is: B201–B206. Everything is compared with one number, the card's or else the form's."""

from collections.abc import Iterator

from hui_reg.model import Exhibit, Outcome
from hui_reg.notation import likeness, resident_id
from hui_reg.notation.iso_dates import agree, shown, span
from hui_reg.notation.likeness import Match
from hui_reg.notation.masked import is_masked, may_be_same
from hui_reg.rules.application import is_filler
from hui_reg.rules.case import Case, same_number
from hui_reg.rules.periods import Validity, card_periods, fits, possible
from hui_reg.rules.rule import Doubt, Fail, Mark, evidence_of, material, rule, usage
from hui_reg.rules.sight import Sight, confirmed
from hui_reg.vocabulary import FIELDS, Fact, Field, Kind, Material

NAMED = (
    Kind.ID_CARD,
    Kind.APPLICATION_FORM,
    Kind.EDUCATION_RECORD,
    Kind.RECOGNITION_REPORT,
    Kind.DIPLOMA,
    Kind.ENROLMENT_REPORT,
    Kind.ENROLMENT_LETTER,
)
"""Documents that bear the person's name, the most authoritative first."""

PERSONAL = (*NAMED, Kind.DEGREE_CERTIFICATE, Kind.DEGREE_REPORT, Kind.RECORD_SCREENSHOT)
"""Whatever may bear sex, birth date or number of the person whose papers these are."""

_NUMBERED = {
    Kind.APPLICATION_FORM: ("申报表填写的", "请按身份证改正申报表上的身份证号码后重新提交。"),
    Kind.ID_CARD: ("另一张", "请说明哪一张身份证是本人的。"),
}
"""How a paper's number is called, and what its unit is asked."""


@rule(
    "B201",
    Outcome.CORRECT,
    "身份证号码无效",
    basis=usage("GB 11643《公民身份号码》"),
    hint="请核对身份证号码并重新提交有效身份证的清晰复印件。",
)
def invalid_number(case: Case) -> Iterator[Mark]:
    """检查内容：每张身份证上的号码是否18位、省级代码存在、出生日期存在且不在收到之后、校验位相符；15位旧号码也在此指出。没有身份证的，看申报表填写的号码。
    依据：GB 11643《公民身份号码》。
    反例：350521199003071235，校验位不符。
    常见误判：81、82、83开头（港澳台居民居住证）和9开头（外国人永久居留身份证）有效；县级代码已撤销的有效；末位X大小写均可。
    """
    for card in case.sights(Field.ID_NUMBER, Kind.ID_CARD):
        yield from _of_card(case, card)
    for form in case.sights(Field.ID_NUMBER, Kind.APPLICATION_FORM) if case.card_id is None else ():
        if form.sure and form.text and not is_filler(form.text) and not is_masked(form.text):
            problem = resident_id.problem(form.text)
            if problem is not None:
                told = f"申报表填写的身份证号码{resident_id.mask(form.text)}无效：{problem}"
                yield Fail(told, (form.evidence(),), hint="请按身份证改正申报表上的身份证号码后重新提交。")


def _of_card(case: Case, card: Sight) -> Iterator[Mark]:
    """Of each card there is: the one that counts may be settled by form and print, another must be sure by itself."""
    standing = case.card_id
    if standing is not None and card.exhibit is standing.exhibit:
        card, settled = standing, case.card_id_settled
    elif not card.sure and _repeats(case, card):
        return  # it was looked at where it counts
    else:
        settled = card.sure
    if card.text is None or not (card.sure or settled):
        yield Doubt(card)
        return
    known = resident_id.parse(card.text)
    if (problem := resident_id.problem(card.text)) is not None:
        yield Fail(f"身份证号码{resident_id.mask(card.text)}无效：{problem}", (card.evidence(),))
    elif known is not None and known.birth_date > case.received(card.exhibit):
        born = shown(known.birth_date)
        yield Fail(f"身份证号码{resident_id.mask(card.text)}无效：出生日期{born}尚未到", (card.evidence(),))


def _repeats(case: Case, card: Sight) -> bool:
    """Whether a weak reading of a further card says what the card that counts says for certain."""
    standing = case.card_id
    return (
        standing is not None
        and case.card_id_settled
        and any(same_number(standing.text or "", t) for t in card.readings)
    )


@rule(
    "B202",
    Outcome.CORRECT,
    "各材料姓名不一致",
    basis=usage("各项材料应属同一人"),
    hint="请核对各项材料上的姓名，改正错误的一份，曾用名请附户口簿或公安机关证明。",
)
def different_names(case: Case) -> Iterator[Mark]:
    """检查内容：身份证、申报表、备案表、毕业证等材料上的姓名是否一致。只差一个形近字或生僻字的转人工复核。
    依据：各项材料应属同一人。
    反例：身份证为“陈晓燕”，毕业证为“陈小燕”。
    常见误判：少数民族姓名的间隔号写法不同或漏写、繁简体和异体字不同，都视为一致。
    """
    seen = case.sights(Field.NAME, *NAMED)
    settled = {sight: _settled_name(sight, seen) for sight in seen}
    for sight, name in settled.items():
        # An unread name on the form is A114's business: it can't tell whether the cell is empty.
        if name is None and not (sight.text is None and sight.exhibit.reading.kind is Kind.APPLICATION_FORM):
            yield Doubt(sight)
    known = [name for name in settled.values() if name is not None]
    if not known:
        return
    reference = next((sight for sight in known if sight.sure), known[0])
    matches = {sight: likeness.compare(reference.text or "", sight.text or "") for sight in known}
    apart = [sight for sight, match in matches.items() if match is not Match.SAME]
    if apart:
        told = "，".join(f"{s.document}为“{s.text}”" for s in (reference, *apart))
        near = Match.DIFFERENT not in matches.values()
        slip = "（只差一个形近字或生僻字，可能是识读或录入之误）" if near else ""
        outcome = Outcome.REVIEW if near else None
        yield Fail(f"姓名不一致：{told}{slip}", tuple(s.evidence() for s in (reference, *apart)), outcome=outcome)


def _settled_name(sight: Sight, seen: list[Sight]) -> Sight | None:
    others = (other for other in seen if other is not sight)
    return confirmed(sight, *others, agree=lambda one, other: likeness.compare(one, other) is Match.SAME)


@rule(
    "B203",
    Outcome.CORRECT,
    "申报表号码与身份证不符",
    basis=material(Material.APPLICATION_FORM),
    hint="请按身份证改正申报表等材料上的身份证号码后重新提交。",
)
def numbers_differ(case: Case) -> Iterator[Mark]:
    """检查内容：每份申报表填写的身份证号码与身份证是否一致；学籍报告、在校证明、毕业证等印有号码的，也与身份证比较；有几张身份证的，号码是否相同。
    依据：通知对申报表、身份证的要求。
    反例：申报表少写一位；同封两张身份证是两个人的。
    常见误判：号码中的空格、点和小写x不算差异；身份证号码本身无效时只报B201；只印出一部分（有*）的，只比较印出的部分；早年的毕业证上印着同一个人的15位旧号码，不算不符。
    """
    card = case.card_id
    if card is None or card.text is None:
        return
    for sight in case.sights(Field.ID_NUMBER, *PERSONAL):
        if sight.exhibit is card.exhibit or not sight.text or not sight.text.strip():
            continue
        if any(may_be_same(mine, theirs) for mine in (card.text, *_weak(card)) for theirs in sight.readings):
            continue
        of_then = sight.exhibit.reading.kind is not Kind.APPLICATION_FORM
        if of_then and any(resident_id.is_old_form(theirs, card.text) for theirs in sight.readings):
            continue
        if not (card.sure or case.card_id_settled):
            yield Doubt(card)
        elif not resident_id.is_valid(card.text):
            continue
        elif not sight.sure:
            yield Doubt(sight)
        else:
            where, hint = _NUMBERED.get(
                sight.exhibit.reading.kind, (f"{sight.document}上的", "请核对这份材料是不是本人的，重新提交本人的。")
            )
            numbers = f"号码{resident_id.mask(sight.text)}与身份证{resident_id.mask(card.text)}"
            message = f"{where}身份证{numbers}不符：{where_apart(card.text, sight.text)}"
            yield Fail(message, (sight.evidence(), card.evidence()), hint=hint)


def _weak(card: Sight) -> tuple[str, ...]:
    """Other readings of a card that was not read for certain: one of them may be the true one."""
    return () if card.sure else card.value.alternatives


def where_apart(card: str, form: str) -> str:
    """In which places two numbers differ."""
    if is_masked(form):
        return "印出的部分不同"
    card, form = resident_id.normalise(card), resident_id.normalise(form)
    if len(card) != len(form):
        return f"写成了{len(form)}位"
    places = [str(at) for at, (a, b) in enumerate(zip(card, form, strict=True), 1) if a != b]
    return f"第{'、'.join(places)}位不同"


@rule(
    "B204",
    Outcome.CORRECT,
    "出生日期或性别与身份证号码不符",
    basis=usage("GB 11643《公民身份号码》：第7至14位为出生日期，第17位奇数为男、偶数为女"),
    hint="请核对出生日期和性别，改正填错的材料，或换成本人的材料。",
)
def contradicts_number(case: Case) -> Iterator[Mark]:
    """检查内容：身份证、申报表、备案表、毕业证、学籍报告、在校证明等印有出生日期或性别的材料，是否与身份证号码一致。
    依据：GB 11643《公民身份号码》。
    反例：号码第17位为奇数，申报表性别填“女”；毕业证是同名的另一个人的。
    常见误判：只写年月的，只比较年月；号码以身份证为准，没有有效的身份证号码时以申报表为准。
    """
    if case.identity is None:
        return
    known, number = case.identity
    born, sex = known.birth_date.isoformat(), known.sex
    wrong: list[str] = []
    evidence = [number.evidence()]
    for field, right in ((Field.BIRTH_DATE, born), (Field.SEX, sex)):
        for sight in case.sights(field, *PERSONAL):
            same = agree if field == Field.BIRTH_DATE else str.__eq__
            if not sight.text or any(same(text, right) for text in sight.readings):
                continue
            if not sight.sure:
                yield Doubt(sight)
                continue
            wrong.append(f"{sight.document}的{FIELDS[field]}为{shown(sight.text)}，按号码应为{shown(right)}")
            evidence.append(sight.evidence())
    if wrong:
        yield Fail("；".join(wrong), tuple(evidence))


@rule(
    "B205",
    Outcome.CORRECT,
    "身份证已过期",
    basis=material(Material.ID_CARD),
    hint="请提交有效期内的身份证正反面复印件。",
)
def expired(case: Case) -> Iterator[Mark]:
    """检查内容：身份证在报名截止日是否还在有效期内；交了几张的，有一张有效即可。截止日当天到期的有效。
    依据：通知对身份证的要求；看截止日，不看程序运行的那一天。
    反例：有效期至截止日前一天。
    常见误判：“长期”有效；报名以后截止日才延长的，在原来的截止日有效即可；没有国徽面时由A104指出，不在这里判断；国徽面只是按顺序归到此人名下的，可能是别人的，由人看。
    """
    validities = card_periods(case)
    if any(v.is_valid_on(deadline) and v.sure for v in validities for deadline in case.deadlines):
        return
    doubts = [sight for v in validities if not v.sure for sight in v.weak]
    yield from map(Doubt, doubts)
    if validities and not doubts:
        last = max(validities, key=lambda v: v.end.text or "")
        yield Fail(
            f"身份证有效期至{shown(last.end.text or '')}，在报名截止日{shown(case.deadlines[0])}已过期",
            (last.end.evidence(),),
        )


@rule(
    "B206",
    Outcome.REVIEW,
    "身份证有效期限不合规定",
    basis=usage("《居民身份证法》第五条：未满16周岁5年，16至25周岁10年，26至45周岁20年，46周岁以上长期"),
    hint="请核对身份证国徽面的有效期限。",
)
def impossible_period(case: Case) -> Iterator[Mark]:
    """检查内容：按签发时的年龄，身份证的有效期限是否为5年、10年、20年或长期中应有的一种；有效期是否在收到材料之后才开始。交了几张的，看有效的那一张。
    依据：《居民身份证法》第五条；居住证和永久居留身份证为5年或10年。
    反例：20岁签发，有效期20年；7月1日收到的身份证，有效期从7月10日起；交来的只有临时居民身份证。
    常见误判：按签发时而不是现在的年龄；2月29日签发的，到期日前后差一天不算；同封的旧证不看。
    """
    temporary = [card for card in case.current(Kind.ID_CARD) if card.reading.facts.get(Fact.TEMPORARY)]
    validities = [v for v in card_periods(case) if not any(v.end.exhibit is card for card in temporary)]
    valid = [v for v in validities if any(map(v.is_valid_on, case.deadlines))]
    if temporary and not valid:
        yield from (_temporary(case, card) for card in temporary)
        return
    valid = valid or validities
    marks = [[*_period_marks(case, validity)] for validity in valid]
    if all(marks):  # of several cards that may count one without a fault is enough
        yield from (mark for of_card in marks for mark in of_card)


def _temporary(case: Case, card: Exhibit) -> Fail:
    """A temporary card proves who somebody is for three months; whether it will do is for a person to say."""
    ends = [case.read(card, field) for field in (Field.ID_VALID_FROM, Field.ID_VALID_TO)]
    printed = [shown(sight.text) for sight in ends if sight is not None and sight.sure and sight.text]
    period = f"（{'至'.join(printed)}）" if len(printed) == len(ends) else ""
    return Fail(
        f"交来的是临时居民身份证{period}，一般只有三个月有效；是否凭它受理，还是请本人领到正式身份证后补交，请审核人决定",
        tuple(sight.evidence() for sight in ends if sight is not None) or (evidence_of(card, "临时居民身份证"),),
    )


def _period_marks(case: Case, validity: Validity) -> Iterator[Mark]:
    start, end = validity.start, validity.end
    if start is None:
        return
    begins = span(start.text) if start.text else None
    received = case.received(start.exhibit)
    if begins is not None and begins.last > received:
        if start.sure:
            day = shown(received)
            yield Fail(f"身份证有效期自{shown(start.text or '')}起，晚于收到材料的{day}", (start.evidence(),))
        else:
            yield Doubt(start)
    if case.identity is None or fits(case, start, end):
        return
    for sight in (start, end):
        if not sight.sure:
            yield Doubt(sight)
    if start.sure and end.sure and start.text and end.text:
        period = possible(case, start.text)
        due = f"签发时{period.age}周岁，应为{period.title}" if period else "签发日期不合理"
        yield Fail(f"身份证有效期限{shown(start.text)}至{shown(end.text)}，{due}", (start.evidence(), end.evidence()))
