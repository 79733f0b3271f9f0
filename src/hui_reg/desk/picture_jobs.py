"""Jobs for the sandbox that draw what somebody should see: a photo small, a card's name and number."""

from functools import partial

from hui_reg.desk.workspace import Workspace
from hui_reg.model import Assessment, Box, Exhibit, Value
from hui_reg.pages.views import Cut, Look
from hui_reg.sandbox.pool import Job
from hui_reg.vocabulary import Fact, Field, Material

_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def job_of(workspace: Workspace, sha256: str, look: Look, group: str) -> Job:
    """A job on a kept file, whose bytes are read just before it is done; ``group``: whose papers it belongs to."""
    return Job(sha256, partial(workspace.blobs.get, sha256), look, group)


def look_at(exhibit: Exhibit, page: int, side: int) -> Look:
    """What shows a page of an exhibit the way its reader saw it, and nothing of its neighbours on the page."""
    reading = exhibit.reading
    layer = reading.facts.get(Fact.TEXT_LAYER)
    scanned = None if layer is None else not layer
    return Look(format=exhibit.format, page=page, side=side, scanned=scanned, region=reading.region)


def photo_job(assessment: Assessment, workspace: Workspace) -> Job | None:
    """The job that draws the newest photo small; None without a photo."""
    photos = assessment.materials()[Material.PHOTO]
    if not photos:
        return None
    newest = photos[-1]
    look = Look(format=newest.format, page=newest.reading.pages[0], side=150)
    return job_of(workspace, newest.file.sha256, look, assessment.dossier.unit)


def card_job(assessment: Assessment, workspace: Workspace) -> Job | None:
    """The job that cuts the name and the number out of the ID card; None without a card."""
    cards = assessment.materials()[Material.ID_CARD]
    card = next((c for c in cards if Field.ID_NUMBER in c.reading.fields), cards[0] if cards else None)
    if card is None:
        return None
    page, boxes = _telling_parts(card)
    parts = Cut(boxes=tuple(boxes), **look_at(card, page, 760).model_dump())
    return job_of(workspace, card.file.sha256, parts, assessment.dossier.unit)


def _telling_parts(card: Exhibit) -> tuple[int, list[Box]]:
    """Where name and number stand on the card, widened to its left; the whole page when that isn't known."""
    number: Value | None = card.reading.fields.get(Field.ID_NUMBER)
    first = card.reading.pages[0] if card.reading.pages else 1
    page = number.page if number and number.page else first
    boxes = []
    for name, wider in ((Field.NAME, 0.6), (Field.ID_NUMBER, 0.35)):
        value = card.reading.fields.get(name)
        if value and value.box and value.page in (None, page) and value.box[2] > value.box[0]:
            left, top, right, bottom = value.box
            boxes.append((max(0.0, left - wider * (right - left)), top, right, bottom))
    return page, boxes if number and number.box else [_WHOLE]
