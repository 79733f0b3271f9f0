"""The sheets for looking things up: 问题明细, 补正通知, 未归档文件, 识读依据, 规则."""

from collections.abc import Iterator

from hui_reg.model import Assessment, FieldValue, Message, Outcome, ProblemKind, Value
from hui_reg.notation.resident_id import mask
from hui_reg.review.batch import Batch
from hui_reg.review.columns import shown_findings
from hui_reg.review.sheets.table import (
    CENTRED,
    DIGITS,
    NOT_TO_TYPE,
    TYPED_KIND,
    TYPED_MARK,
    TYPED_OWNER,
    TYPED_VALUE,
    Cell,
    Heading,
    Table,
    texts,
)
from hui_reg.review.sheets.typed import file_mark, value_mark
from hui_reg.spreadsheets import look as style
from hui_reg.spreadsheets.book import Book
from hui_reg.spreadsheets.look import Look
from hui_reg.vocabulary import APPLICANT_FIELDS, FIELDS, KIND_TITLES, Field

_OUTCOME_LOOKS = {
    Outcome.INELIGIBLE: Look(fill=style.RED, ink=style.RED_INK, centred=True),
    Outcome.CORRECT: Look(fill=style.ORANGE, ink=style.ORANGE_INK, centred=True),
    Outcome.REVIEW: Look(fill=style.YELLOW, ink=style.YELLOW_INK, centred=True),
    Outcome.NOTE: Look(ink=style.FAINT, centred=True),
}
PROBLEM_TITLES = {
    ProblemKind.CLOUD_LINK: "云附件未下载",
    ProblemKind.ENCRYPTED: "有密码",
    ProblemKind.DAMAGED: "已损坏",
    ProblemKind.EMPTY: "空文件",
    ProblemKind.UNSUPPORTED: "不支持的类型",
    ProblemKind.TOO_LARGE: "过大",
    ProblemKind.BOMB: "压缩炸弹",
    ProblemKind.NEEDS_UNAR: "RAR 未能解开",
    ProblemKind.EARLY: "早于报名",
    ProblemKind.LATE: "逾期收到",
    ProblemKind.NO_MATERIAL: "没有材料",
    ProblemKind.AUTOMATIC: "自动邮件",
    ProblemKind.BOUNCED: "退信",
    ProblemKind.ARRIVAL_UNSURE: "收到时间存疑",
    ProblemKind.SET_ASIDE: "已搁置",
    ProblemKind.TIMEOUT: "读取超时",
    ProblemKind.CRASHED: "读取崩溃",
    ProblemKind.QUARANTINED: "已隔离",
    ProblemKind.INCOMPLETE: "没有收全",
    ProblemKind.VOLUME: "缺分卷",
}
_FAINT = Look(ink=style.FAINT)
_SECRET_FIELDS = frozenset({Field.CHSI_CODE})


class Lists:
    """The five sheets, written applicant by applicant."""

    def __init__(self, book: Book, batch: Batch) -> None:
        self._batch = batch
        self._findings = Table(book, "问题明细", _FINDING_HEADINGS, frozen=(1, 2))
        self._notices = Table(book, "补正通知", _NOTICE_HEADINGS, frozen=(1, 2))
        self._unfiled = Table(book, "未归档文件", _UNFILED_HEADINGS, frozen=(1, 0))
        self._readings = Table(book, "识读依据", _READING_HEADINGS, frozen=(1, 1))
        self._rules = Table(book, "规则", _RULE_HEADINGS, frozen=(1, 1))

    def add(self, assessment: Assessment) -> None:
        """Write what the sheets say of an applicant."""
        if assessment.dossier.key not in self._batch.blind:
            self._findings.add(_findings(self._batch, assessment))
            self._notices.add(_notices(assessment))
        self._readings.add(_readings(self._batch, assessment))

    def finish(self) -> None:
        """Write what is nobody's."""
        self._unfiled.add(_unfiled(self._batch))
        self._rules.add(_rules(self._batch))
        for table in (self._findings, self._notices, self._unfiled, self._readings, self._rules):
            table.finish()


