"""What an album saved comes back like a workbook: sealed rows, checked one by one, nothing else believed."""

import json
from dataclasses import replace

import pytest

from hui_reg.history.decisions import Choice, Decision, Stage, overrides
from hui_reg.model import Verdict
from hui_reg.review.returning import answers
from hui_reg.review.returning.hearing import Distinct, Reviewers
from hui_reg.review.returning.issues import IssueKind
from tests import builders as b
from tests.review import batch as people
from tests.review.album.leaves import judged, known, leaf, saved

PROPOSED = {Verdict.PASS: "pass", Verdict.CORRECT: "correct", Verdict.INELIGIBLE: "ineligible", Verdict.REVIEW: "pass"}


def as_proposed(assessment):
    return {"choice": PROPOSED[assessment.verdict]}


@pytest.fixture
def made():
    return leaf([a for a in people.people(24) if a.dossier.unit == people.UNITS[0]])


def kinds(judgement):
    return {issue.kind for issue in judgement.issues}


def test_every_decision_comes_back_as_it_was_made(made):
    judgement = judged(made, saved(made, as_proposed))
    assert judgement.issues == ()
    assert {r.applicant: r.choice.value for r in judgement.decided} == {
        a.dossier.key: PROPOSED[a.verdict] for a in made.batch.assessments
    }


def test_what_nothing_was_said_of_is_undecided_and_not_missing(made):
    first = made.batch.assessments[0].dossier.key
    judgement = judged(made, saved(made, lambda a: as_proposed(a) if a.dossier.key == first else None))
    assert (len(judgement.decided), judgement.issues) == (1, ())
    assert judgement.undecided == len(made.batch.assessments) - 1


@pytest.mark.parametrize("field", ["key", "version", "seal"])
def test_a_row_changed_by_hand_counts_for_nothing_and_is_named(made, field):
    data = saved(made, as_proposed)
    old = data["rows"][1][field]
    data["rows"][1][field] = ("0" if old[0] != "0" else "1") + old[1:]
    judgement = judged(made, data)
    assert kinds(judgement) == {IssueKind.KEY}
    assert [issue.cell for issue in judgement.issues] == ["第 2 人"]
    assert len(judgement.decided) == len(data["rows"]) - 1


def test_rows_exchanged_by_hand_count_for_nothing(made):
    data = saved(made, as_proposed)
    one, other = data["rows"][:2]
    one["key"], other["key"] = other["key"], one["key"]
    judgement = judged(made, data)
    assert kinds(judgement) == {IssueKind.KEY} and len(judgement.decided) == len(data["rows"]) - 2


def test_a_row_twice_counts_for_neither(made):
    data = saved(made, as_proposed)
    data["rows"].append(data["rows"][0] | {"choice": "hold"})
    judgement = judged(made, data)
    assert kinds(judgement) == {IssueKind.DOUBLED} and len(judgement.decided) == len(data["rows"]) - 2


def test_a_file_given_twice_makes_the_whole_file_none_of_ours(made):
    data = saved(made, as_proposed) | {"files": [{"file": "a" * 24, "to": to} for to in ("", "b" * 24)]}
    sheet, _ = answers.parse(json.dumps(data).encode())
    assert "被改动" in sheet.problem and not sheet.rows


def test_another_export_and_another_workspace_are_refused(made):
    other = leaf(list(made.batch.assessments))
    assert judged(made, saved(other, as_proposed)).refused
    data = saved(made, as_proposed)
    assert judged(made, data | {"export": "20240101-00000000"}).refused
    mixed = data | {"rows": [*data["rows"][1:], saved(other, as_proposed)["rows"][0]]}
    assert kinds(judged(made, mixed)) == {IssueKind.KEY}


def test_a_page_overtaken_by_new_papers_is_stale_for_that_person_alone(made):
    persons = known(made)
    key = made.batch.assessments[0].dossier.key
    persons[key] = replace(persons[key], version="f" * 16)
    judgement = judged(made, saved(made, as_proposed), persons)
    assert [(i.kind, i.name) for i in judgement.issues] == [(IssueKind.STALE, persons[key].name)]
    assert key not in {one.applicant for one in judgement.decided}


