"""What a reviewer says of the evidence in an album or workbook, made rulings; and the decisions taken with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hui_reg.desk.amending.entering import Said
from hui_reg.desk.amending.files import Named
from hui_reg.desk.amending.values import Papers, dossier_of, papers_of, understood
from hui_reg.desk.validation import rulings_of
from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.history.decisions import CHOICE_TITLES, Choice, Stage, overrides
from hui_reg.history.people import Person as Listed
from hui_reg.history.ruling_words import sentence
from hui_reg.history.rulings import Ruling, RulingKind, Rulings
from hui_reg.model import Exhibit, Leftover, Verdict
from hui_reg.review.album.papers import identity
from hui_reg.review.columns import canonical, token
from hui_reg.review.returning.hearing import NEUTRAL, NOT_CORRECTED, Decided, Person
from hui_reg.review.returning.issues import Issue, IssueKind
from hui_reg.review.returning.judging import Judgement
from hui_reg.review.returning.returned import Correction
from hui_reg.review.sheets.typed import NOTHINGS
from hui_reg.store import mails, results
from hui_reg.store.database import Connection
from hui_reg.store.derived import traces


@dataclass(frozen=True)
class Heard:
    """The rulings of a saved file, and what of it can't be one; ``refused``: the keys of those of whom a correction
    can't be one. ``repeated``: how much of what is said of files stands already."""

    said: tuple[Said, ...] = ()
    issues: tuple[Issue, ...] = ()
    refused: frozenset[str] = frozenset()
    repeated: int = 0


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
                place = correction.cell or correction.field.title
                issues.append(Issue(IssueKind.CORRECTION, place, f"{error}；{error.hint}", name))
    rulings = rulings_of(workspace)
    owners, more = _owners(workspace, judgement, secret, source, rulings)
    new = [one for one in (*said, *owners) if rulings.alike(_ruling(one)) is None]
    return Heard(tuple(new), (*issues, *more), frozenset(refused), len(said) + len(owners) - len(new))


def stands(rulings: Rulings, correction: Correction) -> bool:
    """Whether a value was entered just as a sheet has it: whoever brings the sheet again says nothing new."""
    try:
        value = understood(correction.field, correction.value)
    except HuiRegError:
        return False
    return any(
        one.kind is RulingKind.VALUE
        and (one.said("paper"), one.said("field"), one.said("value")) == (correction.kind, correction.field, value)
        and correction.page in (0, one.data.get("page"))
        for one in rulings.by_file.get(correction.paper, ())
    )


def _ruling(said: Said) -> Ruling:
    return Ruling(0, said.kind, said.applicant, "", date.min, "", said.data)


def without_refused(
    decided: Sequence[Decided], refused: Collection[str]
) -> tuple[tuple[Decided, ...], tuple[Issue, ...]]:
    """The decisions but those that rest on a correction which was refused: nobody decided on the value as it is."""
    resting = [one for one in decided if one.applicant in refused and one.choice not in NEUTRAL]
    issues = (Issue(IssueKind.CORRECTION, one.place, NOT_CORRECTED, one.name) for one in resting)
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


def _owners(
    workspace: Workspace, judgement: Judgement, secret: bytes, source: str, rulings: Rulings
) -> tuple[list[Said], list[Issue]]:
    """What is said of files of nobody. Of one that isn't nobody's any more only what stands already is no issue."""
    if not (judgement.owners or judgement.kinds):
        return [], []
    with workspace.database.begin() as connection:
        waiting = results.load_leftovers(connection)
        spoken_of = _spoken_of(connection, rulings)
        listed = {one.key: one for one in results.load_listed(connection)}
    places = {token(secret, judgement.export_id, identity(left)): left for left in (*spoken_of, *waiting)}
    open_ = {token(secret, judgement.export_id, identity(left)) for left in waiting}
    said: list[Said] = []
    issues: list[Issue] = []
    for file in dict.fromkeys((*judgement.kinds, *judgement.owners)):
        key = judgement.owners.get(file)
        if file not in places or (key and key not in listed):
            issues.append(Issue(IssueKind.GONE, "", _GONE))
            continue
        named = Named(places[file].file, places[file].pages)
        try:
            about = _of_file(named, judgement.kinds.get(file, ""), key, judgement.paper, listed)
        except HuiRegError as error:
            issues.append(Issue(IssueKind.CORRECTION, named.file.path, f"{error}；{error.hint}"))
            continue
        if file in open_ or all(rulings.alike(_ruling(one)) for one in about):
            said += [replace(one, source=source) for one in about]
        else:
            issues.append(Issue(IssueKind.GONE, "", _GONE))
    return said, issues


