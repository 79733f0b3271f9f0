"""The verbs of review over a real store: out, back, and what the ledger holds afterwards."""

import io
import json
import re
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image, ImageDraw

from hui_reg import cli
from hui_reg.desk.workspace import open_workspace
from hui_reg.history.decisions import Stage
from hui_reg.model import Verdict
from hui_reg.review import columns
from hui_reg.store import entries, mails, results
from hui_reg.store.schema import mails as mail_table
from hui_reg.vocabulary import Material
from tests import builders
from tests.review import batch as people

APPLICANTS = len(Verdict)


def picture(text: str) -> bytes:
    image = Image.new("RGB", (413, 579), "white")
    ImageDraw.Draw(image).text((40, 200), text, fill="black")
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return stream.getvalue()


def stored(root: Path, assessments) -> None:
    """Put applicants into the workspace's store, with real bytes behind every file."""
    with open_workspace(root) as workspace:
        kept = []
        for assessment in assessments:
            exhibits = []
            for exhibit in assessment.dossier.exhibits:
                sha256 = workspace.blobs.put(picture(exhibit.file.sha256))
                file = exhibit.file.model_copy(update={"sha256": sha256})
                exhibits.append(exhibit.model_copy(update={"file": file, "format": "jpeg"}))
            dossier = assessment.dossier.model_copy(update={"exhibits": tuple(exhibits)})
            kept.append(assessment.model_copy(update={"dossier": dossier}))
        messages = {m.sha256: m for a in kept for m in a.dossier.messages}
        with workspace.database.begin() as connection:
            for message in messages.values():
                row = {"sha256": message.sha256, "size": 1, "received_at": message.received_at}
                row |= {"received_basis": "internaldate", "recorded_at": message.received_at, "state": "new"}
                connection.execute(mail_table.insert().values(attempts=0, **row))
                mails.save_all(connection, 1, [(message, ())])
            results.save_validation(connection, kept, (), ())


@pytest.fixture
def workspace(tmp_path):
    root = tmp_path / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    stored(root, people.people(APPLICANTS))
    return root


def run(root, *arguments):
    return cli.run(["-w", str(root), *map(str, arguments)])


def ledger(root):
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        return entries.load(connection)


def fill(path, decide, stage=Stage.FIRST, seen="是"):
    """Fill in a sheet: ``decide`` gets the proposal and the name and answers with choice and remark."""
    book = load_workbook(path)
    sheet = book[columns.SHEET]
    order = [c.id for c in columns.columns(stage)]
    for row in range(columns.HEADER_ROW + 1, sheet.max_row + 1):
        verdict, name = sheet.cell(row, 1).value, sheet.cell(row, 2).value
        choice, remark = decide(verdict, name)
        sheet.cell(row, order.index(f"{stage.value}_choice") + 1).value = choice
        sheet.cell(row, order.index(f"{stage.value}_remark") + 1).value = remark
        if "seen" in order:
            sheet.cell(row, order.index("seen") + 1).value = seen
    book.save(path)


def as_proposed(verdict, _name):
    return {"√ 建议通过": "通过", "× 需补正": "需补正", "● 不符合条件": "不符合", "▲ 需人工复核": "通过"}[verdict], None


def test_the_workbook_goes_out_with_its_evidence(workspace, tmp_path):
    out = tmp_path / "out" / "审核表.xlsx"
    assert run(workspace, "export", "review", "--output", out) == 0
    sheet = load_workbook(out)[columns.SHEET]
    links = [cell.hyperlink.target for row in sheet.iter_rows(min_row=3) for cell in row if cell.hyperlink]
    outside = [link for link in links if link.startswith("https://www.chsi.com.cn/xlcx/bg.do?vcode=")]
    assert outside, "a click checks the record"
    assert all((out.parent / link).exists() for link in links if link not in outside)
    pictures: Any = load_workbook(out)[columns.SHEET]
    assert len(pictures._images) == APPLICANTS
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_without_shared_memory_the_evidence_is_written_all_the_same(workspace, tmp_path, monkeypatch):
    """A container without /dev/shm has no semaphores, and no pool of processes."""

    def none_here(*_, **__):
        raise FileNotFoundError

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", none_here)
    assert run(workspace, "export", "review", "--output", tmp_path / "审核表.xlsx") == 0
    assert len(list((tmp_path / "evidence").rglob("*.jpg"))) >= APPLICANTS


def test_a_dry_run_writes_nothing(workspace, tmp_path):
    out = tmp_path / "out"
    assert run(workspace, "export", "review", "--output", out, "--dry-run") == 0
    assert not out.exists()


