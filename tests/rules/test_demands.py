"""What is demanded of a person: what an unopened file was meant to be, which graduation is claimed, what proves it."""

from typing import Any

import pytest

from hui_reg.model import Leftover, Problem, ProblemKind, Reading
from hui_reg.notice import Notice
from hui_reg.rules.case import Case
from hui_reg.rules.demands import (
    accepted_early,
    broken,
    claim,
    claimed,
    demanded,
    differing_fact,
    meant,
    missing,
    of_eligibility,
    perhaps_of,
    wrong_records,
)
from hui_reg.rules.graduations import graduations
from hui_reg.vocabulary import Field, Kind, Material
from tests import builders as b
from tests.rules.casebook import build

WHO = b.person("张三")
FORM, CARD, DIPLOMA = Material.APPLICATION_FORM, Material.ID_CARD, Material.DIPLOMA
RECORD, PHOTO = Material.EDUCATION_RECORD, Material.PHOTO
NAMES: dict[Material | None, str] = {
    RECORD: "学信网 备案 注册表 学历验证 毕业证学信网 照片备案",
    FORM: "申报表 申请表 报名表 身份证报名表",
    CARD: "身份证 人像面 国徽面 身份证照片 毕业证和身份证",
    DIPLOMA: "毕业证 学历证书 文凭 毕业证照片",
    PHOTO: "证件照 照片 寸照 白底 相片",
    None: "说明 1 证件 照",
}


def left(path: str, kind: Kind | None = None, problem: bool = True) -> Leftover:
    trouble = Problem(kind=ProblemKind.DAMAGED, detail="打不开") if problem else None
    return Leftover(file=b.file(b.message(), path), kind=kind, reason="打不开", problem=trouble)


@pytest.mark.parametrize(
    ("name", "material"), [(name, material) for material, names in NAMES.items() for name in names.split()]
)
def test_what_a_file_was_meant_to_be_by_its_name(notice: Notice, name: str, material: Material | None) -> None:
    assert meant(left(f"身份证/文凭/{name}.jpg"), notice) is material
    assert meant(left(f"{name}.pdf"), notice) is material


def test_the_kind_goes_before_the_name_and_the_words_of_the_notice_before_the_usual_ones(notice: Notice) -> None:
    assert meant(left("身份证.jpg", Kind.DIPLOMA), notice) is DIPLOMA
    assert meant(left("身份证.jpg", Kind.ROSTER), notice) is CARD
    own = notice.materials[PHOTO].model_copy(update={"title_pattern": "身份证"})
    assert meant(left("身份证.jpg"), notice.model_copy(update={"materials": {PHOTO: own}})) is PHOTO


def without(*materials: Material, notice: Notice, hinted: tuple[Leftover, ...] = ()) -> Case:
    papers = [paper for paper in b.materials(WHO) if paper.kind.value not in materials]
    return Case(b.dossier(WHO, *papers, hinted=hinted), notice)


@pytest.mark.parametrize(
    ("gone", "files", "may_be"),
    [
        ((CARD,), ["身份证.pdf"], [(CARD,)]),
        ((CARD,), ["说明.pdf"], [(CARD,)]),
        ((CARD,), ["照片.jpg"], []),
        ((CARD, PHOTO), ["说明.pdf"], [(CARD, PHOTO)]),
        ((CARD, PHOTO), ["身份证.pdf", "说明.pdf"], [(CARD,), (PHOTO,)]),
        ((CARD,), ["身份证.pdf", "说明.pdf"], [(CARD,)]),
        ((), ["身份证.pdf", "说明.pdf"], []),
    ],
)
def test_what_unopened_files_may_be(notice: Notice, gone: Any, files: list[str], may_be: Any) -> None:
    case = without(*gone, notice=notice, hinted=tuple(map(left, files)))
    assert [found for _, found in broken(case)] == may_be
    covered = {material for found in may_be for material in found}
    assert {m for m in Material if missing(case, m)} == set(gone) - covered
    whole = without(*gone, notice=notice, hinted=tuple(left(name, problem=False) for name in files))
    assert broken(whole) == []
    assert {m for m in Material if missing(whole, m)} == set(gone)


# which graduation is meant