_FINDING_HEADINGS = (
    Heading("单位", 16),
    Heading("姓名", 15, CENTRED),
    Heading("证件号", 21, DIGITS),
    Heading("轻重", 14),
    Heading("规则", 7, CENTRED),
    Heading("问题", 44),
    Heading("怎样改正", 36),
    Heading("依据", 30, _FAINT),
    Heading("看到的内容", 34),
    Heading("可信度", 8, CENTRED),
    Heading("文件", 22),
    Heading("页", 5, CENTRED),
)


def _findings(batch: Batch, assessment: Assessment) -> Iterator[list[Cell]]:
    dossier = assessment.dossier
    notes = [f for f in assessment.findings if f.outcome is Outcome.NOTE]
    for finding in (*shown_findings(assessment), *notes):
        links = [(e, batch.evidence.link(dossier.key, e.sha256)) for e in finding.evidence]
        first, target = next(((e, link) for e, link in links if link), (finding.evidence[0], None))
        yield [
            Cell(dossier.unit),
            Cell(dossier.name),
            Cell(dossier.id_number),
            Cell(finding.outcome.marked, look=_OUTCOME_LOOKS[finding.outcome]),
            Cell(finding.rule),
            Cell(finding.message),
            Cell(finding.hint),
            Cell(finding.basis),
            Cell("\n".join(dict.fromkeys(e.text for e in finding.evidence))[:1500]),
            Cell("" if first.confidence is None else f"{first.confidence:.0%}"),
            Cell(target.rsplit("/", 1)[-1] if target else "", target),
            Cell(str(first.page) if first.page and target else ""),
        ]


_NOTICE_HEADINGS = (
    Heading("单位", 22),
    Heading("姓名", 15, Look(bold=True, centred=True)),
    Heading("证件号", 21, DIGITS),
    Heading("存在的问题", 60),
    Heading("请这样补正", 60),
)


def _notices(assessment: Assessment) -> Iterator[list[Cell]]:
    findings = [f for f in shown_findings(assessment) if f.outcome is Outcome.CORRECT]
    if findings:
        dossier = assessment.dossier
        yield [
            Cell(dossier.unit),
            Cell(dossier.name),
            Cell(mask(dossier.id_number)),
            Cell("\n".join(f.message for f in findings)),
            Cell("\n".join(dict.fromkeys(f.hint for f in findings))),
        ]


_UNFILED_HEADINGS = (
    Heading("单位（发件人）", 18),
    Heading("邮件主题", 18),
    Heading("收到时间", 16, CENTRED),
    Heading("文件", 30),
    Heading("像是什么", 11, CENTRED),
    Heading("没有归档的原因 / 邮件的问题", 36),
    Heading("可能属于", 12),
    TYPED_OWNER,
    TYPED_KIND,
    Heading("邮件编号", 16, Look(centred=True, text=True, ink=style.FAINT)),
    TYPED_MARK,
)


def _unfiled(batch: Batch) -> Iterator[list[Cell]]:
    messages = {message.sha256: message for message in batch.messages}

    def mail(sha256: str) -> list[Cell]:
        message = messages.get(sha256)
        return [
            Cell(batch.evidence.units.get(sha256, "")),
            Cell(message.subject if message else "（邮件无法打开）" if sha256 else "（没有收下）"),
            Cell(_received(batch, message)),
        ]

    for leftover in batch.leftovers:
        file = leftover.file
        pages = f"（第 {'、'.join(map(str, leftover.pages))} 页）" if leftover.pages else ""
        cells = [
            *mail(file.message),
            Cell(file.path + pages, batch.evidence.unfiled.get((file.message, file.path))),
            Cell(KIND_TITLES[leftover.kind] if leftover.kind else "看不出"),
            Cell(leftover.problem.detail if leftover.problem else leftover.reason),
            Cell("、".join(leftover.candidates)),
        ]
        number = Cell(file.message[:12])
        yield [*cells, Cell(), Cell(), number, Cell(file_mark(batch, leftover, texts([*cells, number])))]
    shown = {(leftover.file.message, leftover.file.path) for leftover in batch.leftovers}
    for sha256, problem in batch.problems:
        if (sha256, problem.path) not in shown:
            yield [
                *mail(sha256),
                Cell(problem.path or ""),
                Cell(PROBLEM_TITLES[problem.kind]),
                Cell(problem.detail),
                Cell(),
                Cell(look=NOT_TO_TYPE),
                Cell(look=NOT_TO_TYPE),
                Cell(sha256[:12]),
                Cell(),
            ]


