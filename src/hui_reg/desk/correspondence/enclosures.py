"""What goes along with a letter: the list of who owes what, and everybody's admission ticket."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from hui_reg.console import Console
from hui_reg.desk.batches import draw_missing
from hui_reg.desk.picture_jobs import photo_job
from hui_reg.desk.sandboxed import opened
from hui_reg.desk.workspace import Workspace
from hui_reg.history.flags import WEEKDAYS
from hui_reg.history.papers import titles
from hui_reg.history.roll import Roll
from hui_reg.ledger.sheets.fees import fee_list
from hui_reg.model import Assessment
from hui_reg.notation.resident_id import mask
from hui_reg.pages import tickets, views
from hui_reg.pages.tickets import Photo, Ticket
from hui_reg.pages.views import Look
from hui_reg.review.announcements import Matter, upcoming_seat
from hui_reg.review.letter import Letter
from hui_reg.spreadsheets.writer import Content, made

_SIDE = 420
"""Pixels of a photo's longer side: 48 mm at 200 to the inch."""
_NOTES = ("请带本证和有效身份证件原件，提前到场。", "姓名、照片有误的，请在考试前联系受理单位。")


def enclosed(
    workspace: Workspace, console: Console, roll: Roll, assessments: Collection[Assessment], letters: Sequence[Letter],
    matter: Matter,
) -> list[Letter]:  # fmt: skip
    """The letters with what goes along, each with its own unit's alone."""
    if matter is Matter.PASSED:
        return [_with_list(letter, roll) for letter in letters]
    if matter is Matter.EXAM:
        photos = _photos(workspace, console, roll, assessments)
        return [_with_tickets(letter, roll, photos) for letter in letters]
    return list(letters)


def _with_list(letter: Letter, roll: Roll) -> Letter:
    """The fee list, numbers masked: a letter may reach the wrong hands."""
    own = roll.of_unit(letter.unit)
    sheet = fee_list(own)
    if not own.standing_where(lambda stands: stands.owes).people:
        return letter
    whole = {person.id_number for person in own.people if person.id_number}

    def shown(value: Content) -> Content:
        return mask(value) if isinstance(value, str) and value in whole else value

    rows = tuple(tuple(map(shown, row)) for row in sheet.rows)
    return replace(letter, attachments=(("缴费清单.xlsx", made([replace(sheet, rows=rows)])),))


def _photos(
    workspace: Workspace, console: Console, roll: Roll, assessments: Collection[Assessment]
) -> Mapping[str, Photo]:
    seated = {person.key for person in roll.people if upcoming_seat(roll.state(person), roll.today)}
    jobs = {}
    for assessment in assessments:
        job = photo_job(assessment, workspace) if assessment.dossier.key in seated else None
        if job is not None and isinstance(job.request, Look):
            jobs[assessment.dossier.key] = replace(job, request=job.request.model_copy(update={"side": _SIDE}))
    with console.progress("准考证照片", len(jobs), "张") as pace, opened(workspace) as sandbox:
        pictures = draw_missing(workspace, sandbox, jobs, views.thumbnail, pace)
    return {key: Photo(picture.data, picture.width, picture.height) for key, picture in pictures.items()}


def _with_tickets(letter: Letter, roll: Roll, photos: Mapping[str, Photo]) -> Letter:
    notice, made_out = roll.notice, []
    for person in roll.of_unit(letter.unit).people:
        stands, seat = roll.standing(person), upcoming_seat(roll.state(person), roll.today)
        if seat is None or not stands.has_paid or stands.is_at_end:
            continue
        day = date.fromisoformat(str(seat.data["exam_on"]))
        lines = (
            ("准考证号", str(seat.data["ticket"])),
            ("姓名", person.name),
            ("证件号码", mask(person.id_number)),
            ("单位", person.unit),
            ("科目", titles(str(seat.data["papers"]).split(","), notice)),
            ("考试日期", f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"),
            ("考场", str(seat.data["room"])),
            ("座位", f"{seat.data['seat']} 号"),
        )
        made_out.append(Ticket(notice.title, lines, _NOTES, photos.get(person.key)))
    return replace(letter, attachments=(("准考证.pdf", tickets.pdf(made_out)),)) if made_out else letter
