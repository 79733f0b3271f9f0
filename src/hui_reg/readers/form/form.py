"""The application form 福建省职业技能(等级)(统一)认定申报表, as Word or Excel file, PDF with text, or scan.

Only the main table is read: below it stand 学习经历 and 工作经历, whose headings repeat its labels and whose cells
are partly pre-printed. A field whose label stands beside an empty cell has no value; a required field whose
label was not found has a value that couldn't be told.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from hui_reg.model import Box, Reading, Value
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line, Page
from hui_reg.readers.claims import Reader
from hui_reg.readers.form import schooling, ticks
from hui_reg.readers.form.labels import TABLE
from hui_reg.readers.lines import labels, layout, meanings
from hui_reg.readers.lines.label_tables import marks
from hui_reg.readers.lines.labels import Fields, Sighting
from hui_reg.readers.lines.split_labels import join_split_labels
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import FIELDS, Fact, Field, Kind

REQUIRED: Final = (Field.NAME, Field.SEX, Field.ID_NUMBER, Field.PHONE, Field.EMPLOYER, Field.OCCUPATION, Field.LEVEL)

_TITLE = re.compile(r"(?:职业)?技能.{0,10}(?:认定|鉴定|评价|考核).{0,4}(?:申报|申请|报名|登记)表")
_WHOLE_TITLE: Final = "福建省职业技能等级统一认定申报表"
_NO_FORM = re.compile(r"汇总|名册|花名册|名单|一览|通知|信息表模板|以下简称|附件.{0,40}附件")
_SECTION_HEADS: Final = frozenset(
    ("学习经历", "学习简历", "教育经历", "工作经历", "工作简历", "个人简历", "学习培训经历")
)
_SECTION_WORDS: Final = frozenset(
    ("程度", "学历程度", "何年至何年", "起止时间", "起止年月", "从事何职业", "从事何种职业", "证明人", "证明人及电话")
)
_LATER_WORDS: Final = (*_SECTION_HEADS, "单位意见", "机构意见", "审核意见", "承诺", "签名", "证明人", "何年至何年")
_LEAST_LABELS: Final = 5
SAID_ONCE: Final = (
    Field.NAME, Field.SEX, Field.BIRTH_DATE, Field.ID_NUMBER, Field.EDUCATION, Field.SCHOOL, Field.MAJOR,
    Field.GRADUATION_DATE,
)  # fmt: skip
_TWO_WAYS: Final = 0.5
_NARROW: Final = 0.04
"""Width of a place beside a label, as a fraction of the page, in which nothing can stand: the picture is cut off."""


def read(pages: Sequence[Page]) -> list[Reading]:
    """The forms of a file. A page after a form that holds only its lower part belongs to it."""
    found: list[list[Page]] = []
    for page in pages:
        if _begins_form(page):
            found.append([page])
        elif found and found[-1][-1].number == page.number - 1 and _continues_form(page):
            found[-1].append(page)
    return [reading for form in found if (reading := _read_form(form)) is not None]


def read_as_form(pages: Sequence[Page]) -> Reading | None:
    """Pages that are a form, whatever their title says; None where nothing on them is labelled as on one."""
    return _read_form(pages)


READER: Final = Reader("form", VERSIONS["form"], read)


def titled(page: Page) -> bool:
    """Whether a line near the top of the page is the form's title, single characters misread allowed."""
    for line in _title_lines(page):
        text = fold(line)
        if _NO_FORM.search(text) or len(text) > 40:
            continue
        if _TITLE.search(text) or (len(text) >= 10 and fuzz.partial_ratio(_WHOLE_TITLE, text) >= 85):
            return True
    return False


def _title_lines(page: Page) -> Iterator[str]:
    texts = [line.text for line in page.lines[:12]]
    yield from texts
    yield from (first + second for first, second in itertools.pairwise(texts))


def _begins_form(page: Page) -> bool:
    return titled(page) or len(_labels_of(page)) >= _LEAST_LABELS + 2


