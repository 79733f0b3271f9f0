"""``import review``: a returned workbook, or what an album saved, verified row by row; recorded in one transaction."""

import getpass
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode, HuiRegError

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace
    from hui_reg.history.decisions import Decision, Stage
    from hui_reg.model import Entry
    from hui_reg.review.returning.hearing import Handed, Person
    from hui_reg.review.returning.judging import Judgement
    from hui_reg.review.returning.returned import ReturnedSheet
    from hui_reg.store.database import Connection
    from hui_reg.store.results import Listed

KIND = "review"
LARGEST_MIB = 100


@verb("review", dry_run=True)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--by", metavar="姓名", default=None, help="审核人；不写则用翻看网页里填的姓名，再没有就用本机登录名。")
def command(run: Run, file: Path, by: str | None) -> ExitCode:
    """导入填好交回的审核表，或翻看网页保存的意见：先加 --dry-run 试看，确认后再导入。

    逐行核对：有疑问的行指明单元格、不采用，其余各行的意见一次全部记录。有人只排序了部分列、删改了表头时，整份不采用。
    试看与导入说的一样。改正后的表可以再导入：已记录的行会说已有新的意见，不会重复记录。
    """
    from hui_reg.desk.ledger import load_bytes
    from hui_reg.review.returning import telling
    from hui_reg.store import exports

    data = load_bytes(file, LARGEST_MIB)
    sha256 = hashlib.sha256(data).hexdigest()
    with run.workspace() as workspace, workspace.lock():
        with workspace.database.begin() as connection:
            before = exports.imported_at(connection, sha256, KIND)
        if before is not None:
            run.console.result(
                f"这份文件已在 {before.astimezone(workspace.notice.tz):%Y-%m-%d %H:%M} 导入过，没有变动。"
                "要改回这份表上的意见，请重新导出审核表填写。"
            )
            run.console.document({"recorded": 0, "already_imported": True, "issues": []})
            return ExitCode.OK
        sheet = _parse(workspace, sha256, data)
        reviewer = by or sheet.by or getpass.getuser()
        with workspace.database.begin() as connection:
            judgement = _judge(connection, workspace, sheet, reviewer)
        judgement, rulings = _with_rulings(run, workspace, judgement, data, reviewer)
        took = judgement.decided or rulings or not judgement.issues  # else the file may be brought again
        if not run.dry_run and not judgement.refused and took:
            workspace.blobs.put(data)  # before what names it as its source; a file of which nothing counts isn't kept
            with workspace.database.begin() as connection:
                _record(connection, workspace, judgement, sha256, reviewer, file.name)
    telling.report(run.console, judgement, reviewer, workspace.notice.tz, rulings=rulings, dry_run=run.dry_run)
    return ExitCode.SET_ASIDE if judgement.issues else ExitCode.OK


def _parse(workspace: "Workspace", sha256: str, data: bytes) -> "ReturnedSheet":
    """Read the sheet in the sandbox. Raises :class:`HuiRegError` (exit 2) when the worker gives up on it."""
    from hui_reg.desk.sandboxed import opened
    from hui_reg.review.returning import answers, returned
    from hui_reg.sandbox.pool import Job

    patience = max(workspace.settings.reading.seconds, 120)
    saved = answers.is_answers(data)
    if saved and len(data) > answers.LARGEST:
        raise HuiRegError(ExitCode.USAGE, "意见文件过大", "请确认这是翻看网页保存的意见文件。")
    remedy = "请在翻看网页里重新保存意见。" if saved else "请用 Excel 或 WPS 打开，另存为 .xlsx 后重试。"
    with opened(workspace, workers=1, seconds=patience) as sandbox:
        parse = answers.parse if saved else returned.parse
        (done,) = sandbox.run(parse, returned.ReturnedSheet, [Job(sha256, lambda: data)])
    if done.document is None:
        raise HuiRegError(ExitCode.USAGE, done.problem.detail if done.problem else "文件无法读取", remedy)
    return done.document


def _judge(connection: "Connection", workspace: "Workspace", sheet: "ReturnedSheet", by: str) -> "Judgement":
    from functools import partial

    from hui_reg.desk.amending import saved
    from hui_reg.desk.batches import KEY_NAME
    from hui_reg.history.rulings import RULING_ENTRIES, fold_rulings
    from hui_reg.review.returning import judging
    from hui_reg.review.returning.hearing import Distinct, Reviewers
    from hui_reg.store import entries, exports

    handed, secret = _handed(connection, sheet), exports.signing_key(connection, KEY_NAME)
    reviewers = Reviewers(by, Distinct(workspace.settings.review.distinct_reviewers))
    stands = partial(saved.stands, fold_rulings(entries.load(connection, kinds=RULING_ENTRIES)))
    return judging.judge(sheet, handed, secret, _people(connection, workspace), reviewers, stands)