def test_decisions_come_back_once(workspace, tmp_path, capsys):
    out = tmp_path / "out" / "审核表.xlsx"
    run(workspace, "export", "review", "--output", out)
    fill(out, as_proposed)
    assert run(workspace, "import", "review", out, "--by", "王审核", "--dry-run") == 0
    assert ledger(workspace) == []
    assert run(workspace, "import", "review", out, "--by", "王审核") == 0
    first = ledger(workspace)
    assert len(first) == APPLICANTS
    assert {(e.kind, e.by) for e in first} == {("first_review", "王审核")}
    assert all(e.source and e.data["export"] for e in first)
    with open_workspace(workspace) as opened:
        assert opened.blobs.get(first[0].source) == out.read_bytes()
    capsys.readouterr()
    assert run(workspace, "import", "review", out, "--by", "王审核", "--json") == 0
    assert json.loads(capsys.readouterr().out)["already_imported"]
    assert ledger(workspace) == first


def test_the_second_review_gets_those_who_passed_and_can_be_withdrawn(workspace, tmp_path):
    first, second, third = (tmp_path / name / "a.xlsx" for name in "123")
    run(workspace, "export", "review", "--output", first)
    fill(first, as_proposed)
    run(workspace, "import", "review", first)
    assert run(workspace, "export", "review", "--stage", "second", "--output", second) == 0
    sheet = load_workbook(second)[columns.SHEET]
    assert {sheet.cell(r, 1).value for r in range(3, sheet.max_row + 1)} == {"√ 建议通过", "▲ 需人工复核"}
    fill(second, lambda *_: ("通过", None), Stage.SECOND)
    assert run(workspace, "import", "review", second) == 0
    run(workspace, "export", "review", "--stage", "second", "--output", third)
    fill(third, lambda _, name: ("撤回" if name == "张三" else "通过", None), Stage.SECOND)
    assert run(workspace, "import", "review", third) == 0
    withdrawn = ledger(workspace)[-1]
    assert (withdrawn.kind, withdrawn.data["choice"]) == ("second_review", "withdrawn")
    assert withdrawn.supersedes is not None


def test_overriding_needs_a_reason_and_is_named_with_its_cell(workspace, tmp_path, capsys):
    out = tmp_path / "a.xlsx"
    run(workspace, "export", "review", "--output", out)
    fill(out, lambda verdict, _: ("通过", None))
    capsys.readouterr()
    assert run(workspace, "import", "review", out, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert {issue["kind"] for issue in answer["issues"]} == {"no_remark"}
    assert answer["recorded"] == 2
    assert len(ledger(workspace)) == 2


def test_a_dry_run_says_what_the_import_will_say(workspace, tmp_path, capsys):
    out = tmp_path / "a.xlsx"
    run(workspace, "export", "review", "--output", out)
    fill(out, lambda verdict, _: ("通过", None))
    said = []
    for arguments in (["--dry-run"], []):
        capsys.readouterr()
        assert run(workspace, "import", "review", out, *arguments) == 1
        said.append(capsys.readouterr())
    assert said[0].err == said[1].err
    assert said[0].err.count("×") == 1, "alike ones in one line"
    assert len(re.findall(r"（[A-Z]+\d+）", said[0].err)) == 2
    assert said[0].out.replace("将记录", "已记录") == said[1].out


def test_a_corrected_workbook_records_only_what_is_missing(workspace, tmp_path):
    out = tmp_path / "a.xlsx"
    run(workspace, "export", "review", "--output", out)
    fill(out, lambda verdict, _: ("通过", None))
    assert run(workspace, "import", "review", out) == 1
    fill(out, lambda verdict, _: ("通过", None if verdict[0] in "√▲" else "已电话核实"))
    run(workspace, "import", "review", out)
    decided = [entry.applicant for entry in ledger(workspace)]
    assert len(decided) == len(set(decided)) == APPLICANTS


def test_a_row_nobody_touched_is_nobodys_opinion(workspace, tmp_path, capsys):
    """Two copies of one sheet that was handed out filled in: who left a row as it was said nothing of the person."""
    out, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    run(workspace, "export", "review", "--output", out)
    fill(out, as_proposed)
    run(workspace, "import", "review", out, "--by", "王审核")
    run(workspace, "export", "review", "--output", other)
    copy = other.read_bytes()
    fill(other, lambda verdict, _: ("暂缓", "等原件") if verdict[0] == "√" else as_proposed(verdict, _))
    run(workspace, "import", "review", other, "--by", "王审核")
    other.write_bytes(copy)
    fill(other, as_proposed, seen=None)
    before = ledger(workspace)
    capsys.readouterr()
    assert run(workspace, "import", "review", other, "--by", "李强", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["issues"], said["recorded"]) == ([], 0)
    assert ledger(workspace) == before


def test_a_stale_workbook_decides_nothing(workspace, tmp_path):
    out = tmp_path / "a.xlsx"
    run(workspace, "export", "review", "--output", out)
    fill(out, as_proposed)
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        changed = [
            a.model_copy(update={"dossier": a.dossier.model_copy(update={"other_units": ("别的单位",)})})
            for a in results.load_assessments(connection)
        ]
        results.save_validation(connection, changed, (), ())
    assert run(workspace, "import", "review", out) == 1
    assert ledger(workspace) == []
    with open_workspace(workspace) as opened:
        assert sha256(out.read_bytes()).hexdigest() not in set(opened.blobs.all()), (
            "nothing names it: verify would ask about it"
        )


def test_a_decision_on_older_materials_is_asked_for_again(workspace, tmp_path):
    first, second = tmp_path / "1" / "a.xlsx", tmp_path / "2" / "a.xlsx"
    run(workspace, "export", "review", "--output", first)
    fill(first, as_proposed)
    run(workspace, "import", "review", first)
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        everyone = results.load_assessments(connection)
        changed = everyone[0].model_copy(
            update={"dossier": everyone[0].dossier.model_copy(update={"other_units": ("别的单位",)})}
        )
        results.save_validation(connection, [changed, *everyone[1:]], (), ())
    run(workspace, "export", "review", "--output", second)
    sheet = load_workbook(second)[columns.SHEET]
    order = [c.id for c in columns.columns(Stage.FIRST)]
    rows = {row[1].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=3)}
    assert {name for name, row in rows.items() if not row[order.index("first_review_choice")]} == {changed.dossier.name}
    assert "请重新确认" in str(rows[changed.dossier.name][order.index("problems")])
    assert run(workspace, "import", "review", second) == 0
    assert len(ledger(workspace)) == APPLICANTS
    fill(second, as_proposed)
    assert run(workspace, "import", "review", second) == 0
    assert [e.applicant for e in ledger(workspace)[APPLICANTS:]] == [changed.dossier.key]


