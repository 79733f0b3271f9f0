"""How and by whom the person was registered: C306–C308, D405, D406, D408, D409."""

from collections.abc import Iterator, Sequence

from hui_reg.model import Evidence, Exhibit, Outcome, RosterEntry
from hui_reg.notation.arrivals import doubt
from hui_reg.notation.giving_up import gives_up
from hui_reg.notation.iso_dates import shown, shown_moment
from hui_reg.notation.likeness import Match, compare
from hui_reg.notation.masked import may_be_same
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import mask
from hui_reg.rules.application import is_filler
from hui_reg.rules.case import Case
from hui_reg.rules.completeness import nothing_sent
from hui_reg.rules.files import MATERIAL_KINDS
from hui_reg.rules.identity import NAMED
from hui_reg.rules.rule import Fail, Mark, evidence_of, registration, rule, usage
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import KIND_TITLES, Field, Kind, Material

NO_ADDRESS = "（没有写发件地址）"


@rule("C306", Outcome.REVIEW, "逾期收到", basis=registration, hint="请说明逾期提交的原因。")
def late(case: Case) -> Iterator[Mark]:
    """检查内容：现行材料所在的邮件是否在报名截止之后才到达邮箱。以服务器收到的时间为准，截止日当天24时前有效。
    依据：通知的报名时间。
    反例：截止次日0时5分收到。
    常见误判：截止前交过材料的人，在补正期限（通知文件 registration.corrections_until）内补来的不算逾期；
    工作人员另给了延期的，到延期那天为止；邮件自己写的日期不作准；邮箱迁移过、没有中转记录的，两个时间都列出，不作逾期；逾期从不丢弃，由人决定是否受理。
    """
    by_mail: dict[str, list[Exhibit]] = {}
    messages = {message.sha256: message for message in case.dossier.messages}
    in_time = any(not case.notice.is_late(exhibit.received_at) for exhibit in case.dossier.exhibits)
    extended = case.dossier.extended_to
    until = case.notice.accepts_until(began_in_time=in_time, extended_to=extended)
    for exhibit in case.dossier.exhibits:
        if not exhibit.superseded and exhibit.received_at >= until:
            by_mail.setdefault(exhibit.file.message, []).append(exhibit)
    for mail, exhibits in by_mail.items():
        moment = exhibits[0].received_at.astimezone(case.notice.tz)
        titles = "、".join(dict.fromkeys(KIND_TITLES[exhibit.reading.kind] for exhibit in exhibits))
        received = shown_moment(moment)
        unsure = doubt(messages[mail], until, case.notice.tz) if mail in messages else ""
        if unsure:
            evidence = Evidence(sha256=mail, text=unsure)
            yield Fail(f"{titles}不能确定是否逾期：{unsure}，请核对", (evidence,), hint="请说明材料最初发送的时间。")
            continue
        term = "补正期限" if in_time and case.notice.registration.corrections_until else "报名截止时间"
        limit = "延长后的期限" if extended and until > case.notice.accepts_until(began_in_time=in_time) else term
        yield Fail(f"{titles}于{received}收到，晚于{limit}", (Evidence(sha256=mail, text=f"收到时间{received}"),))


@rule(
    "C307",
    Outcome.REVIEW,
    "两个单位重复报名",
    basis=usage("同一人在同一批次只能报名一次"),
    hint="请确认此人由哪个单位报名，另一单位撤回。",
)
def two_units(case: Case) -> Iterator[Mark]:
    """检查内容：同一身份证号码是否也由别的单位报了名。
    依据：同一人在同一批次只能报名一次。
    反例：借调人员由原单位和借调单位各报一次。
    常见误判：同名不同号的不算；号码相同而姓名是另一个人的，不是重复报名，是其中一份的号码写错了，核对号码。
    """
    others = case.dossier.otherwise_named
    same = [unit for unit in case.dossier.other_units if unit not in dict(others)]
    evidence = _of_number(case)
    if same:
        yield Fail(f"同一身份证号码还由{'、'.join(same)}报名", evidence)
    if others:
        told = "、".join(f"{unit}报名的{name}" for unit, name in others)
        yield Fail(
            f"{case.dossier.name}的身份证号码，与{told}相同，姓名却不同，其中一份的号码写错了，请核对号码是谁的",
            evidence,
            hint=f"请按身份证核对{case.dossier.name}的身份证号码，写错的改正后重新提交。",
        )


