"""``export records``: the JSON Lines of the outside contract."""

from collections.abc import Collection, Iterator, Mapping
from itertools import tee
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.model import File
    from hui_reg.vocabulary import Kind


@verb("records", dry_run=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="写到这个 .jsonl 文件，默认 exports 下。",
)
def command(run: Run, output: Path | None) -> ExitCode:
    """导出每位申报人一行的 JSON Lines，供其他程序使用（含完整证件号，只有本人可读）。"""
    from hui_reg.desk.ledger import listed_roll
    from hui_reg.desk.outlet import Outlet
    from hui_reg.desk.validation import rulings_of
    from hui_reg.dossiers import concerning
    from hui_reg.review import records
    from hui_reg.store import mails, results

    with run.workspace() as workspace:
        with workspace.database.begin() as connection:
            listed = results.load_listed(connection)
            assessments = results.snapshot(connection, listed)
            problems = results.load_mail_problems(connection)
            messages = mails.load_messages(connection, only={mail for mail, _ in problems})
            roll = listed_roll(connection, workspace, listed=listed)
            one, same, again = tee(assessments, 3)  # in step: each is unpacked once
            plain = records.lines(
                one,
                results.load_leftovers(connection),
                problems,
                messages,
                _files(workspace),
                lambda some: _kinds(workspace, some),
            )
            standing = records.with_standings(plain, same, roll)
        said = concerning(rulings_of(workspace))
        lines = records.with_rulings(standing, again, said)
        outlet = Outlet.opened(workspace, run.console)
        output = output or run.root / "exports" / "records.jsonl"
        if run.dry_run:
            count = sum(1 for _ in lines)
        else:
            with outlet.replacing(output) as partial:
                count = records.write(partial, lines)
    run.console.result(f"{'将写出' if run.dry_run else '已写出'} {count} 行：{output}（{len(assessments)} 位申报人）")
    run.console.document(
        {"lines": count, "applicants": len(assessments), "output": str(output), "dry_run": run.dry_run}
        | {"kept": outlet.kept}
    )
    return outlet.code


def _files(workspace: "Workspace") -> Iterator["File"]:
    """The leaves of every mail, none of them held; of archives in volumes that could be opened not the volumes."""
    from hui_reg.dossiers import settle
    from hui_reg.model import ProblemKind
    from hui_reg.store import mails

    with workspace.database.begin() as connection:
        several = mails.with_problem(connection, ProblemKind.VOLUME)
        volumes = mails.load_files(connection, only=several)
        _, left = settle(mails.load_messages(connection, only=several), volumes)
        opened = {(file.message, file.path) for file in volumes} - {(file.message, file.path) for file in left}
        for file in mails.files_in_turn(connection):
            if (file.message, file.path) not in opened:
                yield file


def _kinds(workspace: "Workspace", some: Collection[str]) -> Mapping[str, "Kind | None"]:
    """What was read of these files, by their SHA-256."""
    from hui_reg.store import results

    with workspace.database.begin() as connection:
        readings = results.load_readings(connection, some)
        return {read.sha256: read.readings[0].kind if read.readings else None for read in readings}
