"""Who may be certified: the two routes of the notice, asked of every graduation and of every student.

A graduation is what one paper says together with the papers that are of the same one: school, level, month and number
don't contradict. *Surely met* needs every word it rests on to be sure; *may be met* is anything short of surely not.
"""

from datetime import date

from hui_reg.vocabulary import Kind
from oracle import terms
from oracle.person import doubtful_names
from oracle.saying import (
    Paper,
    agree,
    clash,
    contradict,
    major,
    same_major,
    same_month,
    same_text,
    span,
)

GRADUATIONS = (Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.RECOGNITION_REPORT)
STUDIES = (Kind.ENROLMENT_REPORT, Kind.ENROLMENT_LETTER)
UNFINISHED = frozenset({"结业", "肄业"})
MARKS = (("school", same_text), ("education", same_text), ("graduation_date", same_month))
CATEGORIES = {"普通": "普通高校", "成人": "成人", "网络": "网络", "自学": "自考", "自考": "自考", "开放": "开放"}


# one graduation


def may_be_one(one: Paper, other: Paper) -> bool:
    """Whether nothing sure speaks against two papers being of one graduation."""
    if any(contradict(one, other, name, same) for name, same in MARKS):
        return False
    return not contradict(one, other, "certificate_number", same_text)


def is_own(paper: Paper, other: Paper) -> bool:
    """Whether another paper surely is of this graduation: nothing speaks against it, and enough for it."""
    if any(clash(paper, other, name, same) for name, same in (*MARKS, ("certificate_number", same_text))):
        return False
    known_by_marks = all(agree(paper, other, name, same) for name, same in MARKS)
    return known_by_marks or agree(paper, other, "certificate_number", same_text)


def has_record(paper: Paper, papers: list[Paper]) -> bool:
    return paper.kind is Kind.EDUCATION_RECORD or any(
        other.kind is Kind.EDUCATION_RECORD and other.certain and is_own(paper, other) for other in papers
    )


def has_diploma(paper: Paper, papers: list[Paper]) -> bool:
    return paper.kind is Kind.DIPLOMA or any(
        other.kind is Kind.DIPLOMA and other.certain and is_own(paper, other) for other in papers
    )


def group(paper: Paper, papers: list[Paper]) -> list[Paper]:
    return [paper, *(p for p in papers if p is not paper and p.kind in GRADUATIONS and is_own(paper, p))]


# surely met


def rests_surely(paper: Paper, papers: list[Paper], majors: frozenset[str]) -> bool:
    """Whether eligibility can rest on this paper's graduation without anybody looking."""
    if paper.kind not in (Kind.DIPLOMA, Kind.EDUCATION_RECORD) or not paper.certain:
        return False
    level = paper.sure("education")
    if level not in terms.SECONDARY | terms.COLLEGE or not paper.sure("name"):
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
    return _five_years(together) or _related(together, majors)


def _five_years(together: list[Paper]) -> bool:
    spans = [span(text) for p in together if (text := p.sure("graduation_date")) is not None]
    if not spans or None in spans:
        return False
    days = [found for found in spans if found and found[0] == found[1]]
    return all(last <= terms.FIVE_YEARS_BEFORE for _, last in (days or [s for s in spans if s]))


def _related(together: list[Paper], majors: frozenset[str]) -> bool:
    classes = {text for p in together for text in _classes(p)}
    if not classes or not classes <= terms.TAUGHT_CLASSES:
        return False
    said = [text for p in together for text in p.readings("major")]
    known = any(p.sure("major") for p in together)
    return known and all(major(text) in {major(m) for m in majors} for text in said)


def _classes(paper: Paper) -> list[str]:
    found = [] if (said := paper.sure("school_class")) is None else [said]
    category = paper.sure("education_category") or ""
    return found + [name for word, name in CATEGORIES.items() if word in category]


# surely not


def may_be_met(papers: list[Paper], name: str | None) -> bool:
    """Whether somebody of these papers may be eligible. Without a paper of schooling nothing is known: it may be."""
    schooling = [p for p in papers if p.kind in (*GRADUATIONS, *STUDIES)]
    dead = [p for p in schooling if not _hope(p, schooling, name)]
    if not dead or len(dead) < len(schooling):
        return True
    return any(_claims_another(p, dead) for p in papers if p.kind is Kind.APPLICATION_FORM and p.certain)