def _of_number(case: Case) -> tuple[Evidence, ...]:
    number = case.card_id or case.form_id
    return (number.evidence(),) if number is not None else case.searched()


@rule(
    "C308",
    Outcome.NOTE,
    "材料有更新",
    basis=usage("以最后提交的材料为准，先前的保留备查"),
    hint="已按最后提交的材料审核，请确认。",
)
def resubmitted(case: Case) -> Iterator[Mark]:
    """检查内容：同一材料交了多次时，以后收到的为准，先前的保留。只作提示。
    依据：以最后提交的材料为准，先前的保留备查。
    反例：补正邮件里重交了身份证。
    常见误判：一份材料分两个文件（如两面身份证）不算重交。
    """
    standing = {exhibit.file.sha256 for exhibit in case.dossier.exhibits if not exhibit.superseded}
    older = [
        exhibit
        for exhibit in case.dossier.exhibits
        if exhibit.superseded and not (exhibit.unconfirmed or exhibit.refused) and exhibit.file.sha256 not in standing
    ]
    if older:
        titles = "、".join(dict.fromkeys(KIND_TITLES[exhibit.reading.kind] for exhibit in older))
        yield Fail(f"{titles}有后来提交的版本，按新的审核", tuple(evidence_of(e, "先前提交的版本") for e in older))


@rule(
    "D405",
    Outcome.NOTE,
    "报名单位与工作单位不同",
    basis=usage("各单位汇总本单位申报人的材料"),
    hint="请确认申报人的现工作单位。",
)
def other_employer(case: Case) -> Iterator[Mark]:
    """检查内容：邮件或汇总表写的单位与申报表的现工作单位是否一致，一方是另一方的简称或下属的视为一致。只作提示。
    依据：通知要求由窗口或单位汇总报送。
    反例：由甲镇报送，申报表写乙镇。
    常见误判：派驻窗口的人员，工作单位与报送单位不同是常有的。
    """
    for employer in case.sights(Field.EMPLOYER, Kind.APPLICATION_FORM):
        if employer.text and employer.sure and not is_filler(employer.text):
            yield from _employed_elsewhere(case, employer, employer.text)


def _employed_elsewhere(case: Case, employer: Sight, name: str) -> Iterator[Mark]:
    roster = case.dossier.roster
    told = {"报送单位": case.dossier.unit, "汇总表": roster.fields.get(Field.EMPLOYER, "") if roster else ""}
    for source, unit in told.items():
        if unit and not _related(unit, name):
            yield Fail(f"{source}为“{unit}”，申报表的现工作单位为“{name}”", (employer.evidence(),))


def _related(one: str, other: str) -> bool:
    first, second = name_key(one), name_key(other)
    return first in second or second in first


