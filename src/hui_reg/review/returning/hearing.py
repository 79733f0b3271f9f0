"""What one authentic row says: a decision to record, corrections to hand on, or what is wrong with what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hui_reg.history.decisions import CHOICE_TITLES, Choice, Decision, Stage, choice_of, overrides
from hui_reg.model import Verdict
from hui_reg.notation.names import key as name_key
from hui_reg.review import columns as table
from hui_reg.review.returning.issues import Conflict, Issue, IssueKind
from hui_reg.review.returning.returned import Correction, ReturnedRow, ReturnedSheet

NOT_CORRECTED = "这个人的更正没有采用，意见也就没有记录；请把更正改对，或重新导出看过再定"
"""Why a decision isn't recorded that was taken with a correction in mind which can't be one."""
_CHOICES = f"请填{'、'.join(CHOICE_TITLES.values())}之一"
NEUTRAL = frozenset({Choice.HOLD, Choice.WITHDRAWN})
"""What may be decided whatever the values are."""


@dataclass(frozen=True)
class Handed:
    """One export as it was recorded: its stage, when, the version of every row by the row's key, and the decisions of
    its stage that it was filled in with."""

    stage: Stage
    rows: Mapping[str, str]
    made_at: datetime | None = None
    filled_in: Mapping[str, Decision] = field(default_factory=dict)
    blind: frozenset[str] = frozenset()
    """The keys of the rows on which neither proposal nor first decision was shown."""


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
class Decided:
    """One decision to record. ``reasoned``: the remark is the reviewer's own, not made of what was corrected.
    ``blind``: the reviewer saw neither proposal nor first decision. ``place``: the cell people see."""

    applicant: str
    choice: Choice
    remark: str
    verdict: Verdict
    row: int
    supersedes: int | None = None
    name: str = ""
    document: str = ""
    reasoned: bool = False
    place: str = ""
    blind: bool = False


class Distinct(StrEnum):
    """Whether both reviews may be one person's: allowed, said, or not applied."""

    OFF = "off"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Reviewers:
    """Who brings this file, and what holds of two reviews by one person."""

    by: str = ""
    distinct: Distinct = Distinct.OFF


