"""What a unit's contact is told before the papers are sent: person by person what is there, missing, and to mend.

One noun for the terminal, the printed page and the JSON. Its words are for somebody who knows neither this program nor
its rules: no rule numbers, no commands, every ID number masked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hui_reg.model import Assessment, Leftover, Outcome, Problem, ProblemKind, Verdict
from hui_reg.notation.resident_id import IN_TEXT, mask
from hui_reg.notice import Notice
from hui_reg.review.marks import Mark, marks, substitutes
from hui_reg.spreadsheets.cleaning import clean

ADVICE: Mapping[Verdict, str] = {
    Verdict.PASS: "没有发现问题，可以报送",
    Verdict.CORRECT: "请先补正再报送",
    Verdict.REVIEW: "有程序拿不准的地方，报送后由工作人员核对；能补清楚的请先补清楚",
    Verdict.INELIGIBLE: "看来不符合申报条件，请先与受理单位核对",
}
SYMBOLS: Mapping[Verdict, str] = {Verdict.PASS: "√", Verdict.CORRECT: "×", Verdict.REVIEW: "▲", Verdict.INELIGIBLE: "●"}
_MARKS: Mapping[Mark, tuple[str, str]] = {
    Mark.GOOD: ("√", ""),
    Mark.MISSING: ("×", "缺"),
    Mark.WRONG: ("×", "要改"),
    Mark.LOOK: ("▲", "待核对"),
    Mark.SUBSTITUTE: ("▲", "用别的材料代替，待核对"),
    Mark.NOT_NEEDED: ("—", "不用交"),
    Mark.VERIFIED: ("√", "已核验，不用交"),
}
_LISTED_ELSEWHERE = (ProblemKind.LATE, ProblemKind.ARRIVAL_UNSURE, ProblemKind.NO_MATERIAL, ProblemKind.EARLY)
_COMMAND = re.compile(r"[；;，,。]?\s*(?:请|可以?|下载后用|之后)?\s*(?:运行|用)?\s*hui-reg [a-z][^；。，]*")
"""What staff would type next; nobody here has anything to type."""


@dataclass(frozen=True)
class Material:
    """One material of one person: its mark and word, and the files in which it stands."""

    title: str
    symbol: str
    word: str
    files: tuple[str, ...]

    @property
    def line(self) -> str:
        said = "，".join(filter(None, (self.word, "、".join(self.files))))
        return f"{self.symbol} {self.title}" + (f"：{said}" if said else "")


@dataclass(frozen=True)
class Remark:
    """Something found: what is wrong, and how to mend it."""

    said: str
    remedy: str


@dataclass(frozen=True)
class Person:
    """One applicant's part of the page: ``mend`` before sending, ``look`` where staff will, ``aware`` by the way."""

    unit: str
    name: str
    number: str
    verdict: Verdict
    materials: tuple[Material, ...]
    mend: tuple[Remark, ...]
    look: tuple[Remark, ...]
    aware: tuple[Remark, ...]

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.verdict]

    @property
    def advice(self) -> str:
        return ADVICE[self.verdict]


@dataclass(frozen=True)
class Checkup:
    """The whole page. ``nobodys``: files of which nobody can tell whose; ``troubles``: what wasn't looked at."""

    title: str
    basis: str
    people: tuple[Person, ...]
    nobodys: tuple[str, ...]
    troubles: tuple[str, ...]

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person.unit for person in self.people))

    @property
    def summary(self) -> str:
        """``共 3 人：√ 可以报送 1 人，× 要补正 2 人``."""
        words = {Verdict.PASS: "可以报送", Verdict.CORRECT: "要补正", Verdict.REVIEW: "待核对"}
        words |= {Verdict.INELIGIBLE: "看来不符合条件"}
        counts = {verdict: sum(person.verdict is verdict for person in self.people) for verdict in words}
        parts = [f"{SYMBOLS[v]} {words[v]} {count} 人" for v, count in counts.items() if count]
        return f"共 {len(self.people)} 人：" + "，".join(parts) if parts else "没有认出任何人的报名材料"


def checkup(
    notice: Notice,
    assessments: Sequence[Assessment],
    left: Sequence[Leftover],
    problems: Sequence[Problem],
    wrappers: Sequence[str] = (),
) -> Checkup:
    """The page of these people. ``wrappers``: beginnings of paths that nobody outside knows."""

    def told(text: str) -> str:
        return _told(text, wrappers)

    hinted = {leftover.file.path for a in assessments for leftover in a.dossier.hinted}
    nobodys = [told(f"{one.file.path}：{one.reason}") for one in left if not (one.problem or one.file.path in hinted)]
    said = [p for p in problems if p.kind not in _LISTED_ELSEWHERE]
    troubles = [told(f"{p.path}：{p.detail}" if p.path and p.path not in p.detail else p.detail) for p in said]
    spoken = {p.path for p in said}
    troubles += [
        told(f"{one.file.path}：{one.problem.detail}") for one in left if one.problem and one.file.path not in spoken
    ]
    return Checkup(
        title=notice.title,
        basis=notice.number,
        people=tuple(_person(notice, assessment, wrappers) for assessment in assessments),
        nobodys=tuple(dict.fromkeys(nobodys)),
        troubles=tuple(dict.fromkeys(troubles)),
    )


def _person(notice: Notice, assessment: Assessment, wrappers: Sequence[str]) -> Person:
    dossier = assessment.dossier

    def remarks(*outcomes: Outcome) -> tuple[Remark, ...]:
        return tuple(
            Remark(_told(finding.message, wrappers), _told(finding.hint, wrappers))
            for finding in assessment.findings
            if finding.outcome in outcomes
        )

    looked_for = [finding for finding in assessment.findings if finding.outcome is Outcome.REVIEW]
    materials = []
    for material, mark in marks(assessment, notice).items():
        exhibits = assessment.materials()[material] or substitutes(assessment, material)
        files = dict.fromkeys(_told(exhibit.file.path, wrappers) for exhibit in exhibits)
        symbol, word = _MARKS[mark]
        if mark is Mark.NOT_NEEDED and any(material in finding.materials for finding in looked_for):
            symbol, word = "▲", "没有见到，待核对"
        materials.append(Material(notice.materials[material].title, symbol, word, tuple(files)))
    return Person(
        unit=dossier.unit,
        name=_told(dossier.name, wrappers) or "（姓名没有读出）",
        number=mask(dossier.id_number) or "证件号没有读出",
        verdict=assessment.verdict,
        materials=tuple(materials),
        mend=remarks(Outcome.CORRECT, Outcome.INELIGIBLE),
        look=remarks(Outcome.REVIEW),
        aware=remarks(Outcome.NOTE),
    )


def _told(text: str, wrappers: Sequence[str]) -> str:
    """Text for outside: one line, no ID number whole, nothing of how we packed it, no command of ours."""
    plain = " ".join(clean(text).split())
    for wrapper in wrappers:
        plain = plain.replace(wrapper, "")
    return IN_TEXT.sub(lambda match: mask(match[0]), _COMMAND.sub("", plain))