def test_two_copies_that_agree_are_one_and_that_disagree_stand_side_by_side(made):
    persons, data = known(made), saved(made, as_proposed)
    for n, assessment in enumerate(made.batch.assessments):
        key = assessment.dossier.key
        choice = Choice(PROPOSED[assessment.verdict]) if n else Choice.HOLD
        newer = Decision(choice, "", 50 + n, "李审核", b.moment("2024-07-07 10:00"))
        persons[key] = replace(persons[key], version="e" * 16, decisions={Stage.FIRST: newer})
    judgement = judged(made, data, persons)
    (conflict,) = judgement.conflicts
    assert (conflict.held.choice, conflict.held.by) == (Choice.HOLD, "李审核")
    assert conflict.choice.value == PROPOSED[made.batch.assessments[0].verdict]
    assert kinds(judgement) == {IssueKind.CONFLICT} and judgement.decided == ()
    assert judgement.unchanged == len(data["rows"]) - 1


def test_the_same_said_again_of_changed_papers_is_stale_and_no_disagreement(made):
    """The papers changed after the first copy, as by its own correction; the second copy says what the first did."""
    persons = known(made)
    person = made.batch.assessments[0]
    held = Decision(Choice(PROPOSED[person.verdict]), "", 50, "王审核", b.moment("2024-07-07 10:00"), version="f" * 16)
    key = person.dossier.key
    persons[key] = replace(persons[key], version="e" * 16, document="e" * 16, decisions={Stage.FIRST: held})
    judgement = judged(made, saved(made, as_proposed), persons)
    assert judgement.conflicts == () and key not in {one.applicant for one in judgement.decided}
    assert [(i.kind, i.name) for i in judgement.issues] == [(IssueKind.STALE, persons[key].name)]
    assert "材料或审核结果有变化" in judgement.issues[0].message


@pytest.mark.parametrize("distinct", list(Distinct))
@pytest.mark.parametrize("by", ["王审核", "李审核"])
def test_both_reviews_by_one_person(distinct, by):
    members = [people.assessment(Verdict.PASS, "张三")]
    first = {
        members[0].dossier.key: {Stage.FIRST: Decision(Choice.PASS, "", 7, "王 审核", b.moment("2024-07-01 10:00"))}
    }
    made = leaf(members, Stage.SECOND, decisions=first)
    judgement = judged(made, saved(made, as_proposed), reviewers=Reviewers(by, distinct))
    alike = by == "王审核" and distinct is not Distinct.OFF
    assert bool(judgement.decided) is not (alike and distinct is Distinct.REFUSE)
    assert {i.kind for i in (*judgement.issues, *judgement.warnings)} == ({IssueKind.SAME_REVIEWER} if alike else set())


def test_going_against_the_proposal_needs_a_reason_and_a_correction_is_one(made):
    against = next(a for a in made.batch.assessments if a.verdict is Verdict.CORRECT)
    assert overrides(Stage.FIRST, against.verdict, None, Choice.PASS)
    paper = against.dossier.fields["name"].sha256

    def decide(assessment, **more):
        return {"choice": "pass", **more} if assessment is against else None

    assert kinds(judged(made, saved(made, decide))) == {IssueKind.NO_REMARK}
    told = [{"field": "name", "paper": paper, "kind": "id_card", "value": "小昨"}]
    judgement = judged(made, saved(made, lambda a: decide(a, corrections=told)))
    (one,) = judgement.decided
    assert (one.remark, one.reasoned) == ("更正姓名", False)
    assert [c.value for c in judgement.corrections[against.dossier.key]] == ["小昨"]


def test_corrections_alone_come_back_too(made):
    someone = made.batch.assessments[0]
    told = [{"field": "school", "paper": "a" * 64, "kind": "diploma", "page": 2, "value": "惠安职校"}]
    said = saved(made, lambda a: {"corrections": told} if a is someone else None)
    judgement = judged(made, said)
    assert judgement.decided == () and judgement.issues == ()
    assert [c.value for c in judgement.corrections[someone.dossier.key]] == ["惠安职校"]


@pytest.mark.parametrize(
    "data",
    [
        b"{", b"{}", b"[]", b"null", b"\xff\xfe{", b'{"kind":"hui-reg-answers"}', b"[" * 100_000,
        json.dumps({"kind": "hui-reg-answers", "format": 2, "export": "x"}).encode(),
        json.dumps({"kind": "hui-reg-answers", "format": 1, "export": "x", "rows": [], "more": 1}).encode(),
        json.dumps({"kind": "hui-reg-answers", "format": 1, "export": "x", "rows": [{"choice": "yes"}]}).encode(),
    ],
)  # fmt: skip
def test_what_is_no_saved_file_is_said_to_be_none(data):
    sheet, _ = answers.parse(data)
    assert sheet.problem


def test_the_saved_file_bears_no_name_and_no_number(made):
    text = json.dumps(saved(made, as_proposed), ensure_ascii=False)
    for assessment in made.batch.assessments:
        assert assessment.dossier.name not in text and assessment.dossier.id_number not in text
        assert assessment.dossier.key not in text
