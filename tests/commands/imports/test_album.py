"""What an album saved, taken in by the command: recorded once, side by side with what a workbook brings."""

import json
import re
from html import unescape

import pytest

from hui_reg import cli
from hui_reg.history.decisions import Stage
from hui_reg.review import columns
from tests.commands.test_review import as_proposed, fill, ledger, run, stored
from tests.review import batch as people


@pytest.fixture
def workspace(tmp_path):
    root = tmp_path / "w"
    assert cli.run(["-w", str(root), "init", "-q"]) == 0
    stored(root, [a for a in people.people(9) if a.dossier.unit == people.UNITS[0]])
    return root


def pages(root, folder, *arguments):
    assert run(root, "export", "album", "--output", folder, *arguments) == 0
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def answered(text, choice, by="王审核"):
    """What the page would save, everybody decided alike."""
    export = re.search(r' data-export="([^"]+)"', text)[1]
    rows = []
    for place, tag in enumerate(re.findall(r'<section class="person"([^>]*)>', text), 1):
        known = {name: unescape(value) for name, value in re.findall(r' data-([a-z]+)="([^"]*)"', tag)}
        rows.append({"place": place, "key": known["row"], "version": known["version"], "seal": known["seal"],
                     "choice": choice, "remark": "已看", "seen": True})  # fmt: skip
    return {"kind": "hui-reg-answers", "format": 1, "export": export, "by": by, "rows": rows}


def put(path, data):
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def said(capsys, root, *arguments):
    capsys.readouterr()
    run(root, *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_decisions_come_back_once_under_the_reviewers_name(workspace, tmp_path, capsys):
    (text,) = pages(workspace, tmp_path / "a").values()
    file = put(tmp_path / "意见.json", answered(text, "pass"))
    assert said(capsys, workspace, "import", "review", file, "--dry-run")["recorded"] == 3
    assert ledger(workspace) == []
    assert said(capsys, workspace, "import", "review", file) | {"dry_run": 0} == {
        "recorded": 3, "unchanged": 0, "undecided": 0, "refused": False, "dry_run": 0, "by": "王审核", "issues": [],
        "warnings": [], "rulings": [], "repeated": 0,
    }  # fmt: skip
    assert {(e.kind, e.by, e.data["choice"]) for e in ledger(workspace)} == {("first_review", "王审核", "pass")}
    assert said(capsys, workspace, "import", "review", file)["already_imported"]
    again = put(tmp_path / "意见(1).json", answered(text, "pass") | {"saved": "later"})
    assert said(capsys, workspace, "import", "review", again)["unchanged"] == 3
    assert len(ledger(workspace)) == 3


def test_a_workbook_and_an_album_that_disagree_stand_side_by_side(workspace, tmp_path, capsys):
    (text,) = pages(workspace, tmp_path / "a").values()
    sheet = tmp_path / "审核表.xlsx"
    run(workspace, "export", "review", "--output", sheet)
    fill(sheet, as_proposed)
    run(workspace, "import", "review", sheet, "--by", "李审核")
    capsys.readouterr()
    assert run(workspace, "import", "review", put(tmp_path / "意见.json", answered(text, "hold"))) == 1
    told = capsys.readouterr()
    assert "3 人的意见两份不一致" in told.err
    assert "李审核" in told.out and "暂缓（王审核）" in told.out and "通过" in told.out
    assert len(ledger(workspace)) == 3


def test_the_second_review_by_the_same_person(workspace, tmp_path, capsys):
    (text,) = pages(workspace, tmp_path / "a").values()
    run(workspace, "import", "review", put(tmp_path / "1.json", answered(text, "pass")))
    (second,) = pages(workspace, tmp_path / "b", "--stage", "second").values()
    file = put(tmp_path / "2.json", answered(second, "pass"))
    assert {w["kind"] for w in said(capsys, workspace, "import", "review", file, "--dry-run")["warnings"]} == {
        "same_reviewer"
    }
    settings = workspace / "hui-reg.toml"
    text = settings.read_text(encoding="utf-8")
    assert '# distinct_reviewers = "warn"' in text
    settings.write_text(text.replace('# distinct_reviewers = "warn"', 'distinct_reviewers = "refuse"'), "utf-8")
    refused = said(capsys, workspace, "import", "review", file)
    assert (refused["recorded"], {i["kind"] for i in refused["issues"]}) == (0, {"same_reviewer"})
    assert said(capsys, workspace, "import", "review", file, "--by", "赵复核")["recorded"] == 3


def test_an_album_that_travels_is_encrypted_before_it_touches_the_disk(workspace, tmp_path, monkeypatch, capsys):
    import pyrage

    key = pyrage.x25519.Identity.generate()
    assert run(workspace, "export", "album", "--output", tmp_path / "k", "--recipient", str(key.to_public())) == 0
    (file,) = (tmp_path / "k").iterdir()
    assert file.suffixes == [".html", ".age"] and b"<html" not in file.read_bytes()
    text = pyrage.decrypt(file.read_bytes(), [key]).decode()
    assert (
        said(capsys, workspace, "import", "review", put(tmp_path / "1.json", answered(text, "hold")))["recorded"] == 3
    )
    assert run(workspace, "export", "album", "--output", tmp_path / "p", "--encrypt") == 3, "nobody can type"
    monkeypatch.setenv("HUI_REG_EXPORT_PASSPHRASE", "short")
    assert run(workspace, "export", "album", "--output", tmp_path / "p", "--encrypt") == 3
    monkeypatch.setenv("HUI_REG_EXPORT_PASSPHRASE", "correct horse battery")
    monkeypatch.setattr("hui_reg.desk.custody.passphrases.COST", 4)
    assert run(workspace, "export", "album", "--output", tmp_path / "p", "--encrypt") == 0
    (file,) = (tmp_path / "p").iterdir()
    assert b"<html" in pyrage.passphrase.decrypt(file.read_bytes(), "correct horse battery")
    assert run(workspace, "export", "album", "--output", tmp_path / "q", "--recipient", "age1none") == 2
    assert not (tmp_path / "q").exists()


def test_the_sheet_asks_whether_the_papers_were_seen(workspace, tmp_path, capsys):
    sheet = tmp_path / "审核表.xlsx"
    run(workspace, "export", "review", "--output", sheet)
    fill(sheet, lambda verdict, _: ("通过", "已电话核实" if verdict[0] in "×●" else None), seen=None)
    answer = said(capsys, workspace, "import", "review", sheet)
    unsure = [a for a in people.people(9) if a.dossier.unit == people.UNITS[0] and a.verdict == "review"]
    assert [i["kind"] for i in answer["issues"]] == ["not_seen"] * len(unsure)
    assert {i["name"] for i in answer["issues"]} == {a.dossier.name for a in unsure}
    assert "seen" in [c.id for c in columns.columns(Stage.FIRST)]
