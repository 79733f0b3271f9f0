"""What happens to a workbook between going out and coming back: each case spoils a filled sheet in one way.

A case gets the open sheet and says which applicants must not be decided (their rows were touched), which kinds of
issue must be named, and whether the whole file must be refused.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hui_reg.history.decisions import CHOICE_TITLES, Choice, Decision, Stage, overrides
from hui_reg.model import Assessment, Verdict
from hui_reg.review import columns
from hui_reg.review.batch import Batch
from hui_reg.review.returning.hearing import Handed, Person
from hui_reg.review.returning.issues import IssueKind
from tests import builders
from tests.review import batch as people

FIRST_ROW = columns.HEADER_ROW + 1


@dataclass
class Scene:
    """A random sheet, filled in as its reviewers meant it, and what the office knows when it comes back."""

    rng: random.Random
    assessments: list[Assessment]
    batch: Batch
    meant: dict[str, tuple[Choice, str]]
    people: dict[str, Person]
    handed: dict[str, Handed]
    sheet: Any = None

    def column(self, column_id: str) -> int:
        return [c.id for c in columns.columns(self.batch.stage)].index(column_id) + 1

    def row_of(self, key: str) -> int:
        token = columns.token(self.batch.secret, self.batch.export_id, key)
        return next(r for r in self.rows() if self.sheet.cell(r, self.column("key")).value == token)

    def rows(self) -> range:
        return range(FIRST_ROW, self.sheet.max_row + 1)

    def cell(self, key: str, column_id: str):
        return self.sheet.cell(self.row_of(key), self.column(column_id))

    def some(self, count: int = 1) -> list[str]:
        return self.rng.sample([a.dossier.key for a in self.assessments], count)

    @property
    def choice_id(self) -> str:
        return f"{self.batch.stage.value}_choice"

    @property
    def remark_id(self) -> str:
        return f"{self.batch.stage.value}_remark"


@dataclass(frozen=True)
class Expected:
    """What must come of it. ``kinds`` are the kinds that must be named, on these ``touched`` applicants' rows."""

    kinds: frozenset[IssueKind] = frozenset()
    touched: frozenset[str] = frozenset()
    refused: bool = False
    changed: Mapping[str, tuple[Choice, str]] = field(default_factory=dict)


def scene(seed: int, stage: Stage = Stage.FIRST) -> Scene:
    """People, verdicts and decisions from a seed. About a fifth of the rows are left undecided."""
    rng = random.Random(seed)
    names = rng.sample(
        [f"{a}{b}" for a in ("王", "李", "欧阳", "林㛃", "买买提·") for b in "甲乙丙丁戊己庚辛"], rng.randint(4, 9)
    )
    assessments = [people.assessment(rng.choice(list(Verdict)), name, unit=rng.choice(people.UNITS)) for name in names]
    held = {}
    if stage is Stage.SECOND:
        first = Decision(Choice.PASS, "已核", 7, "甲", builders.moment("2024-07-06 10:00"))
        held = {a.dossier.key: {Stage.FIRST: first} for a in assessments}
    batch = people.batch(assessments, stage, decisions=held, export_id=f"20240706-{seed:08x}")
    meant = {}
    for assessment in assessments:
        key = assessment.dossier.key
        choice = rng.choice([*list(Choice)[:4], None])
        if choice:
            needs = overrides(stage, assessment.verdict, held.get(key, {}).get(Stage.FIRST), choice)
            meant[key] = (choice, "已电话核实" if needs or rng.random() < 0.3 else "")
    tokens = {columns.token(batch.secret, batch.export_id, key): batch.versions[key] for key in batch.versions}
    known = {
        a.dossier.key: Person(
            a.dossier.key, a.verdict, batch.versions[a.dossier.key], decisions=held.get(a.dossier.key, {})
        )
        for a in assessments
    }
    return Scene(rng, assessments, batch, meant, known, {batch.export_id: Handed(stage, tokens)})


def fill(s: Scene) -> None:
    """Fill in the open sheet as meant."""
    for key, (choice, remark) in s.meant.items():
        s.cell(key, s.choice_id).value = CHOICE_TITLES[choice]
        if remark:
            s.cell(key, s.remark_id).value = remark
        if s.batch.stage is Stage.FIRST:
            s.cell(key, "seen").value = "是"


def decided(s: Scene) -> str:
    """Someone whose row carries a decision; one is filled in when there is none."""
    if not s.meant:
        key = s.assessments[0].dossier.key
        s.meant[key] = (Choice.HOLD, "")
        fill(s)
    return s.rng.choice(sorted(s.meant))


def untouched(s: Scene) -> Expected:
    return Expected()


