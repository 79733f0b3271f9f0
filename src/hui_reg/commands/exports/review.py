"""``export review``: the workbook for the reviewers, and the evidence tree beside it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.options import Written, stage_option
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.workspace import Workspace
    from hui_reg.review.batch import Batch

WORKBOOK, ALBUMS = "审核表.xlsx", "翻看"


@verb("review", dry_run=True)
@click.option("--output", type=Written(".xlsx"), default=None, help="工作簿（.xlsx）或文件夹的位置。")
@stage_option
@click.option("--unit", "units", multiple=True, metavar="名称", help="只导出这个单位，名称写一部分即可；可写多次。")
@click.option("--album", is_flag=True, help="同时在旁边的“翻看”文件夹里做翻看网页，从表中点建议就打开这个人。")
def command(run: Run, output: Path | None, stage: str, units: tuple[str, ...], album: bool) -> ExitCode:
    """导出审核表（Excel）和旁边的 evidence 证据文件夹。"""
    from hui_reg.desk import batches
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.units import meant
    from hui_reg.history.decisions import Stage

    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        units = meant(workspace, units)
        batch = batches.gather(workspace, Stage(f"{stage}_review"), units)
        path = _target(run, output, f"{batch.stage.label}-{batch.export_id}")
        confirm, held_up = _tell_earlier(run, batch, units)
        if not batch.assessments:
            run.console.result(_NOBODY[batch.stage.value])
            run.console.document({"applicants": 0, "workbook": None})
            return outlet.code
        lost = [] if run.dry_run else _write(run, outlet, _with_albums(outlet, batch, path) if album else batch, path)
    done = "将写出" if run.dry_run else "已写出"
    run.console.result(f"{done}{batch.stage.label}表：{path}（{len(batch.assessments)} 人，批次 {batch.export_id}）")
    run.console.result("填好后运行：hui-reg import review 文件 --dry-run，确认无误再去掉 --dry-run")
    if lost:
        run.console.attention(f"▲ {len(lost)} 个文件的内容已丢失，没有写入证据文件夹；请运行 hui-reg verify。")
    run.console.document(
        {
            "applicants": len(batch.assessments),
            "workbook": str(path),
            "export": batch.export_id,
            "stage": stage,
            "to_confirm": confirm,
            "held_up": held_up,
            "ownerless": len(batch.earlier.ownerless),
            "kept": outlet.kept,
            "dry_run": run.dry_run,
        }
    )
    return ExitCode.SET_ASIDE if lost else outlet.code


def _tell_earlier(run: Run, batch: "Batch", units: tuple[str, ...]) -> tuple[int, int]:
    """Say whose decisions no longer count because something has changed since: how many of this sheet, and how many
    must be confirmed in the first review before they can go on."""
    from hui_reg.history.decisions import Stage

    asked = {key for key, stands in batch.standings.items() if stands.changes and stands.review is batch.stage}
    confirm = sum(key in batch.versions for key in asked | set(batch.earlier.told))
    if confirm:
        run.console.attention(
            f"▲ {confirm} 人审核后材料有变化，或证件号、姓名、单位有更正，先前的意见已不作数："
            "见“问题”列的※，请重新填写。"
        )
    waiting = batch.held_up
    if waiting and batch.stage is Stage.SECOND:
        who = "、".join(waiting)
        run.console.attention(f"▲ {len(waiting)} 人通过初审后档案有变化，须先在初审表中重新确认，才能复核：{who}")
    if batch.earlier.ownerless and not units:
        lost = "、".join(dict.fromkeys(e.who for e in batch.earlier.ownerless))
        run.console.attention(f"▲ 这些人审核过，现在的名单里没有了，意见没有采用：{lost}")
    return confirm, len(waiting)


_NOBODY = {
    "first_review": "还没有申报人可以导出：请先运行 hui-reg fetch 和 hui-reg validate。",
    "second_review": "还没有人通过初审：请先导出、填写并导入初审表。",
}


def _target(run: Run, output: Path | None, name: str) -> Path:
    if output is None:
        return run.root / "exports" / name / WORKBOOK
    return output if output.suffix.lower() == ".xlsx" else output / WORKBOOK


def _with_albums(outlet: "Outlet", batch: "Batch", path: Path) -> "Batch":
    """The batch with links into the albums, which are written before the workbook that leads to them."""
    from dataclasses import replace

    from hui_reg.desk.album import albums

    made = albums.write(outlet, batch, path.parent / ALBUMS)
    return replace(batch, albums={key: f"{ALBUMS}/{place}" for one in made for key, place in one.places.items()})


def _write(run: Run, outlet: "Outlet", batch: "Batch", path: Path) -> list[str]:
    """Evidence and workbook are made side by side; the workbook takes its place last, when the evidence stands and
    the export is recorded: a killed export leaves the old one whole.
    """
    import gc
    from contextlib import ExitStack
    from dataclasses import replace

    from hui_reg import durable
    from hui_reg.desk import batches
    from hui_reg.desk.crew import beside
    from hui_reg.review import columns, evidence
    from hui_reg.review.sheets import workbook

    folder, workspace = path.parent, outlet.workspace
    with ExitStack() as at_work:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        at_work.enter_context(durable.scratch(folder, "export"))  # what is here is no leftover
        there = evidence.standing(folder)
        plan = evidence.plan(batch.assessments, batch.leftovers, batch.messages, there)
        hand = beside.hand(len(plan.files) - len(there))
        at_work.callback(hand.shutdown, cancel_futures=True)
        writing = hand.submit(evidence.write, folder, plan.files, workspace.blobs.get, there)
        batch = replace(_with_pictures(run, workspace, batch), evidence=plan)
        rows = {columns.token(batch.secret, batch.export_id, key): batch.versions[key] for key in batch.versions}
        with workspace.database.begin() as connection:
            batches.remember(connection, batch, "review", rows)
        gc.freeze()  # plan and pictures stay until the end: not to be gone through again and again
        with outlet.replacing(path) as partial:
            workbook.write(partial, batch)
            writing.result()  # what its links lead to must stand before it
        evidence.prune(folder, plan.files)
    return writing.result()


def _with_pictures(run: Run, workspace: "Workspace", batch: "Batch") -> "Batch":
    from dataclasses import replace

    from hui_reg.desk import batches
    from hui_reg.desk.sandboxed import opened
    from hui_reg.pages import views

    photos, crops = batches.picture_jobs(workspace, batch.assessments)
    with opened(workspace) as sandbox:
        with run.console.progress("缩略图", len(photos), "张") as pace:
            photos_drawn = batches.draw_missing(workspace, sandbox, photos, views.thumbnail, pace)
        with run.console.progress("证件局部", len(crops), "张") as pace:
            crops_drawn = batches.draw_missing(workspace, sandbox, crops, views.crop, pace)
    return replace(batch, photos=photos_drawn, crops=crops_drawn)
