"""Albums of a batch: units divided into pages, their pictures drawn in the sandbox, what is handed out remembered."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hui_reg.console.pace import Pace
from hui_reg.desk import batches
from hui_reg.desk.album.encrypting import SUFFIX, Lock
from hui_reg.desk.outlet import Outlet
from hui_reg.desk.picture_jobs import job_of, look_at
from hui_reg.desk.sandboxed import at_hand, opened
from hui_reg.desk.workspace import Workspace
from hui_reg.model import Assessment, Leftover
from hui_reg.pages import views
from hui_reg.pages.formats.identify import OFFICE
from hui_reg.review.album import papers
from hui_reg.review.album.page import Leaf, page
from hui_reg.review.album.papers import Stray, Written
from hui_reg.review.album.sections import row_of
from hui_reg.review.batch import Batch
from hui_reg.review.evidence import Names
from hui_reg.sandbox.pool import Job, Sandbox
from hui_reg.spreadsheets.cleaning import file_name
from hui_reg.store import exports, results
from hui_reg.vocabulary import Kind

PEOPLE = 40
"""People on one page: some 20 MB, which browsers still open at once."""
SIDE, CARD_SIDE, PHOTO_SIDE = 1150, 1300, 500
"""Pixels of the longer side of a page, of a page with an ID card, and of a photo."""
_CARDS = frozenset({Kind.ID_CARD, Kind.RESIDENCE_CARD})


@dataclass(frozen=True)
class Part:
    """The people of one page, with the unit's files of nobody on the last page of the unit."""

    unit: str
    people: tuple[Assessment, ...]
    strays: tuple[Stray, ...] = ()
    number: int = 1


def parts(batch: Batch, leftovers: Sequence[Leftover]) -> Iterator[Part]:
    """The pages of a batch, unit by unit."""
    units: dict[str, list[Assessment]] = {}
    for assessment in batch.assessments:
        units.setdefault(assessment.dossier.unit, []).append(assessment)
    for unit, people in sorted(units.items()):
        strays = () if batch.stage.outside else tuple(papers.strays(people, leftovers))
        for number, start in enumerate(range(0, len(people), PEOPLE), 1):
            last = start + PEOPLE >= len(people)
            here = tuple(people[start : start + PEOPLE])
            yield Part(unit, here, _among(strays, here) if last else (), number)


@dataclass(frozen=True)
class Made:
    """One page written, and the place of each of its people in it, by applicant key."""

    part: Part
    path: Path
    places: Mapping[str, str]


def write(outlet: Outlet, batch: Batch, folder: Path, *, lock: Lock | None = None, dry_run: bool = False) -> list[Made]:
    """Write the albums of a batch into a folder, encrypted with ``lock``.

    Raises :class:`HuiRegError` (exit 7) for faults of the disk.
    """
    with outlet.workspace.database.begin() as connection:
        leftovers = results.load_leftovers(connection)
    pages = list(parts(batch, leftovers))
    if dry_run:
        return [Made(part, path, {}) for part, path in _paths(pages, folder, lock)]
    made = []
    wanted = [_wanted(outlet.workspace, part, outside=batch.stage.outside) for part in pages]
    workspace = outlet.workspace
    with outlet.console.progress("画出材料", sum(map(len, wanted)), "页") as pace, opened(workspace) as sandbox:
        for (part, path), exhibits in zip(_paths(pages, folder, lock), wanted, strict=True):
            here = _leaf(workspace, batch, part, _drawn(workspace, sandbox, exhibits, pace))
            text = page(here).encode()
            outlet.put(path, lock(text) if lock else text)
            keys = [person.dossier.key for person in part.people]
            made.append(Made(part, path, {key: f"{path.name}#r-{row_of(here.batch, key)}" for key in keys}))
    return made


def _paths(pages: Sequence[Part], folder: Path, lock: Lock | None) -> Iterator[tuple[Part, Path]]:
    names, suffix = Names(), f".html{SUFFIX}" if lock else ".html"
    for part in pages:
        yield part, folder / names.free("", file_name(part.unit, 60, "单位不明"), suffix).lstrip("/")


def _among(strays: Sequence[Stray], people: Collection[Assessment]) -> tuple[Stray, ...]:
    """The strays with the candidates who stand on the same page."""
    here = {person.dossier.key for person in people}
    return tuple(
        replace(stray, candidates=tuple(c for c in stray.candidates if c.dossier.key in here)) for stray in strays
    )


def _leaf(workspace: Workspace, batch: Batch, part: Part, drawn: papers.Drawn) -> Leaf:
    """One page, remembered as an export of its own: what comes back is asked of this unit alone."""
    made = exports.new_id(batch.made_at.astimezone(workspace.notice.tz))
    here = replace(batch, export_id=made, assessments=part.people)
    rows = {row_of(here, person.dossier.key): batch.versions[person.dossier.key] for person in part.people}
    with workspace.database.begin() as connection:
        batches.remember(connection, here, "review", rows)
    return Leaf(here, part.unit, drawn, part.strays, part.number)


@dataclass(frozen=True)
class _Exhibits:
    """What draws or reads every page of a part, by the page's key."""

    pictures: dict[str, Job]
    written: dict[str, Job]

    def __len__(self) -> int:
        return len(self.pictures.keys() | self.written.keys())


def _wanted(workspace: Workspace, part: Part, *, outside: bool) -> _Exhibits:
    pictures: dict[str, Job] = {}
    written: dict[str, Job] = {}
    for assessment in part.people:
        for view in papers.views(assessment, outside=outside):
            exhibit, kind = view.exhibit, view.exhibit.reading.kind
            side = PHOTO_SIDE if kind is Kind.PHOTO else CARD_SIDE if kind in _CARDS else SIDE
            look = look_at(exhibit, view.page, side)
            job = job_of(workspace, exhibit.file.sha256, look, assessment.dossier.unit)
            (written if _is_written(exhibit.format) else pictures).setdefault(view.key, job)
    formats = _formats(workspace, part.strays)
    for stray in part.strays:
        sha256 = stray.file.file.sha256
        format = formats.get(sha256, "")
        if format:
            look = views.Look(format=format, page=stray.page, side=SIDE)
            job = job_of(workspace, sha256, look, stray.file.file.message)
            (written if _is_written(format) else pictures).setdefault(stray.key, job)
    return _Exhibits(pictures, written)


def _drawn(workspace: Workspace, sandbox: Sandbox, wanted: _Exhibits, pace: Pace) -> papers.Drawn:
    """What is shown of every page; pages that can't be drawn are left out."""
    texts = _written(sandbox, wanted.written, pace)
    left = {key: job for key, job in wanted.written.items() if key not in texts}  # a picture in an Office file
    return {**texts, **batches.draw_missing(workspace, sandbox, wanted.pictures | left, views.view, pace)}


def _is_written(format: str) -> bool:
    return format in OFFICE or format == "text"


def _formats(workspace: Workspace, strays: Sequence[Stray]) -> Mapping[str, str]:
    hashes = {stray.file.file.sha256 for stray in strays if stray.file.problem is None}
    with workspace.database.begin() as connection:
        return {read.sha256: read.format for read in results.load_readings(connection, hashes)}


def _written(sandbox: Sandbox, wanted: Mapping[str, Job], pace: Pace) -> dict[str, Written]:
    """The text of those pages that bear text; the others are pictures, or nothing."""
    jobs = [replace(job, key=key) for key, job in wanted.items()]
    found = {}
    for done in sandbox.run(views.written, views.Written, at_hand(jobs, {})):
        if done.document is not None and done.document.rows:
            found[done.key] = done.document.rows
            pace(1)
    return found
