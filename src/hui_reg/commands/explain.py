"""``explain``: one applicant's dossier, the values each rule used with file and page, and why the verdict is so."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from hui_reg.commands.verb import verb
from hui_reg.desk.run import Run
from hui_reg.errors import ExitCode
from hui_reg.notation.resident_id import mask
from hui_reg.vocabulary import FACTS, FIELDS, KIND_TITLES, UNTOLD, Field

if TYPE_CHECKING:
    from hui_reg.desk.board.person import Told
    from hui_reg.history.bearers import Bearer
    from hui_reg.model import Assessment, Dossier, Exhibit, Value
    from hui_reg.notice import Notice
    from hui_reg.rules import Trace

SECRET = frozenset({Field.ID_NUMBER, Field.CHSI_CODE, Field.CHSI_LINK, Field.CHSI_QR})
"""Fields shown masked: a terminal is looked at over shoulders, and its lines are copied."""


@verb("explain")
@click.argument("who", metavar="姓名或号码")
@click.option("--all", "everything", is_flag=True, help="成立和不适用的规则也逐条列出。")
def command(run: Run, who: str, everything: bool) -> ExitCode:
    """说明一位申报人为什么得出这个建议：档案里有什么，每条规则看了哪些值、在哪个文件第几页。

    可以写姓名、证件号码，或证件号码末四位，后面可加 @单位（写一部分即可）。同名的都会列出。
    """
    from hui_reg import rules
    from hui_reg.desk.board.person import asked_for

    with run.workspace() as workspace:
        notice = workspace.notice
        found = asked_for(workspace, who)
        known = [(told, told.assessment) for told in found if told.assessment is not None]
        told = [(one, a, *rules.trace(a.dossier, notice)) for one, a in known]
    bare = [one for one in found if one.assessment is None]
    for one in bare:
        _tell_bare(run, one)
    for one, before, now, traces in told:
        admitted = _admitted(now.dossier, notice)
        _tell(run, now, one, traces, admitted, everything=everything or run.console.verbose)
        if before.findings != now.findings:
            run.console.result("▲ 上次审核之后规则或通知有变，请重新运行 hui-reg validate。")
    explained = [{**_document(now, traces), **_said(one)} for one, _, now, traces in told]
    run.console.document([*explained, *({**_identity(one.person), **_said(one)} for one in bare)])
    return ExitCode.OK


def _tell_bare(run: Run, told: "Told") -> None:
    """One of whom only the ledger knows: found, with nothing to explain."""
    person = told.person
    run.console.result(f"{person.name}　{mask(person.id_number) or '证件号未读到'}　{person.unit}")
    run.console.result(f"● 现在：{told.standing.sentence}")
    run.console.result("只在台账里有记录，没有材料可以说明；经过见 hui-reg show\n")


def _said(told: "Told") -> dict[str, Any]:
    from hui_reg.commands.show import rulings_of

    return {**rulings_of(told), "standing": told.standing.stage}


def _identity(who: "Bearer") -> dict[str, Any]:
    return {"unit": who.unit, "name": who.name, "id_number": mask(who.id_number)}


def _admitted(dossier: "Dossier", notice: "Notice") -> str:
    """On which route, and by which clause; empty where none is settled."""
    from hui_reg import rules
    from hui_reg.review.roster import condition

    route, clause = rules.admitted_by(dossier, notice)
    return f"{condition(notice, route)}（依据：{clause}）" if route else ""


def _tell(
    run: Run, assessment: "Assessment", told: "Told", traces: Iterable["Trace"], admitted: str, *, everything: bool
) -> None:
    from hui_reg.history.ruling_words import in_short

    say, dossier = run.console.result, assessment.dossier
    say(f"{dossier.name}　{mask(dossier.id_number)}　{dossier.unit}")
    say(f"● 现在：{told.standing.sentence}")
    say(f"初审建议：{assessment.verdict.words}")
    worst = [f for f in assessment.findings if f.outcome.value == assessment.verdict.value]
    for finding in worst:
        say(f"　因为：{finding.message}（{finding.rule}）")
    if admitted:
        say(f"　申报途径：{admitted}")
    for ruling in told.rulings:
        if ruling.is_of_unit:
            continue
        say(f"※ 第{ruling.seq}号更正：{in_short(ruling)}　{ruling.by} {ruling.on}　{ruling.reason}".rstrip("　"))
    of_unit = sum(ruling.is_of_unit for ruling in told.rulings)
    if of_unit:
        say(f"※ 单位的更正 {of_unit} 条，见 hui-reg amend list {dossier.unit}")
    say("\n档案")
    paper = {message.sha256 for message in dossier.messages if message.is_on_paper}
    for exhibit in dossier.exhibits:
        aside = "　来自没有确认过的地址，没有采用" if exhibit.unconfirmed else "　已有更新的版本"
        came = "　纸质" if exhibit.file.message in paper else ""
        say(f"  {_place(exhibit)}{came}" + (aside if exhibit.superseded else ""))
        for field, value in exhibit.reading.fields.items():
            say(f"      {FIELDS.get(field, field)}：{_shown(field, value)}")
        for fact, measured in _facts(exhibit).items():
            say(f"      {FACTS.get(fact, fact)}：{_measured(measured)}")
    for leftover in dossier.hinted:
        say(f"  未归档　{leftover.file.path}：{leftover.reason}")
    say("\n规则")
    for trace in traces:
        if trace.finding or trace.doubted or everything:
            _tell_rule(run, trace)


def _tell_rule(run: Run, trace: "Trace") -> None:
    say, rule = run.console.result, trace.setting.rule
    if not trace.setting.enabled:
        say(f"  － {rule.id} {rule.title}：本通知停用，{trace.setting.reason}")
        return
    if trace.finding:
        say(f"  × {rule.id} {rule.title}　{trace.finding.outcome.words}")
        say(f"      {trace.finding.message}")
        say(f"      依据：{trace.finding.basis}")
        say(f"      补正要求：{trace.finding.hint}")
    elif trace.doubted:
        say(f"  ▲ {rule.id} {rule.title}　无法判断，见 A109")
    else:
        say(f"  √ {rule.id} {rule.title}：未发现")
    for sight in trace.looked:
        say(f"      看了 {_place(sight.exhibit)}　{FIELDS[sight.field]}：{_shown(sight.field, sight.value)}")


def _place(exhibit: "Exhibit") -> str:
    pages = "、".join(map(str, exhibit.reading.pages))
    return f"{KIND_TITLES[exhibit.reading.kind]}　{exhibit.file.path}" + (f" 第{pages}页" if pages else "")


def _shown(field: str, value: "Value") -> str:
    if value.value is None:
        return f"没有读出（{value.reason or '原因不明'}）"
    text = mask(value.value) if field in SECRET else value.value
    if value.correction is not None:
        said = value.correction
        was = f"原读作“{mask(said.read) if field in SECRET else said.read}”" if said.read else "原来没有读出"
        return f"{text}（第{said.seq}号更正，{was}；{said.by} {said.on}{'，' if said.reason else ''}{said.reason}）"
    others = "，另读作" + "、".join(mask(o) if field in SECRET else o for o in value.alternatives)
    return f"{text}（把握 {value.confidence:.0%}{others if value.alternatives else ''}）"


def _facts(exhibit: "Exhibit") -> dict[str, float | str | bool]:
    return {fact: measured for fact, measured in exhibit.reading.facts.items() if fact not in UNTOLD}


def _measured(fact: float | str | bool) -> str:
    if isinstance(fact, bool):
        return "是" if fact else "否"
    return fact if isinstance(fact, str) else f"{fact:g}"


def _document(assessment: "Assessment", traces: Iterable["Trace"]) -> dict[str, Any]:
    dossier = assessment.dossier
    return {
        **_identity(dossier),
        "verdict": assessment.verdict,
        "exhibits": [_exhibit(exhibit) for exhibit in dossier.exhibits],
        "rules": [_rule(trace) for trace in traces],
    }


def _exhibit(exhibit: "Exhibit") -> dict[str, Any]:
    return {
        "kind": exhibit.reading.kind,
        "path": exhibit.file.path,
        "sha256": exhibit.file.sha256,
        "pages": exhibit.reading.pages,
        "superseded": exhibit.superseded,
        "fields": {field: _shown(field, value) for field, value in exhibit.reading.fields.items()},
        "facts": _facts(exhibit),
    }


def _rule(trace: "Trace") -> dict[str, Any]:
    result = "off" if not trace.setting.enabled else "holds"
    if trace.doubted:
        result = "undecided"
    if trace.finding:
        result = "fails"
    return {
        "rule": trace.setting.rule.id,
        "result": result,
        "message": trace.finding.message if trace.finding else "",
        "looked": [
            {
                "path": sight.exhibit.file.path,
                "pages": sight.exhibit.reading.pages,
                "field": sight.field,
                "value": _shown(sight.field, sight.value),
            }
            for sight in trace.looked
        ],
    }
