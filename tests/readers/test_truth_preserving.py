"""Changes that must not change a value, for every kind but the form (``form/test_truth_preserving.py``).

Each paper of the second corpus is shown to the readers as lines with places; one or two changes are made that leave
what it says as it is: widths, blanks, colons, pieces of lines, margins, jitter, stray bits of seals, order of columns.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from benchmarks.others import build
from benchmarks.others.people import Person
from benchmarks.others.score import same

from hui_reg.model import SURE, Reading
from hui_reg.notation import names
from hui_reg.pages.page import Line, Page
from hui_reg.pages.pixels.scans import in_reading_order
from hui_reg.readers.select import select
from hui_reg.vocabulary import Field, Kind
from tests.readers import drawn_lines
from tests.readers.drawn_lines import Drawn
from tests.readers.written import rows

Change = Callable[[Drawn, random.Random], Drawn]
FAST, SLOW = range(24), range(24, 324)
_DIGITS = {code: code + 0xFEE0 for code in range(0x30, 0x3A)}
_NARROW = str.maketrans("，：；（）。", ",:;().")
_WIDE = str.maketrans(",:;()", "，：；（）")


def _texts(edit: Callable[[str], str]) -> Change:
    return lambda drawn, _: replace(drawn, lines=tuple(replace(line, text=edit(line.text)) for line in drawn.lines))


def _spaced(text: str) -> str:
    """Short labels set wide, as print does it."""
    return " ".join(text) if 2 <= len(text) <= 4 and text.isalpha() and text in _SPACED else text


_SPACED = frozenset(["姓名", "性别", "民族", "出生", "住址", "专业", "学制", "层次", "校长", "院长", "学校", "校名"])


def _without_colons(text: str) -> str:
    """A gap in the place of a label's colon."""
    label, colon, value = text.partition("：")
    return f"{label}　{value}" if colon and value and len(label) <= 6 and "，" not in label else text


def _moved(drawn: Drawn, dice: random.Random) -> Drawn:
    """A margin more or less: the paper lies elsewhere on its sheet, smaller."""
    scale, x, y = dice.uniform(0.6, 0.98), dice.uniform(0, 0.02), dice.uniform(0, 0.02)
    return _placed(drawn, lambda box: (x + box[0] * scale, y + box[1] * scale, x + box[2] * scale, y + box[3] * scale))


