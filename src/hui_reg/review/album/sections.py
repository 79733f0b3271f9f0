"""The sections of an album: one for each person, then one for each file without an owner."""

from collections.abc import Sequence

from hui_reg.history.decisions import CHOICE_TITLES, Choice, Decision, Stage, overrides
from hui_reg.model import Assessment, Outcome
from hui_reg.review.album import papers, values
from hui_reg.review.album.figures import Figures, alone
from hui_reg.review.album.html import attributes, text
from hui_reg.review.album.papers import Drawn, Stray
from hui_reg.review.album.values import Line, Read
from hui_reg.review.batch import Batch
from hui_reg.review.blind import BLIND, LOOK
from hui_reg.review.columns import seal, shown_findings, token
from hui_reg.review.verification import verifications
from hui_reg.vocabulary import Secrecy


def row_of(batch: Batch, key: str) -> str:
    """The token under which an applicant, or a file without owner, goes out and comes back: another in every export."""
    return token(batch.secret, batch.export_id, key)


def kept(batch: Batch, key: str) -> str:
    """The token under which a browser keeps what is said of one: the same in every export of a review."""
    return token(batch.secret, f"kept|{batch.stage.value}", key)


_OFFERED = (Choice.PASS, Choice.CORRECT, Choice.INELIGIBLE, Choice.HOLD)


def person(number: int, assessment: Assessment, batch: Batch, drawn: Drawn) -> str:
    """One person: papers at the left, what was found and read at the right, and the decision below it."""
    dossier, shown = assessment.dossier, papers.views(assessment, outside=batch.stage.outside)
    lines = values.lines(assessment, shown)
    figures = Figures(f"p{number}", drawn)
    reads = [read for line in lines for read in line.reads]
    drawings = "".join(
        figures.figure(n, view, [read for read in reads if read.view is view]) for n, view in enumerate(shown)
    )
    if batch.stage.outside and (missing := papers.kept_back(assessment)):
        drawings += f"<p>另有 {missing} 页不能确定只属于本人，没有放进来；由初审单位保管、核对。</p>"
    blind = dossier.key in batch.blind
    verdict = f'<span class="mark {assessment.verdict.value}">{text(assessment.verdict.marked)}</span>'
    told = f"{_standing(dossier.key, batch)}{_findings(assessment)}"
    if blind:
        verdict, told = f'<span class="mark">{text(BLIND)}</span>', f"<p>{text(LOOK)}</p>"
    return (
        f'<section class="person" id="r-{row_of(batch, dossier.key)}"{_sealed(number, assessment, batch)}>'
        f'<div class="papers">{drawings or "<p>没有可以显示的材料</p>"}{_roster(assessment)}</div>'
        f"<aside><h2>{text(dossier.name or '（没有姓名）')} {verdict}</h2>"
        f'<div class="told">{told}'
        f"{_records(assessment, batch.notice.education_record.hosts)}"
        f"<h3>读得的内容</h3>{_table(lines, figures)}</div>{_verdict_bar(dossier.key, batch)}</aside></section>"
    )


def _sealed(number: int, assessment: Assessment, batch: Batch) -> str:
    """What goes back with a decision, and by what the page knows that a choice needs a reason."""
    key, stage = assessment.dossier.key, batch.stage
    row, version = row_of(batch, key), batch.versions[key]
    held, first = batch.decided(key, stage), batch.decided(key, Stage.FIRST)
    if held and batch.changes(key, stage):
        held = None  # left blank, so that it is not confirmed unseen
    blind = key in batch.blind
    free = [c.value for c in _OFFERED if blind or not overrides(stage, assessment.verdict, first, c)]
    return attributes(
        row=row,
        kept=kept(batch, key),
        place=str(number + 1),
        version=version,
        seal=seal(batch.secret, batch.export_id, row, version, ()),
        free=" ".join(free),
        choice=held.choice.value if held else "",
        remark=held.remark if held else "",
    )


def _standing(key: str, batch: Batch) -> str:
    standing = batch.standings.get(key)
    lines = [f"● 现在：{standing.sentence}"] if standing else []
    for stage in Stage:
        held, changes = batch.decided(key, stage), batch.changes(key, stage)
        if held and changes:
            lines.append(f"※ {_decided(stage, held)}，之后{'、'.join(changes)}有变化，请重新确认")
        elif held:
            lines.append(f"※ {_decided(stage, held)}")
    return "".join(f"<p>{text(line)}</p>" for line in lines)


def _decided(stage: Stage, held: Decision) -> str:
    remark = f"（{held.remark}）" if held.remark else ""
    return f"{stage.label}：{held.by} 定为“{CHOICE_TITLES[held.choice]}”{remark}"


def _findings(assessment: Assessment) -> str:
    notes = [f for f in assessment.findings if f.outcome is Outcome.NOTE]
    items = "".join(
        f'<li><span class="mark {f.outcome.value}">{text(f.outcome.marked)}</span> {text(f.message)}'
        f"〔{text(f.rule)}〕<small>{text(f.hint)}</small></li>"
        for f in (*shown_findings(assessment), *notes)
    )
    return f"<ol>{items or '<li>√ 没有发现问题</li>'}</ol>"