SECOND: dict[str, Any] = {
    "certificate_number": "223451201206000009", "school": "闽海示范大学", "graduation_date": "2012-07-01",
}  # fmt: skip


def forms(*fields: Any) -> list[Any]:
    silent = {"education": None, "school": None, "major": None, "graduation_date": None}
    return [b.exhibit(b.form(WHO, **silent | own), f"{n}.docx") for n, own in enumerate(fields)]


def case_of(notice: Notice, *papers: Any) -> Case:
    held = [b.exhibit(p, f"{n}.pdf") if isinstance(p, Reading) else p for n, p in enumerate(papers)]
    return Case(b.dossier(WHO, *held), notice)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (("大专", "本科"), "本科"),
        ((b.unsure("本科"), "大专"), "大专"),
        ((b.unsure("本科"), b.unsure("大专")), "本科"),
        ((b.untold(), "高中"), "高中"),
        ((b.untold(),), None),
        ((), None),
    ],
)
def test_the_highest_sure_level_of_the_forms_is_claimed(notice: Notice, told: Any, expected: str | None) -> None:
    for order in (told, told[::-1]):
        found = claim(case_of(notice, *forms(*({"education": one} for one in order))))
        assert (found and found.text) == expected


BOTH_LEVELS = (b.diploma(WHO), b.record(WHO, education="本科"))
BOTH_SCHOOLS = (b.diploma(WHO), b.record(WHO, school="泉洋学院"))
SCHOOL = b.diploma(WHO, education="高中", school="惠北第三中学", certificate_number="GZ1", graduation_date="2010-07-01")


@pytest.mark.parametrize(
    ("form", "papers", "meant_of"),
    [
        ({}, [b.diploma(WHO), SCHOOL], {"0.pdf"}),
        ({}, [SCHOOL, b.diploma(WHO)], {"1.pdf"}),
        ({}, [b.diploma(WHO, conclusion="结业"), SCHOOL], {"1.pdf"}),
        ({}, BOTH_LEVELS, {"0.pdf", "1.pdf"}),
        ({}, [], set()),
        ({"education": "大专"}, BOTH_LEVELS, {"0.pdf", "1.pdf"}),
        ({"education": "本科"}, [b.diploma(WHO)], set()),
        ({"education": "本科"}, [b.diploma(WHO, education=None)], {"0.pdf"}),
        ({"education": "大专"}, [b.diploma(WHO), SCHOOL], {"0.pdf"}),
        ({"education": "大专"}, [b.diploma(WHO), b.diploma(WHO, **SECOND)], {"0.pdf", "1.pdf"}),
        ({"education": "大专", "school": "闽海示范大学"}, [b.diploma(WHO), b.diploma(WHO, **SECOND)], {"1.pdf"}),
        ({"education": "大专", "school": WHO.school}, [*BOTH_SCHOOLS, b.diploma(WHO, **SECOND)], {"0.pdf", "1.pdf"}),
        ({"education": "大专", "graduation_date": "2015-07"}, [b.diploma(WHO), b.diploma(WHO, **SECOND)], {"0.pdf"}),
        ({"education": "大专", "graduation_date": "2012-07-20"}, [b.diploma(WHO), b.diploma(WHO, **SECOND)], {"1.pdf"}),
        ({"education": "大专", "graduation_date": "2012"}, [b.diploma(WHO), b.diploma(WHO, **SECOND)], {"1.pdf"}),
    ],
)
def test_which_graduation_the_form_claims(notice: Notice, form: Any, papers: Any, meant_of: set[str]) -> None:
    case = case_of(notice, *papers, *forms(form))
    assert {graduation.seed.file.path for graduation in claimed(case)} == meant_of


def test_the_best_proved_graduation_stands_for_what_admits(notice: Notice) -> None:
    for papers in ([b.diploma(WHO), SCHOOL], [SCHOOL, b.diploma(WHO)]):
        found = of_eligibility(case_of(notice, *papers))
        assert found is not None and found.seed.reading.fields["education"].value == "高中", "it needs no record"
    proved = of_eligibility(case_of(notice, SCHOOL, b.diploma(WHO), b.record(WHO)))
    assert proved is not None and len(proved.papers) == 2
    assert of_eligibility(case_of(notice)) is None


