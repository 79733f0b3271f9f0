"""The records are those of the outside contract, whatever the dossier holds."""

import json
import stat

import pytest

from hui_reg import durable
from hui_reg.model import Assessment, Leftover, Problem, ProblemKind, Verdict
from hui_reg.review import records
from hui_reg.vocabulary import APPLICANT_FIELDS, Kind, Material
from tests import builders
from tests.review import batch as people


def one(assessment):
    return next(records.lines([assessment], (), (), ()))


def test_an_applicant_has_every_key_of_the_contract():
    record = one(people.assessment(Verdict.CORRECT))
    assert record["type"] == "applicant"
    assert set(record["materials"]) == {m.value for m in Material}
    assert tuple(record["fields"]) == APPLICANT_FIELDS
    assert record["materials"]["education_record"] == []
    assert record["verdict"] == "correct"
    assert [f["rule"] for f in record["findings"]] == ["A104", "A106"]
    assert set(record["findings"][0]) >= {"rule", "outcome", "message", "hint", "evidence"}
    assert set(record["findings"][0]["evidence"][0]) >= {"sha256", "page", "text"}


def test_fields_carry_value_confidence_and_file():
    assessment = people.assessment(Verdict.PASS)
    record = one(assessment)
    assert set(record["fields"]["id_number"]) == {"value", "confidence", "sha256"}
    card = assessment.materials()[Material.ID_CARD][0]
    assert record["fields"]["id_number"]["sha256"] == card.file.sha256
    assert record["fields"]["id_number"]["value"] == assessment.dossier.id_number


def test_what_could_not_be_read_is_null():
    who = builders.person()
    dossier = builders.dossier(who, builders.id_card(who, address=builders.untold()))
    assert one(people.assessment(Verdict.PASS).model_copy(update={"dossier": dossier}))["fields"]["address"] is None


def test_two_sides_in_one_file_are_one_file_with_both_pages():
    who, mail = builders.person(), builders.message()
    leaf = builders.file(mail, "材料.zip/张三/身份证.pdf")
    front = builders.exhibit(builders.id_card(who, emblem=False, pages=(2,)), mail=mail, file=leaf)
    back = builders.exhibit(builders.id_card(who, portrait=False, pages=(1,)), mail=mail, file=leaf)
    dossier = builders.dossier(who, front, back, mail=mail)
    record = one(people.assessment(Verdict.PASS).model_copy(update={"dossier": dossier}))
    assert record["materials"]["id_card"] == [
        {"sha256": leaf.sha256, "message": mail.sha256, "path": "材料.zip/张三/身份证.pdf", "pages": [1, 2]}
    ]


def test_superseded_versions_are_left_out():
    who = builders.person()
    old = builders.exhibit(builders.diploma(who), "旧.pdf", superseded=True)
    new = builders.exhibit(builders.diploma(who), "新.pdf")
    dossier = builders.dossier(who, old, new)
    record = one(people.assessment(Verdict.PASS).model_copy(update={"dossier": dossier}))
    assert [f["path"] for f in record["materials"]["diploma"]] == ["新.pdf"]


def test_leftovers_and_mail_problems_have_their_lines():
    mail = builders.message("报名", received="2024-07-06 00:00")
    leaf = builders.file(mail, "材料.zip/a.pdf")
    leftover = Leftover(file=leaf, kind=Kind.DIPLOMA, reason="没有姓名")
    problems = [(mail.sha256, Problem(kind=ProblemKind.LATE, detail="晚于截止日"))]
    unassigned, late = records.lines([], [leftover], problems, [mail])
    assert unassigned == {
        "type": "unassigned", "message": mail.sha256, "path": "材料.zip/a.pdf", "sha256": leaf.sha256,
        "kind": "diploma", "reason": "没有姓名", "pages": [],
    }  # fmt: skip
    assert (late["type"], late["problem"], late["subject"]) == ("message", "late", "报名")


def test_the_file_is_json_lines_for_its_owner_alone(tmp_path):
    target = tmp_path / "记录.jsonl"
    target.write_text("old")
    assessment = people.assessment(Verdict.REVIEW, "林㛃")
    problem = ("0" * 64, Problem(kind=ProblemKind.ENCRYPTED, detail="有密码"))
    with durable.replacing(target) as partial:
        assert records.write(partial, records.lines([assessment], (), [problem], ())) == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["type"] for line in lines] == ["applicant", "message"]
    assert "林㛃" in target.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [target]


def test_a_failing_export_leaves_the_old_file(tmp_path):
    target = tmp_path / "r.jsonl"
    target.write_text("old")

    def failing():
        yield {"type": "applicant"}
        raise RuntimeError

    with pytest.raises(RuntimeError), durable.replacing(target) as partial:
        records.write(partial, failing())
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_every_file_is_accounted_for_once():
    who = builders.person("林㛃")
    mail = builders.message("报名")
    report = builders.reading(Kind.ENROLMENT_REPORT, name=who.name)
    old, new = (
        builders.exhibit(builders.photo(), "旧.jpg", superseded=True),
        builders.exhibit(builders.photo(), "新.jpg"),
    )
    dossier = builders.dossier(who, old, new, report, mail=mail)
    lost, roster, blank = (builders.file(mail, path) for path in ("谁的.pdf", "汇总表.xlsx", "空.pdf"))
    kinds = {roster.sha256: Kind.ROSTER, blank.sha256: None}  # nobody else's is asked for
    found = list(
        records.lines(
            [Assessment(dossier=dossier, verdict=Verdict.REVIEW)],
            [Leftover(file=lost, reason="没有姓名")],
            (),
            [mail],
            [*(e.file for e in dossier.exhibits), lost, roster, blank],
            lambda asked: {one: kinds[one] for one in asked},
        )
    )
    applicant, *rest = found
    assert [f["path"] for f in applicant["materials"]["photo"]] == ["新.jpg"]
    assert [f["path"] for f in applicant["superseded"]["photo"]] == ["旧.jpg"]
    assert list(applicant["others"]) == ["enrolment_report"]
    assert [(r["path"], r["kind"], r["reason"]) for r in rest] == [
        ("谁的.pdf", None, "没有姓名"),
        ("汇总表.xlsx", "roster", "汇总表，不是个人材料"),
        ("空.pdf", None, "没有可识读的内容"),
    ]
