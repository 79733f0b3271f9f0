"""What letters say of findings: every sentence is one that a clerk would write to a unit."""

import re
from collections.abc import Iterator

from hui_reg.model import Dossier, Double, Finding, Outcome
from hui_reg.notice import Notice, parse, shipped
from hui_reg.review.wants import _WAITING, _told
from hui_reg.rules import check
from tests import builders as b
from tests.rules.casebook import CASES, GROUPS, assessed
from tests.rules.casebook import load as book_of
from tests.rules.test_situations import SITUATIONS

UNFIT = re.compile(
    r"[A-D]\d{3}(?!\d)|人工|无法判断|工作人员要求|把握不足|None|\d{4}-\d\d-\d\d|[。，；：][。，；：]|请请|请补：|\d{5}年"
)
"""Ids of rules, what only the reviewer is to do, dates as programs write them, punctuation left over."""


def findings(notice: Notice) -> Iterator[tuple[Finding, Dossier]]:
    cases = [case for path in sorted(CASES.glob("*.yml")) for of in map(book_of(path).get, GROUPS) for case in of or ()]
    for case in [*cases, *SITUATIONS]:
        assessment = assessed(case, notice)
        for finding in assessment.findings:
            yield finding, assessment.dossier


def test_every_finding_reads_as_a_letter() -> None:
    for finding, dossier in findings(parse(shipped())):
        if finding.outcome in (Outcome.CORRECT, Outcome.REVIEW) and not finding.hint.startswith(_WAITING):
            message, hint = _told(finding, dossier)
            assert UNFIT.findall(message + hint) == [], finding
            assert message.endswith("。") and len(message) > 4
            assert all(sentence.startswith("请") for sentence in hint.split("。")[:-1]), hint


def test_no_letter_names_another_units_people() -> None:
    """Whose photo is the same, and where somebody is registered too: a stranger's mail would be answered with it."""
    who = b.person("张三")
    elsewhere = b.Mail("别处").add("王五/证件照.jpg", content="photo").files[0]
    shared = ((b.exhibit(b.photo()), "王五", elsewhere),)
    dossier = b.faultless(who, shared=shared, other_units=("惠安县财政局",))
    found = {finding.rule: finding for finding in check(dossier, parse(shipped())).findings}
    assert {"A116", "C307"} <= found.keys()
    for rule in ("A116", "C307"):
        assert "王五" in found[rule].message or "财政局" in found[rule].message, "reviewers see it"
        said = "".join(_told(found[rule], dossier))
        assert not re.search("王五|财政局|证件照.jpg", said) and said.endswith("。")
    mixed_up = b.faultless(
        who,
        other_units=("惠安县财政局",),
        otherwise_named=(("惠安县财政局", "王五"),),
        doubles=(Double(name="王五", number=b.person("王五").id_number),),
    )
    for finding in check(mixed_up, parse(shipped())).findings:
        said = "".join(_told(finding, mixed_up))
        assert not re.search("王五|财政局|由哪个单位", said) and "号码" in said
    own = b.Mail().add("王五/证件照.jpg", content="photo")
    beside = b.faultless(
        who, mail=own.message, shared=((b.exhibit(b.photo(), mail=own.message), "王五", own.files[0]),)
    )
    [same] = check(beside, parse(shipped())).findings
    assert "王五" in "".join(_told(same, beside)), "of one mail it is their own"
