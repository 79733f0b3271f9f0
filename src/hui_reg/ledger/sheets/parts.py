"""The columns that lists have in common, and rows that number themselves."""

from collections.abc import Iterable

from hui_reg.history.people import Person
from hui_reg.history.roll import Roll
from hui_reg.notice import Notice
from hui_reg.spreadsheets.writer import Column, Content, Sheet

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


def left_out(roll: Roll, name: str = "未列入") -> Sheet:
    """The people of a roll who would stand in a list but for where they stand, with the reason."""
    standings = [(person, roll.standing(person)) for person in roll.people]
    rows = [(*who(person), stands.title, stands.waits_for) for person, stands in standings]
    return Sheet(name, (*PERSON, Column("现在", 14), Column("在等", 44)), numbered(rows))


def title(notice: Notice, text: str) -> str:
    """The first line of a list."""
    return f"{notice.title}　{text}"