def _handed(connection: "Connection", sheet: "ReturnedSheet") -> dict[str, "Handed"]:
    from hui_reg.history.decisions import Stage
    from hui_reg.review.columns import columns
    from hui_reg.review.returning.hearing import Handed
    from hui_reg.store import entries, exports

    handed = {}
    history = entries.load(connection)
    title = next(column.title for column in columns(Stage.FIRST) if column.id == "export")
    for export_id in {row.text(title) for row in sheet.rows} | {sheet.export_id}:
        known = exports.load_export(connection, export_id)
        if known is not None and known.kind == KIND:
            stage = Stage(known.document["stage"])
            filled_in = _decided_by(history, stage, known.made_at)
            handed[export_id] = Handed(
                stage, known.document["rows"], known.made_at, filled_in, frozenset(known.document.get("blind", ()))
            )
    return handed


def _decided_by(history: Sequence["Entry"], stage: "Stage", moment: datetime) -> dict[str, "Decision"]:
    """The decisions of a review that were recorded by then, by key."""
    from hui_reg.history.state import fold

    states = fold(entry for entry in history if entry.recorded_at <= moment)
    return {key: state.decisions[stage] for key, state in states.items() if stage in state.decisions}


def _people(
    connection: "Connection", workspace: "Workspace", everyone: Sequence["Listed"] | None = None
) -> dict[str, "Person"]:
    """Everyone of the last validation, or of one that is only tried, by key."""
    from hui_reg.desk.ledger import listed_roll
    from hui_reg.review.batch import row_version
    from hui_reg.review.returning.hearing import Person
    from hui_reg.store import results

    decisions = listed_roll(connection, workspace).decisions
    people = {}
    for known in results.load_listed(connection) if everyone is None else everyone:
        held = decisions.get(known.key, {})
        version = row_version(known.version, held)
        people[known.key] = Person(known.key, known.verdict, version, known.name, known.version, held)
    return people


def _with_rulings(
    run: Run, workspace: "Workspace", judgement: "Judgement", data: bytes, by: str
) -> tuple["Judgement", list[str]]:
    """Enter what a sheet corrects before anything is decided on it; with what was entered, sentence by sentence.

    The decisions of all whom a correction touches are then taken on the corrected dossier, or named.
    """
    if judgement.refused or not (judgement.corrections or judgement.owners or judgement.kinds):
        return judgement, []
    from dataclasses import replace

    from hui_reg.desk.amending import entering, saved
    from hui_reg.desk.batches import KEY_NAME
    from hui_reg.store import exports

    with workspace.database.begin() as connection:
        secret = exports.signing_key(connection, KEY_NAME)
    heard = saved.rulings_in(workspace, judgement, secret, hashlib.sha256(data).hexdigest())
    decided, withheld = saved.without_refused(judgement.decided, heard.refused)
    judgement = replace(judgement, decided=decided, repeated=judgement.repeated + heard.repeated)
    issues = (*judgement.issues, *heard.issues, *withheld)
    if heard.said:
        if not run.dry_run:
            workspace.blobs.put(data)
        effect = entering.enter_locked(workspace, run.console, heard.said, by, dry_run=run.dry_run)
        with workspace.database.begin() as connection:
            people = _people(connection, workspace, list(effect.people))
        decided, more = saved.decided_after(judgement, people, effect.rulings)
        judgement = replace(
            judgement, warnings=(*judgement.warnings, *saved.to_confirm(judgement.stage, decided, people))
        )
        issues += more
    return replace(judgement, decided=decided, issues=issues), [saved.sentence_of(one) for one in heard.said]


def _record(
    connection: "Connection", workspace: "Workspace", judgement: "Judgement", sha256: str, by: str, name: str
) -> None:
    from hui_reg.store import entries, exports

    now = datetime.now(UTC)
    entries.append(connection, _entries(workspace, judgement, sha256, by, now))
    exports.record_import(connection, sha256, KIND, at=now, by=by, name=name)


def _entries(workspace: "Workspace", judgement: "Judgement", sha256: str, by: str, now: datetime) -> Sequence["Entry"]:
    from hui_reg.model import Entry

    assert judgement.stage is not None  # a refused file has none, and is not recorded
    return [
        Entry(
            applicant=one.applicant,
            kind=judgement.stage.value,
            on=now.astimezone(workspace.notice.tz).date(),
            recorded_at=now,
            by=by,
            source=sha256,
            data={
                "choice": one.choice.value,
                "remark": one.remark,
                "proposal": one.verdict.value,
                "export": judgement.export_id,
                "row": one.row,
                "name": one.name,
                "version": one.document,
            }
            | ({"blind": True} if one.blind else {}),
            supersedes=one.supersedes,
        )
        for one in judgement.decided
    ]
