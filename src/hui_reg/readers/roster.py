"""Rosters: sheets and tables that list people, a line each, under a heading row; also score sheets of the same shape.

A heading row is one whose cells are nearly all known column titles, 姓名 among them. Title rows above it, several
sheets, a heading of two rows and columns in any order are all met. A form or record whose labels stand above its values
is no list, though its first labels may head one: further labels stand below them. Values are canonical where they are
understood.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hui_reg.model import Reading, Value
from hui_reg.notation import surnames
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Line, Page
from hui_reg.readers import chsi, listed, unit_above
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.columns import COLUMNS, LABELS
from hui_reg.readers.lines import layout, majors, meanings
from hui_reg.readers.lines.meanings import Sense
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Fact, Field, Kind

Row = tuple[str, ...]
Columns = Mapping[int, str]

_SENSES: Final[Mapping[str, Sense]] = {
    Field.NAME: meanings.name,
    Field.ID_NUMBER: meanings.id_number,
    Field.SEX: meanings.sex,
    Field.BIRTH_DATE: meanings.day,
    Field.ETHNICITY: meanings.ethnicity,
    Field.PHONE: meanings.phone,
    Field.LEVEL: meanings.level,
    Field.EDUCATION: meanings.education,
    Field.MAJOR: majors.major,
    Field.GRADUATION_DATE: meanings.day,
    Field.CERTIFICATE_NUMBER: meanings.certificate_number,
    Field.EXAM_TYPE: meanings.exam_type,
}
_KINSHIP: Final = re.compile("关系$|^称谓$|^亲属")
"""A column of who somebody is to the applicant: such a table lists nobody who applies."""
_HEADING_WITHIN: Final = 40
"""Rows from the top within which the first heading stands."""
_EXAMPLE_WITHIN: Final = 4
_MOST_OF_THEM: Final = 0.75
"""Share of a heading's cells that are known titles; in a form's row, where labels and values take turns, half are."""
_FEWEST_LABELS: Final = 2
_PICTURE = re.compile(r"〔图(\d+)〕")
_TITLE = re.compile(r"汇总表|花名册|名册|名单|一览表|信息表|信息模板|统计表|报名表|登记表|成绩")
_PROOF: Final = 3
"""Rows below a heading in which a valid number is looked for."""
_HAS_DIGITS = re.compile(r"\d{5}")
_EXAMPLE = re.compile(r"^(?:填写)?(?:示例|样例|范例|例如?)(?:[:\d]|$|[)）])|[(（](?:填写)?(?:示|样|范)?例[)）]")
"""A row that shows how to fill in the sheet."""
_END = re.compile(r"^(?:合计|总计|共计|填表人|制表|审核|负责人|经办人|备注|说明|注)[:\d人]?")


def read_page(page: Page) -> Reading | None:
    """The roster on a page or sheet."""
    if chsi.titled(page) is not None:  # a record, however its labels stand
        return None
    for table in _tables(page):
        found = _read_table(page, table)
        if found is not None:
            return found
    return listed.read(page)


READER: Final = Reader("roster", VERSIONS["roster"], each_page(read_page))


def _tables(page: Page) -> Iterator[Sequence[Row]]:
    if page.rows:
        yield page.rows
    elif any(any(line.box) for line in page.lines):
        yield _rows_by_place(page)


def _read_table(page: Page, table: Sequence[Row]) -> Reading | None:
    blocks = list(_blocks(table))
    if any(_is_of_labels(row) for block in blocks for row in block.rows):
        return None
    people = [person for block in blocks for person in _people(block.rows, block.columns)]
    if not people:
        return None
    above = [" ".join(cell for cell in row if cell) for row in table[: blocks[0].heading]] + [
        line.text for line in page.lines[:6] if "\t" not in line.text
    ]
    titled = any(_TITLE.search(fold(text)) for text in above)
    known = max(sum(1 for field in block.columns.values() if field) for block in blocks)
    kind = Kind.SCORES if any("_score" in block.columns.values() for block in blocks) else Kind.ROSTER
    if len(people) == 1 and not titled and known < 4 and not _is_all(page, table, blocks, people[0]):
        return None
    confidence = 0.97 if len(people) > 1 and known >= 3 else 0.9 if titled or known >= 4 else 0.7
    unit = unit_above.told(above)
    return Reading(
        kind=kind,
        kind_confidence=confidence,
        pages=(page.number,),
        fields={Field.EMPLOYER: Value(value=unit, confidence=0.9, text=unit, page=page.number)} if unit else {},
        facts={Fact.TEXT_LAYER: page.source != "ocr"},
        rows=tuple(people),
    )


def _is_all(page: Page, table: Sequence[Row], blocks: Sequence["_Block"], person: Mapping[str, str]) -> bool:
    """Whether a sheet holds one line with name and number, its heading, and nothing else: a roster of one."""
    filled = sum(any(cell.strip() for cell in row) for row in table)
    return bool(page.rows) and len(blocks) == 1 and filled == 2 and {Field.NAME, Field.ID_NUMBER} <= person.keys()


def _is_of_labels(row: Row) -> bool:
    """Whether a row below a heading is one of further labels: nearly all of at least two cells, and no heading."""
    filled = [_title(cell) for cell in row if cell.strip()]
    known = [title for title in filled if title in LABELS]
    heads = any(COLUMNS.get(title) == Field.NAME for title in known)
    return len(known) >= _FEWEST_LABELS and len(known) >= _MOST_OF_THEM * len(filled) and not heads


@dataclass(frozen=True)
class _Block:
    """People under one heading: where that stands, field by column, and the rows below until the next heading."""

    heading: int
    columns: Columns
    rows: Sequence[Row]


def _blocks(table: Sequence[Row]) -> Iterator[_Block]:
    """The blocks of a table, below each other with a heading each, or side by side under a heading that repeats."""
    headings = list(_headings(table))
    ends = [place for place, _, _ in headings[1:]] + [len(table)]
    for (place, groups, height), end in zip(headings, ends, strict=False):
        for columns in groups:
            yield _Block(place, columns, table[place + height : end])


def _headings(table: Sequence[Row]) -> Iterator[tuple[int, list[Columns], int]]:
    """Where each heading row stands, its groups of columns, and how many rows it takes."""
    place, found = 0, False
    while place < len(table) and (found or place < _HEADING_WITHIN):
        groups = _columns(table[place]) or _columns_proved(table[place : place + 1 + _PROOF])
        height = 1
        if groups:
            found = True
            after = table[place + 1] if place + 1 < len(table) else ()
            below = _columns(after, 1)
            if (
                below
                and Field.NAME not in below[0].values()
                and not any(_is_person(after, columns) for columns in groups)
            ):
                groups[0] = {**below[0], **groups[0]}
                height = 2
            yield place, groups, height
        place += height


def _columns(row: Row, least: int = 3) -> list[Columns]:
    """Field by column of a heading row, a group for each time its titles begin anew.

    Empty unless nearly all filled cells are known titles, 姓名 among them.
    """
    filled = {index: _title(cell) for index, cell in enumerate(row) if cell.strip()}
    known = {index: COLUMNS[title] for index, title in filled.items() if title in COLUMNS}
    if len(known) < least or len(known) < _MOST_OF_THEM * len(filled) or any(map(_KINSHIP.search, filled.values())):
        return []
    groups: list[dict[int, str]] = [{}]
    titles = [filled[index] for index in known]
    first = titles[0]
    repeats = titles.count(first) > 1 and titles.count(first) == list(known.values()).count(Field.NAME)
    for index, field in known.items():
        begins = filled[index] == first if repeats else field == Field.NAME and field in groups[-1].values()
        if begins and groups[-1]:
            groups.append({})
        if not field or field not in groups[-1].values():
            groups[-1][index] = field
    if least > 1:
        groups = [group for group in groups if Field.NAME in group.values()]
    return list(groups)


def _columns_proved(rows: Sequence[Row]) -> list[Columns]:
    """The columns of a heading with titles of the unit's own, where valid numbers stand below the number's title."""
    heading, *below = rows
    known = {index: COLUMNS[title] for index, cell in enumerate(heading) if (title := _title(cell)) in COLUMNS}
    fields = list(known.values())
    if Field.NAME not in fields or Field.ID_NUMBER not in fields or any(_HAS_DIGITS.search(cell) for cell in heading):
        return []
    of_number = [index for index, field in known.items() if field == Field.ID_NUMBER]
    proved = [row for row in below if any(_is_number(row, index) for index in of_number)]
    return [{index: field for index, field in known.items() if fields.count(field) == 1 or not field}] if proved else []


def _is_number(row: Row, index: int) -> bool:
    meaning = meanings.id_number(row[index]) if index < len(row) else None
    return meaning is not None and meaning.value is not None and not meaning.reason


def _title(cell: str) -> str:
    """A column title without its star, its hint in brackets and its position mark."""
    bare = fold(cell).strip("*:")
    return bare if bare in COLUMNS else re.sub(r"\(.*?\)|\*", "", bare)


def _is_person(row: Row, columns: Columns) -> bool:
    name = next((row[index] for index, field in columns.items() if field == Field.NAME and index < len(row)), "")
    meaning = meanings.name(name)
    return bool(meaning and meaning.value) and fold(name) not in COLUMNS


def _is_of_people(row: Row) -> bool:
    """Whether a row such as ``负责人 张三`` lists a person: ``填表人：张三`` tells who filled in the sheet."""
    first = next((fold(cell) for cell in row if cell.strip()), "")
    return not first.endswith(":") or any(_is_number(row, index) for index in range(len(row)))


def _people(rows: Sequence[Row], columns: Columns) -> Iterator[Mapping[str, str]]:
    for row in rows:
        if _END.match(fold("".join(row[:2]))) and not (_is_person(row, columns) and _is_of_people(row)):
            continue
        if any(_EXAMPLE.search(fold(cell)) for cell in row[:_EXAMPLE_WITHIN]):
            continue
        person = _person(row, columns)
        if len(filled := [cell for cell in row if cell.strip()]) == 1 and not surnames.begins_with_one(fold(filled[0])):
            continue  # a heading of those below: 第二批
        if Field.NAME in person or Field.ID_NUMBER in person:
            yield person


def _person(row: Row, columns: Columns) -> dict[str, str]:
    person: dict[str, str] = {}
    for index, field in columns.items():
        cell = row[index].strip() if index < len(row) else ""
        if field == Field.ID_NUMBER and len(cell) == 1:
            cell = "".join(
                row[index : min((other for other in columns if other > index), default=None)]
            )  # a digit each
        if picture := _PICTURE.search(cell):
            person["photo_page"] = picture[1]
        text = _PICTURE.sub("", cell)
        if not text or not field or field.startswith("_") or fold(text) in COLUMNS:
            continue
        meaning = _SENSES.get(field, meanings.plain)(text)
        if meaning is not None and meaning.value is not None:
            person[field] = meaning.value
        elif meaning is not None and field == Field.ID_NUMBER:
            person["id_number_problem"] = meaning.reason
    for cell in row:
        if (picture := _PICTURE.search(cell)) and "photo_page" not in person:
            person["photo_page"] = picture[1]
    return person


def _rows_by_place(page: Page) -> list[Row]:
    """Lines as table rows: columns are those of the heading, a row without a name continues the one above."""
    visual = layout.rows([line.box for line in page.lines])
    for place, indices in enumerate(visual):
        heads = [page.lines[index] for index in indices]
        if not _columns(tuple(line.text for line in heads)):
            continue  # no heading
        edges = [(left.box[2] + right.box[0]) / 2 for left, right in pairwise(heads)]
        names = [column for column, line in enumerate(heads) if COLUMNS.get(_title(line.text)) == Field.NAME]
        above = [tuple(page.lines[index].text for index in row) for row in visual[:place]]
        below: list[list[str]] = []
        for row in visual[place + 1 :]:
            cells = _cells([page.lines[index] for index in row], edges)
            if below and not cells[names[0]] and not any(cell.isdigit() and len(cell) > 14 for cell in cells):
                below[-1] = [old + new for old, new in zip(below[-1], cells, strict=True)]
            else:
                below.append(cells)
        return [*above, tuple(line.text for line in heads), *map(tuple, below)]
    return []


def _cells(lines: Sequence[Line], edges: Sequence[float]) -> list[str]:
    cells = [""] * (len(edges) + 1)
    for line in lines:
        middle = (line.box[0] + line.box[2]) / 2
        cells[sum(edge < middle for edge in edges)] += line.text
    return cells
