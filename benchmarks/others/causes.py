"""Why faultless people were stopped: a text for whoever mends the readers, rule by rule."""

from typing import Any

from benchmarks.others.score import Stop

Record = dict[str, Any]
NOBODY: Record = {"rule": "nobody", "message": "no applicant was made of these papers", "evidence": []}


def told_by_rule(stops: list[Stop]) -> str:
    """Every finding that stopped somebody, the commonest rule first, with what was read and what is true."""
    by_rule: dict[str, list[str]] = {}
    for stop in stops:
        for finding in stop.findings or [NOBODY]:
            by_rule.setdefault(finding["rule"], []).append(_entry(stop, finding))
    blocks = sorted(by_rule.items(), key=lambda item: -len(item[1]))
    return "".join(f"\n## {rule}: {len(entries)} findings\n" + "".join(entries) for rule, entries in blocks)


def _entry(stop: Stop, finding: Record) -> str:
    truth = stop.truth
    seen = "; ".join(_evidence(one) for one in finding["evidence"][:4])
    misread = "; ".join(f"{name}: {right} → {read or '—'} ({c:.2f})" for name, (right, read, c) in stop.misread.items())
    head = f"- {truth['seed']} {truth['name']} [{', '.join(truth['traits'])}] {stop.verdict}: {finding['message']}\n"
    return head + f"  seen: {seen}\n" + (f"  misread: {misread}\n" if misread else "")


def _evidence(one: Record) -> str:
    text = one.get("text") or one.get("value") or ""
    confidence = one.get("confidence")
    return f"“{text}”" + (f" {confidence:.2f}" if isinstance(confidence, float) else "")
