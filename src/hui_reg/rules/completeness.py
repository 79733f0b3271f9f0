"""Which of the five materials are there: A101–A106, A113, A115, A117.

A person on a roster of whom nothing at all was sent is D406's alone.
"""

from collections.abc import Iterator

from hui_reg.model import Exhibit, Outcome
from hui_reg.notation.iso_dates import shown
from hui_reg.notice import BACKGROUNDS
from hui_reg.rules.case import Case, is_verified
from hui_reg.rules.cut_off import is_cut_off
from hui_reg.rules.demands import (
    accepted_early,
    demanded,
    differing_fact,
    due,
    is_college,
    is_settled_date,
    missing,
    of_claim,
    perhaps_of,
    record_of,
    unregistered,
    wrong_records,
)
from hui_reg.rules.files import whose
from hui_reg.rules.graduations import GRADUATION_PAPERS, Graduation, told
from hui_reg.rules.rule import Doubt, Fail, Mark, evidence_of, material, rule
from hui_reg.rules.sight import Sight
from hui_reg.vocabulary import KIND_TITLES, Field, Kind, Material


def nothing_sent(case: Case) -> bool:
    """Whether the person is known from a roster only."""
    return case.dossier.roster is not None and not (case.dossier.exhibits or case.dossier.hinted)


def _absent(case: Case, which: Material, remark: str = "", hint: str | None = None) -> Iterator[Mark]:
    if not nothing_sent(case) and missing(case, which):
        seen, why = ("没有见到", "，可能在没有收到的部分里") if is_cut_off(case) else ("未找到", "")
        told = f"{seen}{case.dossier.name}的{case.notice.materials[which].title}{remark}{why}"
        yield whose(case, which) or Fail(told, case.searched(), hint=hint)


@rule(
    "A101",
    Outcome.CORRECT,
    "缺申报表",
    basis=material(Material.APPLICATION_FORM),
    hint="请补交填写完整的申报表。",
)
def no_form(case: Case) -> Iterator[Mark]:
    """检查内容：申报人的材料中有没有申报表，以内容辨认，不看文件名。
    依据：通知对申报表的要求。
    反例：邮件里只有身份证、毕业证和照片。
    常见误判：把汇总表当作申报表；汇总表不能代替每人一份的申报表。
    """
    yield from _absent(case, Material.APPLICATION_FORM)


@rule("A102", Outcome.CORRECT, "缺毕业证", basis=material(Material.DIPLOMA), hint="请补交毕业证书的复印件。")
def no_diploma(case: Case) -> Iterator[Mark]:
    """检查内容：已毕业者有没有毕业证；所交的毕业证里，有没有申报表所填最高学历的那一份。没有毕业证但交了学籍报告或在校证明的在读生不适用。
    依据：通知对毕业证的要求。
    反例：只交了学位证书；申报表和备案表都是大专，交的却是高中毕业证。
    常见误判：在读应届生本来就没有毕业证，由C302转人工复核；国（境）外、党校、军队院校的学历由A117处理；所填学历一份材料都没有的，由D401指出。
    """
    remark = "，所交学位证书不能代替毕业证书" if case.current(Kind.DEGREE_CERTIFICATE) else ""
    yield from _absent(case, Material.DIPLOMA, remark)
    if not (diplomas := case.current(Kind.DIPLOMA)) or case.notice.materials[Material.DIPLOMA].required == "never":
        return
    graduation = of_claim(case)
    if graduation is None or graduation.of_kind(Kind.DIPLOMA) or unregistered(case, *graduation.papers):
        return
    if case.beside(Kind.DIPLOMA):
        return
    weak = list(perhaps_of(case, graduation, Kind.DIPLOMA))
    yield from map(Doubt, weak)
    if not weak:
        title = title_of(case, graduation)
        evidence = tuple(evidence_of(paper, KIND_TITLES[paper.reading.kind]) for paper in diplomas)
        message = f"所交毕业证里没有{title}的，与{KIND_TITLES[graduation.seed.reading.kind]}不是同一学历"
        yield Fail(message, evidence, hint=f"请补交{title}的毕业证书复印件。")


def title_of(case: Case, graduation: Graduation) -> str:
    """``泉州示范职业学院大专（2015年毕业）``: a graduation as people tell it."""
    school, level, date = (
        told(case, f, graduation).texts for f in (Field.SCHOOL, Field.EDUCATION, Field.GRADUATION_DATE)
    )
    year = f"（{shown(date[0][:4])}毕业）" if date else ""
    return (school[0] if school else "") + (level[0] if level else "") + year