def sorted_rows(s: Scene) -> Expected:
    """Whole rows in another order: harmless."""
    values = [[c.value for c in s.sheet[r]] for r in s.rows()]
    s.rng.shuffle(values)
    for r, row in zip(s.rows(), values, strict=True):
        for c, value in enumerate(row, 1):
            s.sheet.cell(r, c).value = value
    return Expected()


def other_spellings(s: Scene) -> Expected:
    variants = {
        Choice.PASS: ["通 过", "通过 ", "　通过", "通過", "同意", "通过。"],
        Choice.CORRECT: ["补正", "需 补正", "退回补正"],
        Choice.INELIGIBLE: ["不通过", "不符合条件"],
        Choice.HOLD: ["暂 缓", "待定"],
    }
    for key, (choice, _) in s.meant.items():
        s.cell(key, s.choice_id).value = s.rng.choice(variants[choice])
    return Expected()


def stale_material(s: Scene) -> Expected:
    (key,) = s.some()
    s.people[key] = replace(s.people[key], version="f" * 16)
    return Expected(frozenset({IssueKind.STALE}), frozenset({key}))


def newer_decision(s: Scene) -> Expected:
    key = decided(s)
    newer = Decision(Choice.HOLD, "会上再议", 99, "乙", builders.moment("2024-07-07 10:00"))
    s.people[key] = replace(s.people[key], version="e" * 16, decisions={s.batch.stage: newer})
    return Expected(frozenset({IssueKind.CONFLICT}), frozenset({key}))


def applicant_gone(s: Scene) -> Expected:
    (key,) = s.some()
    del s.people[key]
    return Expected(frozenset({IssueKind.GONE}), frozenset({key}))


def edited_number(s: Scene) -> Expected:
    (key,) = s.some()
    cell = s.cell(key, "id_number")
    digits = list(cell.value)
    place = s.rng.randrange(6, 17)
    digits[place] = str((int(digits[place]) + 1) % 10)
    cell.value = "".join(digits)
    return Expected(frozenset({IssueKind.CHANGED}), frozenset({key}))


def edited_name(s: Scene) -> Expected:
    (key,) = s.some()
    s.cell(key, "name").value = "王冒名"
    return Expected(frozenset({IssueKind.CHANGED}), frozenset({key}))


def edited_verdict(s: Scene) -> Expected:
    (key,) = s.some()
    cell = s.cell(key, "verdict")
    cell.value = "√ 建议通过" if cell.value != "√ 建议通过" else "× 需补正"
    return Expected(frozenset({IssueKind.CHANGED}), frozenset({key}))


def _swap(s: Scene, column_id: str) -> Expected:
    one, other = s.some(2)
    a, b = s.cell(one, column_id), s.cell(other, column_id)
    a.value, b.value = b.value, a.value
    return Expected(frozenset({IssueKind.SWAPPED}), frozenset({one, other}), refused=True)


def swapped_numbers(s: Scene) -> Expected:
    return _swap(s, "id_number")


def swapped_names(s: Scene) -> Expected:
    return _swap(s, "name")


def deleted_row(s: Scene) -> Expected:
    (key,) = s.some()
    s.sheet.delete_rows(s.row_of(key))
    return Expected(frozenset({IssueKind.MISSING}), frozenset({key}))


def doubled_row(s: Scene) -> Expected:
    key = decided(s)
    source = s.row_of(key)
    s.sheet.append([c.value for c in s.sheet[source]])
    s.sheet.cell(s.sheet.max_row, s.column(s.choice_id)).value = CHOICE_TITLES[Choice.PASS]
    return Expected(frozenset({IssueKind.DOUBLED}), frozenset({key}))


def added_row(s: Scene) -> Expected:
    row = s.sheet.max_row + 1
    s.sheet.cell(row, s.column("name")).value = "赵新来"
    s.sheet.cell(row, s.column("id_number")).value = builders.person("赵新来").id_number
    s.sheet.cell(row, s.column(s.choice_id)).value = "通过"
    return Expected(frozenset({IssueKind.ADDED}))


def number_for_text(s: Scene) -> Expected:
    (key,) = s.some()
    cell = s.cell(key, "id_number")
    cell.value = int(float(cell.value.replace("X", "0")))
    cell.number_format = "0"
    return Expected(frozenset({IssueKind.NUMBER}), frozenset({key}))


def formula_for_decision(s: Scene) -> Expected:
    key = decided(s)
    s.cell(key, s.choice_id).value = '="通"&"过"'
    return Expected(frozenset({IssueKind.FORMULA}), frozenset({key}))


def formula_for_number(s: Scene) -> Expected:
    (key,) = s.some()
    cell = s.cell(key, "id_number")
    cell.value = f'="{cell.value}"'
    return Expected(frozenset({IssueKind.FORMULA}), frozenset({key}))


