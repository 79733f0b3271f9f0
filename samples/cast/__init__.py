"""The cast: who sends what, which fault it has, and what the reviewer must be told about it.

The verdicts and findings in here were worked out by hand from the notice and the catalogue of rules; each
has its reason in ``why``. They are never taken from a run. Cut-offs: deadline 2024-07-05, five years before
it 2019-07-05, grey zone to 2019-12-31.
"""

from samples.cast.members import Applicant, Unit
from samples.cast.towns import BAISHI, QINGLAN, SONGLING, YUNQIAO
from samples.cast.windows import MEDICAL, PROPERTY, SOCIAL, STRANGER

UNITS: tuple[Unit, ...] = (QINGLAN, YUNQIAO, MEDICAL, PROPERTY, BAISHI, SOCIAL, SONGLING)

__all__ = (
    "BAISHI", "MEDICAL", "PROPERTY", "QINGLAN", "SOCIAL", "SONGLING", "STRANGER", "UNITS", "YUNQIAO",
    "Applicant", "Unit", "of",
)  # fmt: skip


def of(name: str) -> Applicant:
    """The applicant of that name."""
    return next(a for unit in UNITS for a in unit.applicants if a.person.name == name)
