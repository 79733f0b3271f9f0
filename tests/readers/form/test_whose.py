"""Whose a value is: labels that stand for another person, facts asked for together, and what is said twice."""

import pytest

from hui_reg.model import Reading
from hui_reg.pages.page import Page
from hui_reg.readers.form import form
from tests.readers.written import at, rows, sheet

TITLE = "福建省职业技能等级统一认定申报表"
NAME = ("姓名", "林晓燕", "性别", "女", "出生年月", "1996年3月")
NUMBER = ("身份证号码", "350521199603141325")
PHONE = ("联系电话", "13900001111")
WORK = ("申报认定职业", "政务服务办事员", "申报等级", "四级/中级工", "现工作单位", "惠安县某某镇便民服务中心")
SCHOOL = ("最高学历", "本科", "毕业院校", "闽海大学", "最高学历专业", "行政管理", "毕业时间", "2010年7月")
WHOLE = (NAME, (*NUMBER, *PHONE), WORK, SCHOOL)
OTHERS = (
    ("紧急联系人", "李四海", "联系电话", "13700002222"),
    ("单位经办人", "王大山", "联系电话", "0595-87312345"),
    ("配偶", "李四海", "性别", "男", "身份证号码", "350521198803120366"),
    ("配偶姓名", "李四海", "出生年月", "1980年1月", "工作单位", "惠安县农业局"),
    ("主要家庭成员", "李四妹", "性别", "男", "工作单位", "惠安县农业局", "联系电话", "13700002222"),
)


def read(*table: tuple[str, ...]) -> Reading:
    (reading,) = form.read([rows(*table, lines=(TITLE,))])
    return reading


def told(reading: Reading) -> dict[str, str | None]:
    return {field: value.value for field, value in reading.fields.items()}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_the_row_of_another_person_is_that_persons(other: tuple[str, ...], place: int) -> None:
    assert told(read(*WHOLE[:place], other, *WHOLE[place:])) == told(read(*WHOLE))


@pytest.mark.parametrize(
    ("blank", "other", "field"),
    [
        (("联系电话", ""), OTHERS[0], "phone"),
        (("联系电话", ""), OTHERS[1], "phone"),
        (("身份证号码", ""), OTHERS[2], "id_number"),
        (("现工作单位", ""), OTHERS[3], "employer"),
        (("性别", ""), OTHERS[4], "sex"),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_an_empty_place_is_not_filled_from_another_persons(
    blank: tuple[str, str], other: tuple[str, ...], field: str, above: bool
) -> None:
    table = []
    for row in WHOLE:
        pairs = [pair for pair in zip(row[::2], row[1::2], strict=True) if pair[0] != blank[0]]
        table.append(tuple(cell for pair in pairs for cell in pair) + (blank if blank[0] in row else ()))
    reading = read(*([other] if above else []), *table, *([] if above else [other]))
    assert field not in reading.fields


def test_the_heading_of_a_family_and_its_rows() -> None:
    family = (("称谓", "姓名", "性别", "出生年月", "工作单位"), ("父亲", "林大山", "男", "1960年1月", "惠安县农业局"))
    for table in ((*family, *WHOLE), (*WHOLE, *family)):
        assert told(read(*table)) == told(read(*WHOLE))


def test_in_lines_too() -> None:
    lines = [
        at(TITLE, 0.3, 0.05), at("姓名", 0.1, 0.1), at("林晓燕", 0.2, 0.1), at("性别", 0.4, 0.1), at("女", 0.5, 0.1),
        at("单位联系人", 0.1, 0.13), at("王大山", 0.25, 0.13), at("联系电话", 0.4, 0.13), at("13700002222", 0.55, 0.13),
        at("身份证号码", 0.1, 0.16), at("350521199603141325", 0.25, 0.16),
        at("联系电话", 0.1, 0.19), at("13900001111", 0.25, 0.19),
        at("申报认定职业", 0.1, 0.22), at("政务服务办事员", 0.3, 0.22), at("申报等级", 0.55, 0.22),
        at("四级", 0.7, 0.22),
    ]  # fmt: skip
    (reading,) = form.read([sheet(*lines)])
    assert told(reading)["phone"] == "13900001111"


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("毕业院校及专业", "福州理工大学会计学专业", {"school": "福州理工大学", "major": "会计学"}),
        ("毕业院校/专业", "闽海大学/行政管理", {"school": "闽海大学", "major": "行政管理"}),
        ("毕业院校、专业", "闽海大学 行政管理", {"school": "闽海大学", "major": "行政管理"}),
        (
            "毕业院校、专业及时间",
            "闽海大学、行政管理、2010年7月",
            {"school": "闽海大学", "major": "行政管理", "graduation_date": "2010-07"},
        ),
        ("毕业院校及毕业时间", "福州理工大学 2012.7", {"school": "福州理工大学", "graduation_date": "2012-07"}),
        ("最高学历及专业", "硕士 会计学", {"education": "硕士", "major": "会计学"}),
        ("最高学历及专业", "会计学硕士", {"education": None, "major": None}),
        ("毕业院校及专业", "见附件", {"school": None, "major": None}),
    ],
)
def test_facts_asked_for_in_one_cell(label: str, value: str, expected: dict[str, str | None]) -> None:
    found = told(read(NAME, (*NUMBER, *PHONE), WORK, (label, value)))
    assert {field: found[field] for field in expected} == expected
    assert not any(field.startswith(("school_and", "level_and")) for field in found)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2006.9-2010.7", "2010-07"), ("2006年9月至2010年7月", "2010-07"), ("10年7月", "2010-07"), ("'10.7", "2010-07"),
        ("10.7.1", "2010-07"), ("88年7月", "1988-07"), ("Jul-10", "2010-07"), ("10-Jul", "2010-07"), ("2010", None),
        ("2010.7", "2010-07"),
    ],
)  # fmt: skip
def test_ways_to_write_a_graduation(written: str, day: str | None) -> None:
    value = read(NAME, (*NUMBER, *PHONE), WORK, ("毕业时间", written)).fields["graduation_date"]
    assert value.value == day
    assert value.sure is (day is not None)