def _labels_of(page: Page) -> frozenset[str]:
    """The fields whose labels stand in the main part, unless all stand in one row (the heading of a roster)."""
    main = main_part(page)
    if any(_NO_FORM.search(fold(line)) for line in _title_lines(page) if len(line) < 60):
        return frozenset()
    if any(sum(len(marks(Line(cell), TABLE, tolerant=False)) > 0 for cell in row) >= 6 for row in main.rows):
        return frozenset()
    return labels.fields_seen(main, TABLE) - {""}


def _continues_form(page: Page) -> bool:
    text = fold(page.text)
    return sum(word in text for word in _LATER_WORDS) >= 2


def _read_form(pages: Sequence[Page]) -> Reading | None:
    mains = [main_part(page) for page in pages]
    found = labels.read(mains, TABLE)
    seen = found.seen - {""}
    if len(seen) < 2:
        return None
    _settle_phone(found)
    _settle_schooling(found)
    _settle_contradictions(found)
    _settle_options(found)
    _second_look_at_empty_cells(found)
    values = dict(found.values)
    unread = not any(field in values for field in REQUIRED)
    for field in REQUIRED:
        if (unread or field not in seen) and field not in values:
            # of a form of which nothing was read nobody can say that it is empty
            reason = "申报表各栏均未读出" if field in seen else f"未找到“{FIELDS[field]}”栏"
            values[field] = Value(value=None, confidence=0.0, page=pages[0].number, reason=reason)
    if Field.EXAM_TYPE not in values and (exam_type := _exam_type(pages)) is not None:
        values[Field.EXAM_TYPE] = exam_type
    return Reading(
        kind=Kind.APPLICATION_FORM,
        kind_confidence=_confidence(titled(pages[0]), len(seen)),
        pages=tuple(page.number for page in pages),
        fields=values,
        facts={Fact.TEXT_LAYER: pages[0].source != "ocr"},
    )


def _confidence(has_title: bool, seen: int) -> float:
    if has_title:
        return 0.97 if seen >= _LEAST_LABELS else 0.85
    return 0.9 if seen >= 9 else 0.7


def main_part(page: Page) -> Page:
    """The page above 学习经历: rows before its heading, lines above it."""
    rows = _main_rows(page.rows)
    table_lines = {"\t".join(row) for row in page.rows}
    lines = [line for line in page.lines if line.text not in table_lines]
    placed = [line for line in lines if any(line.box)]
    if len(placed) < len(lines) or not lines:
        return replace(page, rows=rows, lines=tuple(lines))
    joined = join_split_labels(lines, _SECTION_HEADS, page.aspect)
    tops = [line.box[1] for line in joined if fold(line.text) in _SECTION_HEADS]
    for indices in layout.rows([line.box for line in joined]):
        if _heads_section([fold(joined[index].text) for index in indices]):
            tops.append(min(joined[index].box[1] for index in indices))
    cut = min(tops, default=2.0)
    return replace(page, rows=rows, lines=tuple(line for line in lines if (line.box[1] + line.box[3]) / 2 < cut))


