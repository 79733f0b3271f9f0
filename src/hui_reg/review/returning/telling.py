"""What ``import review`` says: whose rows were not applied and why, alike ones together; two copies side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from hui_reg.console import Console
from hui_reg.history.decisions import CHOICE_TITLES
from hui_reg.review.returning.issues import Issue, IssueKind
from hui_reg.review.returning.judging import Judgement

_MOST_NAMES = 12
"""People named for one reason; the rest are counted, and stand in the answer of ``--json``."""


def report(
    console: Console, judgement: Judgement, by: str, zone: tzinfo, *, rulings: Sequence[str] = (), dry_run: bool
) -> None:
    """Say what was recorded, or would be, by whom; and everything that was not. ``rulings``: what was corrected."""
    for line in rulings:
        console.result(f"{'将更正' if dry_run else '已更正'}：{line}")
    if judgement.repeated:
        console.result(f"另有 {judgement.repeated} 处更正先前已经记录，没有重复。")
    for line in grouped(issue for issue in judgement.issues if issue.kind is not IssueKind.CONFLICT):
        console.attention(f"× {line}")
    for line in grouped(judgement.warnings):
        console.attention(f"▲ {line}")
    _beside(console, judgement, by, zone)
    counts = Counter(CHOICE_TITLES[one.choice] for one in judgement.decided)
    said = "、".join(f"{title} {count}" for title, count in counts.items()) or "没有新的意见"
    verb_ = "将记录" if dry_run else "已记录"
    if judgement.refused:
        console.result("整份表没有采用，没有记录任何意见。")
    else:
        label = judgement.stage.label if judgement.stage else ""
        console.result(
            f"{verb_}{by}的{label}意见 {len(judgement.decided)} 条（{said}）；"
            f"未变 {judgement.unchanged}，未填 {judgement.undecided}，未采用 {len(judgement.issues)} 处。"
        )
    console.document(
        {
            "recorded": len(judgement.decided),
            "rulings": list(rulings),
            "repeated": judgement.repeated,
            "unchanged": judgement.unchanged,
            "undecided": judgement.undecided,
            "refused": judgement.refused,
            "dry_run": dry_run,
            "by": by,
            "issues": [_noted(issue) for issue in judgement.issues],
            "warnings": [_noted(issue) for issue in judgement.warnings],
        }
    )


def _noted(issue: Issue) -> dict[str, str]:
    return {"kind": issue.kind.value, "cell": issue.cell, "name": issue.name, "message": issue.message}


def grouped(issues: Iterable[Issue]) -> list[str]:
    """One line for each sentence: ``张三（M5）、李四（M9）：意见与建议不同，须写备注说明理由``."""
    together: dict[str, list[Issue]] = {}
    for issue in issues:
        together.setdefault(issue.message, []).append(issue)
    return [f"{who}：{message}" if (who := _who(alike)) else message for message, alike in together.items()]


def _who(issues: list[Issue]) -> str:
    named = [f"{i.name}（{i.cell}）" if i.name and i.cell else i.name or i.cell for i in issues]
    named = [who for who in named if who]
    more = f"等 {len(named)} 人" if len(named) > _MOST_NAMES else ""
    return "、".join(named[:_MOST_NAMES]) + more


def _beside(console: Console, judgement: Judgement, by: str, zone: tzinfo) -> None:
    """Two copies that disagree, side by side."""
    if not judgement.conflicts:
        return
    rows = []
    for conflict in judgement.conflicts:
        held = conflict.held
        when = f"{held.at.astimezone(zone):%m-%d %H:%M}"
        recorded = f"{CHOICE_TITLES[held.choice]}（{held.by} {when}）{held.remark}"
        rows.append(
            (conflict.name, conflict.cell, recorded, f"{CHOICE_TITLES[conflict.choice]}（{by}）{conflict.remark}")
        )
    console.attention(f"× {len(rows)} 人的意见两份不一致，以先记录的为准；请商定后重新导出再填：")
    console.table(("姓名", "位置", "已记录的", "这一份上的"), rows)
