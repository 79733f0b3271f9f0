"""What a returned workbook may change: each row verified against what was handed out and what is known now.

A row counts only when its seal holds, nothing newer is known of the applicant, and the decision is one of the list.
Everything else is an issue with its cell; none is applied silently. When cells of different rows were exchanged, the
decisions may have moved too, and the whole file is refused.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hui_reg.history.decisions import CHOICE_TITLES, Choice, Decision, Stage, choice_of, overrides
from hui_reg.model import Verdict
from hui_reg.review import columns as table
from hui_reg.review.columns import Column, Role
from hui_reg.review.returned import HIDDEN_TITLES, ReturnedRow, ReturnedSheet


class IssueKind(StrEnum):
    """Why something of a returned workbook was not applied."""

    UNREADABLE = "unreadable"
    COLUMNS = "columns"
    FOREIGN = "foreign"
    OTHER_EXPORT = "other_export"
    ADDED = "added"
    MISSING = "missing"
    DOUBLED = "doubled"
    KEY = "key"
    CHANGED = "changed"
    NUMBER = "number"
    FORMULA = "formula"
    SWAPPED = "swapped"
    STALE = "stale"
    GONE = "gone"
    NOT_A_CHOICE = "not_a_choice"
    NO_REMARK = "no_remark"
    REMARK_ALONE = "remark_alone"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"


_REFUSING = frozenset({IssueKind.UNREADABLE, IssueKind.COLUMNS, IssueKind.FOREIGN, IssueKind.SWAPPED})
"""Issues after which nothing of the file may be applied."""


@dataclass(frozen=True)
class Issue:
    """One thing that was not applied: its cell (``D5``, or empty for the whole file) and a Chinese sentence."""

    kind: IssueKind
    cell: str
    message: str


@dataclass(frozen=True)
class Handed:
    """One export as it was recorded: its stage, and the version of every row by the row's key."""

    stage: Stage
    rows: Mapping[str, str]


@dataclass(frozen=True)
class Person:
    """What is known of an applicant now. ``version`` is the row version an export made now would carry, ``document``
    that of the assessment alone."""

    key: str
    verdict: Verdict
    version: str
    name: str = ""
    document: str = ""
    decisions: Mapping[Stage, Decision] = field(default_factory=dict)


@dataclass(frozen=True)
class Ruling:
    """One decision to record."""

    applicant: str
    choice: Choice
    remark: str
    verdict: Verdict
    row: int
    supersedes: int | None = None
    name: str = ""
    document: str = ""


@dataclass(frozen=True)
class Judgement:
    """What the file amounts to. ``rulings`` is empty when the file is ``refused``."""

    stage: Stage | None = None
    export_id: str = ""
    rulings: tuple[Ruling, ...] = ()
    issues: tuple[Issue, ...] = ()
    unchanged: int = 0
    undecided: int = 0
    refused: bool = False


def judge(sheet: ReturnedSheet, handed: Mapping[str, Handed], secret: bytes, people: Mapping[str, Person]) -> Judgement:
    """Verify a returned sheet. ``handed`` are all exports of this workspace by id, ``people`` all applicants by key."""
    if sheet.problem:
        return _refusal(Issue(IssueKind.UNREADABLE, "", sheet.problem))
    gone = [title for title in HIDDEN_TITLES if title not in sheet.letters]
    if gone:
        return _refusal(Issue(IssueKind.COLUMNS, "", f"隐藏的列被删除：{'、'.join(sorted(gone))}；请用原表填写"))
    ids = Counter(row.text(_title("export")) for row in sheet.rows if row.text(_title("export")) in handed)
    if not ids:
        return _refusal(Issue(IssueKind.FOREIGN, "", "这份表不是从本工作区导出的，或批次号被改动；没有记录任何意见"))
    export_id = ids.most_common(1)[0][0]
    stage = handed[export_id].stage
    fault = _columns_fault(sheet, stage)
    if fault:
        return _refusal(fault)
    by_token = {table.token(secret, export_id, key): person for key, person in people.items()}
    court = _Court(sheet, export_id, handed[export_id], secret, by_token)
    court.hear()
    if any(issue.kind in _REFUSING for issue in court.issues):
        return Judgement(stage, export_id, issues=tuple(court.issues), refused=True)
    return Judgement(
        stage, export_id, tuple(court.rulings), tuple(court.issues), court.unchanged, court.undecided, False
    )


