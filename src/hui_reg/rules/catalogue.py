"""The catalogue: every rule in its order, and as pages to read. Ids are stable and never reused."""

from hui_reg.rules import (
    application,
    completeness,
    consistency,
    cut_off,
    eligibility,
    files,
    further,
    identity,
    papers,
    photo,
    record,
    registering,
    timeline,
)
from hui_reg.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    completeness.no_form,
    completeness.no_diploma,
    completeness.no_id_card,
    completeness.one_side_only,
    completeness.no_photo,
    completeness.no_record,
    files.other_format,
    files.unopened,
    files.hardly_legible,
    files.other_persons_file,
    files.unplaced,
    files.cloud_attachment,
    completeness.wrong_record,
    application.empty_fields,
    completeness.recognition_report,
    files.shared,
    completeness.not_registered,
    cut_off.cut_off,
    files.carries_more,
    further.further_materials,
    record.against_facts,
    identity.invalid_number,
    identity.different_names,
    identity.numbers_differ,
    identity.contradicts_number,
    identity.expired,
    identity.impossible_period,
    photo.not_in_colour,
    photo.other_ground,
    photo.face,
    photo.outside_profile,
    eligibility.too_young,
    timeline.impossible_dates,
    eligibility.no_route,
    eligibility.depends,
    eligibility.not_final_year,
    eligibility.below_secondary,
    eligibility.not_graduated,
    registering.late,
    registering.two_units,
    registering.resubmitted,
    consistency.mixed_up,
    consistency.form_differs,
    papers.papers_differ,
    papers.number_contradicts,
    record.inconsistent_record,
    registering.other_employer,
    registering.not_as_on_roster,
    application.other_occupation,
    registering.unknown_sender,
    registering.overtaken,
)

BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}

PREFACE = """\
# 规则目录

编号固定，不重复使用。结论分四种：**不符合条件**；**需补正**，单位可以改正；**需人工复核**，要有人看一眼；**提示**，不影响结论。
一个人的初审建议取其中最重的一种；都没有，就是“材料齐全，建议通过初审”。
读不清的内容从不猜测：某处读不清、又没有别的材料印证，由 A109 报一次，转人工复核。

这一页由程序生成：`hui-reg rules --markdown > docs/rules.md`。

| 编号 | 检查什么 | 结论 |
|---|---|---|
"""


def page(rule: Rule) -> str:
    """One rule as Markdown: title, outcome, its fixed sections, and the hint to the unit."""
    lines = [f"## {rule.id} {rule.title}", "", f"结论：{rule.outcome.words}", ""]
    lines += [line for title, body in rule.sections.items() for line in (f"**{title}** {body}", "")]
    return "\n".join([*lines, f"**补正要求** {rule.hint}", ""])


def document() -> str:
    """The whole catalogue as Markdown."""
    table = "".join(f"| {r.id} | {r.title} | {r.outcome.words} |\n" for r in RULES)
    return PREFACE + table + "\n" + "\n".join(map(page, RULES))
