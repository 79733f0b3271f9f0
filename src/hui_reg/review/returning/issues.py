"""What of a returned workbook or album was not applied: its kind, whose it is, the cell people see, one sentence."""

from dataclasses import dataclass
from enum import StrEnum

from hui_reg.history.decisions import Choice, Decision


class IssueKind(StrEnum):
    """Why something of a returned file was not applied."""

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
    CONFLICT = "conflict"
    GONE = "gone"
    NOT_A_CHOICE = "not_a_choice"
    NO_REMARK = "no_remark"
    NOT_SEEN = "not_seen"
    REMARK_ALONE = "remark_alone"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    SAME_REVIEWER = "same_reviewer"
    CORRECTION = "correction"


REFUSING = frozenset({IssueKind.UNREADABLE, IssueKind.COLUMNS, IssueKind.FOREIGN, IssueKind.SWAPPED})
"""Issues after which nothing of the file may be applied."""


@dataclass(frozen=True)
class Issue:
    """One thing that was not applied. ``cell``: what people see (``D5``, ``第 12 人``), empty for the whole file.

    ``name``: whose row it is, where that is known.
    """

    kind: IssueKind
    cell: str
    message: str
    name: str = ""


@dataclass(frozen=True)
class Conflict:
    """Two copies that say different things of one person: what was recorded, and what this copy says."""

    cell: str
    name: str
    held: Decision
    choice: Choice
    remark: str