@rule(
    "A103", Outcome.CORRECT, "缺身份证", basis=material(Material.ID_CARD), hint="请补交身份证人像面和国徽面的复印件。"
)
def no_id_card(case: Case) -> Iterator[Mark]:
    """检查内容：材料中有没有居民身份证（港澳台居民居住证、外国人永久居留身份证同）。
    依据：通知对身份证的要求。
    反例：名为“身份证.png”的文件其实是别的截图。
    常见误判：身份证夹在合并的PDF里或贴在Word里也算已交。
    """
    foreign = case.current(Kind.RESIDENCE_CARD)
    if foreign and not case.current(Kind.ID_CARD) and demanded(case, Material.ID_CARD) is True:
        evidence = tuple(evidence_of(card, KIND_TITLES[Kind.RESIDENCE_CARD]) for card in foreign)
        hint = "请提交外国人永久居留身份证正反面的清晰复印件。"
        yield Fail("所交的是外国人永久居留身份证，请人工核对", evidence, outcome=Outcome.REVIEW, hint=hint)
    yield from _absent(case, Material.ID_CARD)


@rule(
    "A104",
    Outcome.CORRECT,
    "身份证只有一面",
    basis=material(Material.ID_CARD),
    hint="请把身份证人像面和国徽面的复印件一并重新提交。",
)
def one_side_only(case: Case) -> Iterator[Mark]:
    """检查内容：身份证的人像面和国徽面是否都有，可以在一页、两页或两个文件里。
    依据：通知要求身份证正反面。
    反例：只扫描了人像面。
    常见误判：“正面”“反面”各人叫法不同，这里只说人像面和国徽面；看不出是哪一面时转人工复核。
    """
    cards = case.current(Kind.ID_CARD)
    if not cards:
        return
    portrait = any(_shows(card, "portrait", Field.ID_NUMBER, Field.ADDRESS) for card in cards)
    emblem = any(_shows(card, "emblem", Field.ISSUER, Field.ID_VALID_TO) for card in cards)
    if (portrait and emblem) or case.beside(Kind.ID_CARD):
        return
    evidence = tuple(evidence_of(card, _side(portrait, emblem)) for card in cards)
    if asked := whose(case, Material.ID_CARD):
        yield asked
    elif not portrait and not emblem:
        yield Fail("看不出身份证复印件是哪一面", evidence, outcome=Outcome.REVIEW)
    else:
        there, lacking = ("人像面", "国徽面") if portrait else ("国徽面", "人像面")
        yield Fail(f"身份证只有{there}，缺{lacking}", evidence, hint=f"请补交身份证{lacking}的复印件。")


def _shows(card: Exhibit, side: str, *fields: Field) -> bool:
    return bool(card.reading.facts.get(side)) or any(card.reading.fields.get(field) for field in fields)


def _side(portrait: bool, emblem: bool) -> str:
    return "人像面" if portrait else "国徽面" if emblem else "未辨认出人像面或国徽面"


@rule("A105", Outcome.CORRECT, "缺证件照", basis=material(Material.PHOTO), hint="请补交彩色证件照的电子档。")
def no_photo(case: Case) -> Iterator[Mark]:
    """检查内容：有没有单独的证件照电子档。
    依据：通知对证件照的要求。
    反例：照片只贴在申报表上。
    常见误判：身份证上的头像不是证件照；文件名没有姓名的照片，能按文件夹或排除法归属的也算已交；收到了、只是没有写明是谁的，请单位说明，不说缺。
    """
    ground = BACKGROUNDS[case.notice.photo.background]
    yield from _absent(case, Material.PHOTO, hint=f"请补交{ground}彩色证件照的电子档。")


@rule(
    "A106",
    Outcome.CORRECT,
    "缺学信网备案表",
    basis=material(Material.EDUCATION_RECORD),
    hint="请登录学信网下载《教育部学历证书电子注册备案表》PDF并补交，早年毕业查不到的可交《中国高等教育学历认证报告》。",
)
def no_record(case: Case) -> Iterator[Mark]:
    """检查内容：申报条件所凭的、申报表所填最高的大专及以上学历，各自有没有同一学历（院校、层次、日期或编号相符）的学信网备案表。
    依据：通知对备案表的要求：大专及以上提供，高中、中专不需提供。
    反例：交了本科、专科两份毕业证，申报表写本科，备案表只有专科的。
    常见误判：只交高中毕业证而申报表写本科的，由D401指出；交了别的报告代替的，由A113指出；学信网没有登记的学历，由A117处理。
    """
    if case.notice.materials[Material.EDUCATION_RECORD].required == "never":
        return
    if not case.current(Kind.EDUCATION_RECORD):
        if not wrong_records(case):
            if isinstance(wanted := demanded(case, Material.EDUCATION_RECORD), Sight):
                yield Doubt(wanted)
            yield from _absent(case, Material.EDUCATION_RECORD)
        if not _recognised(case):
            return
    for graduation in due(case):
        yield from _unrecorded(case, graduation)


def _recognised(case: Case) -> bool:
    return any(accepted_early(case, report) for report in case.current(Kind.RECOGNITION_REPORT))


