"""The marks of somebody of whom nothing came: what is asked for isn't called free beside the asking."""

import pytest

from hui_reg.model import RosterEntry
from hui_reg.review.marks import Mark, marks
from hui_reg.rules import check
from hui_reg.vocabulary import Field, Kind, Material
from tests.builders import dossier, faultless, file, message, person
from tests.review.batch import NOTICE

ZHANG = person("张三")


def listed():
    """张三, on a roster and nowhere else."""
    mail = message("名单")
    line = RosterEntry(
        file=file(mail, "汇总表.xlsx"), fields={Field.NAME: ZHANG.name, Field.ID_NUMBER: ZHANG.id_number}
    )
    return dossier(ZHANG, mail=mail).model_copy(update={"roster": line, "exhibits": ()})


def test_who_is_only_listed_lacks_everything() -> None:
    assessment = check(listed(), NOTICE)
    assert "请补交此人的全部报名材料" in assessment.findings[0].hint
    assert set(marks(assessment, NOTICE).values()) == {Mark.MISSING}


@pytest.mark.parametrize("material", list(Material))
def test_what_the_notice_asks_of_nobody_is_free(material: Material) -> None:
    never = NOTICE.materials[material].model_copy(update={"required": "never"})
    other = NOTICE.model_copy(update={"materials": {**NOTICE.materials, material: never}})
    assert marks(check(listed(), other), other)[material] is Mark.NOT_NEEDED


def test_a_school_leaver_needs_no_record() -> None:
    who = person("张三", education="高中")
    papers = [e for e in faultless(who).exhibits if e.reading.kind is not Kind.EDUCATION_RECORD]
    assessment = check(dossier(who, *papers), NOTICE)
    assert marks(assessment, NOTICE)[Material.EDUCATION_RECORD] is Mark.NOT_NEEDED