@rule(
    "D406",
    Outcome.CORRECT,
    "汇总表与材料不符",
    basis=usage("单位汇总表应与所交材料的人员一致"),
    hint="请核对汇总表的名单，补交缺少的材料或补列人员。",
)
def not_as_on_roster(case: Case) -> Iterator[Mark]:
    """检查内容：汇总表上的人有没有材料；有材料的人在不在汇总表上；列着此人的每一行，姓名和身份证号码是否与材料一致。单位没有交汇总表的不适用。
    依据：单位汇总表应与所交材料的人员一致。
    反例：汇总表列了8人，只交来7人的材料；汇总表上此人的号码是别人的。
    常见误判：备注写着已离职、不报名的，只请人核对，不要求补交；像是名单又不能确定的，不据此说谁没有列入；汇总表上的人、邮件正文里写明姓名和身份证号码的人，一份材料都没有时，只报这一条，不再逐项报缺件；汇总表没有号码一列的，只比较姓名。
    """
    lines = roster_lines(case)
    if nothing_sent(case):
        evidence = (Evidence(sha256=lines[0].file.sha256, text=case.dossier.name), *case.searched())
        where = "邮件正文" if lines[0].file.sha256 == lines[0].file.message else "汇总表"
        if given_up := _given_up(lines):
            yield given_up
            return
        if all(line.doubtful for line in lines):
            told = f"“{lines[0].file.path}”像是名单，列有{case.dossier.name}，未收到此人的任何材料"
            yield Fail(told, evidence, outcome=Outcome.REVIEW, hint="请说明此人是否报名。")
            return
        yield Fail(f"{where}列有{case.dossier.name}，未收到此人的任何材料", evidence, hint="请补交此人的全部报名材料。")
    elif not lines and case.dossier.unit_has_roster:
        shown = next(iter(case.current(*MATERIAL_KINDS)), None)
        evidence = (evidence_of(shown, case.dossier.name),) if shown else case.searched()
        yield Fail(f"收到{case.dossier.name}的材料，但单位的汇总表没有列此人", evidence, hint="请把此人补列入汇总表。")
    else:
        if given_up := _given_up(lines):
            yield given_up
        for line in lines:
            yield from _line_differs(case, line)


def _given_up(lines: Sequence[RosterEntry]) -> Fail | None:
    """For a person to look at, where the line that counts says that its person doesn't apply; nothing is asked for."""
    remark = lines[0].fields.get(Field.REMARK, "") if lines else ""
    if not gives_up(remark):
        return None
    told = f"汇总表的备注写着“{remark}”，请核对此人是否报名"
    evidence = (Evidence(sha256=lines[0].file.sha256, text=remark),)
    return Fail(told, evidence, outcome=Outcome.REVIEW, hint="请说明此人是否报名，不报名的不必补交材料。")


def roster_lines(case: Case) -> tuple[RosterEntry, ...]:
    """Every line that lists the person, the one that counts first."""
    first = (case.dossier.roster,) if case.dossier.roster else ()
    return (*first, *(line for line in case.dossier.roster_lines if line not in first))


def _line_differs(case: Case, line: RosterEntry) -> Iterator[Mark]:
    """A line's number and name against the papers'; against the dossier's where no paper tells them for certain."""
    number, name = line.fields.get(Field.ID_NUMBER, ""), line.fields.get(Field.NAME, "")
    hint = "请按身份证改正汇总表上的姓名和身份证号码。"
    known = case.identity[0].number if case.identity else case.dossier.id_number
    if number.strip() and known and not may_be_same(number, known):
        message = f"汇总表上{name or case.dossier.name}的身份证号码{mask(number)}与材料上的{mask(known)}不同"
        outcome = None if case.identity else Outcome.REVIEW
        yield Fail(message, (Evidence(sha256=line.file.sha256, text=mask(number)),), outcome=outcome, hint=hint)
    names = [s.text for s in case.sights(Field.NAME, *NAMED) if s.text and s.sure] or [case.dossier.name]
    match = max((compare(name, known) for known in names), key=(Match.DIFFERENT, Match.NEAR, Match.SAME).index)
    if name_key(name) and match is not Match.SAME:
        near = "（只差一个形近字或生僻字）" if match is Match.NEAR else ""
        message = f"汇总表上的姓名为“{name}”，材料上为“{names[0]}”{near}"
        outcome = Outcome.REVIEW if match is Match.NEAR else None
        yield Fail(message, (Evidence(sha256=line.file.sha256, text=name),), outcome=outcome, hint=hint)


