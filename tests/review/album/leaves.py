"""Pages of albums for tests: invented people, small pictures, and what the office knows when the answers come back."""

import json
import re
from html import unescape

from hui_reg.history.decisions import Stage
from hui_reg.model import Assessment
from hui_reg.review.album import papers
from hui_reg.review.album.page import Leaf, page
from hui_reg.review.album.sections import row_of
from hui_reg.review.returning import answers
from hui_reg.review.returning.hearing import Handed, Person, Reviewers
from hui_reg.review.returning.judging import Judgement, judge
from tests.review import batch as people
from tests.review.sheets.test_workbook import jpeg


def leaf(assessments, stage=Stage.FIRST, *, leftovers=(), unit=people.UNITS[0], **more) -> Leaf:
    """A page of these people, every paper of theirs with a picture."""
    batch = people.batch(assessments, stage, **more)
    found = tuple(papers.strays(list(assessments), leftovers))
    drawn = {view.key: jpeg() for a in assessments for view in papers.views(a)} | {s.key: jpeg() for s in found}
    return Leaf(batch, unit, drawn, found)


def boxed(assessment: Assessment, field: str = "id_number", **changes) -> Assessment:
    """The same applicant with a place for a value on its paper, the value perhaps read otherwise."""
    dossier = assessment.dossier
    merged = dossier.fields[field]
    value = merged.value.model_copy(update={"box": (0.3, 0.7, 0.9, 0.8), "page": 1} | changes)
    fields = dict(dossier.fields) | {field: merged.model_copy(update={"value": value})}
    exhibits = []
    for exhibit in dossier.exhibits:
        reading = exhibit.reading
        if exhibit.file.sha256 == merged.sha256 and reading.kind is merged.kind:
            reading = reading.model_copy(update={"fields": dict(reading.fields) | {field: value}})
        exhibits.append(exhibit.model_copy(update={"reading": reading}))
    dossier = dossier.model_copy(update={"fields": fields, "exhibits": tuple(exhibits)})
    return assessment.model_copy(update={"dossier": dossier})


def row(text: str, key: str) -> dict[str, str]:
    """The attributes of the section of a row's token, as the script sees them."""
    tag = re.search(f'<section class="person" id="r-{key}"([^>]*)>', text)
    assert tag is not None
    return {name: unescape(value) for name, value in re.findall(r' data-([a-z]+)="([^"]*)"', tag[1])}


def saved(made: Leaf, decide, **more) -> dict:
    """What the page would save: ``decide`` gets an assessment and answers with the fields of a row, or None."""
    text, rows = page(made), []
    for number, assessment in enumerate(made.batch.assessments, 1):
        said = decide(assessment)
        if said is not None:
            known = row(text, row_of(made.batch, assessment.dossier.key))
            sealed = {"key": known["row"], "version": known["version"], "seal": known["seal"]}
            rows.append({"place": number, **sealed, "seen": True, **said})
    about = {
        "kind": "hui-reg-answers",
        "format": 1,
        "export": made.batch.export_id,
        "by": "王审核",
        "saved": "2024-07-06",
    }
    return {**about, "rows": rows, "files": [], **more}


def known(made: Leaf) -> dict[str, Person]:
    """The applicants as the office knows them when the file comes back."""
    batch = made.batch
    return {
        a.dossier.key: Person(
            a.dossier.key, a.verdict, batch.versions[a.dossier.key], a.dossier.name,
            decisions=batch.decisions.get(a.dossier.key, {}),
        )
        for a in batch.assessments
    }  # fmt: skip


def judged(made: Leaf, data: bytes | dict, persons=None, reviewers: Reviewers | None = None) -> Judgement:
    """What comes of a saved file."""
    sheet, _ = answers.parse(data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode())
    batch = made.batch
    tokens = {row_of(made.batch, key): batch.versions[key] for key in batch.versions}
    handed = {batch.export_id: Handed(batch.stage, tokens, batch.made_at)}
    return judge(sheet, handed, batch.secret, known(made) if persons is None else persons, reviewers)
