"""The blind share: of those proposed and passed, some are looked at again by somebody who sees neither.

Who is chosen follows from the workspace's secret and the person's key: nobody can foresee it, and it stays the same in
every export. What comes of it is told as a rate with its 95 % interval (Wilson).
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hui_reg.history.decisions import Choice
from hui_reg.model import Entry
from hui_reg.notation.shares import interval

BLIND: Final = "盲审"
"""What stands in the place of a proposal or a first decision that is not to be seen."""
LOOK: Final = "盲审：请自己看材料后定，这里不显示建议、问题和初审意见"


def is_chosen(secret: bytes, key: str, share: float) -> bool:
    """Whether a person is among the share that is looked at blindly."""
    drawn = hmac.new(secret, f"blind|{key}".encode(), hashlib.sha256).digest()[:8]
    return int.from_bytes(drawn, "big") < share * 2**64


@dataclass(frozen=True)
class Disagreement:
    """How many blind looks were taken, and in how many the second reviewer decided otherwise than the first."""

    looks: int
    differing: int

    @property
    def rate(self) -> float:
        return self.differing / self.looks if self.looks else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the rate after Wilson; 0 to 1 where nothing is known."""
        return interval(self.differing, self.looks)

    @property
    def sentence(self) -> str:
        """As ``status`` tells it."""
        if not self.looks:
            return "还没有盲审的意见"
        low, high = self.interval
        told = f"{self.rate:.1%}（95% 区间 {low:.1%}–{high:.1%}）"
        return f"已盲审 {self.looks} 人，与初审不同 {self.differing} 人：{told}"


def disagreement(second_reviews: Iterable[Entry]) -> Disagreement:
    """What the blind looks came to, each person's first one: what was decided after the proposal was seen is no
    blind look."""
    first: dict[str, str] = {}
    for entry in sorted(second_reviews, key=lambda entry: entry.seq):
        if entry.data.get("blind") and entry.data["choice"] not in (Choice.HOLD, Choice.WITHDRAWN):
            first.setdefault(entry.applicant, str(entry.data["choice"]))
    return Disagreement(len(first), sum(choice != Choice.PASS for choice in first.values()))
