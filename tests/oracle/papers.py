"""Whether each paper can be what it seems: the record with itself, numbers with levels and years, days with days."""

import re
from datetime import date
from itertools import combinations
from urllib.parse import parse_qs

from hui_reg.vocabulary import Kind
from tests.oracle import terms
from tests.oracle.person import Number
from tests.oracle.saying import Paper, agree, clash, plain, span, years_old
from tests.oracle.schooling import GRADUATIONS, MARKS, NUMBER, STUDIES, may_be_one

LINK = re.compile(r"https?://www\.chsi\.com\.cn(?::443|:80)?(?P<path>[/?#].*)?", re.IGNORECASE)
LEVEL_DIGITS = {"05": "本科", "06": "大专", "01": "博士", "02": "硕士", "04": "本科"}
CLASS_DIGITS = {"普通高校": "1", "成人": "5", "网络": "7"}
NUMBERED_FROM = 2001


def doubts_of_record(record: Paper) -> list[str]:
    """Only consistency can be told without the register: code, link, picture code, day of the print."""
    found = []
    if record.fact("text_layer") is not True:
        found.append("备案表没有文字层")
    if record.fact("link_host") not in (None, "www.chsi.com.cn") and not record.readings("chsi_link"):
        found.append("备案表链接的主机不是学信网")
    links = [(name, text) for name in ("chsi_link", "chsi_qr") for text in record.readings(name)]
    code = _code(record, [text for _, text in links])
    if code is None:
        return [*found, "验证码拿不准"]
    made = span(record.sure("updated_on") or "")
    if re.fullmatch(r"[0-9]{12}", code):
        if made is None or made[1] >= terms.CODES_OF_SIXTEEN_FROM:
            found.append("2019年3月以后的备案表不会是12位码")
    elif not re.fullmatch(r"[A-Z0-9]{16}", code):
        found.append("验证码格式不对")
    elif made is not None and made[1] < terms.CODES_OF_SIXTEEN_FROM:
        found.append("2019年3月以前的备案表不会是16位码")
    found += [f"{name} 不指向这份备案表：{text}" for name, text in links if not _may_lead_to(text, code)]
    if not any(code in text for _, text in links):
        found.append("没有链接或二维码印证验证码")
    said = set(record.readings("education"))
    if said and not terms.COLLEGE & said:
        found.append("备案表的层次不是大专以上")
    return found


def _code(record: Paper, links: list[str]) -> str | None:
    """The printed code: read surely, or as the record's own link has it."""
    if (said := record.sure("chsi_code")) is not None:
        return plain(said)
    return next((plain(c) for c in record.readings("chsi_code") if any(plain(c) in link for link in links)), None)


def _may_lead_to(text: str, code: str) -> bool:
    """As a browser resolves it: a backslash is a slash, what is before @ is no host. A picture may hold the code."""
    if plain(text) == code:
        return True
    link = LINK.fullmatch(text.strip().replace("\\", "/"))
    if link is None:
        return False
    _, _, query = (link["path"] or "").partition("?")
    return parse_qs(query.partition("#")[0]).get("vcode", [code]) == [code]


def doubts_of_numbers(papers: list[Paper]) -> list[str]:
    found = []
    for paper in papers:
        numbers = paper.readings("certificate_number")
        if paper.kind in GRADUATIONS and numbers and not any(_fits(text, paper) for text in numbers):
            found.append(f"证书编号{numbers[0]}与{paper.kind}不合")
    schooling = [p for p in papers if p.kind in GRADUATIONS]
    for one, other in combinations(schooling, 2):
        if one.kind is not other.kind and _is_twin(one, other):
            found.append("毕业证与备案表编号不同")
        if agree(one, other, *NUMBER) and not may_be_one(one, other) and _is_the_same_number(one, other):
            found.append("两份材料同一编号，却不是同一份学历")
    return found


def _is_the_same_number(one: Paper, other: Paper) -> bool:
    """Colleges number nationally; elsewhere two of school, level and month have to agree besides."""
    colleges = all(terms.COLLEGE & set(p.readings("education")) for p in (one, other))
    return colleges or sum(agree(one, other, name, same) for name, same in MARKS) >= 2


def _is_twin(one: Paper, other: Paper) -> bool:
    """Same school, level and month, and yet another number."""
    return all(agree(one, other, name, same) for name, same in MARKS) and clash(one, other, *NUMBER)


def _fits(text: str, paper: Paper) -> bool:
    level, graduated = paper.sure("education"), span(paper.sure("graduation_date") or "")
    if level not in terms.COLLEGE or (graduated and graduated[0].year < NUMBERED_FROM):
        return True
    digits, taught = plain(text), paper.sure("school_class")
    if re.fullmatch(r"6\d{16}", digits):
        return taught in (None, "自考")
    if not re.fullmatch(r"\d{17,18}", digits) or taught == "自考":
        return False
    if digits[5] != CLASS_DIGITS.get(taught or "", digits[5]):
        return False
    if graduated and int(digits[6:10]) != graduated[0].year:
        return False
    return LEVEL_DIGITS.get(digits[10:12]) == level


def doubts_of_days(papers: list[Paper], known: Number | None) -> list[str]:
    """Days that can't be, on any paper."""
    found = []
    for paper in papers:
        received = paper.exhibit.received_at.astimezone(terms.ZONE).date()
        finished = _spans(paper, "graduation_date") if paper.kind not in STUDIES else []
        expects = paper.kind is Kind.APPLICATION_FORM and any(p.kind in STUDIES for p in papers)
        if finished and not expects and all(first > received for first, _ in finished):
            found.append(f"{paper.kind} 毕业在收件之后")
        if finished and known and all(years_old(known.born, last) < 12 for _, last in finished):
            found.append(f"{paper.kind} 毕业时不到12岁")
        found += _doubts_of_order(paper, finished or _spans(paper, "expected_graduation"), received)
    return found


def _doubts_of_order(paper: Paper, ends: list[tuple[date, date]], received: date) -> list[str]:
    """Enrolled, graduated, recorded, received: in this order."""
    found = []
    began, made = _spans(paper, "enrolment_date"), _spans(paper, "updated_on")
    if began and ends and all(first > last for first, _ in began for _, last in ends):
        found.append(f"{paper.kind} 入学在毕业之后")
    if any(days and all(first > received for first, _ in days) for days in (began, made)):
        found.append(f"{paper.kind} 入学或更新日期在收件之后")
    if paper.kind is Kind.EDUCATION_RECORD and made and ends and all(m < e for _, m in made for e, _ in ends):
        found.append("备案表做成于毕业之前")
    return found


def _spans(paper: Paper, name: str) -> list[tuple[date, date]]:
    return [found for text in paper.readings(name) if (found := span(text))]
