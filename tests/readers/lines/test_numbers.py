"""Values broken over the lines of a form's cell: whole again, or not sure; with ruled cells in sight and without."""

import random
from dataclasses import replace

import pytest

from hui_reg.model import SURE, Box, Value
from hui_reg.notation import resident_id
from hui_reg.pages.page import Line, Page
from hui_reg.readers import chsi
from hui_reg.readers.form import form
from hui_reg.readers.lines import labels
from hui_reg.vocabulary import Field
from tests.readers.written import at, sheet

_HIGH, _ASPECT = 0.0135, 0.77
_WIDE = _HIGH / _ASPECT
_COLUMNS = (0.15, 0.29, 0.43, 0.57)
_LEAST = 0.0165

Table = list[tuple[str, str, str, str]]
"""Rows of label, value, label, value; ``|`` where a cell's text breaks."""


def drawn(table: Table, *, ruled: bool, centred: bool = False, gap: float = 0.006) -> Page:
    """A form as Word prints it: rows as high as their highest cell, text at its left edge, at its top or middle."""
    lines = [Line("福建省职业技能等级统一认定申报表", 1.0, (0.15, 0.09, 0.43, 0.104))]
    cells: list[Box] = []
    top = 0.124
    for row in table:
        texts = [cell.split("|") for cell in row]
        tall = _LEAST * (max(map(len, texts)) - 1) + _HIGH
        for left, pieces, right in zip(_COLUMNS, texts, (*_COLUMNS[1:], 0.71), strict=True):
            cells.append((left - 0.01, top - gap / 2, right - 0.01, top + tall + gap / 2))
            shift = (tall - _LEAST * (len(pieces) - 1) - _HIGH) / 2 if centred else 0.0
            for place, text in enumerate(pieces):
                y = top + shift + place * _LEAST
                wide = sum(1.0 if char > "\u2e7f" else 0.55 for char in text) * _WIDE
                lines += [Line(text, 1.0, (left, y, left + wide, y + _HIGH))] if text else []
        top += tall + gap
    return Page(1, "text", tuple(lines), aspect=_ASPECT, ruled=lambda: tuple(cells) if ruled else ())


def read(page: Page) -> dict[str, Value]:
    (found,) = form.read([page])
    return dict(found.fields)


def filled(number: str, phone: str) -> Table:
    return [
        ("申报职业（工|种）", "政务服务办事|员", "申报级别", "四级/中级工"),
        ("姓名", "吴雅辉", "性别", "男"),
        ("出生年月", "1994.08", "联系电话", phone),
        ("身份证号码", number, "民族", "汉族"),
        ("工作单位", "惠安县小岞镇|便民服务中心", "最高学历", "大专"),
        ("毕业院校", "福建船政示范|职业学院", "所学专业", "文秘"),
    ]


def broken(rng: random.Random, text: str, narrowest: int) -> str:
    """A text broken where a cell of some width ends."""
    width = rng.randint(narrowest, len(text))
    return "|".join(text[at : at + width] for at in range(0, len(text), width))


def test_the_lines_of_a_cell_are_one_value() -> None:
    found = read(drawn(filled("3505211994|08205318", "1990000880|7"), ruled=True))
    assert {field: value.value for field, value in found.items()} == {
        Field.OCCUPATION: "政务服务办事员", Field.LEVEL: "四级", Field.NAME: "吴雅辉", Field.SEX: "男",
        Field.BIRTH_DATE: "1994-08", Field.PHONE: "19900008807", Field.ID_NUMBER: "350521199408205318",
        Field.ETHNICITY: "汉", Field.EMPLOYER: "惠安县小岞镇便民服务中心", Field.EDUCATION: "大专",
        Field.SCHOOL: "福建船政示范职业学院", Field.MAJOR: "文秘",
    }  # fmt: skip
    assert all(value.sure for value in found.values())


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("seed", [*range(20), 131])
def test_a_number_is_whole_or_not_sure(seed: int, ruled: bool) -> None:
    rng = random.Random(seed)
    first = f"350521{rng.randint(1965, 2005)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 999):03}"
    number = first + resident_id.check_digit(first)
    phone = "199" + "".join(rng.choices("0123456789", k=8))
    table = filled(broken(rng, number, 6), broken(rng, phone, 4))
    head, *rows = table
    page = drawn(
        [head, *rng.sample(rows, len(rows))],
        ruled=ruled,
        centred=rng.random() < 0.5,
        gap=rng.choice((0.004, 0.006, 0.012)),
    )
    found = read(page)
    for field, right in ((Field.ID_NUMBER, number), (Field.PHONE, phone)):
        value = found[field]
        assert value.value == right or not value.sure, (field, value)
        if ruled:
            assert (value.value, value.sure) == (right, True)
    for field in (Field.OCCUPATION, Field.EMPLOYER, Field.SCHOOL):
        assert field not in found or not any(char.isdigit() for char in found[field].value or "")


def test_a_number_that_is_short_stays_short() -> None:
    """A cell that holds all of a number of 17 digits says what was typed."""
    found = read(drawn(filled("35052119940820531", "19900008807"), ruled=True))
    assert found[Field.ID_NUMBER].value == "35052119940820531"
    assert found[Field.ID_NUMBER].confidence >= SURE


def test_a_number_in_its_labels_line_goes_on_below() -> None:
    lines = (
        Line("姓名：吴雅辉", 1.0, (0.1, 0.1, 0.3, 0.115)),
        Line("身份证号码：3505211994", 1.0, (0.1, 0.12, 0.4, 0.135)),
        Line("08205318", 1.0, (0.1, 0.138, 0.25, 0.153)),
        Line("申报职业：政务服务办事员", 1.0, (0.1, 0.16, 0.4, 0.175)),
    )
    found = read(
        replace(
            drawn([], ruled=False),
            lines=(Line("福建省职业技能等级统一认定申报表", 1.0, (0.3, 0.05, 0.7, 0.07)), *lines),
        )
    )
    assert found[Field.ID_NUMBER].value == "350521199408205318"
    assert found[Field.OCCUPATION].value == "政务服务办事员"


def test_rows_whose_ruled_lines_were_not_all_seen() -> None:
    """Two tall cells, of labels and of values: each value still goes to the label in its own row."""
    rows = (("层次", "专科"), ("学历类别", "普通高等教育"), ("学习形式", "普通全日制"), ("毕(结)业", "毕业"))
    lines = [
        at(text, left, 0.3 + 0.03 * place)
        for place, row in enumerate(rows)
        for text, left in zip(row, (0.1, 0.3), strict=True)
    ]
    cells = ((0.08, 0.28, 0.28, 0.43), (0.28, 0.28, 0.6, 0.43))
    page = sheet(*lines, source="ocr", ruled=lambda: cells)
    told = {s.label.field: [span.text for span in s.values] for s in labels.sightings(page, chsi.TABLE)}
    assert told == {"education": ["专科"], "education_category": ["普通高等教育"],
                    "study_form": ["普通全日制"], "conclusion": ["毕业"]}  # fmt: skip
