"""Which of the five materials are there: A101–A106, A113, A115.

A person on a roster of whom nothing at all was sent is D406's alone.
"""

from collections.abc import Iterator

from hui_reg.model import Exhibit, Outcome
from hui_reg.rules.broken import missing
from hui_reg.rules.case import Case
from hui_reg.rules.dates import span
from hui_reg.rules.rule import Doubt, Fail, Mark, evidence_of, material, rule
from hui_reg.rules.sight import Sight, confirmed
from hui_reg.vocabulary import KIND_TITLES, Kind, Material


def nothing_sent(case: Case) -> bool:
    """Whether the person is known from a roster only."""
    return case.dossier.roster is not None and not (case.dossier.exhibits or case.dossier.hinted)


def _absent(case: Case, which: Material, remark: str = "") -> Iterator[Mark]:
    if not nothing_sent(case) and missing(case, which):
        title = case.notice.materials[which].title
        yield Fail(f"未找到{case.dossier.name}的{title}{remark}", case.searched())


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
    """检查内容：已毕业者有没有毕业证。没有毕业证但交了学籍报告或在校证明的在读生不适用。
    依据：通知对毕业证的要求。
    反例：只交了学位证书。学位证书不是毕业证书。
    常见误判：在读应届生本来就没有毕业证，由C302转人工复核，不按缺件处理。
    """
    degree = bool(case.current(Kind.DEGREE_CERTIFICATE))
    yield from _absent(case, Material.DIPLOMA, "，所交学位证书不能代替毕业证书" if degree else "")


@rule(
    "A103", Outcome.CORRECT, "缺身份证", basis=material(Material.ID_CARD), hint="请补交身份证人像面和国徽面的复印件。"
)
def no_id_card(case: Case) -> Iterator[Mark]:
    """检查内容：材料中有没有居民身份证（港澳台居民居住证、外国人永久居留身份证同）。
    依据：通知对身份证的要求。
    反例：名为“身份证.png”的文件其实是别的截图。
    常见误判：身份证夹在合并的PDF里或贴在Word里也算已交。
    """
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
    portrait = any(_shows(card, "portrait", "id_number", "address") for card in cards)
    emblem = any(_shows(card, "emblem", "issuer", "id_valid_to") for card in cards)
    if portrait and emblem:
        return
    evidence = tuple(evidence_of(card, _side(portrait, emblem)) for card in cards)
    if not portrait and not emblem:
        yield Fail("看不出身份证复印件是哪一面", evidence, outcome=Outcome.REVIEW)
    else:
        there, lacking = ("人像面", "国徽面") if portrait else ("国徽面", "人像面")
        yield Fail(f"身份证只有{there}，缺{lacking}", evidence, hint=f"请补交身份证{lacking}的复印件。")


def _shows(card: Exhibit, side: str, *fields: str) -> bool:
    return bool(card.reading.facts.get(side)) or any(card.reading.fields.get(field) for field in fields)


def _side(portrait: bool, emblem: bool) -> str:
    return "人像面" if portrait else "国徽面" if emblem else "未辨认出人像面或国徽面"


@rule("A105", Outcome.CORRECT, "缺证件照", basis=material(Material.PHOTO), hint="请补交白底彩色证件照的电子档。")
def no_photo(case: Case) -> Iterator[Mark]:
    """检查内容：有没有单独的证件照电子档。
    依据：通知对证件照的要求。
    反例：照片只贴在申报表上。
    常见误判：身份证上的头像不是证件照；文件名没有姓名的照片，能按文件夹或排除法归属的也算已交。
    """
    yield from _absent(case, Material.PHOTO)


@rule(
    "A106",
    Outcome.CORRECT,
    "缺学信网备案表",
    basis=material(Material.EDUCATION_RECORD),
    hint="请登录学信网下载《教育部学历证书电子注册备案表》PDF并补交，早年毕业查不到的可交《中国高等教育学历认证报告》。",
)
def no_record(case: Case) -> Iterator[Mark]:
    """检查内容：大专及以上学历者有没有学信网备案表。学历以毕业证为准；一份毕业证都没有时才看申报表的填写。
    依据：通知对备案表的要求：大专及以上提供，高中、中专不需提供。
    反例：交了本科毕业证，没有备案表。
    常见误判：只交高中毕业证而申报表写本科的，由D401指出，不在这里重复；交了别的报告代替的，由A113指出。
    """
    if case.current(Kind.EDUCATION_RECORD) or case.wrong_records:
        return
    demanded = case.demanded(Material.EDUCATION_RECORD)
    if isinstance(demanded, Sight):
        yield Doubt(demanded)
    yield from _absent(case, Material.EDUCATION_RECORD)


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
    wrong = case.wrong_records
    if not wrong:
        return
    demanded = case.demanded(Material.EDUCATION_RECORD)
    if isinstance(demanded, Sight):
        yield Doubt(demanded)
    if demanded is not True or any(_accepted_early(case, exhibit) for exhibit in wrong):
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
    if case.demanded(Material.EDUCATION_RECORD) is not True:
        return
    for exhibit in case.wrong_records:
        if not _accepted_early(case, exhibit):
            continue
        graduated = case.read(exhibit, "graduation_date")
        if graduated is None or graduated.text is None or not _is_settled_date(case, graduated):
            if graduated is not None:
                yield Doubt(graduated)
            continue
        yield Fail(
            f"{graduated.text[:4]}年毕业，以学历认证报告代替学信网备案表，请核对报告",
            (graduated.evidence(), evidence_of(exhibit, KIND_TITLES[exhibit.reading.kind])),
        )


def _accepted_early(case: Case, exhibit: Exhibit) -> bool:
    """A recognition report that is not surely of a graduate late enough to have a record."""
    if exhibit.reading.kind is not Kind.RECOGNITION_REPORT:
        return False
    graduated = case.read(exhibit, "graduation_date")
    known = span(graduated.text) if graduated is not None and graduated.text else None
    if known is None or graduated is None or not _is_settled_date(case, graduated):
        return True
    return known.year < case.notice.education_record.recognition_before


def _is_settled_date(case: Case, graduated: Sight) -> bool:
    others = case.sights("graduation_date", Kind.DIPLOMA, Kind.APPLICATION_FORM)
    return confirmed(graduated, *others, agree=lambda one, other: one[:4] == other[:4]) is not None
