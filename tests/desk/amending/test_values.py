"""What staff type as a field and a value: understood as people write it, or refused with the remedy."""

import pytest

from hui_reg.desk.amending.facts import _OF, VALUES
from hui_reg.desk.amending.files import numbers, paper_named
from hui_reg.desk.amending.values import LABELS, field_named, told, understood
from hui_reg.errors import HuiRegError
from hui_reg.vocabulary import PAPERS, Field, Kind
from hui_reg.vocabulary.called import field_called, field_titled, fields_called
from tests.builders import id_number

GOOD = [
    (Field.NAME, " 阿依古丽．买买提 ", "阿依古丽·买买提"),
    (Field.NAME, "𬭬小明", "𬭬小明"),
    (Field.NAME, "小咋", "小咋"),
    (Field.SEX, "女", "女"),
    (Field.BIRTH_DATE, "1990年3月7日", "1990-03-07"),
    (Field.GRADUATION_DATE, "2015.7", "2015-07"),
    (Field.ID_VALID_TO, "长期", "长期"),
    (Field.EDUCATION, "大学专科", "大专"),
    (Field.LEVEL, "中级工", "四级"),
    (Field.PHONE, "139 0000 0000", "13900000000"),
    (Field.SCHOOL, "泉州 示范学院", "泉州示范学院"),
    (Field.PHONE, "无", ""),
    (Field.ID_NUMBER, id_number().lower(), id_number()),
    (Field.ETHNICITY, "汉族", "汉"),
    (Field.MAJOR, "", ""),
]


@pytest.mark.parametrize(("field", "text", "kept"), GOOD)
def test_values_are_kept_as_readers_keep_them(field: Field, text: str, kept: str) -> None:
    assert understood(field, text) == kept


BAD = [(Field.SEX, "不详"), (Field.BIRTH_DATE, "昨天"), (Field.EDUCATION, "很高"), (Field.ID_NUMBER, "123"),
       (Field.ID_NUMBER, id_number()[:-1] + "579X"[id_number()[-1] == "5"]), (Field.NAME, "张3"),
       (Field.NAME, "同上"), (Field.NAME, "张三（核）"), (Field.SCHOOL, "无误。"), (Field.PHONE, "同 上")]  # fmt: skip


@pytest.mark.parametrize(("field", "text"), BAD)
def test_what_cannot_stand_there_is_refused(field: Field, text: str) -> None:
    with pytest.raises(HuiRegError) as refused:
        understood(field, text)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("name", "field"),
    [("school", "school"), ("毕业院校", "school"), ("学校", "school"), ("手机", "phone"), ("身份证号", "id_number")],
)
def test_a_field_by_any_of_its_names(name: str, field: str) -> None:
    assert field_named(name) == field


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(HuiRegError):
        field_named("星座")


@pytest.mark.parametrize(
    ("word", "kind", "sides"),
    [
        ("毕业证", Kind.DIPLOMA, ""),
        ("diploma", Kind.DIPLOMA, ""),
        ("照片", Kind.PHOTO, ""),
        ("学籍验证报告", Kind.ENROLMENT_REPORT, ""),
        ("毕业证书", Kind.DIPLOMA, ""),
        ("大专毕业证书复印件", Kind.DIPLOMA, ""),
        ("本科学历证书（扫描件）", Kind.DIPLOMA, ""),
        ("学位证", Kind.DEGREE_CERTIFICATE, ""),
        ("一寸白底照", Kind.PHOTO, ""),
        ("他的照片", Kind.PHOTO, ""),
        ("正面免冠照", Kind.PHOTO, ""),
        ("报名表 扫描件", Kind.APPLICATION_FORM, ""),
        ("教育部学历证书电子注册备案表", Kind.EDUCATION_RECORD, ""),
        ("学信网截图", Kind.RECORD_SCREENSHOT, ""),
        ("学籍在线验证报告.pdf", Kind.ENROLMENT_REPORT, ""),
        ("在读证明", Kind.ENROLMENT_LETTER, ""),
        ("学历认证报告", Kind.RECOGNITION_REPORT, ""),
        ("永居证", Kind.RESIDENCE_CARD, ""),
        ("身份证国徽面", Kind.ID_CARD, "emblem"),
        ("身份证正反面复印件", Kind.ID_CARD, "portrait,emblem"),
        ("身份证复印件（正反面）", Kind.ID_CARD, "portrait,emblem"),
        ("身份证双面", Kind.ID_CARD, "portrait,emblem"),
        ("身份证反面扫描件", Kind.ID_CARD, "emblem"),
        ("二代身份证 正面", Kind.ID_CARD, "portrait"),
        ("身份证正反面", Kind.ID_CARD, "portrait,emblem"),
    ],
)
def test_a_paper_by_its_name(word: str, kind: Kind, sides: str) -> None:
    assert paper_named(word) == (kind, sides)


@pytest.mark.parametrize(
    "word", ["身份证", "身份证复印件", "发票", "汇总表", "复印件", "本科", "学历证明", "结业证", "回单", ""]
)
def test_a_paper_that_is_none_or_half_said(word: str) -> None:
    with pytest.raises(HuiRegError):
        paper_named(word)


