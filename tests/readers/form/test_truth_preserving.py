"""Changes that must not change a value: the same form in another layout, order, width, spacing, carrier or file.

Forms and people are those of the second corpus, which shares no code with the product. A few in ``make test``, three
hundred in the slow tier.
"""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from benchmarks.others import build, forms, sheetml, wordml
from benchmarks.others.forms import Cell, Form
from benchmarks.others.people import Person
from benchmarks.others.score import same

from hui_reg.notation.characters import ordinary
from hui_reg.readers import read_file
from hui_reg.vocabulary import Field, Kind

Change = Callable[[Form, random.Random], Form]

_WIDE = {code: code + 0xFEE0 for code in range(0x30, 0x3A)} | {
    ord("X"): ord("Ｘ"),
    ord("-"): ord("－"),
    ord("."): ord("．"),
}
_LOOKS = [chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))]
_RADICALS = {ordinary(look): look for look in _LOOKS if ordinary(look) != look}


def _values(edit: Callable[[str], str]) -> Change:
    return lambda form, _: replace(form, rows=[[_edited(cell, "value", edit) for cell in row] for row in form.rows])


def _labels(edit: Callable[[str], str]) -> Change:
    return lambda form, _: replace(form, rows=[[_edited(cell, "label", edit) for cell in row] for row in form.rows])


def _edited(cell: Cell, role: str, edit: Callable[[str], str]) -> Cell:
    return replace(cell, text=edit(cell.text)) if cell.role == role and cell.text else cell


def _shuffled(form: Form, dice: random.Random) -> Form:
    """The rows of label and value pairs in another order; rows that head others, or span them, stay."""
    loose = [
        place for place, row in enumerate(form.rows)
        if [cell.role for cell in row] == ["label", "value"] * (len(row) // 2) and all(cell.rows == 1 for cell in row)
    ]  # fmt: skip
    if len(loose) < len(form.rows):
        return form
    return replace(form, rows=dice.sample(form.rows, len(form.rows)))


CHANGES: dict[str, Change] = {
    "nothing": lambda form, _: form,
    "wide digits": _values(lambda text: text.translate(_WIDE)),
    "radicals": _values(lambda text: "".join(_RADICALS.get(char, char) for char in text)),
    "radicals in labels": _labels(lambda text: "".join(_RADICALS.get(char, char) for char in text)),
    "spaced labels": _labels(lambda text: "　".join(text) if len(text) <= 4 else text),
    "thin spaces in labels": _labels(lambda text: "\u2009".join(text) if len(text) <= 4 else text),
    "colons": _labels(lambda text: f"{text.rstrip(': ：')}："),
    "narrow colons": _labels(lambda text: f"{text.rstrip(': ：')}: "),
    "spaces around": _values(lambda text: f"　 {text}\u00a0 "),
    "zero width": _values(lambda text: f"\u200b{text[:2]}\u200b{text[2:]}\ufeff"),
    "order": _shuffled,
}
CHECKED = (
    Field.NAME, Field.ID_NUMBER, Field.SEX, Field.PHONE, Field.EMPLOYER, Field.LEVEL, Field.EDUCATION, Field.SCHOOL,
    Field.MAJOR,
)  # fmt: skip


TOGETHER, _IN_ONE_CELL = (Field.SCHOOL, Field.MAJOR), 2
"""School and major in one cell of one layout can't be told apart, and are left to the other papers."""


def changed(number: int) -> tuple[Person, dict[str, str], str, bytes]:
    """A form with one or two changes: whose it is, what is true, what was done, and the file."""
    dice = random.Random(f"truth:{number}")
    who = build.person(number, "clean")
    layout, carrier = number % forms.layouts(), dice.choice(sorted(set(wordml.CARRIERS)))
    form = forms.lay_out(who, forms.answers(who), layout)
    done = [list(CHANGES)[number % len(CHANGES)], dice.choice(list(CHANGES))]
    for name in dict.fromkeys(done):
        form = CHANGES[name](form, dice)
    as_sheet = dice.random() < 0.3 and bool(form.rows)
    data = sheetml.xlsx(form) if as_sheet else wordml.docx(form, dice, carrier=carrier)
    how = f"{number}: layout {layout}, {' and '.join(done)}, {'xlsx' if as_sheet else carrier}"
    return who, build.fields_of(who), how, data


def assert_unchanged(number: int) -> None:
    _, truth, how, data = changed(number)
    (reading,) = [reading for reading in read_file(data).readings if reading.kind is Kind.APPLICATION_FORM]
    for field in CHECKED:
        if not truth.get(field) or (field in TOGETHER and number % forms.layouts() == _IN_ONE_CELL):
            continue
        value = reading.fields.get(field)
        assert value is not None and value.value is not None, f"{how}: {field} was not read"
        assert same(field, truth[field], value.value), f"{how}: {field} {truth[field]} → {value.value}"


@pytest.mark.parametrize("number", range(33))
def test_a_change_that_must_not_change_a_value(number: int) -> None:
    assert_unchanged(number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(33, 333))
def test_three_hundred_changes(number: int) -> None:
    assert_unchanged(number)
