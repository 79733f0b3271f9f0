"""A photo that arrives after both approvals, through the real commands: nobody lets it out, all say the same."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hui_reg import cli
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.model import Assessment, Entry, Evidence, Finding, Outcome, Verdict
from hui_reg.store import entries, mails, results
from tests import builders

ZHANG, LI = builders.person("张三"), builders.person("李四")
UNIT = "洛阳镇便民服务中心"
KEYS = {who: f"{UNIT}|{who.id_number}" for who in (ZHANG, LI)}
Command = Callable[..., Any]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two people whom both reviews passed."""
    root = tmp_path / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    with open_workspace(root) as opened:
        with opened.database.begin() as connection:
            mail = builders.message("报名材料")
            mails.record(connection, [mails.Arrival(mail.sha256, 1000, mail.received_at, mail.received_basis)])
            mails.save_all(connection, 1, [(mail, ())])
            results.record_run(connection, "validate", {"mails": 1})
        validated(opened, *(assessed(who) for who in (ZHANG, LI)))
        for review in ("first_review", "second_review"):
            decide(opened, review, *KEYS.values())
    return root


@pytest.fixture
def run(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    def command(*words: object) -> Any:
        capsys.readouterr()
        assert cli.run(["-w", str(workspace), *map(str, words), "--json"]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return command


def assessed(who: builders.Person, verdict: Verdict = Verdict.PASS, *findings: Finding, again: int = 0) -> Assessment:
    """A faultless dossier; ``again`` other bytes of the photo."""
    dossier = builders.faultless(who, unit=UNIT, key=KEYS[who])
    exhibits = [
        e.model_copy(update={"file": e.file.model_copy(update={"sha256": builders.sha(f"{who.name}{again}")})})
        if e.reading.kind == "photo" and again
        else e
        for e in dossier.exhibits
    ]
    dossier = dossier.model_copy(update={"exhibits": tuple(exhibits)})
    return Assessment(dossier=dossier, verdict=verdict, findings=findings)


def validated(opened: Workspace, *found: Assessment) -> None:
    with opened.database.begin() as connection:
        results.save_validation(connection, found, [], [])


def decide(opened: Workspace, review: str, *keys: str, choice: str = "pass") -> None:
    """As ``import review`` records it: on the version of now."""
    with opened.database.begin() as connection:
        versions = results.load_versions(connection)
        entries.append(connection, [
            Entry(applicant=key, kind=review, on=date(2024, 7, 10), recorded_at=datetime.now(UTC), by="审核员",
                  data={"choice": choice, "remark": "照片请重拍", "version": versions[key]})
            for key in keys
        ])  # fmt: skip


GREY = Finding(
    rule="B207", outcome=Outcome.CORRECT, message="证件照是灰度照片", hint="请重新提交彩色证件照。", basis="证件照",
    evidence=(Evidence(sha256="0" * 64, text="灰度"),),
)  # fmt: skip


def picture(run: Command, tmp_path: Path) -> dict[str, Any]:
    """What every outlet says of Zhang and Li: the numbers of people, and where Zhang stands."""
    records = tmp_path / "records.jsonl"
    run("export", "records", "--output", records)
    [standing] = {
        line["standing"]
        for line in map(json.loads, records.read_text(encoding="utf-8").splitlines())
        if line["type"] == "applicant" and line["name"] == "张三"
    }
    [shown], [explained] = run("show", "张三"), run("explain", "张三")
    assert standing == shown["stage"] == explained["standing"]
    fees = run("export", "fees", "--dry-run")["files"]
    package = run("export", "package", "--dry-run")
    roster = run("export", "roster", "--dry-run")
    assert (package["people"], package["held_up"]) == (roster["people"], roster["held_up"])
    return {
        "standing": standing,
        "out": (package["people"], package["held_up"]),
        "fees": sum(file["rows"] for file in fees if "缴费清单" in file["path"]),
        "passed": sum(letter["people"] for letter in run("export", "notices", "--passed", "--dry-run")["letters"]),
        "mend": sum(letter["people"] for letter in run("export", "notices", "--dry-run")["letters"]),
        "second": run("export", "review", "--stage", "second", "--dry-run")["applicants"],
        "next": run("status")["next"].partition("：")[0],
    }


def test_a_paper_that_arrives_after_the_approval_never_goes_out_under_it(
    workspace: Path, run: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = {"out": (2, 0), "fees": 2, "passed": 2, "mend": 0, "second": 2}
    assert picture(run, tmp_path) == {"standing": "second_reviewed", **both, "next": "hui-reg export fees"}
    with open_workspace(workspace) as opened:
        validated(opened, assessed(ZHANG, Verdict.CORRECT, GREY, again=1), assessed(LI))
    one = {"out": (1, 1), "fees": 1, "passed": 1, "mend": 1, "second": 1}
    assert picture(run, tmp_path) == {"standing": "to_confirm", **one, "next": "hui-reg export review"}
    assert run("show", "张三")[0]["changes"] == ["材料", "审核结果"]
    assert run("export", "review", "--dry-run")["to_confirm"] == 1
    capsys.readouterr()
    assert cli.run(["-w", str(workspace), "export", "roster", "--dry-run"]) == 0
    assert "须重新确认，没有列入：张三（" in capsys.readouterr().err
    with open_workspace(workspace) as opened:
        decide(opened, "first_review", KEYS[ZHANG], choice="correct")
    waits = {"out": (1, 0), "fees": 1, "passed": 1, "mend": 1, "second": 1}
    assert picture(run, tmp_path) == {"standing": "to_correct", **waits, "next": "hui-reg export fees"}
    with open_workspace(workspace) as opened:
        validated(opened, assessed(ZHANG, again=2), assessed(LI))
    mended = {"out": (1, 0), "fees": 1, "passed": 1, "mend": 0, "second": 1}
    assert picture(run, tmp_path) == {"standing": "to_confirm", **mended, "next": "hui-reg export review"}
    with open_workspace(workspace) as opened:
        decide(opened, "first_review", KEYS[ZHANG])
    again = {"out": (2, 0), "fees": 1, "passed": 1, "mend": 0, "second": 2}
    second = "hui-reg export review --stage second"
    assert picture(run, tmp_path) == {"standing": "to_confirm", **again, "next": second}
    with open_workspace(workspace) as opened:
        decide(opened, "second_review", KEYS[ZHANG])
    assert picture(run, tmp_path) == {"standing": "second_reviewed", **both, "next": "hui-reg export fees"}


def test_the_same_papers_sent_again_and_reworded_findings_are_no_change(workspace: Path, run: Command) -> None:
    late = builders.message("再发一次", received="2024-07-20 09:00")
    with open_workspace(workspace) as opened:
        base = assessed(ZHANG)
        note = GREY.model_copy(update={"outcome": Outcome.NOTE, "rule": "E501"})
        dossier = base.dossier.model_copy(update={"messages": (*base.dossier.messages, late)})
        validated(opened, base.model_copy(update={"dossier": dossier, "findings": (note,)}), assessed(LI))
    assert run("show", "张三")[0]["stage"] == "second_reviewed"