def _unrecorded(case: Case, graduation: Graduation) -> Iterator[Mark]:
    """A due graduation of a college without a record of its own, though there is one of another."""
    college = is_college(case, graduation)
    if isinstance(college, Sight):
        yield Doubt(college)
    if (
        college is not True
        or case.beside(Kind.EDUCATION_RECORD)
        or record_of(case, graduation)
        or unregistered(case, *graduation.papers)
        or differing_fact(case, graduation)
    ):
        return
    weak = list(perhaps_of(case, graduation, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT))
    yield from map(Doubt, weak)
    if not weak:
        records = case.current(Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT)
        others = [paper for paper in records if not is_verified(paper)]
        evidence = tuple(evidence_of(paper, KIND_TITLES[paper.reading.kind]) for paper in (*graduation.papers, *others))
        title = title_of(case, graduation)
        told = "，所交备案表是另一学历的" if others else "，核验过的是另一学历"
        yield Fail(f"没有{title}的学信网备案表{told}", evidence, hint=f"请补交{title}的学信网备案表。")


@rule(
    "A113",
    Outcome.CORRECT,
    "备案表交错",
    basis=material(Material.EDUCATION_RECORD),
    hint="请登录学信网下载《教育部学历证书电子注册备案表》PDF并重新提交，不要用其他报告或截图代替。",
)
def wrong_record(case: Case) -> Iterator[Mark]:
    """检查内容：应交备案表的人，是否用学籍报告、学位报告、网页截图等代替了备案表。
    依据：通知要求的是学历证书电子注册备案表。
    反例：已毕业多年，交的是《教育部学籍在线验证报告》。
    常见误判：在读应届生交学籍报告是对的；2002年以前毕业的交学历认证报告由A115处理；备案表也在时不再指出。
    """
    wrong = wrong_records(case)
    if not wrong or case.beside(Kind.EDUCATION_RECORD):
        return
    wanted = demanded(case, Material.EDUCATION_RECORD)
    if isinstance(wanted, Sight):
        yield Doubt(wanted)
    if wanted is not True or any(accepted_early(case, exhibit) for exhibit in wrong):
        return
    titles = "、".join(dict.fromkeys(KIND_TITLES[exhibit.reading.kind] for exhibit in wrong))
    evidence = tuple(evidence_of(exhibit, KIND_TITLES[exhibit.reading.kind]) for exhibit in wrong)
    yield Fail(f"应交学信网备案表，所交的是{titles}", evidence)


@rule(
    "A115",
    Outcome.REVIEW,
    "以学历认证报告代替备案表",
    basis=material(Material.EDUCATION_RECORD),
    hint="请核实能否在学信网下载备案表，确实没有的无需补交。",
)
def recognition_report(case: Case) -> Iterator[Mark]:
    """检查内容：2002年以前毕业、学信网没有电子注册信息的人，是否以《中国高等教育学历认证报告》代替备案表。
    依据：学信网自2001、2002年起才有学历电子注册信息；年份界限写在通知文件里。
    反例：1999年大专毕业，交了学历认证报告。
    常见误判：2002年及以后毕业的应当有备案表，交认证报告由A113指出。
    """
    if demanded(case, Material.EDUCATION_RECORD) is not True:
        return
    needed = {id(paper) for graduation in due(case) for paper in graduation.papers}
    for exhibit in case.current(Kind.RECOGNITION_REPORT):
        if not accepted_early(case, exhibit) or (case.current(Kind.EDUCATION_RECORD) and id(exhibit) not in needed):
            continue
        graduated = case.read(exhibit, Field.GRADUATION_DATE)
        if graduated is None or graduated.text is None or not is_settled_date(case, graduated):
            if graduated is not None:
                yield Doubt(graduated)
            continue
        yield Fail(
            f"{graduated.text[:4]}年毕业，以学历认证报告代替学信网备案表，请核对报告",
            (graduated.evidence(), evidence_of(exhibit, KIND_TITLES[exhibit.reading.kind])),
        )


@rule(
    "A117",
    Outcome.REVIEW,
    "学信网没有登记的学历",
    basis=material(Material.EDUCATION_RECORD),
    hint="请提交能证明该学历的材料，不必提交学信网备案表。",
)
def not_registered(case: Case) -> Iterator[Mark]:
    """检查内容：所凭、所填的学历是否属学信网没有登记的：国（境）外学历、党校学历、军队院校学历等（按院校名称，清单在通知文件里）。
    依据：这些学历下载不到备案表，另有证明；通知没有写怎样办理，由人判断。
    反例：英国大学的硕士，应交教育部留学服务中心的认证书。
    常见误判：这些学历不再按缺毕业证、缺备案表处理；备案表已在的不报；香港中文大学（深圳）等在内地登记的院校不算。
    """
    told_already: set[str] = set()
    lacking = (g for g in due(case) if not g.of_kind(Kind.EDUCATION_RECORD) and is_college(case, g) is not False)
    shown_by = [graduation.papers for graduation in lacking]
    if not case.current(*GRADUATION_PAPERS) or of_claim(case) is None:
        shown_by.append(case.current(Kind.APPLICATION_FORM))
    for papers in shown_by:
        found = unregistered(case, *papers)
        if found is None or found[0].title in told_already:
            continue
        kind, school = found
        told_already.add(kind.title)
        yield Fail(
            f"{school.title}为“{school.text}”，属{kind.title}，学信网没有登记，须核对{kind.proof}",
            (school.evidence(),),
            hint=f"请提交{kind.proof}，不必提交学信网备案表。",
        )
