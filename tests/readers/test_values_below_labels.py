"""Papers that write every value below its label: one layout a page, told by which gives the values a legal form."""

import pytest
from written import at as line
from written import sheet

from hui_reg.pages.page import Line, Page
from hui_reg.readers.chsi import READER as RECORD
from hui_reg.readers.form.form import READER as FORM


def test_a_heading_row_over_a_row_of_values() -> None:
    rows = (
        ("福建省职业技能等级认定申报表",),
        ("姓名", "性别", "出生年月", "联系电话"),
        ("林静怡", "女", "1990年5月", "13900000000"),
        ("身份证号码",),
        tuple("35052119900522402X"),
        ("申报职业", "政务服务办事员", "申报等级", "四级"),
        ("现工作单位", "惠安县云桥镇便民服务中心"),
        ("最高学历", "毕业院校", "所学专业", "毕业时间"),
        ("本科", "闽东山海大学", "行政管理", "2012年7月"),
    )
    page = Page(1, "office", tuple(Line("\t".join(row)) for row in rows), rows)
    (reading,) = FORM.read([page])
    told = {name: value.value for name, value in reading.fields.items()}
    assert told["name"] == "林静怡"
    assert told["sex"] == "女"
    assert told["phone"] == "13900000000"
    assert told["id_number"] == "35052119900522402X"
    assert told["level"] == "四级"
    assert (told["school"], told["major"], told["graduation_date"]) == ("闽东山海大学", "行政管理", "2012-07")


def test_a_record_with_small_labels_above_its_facts() -> None:
    facts = (
        ("姓名", "林静怡"), ("性别", "女"), ("出生日期", "1990年05月22日"), ("入学日期", "2008年09月01日"),
        ("毕（结）业日期", "2012年07月01日"), ("学校名称", "闽东山海大学"), ("专业", "行政管理"), ("学制", "4年"),
        ("层次", "本科"), ("学历类别", "普通高等教育"), ("学习形式", "普通全日制"), ("毕（结）业", "毕业"),
        ("证书编号", "103991201205000123"), ("在线验证码", "ABCD1234EFGH5678"),
    )  # fmt: skip
    lines = [line("教育部学历证书电子注册备案表", 0.3, 0.05), line("更新日期：2024年6月20日", 0.35, 0.09)]
    for number, (label, value) in enumerate(facts):
        left, top = 0.12 + 0.42 * (number % 2), 0.15 + 0.09 * (number // 2)
        lines += [line(label, left, top), line(value, left, top + 0.028)]
    (reading,) = RECORD.read([sheet(*lines, aspect=0.707)])
    told = {name: value.value for name, value in reading.fields.items()}
    assert (told["name"], told["sex"], told["birth_date"]) == ("林静怡", "女", "1990-05-22")
    assert (told["school"], told["major"], told["education"]) == ("闽东山海大学", "行政管理", "本科")
    assert (told["graduation_date"], told["certificate_number"]) == ("2012-07-01", "103991201205000123")


def mixed(numbers: tuple[str, ...], shift: float) -> Page:
    """A scanned form whose first rows are headings over values, written left in their cells, the rest beside labels."""
    lines = [line("福建省职业技能等级认定申报表", 0.3, 0.04)]
    lines += [
        line(text, left, 0.11)
        for text, left in (("姓名", 0.11), ("性别", 0.23), ("出生年月", 0.33), ("联系电话", 0.64))
    ]
    values = (("林静怡", 0.1), ("女", 0.24), ("1990年5月", 0.31), ("13900000000", 0.31 + shift))
    lines += [line(text, left, 0.15) for text, left in values]
    lines.append(line("身份证号码", 0.44, 0.19))
    lines += [line(text, 0.08 + 0.048 * place, 0.225) for place, text in enumerate(numbers)]
    beside = (
        ("申报职业", "政务服务办事员"),
        ("申报等级", "四级"),
        ("现工作单位", "惠安县档案馆"),
        ("最高学历", "本科"),
    )
    for row, (label, value) in enumerate(beside):
        lines += [line(label, 0.08, 0.28 + 0.04 * row), line(value, 0.22, 0.28 + 0.04 * row)]
    return sheet(*lines, source="ocr")


@pytest.mark.parametrize("shift", [0.15, 0.2, 0.33])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_each_row_tells_its_own_layout(size: int, shift: float) -> None:
    number = "35052119900522402X"
    pieces = tuple(number[start : start + size] for start in range(0, 18, size))
    (reading,) = FORM.read([mixed(pieces, shift)])
    told = {name: value.value for name, value in reading.fields.items()}
    assert (told["name"], told["sex"], told["birth_date"], told["phone"]) == ("林静怡", "女", "1990-05", "13900000000")
    assert (told["id_number"], told["level"], told["employer"]) == (number, "四级", "惠安县档案馆")
    assert told["education"] == "本科"


def test_empty_cells_beside_labels_are_not_filled_from_below() -> None:
    lines = [line("福建省职业技能等级认定申报表", 0.3, 0.04)]
    lines += [line(text, left, 0.11) for text, left in (("姓名", 0.1), ("性别", 0.4), ("出生年月", 0.7))]
    lines += [line("身份证号码", 0.1, 0.15), line("35052119900522402X", 0.25, 0.15), line("现工作单位", 0.1, 0.19)]
    lines += [line("惠安县档案馆", 0.25, 0.19), line("申报等级", 0.1, 0.23), line("四级", 0.25, 0.23)]
    (reading,) = FORM.read([sheet(*lines, source="text")])
    assert "name" not in reading.fields
    assert reading.fields["id_number"].value == "35052119900522402X"
