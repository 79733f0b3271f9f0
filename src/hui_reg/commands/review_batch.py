"""What the exports of the review share: the last validation, the decisions so far, and pictures from the sandbox."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hui_reg.commands.workspace import Workspace
from hui_reg.console import Console
from hui_reg.model import Assessment, Verdict
from hui_reg.review import pictures
from hui_reg.review.batch import Batch, Picture, RuleLine, row_version
from hui_reg.review.decisions import Choice, Decision, Stage, fold
from hui_reg.sandbox.pool import Job, Limits, Sandbox
from hui_reg.store import entries, exports, mails, results
from hui_reg.vocabulary import Material

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEY_NAME = "review"
"""The signing key of exported rows."""


def gather(workspace: Workspace, stage: Stage, units: Sequence[str] = ()) -> Batch:
    """The batch for one review, without evidence and pictures. The second review gets those whom the first passed."""
    made_at = datetime.now(UTC)
    with workspace.database.begin() as connection:
        decisions = fold(entries.load(connection, kinds=[s.value for s in Stage]))
        wanted = [
            assessment
            for assessment in results.load_assessments(connection)
            if (not units or assessment.dossier.unit in units)
            and (stage is Stage.FIRST or _passed_first(decisions.get(assessment.dossier.key, {})))
        ]
        known = results.load_versions(connection)
        return Batch(
            notice=workspace.notice,
            stage=stage,
            export_id=exports.new_id(made_at.astimezone(workspace.notice.tz)),
            secret=exports.signing_key(connection, KEY_NAME),
            made_at=made_at,
            assessments=wanted,
            versions={
                a.dossier.key: row_version(known[a.dossier.key], decisions.get(a.dossier.key, {})) for a in wanted
            },
            documents={a.dossier.key: known[a.dossier.key] for a in wanted},
            leftovers=results.load_leftovers(connection) if not units else (),
            problems=results.load_mail_problems(connection) if not units else (),
            messages=mails.load_messages(connection),
            decisions=decisions,
            rules=rule_lines(workspace),
        )


def _passed_first(held: Mapping[Stage, Decision]) -> bool:
    first = held.get(Stage.FIRST)
    return first is not None and first.choice is Choice.PASS


def rule_lines(workspace: Workspace) -> list[RuleLine]:
    """The catalogue of rules as the sheet shows it, with what the notice changes."""
    from hui_reg import rules

    notice = workspace.notice
    lines = []
    for rule in rules.RULES:
        change = notice.rules.get(rule.id)
        outcome = change.outcome if change and change.outcome else rule.outcome
        note = f"{'' if change.enabled else '停用：'}{change.reason}" if change else ""
        lines.append(RuleLine(rule.id, rule.title, outcome.value, rule.basis(notice), rule.hint, note))
    return lines


def photo_thumbnails(workspace: Workspace, assessments: Sequence[Assessment], console: Console) -> dict[str, Picture]:
    """A small picture of every applicant's photo, by applicant key."""
    from hui_reg.commands import page_views

    wanted = {}
    for assessment in assessments:
        exhibits = assessment.materials()[Material.PHOTO]
        if exhibits:
            newest = exhibits[-1]
            wanted[assessment.dossier.key] = Job(
                newest.file.sha256,
                lambda sha256=newest.file.sha256: workspace.blobs.get(sha256),  # type: ignore[misc]
                (newest.format, str(newest.reading.pages[0]), "150"),
            )
    return drawn(workspace, wanted, page_views.thumbnail, "缩略图", console)


def card_crops(workspace: Workspace, assessments: Sequence[Assessment], console: Console) -> dict[str, Picture]:
    """The number on the ID card as a picture, for everyone whom a person must look at."""
    from hui_reg.commands import page_views

    wanted = {}
    for assessment in assessments:
        job = page_views.card_job(assessment, workspace) if assessment.verdict is Verdict.REVIEW else None
        if job:
            wanted[assessment.dossier.key] = job
    return drawn(workspace, wanted, page_views.crop, "证件局部", console)


def drawn(
    workspace: Workspace, wanted: dict[str, Job], draw: pictures.Draw, title: str, console: Console
) -> dict[str, Picture]:
    """Draw in the sandbox what isn't kept from an earlier export; pictures that can't be drawn are left out."""
    kept = workspace.folder / "pictures"
    kept.mkdir(mode=0o700, exist_ok=True)
    done = {}
    missing: dict[str, list[str]] = {}
    jobs: dict[str, Job] = {}
    for key, job in wanted.items():
        name = hashlib.sha256("|".join((draw.__name__, job.key, *job.arguments)).encode()).hexdigest()
        known = _load(kept / f"{name}.jpg")
        if known:
            done[key] = known
        else:
            jobs[name] = Job(name, job.load, job.arguments)
            missing.setdefault(name, []).append(key)
    for name, picture in _draw(workspace, list(jobs.values()), draw, title, console):
        for key in missing[name]:
            done[key] = picture
        _keep(kept / f"{name}.jpg", picture)
    return done


def _draw(
    workspace: Workspace, jobs: Sequence[Job], draw: pictures.Draw, title: str, console: Console
) -> Iterator[tuple[str, Picture]]:
    if not jobs:
        return
    caps = workspace.settings.reading
    with (
        console.progress(title, len(jobs)) as advance,
        Sandbox(caps.workers, Limits(caps.seconds, caps.memory_mib)) as sandbox,
    ):
        for done in sandbox.run(draw, pictures.Size, jobs):
            advance()
            if done.document and done.blobs:
                yield done.key, Picture(done.blobs[0], done.document.width, done.document.height)


def _load(path: Path) -> Picture | None:
    """A picture drawn earlier; its size stands in the first eight bytes."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return Picture(data[8:], int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")) if data[8:] else None


def _keep(path: Path, picture: Picture) -> None:
    from hui_reg.review.evidence import place

    place(path, picture.width.to_bytes(4, "big") + picture.height.to_bytes(4, "big") + picture.data)


def remember(connection: "Connection", batch: Batch, kind: str, rows: dict[str, str]) -> None:
    """Record what was handed out: row keys and versions only, nothing personal."""
    document = {"stage": batch.stage.value, "rows": rows}
    exports.record_export(connection, exports.Export(batch.export_id, kind, batch.made_at, document))