def _received(batch: Batch, message: Message | None) -> str:
    return f"{message.received_at.astimezone(batch.notice.tz):%Y-%m-%d %H:%M}" if message else ""


_READING_HEADINGS = (
    Heading("姓名", 23, CENTRED),
    Heading("项目", 16),
    Heading("读得的内容", 44, Look(text=True)),
    TYPED_VALUE,
    Heading("可信度", 10, CENTRED),
    Heading("出自", 17, CENTRED),
    Heading("文件和页", 46),
    TYPED_MARK,
)


def _readings(batch: Batch, assessment: Assessment) -> Iterator[list[Cell]]:
    """The merged fields, and below each what another current material says differently."""
    dossier = assessment.dossier
    linked: set[str] = set()
    for name in APPLICANT_FIELDS:
        merged = dossier.fields.get(name)
        if merged is None:
            continue
        yield _reading(batch, assessment, name, merged, linked)
        for exhibit in dossier.exhibits:
            other = exhibit.reading.fields.get(name)
            if other and not exhibit.superseded and _differ(merged.value, other):
                differing = FieldValue(value=other, sha256=exhibit.file.sha256, kind=exhibit.reading.kind)
                yield _reading(batch, assessment, name, differing, linked, _DIFFERS)


def _differ(one: Value, other: Value) -> bool:
    """Whether two readings contradict each other; ``2010-06`` doesn't contradict ``2010-06-28``."""
    if one.value is None or other.value is None:
        return one.value is None and other.value is not None
    return not (one.value.startswith(other.value) or other.value.startswith(one.value))


def _reading(
    batch: Batch, assessment: Assessment, name: str, field: FieldValue, linked: set[str], look: Look | None = None
) -> list[Cell]:
    dossier, value = assessment.dossier, field.value
    path = batch.evidence.link(dossier.key, field.sha256)
    target = path if field.sha256 not in linked else None  # one link a file and person: Excel bears 65,530 a sheet
    linked.add(field.sha256)
    weak = not value.sure
    where = f"{path.rsplit('/', 1)[-1]} · 第 {value.page} 页" if path and value.page else path or ""
    who = [Cell(dossier.name), Cell(FIELDS[name], look=look), Cell(_shown(name, value))]
    source = [
        Cell(f"▲ {value.confidence:.0%}" if weak else f"{value.confidence:.0%}", look=_WEAK if weak else None),
        Cell(KIND_TITLES[field.kind]),
        Cell(where, target),
    ]
    return [*who, Cell(), *source, Cell(value_mark(batch, dossier.key, name, field, texts([*who, *source])))]


_DIFFERS = Look(fill=style.YELLOW)
_WEAK = Look(fill=style.YELLOW, ink=style.YELLOW_INK, centred=True)


def _shown(name: str, value: Value) -> str:
    if value.value is None:
        return f"（读不出：{value.reason}）"
    if value.correction is not None:
        said = value.correction
        was = f"原读作 {said.read}" if said.read and name not in _SECRET_FIELDS else "更正"
        shown = value.value[:4] + "*" * (len(value.value) - 4) if name in _SECRET_FIELDS else value.value
        return f"{shown}（第{said.seq}号更正，{was}；{said.by} {said.on}）"
    if name in _SECRET_FIELDS:  # whoever has the code sees the person's record
        return value.value[:4] + "*" * (len(value.value) - 4)
    return value.value + (f"（另读作 {'、'.join(value.alternatives)}）" if value.alternatives else "")


_RULE_HEADINGS = (
    Heading("规则", 8, Look(bold=True, centred=True)),
    Heading("检查什么", 44),
    Heading("不符时", 14),
    Heading("怎样改正", 44),
    Heading("依据", 56, _FAINT),
    Heading("本通知的调整", 24),
)


def _rules(batch: Batch) -> Iterator[list[Cell]]:
    for rule in batch.rules:
        outcome = Outcome(rule.outcome)
        yield [
            Cell(rule.id),
            Cell(rule.title),
            Cell(outcome.marked, look=_OUTCOME_LOOKS[outcome]),
            Cell(rule.hint),
            Cell(rule.basis),
            Cell(rule.change),
        ]
