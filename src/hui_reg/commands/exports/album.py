"""``export album``: pages to look through, one a unit (several for a large one)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.model import Assessment
    from hui_reg.review.album.page import Stray
    from hui_reg.review.batch import Picture

PEOPLE = 40
"""People on one page: some 40 MB, which browsers still open at once."""
SIDE, PHOTO_SIDE = 1150, 500
"""Pixels of the longer side of a page and of a photo."""


@verb("album", dry_run=True)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), default=None, help="放网页的文件夹。")
@click.option("--unit", "units", multiple=True, metavar="名称", help="只做这个单位，名称写一部分即可；可写多次。")
def command(run: Run, output: Path | None, units: tuple[str, ...]) -> ExitCode:
    """每个单位一个网页，逐人翻看材料：双击打开，不联网，← → 换人。"""
    from hui_reg.desk.ledger import listed_roll
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.units import meant
    from hui_reg.review.album import page
    from hui_reg.review.evidence import Names
    from hui_reg.spreadsheets.cleaning import file_name
    from hui_reg.store import results
    from hui_reg.vocabulary import Kind

    folder = output or run.root / "exports" / f"翻看-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    made = []
    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        units = meant(workspace, units)
        with workspace.database.begin() as connection:
            everyone, roll = results.load_assessments(connection), listed_roll(connection, workspace)
            leftovers = results.load_leftovers(connection)
            photos = {left.file.sha256 for left in leftovers if left.kind is Kind.PHOTO}
            formats = {read.sha256: read.format for read in results.load_readings(connection, photos)}
        names = Names()
        for unit, people in _parts([a for a in everyone if not units or a.dossier.unit in units]):
            path = folder / names.free("", file_name(unit, 60, "单位不明"), ".html").lstrip("/")
            made.append({"unit": unit, "people": len(people), "path": str(path)})
            if not run.dry_run:
                unowned = page.strays(people, leftovers)
                pictures = _drawn(run, workspace, people, unowned, formats)
                beside = page.Beside(
                    {a.dossier.key: roll.standing_of(a.dossier.key).sentence for a in people},
                    workspace.notice.education_record.hosts,
                )
                text = page.page(workspace.notice.title, unit, people, pictures, unowned, beside)
                outlet.put(path, text.encode())
    run.console.table(("单位", "人数"), [(str(line["unit"]), str(line["people"])) for line in made])
    done = "将写出" if run.dry_run else "已写出"
    run.console.result(f"{done} {len(made)} 个网页：{folder}（双击打开）" if made else "还没有申报人。")
    run.console.document({"pages": made, "kept": outlet.kept, "dry_run": run.dry_run})
    return outlet.code


def _parts(assessments: Sequence["Assessment"]) -> Iterator[tuple[str, list["Assessment"]]]:
    units: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        units.setdefault(assessment.dossier.unit, []).append(assessment)
    for unit, people in sorted(units.items()):
        for start in range(0, len(people), PEOPLE):
            yield unit, people[start : start + PEOPLE]


def _drawn(
    run: Run,
    workspace: "Workspace",
    people: Sequence["Assessment"],
    unowned: Sequence["Stray"],
    formats: Mapping[str, str],
) -> dict[str, "Picture"]:
    """The pictures of every page shown; pages that can't be drawn are left out."""
    from hui_reg.desk import batches
    from hui_reg.desk.picture_jobs import job_of, look_at
    from hui_reg.pages import views
    from hui_reg.review.album import page
    from hui_reg.vocabulary import Kind

    wanted = {}
    for assessment in people:
        for view in page.views(assessment):
            side = PHOTO_SIDE if view.exhibit.reading.kind is Kind.PHOTO else SIDE
            exhibit = view.exhibit
            look = look_at(exhibit, view.page, side)
            wanted[view.key] = job_of(workspace, exhibit.file.sha256, look, assessment.dossier.unit)
    for stray in unowned:
        sha256 = stray.photo.file.sha256
        look = views.Look(format=formats.get(sha256, "jpeg"), page=stray.page, side=PHOTO_SIDE)
        wanted[stray.key] = job_of(workspace, sha256, look, stray.photo.file.message)
    return batches.drawn(workspace, wanted, views.view, "画出材料", run.console)
