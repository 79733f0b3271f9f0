"""The first sheet, 说明: what this is, how many of what, how to fill it in, what the marks mean."""

from collections import Counter
from dataclasses import dataclass, field

from hui_reg.history.decisions import CHOICE_TITLES, Stage
from hui_reg.model import Assessment, Outcome, Verdict
from hui_reg.review.batch import Batch
from hui_reg.review.marks import Mark
from hui_reg.review.sheets.review import MARK_LOOKS, VERDICT_LOOKS
from hui_reg.review.sheets.table import HEADING, new_sheet
from hui_reg.spreadsheets import look as style
from hui_reg.spreadsheets.book import Book, Page
from hui_reg.spreadsheets.look import Look

_WIDTHS = (30, 13, 13, 13, 13, 13, 15)
_ORDER = (Verdict.PASS, Verdict.CORRECT, Verdict.REVIEW, Verdict.INELIGIBLE)
_TEXT = Look(bordered=False, wrap=False)
_SECTION = Look(bold=True, size=12, bordered=False, wrap=False, ink=style.HEAD)
_NUMBER = Look(centred=True)

_LEGEND = {
    Mark.GOOD: "材料在，没有发现问题；点一下打开原件",
    Mark.MISSING: "缺这份材料",
    Mark.WRONG: "材料在，但要改正或重交",
    Mark.LOOK: "材料在，有一处需要人看",
    Mark.SUBSTITUTE: "用别的材料代替（如在读学生的学籍报告），需要人看",
    Mark.VERIFIED: "没有这份材料，已由核验结果代替（hui-reg import facts），不用再交",
    Mark.NOT_NEEDED: "这个人不需要交（如高中学历不交学信网备案表）",
}
_MEANINGS = {
    Verdict.PASS: "材料齐全，没有发现问题",
    Verdict.CORRECT: "单位补材料或改正后可以再审，要求见“补正要求”",
    Verdict.REVIEW: "程序判断不了，请看“人工复核”页再定",
    Verdict.INELIGIBLE: "不符合通知的申报条件，理由见“问题”",
}


class _Writer:
    def __init__(self, page: Page) -> None:
        self.page, self.row = page, 0

    def line(self, *cells: tuple[str, Look], height: float = 19) -> None:
        self.page.line(self.row, cells, height)
        self.row += 1

    def gap(self) -> None:
        self.line(height=9)


class Cover:
    """The sheet: counted applicant by applicant, written at the end."""

    def __init__(self, book: Book, batch: Batch) -> None:
        self._batch, self._tally = batch, Tally()
        self._sheet = new_sheet(book, "说明", _WIDTHS, frozen=(0, 0), heading_row=None)
        self._writer = _Writer(self._sheet)

    def add(self, assessment: Assessment) -> None:
        """Count an applicant in."""
        key, stage = assessment.dossier.key, self._batch.stage
        decided = self._batch.decided(key, stage) is not None and not self._batch.changes(key, stage)
        self._tally.add(assessment, decided=decided, blind=key in self._batch.blind)

    def finish(self) -> None:
        """Write the sheet."""
        batch, writer = self._batch, self._writer
        if len(self._tally.units) <= 30:
            self._sheet.print_on_one_page()
        notice = batch.notice
        made_at = batch.made_at.astimezone(notice.tz)
        made = f"{made_at:%Y}年{made_at:%m}月{made_at:%d}日 {made_at:%H:%M}"
        writer.line(
            (f"{notice.title} · {batch.stage.label}", Look(bold=True, size=16, bordered=False, wrap=False)), height=32
        )
        closes = notice.registration.deadline
        closing = f"{closes:%Y}年{closes:%m}月{closes:%d}日"
        writer.line((f"{notice.number}　报名截止 {closing}", _TEXT))
        writer.line((f"批次 {batch.export_id}　制表时间 {made}", Look(bordered=False, wrap=False, ink=style.FAINT)))
        if batch.head:
            writer.line((batch.head, Look(bordered=False, wrap=False, ink=style.FAINT)))
        writer.gap()
        _counts(writer, batch, self._tally)
        _how_to(writer, batch)
        _legend(writer)


