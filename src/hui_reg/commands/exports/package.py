"""``export package``: the materials of those who passed the first review, for the provincial company."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.options import Written
from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.model import Assessment
    from hui_reg.review.neighbours import Read
    from hui_reg.review.package import Entry, Part, Planned, Withheld
    from hui_reg.sandbox.pool import Sandbox


@verb("package", dry_run=True)
@click.option("--output", type=Written(".zip"), default=None, help="写成这个 .zip，或这个新文件夹。")
@click.option("--unit", "units", multiple=True, metavar="名称", help="只打包这个单位，名称写一部分即可；可写多次。")
def command(run: Run, output: Path | None, units: tuple[str, ...]) -> ExitCode:
    """打包上报省级：通过初审的人各一个文件夹，材料统一命名和格式，附 33 列汇总表和清单。"""
    from hui_reg import rules
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.units import meant
    from hui_reg.review import package, roster

    path = output or run.root / "exports" / f"上报材料-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"
    with run.workspace() as workspace:
        outlet = Outlet.opened(workspace, run.console)
        units = meant(workspace, units)
        people, waiting = going_out(workspace, units)
        planned = package.plan(people, workspace.notice, shared_files(workspace, people), reading(workspace))
        lines = roster.rows(workspace.notice, people, rules.route_of)
        told = _Told()
        if run.dry_run or not people:
            for person in planned:
                told.lacking += person.lacking
                told.withheld += person.withheld
        else:
            entries = _entries(run, workspace, planned, lines, told)
            if path.suffix.lower() == ".zip":
                with outlet.replacing(path) as partial:
                    package.write_zip(partial, entries, outlet.head, told.withheld)
            else:
                _write_folder(path, entries, outlet.head, told.withheld)
        empty = roster.unfilled(workspace.notice, lines)
    say_held_up(run, waiting)
    for sentence in (*told.lacking, *told.not_in, *told.notes):
        run.console.attention(f"▲ {sentence}")
    for title, count in empty.items():
        run.console.attention(f"▲ 汇总表“{title}”有 {count} 人没有值，请上传前补填。")
    done = "将打包" if run.dry_run else "已打包"
    run.console.result(f"{done} {len(people)} 人：{path}" if people else "还没有人通过初审，没有可打包的材料。")
    run.console.document(
        {"people": len(people), "output": str(path), "lacking": told.lacking, "notes": [*told.not_in, *told.notes]}
        | {"dry_run": run.dry_run, "held_up": len(waiting), "kept": outlet.kept}
    )
    return ExitCode.SET_ASIDE if told.notes or told.withheld else outlet.code


def _write_folder(path: Path, entries: Iterator["Entry"], head: str, withheld: list["Withheld"]) -> None:
    from hui_reg.review import package

    try:
        package.write_folder(path, entries, head, withheld)
    except FileExistsError as error:
        raise HuiRegError(ExitCode.USAGE, f"{path.name} 已存在且不是空的", "请换一个名称。") from error


def going_out(workspace: "Workspace", units: tuple[str, ...] = ()) -> tuple[Collection["Assessment"], list[str]]:
    """Those whose papers may go on, unit by unit, opened one at a time whenever they are gone through; and by name
    those who passed on something that has changed since."""
    from hui_reg.desk.ledger import listed_roll
    from hui_reg.store import results

    with workspace.database.begin() as connection:
        listed = results.load_listed(connection)
        roll = listed_roll(connection, workspace, listed=listed)
        going = {person.key for person in roll.for_province().people}
        wanted = [one for one in listed if one.key in going and (not units or one.unit in units)]
        kept = results.snapshot(connection, sorted(wanted, key=lambda one: (one.unit, one.name, one.key)))
    return kept, roll.held_up(units)


def shared_files(workspace: "Workspace", people: Collection["Assessment"]) -> Set[str]:
    """The hashes of these people's files in which papers of others stand too, or of nobody known. Those alone are
    opened who have papers of a mail that brings one of the files."""
    from hui_reg.store import results
    from hui_reg.store.derived import lookups, traces

    papers = {(e.file.sha256, e.file.message) for assessment in people for e in assessment.dossier.exhibits}
    wanted = {sha256 for sha256, _ in papers}
    owners: dict[str, set[str]] = {}
    with workspace.database.begin() as connection:
        brought = traces.bringing(connection, wanted)
        mails = {mail for _, mail in papers}.union(*brought.values())
        keys = [key for _, key in lookups.tied(connection, "brings", mails)]
        known = lookups.is_any_tied(connection, "brings")
        for assessment in results.load_in_turn(connection, sorted(set(keys)) if known else None):
            for exhibit in assessment.dossier.exhibits:
                owners.setdefault(exhibit.file.sha256, set()).add(assessment.dossier.key)
            for exhibit in assessment.dossier.strangers:
                owners.setdefault(exhibit.file.sha256, set()).add("")
        for leftover in results.load_leftovers(connection):
            owners.setdefault(leftover.file.sha256, set()).add("")
    return {sha256 for sha256 in wanted if len(owners.get(sha256, ())) > 1}


def reading(workspace: "Workspace") -> Callable[[Iterable[str]], "Read"]:
    """What brings all that was read in some files."""
    from hui_reg.store import results

    def read(hashes: Iterable[str]) -> "Read":
        with workspace.database.begin() as connection:
            return {known.sha256: known for known in results.load_readings(connection, hashes)}

    return read


def say_held_up(run: Run, waiting: Sequence[str]) -> None:
    """Name those who were left out because something has changed since they passed."""
    if waiting:
        run.console.attention(
            f"▲ 通过初审后材料或信息有变化，须重新确认，没有列入：{'、'.join(waiting)}。"
            "请重新导出审核表（hui-reg export review）确认。"
        )


@dataclass
class _Told:
    """What is to be said of the materials: those that people lack, those that can't go, and what became of others."""

    lacking: list[str] = field(default_factory=list)
    withheld: list["Withheld"] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def not_in(self) -> list[str]:
        """A sentence for each that can't go."""
        return [f"{one.person} 的{one.material}{one.reason}" for one in self.withheld]


