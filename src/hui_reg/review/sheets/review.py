"""The sheet 审核表: one row an applicant, marks to see, evidence to click, two cells to fill in."""

from dataclasses import replace

from hui_reg.history.decisions import CHOICE_TITLES, Choice, Stage
from hui_reg.model import Assessment, Verdict
from hui_reg.review.batch import Batch
from hui_reg.review.blind import BLIND
from hui_reg.review.columns import HEADER_ROW, NAME_WIDTH, SEEN_WORD, SHEET, Column, Role, Row, columns
from hui_reg.review.marks import Mark, substitutes
from hui_reg.review.sheets.table import HEADING, new_sheet, place_picture
from hui_reg.review.verification import verifications
from hui_reg.spreadsheets import look as style
from hui_reg.spreadsheets.book import Book, Page, letters
from hui_reg.spreadsheets.look import Look
from hui_reg.vocabulary import Kind, Material

CHOICES_SHEET = "选项"

ZOOM = {Stage.FIRST: 85, Stage.SECOND: 75}
"""Per cent at which every column is in sight on the office's screens, 1366 pixels wide."""
PHOTO_HEIGHT = 58.0
"""Points of a row that shows a photo."""

VERDICT_LOOKS = {
    Verdict.PASS: Look(fill=style.GREEN, ink=style.GREEN_INK, bold=True, centred=True),
    Verdict.REVIEW: Look(fill=style.YELLOW, ink=style.YELLOW_INK, bold=True, centred=True),
    Verdict.CORRECT: Look(fill=style.ORANGE, ink=style.ORANGE_INK, bold=True, centred=True),
    Verdict.INELIGIBLE: Look(fill=style.RED, ink=style.RED_INK, bold=True, centred=True),
}
MARK_LOOKS = {
    Mark.GOOD: Look(fill=style.GREY, ink=style.GREEN_INK, bold=True, centred=True),
    Mark.MISSING: Look(fill=style.ORANGE, ink=style.ORANGE_INK, bold=True, centred=True),
    Mark.WRONG: Look(fill=style.ORANGE, ink=style.ORANGE_INK, bold=True, centred=True),
    Mark.LOOK: Look(fill=style.YELLOW, ink=style.YELLOW_INK, bold=True, centred=True),
    Mark.SUBSTITUTE: Look(fill=style.YELLOW, ink=style.YELLOW_INK, bold=True, centred=True),
    Mark.VERIFIED: Look(fill=style.GREY, ink=style.GREEN_INK, bold=True, centred=True),
    Mark.NOT_NEEDED: Look(fill=style.GREY, ink=style.FAINT, centred=True),
}
_COMPUTED = Look(fill=style.GREY)
_BY_COLUMN = {
    "name": Look(fill=style.GREY, bold=True, centred=True, size=11, text=True),
    "id_number": Look(fill=style.GREY, centred=True, text=True),
    "record_code": Look(fill=style.GREY, centred=True, text=True),
}
_CHOICE = Look(fill=style.TINT, bold=True, centred=True, text=True)
_REMARK = Look(fill=style.TINT, text=True)
_HIDDEN = Look(ink=style.FAINT, wrap=False, text=True, bordered=False)


class ReviewSheet:
    """The sheet, its drop-down lists and its conditional colours, written applicant by applicant."""

    def __init__(self, book: Book, batch: Batch) -> None:
        self._batch = batch
        self._table = columns(batch.stage)
        self._last = top = HEADER_ROW - 1
        widths = [column.width for column in self._table]
        self._sheet = new_sheet(book, SHEET, widths, frozen=(HEADER_ROW, 2), heading_row=top)
        for number, column in enumerate(self._table):
            if column.role is Role.HIDDEN:
                self._sheet.hide_column(number, column.width)
        title = f"{batch.notice.title} · {batch.stage.label}表　{batch.notice.number}　制表 {_when(batch)}"
        self._sheet.line(0, [(title, Look(bold=True, size=13, wrap=False, bordered=False))], 24)
        self._sheet.line(top, [(column.title, _heading_look(column)) for column in self._table], 32)
        self._sheet.zoom(ZOOM[batch.stage])
        self._sheet.activate()

    def add(self, assessment: Assessment) -> None:
        """Write an applicant's row."""
        self._last += 1
        _write_row(self._sheet, Row(self._batch, assessment), self._last, self._table)

    def finish(self) -> None:
        """Nobody follows: what covers all rows."""
        last = max(self._last, HEADER_ROW)
        visible = sum(column.role is not Role.HIDDEN for column in self._table)
        self._sheet.filter(HEADER_ROW - 1, last, len(self._table))
        self._sheet.print_only(last, visible)
        _add_choices(self._sheet, self._batch.stage, self._table, last)


def write_choices(book: Book) -> None:
    """The hidden sheet that feeds the drop-down lists: a list given as a string may not exceed 255 characters."""
    sheet = book.page(CHOICES_SHEET)
    for row, title in enumerate(CHOICE_TITLES.values()):
        sheet.put(row, 0, title, Look(bordered=False, text=True))
    sheet.hide()


def _when(batch: Batch) -> str:
    return f"{batch.made_at.astimezone(batch.notice.tz):%Y-%m-%d %H:%M}"


def _heading_look(column: Column) -> Look:
    return replace(HEADING, fill="9A6B00") if column.role in (Role.CHOICE, Role.REMARK, Role.SEEN) else HEADING


