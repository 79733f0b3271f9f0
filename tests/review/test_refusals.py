"""Letters about those who aren't eligible: whom they reach, what they say, and what never stands in any letter."""

import re
from datetime import date

from hui_reg.history.decisions import Choice
from hui_reg.model import Verdict
from hui_reg.review import notices, refusals
from hui_reg.review.writing import Facts
from hui_reg.rules import RULES, check
from tests import builders as b
from tests.notice.changed import EXTENDED, changed
from tests.review import batch as people
from tests.review.test_notices import DUE, YES, standings, text
from tests.rules.casebook import CASES, GROUPS, build, load

OUT = (Choice.INELIGIBLE, "")


def test_only_what_a_reviewer_decided_is_told_with_the_clause_and_the_way_to_object() -> None:
    refused = people.assessment(Verdict.INELIGIBLE, "李四")
    assert refusals.refusals(Facts(people.NOTICE, [refused]), DUE) == []
    decided = standings(**{refused.dossier.key: [OUT]})
    (letter,) = refusals.refusals(Facts(people.NOTICE, [refused], decided), DUE)
    (finding,) = [f for f in refused.findings if f.outcome == "ineligible"]
    said = text(letter)
    assert finding.message in said and f"依据：{finding.basis}" in said
    assert "有异议的" in said and f"{DUE.month}月{DUE.day}日（含）前直接回复本邮件" in said
    assert refused.dossier.id_number not in said
    assert notices.corrections(Facts(people.NOTICE, [refused], decided), DUE) == []


def test_a_refusal_without_a_finding_cites_the_conditions_and_the_reviewers_words() -> None:
    passing = people.assessment(Verdict.PASS, "张三")
    decided = standings(**{passing.dossier.key: [(Choice.INELIGIBLE, "本人已调离本县")]})
    (letter,) = refusals.refusals(Facts(people.NOTICE, [passing], decided), DUE)
    assert "审核意见：本人已调离本县" in text(letter)
    assert people.NOTICE.eligibility.basis in text(letter)


def test_each_unit_is_told_of_its_own_alone() -> None:
    one = people.assessment(Verdict.INELIGIBLE, "李四", unit=people.UNITS[0])
    other = people.assessment(Verdict.INELIGIBLE, "张三", unit=people.UNITS[1])
    decided = standings(**{one.dossier.key: [OUT], other.dossier.key: [OUT]})
    letters = refusals.refusals(Facts(people.NOTICE, [one, other], decided), DUE)
    assert sorted(letter.unit for letter in letters) == sorted([one.dossier.unit, other.dossier.unit])
    assert not any("张三" in text(letter) and "李四" in text(letter) for letter in letters)


def test_who_was_refused_and_then_passed_gets_no_such_letter() -> None:
    refused = people.assessment(Verdict.INELIGIBLE, "李四")
    decided = standings(**{refused.dossier.key: [YES]})
    assert refusals.refusals(Facts(people.NOTICE, [refused], decided), DUE) == []


def test_an_amended_clause_is_in_the_letter() -> None:
    late = check(b.faultless(mail=b.message(received="2024-07-20 09:00")), changed(("deadline", EXTENDED)))
    decided = standings(**{late.dossier.key: [(Choice.CORRECT, "")]})
    (letter,) = notices.corrections(Facts(changed(("deadline", EXTENDED)), [late], decided), date(2024, 7, 30))
    assert "晚于报名截止时间" in text(letter)


def test_no_sentence_of_any_case_names_a_rule_or_stutters() -> None:
    """Letters are made of messages and hints: those of every case of the casebook."""
    ids = re.compile(r"(?<![0-9A-Za-z])(?:" + "|".join(rule.id for rule in RULES) + ")(?![0-9A-Za-z])")
    wrong = []
    for path in sorted(CASES.glob("*.yml")):
        for case in (case for group in GROUPS for case in load(path)[group] or ()):
            for finding in check(build(case), people.NOTICE).findings:
                for sentence in (finding.message, finding.hint):
                    stutters = re.search(r"(请\w{1,3})[：，]?\1|。。|；；|，，|：：|；。|，。", sentence)
                    if ids.search(sentence) or stutters or not sentence.endswith("。"):
                        wrong.append(f"{finding.rule} {sentence}")
    assert not wrong, "\n".join(dict.fromkeys(wrong))