def _not_in(person: str, material: str, reason: str) -> "Withheld":
    from hui_reg.review.package import Withheld

    return Withheld(person, material, reason)


def _entries(
    run: Run, workspace: "Workspace", planned: Iterable["Planned"], lines: Sequence[Sequence[str]], told: _Told
) -> Iterator["Entry"]:
    """Person by person; of each line of the roster there is one."""
    from hui_reg.desk.sandboxed import opened
    from hui_reg.review import roster
    from hui_reg.review.package import Entry

    with run.console.progress("转换材料", len(lines), "人") as advance, opened(workspace) as sandbox:
        for person in planned:
            told.lacking += person.lacking
            told.withheld += person.withheld
            for part in person.parts:
                try:
                    entry = _made(workspace, sandbox, part, told)
                except HuiRegError as error:  # one file that the store has lost
                    told.withheld.append(_not_in(*_whose(part), f"没有放入：{error.message}；{error.hint}"))
                else:
                    if entry is not None:
                        yield entry
            advance()
    yield Entry("考生信息模板.xls", roster.xls(workspace.notice, lines), note="评价机构上传用")
    yield Entry("考生信息模板.xlsx", roster.xlsx(workspace.notice, lines))


def _whose(part: "Part") -> tuple[str, str]:
    """The person's name and the material's title."""
    from hui_reg.review.package import TITLES

    return part.folder.rsplit("/", 1)[-1].rsplit("_", 1)[0], TITLES[part.material][2:]


def _made(workspace: "Workspace", sandbox: "Sandbox", part: "Part", told: _Told) -> "Entry | None":
    """One file of the package, made of this person's pages alone; what can't be made so stays out, and is told."""
    from hui_reg.pages import conversions
    from hui_reg.review.package import Entry
    from hui_reg.sandbox.pool import Job

    person, title = _whose(part)
    first = part.exhibits[0]
    if part.target == "as_is":
        form = conversions.Form(number=part.number)
        job = Job(part.stem, lambda: workspace.blobs.get(first.file.sha256), form, part.folder, conversions.is_office)
        (done,) = sandbox.run(conversions.as_office, conversions.Made, [job])
        ending = first.format
    elif part.target == "jpeg":
        first = part.exhibits[-1]
        largest = workspace.notice.photo.maximum_bytes
        photo = conversions.Photo(format=first.format, page=first.reading.pages[0], largest=largest)
        job = Job(part.stem, lambda: workspace.blobs.get(first.file.sha256), photo, part.folder, conversions.is_jpeg)
        (done,) = sandbox.run(conversions.as_jpeg, conversions.Made, [job])
        ending = "jpg"
    else:
        files = [workspace.blobs.get(exhibit.file.sha256) for exhibit in part.exhibits]
        parts = conversions.described(part.exhibits, part.number, part.others)
        job = Job(part.stem, lambda: conversions.bundle(files), parts, part.folder, conversions.is_pdf)
        (done,) = sandbox.run(conversions.as_pdf, conversions.Made, [job])
        ending = "pdf"
    if done.document is None:
        reason = f"无法整理成只含本人内容的 {ending.upper()}，没有放入；请打开原件人工处理"
        told.withheld.append(_not_in(person, title, reason))
        return None
    note = (
        "有数字签名，原样放入"
        if done.document.signed
        else f"由 {'、'.join(sorted({e.format for e in part.exhibits}))} 整理"
    )
    if done.document.signed:
        told.notes.append(f"{person} 的{title}有数字签名，按原样放入")
    if done.document.unsigned:
        told.notes.append(
            f"{person} 的{title}原有数字签名，但文件里不只有本人的这些页，已重新整理，签名随之失去；原件在证据文件夹里"
        )
    return Entry(f"{part.folder}/{part.stem}.{ending}", done.blobs[0], person, title, note)
