"""The sheet 人工复核: for everyone whom a person must look at, the number as read beside the card it was read from."""

from hui_reg.model import Assessment, Finding, Outcome, Verdict
from hui_reg.notation.resident_id import problem
from hui_reg.review.batch import Batch
from hui_reg.review.columns import shown_findings
from hui_reg.review.sheets.table import CENTRED, HEADING, LINKED, PLAIN, new_sheet, place_picture
from hui_reg.spreadsheets import look as style
from hui_reg.spreadsheets.book import Book, Page
from hui_reg.spreadsheets.look import Look
from hui_reg.vocabulary import Field

_CROP_HEIGHT = 96.0
_COLUMNS = (
    ("单位", 17),
    ("姓名", 14),
    ("读得的证件号", 23),
    ("校验", 14),
    ("可信度", 8),
    ("证件原图（对照号码和姓名）", 54),
    ("请看什么", 56),
    ("打开原件", 12),
)


class LookSheet:
    """The sheet, written applicant by applicant; without anyone to look at it says so."""

    def __init__(self, book: Book, batch: Batch) -> None:
        self._batch, self._rows = batch, 0
        self._sheet = new_sheet(book, "人工复核", [width for _, width in _COLUMNS], frozen=(1, 2))
        self._sheet.line(0, [(title, HEADING) for title, _ in _COLUMNS], 24)

    def add(self, assessment: Assessment) -> None:
        """Write an applicant's row, if a person must look at it."""
        if assessment.verdict is Verdict.REVIEW:
            self._rows += 1
            _write_row(self._sheet, self._batch, assessment, self._rows)

    def finish(self) -> None:
        """Nobody follows."""
        if self._rows:
            self._sheet.filter(0, self._rows, len(_COLUMNS))
        else:
            nobody = Look(ink=style.FAINT, bordered=False, wrap=False)
            self._sheet.put(1, 0, "（没有需要人工复核的人）", nobody)


def _write_row(sheet: Page, batch: Batch, assessment: Assessment, number: int) -> None:
    dossier = assessment.dossier
    findings = [f for f in shown_findings(assessment) if f.outcome is Outcome.REVIEW]
    look_at = "\n".join(f"▲ {f.message}〔{f.rule}〕" for f in findings)
    crop = batch.crops.get(dossier.key)
    height = style.row_height([(look_at, _COLUMNS[6][1])], _CROP_HEIGHT if crop else 30)
    field = dossier.fields.get(Field.ID_NUMBER)
    fault = problem(dossier.id_number) if dossier.id_number else "没有读到号码"
    target = _original(batch, assessment, findings)
    row = [
        (dossier.unit, PLAIN),
        (dossier.name, Look(bold=True, size=style.size_for(dossier.name, _COLUMNS[1][1], 12) or 10, centred=True)),
        (_grouped(dossier.id_number), Look(bold=True, size=12, centred=True, text=True)),
        (
            f"× {fault}" if fault else "√ 校验位相符",
            Look(centred=True, ink=style.RED_INK if fault else style.GREEN_INK),
        ),
        (f"{field.value.confidence:.0%}" if field else "", CENTRED),
        ("" if crop else "（没有可对照的图像）", Look(centred=True, ink=style.FAINT)),
        (look_at, Look(fill="FFFBEA")),
    ]
    sheet.line(number, row, height)
    sheet.put(number, len(row), "打开" if target else "", LINKED if target else PLAIN, target)
    if crop:
        place_picture(sheet, crop, number, 5, _COLUMNS[5][1], height)


def _grouped(number: str) -> str:
    """``350521 19900307 0021``: as the eye compares it."""
    return f"{number[:6]} {number[6:14]} {number[14:]}" if len(number) == 18 else number


def _original(batch: Batch, assessment: Assessment, findings: list[Finding]) -> str | None:
    """The file the first finding speaks of, else the applicant's folder."""
    key = assessment.dossier.key
    links = (batch.evidence.link(key, e.sha256) for f in findings for e in f.evidence)
    return next((link for link in links if link), batch.evidence.folders.get(key))