def not_in_the_list(s: Scene) -> Expected:
    key = decided(s)
    s.cell(key, s.choice_id).value = s.rng.choice(["应该可以", "Y", "通过?", "通过（代）", "不"])
    return Expected(frozenset({IssueKind.NOT_A_CHOICE}), frozenset({key}))


def number_for_decision(s: Scene) -> Expected:
    key = decided(s)
    s.cell(key, s.choice_id).value = 1
    return Expected(frozenset({IssueKind.NOT_A_CHOICE}), frozenset({key}))


def copied_key(s: Scene) -> Expected:
    """The hidden cells of one row pasted over another's."""
    one, other = s.some(2)
    source, target = s.row_of(one), s.row_of(other)
    for column_id in ("export", "key", "version", "seal"):
        s.sheet.cell(target, s.column(column_id)).value = s.sheet.cell(source, s.column(column_id)).value
    return Expected(frozenset({IssueKind.DOUBLED, IssueKind.MISSING}), frozenset({one, other}))


def edited_key(s: Scene) -> Expected:
    (key,) = s.some()
    s.cell(key, "key").value = "0" * 24
    return Expected(frozenset({IssueKind.KEY, IssueKind.MISSING}), frozenset({key}))


def edited_seal(s: Scene) -> Expected:
    (key,) = s.some()
    cell = s.cell(key, "seal")
    cell.value = ("0" if cell.value[0] != "0" else "1") + cell.value[1:]
    return Expected(frozenset({IssueKind.KEY}), frozenset({key}))


def version_made_current(s: Scene) -> Expected:
    """A stale row whose version was brought up to date by hand."""
    (key,) = s.some()
    s.people[key] = replace(s.people[key], version="f" * 16)
    s.cell(key, "version").value = "f" * 16
    return Expected(frozenset({IssueKind.KEY}), frozenset({key}))


def row_of_an_older_export(s: Scene) -> Expected:
    (key,) = s.some()
    assessment = next(a for a in s.assessments if a.dossier.key == key)
    older = people.batch([assessment], s.batch.stage, decisions=s.batch.decisions, export_id="20240601-00000000")
    s.handed["20240601-00000000"] = Handed(s.batch.stage, {columns.token(older.secret, older.export_id, key): "0" * 16})
    row = columns.Row(older, assessment)
    target = s.row_of(key)
    for number, column in enumerate(columns.columns(s.batch.stage), 1):
        s.sheet.cell(target, number).value = (row.texts[column.id] if column.id != "seal" else column.text(row)) or None
    s.sheet.cell(target, s.column(s.choice_id)).value = "通过"
    return Expected(frozenset({IssueKind.OTHER_EXPORT, IssueKind.MISSING}), frozenset({key}))


def another_workspace(s: Scene) -> Expected:
    s.handed.clear()
    return Expected(frozenset({IssueKind.FOREIGN}), refused=True)


def deleted_column(s: Scene) -> Expected:
    s.sheet.delete_cols(s.column(s.rng.choice(["key", "version", "export", "id_number", "name"])))
    return Expected(frozenset({IssueKind.COLUMNS}), refused=True)


def passed_unseen(s: Scene) -> Expected:
    """A proposal ▲ passed by filling down one word: nobody says that anybody looked."""
    for assessment in s.assessments:
        key = assessment.dossier.key
        if s.batch.stage is Stage.FIRST and assessment.verdict is Verdict.REVIEW:
            s.cell(key, s.choice_id).value = CHOICE_TITLES[Choice.PASS]
            s.cell(key, s.remark_id).value = s.cell(key, "seen").value = None
            return Expected(frozenset({IssueKind.NOT_SEEN}), frozenset({key}))
    return Expected()


def override_without_a_reason(s: Scene) -> Expected:
    for assessment in s.assessments:
        key = assessment.dossier.key
        first = s.people[key].decisions.get(Stage.FIRST)
        for choice in list(Choice)[:3]:
            if overrides(s.batch.stage, assessment.verdict, first, choice):
                s.cell(key, s.choice_id).value = CHOICE_TITLES[choice]
                s.cell(key, s.remark_id).value = None
                return Expected(frozenset({IssueKind.NO_REMARK}), frozenset({key}))
    return Expected()


HARMLESS: tuple[Callable[[Scene], Expected], ...] = (untouched, sorted_rows, other_spellings)
TAMPERINGS: tuple[Callable[[Scene], Expected], ...] = (
    stale_material, newer_decision, applicant_gone, edited_number, edited_name, edited_verdict, swapped_numbers,
    swapped_names, deleted_row, doubled_row, added_row, number_for_text, formula_for_decision, formula_for_number,
    not_in_the_list, number_for_decision, copied_key, edited_key, edited_seal, version_made_current,
    row_of_an_older_export, another_workspace, deleted_column, override_without_a_reason, passed_unseen,
)  # fmt: skip
