"""The columns of the review sheet: one table, from which it is written and by which it is read back.

Computed cells are sealed: the row's seal is a keyed hash over the export, the row's key and version and every computed
cell, followed by a short hash of each cell so that the changed one can be named. Cells that people fill in are not.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from hui_reg.history.decisions import CHOICE_TITLES, Decision, Stage
from hui_reg.model import Assessment, Finding, Outcome
from hui_reg.review.batch import Batch
from hui_reg.review.blind import BLIND, LOOK
from hui_reg.review.marks import Mark, marks
from hui_reg.review.verification import verifications
from hui_reg.spreadsheets.cleaning import clean
from hui_reg.vocabulary import Kind, Material

SHEET = "审核表"
HEADER_ROW = 2
"""The headings stand under one line of title; the applicants follow."""

NAME_WIDTH = 11.0
NO_NAME = "（未读到）"
_TEXT_LIMIT = 1500


class Role(StrEnum):
    """Who writes a column: the program (sealed), a reviewer, or the program out of sight; some bear no text at all."""

    COMPUTED = "computed"
    CHOICE = "choice"
    REMARK = "remark"
    SEEN = "seen"
    HIDDEN = "hidden"
    PICTURE = "picture"


@dataclass(frozen=True)
class Row:
    """One applicant's row while it is written."""

    batch: Batch
    assessment: Assessment

    @property
    def key(self) -> str:
        return self.assessment.dossier.key

    @property
    def is_blind(self) -> bool:
        """Whether the reviewer sees neither what is proposed nor what was decided first."""
        return self.key in self.batch.blind

    @cached_property
    def marks(self) -> Mapping[Material, Mark]:
        return marks(self.assessment, self.batch.notice)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The text of every cell but the seal's, by column id."""
        return {column.id: column.text(self) for column in columns(self.batch.stage) if column.id != "seal"}


@dataclass(frozen=True)
class Column:
    """``text`` computes the cell; ``width`` in characters; ``centred`` for marks; ``material`` for link and colour."""

    id: str
    title: str
    width: float
    role: Role
    text: Callable[[Row], str]
    centred: bool = False
    material: Material | None = None


@cache
def columns(stage: Stage) -> tuple[Column, ...]:
    """The columns of one review, in the order of the eye; the second shows the first's decision as computed."""
    own = _decision_columns(stage, editable=True)
    if stage is Stage.SECOND:
        return (*_COMPUTED, *_decision_columns(Stage.FIRST, editable=False), *own, *_HIDDEN)
    return (*_COMPUTED, _SEEN, *own, *_HIDDEN)


def token(secret: bytes, export_id: str, applicant: str) -> str:
    """The hidden key of an applicant's row: another one in every export, and no personal data in it."""
    return hmac.new(secret, f"row|{export_id}|{applicant}".encode(), hashlib.sha256).hexdigest()[:24]


def canonical(text: object) -> str:
    """A cell's text as it is sealed: however Excel, WPS or LibreOffice write line ends and blank cells."""
    if text is None:
        return ""
    return str(text).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def seal(secret: bytes, export_id: str, row_key: str, version: str, cells: Sequence[str]) -> str:
    """The seal of a row, in hexadecimal: 32 digits for all of it, then 4 for each computed cell."""
    whole = _digest(secret, "seal", export_id, row_key, version, *cells)[:32]
    each = "".join(_digest(secret, "cell", export_id, row_key, str(i), cell)[:4] for i, cell in enumerate(cells))
    return whole + each


def changed_cells(expected: str, found: str) -> list[int]:
    """Positions of the computed cells in which two seals of the same row differ."""
    pairs = range(32, min(len(expected), len(found)), 4)
    return [(i - 32) // 4 for i in pairs if expected[i : i + 4] != found[i : i + 4]]


def _digest(secret: bytes, *parts: str) -> str:
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in map(canonical, parts))
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def shown_findings(assessment: Assessment) -> list[Finding]:
    """The findings that count for the verdict, worst first."""
    order = list(Outcome)
    counting = (f for f in assessment.findings if f.outcome is not Outcome.NOTE)
    return sorted(counting, key=lambda f: (order.index(f.outcome), f.rule))


def _problems(row: Row) -> str:
    if row.is_blind:
        return LOOK
    shown = shown_findings(row.assessment)
    lines = [f"{n}. {f.message}〔{f.rule}〕" for n, f in enumerate(shown, 1)] if len(shown) > 1 else []
    lines = lines or [f"{f.message}〔{f.rule}〕" for f in shown]
    for stage in Stage:
        stale, changes = row.batch.decided(row.key, stage), row.batch.changes(row.key, stage)
        if stale and stale.former is None and changes:
            what = "、".join(changes)
            lines.insert(0, f"※ {stage.label}意见“{CHOICE_TITLES[stale.choice]}”之后{what}有变化，请重新确认")
    lines = [earlier.sentence for earlier in row.batch.earlier.told.get(row.key, ())] + lines
    notes = sum(f.outcome is Outcome.NOTE for f in row.assessment.findings)
    return clean("\n".join(lines + ([f"（另有提示 {notes} 条，见“问题明细”）"] if notes else [])), _TEXT_LIMIT)