def _write_row(sheet: Page, row: Row, number: int, table: tuple[Column, ...]) -> None:
    photo = row.batch.photos.get(row.key)
    least = PHOTO_HEIGHT if photo else 26.0
    height = style.row_height([(row.texts[c.id], c.width) for c in table if c.role is not Role.HIDDEN], least)
    sheet.height(number, height)
    for position, column in enumerate(table):
        text = row.texts[column.id] if column.id != "seal" else column.text(row)
        target = _target(row, column)
        look = replace(_look(row, column), link=True) if target else _look(row, column)
        sheet.put(number, position, text, look, target)
        if column.role is Role.PICTURE and photo:
            place_picture(sheet, photo, number, position, column.width, height)


def _look(row: Row, column: Column) -> Look:
    if row.is_blind and (column.id == "verdict" or column.material):
        return Look(fill=style.GREY, centred=True)
    if column.id == "verdict":
        return VERDICT_LOOKS[row.assessment.verdict]
    if column.id == "name":
        return replace(_BY_COLUMN["name"], size=style.size_for(row.texts["name"], column.width, 11) or 9.5)
    if column.id == "record_code" and "\n" not in row.texts["record_code"]:
        return replace(_BY_COLUMN["record_code"], wrap=False, shrunk=True)  # a code cut off is none
    if column.material:
        return MARK_LOOKS[row.marks[column.material]]
    if column.role is Role.HIDDEN:
        return _HIDDEN
    if column.role in (Role.CHOICE, Role.SEEN):
        return _CHOICE
    if column.role is Role.REMARK:
        return _REMARK
    return _BY_COLUMN.get(column.id, replace(_COMPUTED, centred=column.centred))


def _target(row: Row, column: Column) -> str | None:
    """Where a click leads: a material's first file, the register from the code, the person's folder from the name,
    the person's place in the album from the proposal.

    A linked text isn't wrapped by every program, so beside a name of several lines the number carries the link.
    """
    if column.id == "verdict":
        return row.batch.albums.get(row.key)
    if column.id in ("name", "id_number"):
        evidence = row.batch.evidence
        is_short = style.size_for(row.texts["name"], NAME_WIDTH, 11) is not None
        linked = evidence.by_applicant.get(row.key) and is_short is (column.id == "name")
        return evidence.folders[row.key] if linked else None
    if column.id == "record_code":  # of several records the first that may be clicked; the album links each
        found = verifications(row.assessment, row.batch.notice.education_record.hosts)
        return next((record.link for record in found if record.link), None)
    return material_link(row, column.material) if column.material else None


def material_link(row: Row, material: Material) -> str | None:
    """The evidence path of a material, or of what was handed in in its place."""
    exhibits = row.assessment.dossier.current(Kind(material.value)) or substitutes(row.assessment, material)
    links = (row.batch.evidence.link(row.key, exhibit.file.sha256) for exhibit in exhibits)
    return next((link for link in links if link), None)


def _add_choices(sheet: Page, stage: Stage, table: tuple[Column, ...], last: int) -> None:
    places = {column.id: letters(number) for number, column in enumerate(table)}
    choice, remark = places[f"{stage.value}_choice"], places[f"{stage.value}_remark"]
    first = HEADER_ROW + 1
    choices, remarks = f"{choice}{first}:{choice}{last + 1}", f"{remark}{first}:{remark}{last + 1}"
    source = f"='{CHOICES_SHEET}'!$A$1:$A${len(CHOICE_TITLES)}"
    if "seen" in places:
        seen = f"{places['seen']}{first}:{places['seen']}{last + 1}"
        sheet.offer(seen, [SEEN_WORD], "看过材料", "看过这个人的材料就选“是”；没有看过请留空")
        sheet.colour(seen, _not_seen(places, choice, remark), "FF9E9E")
    sheet.offer(choices, source, "请从列表中选择", "只能填：" + "、".join(CHOICE_TITLES.values()))
    for word, colour in ((Choice.PASS, style.GREEN), (Choice.CORRECT, style.ORANGE), (Choice.INELIGIBLE, style.RED)):
        sheet.colour(choices, f'=${choice}{first}="{CHOICE_TITLES[word]}"', colour)
    sheet.colour(remarks, _remark_missing(stage, places, f"${choice}{first}", f"${remark}{first}"), "FF9E9E")


def _not_seen(places: dict[str, str], choice: str, remark: str) -> str:
    """The condition under which 看过材料 turns red: a proposal ▲ is passed, and nobody says that anybody looked."""
    first = HEADER_ROW + 1
    asked = f'${places["verdict"]}{first}="{Verdict.REVIEW.marked}",${choice}{first}="{CHOICE_TITLES[Choice.PASS]}"'
    return f'=AND({asked},${remark}{first}="",${places["seen"]}{first}="")'


def _remark_missing(stage: Stage, places: dict[str, str], choice: str, remark: str) -> str:
    """The condition under which the remark turns red: the choice overrides what was proposed, and nothing says why."""
    first = HEADER_ROW + 1
    if stage is Stage.FIRST:
        proposed = f"${places['verdict']}{first}"
        pairs = [
            (Verdict.PASS, Choice.PASS),
            (Verdict.CORRECT, Choice.CORRECT),
            (Verdict.INELIGIBLE, Choice.INELIGIBLE),
        ]
        against = ",".join(
            f'AND({proposed}="{verdict.marked}",{choice}<>"{CHOICE_TITLES[same]}")' for verdict, same in pairs
        )
    else:
        decided = f"${places['first_review_choice']}{first}"
        against = f'AND({decided}<>"{BLIND}",{choice}<>{decided})'
    passing = "".join(f',{choice}<>"{CHOICE_TITLES[free]}"' for free in (Choice.HOLD, Choice.WITHDRAWN))
    return f'=AND({choice}<>"",{remark}=""{passing},OR({against}))'
