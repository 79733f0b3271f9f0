"""A notice that would crash, or mean nothing later, is refused when it is loaded: in Chinese, with its line."""

import re

import pytest

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import File, Leftover, Outcome, Verdict
from hui_reg.notice import parse, shipped
from hui_reg.review.marks import Mark, marks
from hui_reg.rules import check
from hui_reg.vocabulary import Material
from tests import builders as b

TEXT = shipped()


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [
        ('weekday = "星期日"', 'weekday = "周日"', "exam.weekday"),
        ('timezone = "Asia/Shanghai"', 'timezone = "北京时间"', "timezone"),
        ("deadline = 2024-07-05", "deadline = 2024-06-01", "registration.deadline"),
        ("latest = 2024-09-30", "latest = 2024-08-01", "exam.latest"),
        ('old_code_pattern = "[0-9]{12}"', 'old_code_pattern = "[0-9{12}"', "education_record.old_code_pattern"),
        ('title_pattern = "', 'title_pattern = "(', "materials.application_form.title_pattern"),
        ('level = "四级"', 'level = "中级工"', "occupation.level"),
        ('formats = ["jpeg"]\nbasis', 'formats = ["照片"]\nbasis', "materials.photo.formats"),
        ('required_fields = ["name"', 'required_fields = ["nam"', "materials.application_form.required_fields"),
        ('secondary_or_above = ["高中"', 'secondary_or_above = ["高级中学"', "eligibility.secondary_or_above"),
        ("pass_mark = 60", "pass_mark = 101", "exam.pass_mark"),
        ("registration = 1380", "registration = -1", "fees.registration"),
        ("minimum_ratio = 0.70", "minimum_ratio = 0.90", "photo.maximum_ratio"),
        ("makeup_both = 254", "makeup_both = 254\nmakeup_all = 300", "fees.makeup_all"),
        ("pass_mark = 60", 'pass_mark = "六十"', "exam.pass_mark"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(right: str, wrong: str, key: str) -> None:
    assert right in TEXT
    with pytest.raises(HuiRegError) as caught:
        parse(TEXT.replace(right, wrong, 1))
    assert caught.value.code is ExitCode.SETTINGS
    assert key in caught.value.message
    assert re.search(rf"第 \d+ 行起? {re.escape(key)}：", caught.value.message)
    assert not re.search(r"[A-Za-z]{4,} [a-z]{2,} ", caught.value.message.replace("Asia/Shanghai", "")), "no English"


def without(section: str) -> str:
    return re.sub(rf"\[materials\.{section}\].*?(?=\n\[)", "", TEXT, flags=re.DOTALL)


@pytest.mark.parametrize("material", list(Material))
def test_what_a_notice_is_silent_about_it_does_not_demand(material: Material) -> None:
    """Left out, or ``never``: no rule, no mark, no refusal."""
    never = re.sub(rf'(\[materials\.{material}\].*?required = ")\w+"', r'\1never"', TEXT, count=1, flags=re.DOTALL)
    who = b.person()
    papers = [paper for paper in b.materials(who) if paper.kind.value != material.value]
    for text in (without(material), never):
        notice = parse(text)
        assessment = check(b.dossier(who, *papers), notice)
        assert marks(assessment, notice)[material] is Mark.NOT_NEEDED
        assert not {"A101", "A102", "A103", "A105", "A106"} & {finding.rule for finding in assessment.findings}


def with_health() -> str:
    return TEXT + '\n[[further_materials]]\ntitle = "健康证"\nwords = ["健康证", "体检"]\nbasis = "报名材料6：健康证"\n'


def test_a_further_material_is_demanded_by_the_notice_alone() -> None:
    notice, who = parse(with_health()), b.person()
    assessment = check(b.dossier(who, *b.materials(who)), notice)
    (finding,) = [finding for finding in assessment.findings if finding.rule == "A120"]
    assert (finding.outcome, assessment.verdict) == (Outcome.CORRECT, Verdict.CORRECT)
    assert "健康证" in finding.message


def test_a_further_material_goes_to_people() -> None:
    notice, who = parse(with_health()), b.person()
    dossier = b.dossier(who, *b.materials(who))
    file = File(message=dossier.messages[0].sha256, path=f"{who.name}/体检表.jpg", sha256="d" * 64, size=9)
    left = Leftover(file=file, reason="未能识别出是什么材料")
    assessment = check(dossier.model_copy(update={"hinted": (left,)}), notice)
    assert [f.rule for f in assessment.findings if f.outcome is Outcome.REVIEW] == ["A120"]
    assert assessment.verdict is Verdict.REVIEW
