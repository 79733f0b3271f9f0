"""Who may be certified: the two routes of the notice, asked of every graduation and of every student.

A graduation is what one paper says together with the papers that are of the same one: school, level, month and number
don't contradict. A route is *surely met* when every word it rests on is settled; a *hope* is anything short
of surely not.
"""

import re
from datetime import date

from hui_reg.vocabulary import Kind
from tests.oracle import terms
from tests.oracle.person import names_another
from tests.oracle.saying import (
    Paper,
    agree,
    clash,
    contradict,
    major,
    plain,
    same_level,
    same_major,
    same_month,
    same_school,
    same_text,
    settled,
    span,
)

GRADUATIONS = (Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT)
STUDIES = (Kind.ENROLMENT_REPORT, Kind.ENROLMENT_LETTER)
UNFINISHED = frozenset({"结业", "肄业"})
MARKS = (("school", same_school), ("education", same_level), ("graduation_date", same_month))
NUMBER = ("certificate_number", same_text)
CATEGORIES = {"普通": "普通高校", "成人": "成人", "网络": "网络", "自学": "自考", "自考": "自考", "开放": "开放"}


# one graduation


def may_be_one(one: Paper, other: Paper) -> bool:
    """Whether nothing sure speaks against two papers being of one graduation."""
    return not any(contradict(one, other, name, same) for name, same in (*MARKS, NUMBER))


def is_own(paper: Paper, other: Paper) -> bool:
    """Whether another paper surely is of this graduation: nothing speaks against it, and enough for it."""
    if any(clash(paper, other, name, same) for name, same in (*MARKS, NUMBER)):
        return False
    return all(agree(paper, other, name, same) for name, same in MARKS) or agree(paper, other, *NUMBER)


def has_record(paper: Paper, papers: list[Paper]) -> bool:
    return paper.kind is Kind.EDUCATION_RECORD or any(
        other.kind is Kind.EDUCATION_RECORD and other.certain and is_own(paper, other) for other in papers
    )


def group(paper: Paper, papers: list[Paper]) -> list[Paper]:
    return [paper, *(p for p in papers if p is not paper and p.kind in GRADUATIONS and is_own(paper, p))]


def witnesses(paper: Paper, papers: list[Paper]) -> list[Paper]:
    """Papers of what may be the same graduation, and the forms that may claim it."""
    graduations = [p for p in papers if p.kind in GRADUATIONS and p is not paper and may_be_one(paper, p)]
    return [*graduations, *(p for p in papers if p.kind is Kind.APPLICATION_FORM and may_be_claimed(p, paper))]


# surely met


def rests_surely(paper: Paper, papers: list[Paper], majors: frozenset[str]) -> bool:
    """Whether eligibility can rest on this paper's graduation without anybody looking."""
    if paper.kind not in (Kind.DIPLOMA, Kind.EDUCATION_RECORD) or not paper.certain or not paper.readings("name"):
        return False
    level = settled(paper, "education", witnesses(paper, papers), same_level)
    if level not in terms.SECONDARY | terms.COLLEGE:
        return False
    if level in terms.COLLEGE and not has_record(paper, papers):
        return False
    if level in terms.SECONDARY and paper.kind is not Kind.DIPLOMA:
        return False
    together = group(paper, papers)
    if not any(p.sure("conclusion") == "毕业" for p in together):
        return False
    if any(
        text in UNFINISHED
        for p in papers
        if p.kind in GRADUATIONS and (p is paper or may_be_one(paper, p))
        for text in p.readings("conclusion")
    ):
        return False
    return _five_years(together, papers) or _related(level, together, papers, majors)


def _five_years(together: list[Paper], papers: list[Paper]) -> bool:
    said = [settled(p, "graduation_date", witnesses(p, papers), same_month) for p in together]
    spans = [span(text) for text in said if text is not None]
    if not spans or None in spans:
        return False
    days = [found for found in spans if found and found[0] == found[1]]
    return all(last <= terms.FIVE_YEARS_BEFORE for _, last in (days or [s for s in spans if s]))