@dataclass
class Tally:
    """How many of each verdict every unit has, how many are decided, how many notes there are."""

    units: dict[str, Counter[Verdict]] = field(default_factory=dict)
    decided: Counter[str] = field(default_factory=Counter)
    notes: int = 0
    blind: Counter[str] = field(default_factory=Counter)

    def add(self, assessment: Assessment, *, decided: bool, blind: bool = False) -> None:
        unit = assessment.dossier.unit
        counts = self.units.setdefault(unit, Counter())
        if blind:
            self.blind[unit] += 1
            return
        counts[assessment.verdict] += 1
        self.decided[unit] += decided
        self.notes += sum(finding.outcome is Outcome.NOTE for finding in assessment.findings)

    def total(self) -> Counter[Verdict]:
        return sum(self.units.values(), Counter())


def _counts(writer: _Writer, batch: Batch, tally: Tally) -> None:
    total = tally.total()
    writer.line(("一、总数", _SECTION), height=24)
    headings = ("单位", *(v.marked for v in _ORDER), "合计", f"{batch.stage.label}已定")
    writer.line(*((title, HEADING) for title in headings), height=22)
    bold = Look(bold=True)
    writer.line(
        ("全部", bold),
        *((str(total[v]), VERDICT_LOOKS[v]) for v in _ORDER),
        (str(total.total() + tally.blind.total()), Look(bold=True, centred=True)),
        (str(tally.decided.total()), Look(bold=True, centred=True)),
    )
    for unit, counts in sorted(tally.units.items()):
        writer.line(
            (unit, Look()),
            *((str(counts[v]) if counts[v] else "–", _NUMBER) for v in _ORDER),
            (str(counts.total() + tally.blind[unit]), _NUMBER),
            (str(tally.decided[unit]), _NUMBER),
        )
    rest = f"另有 {len(batch.leftovers)} 份文件没有归到任何人，{len(batch.problems)} 处邮件问题，"
    rest += f"见“未归档文件”；提示 {tally.notes} 条。"
    writer.line((rest, _TEXT))
    if tally.blind:
        writer.line((f"合计里有 {tally.blind.total()} 人盲审：不显示建议、问题和初审意见，请自己看材料后定。", _TEXT))
    writer.gap()


def _how_to(writer: _Writer, batch: Batch) -> None:
    title = batch.stage.label
    writer.line(("二、怎样填", _SECTION), height=24)
    for text in (
        f"1. 只在“审核表”右边浅黄色的几列填写：“{title}意见”从下拉列表中选，“{title}备注”随意写。其他列请不要改。",
        f"2. 可选：{'、'.join(CHOICE_TITLES.values())}。没有看完的留空，以后再填。“撤回”用来取消先前交回的意见。",
        "3. 意见与建议不同时必须写备注说明理由（备注格变红就是还缺理由）。"
        + ("建议是“▲ 需人工复核”而定为通过的，看过材料后在“看过材料”列选“是”。" if batch.stage is Stage.FIRST else ""),
        "4. 可以排序、筛选、隐藏列；排序时请选“扩展选定区域”，不要只排其中几列。",
        "5. 点姓名（姓名占几行的点证件号）打开这个人的材料文件夹，点材料列的记号打开原件。"
        "拷贝或发送时请连同 evidence 文件夹一起打包。"
        + ("点初审建议，在翻看网页里看这个人（连同“翻看”文件夹一起打包）。" if batch.albums else ""),
        "6. 填好后另存为 .xlsx 交回，由管理员运行 hui-reg import review 文件名（先加 --dry-run 试看）。",
        "7. 本表含个人信息，只在审核工作中使用，用完删除。",
    ):
        writer.line((text, _TEXT))
    writer.gap()


def _legend(writer: _Writer) -> None:
    writer.line(("三、记号", _SECTION), height=24)
    for verdict in _ORDER:
        writer.line((verdict.marked, VERDICT_LOOKS[verdict]), (_MEANINGS[verdict], _TEXT))
    for mark, meaning in _LEGEND.items():
        writer.line((mark.value, MARK_LOOKS[mark]), (meaning, _TEXT))
    writer.line(("灰底：程序写的", Look(fill=style.GREY, centred=True)), ("由材料算出，交回时会核对是否被改动", _TEXT))
    writer.line(("浅黄：请填写", Look(fill=style.TINT, centred=True)), ("审核人填写", _TEXT))
