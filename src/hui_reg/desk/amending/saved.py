"""What a reviewer says of the evidence in an album, made rulings; and the decisions taken with them in mind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hui_reg.desk.amending.entering import Said
from hui_reg.desk.amending.files import Named
from hui_reg.desk.amending.values import Papers, dossier_of, papers_of, understood
from hui_reg.desk.validation import rulings_of
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.decisions import CHOICE_TITLES, Stage, overrides
from hui_reg.history.people import Person as Listed
from hui_reg.history.ruling_words import sentence
from hui_reg.history.rulings import Ruling, Rulings
from hui_reg.model import Exhibit
from hui_reg.review.album.papers import identity
from hui_reg.review.columns import canonical, token
from hui_reg.review.returning.hearing import NEUTRAL, NOT_CORRECTED, Decided, Person
from hui_reg.review.returning.issues import Issue, IssueKind
from hui_reg.review.returning.judging import Judgement
from hui_reg.review.returning.returned import Correction
from hui_reg.review.sheets.typed import NOTHINGS
from hui_reg.store import results


@dataclass(frozen=True)
class Heard:
    """The rulings of a saved file, what of it can't be one, and the keys of those whom they touch; ``refused``: of
    those of whom a correction can't be one."""

    said: tuple[Said, ...] = ()
    issues: tuple[Issue, ...] = ()
    touched: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


def rulings_in(workspace: Workspace, judgement: Judgement, secret: bytes, source: str) -> Heard:
    """The corrections and owners of a judged file, whose SHA-256 is ``source``, as rulings to be entered."""
    said: list[Said] = []
    issues: list[Issue] = []
    refused: set[str] = set()
    for key, corrections in judgement.corrections.items():
        papers = _papers(workspace, key)
        for correction in corrections:
            try:
                said.append(_value(papers, correction, judgement.paper, source))
            except HuiRegError as error:
                name = papers.dossier.name
                refused.add(key)
                issues.append(Issue(IssueKind.CORRECTION, correction.field.title, f"{error}；{error.hint}", name))
    owners, more = _owners(workspace, judgement, secret, source)
    touched = {*judgement.corrections, *(one.applicant for one in owners if one.applicant)}
    return Heard((*said, *owners), (*issues, *more), frozenset(touched), frozenset(refused))


def without_refused(
    decided: Sequence[Decided], refused: Collection[str]
) -> tuple[tuple[Decided, ...], tuple[Issue, ...]]:
    """The decisions but those that rest on a correction which was refused: nobody decided on the value as it is."""
    resting = [one for one in decided if one.applicant in refused and one.choice not in NEUTRAL]
    issues = (Issue(IssueKind.CORRECTION, f"第 {one.row} 人", NOT_CORRECTED, one.name) for one in resting)
    return tuple(one for one in decided if one not in resting), tuple(issues)


def _papers(workspace: Workspace, key: str) -> Papers:
    dossier = dossier_of(workspace, Listed(key=key, unit="", name="", id_number=""))
    return papers_of(workspace, dossier, rulings_of(workspace))


def _value(papers: Papers, correction: Correction, paper: str, source: str) -> Said:
    exhibit = _exhibit(papers.dossier.exhibits, correction)
    return papers.value(exhibit, correction.field, understood(correction.field, correction.value), paper, source)


def _exhibit(exhibits: Sequence[Exhibit], correction: Correction) -> Exhibit:
    """The paper a correction is about: it was in force when the page was made, and the row is not outdated."""
    for exhibit in exhibits:
        reading = exhibit.reading
        is_meant = exhibit.file.sha256 == correction.paper and reading.kind is correction.kind
        if is_meant and not exhibit.superseded and (not correction.page or correction.page in reading.pages):
            return exhibit
    raise HuiRegError(ExitCode.USAGE, "更正的这份材料现在不是这个人的", "请重新导出再看。")


def _owners(workspace: Workspace, judgement: Judgement, secret: bytes, source: str) -> tuple[list[Said], list[Issue]]:
    if not (judgement.owners or judgement.kinds):
        return [], []
    with workspace.database.begin() as connection:
        every = results.load_leftovers(connection)
        listed = {one.key: one for one in results.load_listed(connection)}
    leftovers = {token(secret, judgement.export_id, identity(left)): left for left in every}
    gone = "导出之后没有归到人的文件有变化，说明的归属没有采用；请重新导出"
    said: list[Said] = []
    issues: list[Issue] = []
    for file in dict.fromkeys((*judgement.kinds, *judgement.owners)):
        key = judgement.owners.get(file)
        if file not in leftovers or (key and key not in listed):
            issues.append(Issue(IssueKind.GONE, "", gone))
            continue
        named = Named(leftovers[file].file, leftovers[file].pages)
        word = judgement.kinds.get(file, "")
        if key == "" or canonical(word) in NOTHINGS:
            said.append(replace(named.nothing(judgement.paper), source=source))
            continue
        try:
            said += [replace(named.paper(word, judgement.paper), source=source)] if word else []
        except HuiRegError as error:
            issues.append(Issue(IssueKind.CORRECTION, named.file.path, f"{error}；{error.hint}"))
        if key:
            person = Listed(key=key, unit=listed[key].unit, name=listed[key].name, id_number="")
            said.append(replace(named.owned(person, judgement.paper), source=source))
    return said, issues


def sentence_of(said: Said) -> str:
    """One ruling as a sentence, numbers masked."""
    return sentence(Ruling(0, said.kind, said.applicant, "", date.min, "", said.data))


def decided_after(
    judgement: Judgement, touched: frozenset[str], people: Mapping[str, Person], rulings: Rulings
) -> tuple[tuple[Decided, ...], tuple[Issue, ...]]:
    """The decisions as they stand once the rulings of the same file are in the dossiers.

    Who corrects a value and passes the person decides on the corrected dossier: the decision holds when what is
    proposed now doesn't speak against it, or when a reason was given.
    """
    made: list[Decided] = []
    issues: list[Issue] = []
    assert judgement.stage is not None
    for one in judgement.decided:
        if one.applicant not in touched:
            made.append(one)
            continue
        person = people.get(rulings.present(one.applicant)) or people.get(one.applicant)
        fault = _fault(judgement.stage, one, person)
        if person is not None and person.key in {other.applicant for other in made}:
            fault = "更正之后这一行与另一行成了同一个人，意见没有记录；请重新导出看过再定"
        if fault or person is None:
            issues.append(Issue(IssueKind.CORRECTION, f"第 {one.row} 人", fault, one.name))
            continue
        held = person.decisions.get(judgement.stage)
        made.append(
            replace(
                one,
                applicant=person.key,
                verdict=person.verdict,
                supersedes=held.seq if held else None,
                name=person.name,
                document=person.document,
            )
        )
    return tuple(made), tuple(issues)


def _fault(stage: Stage, one: Decided, person: Person | None) -> str:
    if person is None:
        return "更正之后这个人的档案变了，意见没有记录；请重新导出再定"
    against = overrides(stage, person.verdict, person.decisions.get(Stage.FIRST), one.choice)
    if against and not one.reasoned and not one.blind:
        said = CHOICE_TITLES[one.choice]
        return f"更正之后的建议是“{person.verdict.marked}”，与意见“{said}”不同，意见没有记录；请重新导出看过再定"
    return ""
