"""Batches for the tests of review: invented people with every verdict, assessed by hand."""

import secrets
from collections.abc import Sequence
from typing import Any

from hui_reg import notice
from hui_reg.history.decisions import Stage
from hui_reg.model import Assessment, Evidence, Finding, Outcome, Verdict
from hui_reg.review.batch import Batch, place, row_version
from tests import builders

NOTICE = notice.parse(notice.shipped())
NAMES = ("张三", "李四", "王小明", "陈美丽", "欧阳子轩", "阿依古丽·买买提", "林㛃", "黄志强", "吴丽娟", "郑和平")
UNITS = ("惠安县螺城镇人民政府", "惠安县崇武镇便民服务中心", "惠安县自然资源局")


def finding(rule: str, outcome: Outcome, message: str, hint: str, *evidence: Evidence) -> Finding:
    return Finding(
        rule=rule, outcome=outcome, message=message, hint=hint, basis="报名材料", evidence=evidence or (gone("没有"),)
    )


def gone(text: str) -> Evidence:
    return Evidence(sha256=builders.sha("mail"), text=text)


def assessment(verdict: Verdict, name: str = "张三", *, unit: str = UNITS[0], **more: Any) -> Assessment:
    """An applicant who got this verdict, with a finding to match."""
    who = builders.person(name)
    found: tuple[Finding, ...] = ()
    dossier = builders.faultless(who, unit=unit, **more)
    if verdict is Verdict.CORRECT:
        kept = (builders.form(who), builders.id_card(who, emblem=False), builders.diploma(who), builders.photo())
        dossier = builders.dossier(who, *kept, unit=unit, **more)
        card = next(e for e in dossier.exhibits if e.reading.kind == "id_card")
        here = Evidence(sha256=card.file.sha256, page=1, text="人像面")
        found = (
            finding("A104", Outcome.CORRECT, "身份证只有人像面", "请补交身份证国徽面的复印件（PDF）。", here),
            finding("A106", Outcome.CORRECT, "没有学信网电子注册备案表", "请补交学信网备案表（PDF）。"),
        )
    elif verdict is Verdict.REVIEW:
        diploma = next(e for e in dossier.exhibits if e.reading.kind == "diploma")
        here = Evidence(sha256=diploma.file.sha256, page=1, text="二〇一九年七月", confidence=0.6)
        found = (finding("C302", Outcome.REVIEW, "是否满五年取决于截止日", "", here),)
    elif verdict is Verdict.INELIGIBLE:
        found = (finding("C301", Outcome.INELIGIBLE, "两条申报路径都不满足", "不符合本次申报条件。"),)
    return Assessment(dossier=dossier, findings=found, verdict=verdict)


def people(count: int = 10) -> list[Assessment]:
    """Some of every verdict over three units, no two alike."""
    verdicts = list(Verdict)
    names = [NAMES[i % 10] if i < 10 else f"{NAMES[i % 10]}{i}" for i in range(count)]
    return [assessment(verdicts[i % 4], name, unit=UNITS[i % 3]) for i, name in enumerate(names)]


def in_order(assessments: Sequence[Assessment]) -> list[Assessment]:
    return sorted(assessments, key=lambda a: place(a.dossier.unit, a.verdict, a.dossier.key))


def batch(assessments: Sequence[Assessment], stage: Stage = Stage.FIRST, **more: Any) -> Batch:
    decisions = more.get("decisions", {})
    versions = {
        a.dossier.key: row_version(builders.sha(a.model_dump_json()), decisions.get(a.dossier.key, {}))
        for a in assessments
    }
    defaults: dict[str, Any] = {
        "notice": NOTICE,
        "export_id": "20240706-" + secrets.token_hex(4),
        "secret": b"s" * 32,
        "made_at": builders.moment("2024-07-06 09:30"),
        "versions": versions,
    }
    return Batch(stage=stage, assessments=in_order(assessments), **(defaults | more))