def _related(level: str, together: list[Paper], papers: list[Paper], majors: frozenset[str]) -> bool:
    classes = {text for p in together for text in _classes(p)}
    fitting = terms.COLLEGE_CLASSES if level in terms.COLLEGE else terms.VOCATIONAL_CLASSES
    if not classes or not classes <= fitting:
        return False
    said = [settled(p, "major", witnesses(p, papers), same_major) for p in together if p.readings("major")]
    return bool(said) and all(text is not None and major(text) in {major(m) for m in majors} for text in said)


def _classes(paper: Paper) -> list[str]:
    """What school it was: as the paper says, or as its level or its number tell."""
    said, category = paper.sure("school_class"), paper.sure("education_category") or ""
    found = [name for word, name in CATEGORIES.items() if word in category] + ([] if said is None else [said])
    if not found and (level := paper.sure("education")) in terms.VOCATIONAL_CLASSES:
        return [level]
    number = plain(paper.sure("certificate_number") or "")
    return found or (["普通高校"] if re.fullmatch(r"\d{5}1\d{11,12}", number) else [])


# surely not


def hopes(papers: list[Paper], name: str | None) -> list[str]:
    """Why somebody of these papers may still be eligible. Without a paper of schooling nothing is known: may be."""
    schooling = [p for p in papers if p.kind in (*GRADUATIONS, *STUDIES)]
    if not schooling:
        return ["没有学历材料"]
    found = [f"{p.kind}：{hope}" for p in schooling if (hope := _hope(p, papers))]
    if not found and not any(p.certain and not (name and names_another(p, name)) for p in schooling):
        found.append("没有一份学历材料确知是本人的")
    if not found and any(_claims_another(p, schooling) for p in papers if p.kind is Kind.APPLICATION_FORM):
        found.append("申报表写着另一份够条件的学历，材料可以补")
    return found


def _hope(paper: Paper, papers: list[Paper]) -> str | None:
    if paper.kind in STUDIES:
        return _hope_of_student(paper)
    if _surely_unfinished(paper, papers):
        return None
    level = settled(paper, "education", witnesses(paper, papers), same_level)
    if level is None:
        return "学历拿不准"
    if terms.RANK.get(level, 9) < 2:
        return None
    said = paper.field("school_class")
    if level != "高中" or not (said is None or paper.sure("school_class") == terms.PLAIN_HIGH_SCHOOL):
        return "途径二只看专业，不据此否定"
    graduated = span(settled(paper, "graduation_date", witnesses(paper, papers), same_month) or "")
    if graduated is None:
        return "高中，毕业日期拿不准"
    if graduated[0] <= terms.YEAR_END_BEFORE:
        return "高中，到年底或已满五年"
    return None if _is_past(paper, graduated[0]) else "毕业日期不可能"


def _is_past(paper: Paper, day: date) -> bool:
    return day <= paper.exhibit.received_at.astimezone(terms.ZONE).date()


def _surely_unfinished(paper: Paper, papers: list[Paper]) -> bool:
    others = [p for p in papers if p.kind in GRADUATIONS and p is not paper and may_be_one(paper, p)]
    if any(text not in UNFINISHED for p in (paper, *others) for text in p.readings("conclusion")):
        return False
    if not paper.readings("conclusion"):
        return any(p.sure("conclusion") for p in others if is_own(paper, p))
    return settled(paper, "conclusion", others, same_text) is not None


def _hope_of_student(paper: Paper) -> str | None:
    if "毕业" in "".join(paper.readings("enrolment_status")):
        return "学籍报告上已毕业"
    expected = span(paper.sure("expected_graduation") or "")
    if expected is None:
        return "预计毕业日期拿不准"
    if paper.sure("education") in {"高中", "初中", "小学"}:
        return None
    if _is_past(paper, expected[1]):
        return "预计毕业日期已过，可能已毕业"
    return "应届" if expected[0].year == terms.FINAL_YEAR else None


def _claims_another(form: Paper, schooling: list[Paper]) -> bool:
    """Whether the form names a graduation that would do and that none of the papers disproves: its papers may come."""
    level = form.sure("education")
    graduated = span(form.sure("graduation_date") or "")
    if level not in terms.SECONDARY | terms.COLLEGE or graduated is None or not form.certain:
        return False
    if not _is_past(form, graduated[0]) and graduated[0].year != terms.FINAL_YEAR:
        return False
    if level == "高中" and graduated[1] > terms.YEAR_END_BEFORE:
        return False
    return not any(_is_the_same(form, paper) for paper in schooling)


