"""What people typed into the workbook: beside a value that was read (更正为), beside a file of nobody (归给谁, 是什么).

Each such row carries a mark: what it is about, sealed together with the cells people see. So a row that was edited, or
sorted apart from what was typed in it, is named and nothing of it is believed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from hui_reg.errors import HuiRegError
from hui_reg.history.bearers import Former, of_key
from hui_reg.history.lookup import find
from hui_reg.model import FieldValue, Leftover
from hui_reg.review.album.papers import identity
from hui_reg.review.batch import Batch
from hui_reg.review.columns import canonical, seal, token
from hui_reg.review.returning.hearing import Person
from hui_reg.review.returning.issues import Issue, IssueKind
from hui_reg.review.returning.returned import PAPER, RIGHT, Correction, ReturnedRow, ReturnedSheet, Typed
from hui_reg.vocabulary import Field, Kind

NOTHING: Final = "不是材料"
NOTHINGS: Final = (NOTHING, "不是报名材料", "无", "没有")
_SEAL = 32


def value_mark(batch: Batch, key: str, name: str, read: FieldValue, shown: Sequence[str]) -> str:
    """The mark of a value on a paper; ``shown`` are the texts of its row that people see."""
    about = (token(batch.secret, batch.export_id, key), name, read.kind, str(read.value.page or 0), read.sha256)
    return _marked(batch, "|".join(("v", batch.export_id, *about)), shown)


def file_mark(batch: Batch, leftover: Leftover, shown: Sequence[str]) -> str:
    """The mark of a file of nobody."""
    about = token(batch.secret, batch.export_id, identity(leftover))
    return _marked(batch, "|".join(("f", batch.export_id, about)), shown)


def _marked(batch: Batch, about: str, shown: Sequence[str]) -> str:
    return f"{about}|{_sealed(batch.secret, about, shown)}"


def _sealed(secret: bytes, about: str, shown: Sequence[str]) -> str:
    return seal(secret, "typed", about, "", shown)[:_SEAL]


def with_typed(
    sheet: ReturnedSheet, secret: bytes, export_id: str, people: Mapping[str, Person]
) -> tuple[ReturnedSheet, list[Issue]]:
    """The sheet with what was typed put to its rows, and what of it can't be believed. ``people`` by row token."""
    issues: list[Issue] = []
    corrections: dict[str, list[Correction]] = {}
    owners, kinds = dict(sheet.owners), dict(sheet.kinds)
    spoilt: set[str] = set()
    twice = Counter((typed.column, typed.mark) for typed in sheet.typed)
    for typed in sheet.typed:
        about, _, sealed = typed.mark.rpartition("|")
        kind, *parts = about.split("|")
        fault = _fault(
            typed,
            twice[typed.column, typed.mark],
            sealed == _sealed(secret, about, typed.shown),
            parts[:1] == [export_id],
        )
        if fault is None and kind == "v" and len(parts) == 6:
            corrections.setdefault(parts[1], []).append(_correction(parts, typed))
        elif fault is None and kind == "f" and len(parts) == 2 and typed.column == PAPER:
            kinds[parts[1]] = typed.text
        elif fault is None and kind == "f" and len(parts) == 2:
            to = _owner(typed.text, people)
            if isinstance(to, str):
                owners[parts[1]] = to
            else:
                issues.append(Issue(IssueKind.CORRECTION, typed.cell, to.message))
        else:
            issues.append(fault or Issue(IssueKind.KEY, typed.cell, "隐藏的更正标识被改动；请重新导出再填"))
            spoilt.update(parts[1:2])
    known = {row.text(_key_title()) for row in sheet.rows}
    lost = sum(len(several) for who, several in corrections.items() if who not in known)
    if lost:
        issues.append(Issue(IssueKind.MISSING, "", f"{lost} 处更正的人不在审核表里，没有采用；请在原表里填"))
    rows = tuple(_with(row, corrections.get(who, ()), who in spoilt) for row, who in _rows(sheet))
    return sheet.model_copy(update={"rows": rows, "owners": owners, "kinds": kinds}), issues


def _rows(sheet: ReturnedSheet) -> list[tuple[ReturnedRow, str]]:
    return [(row, row.text(_key_title())) for row in sheet.rows]


def _with(row: ReturnedRow, corrections: Sequence[Correction], is_spoilt: bool) -> ReturnedRow:
    return row.model_copy(
        update={
            "corrections": (*row.corrections, *corrections),
            "miscorrected": row.miscorrected or is_spoilt,
        }
    )


def _key_title() -> str:
    return "行标识"


def _fault(typed: Typed, times: int, is_whole: bool, is_ours: bool) -> Issue | None:
    if not typed.mark:
        why = "不是读得的内容，不能更正" if typed.column == RIGHT else "不是文件，不能归给人"
        return Issue(IssueKind.ADDED, typed.cell, f"这一行{why}；没有采用，请清空这一格")
    if times > 1:
        return Issue(IssueKind.DOUBLED, typed.cell, "同一项出现了两行，不知道以哪行为准，更正没有采用；请只留一行")
    if typed.kind == "formula":
        return Issue(IssueKind.FORMULA, typed.cell, "更正是公式；请改成文字")
    if not is_ours:
        return Issue(IssueKind.OTHER_EXPORT, typed.cell, "这一行来自另一份导出的表，更正没有采用；请填在那一份里")
    if not is_whole:
        return Issue(IssueKind.CHANGED, typed.cell, "这一行被改动，或只排序了部分列，更正没有采用；请重新导出再填")
    if typed.kind == "number" and len(typed.text) > 14:
        return Issue(IssueKind.NUMBER, typed.cell, "号码由文字变成了数字，末几位可能已丢失；请先把单元格设为文本")
    return None


def _correction(parts: Sequence[str], typed: Typed) -> Correction:
    _, _, field, kind, page, paper = parts
    return Correction(
        field=Field(field), paper=paper, kind=Kind(kind), page=int(page), value=typed.text, cell=typed.cell
    )


class _Unknown:
    """Whom a cell means can't be told, and why."""

    def __init__(self, message: str) -> None:
        self.message = message


def _owner(text: str, people: Mapping[str, Person]) -> str | _Unknown:
    """The token of the one person a cell names; empty for nobody's material."""
    if canonical(text) in NOTHINGS:
        return ""
    tokens: dict[str, str] = {person.key: known for known, person in people.items()}
    everyone: list[Former] = [of_key(person.key, person.name) for person in people.values()]
    try:
        found = find(everyone, text)
    except HuiRegError as error:
        return _Unknown(f"{error}；{error.hint}")
    if len(found) > 1:
        units = "、".join(dict.fromkeys(person.unit for person in found))
        return _Unknown(f"“{text}”有 {len(found)} 人（{units}）；请写证件号码，或写成 姓名@单位")
    return tokens[found[0].key]
