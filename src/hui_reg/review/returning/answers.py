"""What an album saved, as read: the same rows a workbook brings back, nothing believed yet.

The file bears tokens, versions and seals of the export, and what the reviewer said; no name and number but those typed
into a remark or a correction. :func:`parse` is a stage for the sandbox worker.
"""

from typing import Annotated, Final, Literal

from pydantic import Field as PydanticField
from pydantic import ValidationError

from hui_reg.history.decisions import CHOICE_TITLES, Choice, Stage
from hui_reg.model import Noun
from hui_reg.review.columns import SEEN_WORD, Role, canonical, columns
from hui_reg.review.returning.returned import Correction, ReturnedCell, ReturnedRow, ReturnedSheet
from hui_reg.spreadsheets.cleaning import clean

_READ: Final = frozenset({Role.CHOICE, Role.REMARK, Role.SEEN, Role.HIDDEN})
LARGEST: Final = 8 << 20
FORMAT: Final = 1
_CHANGED: Final = "不是翻看网页保存的意见文件，或者被改动、没有下载完整；请在网页里重新保存意见"
Token = Annotated[str, PydanticField(pattern=r"^[0-9a-f]{24}$")]
Words = Annotated[str, PydanticField(max_length=1500)]


class Answer(Noun):
    """What was said of one person. ``place``: the person's number in the page; ``seen``: the papers were shown."""

    place: int = PydanticField(ge=0, le=100_000)
    key: Annotated[str, PydanticField(max_length=100)]
    version: Annotated[str, PydanticField(max_length=100)]
    seal: Annotated[str, PydanticField(max_length=1000)]
    choice: Choice | None = None
    remark: Words = ""
    seen: bool = False
    corrections: tuple[Correction, ...] = PydanticField(default=(), max_length=200)


class Owner(Noun):
    """Whose a file without an owner is: the person's token; empty: nobody's of this unit."""

    file: Token
    to: Token | Literal[""]


class Answers(Noun):
    """One saved file."""

    kind: Literal["hui-reg-answers"]
    format: int
    export: Annotated[str, PydanticField(max_length=100)]
    by: Annotated[str, PydanticField(max_length=60)] = ""
    saved: Annotated[str, PydanticField(max_length=60)] = ""
    rows: tuple[Answer, ...] = PydanticField(default=(), max_length=5000)
    files: tuple[Owner, ...] = PydanticField(default=(), max_length=5000)


def is_answers(data: bytes) -> bool:
    """Whether a file is meant to be one that an album saved."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def parse(data: bytes) -> tuple[ReturnedSheet, tuple[bytes, ...]]:
    """The rows of a saved file. What can't be read comes back as ``problem``."""
    try:
        answers = Answers.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValidationError, RecursionError):
        return ReturnedSheet(problem=_CHANGED), ()
    if answers.format != FORMAT:
        return ReturnedSheet(problem="这份意见是另一版本的程序的网页保存的；请用现在的程序重新导出翻看网页"), ()
    titles = _titles()
    rows = tuple(_row(answers.export, answer, titles) for answer in answers.rows)
    owners = {owner.file: owner.to for owner in answers.files}
    if len(owners) < len(answers.files):
        return ReturnedSheet(problem=_CHANGED), ()  # no page says of one file twice whose it is
    by = " ".join(clean(answers.by).split())
    letters = dict.fromkeys(titles.values(), "")
    sheet = ReturnedSheet(letters=letters, rows=rows, album=True, export_id=answers.export, by=by, owners=owners)
    return sheet, ()


def _titles() -> dict[str, str]:
    """Titles by column id: of each review its own columns, not those in which the second shows the first's."""
    return {column.id: column.title for stage in Stage for column in columns(stage) if column.role in _READ}


def _row(export_id: str, answer: Answer, titles: dict[str, str]) -> ReturnedRow:
    said = {
        "export": export_id,
        "key": answer.key,
        "version": answer.version,
        "seal": answer.seal,
        "seen": SEEN_WORD if answer.seen else "",
    }
    for stage in Stage:  # the export knows which review it was; the hearing looks at that one's columns alone
        said[f"{stage.value}_choice"] = CHOICE_TITLES[answer.choice] if answer.choice else ""
        said[f"{stage.value}_remark"] = canonical(clean(answer.remark))
    cells = {titles[column]: ReturnedCell(kind="text", text=text) for column, text in said.items() if text}
    return ReturnedRow(number=answer.place, cells=cells, corrections=answer.corrections)
