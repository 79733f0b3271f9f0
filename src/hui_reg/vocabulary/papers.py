"""One table of papers: what a page can be, what it may stand in for, what it bears, where it is shown.

A room that needs a list of kinds asks :func:`papers`; none keeps its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hui_reg.vocabulary.fields import Field


class Material(StrEnum):
    """The five materials of the notice."""

    APPLICATION_FORM = "application_form"
    DIPLOMA = "diploma"
    ID_CARD = "id_card"
    PHOTO = "photo"
    EDUCATION_RECORD = "education_record"


class Kind(StrEnum):
    """What some pages are. The first five are the materials; the rest replace or accompany them."""

    APPLICATION_FORM = "application_form"
    DIPLOMA = "diploma"
    ID_CARD = "id_card"
    PHOTO = "photo"
    EDUCATION_RECORD = "education_record"
    ROSTER = "roster"
    RECEIPT = "receipt"
    ENROLMENT_REPORT = "enrolment_report"
    """教育部学籍在线验证报告"""
    ENROLMENT_LETTER = "enrolment_letter"
    """学校出具的在校证明"""
    DEGREE_CERTIFICATE = "degree_certificate"
    """学位证书, no diploma"""
    DEGREE_REPORT = "degree_report"
    """中国高等教育学位在线验证报告"""
    RECOGNITION_REPORT = "recognition_report"
    """中国高等教育学历认证报告, for graduates before 2002"""
    RECORD_SCREENSHOT = "record_screenshot"
    """A picture of a 学信网 web page or phone screen in place of the record"""
    RESIDENCE_CARD = "residence_card"
    """外国人永久居留身份证"""
    HEALTH_CERTIFICATE = "health_certificate"
    """健康证, where a notice asks for one"""
    SCORES = "scores"
    LETTER = "letter"
    """Covering letters and other text that is nobody's material"""
    BLANK = "blank"


@dataclass(frozen=True)
class Paper:
    """One kind of paper.

    ``personal``: belongs to one applicant. ``bears``: what such a paper always bears. ``in_place_of``: materials it
    may be handed in for, as a person decides. ``words``: what file names call it. The ranks say which paper is
    believed first (1) for who the person is and for a completed schooling; None: it tells nothing of it.
    ``ongoing``: tells of a schooling not completed yet. ``registered``: issued by the register of higher education.
    ``album``: its place among a person's pictures; None: not drawn.
    """

    title: str
    personal: bool = True
    bears: frozenset[Field] = frozenset()
    in_place_of: tuple[Material, ...] = ()
    words: tuple[str, ...] = ()
    identity_rank: int | None = None
    schooling_rank: int | None = None
    ongoing: bool = False
    registered: bool = False
    album: int | None = None

    @property
    def tells_schooling(self) -> bool:
        """Whether the paper speaks of a school."""
        return Field.SCHOOL in self.bears


_PERSON: Final = frozenset({Field.NAME, Field.SEX, Field.BIRTH_DATE})
_SCHOOLING: Final = frozenset({Field.SCHOOL, Field.EDUCATION})
_GRADUATION: Final = frozenset({*_PERSON, *_SCHOOLING, Field.GRADUATION_DATE, Field.CERTIFICATE_NUMBER})

PAPERS: Final[Mapping[Kind, Paper]] = {
    Kind.APPLICATION_FORM: Paper(
        "申报表", bears=_PERSON | {Field.ID_NUMBER, Field.PHONE, Field.EMPLOYER}, words=("申报表", "申请表", "报名表"),
        identity_rank=2, album=9,
    ),
    Kind.DIPLOMA: Paper(
        "毕业证", bears=_GRADUATION, words=("毕业证", "学历证"), identity_rank=4, schooling_rank=3, album=3,
    ),
    Kind.ID_CARD: Paper(
        "身份证", bears=_PERSON | {Field.ID_NUMBER}, words=("身份证",), identity_rank=1, album=2,
    ),
    Kind.PHOTO: Paper("证件照", words=("证件照", "照片", "白底", "寸照"), album=1),
    Kind.EDUCATION_RECORD: Paper(
        "学信网备案表", bears=_GRADUATION | {Field.CHSI_CODE}, words=("备案表", "学信网"), identity_rank=3,
        schooling_rank=1, registered=True, album=4,
    ),
    Kind.ROSTER: Paper("汇总表", personal=False),
    Kind.RECEIPT: Paper("缴费回单", personal=False),
    Kind.ENROLMENT_REPORT: Paper(
        "学籍验证报告", bears=_PERSON | _SCHOOLING | {Field.CHSI_CODE},
        in_place_of=(Material.DIPLOMA, Material.EDUCATION_RECORD), ongoing=True, registered=True, album=5,
    ),
    Kind.ENROLMENT_LETTER: Paper(
        "在校证明", bears=frozenset({Field.NAME}) | _SCHOOLING, in_place_of=(Material.DIPLOMA,), ongoing=True, album=6,
    ),
    Kind.DEGREE_CERTIFICATE: Paper("学位证书", bears=frozenset({Field.NAME}) | _SCHOOLING),
    Kind.DEGREE_REPORT: Paper(
        "学位验证报告", bears=frozenset({Field.NAME}) | _SCHOOLING, in_place_of=(Material.EDUCATION_RECORD,),
        registered=True,
    ),
    Kind.RECOGNITION_REPORT: Paper(
        "学历认证报告", bears=_GRADUATION, in_place_of=(Material.EDUCATION_RECORD,), identity_rank=5, schooling_rank=2,
        album=7,
    ),
    Kind.RECORD_SCREENSHOT: Paper(
        "学信网网页截图", bears=frozenset({Field.NAME}) | _SCHOOLING, in_place_of=(Material.EDUCATION_RECORD,),
        schooling_rank=4, registered=True, album=8,
    ),
    Kind.RESIDENCE_CARD: Paper(
        "外国人永久居留身份证", bears=_PERSON | {Field.ID_NUMBER}, in_place_of=(Material.ID_CARD,), words=("永久居留",),
        identity_rank=6, album=2,
    ),
    Kind.HEALTH_CERTIFICATE: Paper(
        "健康证", bears=frozenset({Field.NAME, Field.VALID_TO}), words=("健康证", "健康合格证"), album=10,
    ),
    Kind.SCORES: Paper("成绩表", personal=False),
    Kind.LETTER: Paper("说明文字", personal=False),
    Kind.BLANK: Paper("空白页", personal=False),
}  # fmt: skip

KIND_TITLES: Final[Mapping[Kind, str]] = {kind: paper.title for kind, paper in PAPERS.items()}
"""What users call each kind."""


def papers(
    wanted: Callable[[Paper], object], order: Callable[[Paper], int | None] = lambda paper: None
) -> tuple[Kind, ...]:
    """The kinds whose paper is ``wanted``, by ``order`` where it gives one, else as they stand in the table."""
    found = [(kind, paper) for kind, paper in PAPERS.items() if wanted(paper)]
    return tuple(kind for kind, _ in sorted(found, key=lambda pair: order(pair[1]) or 0))


ON_THESE_ALONE: Mapping[Field, tuple[Kind, ...]] = {
    **dict.fromkeys(
        (Field.PHONE, Field.EMPLOYER_PHONE, Field.OCCUPATION, Field.LEVEL, Field.EXAM_TYPE, Field.HELD_CERTIFICATE),
        (Kind.APPLICATION_FORM,),
    ),
    **dict.fromkeys((Field.ISSUER, Field.ID_VALID_FROM, Field.ID_VALID_TO), (Kind.ID_CARD, Kind.RESIDENCE_CARD)),
}
"""Fields that stand on no other papers."""