@rule(
    "D408",
    Outcome.REVIEW,
    "材料来自没有确认过的地址",
    basis=usage("替换或补充材料的，应当是报送单位；发件地址是谁的，由人确认"),
    hint="请用原来报送材料的邮箱重新发送，或说明新地址是谁的。",
)
def unknown_sender(case: Case) -> Iterator[Mark]:
    """检查内容：此人开始报送以后，是否又有材料从另一个地址发来：不是单位最初报送的地址，也没有回复过我们的通知。这样的材料放在一边，不替换先前的，也不算补齐，由人决定是否采用。
    依据：替换或补充材料的，应当是报送单位；邮件里的署名、单位名称谁都可以写。
    反例：单位报送后，陌生地址发来同一人的另一张照片。
    常见误判：一个人的第一封材料从哪里发来都不报；内容完全相同的文件不报；同一域名的另一个地址也要确认；只差大小写的是同一地址。
    """
    senders = {message.sha256: message.sender_address for message in case.dossier.messages}
    by_sender: dict[str, list[Exhibit]] = {}
    for exhibit in case.dossier.exhibits:
        if exhibit.unconfirmed:
            by_sender.setdefault(senders.get(exhibit.file.message, ""), []).append(exhibit)
    for sender, exhibits in by_sender.items():
        titles = "、".join(dict.fromkeys(KIND_TITLES[exhibit.reading.kind] for exhibit in exhibits))
        yield Fail(
            f"{titles}由{sender or NO_ADDRESS}发来，{_own_senders(case, senders, exhibits)}，请核对是谁发的",
            tuple(evidence_of(e, f"发件地址{sender or NO_ADDRESS}") for e in exhibits),
            materials=tuple(m for m in Material if any(Kind(m.value) is e.reading.kind for e in exhibits)),
        )


def _own_senders(case: Case, senders: dict[str, str], new: list[Exhibit]) -> str:
    """Where the person's papers came from that aren't in question, earlier ones of the kind or others; where none did,
    the unit's."""
    own = [e for e in case.dossier.exhibits if not e.unconfirmed]
    since = max(e.received_at for e in new)
    earlier = [e for e in own if e.received_at <= since]
    told = dict.fromkeys(senders.get(e.file.message, "") or NO_ADDRESS for e in earlier or own)
    if earlier:
        return f"此前的材料由{'、'.join(told)}发来，新来的没有采用"
    if own:
        return f"此人其他的材料由{'、'.join(told)}发来，这一份没有采用"
    return f"本单位的材料由{'、'.join(case.dossier.addresses) or NO_ADDRESS}发来，这一份没有采用"


@rule(
    "D409",
    Outcome.REVIEW,
    "更正过的材料已经换了",
    basis=usage("更正是对着一份材料作的，材料换了就要重新看"),
    hint="请等候工作人员核对，暂不用重交。",
)
def overtaken(case: Case) -> Iterator[Mark]:
    """检查内容：工作人员更正过内容的材料，是否后来换成了别的文件，或者同一份文件现在读法不同、对不上原来的位置；而现在读到的与更正的内容不一致，或读不准。
    依据：更正是对着一份材料作的，材料换了就要重新看。
    反例：更正了毕业证上的毕业院校，单位又交来另一份扫描件，读出的校名仍与更正的不同。
    常见误判：新材料读得的内容与更正一致的不报；同一文件重发的，更正照旧有效，不报。
    """
    for one in case.dossier.overtaken:
        kind, field = KIND_TITLES[one.kind], Field(one.field)
        said = f"“{field.masked(one.value)}”" if one.value else "没有填写"
        current = case.current(one.kind)
        yield Fail(
            f"{kind}上的{field.title}曾由{one.by}于{shown(one.on)}更正为{said}（第{one.seq}号，{one.path}），"
            f"现在的{kind}不是那一份，请对照后重新更正或撤回",
            tuple(evidence_of(exhibit, f"更正时是另一份：{one.path}") for exhibit in current) or case.searched(),
            materials=tuple(m for m in Material if Kind(m.value) is one.kind),
        )
