"""What letters say of findings: every sentence is one that a clerk would write to a unit."""

import re
from collections.abc import Iterator

from hui_reg.model import Finding, Outcome
from hui_reg.notice import Notice, parse, shipped
from hui_reg.review.wants import _WAITING, _told
from tests.rules.casebook import CASES, GROUPS, assessed
from tests.rules.casebook import load as book_of
from tests.rules.test_situations import SITUATIONS

UNFIT = re.compile(
    r"[A-D]\d{3}(?!\d)|人工|无法判断|工作人员要求|把握不足|None|\d{4}-\d\d-\d\d|[。，；：][。，；：]|请请|请补：|\d{5}年"
)
"""Ids of rules, what only the reviewer is to do, dates as programs write them, punctuation left over."""


def findings(notice: Notice) -> Iterator[Finding]:
    cases = [case for path in sorted(CASES.glob("*.yml")) for of in map(book_of(path).get, GROUPS) for case in of or ()]
    for case in [*cases, *SITUATIONS]:
        yield from assessed(case, notice).findings


def test_every_finding_reads_as_a_letter() -> None:
    for finding in findings(parse(shipped())):
        if finding.outcome in (Outcome.CORRECT, Outcome.REVIEW) and not finding.hint.startswith(_WAITING):
            message, hint = _told(finding)
            assert UNFIT.findall(message + hint) == [], finding
            assert message.endswith("。") and len(message) > 4
            assert all(sentence.startswith("请") for sentence in hint.split("。")[:-1]), hint