_GONE = "导出之后没有归到人的文件有变化，说明的归属没有采用；请重新导出"


def _of_file(named: Named, word: str, key: str | None, paper: str, listed: Mapping[str, results.Listed]) -> list[Said]:
    """What one file is, and whose; ``key`` empty: nobody's. Raises :class:`HuiRegError` (exit 2)."""
    if key == "" or canonical(word) in NOTHINGS:
        return [named.nothing(paper)]
    said = [named.paper(word, paper)] if word else []
    if key:
        said.append(named.owned(Listed(key=key, unit=listed[key].unit, name=listed[key].name, id_number=""), paper))
    return said


def _spoken_of(connection: Connection, rulings: Rulings) -> list[Leftover]:
    """The files and pages of which staff said something, as those of nobody are told."""
    brought = traces.bringing(connection, rulings.by_file.keys())
    files = mails.load_files(connection, only={mail for several in brought.values() for mail in several})
    return [
        Leftover(file=file, pages=tuple(sorted(one.pages)), reason="")
        for file in files
        for one in rulings.by_file.get(file.sha256, ())
        if one.kind is RulingKind.FILE
    ]


def sentence_of(said: Said) -> str:
    """One ruling as a sentence, numbers masked."""
    return sentence(_ruling(said))


def decided_after(
    judgement: Judgement, people: Mapping[str, Person], rulings: Rulings
) -> tuple[tuple[Decided, ...], tuple[Issue, ...]]:
    """The decisions as they stand once the rulings of the same file are in the dossiers.

    Who corrects something and passes the person decides on the corrected dossier, whatever was corrected, and in
    whose row: the decision holds when what is proposed now doesn't speak against it, or when a reason was given.
    """
    made: list[Decided] = []
    issues: list[Issue] = []
    assert judgement.stage is not None
    for one in judgement.decided:
        person = people.get(rulings.present(one.applicant)) or people.get(one.applicant)
        if person is not None and (person.key, person.document) == (one.applicant, one.document):
            made.append(one)
            continue
        fault = _fault(judgement.stage, one, person)
        if person is not None and person.key in {other.applicant for other in made}:
            fault = "更正之后这一行与另一行成了同一个人，意见没有记录；请重新导出看过再定"
        if fault or person is None:
            issues.append(Issue(IssueKind.CORRECTION, one.place, fault, one.name))
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


def to_confirm(stage: Stage | None, decided: Sequence[Decided], people: Mapping[str, Person]) -> list[Issue]:
    """Whom the second review decided on a dossier that isn't the first's any more: the first is asked again."""
    firsts = {one: people[one.applicant].decisions.get(Stage.FIRST) for one in decided if one.applicant in people}
    return [
        Issue(IssueKind.STALE, one.place, _FIRST_AGAIN, one.name)
        for one, first in firsts.items()
        if stage is Stage.SECOND and first is not None and first.changes(one.document)
    ]


_FIRST_AGAIN = "复核时更正了档案，初审意见须重新确认；确认之后这份复核意见才算数"


def _fault(stage: Stage, one: Decided, person: Person | None) -> str:
    if person is None:
        return "更正之后这个人的档案变了，意见没有记录；请重新导出再定"
    against = overrides(stage, person.verdict, person.decisions.get(Stage.FIRST), one.choice)
    doubted = stage is Stage.FIRST and (person.verdict, one.choice) == (Verdict.REVIEW, Choice.PASS)
    if doubted and one.verdict is not Verdict.REVIEW and not one.reasoned:
        return "更正之后有了需人工核对的问题，意见“通过”没有记录；请重新导出，看过再定"
    if against and not one.reasoned and not one.blind:
        said = CHOICE_TITLES[one.choice]
        return f"更正之后的建议是“{person.verdict.marked}”，与意见“{said}”不同，意见没有记录；请重新导出看过再定"
    return ""