def _main_rows(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows above the first section; from the row with the name on where sections stand before it."""
    heads = [place for place, row in enumerate(rows) if _heads_section([fold(cell) for cell in row])]
    name = next((place for place, row in enumerate(rows) if _tells_name(row)), 0)
    begin = name if heads and heads[0] < name else 0
    end = next((head for head in heads if head > begin or not begin), len(rows))
    return tuple(tuple(row) for row in rows[begin:end])


def _tells_name(row: Sequence[str]) -> bool:
    """Whether a row has the label of the name and something beside it: no heading of a list."""
    seen = [cell for cell in row if fold(cell)]
    return len(seen) > 1 and any(
        label.field == Field.NAME for label, _, _ in marks(Line(seen[0]), TABLE, tolerant=False)
    )


def _heads_section(cells: Sequence[str]) -> bool:
    return any(cell in _SECTION_WORDS or cell in _SECTION_HEADS for cell in cells)


def _settle_phone(found: Fields) -> None:
    """A lone 电话 above the employer is the applicant's."""
    order = [sighting.label.field for sighting in found.sightings]
    if Field.PHONE in order or Field.EMPLOYER_PHONE not in order:
        return
    if Field.EMPLOYER not in order or order.index(Field.EMPLOYER_PHONE) < order.index(Field.EMPLOYER):
        place = order.index(Field.EMPLOYER_PHONE)
        sighting = found.sightings[place]
        found.sightings[place] = replace(sighting, label=replace(sighting.label, field=Field.PHONE))
        if Field.EMPLOYER_PHONE in found.values:
            found.values[Field.PHONE] = found.values.pop(Field.EMPLOYER_PHONE)


def _settle_schooling(found: Fields) -> None:
    """Level, school, major and day that were asked for in one cell, each where it has none of its own."""
    for cell in schooling.TOGETHER:
        told = found.values.pop(cell, None)
        if told is None or not told.value:
            continue
        for field, meaning in schooling.parts(cell, told.value).items():
            sure = told.confidence * meaning.weight if meaning.value else 0.0
            update = {"value": meaning.value, "confidence": sure, "reason": meaning.reason, "alternatives": ()}
            found.values.setdefault(field, told.model_copy(update=update))


def _settle_contradictions(found: Fields) -> None:
    """What a form says twice and not alike is for a person: one of both may be somebody else's, or of earlier days."""
    for field in SAID_ONCE:
        value, others = found.values.get(field), found.others.get(field)
        if value is not None and value.value and others:
            differing = tuple(dict.fromkeys(other.value for other in others if other.value))
            unsure = {"confidence": min(value.confidence, _TWO_WAYS), "alternatives": differing}
            found.values[field] = value.model_copy(update={**unsure, "reason": "申报表上有两处，写的不一样"})


def _settle_options(found: Fields) -> None:
    """Which option is ticked: on a scan the boxes are looked at."""
    for sighting in found.sightings:
        field = sighting.label.field
        if field in ticks.OPTIONS and sighting.values:
            value = ticks.settled(field, sighting.label.sense, sighting.values, found.values.get(field))
            if value is not None:
                found.values[field] = value


def _second_look_at_empty_cells(found: Fields) -> None:
    """On a scan, an empty cell of a required field is read again: handwriting is easily passed over."""
    for sighting in found.sightings:
        field, page = sighting.label.field, sighting.at.page
        if field not in REQUIRED or field in found.values or page.source != "ocr":
            continue
        place = _cell_beside(sighting, found.sightings)
        if place[2] - place[0] < _NARROW:
            reason = "此栏在图片边缘之外，未能读出"
            found.values[field] = Value(value=None, confidence=0.0, page=page.number, reason=reason)
            continue
        line = page.reread(place)
        if line is None or not meanings.written(line.text):
            continue
        meaning = sighting.label.sense(line.text) or meanings.Meaning(None)
        found.values[field] = Value(
            value=meaning.value,
            confidence=min(line.confidence, 0.6) if meaning.value else 0.0,
            text=line.text,
            page=page.number,
            reason=meaning.reason or "此栏字迹不清，需人工核对",
        )


def _cell_beside(sighting: Sighting, others: Sequence[Sighting]) -> Box:
    """The place right of a label up to the next label of its row."""
    _, top, right, bottom = sighting.at.box
    height = bottom - top
    ends = [
        other.at.box[0]
        for other in others
        if other.at.page == sighting.at.page
        and other.at.box[0] > right
        and abs((other.at.box[1] + other.at.box[3]) - (top + bottom)) < height
    ]
    return (right, max(top - 0.3 * height, 0.0), min([*ends, 0.97]), min(bottom + 0.3 * height, 1.0))


def _exam_type(pages: Sequence[Page]) -> Value | None:
    """正考 or 补考 where it is ticked anywhere on the form."""
    for page in pages:
        for line in page.lines:
            if "正考" in line.text and "补考" in line.text and (meaning := meanings.exam_type(line.text)) is not None:
                return Value(value=meaning.value, confidence=line.confidence, text=line.text.strip(), page=page.number)
    return None
