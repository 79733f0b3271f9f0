"""What the exports of the review share: the last validation, the decisions so far, and pictures from the sandbox."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hui_reg import durable
from hui_reg.desk.ledger import listed_roll
from hui_reg.desk.picture_jobs import card_job, photo_job
from hui_reg.desk.sandboxed import at_hand
from hui_reg.desk.workspace import Workspace
from hui_reg.history.decisions import Stage
from hui_reg.history.roll import Roll
from hui_reg.model import Assessment, Verdict
from hui_reg.pages import crops
from hui_reg.review.batch import Batch, Picture, RuleLine, place, row_version
from hui_reg.review.blind import is_chosen
from hui_reg.review.columns import token
from hui_reg.sandbox.pool import Job, Sandbox
from hui_reg.store import entries, exports, mails, results
from hui_reg.store.safe.vault import Unsealable, Vault

if TYPE_CHECKING:
    from hui_reg.store.database import Connection

KEY_NAME = "review"
"""The signing key of exported rows."""
_WIDEST = 20_000
_SUM = 32


def gather(workspace: Workspace, stage: Stage, units: Sequence[str] = ()) -> Batch:
    """The batch for one review, without evidence and pictures. The second review gets those whom the first passed."""
    made_at = datetime.now(UTC)
    with workspace.database.begin() as connection:
        roll = listed_roll(connection, workspace)
        due = {person.key for person in roll.to_review(stage).people}
        everyone = sorted(results.load_listed(connection), key=lambda p: place(p.unit, p.verdict, p.key))
        wanted = [person for person in everyone if person.key in due and (not units or person.unit in units)]
        leftovers = results.load_leftovers(connection) if not units else []
        problems = results.load_mail_problems(connection) if not units else []
        told = {leftover.file.message for leftover in leftovers} | {mail for mail, _ in problems}
        secret = exports.signing_key(connection, KEY_NAME)
        return Batch(
            notice=workspace.notice,
            stage=stage,
            export_id=exports.new_id(made_at.astimezone(workspace.notice.tz)),
            secret=secret,
            blind=_blind(workspace, stage, secret, wanted, roll),
            made_at=made_at,
            assessments=results.snapshot(connection, wanted),
            versions={p.key: row_version(p.version, roll.decisions.get(p.key, {})) for p in wanted},
            documents={p.key: p.version for p in wanted},
            standings={person.key: roll.standing(person) for person in roll.people},
            earlier=roll.followed,
            held_up=roll.held_up(units),
            leftovers=leftovers,
            problems=problems,
            messages=mails.load_messages(connection, only=told),
            decisions=roll.decisions,
            rules=rule_lines(workspace),
            head=str(entries.head(connection)),
        )


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


def picture_jobs(workspace: Workspace, assessments: Iterable[Assessment]) -> tuple[dict[str, Job], dict[str, Job]]:
    """What draws everyone's newest photo small, and what cuts name and number out of the ID card of everyone whom a
    person must look at; by applicant key."""

    photos, crops = {}, {}
    for assessment in assessments:
        key = assessment.dossier.key
        photo = photo_job(assessment, workspace)
        if photo:
            photos[key] = photo
        card = card_job(assessment, workspace) if assessment.verdict is Verdict.REVIEW else None
        if card:
            crops[key] = card
    return photos, crops


def draw_missing(
    workspace: Workspace, sandbox: Sandbox, wanted: Mapping[str, Job], draw: crops.Draw, advance: Callable[[int], None]
) -> dict[str, Picture]:
    """Draw in the sandbox what isn't kept from an earlier export; pictures that can't be drawn are left out."""
    done = {}
    missing: dict[Path, list[str]] = {}
    jobs: dict[Path, Job] = {}
    for key, job in wanted.items():
        place = place_of(workspace, draw, job)
        known = _load(workspace.vault, place)
        if known:
            done[key] = known
            advance(1)
        else:
            jobs[place] = replace(job, key=str(place), believe=_is_a_picture)
            missing.setdefault(place, []).append(key)
    for name, picture in _draw(sandbox, list(jobs.values()), draw):
        advance(len(missing[Path(name)]))
        if picture is not None:
            done |= dict.fromkeys(missing[Path(name)], picture)
            keep(workspace.vault, Path(name), picture)
    return done


def place_of(workspace: Workspace, draw: crops.Draw, job: Job) -> Path:
    """Where a drawn picture is kept for the next export."""
    kept = workspace.folder / "pictures"
    kept.mkdir(mode=0o700, exist_ok=True)
    wanted = job.request.model_dump_json() if job.request else ""
    return kept / f"{hashlib.sha256('|'.join((draw.__name__, job.key, wanted)).encode()).hexdigest()}.jpg"


def _is_a_picture(size: crops.Size, blobs: tuple[bytes, ...]) -> bool:
    sane = 0 < size.width < _WIDEST and 0 < size.height < _WIDEST
    return sane and len(blobs) == 1 and blobs[0].startswith(b"\xff\xd8\xff")


def _draw(sandbox: Sandbox, jobs: Sequence[Job], draw: crops.Draw) -> Iterator[tuple[str, Picture | None]]:
    for done in sandbox.run(draw, crops.Size, at_hand(jobs, {})):  # the evidence tells what is lost
        size = done.document
        yield done.key, Picture(done.blobs[0], size.width, size.height) if size and done.blobs else None


def is_whole_picture(vault: Vault, path: Path) -> bool:
    """Whether a drawn picture is what was kept."""
    return _load(vault, path) is not None


def _load(vault: Vault, path: Path) -> Picture | None:
    """A picture drawn earlier: its sum, its size in eight bytes, its JPEG. None when it isn't there or isn't whole."""
    try:
        data = vault.unseal(path.read_bytes(), path.name)
    except (OSError, Unsealable):
        return None
    known, kept = data[:_SUM], data[_SUM:]
    if not kept[8:] or hashlib.sha256(kept).digest() != known:
        return None
    return Picture(kept[8:], int.from_bytes(kept[:4], "big"), int.from_bytes(kept[4:8], "big"))


def keep(vault: Vault, path: Path, picture: Picture) -> None:
    """Keep a drawn picture for the next export."""
    kept = picture.width.to_bytes(4, "big") + picture.height.to_bytes(4, "big") + picture.data
    durable.put(path, vault.seal(hashlib.sha256(kept).digest() + kept, path.name), synced=False)


def _blind(
    workspace: Workspace, stage: Stage, secret: bytes, wanted: Sequence[results.Listed], roll: Roll
) -> frozenset[str]:
    """Whom the second review looks at blindly: of those proposed, some, until it has decided on them."""
    share = workspace.settings.review.blind_share
    if stage is not Stage.SECOND or not share:
        return frozenset()
    open_ = (p for p in wanted if p.verdict is Verdict.PASS and Stage.SECOND not in roll.decisions.get(p.key, {}))
    return frozenset(person.key for person in open_ if is_chosen(secret, person.key, share))


def remember(connection: "Connection", batch: Batch, kind: str, rows: dict[str, str]) -> None:
    """Record what was handed out: row keys and versions only, nothing personal."""
    blind = {token(batch.secret, batch.export_id, key) for key in batch.blind}
    document = {"stage": batch.stage.value, "rows": rows, "blind": sorted(blind & rows.keys())}
    exports.record_export(connection, exports.Export(batch.export_id, kind, batch.made_at, document))
