"""What a returned workbook or album may change: each row verified against what was handed out and what is known now.

A row counts only when its seal holds, nothing newer is known of the applicant, and the decision is one of the list.
Everything else is an issue with its cell; none is applied silently. When cells of different rows were exchanged, the
decisions may have moved too, and the whole file is refused.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hui_reg.history.decisions import Stage
from hui_reg.review import columns as table
from hui_reg.review.columns import Column, Role
from hui_reg.review.returning.hearing import Decided, Handed, Hearing, Person, Reviewers
from hui_reg.review.returning.issues import REFUSING, Conflict, Issue, IssueKind
from hui_reg.review.returning.returned import HIDDEN_TITLES, RIGHT, Correction, ReturnedRow, ReturnedSheet
from hui_reg.review.sheets.typed import with_typed


@dataclass(frozen=True)
class Judgement:
    """What the file amounts to. ``decided`` and ``corrections`` (by applicant) are empty when the file is ``refused``.

    ``warnings`` are applied all the same. ``owners``: applicants' keys by the tokens of files without an owner, empty
    for a file that is nobody's; ``kinds``: what such files are, in the reviewer's words.
    """

    stage: Stage | None = None
    export_id: str = ""
    decided: tuple[Decided, ...] = ()
    issues: tuple[Issue, ...] = ()
    unchanged: int = 0
    undecided: int = 0
    refused: bool = False
    warnings: tuple[Issue, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    repeated: int = 0
    """What was entered before, from another copy or an earlier import, and was not heard again."""
    paper: str = "审核表"
    """What was handed in, as people call it: the workbook or the album."""


def judge(
    sheet: ReturnedSheet,
    handed: Mapping[str, Handed],
    secret: bytes,
    people: Mapping[str, Person],
    reviewers: Reviewers | None = None,
    stands: Callable[[Correction], bool] = lambda _: False,
) -> Judgement:
    """Verify a returned sheet. ``handed`` are all exports of this workspace by id, ``people`` all applicants by key;
    ``stands`` tells whether a correction was entered before: it need not be heard again."""
    if sheet.problem:
        return _refusal(Issue(IssueKind.UNREADABLE, "", sheet.problem))
    gone = [title for title in HIDDEN_TITLES if title not in sheet.letters]
    if gone:
        return _refusal(Issue(IssueKind.COLUMNS, "", f"隐藏的列被删除：{'、'.join(sorted(gone))}；请用原表填写"))
    ids = Counter(row.text(_title("export")) for row in sheet.rows if row.text(_title("export")) in handed)
    if not ids and not (sheet.album and sheet.export_id in handed):
        return _refusal(
            Issue(
                IssueKind.FOREIGN,
                "",
                "这份表不是从本工作区导出的，或批次号被改动，没有记录任何意见；请到导出它的工作区导入",
            )
        )
    export_id = sheet.export_id if sheet.album else ids.most_common(1)[0][0]
    stage = handed[export_id].stage
    fault = _columns_fault(sheet, stage)
    if fault:
        return _refusal(fault)
    by_token = {table.token(secret, export_id, key): person for key, person in people.items()}
    sheet, strange = with_typed(sheet, secret, export_id, by_token)
    sheet = _without_entered(sheet, stands)
    gone_owners = [file for file, to in sheet.owners.items() if to and to not in by_token]
    strange += [Issue(IssueKind.GONE, "", _NO_OWNER)] * len(gone_owners)
    hearing = Hearing(sheet, handed[export_id], reviewers or Reviewers(), strange)
    _Court(hearing, export_id, secret, by_token).hold()
    if any(issue.kind in REFUSING for issue in hearing.issues):
        return Judgement(stage, export_id, issues=tuple(hearing.issues), refused=True)
    return Judgement(
        stage=stage,
        paper="翻看网页" if sheet.album else "审核表",
        export_id=export_id,
        decided=tuple(hearing.decided),
        issues=tuple(hearing.issues),
        unchanged=hearing.unchanged,
        undecided=hearing.undecided,
        warnings=tuple(hearing.warnings),
        conflicts=tuple(hearing.conflicts),
        corrections=hearing.corrections,
        owners={file: by_token[to].key if to else "" for file, to in sheet.owners.items() if not to or to in by_token},
        kinds=sheet.kinds,
        repeated=sum(row.entered for row in sheet.rows),
    )


def _without_entered(sheet: ReturnedSheet, stands: Callable[[Correction], bool]) -> ReturnedSheet:
    """The sheet without the corrections that were entered before; each row tells how many of its own those are."""
    rows = []
    for row in sheet.rows:
        new = tuple(one for one in row.corrections if not stands(one))
        rows.append(row.model_copy(update={"corrections": new, "entered": len(row.corrections) - len(new)}))
    return sheet.model_copy(update={"rows": tuple(rows)})


_AGAIN = "请重新导出，再填这一行"
_READ = frozenset({"name", "id_number"})
"""Computed columns that people correct in place, where another sheet is for that."""
_UNDO = {
    False: "这一列不能改，请改回原样再导入，或重新导出再填",
    True: f"在这里改不算更正：请改回原样再导入，读错了的写在“识读依据”页的“{RIGHT}”列",
}
_NO_OWNER = "有文件归给了一个人，而导出之后这个人的档案已变（如证件号改正），归属没有采用；请重新导出翻看网页"


def _title(column_id: str) -> str:
    return next(c.title for c in table.columns(Stage.FIRST) if c.id == column_id)


def _refusal(issue: Issue) -> Judgement:
    return Judgement(issues=(issue,), refused=True)


def _columns_fault(sheet: ReturnedSheet, stage: Stage) -> Issue | None:
    free = {Role.PICTURE, Role.SEEN}
    wanted = [c.title for c in table.columns(stage) if c.role not in free and not sheet.album]
    missing = [title for title in wanted if title not in sheet.letters]
    doubled = [title for title in sheet.doubled if title in wanted]
    if missing:
        return Issue(IssueKind.COLUMNS, "", f"表中少了这些列：{'、'.join(missing)}；请用原表填写，不要删改表头")
    if doubled:
        return Issue(IssueKind.COLUMNS, "", f"这些列出现了两次：{'、'.join(doubled)}；请用原表填写，不要复制列")
    return None


class _Court:
    """Hears the rows of one sheet, one by one."""

    def __init__(self, hearing: Hearing, export_id: str, secret: bytes, by_token: Mapping[str, Person]) -> None:
        self.hearing, self.sheet, self.handed = hearing, hearing.sheet, hearing.handed
        self.export_id, self.secret, self.by_token = export_id, secret, by_token
        every = table.columns(self.handed.stage)
        self.computed = [c for c in every if c.role is Role.COMPUTED and not self.sheet.album]
        self.title = hearing.title

    def _object(self, kind: IssueKind, row: ReturnedRow, column: str, message: str) -> None:
        known = self.by_token.get(row.text(self.title["key"]))
        self.hearing.object(kind, row, column, message, row.text(self.title["name"]) or (known.name if known else ""))

    def hold(self) -> None:
        """Go through all rows, then name those that are missing; an album saves only what was said."""
        tokens = Counter(row.text(self.title["key"]) for row in self.sheet.rows)
        for row in self.sheet.rows:
            if self._is_authentic(row, tokens):
                self.hearing.hear(row, self.by_token[row.text(self.title["key"])])
        missing = [token for token in self.handed.rows if token not in tokens]
        if self.sheet.album:
            self.hearing.undecided += len(missing)
            return
        for token in missing:
            name = self.by_token[token].name if token in self.by_token else f"行号 {token[:8]}…"
            self.hearing.issues.append(
                Issue(
                    IssueKind.MISSING,
                    "",
                    "表中少了这个人的一行，意见没有变动；不是有意删去的，请在原表里填好再导入",
                    name,
                )
            )

    def _is_authentic(self, row: ReturnedRow, tokens: Mapping[str, int]) -> bool:
        """Whether the row is one of this export, whole, once, and still current."""
        token, export_id = row.text(self.title["key"]), row.text(self.title["export"])
        if not token and not export_id:
            self._object(IssueKind.ADDED, row, "name", "这一行是后来添加的，不对应任何申报人，没有采用；请删去")
        elif export_id != self.export_id:
            self._object(
                IssueKind.OTHER_EXPORT, row, "export", "这一行来自另一份导出的表；请填在那一份里，再导入那一份"
            )
        elif token not in self.handed.rows:
            self._object(IssueKind.KEY, row, "key", f"隐藏的行号被改动，认不出这一行是谁；{_AGAIN}")
        elif tokens[token] > 1:
            self._object(
                IssueKind.DOUBLED, row, "key", f"同一个人出现了 {tokens[token]} 行，不知道以哪行为准；请只留一行再导入"
            )
        elif not self._is_sealed(row, token):
            pass  # named there
        elif token not in self.by_token:
            self._object(IssueKind.GONE, row, "name", "导出之后这个人的档案已变（如证件号改正），请重新导出")
        elif self.by_token[token].version != self.handed.rows[token]:
            self.hearing.hear_stale(row, self.by_token[token])
        else:
            return True
        return False

    def _is_sealed(self, row: ReturnedRow, token: str) -> bool:
        """Whether no computed cell was touched; otherwise each touched cell is named."""
        cells = [row.text(column.title) for column in self.computed]
        version = row.text(self.title["version"])
        expected = row.text(self.title["seal"])
        if version == self.handed.rows[token] and self._seal(token, version, cells) == expected:
            return all(self._is_text(row, column) for column in self.computed)
        changed = table.changed_cells(expected, self._seal(token, version, cells))
        for position in changed:
            self._name_change(row, self.computed[position], position)
        if not changed or len(expected) != 32 + 4 * len(self.computed):
            self._object(IssueKind.KEY, row, "seal", f"隐藏的版本或校验被改动；{_AGAIN}")
        return False

    def _seal(self, token: str, version: str, cells: Sequence[str]) -> str:
        return table.seal(self.secret, self.export_id, token, version, cells)

    def _is_text(self, row: ReturnedRow, column: Column) -> bool:
        cell = row.cells.get(column.title)
        if cell is None or cell.kind == "text":
            return True
        self._object(IssueKind.NUMBER, row, column.id, f"“{column.title}”由文字变成了数字，末几位可能已丢失；{_AGAIN}")
        return False

    def _name_change(self, row: ReturnedRow, column: Column, position: int) -> None:
        cell = row.cells.get(column.title)
        if cell is not None and cell.kind == "formula":
            self._object(IssueKind.FORMULA, row, column.id, f"“{column.title}”被换成了公式；{_AGAIN}")
        elif cell is not None and cell.kind == "number":
            self._object(
                IssueKind.NUMBER, row, column.id, f"“{column.title}”由文字变成了数字，末几位可能已丢失；{_AGAIN}"
            )
        elif cell is not None and self._owner(row, cell.text, position):
            self._object(
                IssueKind.SWAPPED,
                row,
                column.id,
                f"“{column.title}”是别的行的内容：可能只排序了部分列，意见也可能错位，整份表没有采用；"
                "请撤销排序，或重新导出再填",
            )
        else:
            self._object(IssueKind.CHANGED, row, column.id, f"“{column.title}”被改动；{_UNDO[column.id in _READ]}")

    def _owner(self, row: ReturnedRow, text: str, position: int) -> int | None:
        """The row whose cell this text was, if it was exchanged; names and numbers only: marks are alike everywhere."""
        if self.computed[position].id not in ("name", "id_number"):
            return None
        start = 32 + 4 * position
        for other in self.sheet.rows:
            if other.number == row.number or other.text(self.title["key"]) == row.text(self.title["key"]):
                continue
            cells = [""] * position + [text]
            made = self._seal(other.text(self.title["key"]), "", cells)
            if made[start : start + 4] == other.text(self.title["seal"])[start : start + 4]:
                return other.number
        return None