def _title(column_id: str) -> str:
    return next(c.title for c in table.columns(Stage.FIRST) if c.id == column_id)


def _refusal(issue: Issue) -> Judgement:
    return Judgement(issues=(issue,), refused=True)


def _columns_fault(sheet: ReturnedSheet, stage: Stage) -> Issue | None:
    wanted = [c.title for c in table.columns(stage) if c.role is not Role.PICTURE]
    missing = [title for title in wanted if title not in sheet.letters]
    doubled = [title for title in sheet.doubled if title in wanted]
    if missing:
        return Issue(IssueKind.COLUMNS, "", f"表中少了这些列：{'、'.join(missing)}；请用原表填写，不要删改表头")
    if doubled:
        return Issue(IssueKind.COLUMNS, "", f"这些列出现了两次：{'、'.join(doubled)}；请用原表填写，不要复制列")
    return None


class _Court:
    """Hears the rows of one sheet, one by one."""

    def __init__(
        self, sheet: ReturnedSheet, export_id: str, handed: Handed, secret: bytes, by_token: Mapping[str, Person]
    ) -> None:
        self.sheet, self.export_id, self.handed = sheet, export_id, handed
        self.secret, self.by_token = secret, by_token
        self.stage = handed.stage
        self.computed = [c for c in table.columns(self.stage) if c.role is Role.COMPUTED]
        self.title = {c.id: c.title for c in table.columns(self.stage)}
        self.issues: list[Issue] = []
        self.rulings: list[Ruling] = []
        self.unchanged = self.undecided = 0

    def hear(self) -> None:
        """Go through all rows, then name those that are missing."""
        tokens = Counter(row.text(self.title["key"]) for row in self.sheet.rows)
        for row in self.sheet.rows:
            if self._is_authentic(row, tokens):
                self._rule(row, self.by_token[row.text(self.title["key"])])
        for token in self.handed.rows:
            if token not in tokens:
                self.issues.append(Issue(IssueKind.MISSING, "", f"少了一行（行号 {token[:8]}…）；这个人的意见没有变动"))

    def _object(self, kind: IssueKind, row: ReturnedRow, column: str, message: str) -> None:
        self.issues.append(Issue(kind, f"{self.sheet.letters[self.title[column]]}{row.number}", message))

    def _is_authentic(self, row: ReturnedRow, tokens: Mapping[str, int]) -> bool:
        """Whether the row is one of this export, whole, once, and still current."""
        token, export_id = row.text(self.title["key"]), row.text(self.title["export"])
        if not token and not export_id:
            self._object(IssueKind.ADDED, row, "name", "这一行是后来添加的，不对应任何申报人")
        elif export_id != self.export_id:
            self._object(IssueKind.OTHER_EXPORT, row, "export", "这一行来自另一份导出的表")
        elif token not in self.handed.rows:
            self._object(IssueKind.KEY, row, "key", "隐藏的行号被改动，认不出这一行是谁")
        elif tokens[token] > 1:
            self._object(IssueKind.DOUBLED, row, "key", f"同一个人出现了 {tokens[token]} 行，不知道以哪行为准")
        elif not self._is_sealed(row, token):
            pass  # named there
        elif token not in self.by_token:
            self._object(IssueKind.GONE, row, "name", "导出之后这个人的档案已变（如证件号改正），请重新导出")
        elif self.by_token[token].version != self.handed.rows[token]:
            newer = self._newer(self.by_token[token])
            self._object(IssueKind.STALE, row, "version", f"导出之后{newer}，这一行已过时；请重新导出后再填")
        else:
            return True
        return False

    def _newer(self, person: Person) -> str:
        return "这个人已有新的意见或材料" if person.decisions.get(self.stage) else "这个人的材料或审核结果有变化"

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
            self._object(IssueKind.KEY, row, "seal", "隐藏的版本或校验被改动")
        return False

    def _seal(self, token: str, version: str, cells: Sequence[str]) -> str:
        return table.seal(self.secret, self.export_id, token, version, cells)

    def _is_text(self, row: ReturnedRow, column: Column) -> bool:
        cell = row.cells.get(column.title)
        if cell is None or cell.kind == "text":
            return True
        self._object(IssueKind.NUMBER, row, column.id, f"“{column.title}”由文字变成了数字，末几位可能已丢失")
        return False

    def _name_change(self, row: ReturnedRow, column: Column, position: int) -> None:
        cell = row.cells.get(column.title)
        if cell is not None and cell.kind == "formula":
            self._object(IssueKind.FORMULA, row, column.id, f"“{column.title}”被换成了公式")
        elif cell is not None and cell.kind == "number":
            self._object(IssueKind.NUMBER, row, column.id, f"“{column.title}”由文字变成了数字，末几位可能已丢失")
        elif cell is not None and (other := self._owner(row, cell.text, position)):
            self._object(
                IssueKind.SWAPPED,
                row,
                column.id,
                f"“{column.title}”是第 {other} 行的内容：可能只排序了部分列，意见也可能错位，整份表没有采用",
            )
        else:
            self._object(IssueKind.CHANGED, row, column.id, f"“{column.title}”被改动")

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

    def _rule(self, row: ReturnedRow, person: Person) -> None:
        """Turn the two cells people fill in into a ruling, or name what is wrong with them."""
        choice_id, remark_id = f"{self.stage.value}_choice", f"{self.stage.value}_remark"
        choice_cell = row.cells.get(self.title[choice_id])
        remark_cell = row.cells.get(self.title[remark_id])
        remark = remark_cell.text if remark_cell else ""
        held = person.decisions.get(self.stage)
        if remark_cell and remark_cell.kind == "formula":
            return self._object(IssueKind.FORMULA, row, remark_id, "备注是公式；请改成文字")
        if choice_cell is None:
            if remark and not (held and held.remark == remark):
                self._object(IssueKind.REMARK_ALONE, row, remark_id, "只有备注没有意见，没有记录；请选择意见")
            elif held and not held.changes(person.document):
                self._object(
                    IssueKind.REMARK_ALONE,
                    row,
                    choice_id,
                    f"原来的意见“{CHOICE_TITLES[held.choice]}”被清空，仍然有效；要取消请选“撤回”",
                )
            self.undecided += 1
            return None
        if choice_cell.kind == "formula":
            return self._object(IssueKind.FORMULA, row, choice_id, "意见是公式；请从下拉列表中选择")
        choice = choice_of(choice_cell.text) if choice_cell.kind == "text" else None
        if choice is None:
            shown = choice_cell.text[:20]
            return self._object(IssueKind.NOT_A_CHOICE, row, choice_id, f"“{shown}”不是可选的意见")
        if choice is Choice.WITHDRAWN and held is None:
            return self._object(IssueKind.NOTHING_TO_WITHDRAW, row, choice_id, "没有可以撤回的意见")
        outdated = held is not None and held.changes(person.document)  # was left blank: typed anew, it confirms
        if held and (choice, remark) == (held.choice, held.remark) and not outdated:
            self.unchanged += 1
            return None
        first = person.decisions.get(Stage.FIRST)
        if overrides(self.stage, person.verdict, first, choice) and not remark:
            return self._object(IssueKind.NO_REMARK, row, remark_id, "意见与建议不同，须写备注说明理由")
        superseded = held.seq if held else None
        self.rulings.append(
            Ruling(person.key, choice, remark, person.verdict, row.number, superseded, person.name, person.document)
        )
        return None
