"""The oracle: what the sentences of the notice allow a dossier to be called, and why."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hui_reg.model import Dossier
from hui_reg.notice import Notice
from hui_reg.vocabulary import Kind
from tests.oracle import terms
from tests.oracle.papers import doubts_of_days, doubts_of_numbers, doubts_of_record
from tests.oracle.person import doubts_of_form, doubts_of_identity, known_number, too_young
from tests.oracle.saying import Paper, same_name, same_text
from tests.oracle.schooling import doubts_of_claim, hopes, rests_surely


@dataclass(frozen=True)
class Judgement:
    """``doubts``: why it may not pass. ``hopes``: why it may not be called ineligible. Each is empty if it may."""

    doubts: tuple[str, ...]
    hopes: tuple[str, ...]

    @property
    def may_pass(self) -> bool:
        return not self.doubts

    @property
    def may_be_ineligible(self) -> bool:
        return not self.hopes


def judge(dossier: Dossier, notice: Notice) -> Judgement:
    papers = [Paper(e) for e in dossier.exhibits if not e.superseded]
    if not papers:
        return Judgement(("什么也没有",), ("什么也没有",))
    doubts = [
        *doubts_of_identity(papers),
        *doubts_of_form(papers),
        *_doubts_of_photo(papers),
        *_doubts_of_schooling(papers, notice),
        *_doubts_of_the_mail(dossier),
    ]
    return Judgement(tuple(doubts), () if too_young(papers) else tuple(hopes(papers, _name(papers))))


def _name(papers: list[Paper]) -> str | None:
    said = [text for p in papers if p.kind is Kind.ID_CARD and (text := p.sure("name"))]
    return said[0] if said else None


def _doubts_of_schooling(papers: list[Paper], notice: Notice) -> list[str]:
    majors = terms.related_majors(notice)
    found = []
    if not any(p.kind is Kind.DIPLOMA for p in papers):
        found.append("没有毕业证")
    if not any(rests_surely(p, papers, majors) for p in papers):
        found.append("没有一份学历明确符合申报条件")
    for record in (p for p in papers if p.kind is Kind.EDUCATION_RECORD):
        found += doubts_of_record(record)
    return [
        *found,
        *doubts_of_claim(papers),
        *doubts_of_numbers(papers),
        *doubts_of_days(papers, known_number(papers)),
    ]


def _doubts_of_photo(papers: list[Paper]) -> list[str]:
    photos = [p for p in papers if p.kind is Kind.PHOTO]
    if not photos:
        return ["没有证件照"]
    return [] if any(_is_good(p) for p in photos) else ["证件照不合格或看不清"]


def _is_good(photo: Paper) -> bool:
    def over(name: str, least: float) -> bool:
        fact = photo.fact(name)
        return isinstance(fact, int | float) and fact >= least

    head = photo.fact("head_ratio")
    return (
        photo.certain
        and over("chroma", 12.0001)
        and over("white_share", 0.9)
        and over("border_level", 235)
        and photo.fact("faces") == 1
        and photo.fact("turned") is None
        and isinstance(head, float)
        and 0.38 <= head <= 0.92
    )


def _doubts_of_the_mail(dossier: Dossier) -> list[str]:
    late_from = datetime.combine(terms.DEADLINE + timedelta(days=1), time(), terms.ZONE)
    found = []
    if any(e.received_at >= late_from for e in dossier.exhibits if not e.superseded):
        found.append("过了报名期限")
    if dossier.strangers:
        found.append("夹着别人的材料")
    if dossier.other_units:
        found.append("另有单位报了同一人")
    if any(message.cloud_links for message in dossier.messages):
        found.append("有没下载的超大附件")
    if any(left.problem is None and left.kind not in (Kind.LETTER, Kind.BLANK) for left in dossier.hinted):
        found.append("有归不了类的文件")
    return found + _doubts_of_roster(dossier)


def _doubts_of_roster(dossier: Dossier) -> list[str]:
    if dossier.roster is None:
        return ["汇总表里没有此人"] if dossier.unit_has_roster else []
    line = dossier.roster.fields
    found = []
    if line.get("name") and not same_name(line["name"], dossier.name):
        found.append("汇总表姓名不同")
    if line.get("id_number") and not same_text(line["id_number"], dossier.id_number):
        found.append("汇总表号码不同")
    return found