def _is_the_same(form: Paper, paper: Paper) -> bool:
    """Of school, level and month at most one is written differently: the same schooling, and the paper is right."""
    when = "expected_graduation" if paper.kind in STUDIES else "graduation_date"
    against = (
        contradict(form, paper, "school", same_school),
        contradict(form, paper, "education", same_level),
        contradict(form, paper, "graduation_date", same_month, when),
    )
    return sum(against) <= 1


def may_be_claimed(form: Paper, paper: Paper) -> bool:
    """Whether a form may speak of this paper's schooling: the month and the school don't contradict."""
    when = "expected_graduation" if paper.kind in STUDIES else "graduation_date"
    if contradict(form, paper, "graduation_date", same_month, when):
        return False
    return not contradict(form, paper, "school", same_school)


# the form's claim


def doubts_of_claim(papers: list[Paper]) -> list[str]:
    """The highest graduation is what the form says, it is the same on all of its papers, and they are all there."""
    forms = [p for p in papers if p.kind is Kind.APPLICATION_FORM]
    found = [doubt for form in forms for doubt in _doubts_of_one_claim(form, papers)]
    if not any(form.readings("education") for form in forms):
        highest = _highest(papers)
        proven = [p for p in papers if p.kind in GRADUATIONS and _rank(p) == highest]
        if highest >= terms.RANK["大专"] and not any(has_record(p, papers) for p in proven):
            found.append("最高的学历没有自己的备案表")
    return found


def _is_unfinished(paper: Paper) -> bool:
    return paper.sure("conclusion") in UNFINISHED


def _rank(paper: Paper) -> int:
    return terms.RANK.get(paper.sure("education") or "", 0)


def _highest(papers: list[Paper]) -> int:
    finished = [p for p in papers if p.kind in GRADUATIONS and not _is_unfinished(p)]
    return max((_rank(p) for p in finished), default=0)


def _doubts_of_one_claim(form: Paper, papers: list[Paper]) -> list[str]:
    if not form.readings("education"):
        return []
    own = [p for p in papers if p.kind in GRADUATIONS and _is_claimed(form, p)]
    own += [p for p in papers if p.kind in GRADUATIONS and p not in own and _is_near(form, p, own)]
    if not own:
        if any(p.kind in STUDIES and _is_claimed(form, p) for p in papers):
            return []
        return ["申报表写的学历没有对得上的材料"]
    found = []
    rank = max(terms.RANK.get(text, 0) for text in form.readings("education"))
    if not any(p.kind is Kind.DIPLOMA and p.certain for p in own):
        found.append("申报表写的学历没有毕业证")
    if rank >= terms.RANK["大专"] and not any(p.kind is Kind.EDUCATION_RECORD and p.certain for p in own):
        found.append("申报表写的学历没有备案表")
    others = [p for p in papers if p.kind in GRADUATIONS and p not in own and any(is_own(p, one) for one in own)]
    if any(_is_unfinished(p) for p in own):
        found.append("申报表写的学历只是结业或肄业")
    if not _all_one(own) or others:
        found.append("申报表写的学历的材料互相矛盾")
    if rank < _highest(papers):
        found.append("申报表写的不是最高学历")
    return found


def _is_near(form: Paper, paper: Paper, own: list[Paper]) -> bool:
    """Of the claimed graduation by another paper of it, and nothing the form says speaks against it."""
    return any(is_own(paper, p) for p in own) and not _clashes(form, paper)


def _is_claimed(form: Paper, paper: Paper) -> bool:
    return agree(form, paper, "education", same_level) and not _clashes(form, paper)


def _clashes(form: Paper, paper: Paper) -> bool:
    when = "expected_graduation" if paper.kind in STUDIES else "graduation_date"
    if clash(form, paper, "graduation_date", same_month, when) or clash(form, paper, "education", same_level):
        return True
    return clash(form, paper, "school", same_school) or clash(form, paper, "major", same_major)


def _all_one(own: list[Paper]) -> bool:
    diplomas = [p for p in own if p.kind is Kind.DIPLOMA]
    records = [p for p in own if p.kind is Kind.EDUCATION_RECORD]
    return not records or not diplomas or any(is_own(d, r) for d in diplomas for r in records)