def test_whoever_mistypes_a_paper_is_asked_whether_it_was_meant() -> None:
    with pytest.raises(HuiRegError) as told:
        paper_named("毕叶证书")
    assert "是不是：毕业证" in told.value.hint


def test_every_paper_is_known_by_its_title_with_anything_said_around_it() -> None:
    sided = {Kind.ID_CARD: "正反面"}
    for kind, paper in PAPERS.items():
        for said in ("{}", "{}复印件", "本人{}", "他的{} 扫描件", "{}（原件）", "{}.pdf"):
            if paper.personal:
                assert paper_named(said.format(paper.title) + sided.get(kind, ""))[0] is kind, said


def test_pages() -> None:
    assert numbers("2-4,7") == (2, 3, 4, 7) and numbers("") == () and numbers("3、1") == (1, 3)
    for wrong in ("a", "0", "4-2"):
        with pytest.raises(HuiRegError):
            numbers(wrong)


@pytest.mark.parametrize(
    ("word", "kinds", "field"),
    [
        ("有效期至", [Kind.ID_CARD], Field.ID_VALID_TO),
        ("有效期限", [Kind.ID_CARD, Kind.DIPLOMA], Field.ID_VALID_TO),
        ("有效期至", [Kind.HEALTH_CERTIFICATE], Field.VALID_TO),
        ("有效期至", [Kind.DIPLOMA], Field.VALID_TO),
        ("签发日期", [Kind.ID_CARD], Field.ID_VALID_FROM),
        ("签发日期", [Kind.DIPLOMA], Field.GRADUATION_DATE),
        ("批准日期", [Kind.DIPLOMA], Field.GRADUATION_DATE),
        ("毕业时间", [Kind.EDUCATION_RECORD], Field.GRADUATION_DATE),
        ("毕业时间", [Kind.APPLICATION_FORM], Field.GRADUATION_DATE),
        ("毕业时间", [Kind.ENROLMENT_REPORT], Field.EXPECTED_GRADUATION),
        ("出生", [Kind.ID_CARD], Field.BIRTH_DATE),
        ("住址", [Kind.ID_CARD], Field.ADDRESS),
        ("通讯地址", [Kind.APPLICATION_FORM], Field.ADDRESS),
        ("层次", [Kind.EDUCATION_RECORD], Field.EDUCATION),
    ],
)
def test_a_name_means_the_field_of_the_paper(word: str, kinds: list[Kind], field: Field) -> None:
    assert field_named(word, kinds) is field


def test_a_name_of_two_papers_fields_is_asked_about() -> None:
    with pytest.raises(HuiRegError, match="有效期至") as refused:
        field_named("有效期至", [Kind.ID_CARD, Kind.HEALTH_CERTIFICATE])
    assert "身份证上是有效期止" in refused.value.message and "--in" in refused.value.hint


MEANT_OTHERWISE = {"电话"}
"""What a form prints beside the employer, and everybody says of a person's own."""


@pytest.mark.parametrize("kind", list(LABELS))
def test_every_label_that_a_paper_prints_is_understood(kind: Kind) -> None:
    for label in LABELS[kind].labels:
        for name in label.names.split() if label.field in set(Field) else ():
            if name not in MEANT_OTHERWISE and not (kind is Kind.ENROLMENT_REPORT and "毕业" in name):
                assert field_named(name, [kind]) == label.field, name


@pytest.mark.parametrize("text", ["2010.01.02-2030.01.02", "2010年1月2日至2030年1月2日", "20100102—20300102"])
def test_a_whole_period_is_two_values(text: str) -> None:
    ends = [(Field.ID_VALID_FROM, "2010-01-02"), (Field.ID_VALID_TO, "2030-01-02")]
    assert told("有效期限", text, [Kind.ID_CARD]) == ends
    assert told("有效期限", text, [Kind.HEALTH_CERTIFICATE]) == [(Field.VALID_TO, "2030-01-02")]
    assert told("有效期限", "2010.01.02-长期", [Kind.ID_CARD]) == [ends[0], (Field.ID_VALID_TO, "长期")]
    assert told("有效期限", "长期", [Kind.ID_CARD]) == [(Field.ID_VALID_TO, "长期")]


_PRINTED_TWICE = {
    (Kind.APPLICATION_FORM, "电话"),  # the applicant's or the unit's, by its place
    (Kind.ENROLMENT_REPORT, "毕业日期"),  # of a report on somebody enrolled it is the day to come
    (Kind.ENROLMENT_REPORT, "毕业时间"),
}


def test_what_readers_and_sheets_call_a_field_is_what_staff_call_it() -> None:
    """Three lists, each with what the others can't say; none contradicts another."""
    for kind, table in LABELS.items():
        for word, label in table.spelled.items():
            if label.field in set(Field) and (kind, word) not in _PRINTED_TWICE:
                assert _meant(word, [kind]) <= {Field(label.field)}, (kind, word)
    for field, titles in VALUES.items():
        kinds = [kind for kind, told in _OF.items() if field in told]
        for word in titles:
            assert _meant(word, kinds) == {field}, word


def _meant(word: str, kinds: list[Kind]) -> set[Field]:
    anywhere = field_titled(word) or field_called(word)
    return set(fields_called(word, kinds)) or ({anywhere} if anywhere else set())
