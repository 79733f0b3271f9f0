"""A dossier and a notice to an assessment: every rule in force is asked, marks become findings, findings a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Assessment, Dossier, Evidence, Finding, Outcome, Verdict
from hui_reg.notice import Notice
from hui_reg.rules.case import Case, is_guess
from hui_reg.rules.catalogue import BY_ID, RULES
from hui_reg.rules.cut_off import SEND_AGAIN, is_cut_off
from hui_reg.rules.files import hardly_legible, unclear
from hui_reg.rules.rule import Fail, Rule
from hui_reg.vocabulary import KIND_TITLES, Kind, Material

LACKING = ("A101", "A102", "A103", "A104", "A105", "A106", "A108", "A113", "D401", "D406")
"""Rules that say what has not come, or not whole."""

SEVERITY = tuple(Outcome)
"""Worst first."""

VERDICTS: Mapping[Outcome, Verdict] = {
    Outcome.INELIGIBLE: Verdict.INELIGIBLE,
    Outcome.CORRECT: Verdict.CORRECT,
    Outcome.REVIEW: Verdict.REVIEW,
    Outcome.NOTE: Verdict.PASS,
}


_FORM, _DIPLOMA, _CARD, _PHOTO, _RECORD = (
    Material.APPLICATION_FORM, Material.DIPLOMA, Material.ID_CARD, Material.PHOTO, Material.EDUCATION_RECORD,
)  # fmt: skip
ABOUT: Mapping[str, tuple[Material, ...]] = {
    "A101": (_FORM,), "A102": (_DIPLOMA,), "A103": (_CARD,), "A104": (_CARD,), "A105": (_PHOTO,), "A106": (_RECORD,),
    "A113": (_RECORD,), "A114": (_FORM,), "A115": (_RECORD,), "A117": (_RECORD,),
    "B201": (_CARD,), "B203": (_FORM,), "B205": (_CARD,), "B206": (_CARD,),
    "B207": (_PHOTO,), "B208": (_PHOTO,), "B209": (_PHOTO,), "B210": (_PHOTO,),
    "C305": (_DIPLOMA,), "D401": (_FORM,), "D402": (_DIPLOMA, _RECORD), "D403": (_DIPLOMA, _RECORD),
    "D404": (_RECORD,), "D407": (_FORM,),
}  # fmt: skip
"""Rules that speak of certain materials whatever their evidence; the others are placed by their evidence."""


@dataclass(frozen=True)
class Setting:
    """A rule as a notice puts it in force: switched on or off, its outcome, and the notice's reason for a change."""

    rule: Rule
    enabled: bool
    outcome: Outcome
    reason: str = ""


def active(notice: Notice) -> tuple[Setting, ...]:
    """Every rule of the catalogue as this notice has it, in order; for the sheet 规则 and for ``check``.

    Raises :class:`HuiRegError` (exit 3) when the notice changes a rule that doesn't exist.
    """
    if unknown := sorted(set(notice.rules) - set(BY_ID)):
        raise HuiRegError(
            ExitCode.SETTINGS,
            f"通知文件改动了不存在的规则：{'、'.join(unknown)}",
            "请用 hui-reg rules 查看规则编号后改正。",
        )
    settings = []
    for rule in RULES:
        change = notice.rules.get(rule.id)
        if change is None:
            settings.append(Setting(rule, True, rule.outcome))
        else:
            settings.append(Setting(rule, change.enabled, change.outcome or rule.outcome, change.reason))
    return tuple(settings)


def check(dossier: Dossier, notice: Notice) -> Assessment:
    """All findings on a dossier under a notice, in the order of the catalogue, and the verdict they add up to.

    One finding a rule at most: its messages are joined, its evidence gathered. A field that some rule needed and
    that could not be read is reported by A109, once.
    """
    case = Case(dossier, notice)
    found: dict[str, Finding] = {}
    settings = [setting for setting in active(notice) if setting.enabled]
    summed_up = any(setting.rule is hardly_legible for setting in settings)
    for setting in sorted(settings, key=lambda s: s.rule is hardly_legible):  # A109 sums up the others' doubts
        fails = []
        for mark in setting.rule.check(case):
            if isinstance(mark, Fail):
                fails.append(_at_most_review(mark, setting, case))
            elif summed_up:
                case.doubts.append((setting.rule.title, mark.sight))
            else:  # a notice without A109: a doubt must not get lost
                fails.append(Fail(unclear(mark.sight), (mark.sight.evidence(),), outcome=Outcome.REVIEW))
        if fails:
            found[setting.rule.id] = _finding(setting, fails, case)
    findings = tuple(found[s.rule.id] for s in settings if s.rule.id in found)
    return Assessment(dossier=dossier, findings=findings, verdict=verdict(findings))


