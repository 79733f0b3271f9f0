"""``hui-reg explain`` and ``hui-reg rules`` on a real workspace."""

import json
from pathlib import Path

import pytest

from hui_reg.cli import run
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.model import Dossier, Entry
from hui_reg.notation.resident_id import mask
from hui_reg.notice import parse, shipped
from hui_reg.rules import RULES, check
from hui_reg.store import entries, results
from tests import builders as b

WHO = b.person("欧阳晓")


def keep(root: Path, *dossiers: Dossier) -> None:
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        results.save_validation(connection, [check(d, workspace.notice) for d in dossiers], [], [])


@pytest.fixture
def root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(["-w", str(tmp_path), "init"]) == ExitCode.OK
    weak = b.diploma(WHO, graduation_date=b.untold("被印章遮住"))
    keep(
        tmp_path,
        b.dossier(WHO, b.form(WHO, phone=None), b.id_card(WHO, emblem=False), weak, b.record(WHO), b.photo()),
        b.faultless(b.person("李四")),
    )
    capsys.readouterr()
    return tmp_path


def told(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["-w", str(root), *arguments]) == ExitCode.OK
    return capsys.readouterr().out


GONE = b.person("王小明")


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("欧阳晓", ["欧阳晓"]),
        (WHO.id_number, ["欧阳晓"]),
        (mask(WHO.id_number), ["欧阳晓"]),
        (f"欧阳晓（{WHO.id_number[-4:]}）", ["欧阳晓"]),
        ("欧阳晓@螺城", ["欧阳晓"]),
        (f"{WHO.id_number[-4:]}@螺城", ["欧阳晓"]),
        ("李四 @ 惠安螺城", ["李四"]),
        ("王小明", ["王小明"]),
        (GONE.id_number, ["王小明"]),
        ("欧阳", []),
        ("欧阳晓@洛阳", []),
        ("0000", []),
    ],
)
def test_explain_finds_whom_show_finds(
    root: Path, capsys: pytest.CaptureFixture[str], said: str, whom: list[str]
) -> None:
    """One of whom only the ledger knows is among them."""
    with open_workspace(root) as workspace, workspace.database.begin() as connection:
        decided = {"choice": "pass", "remark": "", "name": "王小明"}
        at = b.moment("2024-07-03 09:00")
        key = f"{b.UNIT}|{GONE.id_number}"
        entry = Entry(applicant=key, kind="first_review", on=at.date(), recorded_at=at, by="甲", data=decided)
        entries.append(connection, [entry])
    found = []
    for verb in ("show", "explain"):
        code = run(["-w", str(root), verb, said, "--json"])
        printed = capsys.readouterr()
        names = [one["name"] for one in json.loads(printed.out)] if code == ExitCode.OK else []
        found.append((code, names, printed.err if code else ""))
    assert found[0] == found[1]
    assert found[0][:2] == (ExitCode.OK if whom else ExitCode.USAGE, whom)


def test_explain_names_value_file_page_and_reason(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(root, capsys, "explain", "欧阳晓")
    assert "初审建议：需补正" in text
    assert "× A104 身份证只有一面　需补正" in text
    assert "身份证只有人像面，缺国徽面" in text
    assert "× A114" in text and "请在申报表上补填联系电话后重新提交。" in text
    assert "× A109" in text and "毕业日期没有读出（被印章遮住）" in text
    assert "看了 申报表　申报表.docx 第1页　现工作单位：惠安县螺城镇人民政府（把握 99%）" in text
    assert "B201" not in text, "what holds is told only on demand"
    assert WHO.id_number not in text and WHO.chsi_code not in text


def test_explain_names_the_route_and_its_clause(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clause = parse(shipped()).eligibility.basis
    text = told(root, capsys, "explain", "李四")
    assert f"申报途径：高中或中专及以上学历，毕业满五年（依据：{clause}）" in text


def test_explain_all_tells_what_holds(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(root, capsys, "explain", "欧阳晓", "--all")
    assert "√ B201 身份证号码无效：未发现" in text
    assert WHO.id_number not in text and WHO.chsi_code not in text


def test_explain_by_number_and_as_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (document,) = json.loads(told(root, capsys, "explain", WHO.id_number.lower(), "--json"))
    assert document["name"] == "欧阳晓" and document["verdict"] == "correct"
    by_rule = {rule["rule"]: rule for rule in document["rules"]}
    assert by_rule["A104"]["result"] == "fails"
    assert by_rule["B201"]["result"] == "holds"
    assert by_rule["B201"]["looked"][0]["path"] == "id_card.pdf"
    assert WHO.id_number not in json.dumps(document)


def test_explain_says_when_the_rules_have_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "重新运行 hui-reg validate" not in told(root, capsys, "explain", "欧阳晓")
    notice = root / "notice.toml"
    change = '\n[rules.A104]\nenabled = false\nreason = "试行"\n'
    notice.write_text(notice.read_text(encoding="utf-8") + change, encoding="utf-8")
    text = told(root, capsys, "explain", "欧阳晓", "--all")
    assert "重新运行 hui-reg validate" in text
    assert "－ A104 身份证只有一面：本通知停用，试行" in text


def test_explain_nobody(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", str(root), "explain", "王五"]) == ExitCode.USAGE
    assert "没有找到“王五”这位申报人" in capsys.readouterr().err


def test_rules_lists_and_prints_pages(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(root, capsys, "rules")
    assert text.count("\n") == 2 + len(RULES)
    assert "常见误判" in told(root, capsys, "rules", "c301")
    (one,) = json.loads(told(root, capsys, "rules", "C301", "--json"))
    assert one["id"] == "C301" and one["outcome"] == "ineligible"
    assert run(["-w", str(root), "rules", "Z9"]) == ExitCode.USAGE


def test_rules_shows_what_the_notice_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", str(tmp_path), "init", "--notice", "yunling-2025-8"]) == ExitCode.OK
    capsys.readouterr()
    assert "停用" in told(tmp_path, capsys, "rules", "B206")
    assert "备案表可在复核前补交" in told(tmp_path, capsys, "rules")
    assert parse(shipped("yunling-2025-8")).rules["B206"].enabled is False


def test_rules_needs_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "A101" in told(tmp_path, capsys, "rules")