def test_records_are_written(workspace, tmp_path):
    out = tmp_path / "records.jsonl"
    assert run(workspace, "export", "records", "--output", out) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == APPLICANTS
    assert {line["verdict"] for line in lines} == {v.value for v in Verdict}
    photo = lines[0]["materials"][Material.PHOTO.value]
    assert photo == [] or photo[0]["path"].endswith(".jpg")


def test_without_anyone_there_is_nothing_to_export(tmp_path, capsys):
    cli.run(["-w", str(tmp_path), "init", "-q"])
    assert run(tmp_path, "export", "review", "--output", tmp_path / "o") == 0
    assert "hui-reg fetch" in capsys.readouterr().out
    assert not (tmp_path / "o").exists()


def test_what_is_no_workbook_is_refused_in_one_sentence(workspace, tmp_path, capsys):
    odd = tmp_path / "a.xlsx"
    odd.write_bytes(builders.sha("x").encode())
    assert run(workspace, "import", "review", odd) == 1
    assert ".xlsx" in capsys.readouterr().err
    assert ledger(workspace) == []


def test_the_package_and_the_roster_hold_those_who_passed(workspace, tmp_path, capsys):
    import zipfile

    assert run(workspace, "export", "package", "--output", tmp_path / "p.zip") == 0
    assert not (tmp_path / "p.zip").exists()
    out = tmp_path / "a.xlsx"
    run(workspace, "export", "review", "--output", out)
    fill(out, as_proposed)
    run(workspace, "import", "review", out)
    assert run(workspace, "export", "package", "--output", tmp_path / "p.zip") == 0
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    folders = {name.rsplit("/", 1)[0] for name in names if "/" in name}
    assert len(folders) == 2
    assert {name.rsplit("/", 1)[-1][:2] for name in names if "/" in name} >= {"1-", "2-", "3-", "5-", "35"}
    assert {"SHA256SUMS.txt", "清单.xlsx", "考生信息模板.xls", "考生信息模板.xlsx"} <= set(names)
    capsys.readouterr()
    assert run(workspace, "export", "roster", "--output", tmp_path / "r.xls", "--json") == 0
    assert json.loads(capsys.readouterr().out)["people"] == 2
    assert (tmp_path / "r.xls").read_bytes()[:4] == b"\xd0\xcf\x11\xe0"


def test_letters_are_written_one_a_unit(tmp_path):
    workspace = tmp_path / "w"
    assert cli.run(["-w", str(workspace), "init", "-q"]) == 0
    stored(workspace, people.people(2 * APPLICANTS))
    assert run(workspace, "export", "notices", "--output", tmp_path / "n") == 0
    assert sorted(p.suffix for p in (tmp_path / "n").iterdir()) == [".eml", ".eml"]


@pytest.mark.parametrize("what", ["records", "review", "notices", "album", "package"])
@pytest.mark.parametrize("change", ["unknown", "missing"])
def test_results_of_another_version_are_no_bug(workspace, tmp_path, what, change, capsys):
    from sqlalchemy import select, update

    from hui_reg.store.schema import assessments

    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        key, document = connection.execute(select(assessments.c.key, assessments.c.document)).all()[0]
        changed = json.loads(document)
        if change == "unknown":
            changed["dossier"]["later"] = 1
        else:
            del changed["verdict"]
        connection.execute(update(assessments).where(assessments.c.key == key).values(document=json.dumps(changed)))
    name = {"records": "o.jsonl", "review": "o.xlsx"}.get(what, "o")
    assert run(workspace, "export", what, "--output", tmp_path / name) == 7
    assert "hui-reg validate" in capsys.readouterr().err