def _at_most_review(fail: Fail, setting: Setting, case: Case) -> Fail:
    """What rests on a fact that was verified elsewhere contradicts a paper or the register: people look, whoever of the
    two is wrong. So they do where a paper may be another person's, and where more may be in a mail that came cut off.
    """
    if fail.outcome is not None or _outcome(setting, fail) not in (Outcome.INELIGIBLE, Outcome.CORRECT):
        return fail
    if is_cut_off(case) and (setting.rule.id in LACKING or _outcome(setting, fail) is Outcome.INELIGIBLE):
        return replace(fail, outcome=Outcome.REVIEW, hint=SEND_AGAIN)
    sheets = {fact.file.sha256 for fact in case.dossier.settled}
    guessed = {(e.file.sha256, page) for e in case.dossier.exhibits if is_guess(e) for page in (None, *e.reading.pages)}
    if any(evidence.sha256 in sheets or (evidence.sha256, evidence.page) in guessed for evidence in fail.evidence):
        return replace(fail, outcome=Outcome.REVIEW)
    return fail


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The worst outcome decides; notes change nothing."""
    worst = min((SEVERITY.index(f.outcome) for f in findings), default=len(SEVERITY) - 1)
    return VERDICTS[SEVERITY[worst]]


def _finding(setting: Setting, fails: list[Fail], case: Case) -> Finding:
    evidence: dict[Evidence, None] = {}
    for fail in fails:
        evidence |= dict.fromkeys(fail.evidence)
    materials = _concerned(setting.rule.id, fails, case)
    return Finding(
        rule=setting.rule.id,
        outcome=min((_outcome(setting, fail) for fail in fails), key=SEVERITY.index),
        message="；".join(dict.fromkeys(fail.message for fail in fails)) + "。",
        hint=_not_asked_for(setting.rule.id, materials, case)
        or "".join(dict.fromkeys(fail.hint or setting.rule.hint for fail in fails)),
        basis="；".join(dict.fromkeys(fail.basis or setting.rule.basis(case.notice) for fail in fails)),
        evidence=tuple(evidence),
        materials=materials,
    )


BETTER = ("A109", "A119", "B212", "D402", "D403", "D404")
"""Rules that ask for a better copy of the papers they concern, or for others."""


def _not_asked_for(rule: str, materials: tuple[Material, ...], case: Case) -> str:
    """What to do about papers that the notice asks nobody for and that no route of it rests on; empty of all others."""
    rests = any(route.education for route in case.notice.eligibility.routes)
    if (
        rule not in BETTER
        or not materials
        or any(
            case.notice.materials[which].required != "never" or (rests and which is Material.DIPLOMA)
            for which in materials
        )
    ):
        return ""
    titles = "、".join(KIND_TITLES[Kind(which.value)] for which in materials)
    return f"请核对所交的{titles}，通知没有要求交，有误的可以不交。"


def _concerned(rule: str, fails: list[Fail], case: Case) -> tuple[Material, ...]:
    """The materials a finding concerns: as the rule says, else those that its evidence stands on."""
    told = ABOUT.get(rule) or tuple(material for fail in fails for material in fail.materials)
    if told:
        return tuple(dict.fromkeys(told))
    places = {(evidence.sha256, evidence.page) for fail in fails for evidence in fail.evidence}
    return tuple(
        material
        for material in Material
        if any(
            (exhibit.file.sha256, page) in places
            for exhibit in case.dossier.current(Kind(material.value))
            for page in (None, *exhibit.reading.pages)
        )
    )


def _outcome(setting: Setting, fail: Fail) -> Outcome:
    """The rule's outcome under the notice, or the milder one of a case that is not clear-cut."""
    return max(setting.outcome, fail.outcome or setting.outcome, key=SEVERITY.index)
