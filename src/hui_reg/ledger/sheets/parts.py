"""The columns that lists have in common, and rows that number themselves."""

from collections.abc import Iterable

from hui_reg.history.people import Person
from hui_reg.notice import Notice
from hui_reg.spreadsheets.writer import Column, Content

NUMBER = Column("序号", 6)
UNIT = Column("单位", 26)
NAME = Column("姓名", 12)
ID_NUMBER = Column("证件号码", 22)
PERSON = (NUMBER, UNIT, NAME, ID_NUMBER)
REMARK = Column("备注", 30)

Row = tuple[Content, ...]


def numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows with 1, 2, 3 … in front."""
    return tuple((number, *row) for number, row in enumerate(rows, 1))


def who(person: Person) -> Row:
    """Unit, name and number, as in :data:`PERSON` after the row's own number."""
    return (person.unit, person.name, person.id_number)


def title(notice: Notice, text: str) -> str:
    """The first line of a list."""
    return f"{notice.title}　{text}"