@dataclass
class Hearing:
    """The rows of one file as they are heard, one by one."""

    sheet: ReturnedSheet
    handed: Handed
    reviewers: Reviewers
    issues: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    corrections: dict[str, tuple[Correction, ...]] = field(default_factory=dict)
    unchanged: int = 0
    undecided: int = 0

    def __post_init__(self) -> None:
        self.stage = self.handed.stage
        self.title = {column.id: column.title for column in table.columns(self.stage)}
        self._hidden = {column.id for column in table.columns(self.stage) if column.role is table.Role.HIDDEN}
        self.choice_id, self.remark_id = f"{self.stage.value}_choice", f"{self.stage.value}_remark"

    def object(self, kind: IssueKind, row: ReturnedRow, column: str, message: str, name: str) -> None:
        """Note an issue. It names the cell people see: of a hidden column, the person's."""
        self.issues.append(Issue(kind, self._place(row, column), message, name))

    def _place(self, row: ReturnedRow, column: str) -> str:
        shown = "name" if column in self._hidden and self.title["name"] in self.sheet.letters else column
        return self.sheet.place(self.title[shown], row.number)

    def hear(self, row: ReturnedRow, person: Person) -> None:
        """Turn the cells people fill in into a decision, or name what is wrong with them."""
        remark_cell, held = row.cells.get(self.title[self.remark_id]), person.decisions.get(self.stage)
        remark = remark_cell.text if remark_cell else ""
        if remark_cell and remark_cell.kind == "formula":
            return self.object(IssueKind.FORMULA, row, self.remark_id, "备注是公式；请改成文字", person.name)
        if self.title[self.choice_id] not in row.cells:
            self._hear_nothing(row, person, remark)
            self._take(row, person)
            return None
        choice = self._choice(row, person)
        if choice is None:
            return None
        if row.miscorrected and choice not in NEUTRAL:
            return self.object(IssueKind.CORRECTION, row, self.choice_id, NOT_CORRECTED, person.name)
        outdated = held is not None and held.changes(person.document)  # was left blank: typed anew, it confirms
        if held and (choice, remark) == (held.choice, held.remark) and not outdated and not row.corrections:
            self.unchanged += 1
            return None
        reasoned, remark = bool(remark), remark or _told(row.corrections)
        if self._lacks(row, person, choice, remark) or self._is_the_same_reviewer(row, person, choice):
            return None
        self._take(row, person)
        self.decided.append(
            Decided(
                applicant=person.key,
                choice=choice,
                remark=remark,
                verdict=person.verdict,
                row=row.number,
                place=self._place(row, self.choice_id),
                supersedes=held.seq if held else None,
                name=person.name,
                document=person.document,
                reasoned=reasoned,
                blind=self._is_blind(row),
            )
        )
        return None

    def _take(self, row: ReturnedRow, person: Person) -> None:
        if row.corrections:
            self.corrections[person.key] = row.corrections

    def _choice(self, row: ReturnedRow, person: Person) -> Choice | None:
        cell = row.cells[self.title[self.choice_id]]
        choice = choice_of(cell.text) if cell.kind == "text" else None
        if cell.kind == "formula":
            self.object(IssueKind.FORMULA, row, self.choice_id, "意见是公式；请从下拉列表中选择", person.name)
        elif choice is None:
            message = f"“{cell.text[:20]}”不是可选的意见；{_CHOICES}"
            self.object(IssueKind.NOT_A_CHOICE, row, self.choice_id, message, person.name)
        elif choice is Choice.WITHDRAWN and self.stage not in person.decisions:
            self.object(
                IssueKind.NOTHING_TO_WITHDRAW, row, self.choice_id, "没有可以撤回的意见；请另选，或留空", person.name
            )
        else:
            return choice
        return None

    def _hear_nothing(self, row: ReturnedRow, person: Person, remark: str) -> None:
        held = person.decisions.get(self.stage)
        if remark and not (held and held.remark == remark):
            message = "只有备注没有意见，没有记录；请选择意见"
            self.object(IssueKind.REMARK_ALONE, row, self.remark_id, message, person.name)
        elif held and not held.changes(person.document) and not self.sheet.album:
            message = f"原来的意见“{CHOICE_TITLES[held.choice]}”被清空，仍然有效；要取消请选“撤回”"
            self.object(IssueKind.REMARK_ALONE, row, self.choice_id, message, person.name)
        self.undecided += 1

    def _lacks(self, row: ReturnedRow, person: Person, choice: Choice, remark: str) -> bool:
        """Whether the reason is missing that this choice needs."""
        first = person.decisions.get(Stage.FIRST)
        if overrides(self.stage, person.verdict, first, choice) and not remark and not self._is_blind(row):
            message = "意见与建议不同，须写备注说明理由"
            self.object(IssueKind.NO_REMARK, row, self.remark_id, message, person.name)
            return True
        seen = row.text(self.title.get("seen", ""))
        looked = remark or table.says_seen(seen)
        if self.stage is Stage.FIRST and person.verdict is Verdict.REVIEW and choice is Choice.PASS and not looked:
            message = "建议是“▲ 需人工复核”：看过材料再定为通过的，请在“看过材料”列选“是”，或写备注"
            if seen:
                message = f"“看过材料”列填的“{seen[:20]}”不能算作看过；看过的请选“{table.SEEN_WORD}”，或写备注"
            self.object(IssueKind.NOT_SEEN, row, "seen", message, person.name)
            return True
        return False

    def _is_blind(self, row: ReturnedRow) -> bool:
        return row.text(self.title["key"]) in self.handed.blind

    def _is_the_same_reviewer(self, row: ReturnedRow, person: Person, choice: Choice) -> bool:
        """Whether this person decided the other review, and may not decide both."""
        other = Stage.SECOND if self.stage is Stage.FIRST else Stage.FIRST
        held = person.decisions.get(other)
        alike = held is not None and name_key(held.by) == name_key(self.reviewers.by) and choice is not Choice.WITHDRAWN
        if not alike or self.reviewers.distinct is Distinct.OFF:
            return False
        place = self._place(row, self.choice_id)
        message = f"{other.label}也是{self.reviewers.by}定的：两次审核应当由两个人分别作出"
        issue = Issue(IssueKind.SAME_REVIEWER, place, message, person.name)
        refused = self.reviewers.distinct is Distinct.REFUSE
        (self.issues if refused else self.warnings).append(issue)
        return refused

    def hear_stale(self, row: ReturnedRow, person: Person) -> None:
        """A row that something newer is known of: told beside what was recorded, when another decided meanwhile."""
        held = person.decisions.get(self.stage)
        cell = row.cells.get(self.title[self.choice_id])
        choice = choice_of(cell.text) if cell and cell.kind == "text" else None
        remark = row.text(self.title[self.remark_id])
        newer = held is not None and (self.handed.made_at is None or held.at > self.handed.made_at)
        then = self.handed.filled_in.get(person.key)
        if (row.entered or newer) and cell is None and then is None and not (remark or row.corrections):
            self.undecided += 1  # nothing is said here of who was decided since: two may share one sheet, half and half
            return
        if newer and then and (choice, remark) == (then.choice, then.remark) and not row.corrections:
            self.unchanged += 1  # as it was handed out: whoever brings it said nothing of this person
            return
        if held and newer and choice:
            same = (choice, remark) == (held.choice, held.remark)
            alike = same and not held.changes(person.document)
            if alike and row.corrections:
                message = "意见已经记录过，这一份上的更正没有采用；还没有更正过的，请重新导出后再填"
                self.object(IssueKind.STALE, row, "name", message, person.name)
            if alike:
                self.unchanged += 1  # two copies of one mind, or one copy saved twice
                return
            if same:  # nobody disagrees: it is what was looked at that changed since
                self.object(IssueKind.STALE, row, "name", _OUTDATED.format("这个人的材料或审核结果有变化"), person.name)
                return
            self.conflicts.append(Conflict(self._place(row, self.choice_id), person.name, held, choice, remark))
            message = f"{held.by}已定为{_said(held.choice, held.remark)}，这一份上是{_said(choice, remark)}"
            self.object(IssueKind.CONFLICT, row, self.choice_id, f"{message}；没有采用，请商定后重新导出", person.name)
            return
        why = "这个人已有新的意见" if newer else "这个人的材料或审核结果有变化"
        if row.entered and not newer:
            why = "这一份上的更正已经记录，档案随之有变化"
        self.object(IssueKind.STALE, row, "name", _OUTDATED.format(why), person.name)


_OUTDATED = "导出之后{}，这一行已过时；请重新导出后再填"


def _said(choice: Choice, remark: str) -> str:
    return f"“{CHOICE_TITLES[choice]}”" + (f"（{remark[:40]}）" if remark else "")


def _told(corrections: tuple[Correction, ...]) -> str:
    """The reason that corrections are: what was corrected."""
    titles = dict.fromkeys(correction.field.title for correction in corrections)
    return f"更正{'、'.join(titles)}" if titles else ""
