"""What comes back: only decisions that were meant are applied, whatever happened to the workbook on its way."""

import io
import os
import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter import Workbook

from hui_reg.history.decisions import CHOICE_TITLES, Choice, Stage, choice_of
from hui_reg.model import Verdict
from hui_reg.review import columns
from hui_reg.review.returning import returned
from hui_reg.review.returning.hearing import Handed, Person
from hui_reg.review.returning.issues import IssueKind
from hui_reg.review.returning.judging import judge
from hui_reg.review.sheets import review, workbook
from hui_reg.spreadsheets.book import Book
from tests.review import batch as people
from tests.review import tampering

SHEETS = int(os.environ.get("HUI_REG_TEST_SHEETS", "100"))
"""Random sheets for each tampering in the slow tier."""

ALL = (*tampering.HARMLESS, *tampering.TAMPERINGS)


def review_sheet_alone(path, batch):
    """The workbook without the sheets for looking things up, which nothing reads back: a third of the time."""
    with Book(path) as book:
        sheet = review.ReviewSheet(book, batch)
        review.write_choices(book)
        for assessment in batch.assessments:
            sheet.add(assessment)
        sheet.finish()


def spoilt(seed, spoil, stage, folder):
    """A filled and spoilt workbook as bytes, with its scene and what must come of it."""
    scene = tampering.scene(seed, stage)
    path = folder / f"{spoil.__name__}-{stage.value}-{seed}.xlsx"
    review_sheet_alone(path, scene.batch)
    book = load_workbook(path)
    scene.sheet = book[columns.SHEET]
    tampering.fill(scene)
    expected = spoil(scene)
    book.save(path)
    return scene, expected, path


def check(scene, expected, data):
    sheet, _ = returned.parse(data)
    judgement = judge(sheet, scene.handed, scene.batch.secret, scene.people)
    assert judgement.refused is expected.refused, judgement.issues
    assert expected.kinds <= {issue.kind for issue in judgement.issues}
    applied = {one.applicant: (one.choice, one.remark) for one in judgement.decided}
    wrong = {key: made for key, made in applied.items() if scene.meant.get(key) != made}
    assert wrong == {}
    assert not expected.touched & applied.keys()
    if expected.refused:
        assert applied == {}
    else:
        assert applied.keys() == scene.meant.keys() - expected.touched
    for issue in judgement.issues:
        assert "请" in issue.message or "须" in issue.message, "it says what to do next"
        assert issue.cell or issue.kind in {
            IssueKind.MISSING, IssueKind.FOREIGN, IssueKind.COLUMNS, IssueKind.UNREADABLE
        }  # fmt: skip
    return judgement


@pytest.mark.parametrize(("seed", "stage"), list(zip(range(2), Stage, strict=True)))
@pytest.mark.parametrize("spoil", ALL)
def test_no_wrong_decision_is_applied(spoil, stage, seed, tmp_path):
    scene, expected, path = spoilt(seed, spoil, stage, tmp_path)
    check(scene, expected, path.read_bytes())


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("spoil", ALL)
def test_no_wrong_decision_on_many_sheets(spoil, tmp_path):
    for seed in range(SHEETS):
        scene, expected, path = spoilt(1000 + seed, spoil, list(Stage)[seed % 2], tmp_path)
        check(scene, expected, path.read_bytes())
        path.unlink()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("spoil", ALL)
def test_nor_after_libreoffice_has_saved_them(spoil, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "in").mkdir()
    scenes = [spoilt(2000 + seed, spoil, list(Stage)[seed % 2], tmp_path / "in") for seed in range(SHEETS)]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    arguments = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        tmp_path / "out",
    ]
    subprocess.run([*arguments, *(path for _, _, path in scenes)], check=True, capture_output=True, timeout=1700)
    for scene, expected, path in scenes:
        check(scene, expected, (tmp_path / "out" / path.name).read_bytes())


def test_issues_name_their_cells(tmp_path):
    scene, expected, path = spoilt(5, tampering.edited_number, Stage.FIRST, tmp_path)
    (key,) = expected.touched
    row = load_workbook(path)[columns.SHEET]
    judgement = check(scene, expected, path.read_bytes())
    (issue,) = judgement.issues
    assert issue.cell.startswith("D")
    assert (
        columns.token(scene.batch.secret, scene.batch.export_id, key) == row[f"{_letter('key')}{issue.cell[1:]}"].value
    )
    assert "证件号" in issue.message


def _letter(column_id):
    position = [c.id for c in columns.columns(Stage.FIRST)].index(column_id)
    return chr(ord("A") + position)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_written_is_read_back(data, tmp_path):
    text = st.text(st.characters(codec="utf-8"), max_size=60)
    batch_people = []
    for number in range(data.draw(st.integers(1, 4))):
        base = people.assessment(data.draw(st.sampled_from(list(Verdict))), f"人{number}")
        changes = {"name": data.draw(text), "unit": data.draw(text)}
        findings = tuple(
            f.model_copy(update={"message": data.draw(text), "hint": data.draw(text)}) for f in base.findings
        )
        batch_people.append(
            base.model_copy(update={"dossier": base.dossier.model_copy(update=changes), "findings": findings})
        )
    batch = people.batch(batch_people)
    path = tmp_path / "a.xlsx"
    workbook.write(path, batch)
    sheet, _ = returned.parse(path.read_bytes())
    assert sheet.problem == ""
    tokens = {columns.token(batch.secret, batch.export_id, key): version for key, version in batch.versions.items()}
    known = {a.dossier.key: Person(a.dossier.key, a.verdict, batch.versions[a.dossier.key]) for a in batch_people}
    judgement = judge(sheet, {batch.export_id: Handed(Stage.FIRST, tokens)}, batch.secret, known)
    assert (judgement.issues, judgement.decided, judgement.undecided) == ((), (), len(batch_people))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_said_to_be_none(data):
    sheet, _ = returned.parse(data)
    assert ".xlsx" in sheet.problem
    assert judge(sheet, {}, b"k", {}).refused


def test_a_workbook_of_another_kind_is_refused(tmp_path):
    stream = io.BytesIO()
    book = Workbook(stream)
    book.add_worksheet().write_row(0, 0, ["姓名", "意见"])
    book.close()
    sheet, _ = returned.parse(stream.getvalue())
    assert "没有本程序导出的审核表" in sheet.problem


@pytest.mark.parametrize(
    ("typed", "choice"),
    [("通过", Choice.PASS), (" 通 过 ", Choice.PASS), ("√", Choice.PASS), ("不通过", Choice.INELIGIBLE),
     ("不符合", Choice.INELIGIBLE), ("待定", Choice.HOLD), ("撤销", Choice.WITHDRAWN), ("补正", Choice.CORRECT),
     ("审核通过", Choice.PASS), ("待补正", Choice.CORRECT),
     ("", None), ("不", None), ("通过?", None), ("不 通 过", Choice.INELIGIBLE), ("未通过", None), ("PASS", None)],
)  # fmt: skip
def test_spellings(typed, choice):
    assert choice_of(typed) is choice


def test_no_two_choices_share_a_spelling():
    assert {choice_of(title) for title in CHOICE_TITLES.values()} == set(Choice)