def _hope(paper: Paper, schooling: list[Paper], name: str | None) -> bool:
    if not paper.certain:
        return True
    if name is not None and doubtful_names(paper, name):
        return True
    if paper.kind in STUDIES:
        return _hope_of_student(paper)
    if _surely_unfinished(paper, schooling):
        return False
    level = paper.sure("education")
    if level is None:
        return True
    if terms.RANK.get(level, 9) < 2:
        return False
    said = paper.field("school_class")
    is_plain = level == "高中" and (said is None or paper.sure("school_class") == terms.PLAIN_HIGH_SCHOOL)
    if not is_plain:
        return True
    graduated = span(paper.sure("graduation_date") or "")
    return graduated is None or graduated[0] <= terms.YEAR_END_BEFORE or not _can_be(paper, graduated[0])


def _can_be(paper: Paper, day: date) -> bool:
    return day <= paper.exhibit.received_at.astimezone(terms.ZONE).date()


def _surely_unfinished(paper: Paper, schooling: list[Paper]) -> bool:
    if paper.sure("conclusion") not in UNFINISHED:
        return False
    return not any(
        text not in UNFINISHED
        for p in schooling
        if p.kind in GRADUATIONS and may_be_one(paper, p)
        for text in p.readings("conclusion")
    )


def _hope_of_student(paper: Paper) -> bool:
    expected = span(paper.sure("expected_graduation") or "")
    if expected is None:
        return True
    if expected[0].year != terms.FINAL_YEAR:
        return False
    return paper.sure("education") not in {"高中", "初中", "小学"}


def _claims_another(form: Paper, dead: list[Paper]) -> bool:
    """Whether the form names a graduation that would do and that none of the papers disproves: its papers may come."""
    level = form.sure("education")
    if level not in terms.SECONDARY | terms.COLLEGE:
        return False
    graduated = span(form.sure("graduation_date") or "")
    if level == "高中" and (graduated is None or graduated[1] > terms.YEAR_END_BEFORE):
        return False
    return not any(_may_be_claimed(form, paper) for paper in dead)


def _may_be_claimed(form: Paper, paper: Paper) -> bool:
    when = "expected_graduation" if paper.kind in STUDIES else "graduation_date"
    if contradict(form, paper, "graduation_date", same_month, when):
        return False
    return not any(contradict(form, paper, name, same_text) for name in ("school", "education"))


# the form's claim


def doubts_of_claim(papers: list[Paper]) -> list[str]:
    """The highest graduation that the form or a paper claims is the same on all of its papers, and all are there."""
    found = []
    for form in (p for p in papers if p.kind is Kind.APPLICATION_FORM):
        found += _doubts_of_one_claim(form, papers)
    highest = max(
        (terms.RANK.get(t, 0) for p in papers if p.kind in GRADUATIONS for t in p.readings("education")), default=0
    )
    for paper in papers:
        if paper.kind not in GRADUATIONS or _is_unfinished(paper):
            continue
        if terms.RANK.get(paper.sure("education") or "", 0) == highest >= 3 and not has_record(paper, papers):
            found.append(f"最高的{paper.sure('education')}没有自己的备案表")
    return found


def _is_unfinished(paper: Paper) -> bool:
    return paper.sure("conclusion") in UNFINISHED


def _doubts_of_one_claim(form: Paper, papers: list[Paper]) -> list[str]:
    level = form.sure("education")
    if level is None:
        return ["申报表的学历拿不准"] if form.there("education") else []
    studies = [p for p in papers if p.kind in STUDIES]
    own = [p for p in papers if p.kind in GRADUATIONS and _is_claimed(form, p)]
    if not own:
        if any(_is_claimed(form, p) for p in studies):
            return []
        return ["申报表写的学历没有对得上的材料"]
    found = []
    if not any(p.kind is Kind.DIPLOMA and p.certain for p in own):
        found.append("申报表写的学历没有毕业证")
    if level in terms.COLLEGE and not any(p.kind is Kind.EDUCATION_RECORD and p.certain for p in own):
        found.append("申报表写的学历没有备案表")
    if not _all_one(own):
        found.append("申报表写的学历的材料互相矛盾")
    others = [p for p in papers if p.kind in GRADUATIONS and not _is_unfinished(p)]
    highest = max((terms.RANK.get(p.sure("education") or "", 0) for p in others), default=0)
    if terms.RANK.get(level, 0) < highest:
        found.append("申报表写的不是最高学历")
    return found


def _is_claimed(form: Paper, paper: Paper) -> bool:
    when = "expected_graduation" if paper.kind in STUDIES else "graduation_date"
    if clash(form, paper, "graduation_date", same_month, when):
        return False
    if clash(form, paper, "school", same_text) or clash(form, paper, "major", same_major):
        return False
    return agree(form, paper, "education", same_text)


def _all_one(own: list[Paper]) -> bool:
    diplomas = [p for p in own if p.kind is Kind.DIPLOMA]
    records = [p for p in own if p.kind is Kind.EDUCATION_RECORD]
    return not records or not diplomas or any(is_own(d, r) for d in diplomas for r in records)