def _records(assessment: Assessment, hosts: Sequence[str]) -> str:
    """Each record's code whole, with the link that shows the record in the register."""
    found = verifications(assessment, hosts)
    items = "".join(
        f"<li><code>{text(record.code)}</code> "
        + (
            f'<a href="{text(record.link)}" target="_blank" rel="noopener noreferrer">在学信网核对（L）</a></li>'
            if record.link
            else "（没有可以放心点开的链接，请自行登录学信网输入验证码）</li>"
        )
        for record in found
    )
    return f'<ul class="records">{items}</ul>' if found else ""


def _table(lines: Sequence[Line], figures: Figures) -> str:
    """What asks for a look first, else in the order of the fields; beside each value its crop, drawn by the script."""
    rows = "".join(
        f"<tr{' class=asks' if line.asks else ''}><th>{text(line.field.title)}</th>"
        f"<td>{''.join(_value(read, line, figures) for read in line.reads)}</td></tr>"
        for line in sorted(lines, key=lambda line: not line.asks)
    )
    return f'<table class="values">{rows}</table>'


def _value(read: Read, line: Line, figures: Figures) -> str:
    value, secret = read.value, read.field.secrecy is Secrecy.BEARER
    against = next(r.value for r in line.reads)
    look = [
        "weak" if not value.sure else "",
        "differs" if values.differ(against, value) else "",
        "same" if value is not against and value.value == against.value else "",
    ]
    said = text(read.text) if value.value is not None else f"<em>{text(f'（{value.reason}）')}</em>"
    others = f"（另读作 {'、'.join(value.alternatives)}）" if value.alternatives and not secret else ""
    sure = f" {value.confidence:.0%}" if value.value is not None and read.view else ""
    data = attributes(
        field=read.field.value,
        paper=_paper(read),
        mark=figures.marks.get(id(read), ""),
        value="" if secret else value.value or "",
        others="" if secret else "\n".join(value.alternatives),
    )
    classes = " ".join(filter(None, ("value", *look)))
    small = f"<small>{text(read.title + sure + others)}</small>"
    return f'<div class="{classes}"{data}><b>{said}</b>{small}</div>'


def _paper(read: Read) -> str:
    """What a correction of the value is about: file, kind, page. A line of a roster is the unit's to mend."""
    if read.exhibit is None:
        return ""
    pages = read.exhibit.reading.pages
    page = read.value.page if read.value.page in pages else pages[0] if pages else 0
    return f"{read.exhibit.file.sha256}|{read.exhibit.reading.kind.value}|{page}"


def _roster(assessment: Assessment) -> str:
    """The person's own line of the unit's roster, drawn anew: the others' lines are no business of this section."""
    roster = assessment.dossier.roster
    if roster is None:
        return ""
    from hui_reg.vocabulary import FIELDS

    cells = [(FIELDS.get(name, name), said) for name, said in roster.fields.items() if said]
    heads = "".join(f"<th>{text(title)}</th>" for title, _ in cells)
    row = "".join(f"<td>{text(said)}</td>" for _, said in cells)
    caption = text(f"汇总表（本人的一行） · {roster.file.path}")
    table = f'<table class="sheet"><tr>{heads}</tr><tr>{row}</tr></table>'
    return f'<figure class="wide"><figcaption>{caption}</figcaption>{table}</figure>'


def _verdict_bar(key: str, batch: Batch) -> str:
    offered = [*_OFFERED, *([Choice.WITHDRAWN] if batch.decided(key, batch.stage) else [])]
    buttons = "".join(
        f'<button data-choice="{choice.value}"><kbd>{n}</kbd> {CHOICE_TITLES[choice]}</button>'
        for n, choice in enumerate(offered, 1)
    )
    return (
        f'<div class="verdict">{buttons}'
        '<input class="remark" maxlength="1000" placeholder="备注（B）" autocomplete="off"></div>'
    )


def stray(number: int, found: Stray, batch: Batch, drawn: Drawn) -> str:
    """A file of nobody's beside those whose it may be; a reviewer may say whose it is."""
    left, mark = found.file, papers.identity(found.file)
    caption = f"{left.file.path} · 第 {found.page} 页"
    figures = [alone(f"s{number}-f0", caption, found.title, drawn.get(found.key))]
    for n, candidate in enumerate(found.candidates, 1):
        view = papers.card_of(candidate)
        if view:
            figures.append(alone(f"s{number}-f{n}", f"{n} {candidate.dossier.name}", "身份证", drawn.get(view.key)))
    buttons = "".join(
        f'<button data-to="{kept(batch, c.dossier.key)}"><kbd>{n}</kbd> {text(c.dossier.name)}</button>'
        for n, c in enumerate(found.candidates, 1)
    )
    return (
        f'<section class="stray"{attributes(file=row_of(batch, mark), kept=kept(batch, mark))}>'
        f"<div class='papers'>{''.join(figures)}</div>"
        f"<aside><h2>▲ 没有归到人的文件</h2><div class='told'><p>像是：{text(found.title)}</p>"
        f"<p>{text(left.problem.detail if left.problem else left.reason)}</p>"
        "<p>对照旁边各人的证件；认得出是谁的，按数字键选这个人；不是报名材料、不用再问的按 0；"
        "拿不准就不选，直接到下一个。</p></div>"
        f"<div class='verdict'>{buttons}<button data-to=''><kbd>0</kbd> 不是报名材料</button></div></aside></section>"
    )