def test_what_may_belong_to_a_graduation_but_cannot_be_told(notice: Notice) -> None:
    case = case_of(notice, b.diploma(WHO), b.record(WHO, certificate_number=None, school=b.unsure("闽海示范大学")))
    of_record, of_diploma = graduations(case)
    assert [s.field for s in perhaps_of(case, of_diploma, Kind.EDUCATION_RECORD)] == [Field.SCHOOL]
    assert list(perhaps_of(case, of_diploma, Kind.DIPLOMA)) == []
    assert [s.field for s in perhaps_of(case, of_record, Kind.DIPLOMA)] == [Field.SCHOOL]


# what stands for a record


def report(**fields: Any) -> Reading:
    return b.reading(Kind.RECOGNITION_REPORT, **{"name": WHO.name, "graduation_date": "2001-07-01"} | fields)


@pytest.mark.parametrize(
    ("graduated", "on_diploma", "accepted"),
    [
        ("2001-07-01", None, True),
        ("2002-01-01", None, False),
        ("2003", None, False),
        (b.unsure("2003-07-01"), None, True),
        (b.unsure("2003-07-01"), "2003-06-30", False),
        (b.unsure("2003-07-01"), "2004-07-01", True),
        (b.unsure("2001-07-01"), "2001-07-01", True),
        ("不详", None, True),
        (b.untold(), None, True),
        (None, "2015-07-01", True),
    ],
)
def test_until_when_a_recognition_report_is_enough(
    notice: Notice, graduated: Any, on_diploma: str | None, accepted: bool
) -> None:
    papers = [report(graduation_date=graduated)]
    case = case_of(notice, *papers, *([b.diploma(WHO, graduation_date=on_diploma)] if on_diploma else []))
    assert accepted_early(case, case.dossier.exhibits[0]) is accepted
    assert all(accepted_early(case, paper) is False for paper in case.dossier.exhibits[1:])


OTHER_SCHOOL = {"school": "闽海示范大学"}


@pytest.mark.parametrize(
    ("fact", "more", "differs"),
    [
        ({}, (), False),
        (OTHER_SCHOOL | {"education": "本科"}, (), True),
        (OTHER_SCHOOL | {"education": "本科", "certificate_number": "223451201506000009"}, (), False),
        (OTHER_SCHOOL | {"certificate_number": "null"}, (), True),
        (OTHER_SCHOOL | {"certificate_number": "null", "education": "null"}, (), False),
        (OTHER_SCHOOL | {"certificate_number": "null", "education": "本科"}, (), False),
        (
            OTHER_SCHOOL | {"education": "本科"},
            ({"kind": "recognition_report", "certificate_number": "null", "school": WHO.school,
              "graduation_date": "2015-07-01", "education": "大专"},),
            True,
        ),
        (
            OTHER_SCHOOL | {"certificate_number": "null"},
            ({"kind": "recognition_report", "certificate_number": "123451201506000001", "school": WHO.school,
              "graduation_date": "2015-07-01", "education": "本科"},),
            True,
        ),
    ],
)  # fmt: skip
def test_a_verified_fact_that_is_meant_of_a_graduation_and_contradicts_it(
    notice: Notice, fact: Any, more: Any, differs: bool
) -> None:
    verified = {"paper": "education_record", **fact}
    case = Case(build({"without": ["education_record"], "verified": [verified], "add": more}), notice)
    (own,) = (g for g in graduations(case) if g.seed.reading.kind is Kind.DIPLOMA)
    assert (differing_fact(case, own) is not None) is differs


def test_nothing_is_wrong_where_a_record_is_there_and_nothing_is_asked_that_is_never(notice: Notice) -> None:
    sent = report(), b.reading(Kind.ENROLMENT_REPORT, name=WHO.name)
    assert wrong_records(case_of(notice, *sent, b.record(WHO))) == ()
    assert [paper.reading.kind for paper in wrong_records(case_of(notice, *sent))] == [p.kind for p in sent]
    silent = notice.materials[RECORD].model_copy(update={"required": "never"})
    never = notice.model_copy(update={"materials": {**notice.materials, RECORD: silent}})
    assert demanded(case_of(never, *b.materials(WHO)), RECORD) is False
    assert demanded(case_of(notice, *b.materials(WHO)), RECORD) is True
