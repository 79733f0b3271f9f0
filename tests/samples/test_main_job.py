"""The main job on the samples: everybody gets the verdict and findings worked out by hand, and none besides."""

import json
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from samples import cast, make

from hui_reg import notice
from hui_reg.model import Outcome
from tests.samples.validated import hui_reg_here, validated_samples

SAMPLES = Path(make.HERE)
EXPECTED = [json.loads(line) for line in (SAMPLES / "expected.jsonl").read_text("utf-8").splitlines()]

pytestmark = pytest.mark.timeout(900)


@dataclass(frozen=True)
class Run:
    """A workspace in which the samples were fetched and validated, and its exported records."""

    workspace: Path
    records: Path

    def hui_reg(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return hui_reg_here(self.workspace, *arguments)

    def lines(self, kind: str) -> Iterator[dict[str, Any]]:
        for line in self.records.read_text("utf-8").splitlines():
            if (record := json.loads(line))["type"] == kind:
                yield record


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("samples")
    done = Run(validated_samples(folder / "workspace", tmp_path_factory), folder / "records.jsonl")
    outcome = done.hui_reg("export", "records", "--output", str(done.records))
    assert outcome.returncode == 0, outcome.stderr
    return done


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda line: line["name"])
def test_an_applicant_gets_what_the_notice_says(expected: dict[str, Any], run: Run) -> None:
    records = [record for record in run.lines("applicant") if record["id_number"] == expected["id_number"]]
    assert len(records) == 1
    record = records[0]
    assert (record["unit"], record["name"]) == (expected["unit"], expected["name"])
    found = [f for f in record["findings"] if f["outcome"] != Outcome.NOTE.value]
    wanted = [f for f in expected["findings"] if f["outcome"] != Outcome.NOTE.value]
    assert _pairs(found) == _pairs(wanted), [f["message"] for f in found]
    assert record["verdict"] == expected["verdict"]


def _pairs(findings: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((finding["rule"], finding["outcome"]) for finding in findings)


def test_there_is_nobody_besides(run: Run) -> None:
    assert {r["id_number"] for r in run.lines("applicant")} == {line["id_number"] for line in EXPECTED}


def test_nobody_passes_who_should_not(run: Run) -> None:
    faultless = {line["id_number"] for line in EXPECTED if line["verdict"] == "pass"}
    assert [
        r["name"] for r in run.lines("applicant") if r["verdict"] == "pass" and r["id_number"] not in faultless
    ] == []


def test_only_what_nobody_could_place_is_left_over(run: Run) -> None:
    left = {record["path"].rsplit("/", 1)[-1]: record["kind"] for record in run.lines("unassigned")}
    assert left == {
        "余思敏+身份证.pdf": None,
        "毕业证(1).pdf": "diploma",
        "魏天宇-毕业证.pdf": None,
        "报名汇总表.xlsx": "roster",
        "报名人员汇总表.xls": "roster",
    }


def test_the_mails_that_need_a_person_are_named_with_their_problem(run: Run) -> None:
    problems = sorted(record["problem"] for record in run.lines("message"))
    assert problems == ["cloud_link", "damaged", "encrypted", "late", "no_material"]


def test_what_was_read_is_what_was_printed(run: Run) -> None:
    """Identity and education of everybody whose papers show them, value by value."""
    wrong, seen = [], 0
    for record in run.lines("applicant"):
        for field, value in _truth(record["name"]).items():
            read = record["fields"][field]
            seen += 1
            if read is None or read["value"] != value:
                wrong.append((record["name"], field, value, read and read["value"]))
    assert len(wrong) <= 0.01 * seen, wrong


def _truth(name: str) -> dict[str, str]:
    applicant = cast.of(name)
    person, education = applicant.person, applicant.person.education
    assert education is not None
    truth = {
        "id_number": person.id_number,
        "sex": person.sex,
        "employer": person.employer,
        "occupation": "政务服务办事员",
        "level": "四级",
        "education": education.level,
        "school": education.school,
    }
    if education.major:
        truth["major"] = education.major
    if applicant.card != "damaged":
        truth |= {"birth_date": person.born.isoformat(), "ethnicity": person.ethnicity, "address": person.address}
    if applicant.card not in ("damaged", "portrait_only"):
        truth["id_valid_from"] = person.valid_from.isoformat()
        truth["id_valid_to"] = person.valid_to.isoformat() if person.valid_to else "长期"
    if applicant.diploma not in ("none", "encrypted"):
        truth["certificate_number"] = education.number
    return truth


def test_the_same_mails_again_change_nothing(run: Run) -> None:
    before = run.records.read_bytes()
    again = run.hui_reg("fetch", "--from", str(SAMPLES / "mails"))
    assert again.returncode in (0, 1), again.stderr
    validated = run.hui_reg("validate", "--json")
    assert validated.returncode in (0, 1), validated.stderr
    assert json.loads(validated.stdout)["read"] == 0
    later = run.workspace.parent / "again.jsonl"
    run.hui_reg("export", "records", "--output", str(later))
    assert later.read_bytes() == before


def test_the_records_are_for_the_owner_only(run: Run) -> None:
    assert stat.S_IMODE(run.records.stat().st_mode) == 0o600


def test_another_notice_gives_its_own_verdicts_without_reading_again(run: Run) -> None:
    """Another county's dates, level, majors and severities on the same mails: nothing of the first is in code."""
    elsewhere = run.workspace.parent / "yunling"
    shutil.copytree(run.workspace, elsewhere)
    (elsewhere / "notice.toml").write_text(notice.shipped("yunling-2025-8"), "utf-8")
    validated = hui_reg_here(elsewhere, "validate", "--json")
    assert validated.returncode in (0, 1), validated.stderr
    assert json.loads(validated.stdout)["read"] == 0
    records = run.workspace.parent / "yunling.jsonl"
    assert hui_reg_here(elsewhere, "export", "records", "--output", str(records)).returncode == 0
    lines = [json.loads(line) for line in records.read_text("utf-8").splitlines()]
    found = {line["id_number"]: (line["verdict"], _telling(line)) for line in lines if line["type"] == "applicant"}
    wanted = [json.loads(line) for line in (SAMPLES / "expected-yunling-2025-8.jsonl").read_text("utf-8").splitlines()]
    assert found == {line["id_number"]: (line["verdict"], _telling(line)) for line in wanted}


def _telling(line: dict[str, Any]) -> list[tuple[str, str]]:
    return _pairs([finding for finding in line["findings"] if finding["outcome"] != Outcome.NOTE.value])
