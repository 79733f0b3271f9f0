"""What a rule contributes and what the tool proposes, with the words and marks people read: one place for them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What a failing rule contributes, worst first: 不符合条件, 需补正, 需人工复核, 提示."""

    INELIGIBLE = "ineligible"
    CORRECT = "correct"
    REVIEW = "review"
    NOTE = "note"

    @property
    def words(self) -> str:
        """As people say it."""
        return _OUTCOME_WORDS[self][2:]

    @property
    def marked(self) -> str:
        """The words behind their mark: colour never stands without it."""
        return _OUTCOME_WORDS[self]


_OUTCOME_WORDS: Final[Mapping[Outcome, str]] = {
    Outcome.INELIGIBLE: "● 不符合条件",
    Outcome.CORRECT: "× 需补正",
    Outcome.REVIEW: "▲ 需人工复核",
    Outcome.NOTE: "※ 提示",
}


class Verdict(StrEnum):
    """The tool's proposal for an applicant: 初审建议."""

    PASS = "pass"  # noqa: S105 a verdict, no password
    CORRECT = "correct"
    REVIEW = "review"
    INELIGIBLE = "ineligible"

    @property
    def words(self) -> str:
        """As people say it."""
        return self.marked[2:]

    @property
    def marked(self) -> str:
        """The words behind their mark: colour never stands without it."""
        return "√ 建议通过" if self is Verdict.PASS else Outcome(self.value).marked