def _demands(row: Row) -> str:
    if row.is_blind:
        return ""
    hints = dict.fromkeys(f.hint for f in shown_findings(row.assessment) if f.outcome is Outcome.CORRECT and f.hint)
    return clean("\n".join(f"{n}. {hint}" if len(hints) > 1 else hint for n, hint in enumerate(hints, 1)), _TEXT_LIMIT)


def _codes(row: Row) -> str:
    found = verifications(row.assessment, row.batch.notice.education_record.hosts)
    return clean("\n".join(record.code for record in found), _TEXT_LIMIT)


def _mark_column(material: Material, title: str) -> Column:
    def mark(row: Row) -> str:
        there = row.assessment.dossier.current(Kind(material.value))
        return row.marks[material].value if not row.is_blind else "有" if there else "—"

    return Column(material.value, title, 6.3, Role.COMPUTED, mark, True, material)


def _decision_columns(stage: Stage, *, editable: bool) -> tuple[Column, Column]:
    def in_force(row: Row) -> Decision | None:
        outdated = editable and row.batch.changes(row.key, stage)  # left blank, so that it is not confirmed unseen
        return None if outdated else row.batch.decided(row.key, stage)

    def choice(row: Row) -> str:
        if row.is_blind:
            return "" if editable else BLIND
        decision = in_force(row)
        return CHOICE_TITLES[decision.choice] if decision else ""

    def remark(row: Row) -> str:
        decision = None if row.is_blind else in_force(row)
        return clean(decision.remark, _TEXT_LIMIT) if decision else ""

    suffix = "" if editable else "（已定）"
    return (
        Column(
            f"{stage.value}_choice",
            f"{stage.label}意见{suffix}",
            9,
            Role.CHOICE if editable else Role.COMPUTED,
            choice,
            True,
        ),
        Column(
            f"{stage.value}_remark",
            f"{stage.label}备注{suffix}",
            18,
            Role.REMARK if editable else Role.COMPUTED,
            remark,
        ),
    )


def _sealed(row: Row) -> str:
    batch = row.batch
    cells = [row.texts[column.id] for column in columns(batch.stage) if column.role is Role.COMPUTED]
    return seal(batch.secret, batch.export_id, row.texts["key"], batch.versions[row.key], cells)


SEEN_WORD = "是"
"""What the list of the column 看过材料 offers."""
_SEEN_WORDS = frozenset({SEEN_WORD, "√", "✓", "✔", "看过", "已看", "已看过"})


def says_seen(text: str) -> bool:
    """Whether the cell 看过材料 says that the reviewer looked at the papers themselves."""
    return canonical(text) in _SEEN_WORDS


_SEEN = Column("seen", "看过材料", 6, Role.SEEN, lambda row: "", True)
"""A proposal ▲ means that a person must look: passing it is said row by row, not by filling down one word."""
_COMPUTED = (
    Column(
        "verdict",
        "初审建议",
        12,
        Role.COMPUTED,
        lambda row: BLIND if row.is_blind else row.assessment.verdict.marked,
        True,
    ),
    Column(
        "name", "姓名", NAME_WIDTH, Role.COMPUTED, lambda row: clean(row.assessment.dossier.name, 200) or NO_NAME, True
    ),
    Column("thumbnail", "照片", 7, Role.PICTURE, lambda row: ""),
    Column("id_number", "证件号", 20, Role.COMPUTED, lambda row: clean(row.assessment.dossier.id_number, 60), True),
    Column("unit", "单位", 12, Role.COMPUTED, lambda row: clean(row.assessment.dossier.unit, 400)),
    _mark_column(Material.APPLICATION_FORM, "申报表"),
    _mark_column(Material.DIPLOMA, "毕业证"),
    _mark_column(Material.ID_CARD, "身份证"),
    _mark_column(Material.PHOTO, "证件照"),
    _mark_column(Material.EDUCATION_RECORD, "学信网表"),
    Column("record_code", "学信网验证码", 13, Role.COMPUTED, _codes, True),
    Column("problems", "问题", 36, Role.COMPUTED, _problems),
    Column("demands", "补正要求", 26, Role.COMPUTED, _demands),
)
_HIDDEN = (
    Column("export", "批次号", 4, Role.HIDDEN, lambda row: row.batch.export_id),
    Column("key", "行标识", 4, Role.HIDDEN, lambda row: token(row.batch.secret, row.batch.export_id, row.key)),
    Column("version", "行版本", 4, Role.HIDDEN, lambda row: row.batch.versions[row.key]),
    Column("seal", "行校验", 4, Role.HIDDEN, _sealed),
)