def test_a_birth_of_two_digits() -> None:
    assert told(read(("姓名", "林晓燕", "出生年月", "88.4"), NUMBER, WORK))["birth_date"] == "1988-04"


def test_what_is_said_twice_and_not_alike_is_not_sure() -> None:
    earlier = ("全日制教育", "", "学历", "大专", "毕业院校", "闽江师专")
    reading = read(NAME, (*NUMBER, *PHONE), earlier, WORK, SCHOOL)
    assert not reading.fields["education"].sure and not reading.fields["school"].sure
    assert "本科" in (reading.fields["education"].value, *reading.fields["education"].alternatives)


def test_schooling_that_stands_above_the_main_table() -> None:
    history = (("学习经历",), ("起止时间", "毕业院校", "所学专业", "学历"), ("2006.9-2010.7", "某某中学", "", "高中"))
    assert told(read(*history, *WHOLE)) == told(read(*WHOLE))


def test_an_occupation_with_its_number() -> None:
    row = ("认定职业名称", "3-01-01-05 政务服务办事员", "申报等级", "（）五级（√）四级")
    found = told(read(NAME, (*NUMBER, *PHONE), row))
    assert (found["occupation"], found["level"]) == ("政务服务办事员", "四级")


def test_the_occupation_that_is_ticked() -> None:
    row = ("申报职业", "（√）养老护理员（）政务服务办事员", "申报等级", "四级")
    assert told(read(NAME, (*NUMBER, *PHONE), row))["occupation"] == "养老护理员"


def test_a_covered_number_is_told_as_covered() -> None:
    value = read(NAME, ("身份证号码", "350521********1325", *PHONE), WORK).fields["id_number"]
    assert value.value == "350521********1325" and "*" in value.reason


def test_values_in_brackets_of_their_own() -> None:
    lines = [f"{label}【{value}】" for row in WHOLE for label, value in zip(row[::2], row[1::2], strict=True)]
    page = Page(1, "office", (*rows(lines=(TITLE,)).lines, *(at(line, 0, 0) for line in lines)))
    (reading,) = form.read([page])
    assert told(reading) == told(read(*WHOLE))
