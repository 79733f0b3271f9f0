"""``export package``: the materials of those who passed the first review, for the provincial company."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.model import Assessment
    from hui_reg.review.package import Entry, Part
    from hui_reg.sandbox.pool import Sandbox


@verb("package", dry_run=True)
@click.option("--output", type=click.Path(path_type=Path), default=None, help="写成这个 .zip，或这个新文件夹。")
@click.option("--unit", "units", multiple=True, help="只打包这个单位，可写多次。")
def command(run: Run, output: Path | None, units: tuple[str, ...]) -> ExitCode:
    """打包上报省级：通过初审的人各一个文件夹，材料统一命名和格式，附 33 列汇总表和清单。"""
    from hui_reg.desk.outlet import Outlet
    from hui_reg.review import package, roster

    path = output or run.root / "exports" / f"上报材料-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"
    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        people = passed(workspace, units)
        waiting = held_up(workspace, units)
        parts, lacking = package.plan(people, workspace.notice)
        lines = roster.rows(workspace.notice, people)
        notes: list[str] = []
        if people and not run.dry_run:
            entries = _entries(run, workspace, parts, lines, notes)
            if path.suffix.lower() == ".zip":
                with outlet.replacing(path) as partial:
                    package.write_zip(partial, entries)
            else:
                _write_folder(path, entries)
        empty = roster.unfilled(workspace.notice, lines)
    if waiting:
        run.console.attention(f"▲ 通过初审后档案有更正、须重新确认，没有打包：{'、'.join(waiting)}")
    for sentence in (*lacking, *notes):
        run.console.attention(f"▲ {sentence}")
    for title, count in empty.items():
        run.console.attention(f"▲ 汇总表“{title}”有 {count} 人没有值，请上传前补填。")
    done = "将打包" if run.dry_run else "已打包"
    run.console.result(f"{done} {len(people)} 人：{path}" if people else "还没有人通过初审，没有可打包的材料。")
    run.console.document(
        {"people": len(people), "output": str(path), "lacking": lacking, "notes": notes, "dry_run": run.dry_run}
        | {"held_up": len(waiting), "kept": outlet.kept}
    )
    return ExitCode.SET_ASIDE if notes else outlet.code


def _write_folder(path: Path, entries: Iterator["Entry"]) -> None:
    from hui_reg.review import package

    try:
        package.write_folder(path, entries)
    except FileExistsError as error:
        raise HuiRegError(ExitCode.USAGE, f"{path.name} 已存在且不是空的", "请换一个名称。") from error


def passed(workspace: "Workspace", units: tuple[str, ...] = ()) -> list["Assessment"]:
    """Those whom the first review passed and the second did not turn down, unit by unit."""
    from hui_reg.history.decisions import Choice, Stage, fold
    from hui_reg.store import entries, results

    with workspace.database.begin() as connection:
        decisions = fold(entries.load(connection, kinds=[stage.value for stage in Stage]))
        everyone = results.load_assessments(connection)

    def goes_on(assessment: "Assessment") -> bool:
        held = decisions.get(assessment.dossier.key, {})
        first, second = held.get(Stage.FIRST), held.get(Stage.SECOND)
        turned_down = second is not None and second.choice in (Choice.INELIGIBLE, Choice.CORRECT)
        return first is not None and first.choice is Choice.PASS and not turned_down

    kept = [a for a in everyone if goes_on(a) and (not units or a.dossier.unit in units)]
    return sorted(kept, key=lambda a: (a.dossier.unit, a.dossier.name, a.dossier.key))


def held_up(workspace: "Workspace", units: tuple[str, ...] = ()) -> list[str]:
    """Those who passed the first review under a number, name or unit that was corrected since."""
    from hui_reg.history.decisions import Stage, fold
    from hui_reg.history.earlier import carry
    from hui_reg.store import entries, results

    with workspace.database.begin() as connection:
        decisions = fold(entries.load(connection, kinds=[stage.value for stage in Stage]))
        return [e.who for e in carry(decisions, results.load_listed(connection)).held_up(units)]


def _entries(
    run: Run, workspace: "Workspace", parts: Sequence["Part"], lines: Sequence[Sequence[str]], notes: list[str]
) -> Iterator["Entry"]:
    from hui_reg.desk.sandboxed import opened
    from hui_reg.review import roster
    from hui_reg.review.package import Entry

    with run.console.progress("转换材料", len(parts)) as advance, opened(workspace) as sandbox:
        for part in parts:
            try:
                yield _made(workspace, sandbox, part, notes)
            except HuiRegError as error:  # one file that the store has lost
                notes.append(f"{'的'.join(_whose(part))}没有放入：{error.message}；{error.hint}")
            advance()
    yield Entry("考生信息模板.xls", roster.xls(workspace.notice, lines), note="评价机构上传用")
    yield Entry("考生信息模板.xlsx", roster.xlsx(workspace.notice, lines))


def _whose(part: "Part") -> tuple[str, str]:
    """The person's name and the material's title."""
    from hui_reg.review.package import TITLES

    return part.folder.rsplit("/", 1)[-1].rsplit("_", 1)[0], TITLES[part.material][2:]


def _made(workspace: "Workspace", sandbox: "Sandbox", part: "Part", notes: list[str]) -> "Entry":
    """One file of the package; one that can't be converted goes along as it came."""
    from hui_reg.pages import conversions
    from hui_reg.review.package import Entry
    from hui_reg.sandbox.pool import Job

    person, title = _whose(part)
    first = part.exhibits[0]
    if part.target == "as_is":
        data = workspace.blobs.get(first.file.sha256)
        return Entry(f"{part.folder}/{part.stem}.{first.format}", data, person, title)
    if part.target == "jpeg":
        first = part.exhibits[-1]
        largest = str(workspace.notice.photo.maximum_bytes)
        arguments = (first.format, str(first.reading.pages[0]), largest)
        job = Job(part.stem, lambda: workspace.blobs.get(first.file.sha256), arguments)
        (done,) = sandbox.run(conversions.as_jpeg, conversions.Made, [job])
        ending = "jpg"
    else:
        files = [workspace.blobs.get(exhibit.file.sha256) for exhibit in part.exhibits]
        job = Job(part.stem, lambda: conversions.bundle(files), (conversions.described(part.exhibits),))
        (done,) = sandbox.run(conversions.as_pdf, conversions.Made, [job])
        ending = "pdf"
    if done.document is None:
        notes.append(f"{person} 的{title}无法转换为 {ending.upper()}，按原样放入")
        data = workspace.blobs.get(first.file.sha256)
        return Entry(f"{part.folder}/{part.stem}.{_ending(first.format)}", data, person, title, "未能转换，原样放入")
    note = "" if done.document.unchanged else f"由 {'、'.join(sorted({e.format for e in part.exhibits}))} 转换或摘页"
    return Entry(f"{part.folder}/{part.stem}.{ending}", done.blobs[0], person, title, note)


def _ending(format: str) -> str:
    return {"jpeg": "jpg", "tiff": "tif", "unknown": "bin"}.get(format, format)
