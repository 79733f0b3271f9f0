"""Why a verdict is what it is: for every rule, the values it looked at and what it made of them."""

from dataclasses import dataclass

from hui_reg.model import Assessment, Dossier, Finding
from hui_reg.notice import Notice
from hui_reg.rules.case import Case
from hui_reg.rules.checking import Setting, active, check
from hui_reg.rules.rule import Doubt
from hui_reg.rules.sight import Sight


@dataclass(frozen=True)
class Trace:
    """One rule's work on one dossier. Neither finding nor doubt: the rule holds or does not apply."""

    setting: Setting
    finding: Finding | None
    looked: tuple[Sight, ...]
    doubted: tuple[Sight, ...]


def trace(dossier: Dossier, notice: Notice) -> tuple[Assessment, tuple[Trace, ...]]:
    """The assessment of a dossier and the trace of every rule, in the order of the catalogue."""
    assessment = check(dossier, notice)
    findings = {finding.rule: finding for finding in assessment.findings}
    return assessment, tuple(
        _trace(setting, Case(dossier, notice), findings.get(setting.rule.id)) for setting in active(notice)
    )


def _trace(setting: Setting, case: Case, finding: Finding | None) -> Trace:
    if not setting.enabled:
        return Trace(setting, None, (), ())
    doubted = [mark.sight for mark in setting.rule.check(case) if isinstance(mark, Doubt)]
    return Trace(setting, finding, _distinct(case.looked), _distinct(doubted))


def _distinct(sights: list[Sight]) -> tuple[Sight, ...]:
    places = {(s.exhibit.file.sha256, s.exhibit.reading.pages, s.field): s for s in sights}
    return tuple(places.values())