def _jittered(drawn: Drawn, dice: random.Random) -> Drawn:
    """Boxes as a detector finds them: never quite where the print is."""

    def shaken(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        tall, wide = box[3] - box[1], (box[3] - box[1]) / drawn.aspect
        dx, dy, more = dice.uniform(-0.1, 0.1) * wide, dice.uniform(-0.1, 0.1) * tall, dice.uniform(0, 0.12) * tall
        return max(box[0] + dx, 0.0), max(box[1] + dy - more, 0.0), box[2] + dx, box[3] + dy + more

    return _placed(drawn, shaken)


def _placed(
    drawn: Drawn, move: Callable[[tuple[float, float, float, float]], tuple[float, float, float, float]]
) -> Drawn:
    return replace(drawn, lines=tuple(replace(line, box=move(line.box)) for line in drawn.lines))


def _in_pieces(drawn: Drawn, dice: random.Random) -> Drawn:
    """Labels and their values found as lines of their own, parted behind the colon."""
    found: list[Line] = []
    for line in drawn.lines:
        label, colon, value = line.text.partition("：")
        if not colon or not value or len(label) > 6 or "，" in label:
            found.append(line)
            continue
        left, top, right, bottom = line.box
        share = drawn_lines.wide(label + colon, 1) / drawn_lines.wide(line.text, 1)
        middle = left + (right - left) * share
        found += [replace(line, text=label + colon, box=(left, top, middle, bottom))]
        found += [replace(line, text=value, box=(middle, top, right, bottom))]
    return replace(drawn, lines=tuple(found))


def _with_bits(drawn: Drawn, dice: random.Random) -> Drawn:
    """Bits of a seal and of a pattern: single characters, faintly seen, where nothing else stands."""
    bits = []
    for _ in range(3):
        x, y = dice.uniform(0.55, 0.9), dice.uniform(0.9, 0.97)
        bits.append(Line(dice.choice("章印州专用中"), dice.uniform(0.3, 0.6), (x, y, x + 0.02, y + 0.02)))
    return replace(drawn, lines=(*drawn.lines, *bits))


CHANGES: dict[str, Change] = {
    "nothing": lambda drawn, _: drawn,
    "wide digits": _texts(lambda text: text.translate(_DIGITS)),
    "narrow punctuation": _texts(lambda text: text.translate(_NARROW)),
    "wide punctuation": _texts(lambda text: text.translate(_WIDE)),
    "spaced labels": _texts(_spaced),
    "blanks around": _texts(lambda text: f" {text}　"),
    "gaps for colons": _texts(_without_colons),
    "moved": _moved,
    "jittered": _jittered,
    "in pieces": _in_pieces,
    "bits of a seal": _with_bits,
}


def shown(drawn: Drawn, source: str) -> Page:
    """The page as OCR hands it on, with a second reading like the first, or as a text layer."""
    lines = tuple(in_reading_order(list(drawn.lines)))
    by_box = {line.box: line for line in lines}
    return Page(1, source, lines, aspect=drawn.aspect, reread=by_box.get)  # type: ignore[arg-type]


def one_reading(page: Page, kind: Kind, how: str) -> Reading:
    found = [reading for reading in select([page], [])[0] if reading.kind is kind]
    assert found, f"{how}: no {kind} on the page"
    return found[0]


_LABELS_ABOVE = 4
Kept = tuple[Kind, Callable[[Person, int], Drawn], tuple[str, ...], str]
KINDS: dict[str, Kept] = {
    "diploma": (
        Kind.DIPLOMA, drawn_lines.diploma,
        (Field.NAME, Field.SEX, Field.SCHOOL, Field.MAJOR, Field.CERTIFICATE_NUMBER, Field.GRADUATION_DATE), "ocr",
    ),
    "card": (
        Kind.ID_CARD, lambda who, _: drawn_lines.portrait_side(who),
        (Field.NAME, Field.SEX, Field.ETHNICITY, Field.BIRTH_DATE, Field.ID_NUMBER, Field.ADDRESS), "ocr",
    ),
    "emblem side": (
        Kind.ID_CARD, lambda who, _: drawn_lines.emblem_side(who), ("id_valid_from", "id_valid_to"), "ocr",
    ),
    "record": (
        Kind.EDUCATION_RECORD, drawn_lines.record,
        (Field.NAME, Field.SEX, Field.BIRTH_DATE, Field.SCHOOL, Field.MAJOR, Field.CERTIFICATE_NUMBER,
         Field.GRADUATION_DATE, Field.CHSI_CODE), "text",
    ),
    "enrolment": (
        Kind.ENROLMENT_REPORT, drawn_lines.enrolment,
        (Field.NAME, Field.SEX, Field.BIRTH_DATE, Field.SCHOOL, Field.MAJOR, Field.CHSI_CODE), "text",
    ),
}  # fmt: skip
_NAMED = {"id_valid_from": Field.ID_VALID_FROM, "id_valid_to": Field.ID_VALID_TO}


def person_for(kind: str, number: int) -> Person:
    """The person of a number; records are of those who went to a college."""
    people = (build.person(number * 1000 + further, "truth") for further in range(50))
    if kind in ("record", "enrolment"):
        return next(who for who in people if who.study.is_college)
    return next(people)


def _is_unlabelled(drawn: Drawn) -> bool:
    """Old diplomas tell their number in brackets, under no label: it is not read, and nobody is told that it is."""
    return not any(
        ("号" in line.text and ("证" in line.text or "编" in line.text)) or "o." in line.text for line in drawn.lines
    )


def assert_unchanged(kind: str, number: int) -> None:
    expected, draw, fields, source = KINDS[kind]
    dice = random.Random(f"{kind}:{number}")
    who = person_for(kind, number)
    drawn = draw(who, number % 6)
    done = dict.fromkeys((list(CHANGES)[number % len(CHANGES)], dice.choice(list(CHANGES))))
    if kind in ("record", "enrolment") and number % 6 == _LABELS_ABOVE:
        done.pop("jittered", None)  # small labels close above their values, scanned askew: left to people
    for name in done:
        drawn = CHANGES[name](drawn, dice)
    how = f"{kind} {number} ({' and '.join(done)}): {[line.text for line in drawn.lines]}"
    reading = one_reading(shown(drawn, "ocr" if "jittered" in done else source), expected, how)
    truth = build.fields_of(who)
    for field in fields:
        value = reading.fields.get(_NAMED.get(field, field))
        if not truth.get(field) or (field == Field.CERTIFICATE_NUMBER and _is_unlabelled(drawn)):
            continue
        assert value is not None and value.value is not None, f"{field} was not read; {how}"
        right = same(field, truth[field], value.value) or (
            field == Field.NAME and names.same(truth[field], value.value)
        )
        assert right or value.confidence < SURE, f"{field} {truth[field]} → {value.value}; {how}"
        assert right or truth[field] in (value.alternatives or ()), f"{field} {truth[field]} → {value.value}; {how}"


@pytest.mark.parametrize("kind", KINDS)
def test_changes_that_must_not_change_a_value(kind: str) -> None:
    for number in FAST:
        assert_unchanged(kind, number)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_three_hundred_changes_of_each_kind(kind: str) -> None:
    for number in SLOW:
        assert_unchanged(kind, number)


# rosters: tables, whose changes are of rows and columns

_COLUMNS: dict[str, tuple[str, ...]] = {
    Field.NAME: ("姓名", "姓  名", "考生姓名*", "姓名（必填）"),
    Field.ID_NUMBER: ("身份证号", "公民身份号码", "证件号码", "身份证\n号码", "*身份证号（18位）"),
    Field.SEX: ("性别", "性 别"),
    Field.PHONE: ("联系电话", "手机号码", "联系\n电话", "手机"),
    Field.EMPLOYER: ("工作单位", "所在单位", "单位名称"),
    Field.EDUCATION: ("文化程度", "学历"),
}


def assert_roster_unchanged(number: int) -> None:
    dice = random.Random(f"roster:{number}")
    people = [build.person(number * 100 + one, "truth") for one in range(dice.randint(2, 6))]
    truth = [{field: value for field, value in build.fields_of(who).items() if field in _COLUMNS} for who in people]
    columns = dice.sample(list(_COLUMNS), dice.randint(3, len(_COLUMNS)))
    columns = list(dict.fromkeys((Field.NAME, Field.ID_NUMBER, *columns)))
    dice.shuffle(columns)
    heading = [dice.choice(_COLUMNS[column]) for column in columns]
    cells = [[_written(one.get(column, ""), column, dice) for column in columns] for one in truth]
    table = _laid_out(heading, cells, dice)
    how = f"roster {number}: {table}"
    (reading,) = [reading for reading in select([rows(*table)], [])[0] if reading.kind is Kind.ROSTER]
    assert len(reading.rows) == len(people), how
    found = {row.get(Field.ID_NUMBER): row for row in reading.rows}
    for one in truth:
        assert one[Field.ID_NUMBER] in found, how
        row = found[one[Field.ID_NUMBER]]
        for column in columns:
            assert not one.get(column) or same(column, one[column], row.get(column) or ""), f"{column}: {row} {how}"


def _written(value: str, column: str, dice: random.Random) -> str:
    """A value as people type it."""
    if column == Field.ID_NUMBER:
        return dice.choice((value, f" {value}", f"'{value}", value.lower(), f"{value[:6]} {value[6:14]} {value[14:]}"))
    if column == Field.NAME and len(value) == 2:
        return dice.choice((value, f"{value[0]}　{value[1]}", f"{value[0]}  {value[1]}"))
    if column == Field.PHONE and len(value) == 11:
        return dice.choice((value, f"{value[:3]}-{value[3:7]}-{value[7:]}", f"{value[:3]} {value[3:7]} {value[7:]}"))
    return dice.choice((value, f"{value} "))


def _laid_out(heading: Sequence[str], cells: list[list[str]], dice: random.Random) -> list[list[str]]:
    """One of several shapes of the same list."""
    shape = dice.randrange(6)
    if shape == 0:  # side by side
        half = (len(cells) + 1) // 2
        blank = [""] * len(heading)
        pairs = [left + (cells[half + at] if half + at < len(cells) else blank) for at, left in enumerate(cells[:half])]
        return [[*heading, *heading], *pairs]
    if shape == 1:  # two tables, one below the other
        half = len(cells) // 2
        return [list(heading), *cells[:half], [], ["第二批"], list(heading), *cells[half:]]
    table = [list(heading), *cells]
    if shape == 2:  # numbered, with a column of the unit's own
        table = [["序号", *heading, "科室自编号"], *([str(at), *row, "甲"] for at, row in enumerate(cells, 1))]
    if shape == 3:  # a title and a line of the unit's above, a sum and names of those who filled it in below
        table = [
            ["报名人员汇总表"],
            ["单位：惠安县行政服务中心"],
            *table,
            ["合计", str(len(cells))],
            ["填表人：", "赵某"],
        ]
    if shape == 4:  # an example first
        example = ["例：张三" if cell is heading[0] else "示例" for cell in heading]
        table = [table[0], example, *table[1:]]
    return table


def test_changes_that_must_not_change_a_roster() -> None:
    for number in FAST:
        assert_roster_unchanged(number)


@pytest.mark.slow
def test_three_hundred_changes_of_a_roster() -> None:
    for number in SLOW:
        assert_roster_unchanged(number)
