"""The commands after the review on a small workspace: mails, dry runs, refusals, withdrawals."""

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import create_engine, text

from hui_reg import cli
from hui_reg.desk.workspace import Workspace, open_workspace
from hui_reg.model import Assessment, Entry, Verdict
from hui_reg.store import entries, mails, results
from hui_reg.vocabulary import Kind
from tests.builders import Mail, dossier, person, reading
from tests.season_cast import fill, slips_pdf, xlsx
from tests.season_cast import slip as bank_slip

UNIT, OTHER = "洛阳镇便民服务中心", "崇武镇便民服务中心"
ZHANG, LI, NAMESAKE = person("张三"), person("李四"), person("张三", person("王五").id_number)
KEYS = {ZHANG: f"{UNIT}|{ZHANG.id_number}", LI: f"{UNIT}|{LI.id_number}", NAMESAKE: f"{OTHER}|{NAMESAKE.id_number}"}
Command = Callable[..., Any]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Three applicants of two units, both reviews passed, and a mail of the second unit with a receipt."""
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == 0
    mail = Mail("缴费回单")
    mail.add("回单.pdf", reading(Kind.RECEIPT, rows=[slip("M1", "1380.00", "林大伟", "张三")]))
    mailed, files, readings = mail.message, mail.files, mail.readings
    with open_workspace(tmp_path) as opened:
        with opened.database.begin() as connection:
            arrival = mails.Arrival(mailed.sha256, 1000, mailed.received_at, mailed.received_basis)
            mails.record(connection, [arrival])
            mails.save_all(connection, 1, [(mailed, files)])
            results.save_readings(connection, list(readings.values()))
            found = [
                dossier(ZHANG, unit=UNIT, key=KEYS[ZHANG]),
                dossier(LI, unit=UNIT, key=KEYS[LI]),
                dossier(NAMESAKE, unit=OTHER, key=KEYS[NAMESAKE], mail=mailed),
            ]
            results.save_validation(connection, [Assessment(dossier=d, verdict=Verdict.PASS) for d in found], [], [])
            now = datetime.now(UTC)
            for kind in ("first_review", "second_review"):
                entries.append(connection, [
                    Entry(applicant=d.key, kind=kind, on=now.date().replace(year=2024), recorded_at=now, by="审核员",
                          data={"choice": "pass"})
                    for d in found
                ])  # fmt: skip
        yield opened


def slip(serial: str, amount: str, payer: str, remark: str) -> dict[str, str]:
    return {
        "serial_number": serial, "amount": amount, "payer": payer, "remark": remark, "paid_on": "2024-07-20",
        "payee": "示范机构",
    }  # fmt: skip


@pytest.fixture
def run(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Command:
    def command(*words: object, exit_code: int = 0) -> Any:
        capsys.readouterr()
        code = cli.run(["-w", str(workspace.root), *map(str, words), "--json"])
        captured = capsys.readouterr()
        assert code == exit_code, captured.err
        return json.loads(captured.out) if captured.out else captured.err

    return command


def dump(workspace: Workspace) -> list[Any]:
    """Everything in the database."""
    engine = create_engine(workspace.settings.store.url)
    with closing(engine.connect()) as connection:
        names = [row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        return [list(connection.execute(text(f'SELECT * FROM "{name}"'))) for name in sorted(names)]


def test_receipts_that_came_by_mail_count_without_a_path(workspace: Workspace, run: Command) -> None:
    done = run("import", "receipts")
    assert (done["matched"], done["people"], done["payee_checked"]) == ("1380.00", 1, False)
    [entry] = [e for e in run("show", NAMESAKE.id_number)[0]["history"] if e["kind"] == "payment"]
    assert (entry["data"]["payer"], entry["source"] is not None) == ("林大伟", True)
    assert run("import", "receipts")["entries"] == 0


def test_receipts_in_an_archive(workspace: Workspace, run: Command, tmp_path: Path) -> None:
    archive = tmp_path / "崇武镇回单.zip"
    paper = slips_pdf(bank_slip("Z1", "2024-07-21", "李四", "1380.00", "壹仟叁佰捌拾元整", "认定费"))
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("李四/回单.pdf", paper)
        packed.writestr("说明.txt", "见附件")
    broken = tmp_path / "坏.zip"
    broken.write_bytes(archive.read_bytes()[:200])
    done = run("import", "receipts", archive, broken, exit_code=1)
    assert (done["received"], done["matched"], done["people"]) == ("2760.00", "2760.00", 2)
    assert "崇武镇回单.zip/说明.txt：没有认出缴费回单" in done["without_receipt"]
    assert any(text.startswith("坏.zip") for text in done["without_receipt"])
    assert run("import", "receipts", archive)["known"] == ["崇武镇回单.zip"]
    loose = tmp_path / "同一份.pdf"
    loose.write_bytes(paper)
    assert run("import", "receipts", loose)["known"] == ["同一份.pdf"]
    again = tmp_path / "又一包.zip"
    with zipfile.ZipFile(again, "w") as packed:
        packed.writestr("李四.pdf", paper)
    repeated = run("import", "receipts", again)
    assert (repeated["entries"], repeated["received"]) == (0, "2760.00")


def test_receipts_handed_in_outlive_their_readings(workspace: Workspace, run: Command, tmp_path: Path) -> None:
    """Readings go with a lost database, the files and their note in the journal don't: the money is still told."""
    paper = slips_pdf(bank_slip("Z1", "2024-07-21", "某某公司", "1300.00", "壹仟叁佰元整", "认定费"))
    loose = tmp_path / "回单.pdf"
    loose.write_bytes(paper)
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as packed:
        packed.writestr(
            "李四/回单.pdf", slips_pdf(bank_slip("Z2", "2024-07-21", "李四", "80.00", "捌拾元整", "认定费"))
        )
    counted = run("import", "receipts", loose, tmp_path / "包.zip")
    with workspace.database.begin() as connection:
        for sha256 in workspace.blobs.all():
            connection.execute(text("DELETE FROM readings WHERE sha256 = :it"), {"it": sha256})
    run("export", "fees")
    sheet = openpyxl.load_workbook(workspace.root / "exports" / "fees" / "缴费核对表.xlsx")["待核对"]
    assert "某某公司" in {cell.value for row in sheet.iter_rows() for cell in row}
    again = run("import", "receipts")
    assert (again["received"], again["unexplained"], again["entries"]) == (
        counted["received"],
        counted["unexplained"],
        0,
    )
    assert again["without_receipt"] == []


def test_dry_runs_and_refusals_leave_everything_as_it_was(workspace: Workspace, run: Command, tmp_path: Path) -> None:
    good = xlsx(tmp_path / "课时.xlsx", ["姓名", "证件号码", "课时"], [["李四", LI.id_number, 33.8]])
    bad = xlsx(
        tmp_path / "错.xlsx", ["姓名", "证件号码", "课时"], [["李四", LI.id_number, 33.8], ["李四", ZHANG.id_number, 1]]
    )
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    blobs, before = set(workspace.blobs.all()), dump(workspace)
    assert run("import", "training", good, "--dry-run")["entries"] == 1
    assert run("import", "receipts", "--dry-run")["people"] == 1
    assert run("export", "fees", "--dry-run")["files"]
    assert run("import", "training", bad, exit_code=1)["taken"] is False
    assert "空.xlsx 是空的（0 字节）" in run("import", "training", empty, exit_code=2)
    assert dump(workspace) == before
    assert set(workspace.blobs.all()) == blobs and not (workspace.root / "exports").exists()
    assert run("import", "training", good)["taken"] is True
    after = dump(workspace)
    assert run("import", "training", good)["known"] is True
    assert dump(workspace) == after


def test_a_payment_taken_back_is_not_matched_again(workspace: Workspace, run: Command) -> None:
    run("import", "receipts")
    run("export", "fees")
    book = workspace.root / "exports" / "fees" / "缴费核对表.xlsx"
    fill(book, "已缴费", {"回单标识": "M1"}, "撤销原因", "付错人")
    assert run("import", "payments", book)["entries"] == 1
    again = run("import", "receipts")
    assert (again["entries"], again["open"][0]["reason"]) == (0, "此前的认定已被撤销，请人工填写归属人员")
    run("export", "fees")
    fill(book, "待核对", {"回单标识": "M1"}, "归属人员", "李四")
    assert run("import", "payments", book)["entries"] == 1
    [shown] = run("show", "李四")
    assert shown["stage"] == "paid"
    history = run("show", NAMESAKE.id_number)[0]["history"]
    assert [(e["kind"], e["counts"]) for e in history if e["kind"] in ("payment", "withdrawal")] == [
        ("payment", False), ("withdrawal", True),
    ]  # fmt: skip


def test_the_last_import_counts(workspace: Workspace, run: Command, tmp_path: Path) -> None:
    header = ["姓名", "证件号码", "理论成绩", "技能成绩"]
    right = xlsx(tmp_path / "成绩.xlsx", header, [["李四", LI.id_number, 80, 70]])
    wrong = xlsx(tmp_path / "错.xlsx", header, [["李四", LI.id_number, 50, 70]])

    def counting() -> set[tuple[str, str, str]]:
        kept = [e for e in run("show", "李四")[0]["history"] if e["kind"] == "score" and e["counts"]]
        return {(e["data"]["paper"], e["data"]["score"], e["on"]) for e in kept}

    truth = {("theory", "80", "2024-09-08"), ("skill", "70", "2024-09-08")}
    for file in (right, wrong):
        assert run("import", "scores", file, "--date", "2024-09-08")["taken"] is True
    assert run("import", "scores", wrong, "--date", "2024-09-08")["known"] is True
    assert counting() == {("theory", "50", "2024-09-08"), ("skill", "70", "2024-09-08")}
    again = run("import", "scores", right, "--date", "2024-09-08")
    assert (again["taken"], len(again["corrections"])) == (True, 1)
    assert counting() == truth
    assert run("import", "scores", right, "--date", "2024-09-08")["known"] is True
    assert run("import", "scores", right, "--date", "2024-09-15")["taken"] is True, "the day was wrong"
    assert counting() == {(paper, score, "2024-09-15") for paper, score, _ in truth}
    for hours in (33.8, 10, 33.8):
        name = tmp_path / f"课时{hours}.xlsx"
        file = name if name.exists() else xlsx(name, ["姓名", "证件号码", "课时"], [["李四", LI.id_number, hours]])
        assert run("import", "training", file)["taken"] is True


def test_where_people_stand_is_told_of_all_of_a_file(workspace: Workspace, run: Command, tmp_path: Path) -> None:
    """Also of whom nothing in it is new: the steps add up to its people."""
    header, rows = ["姓名", "证件号码", "课时"], [["李四", LI.id_number, 33.8], ["张三", ZHANG.id_number, 10]]
    first = run("import", "training", xlsx(tmp_path / "甲.xlsx", header, rows[:1]))
    both = run("import", "training", xlsx(tmp_path / "乙.xlsx", header, rows))
    for done in (first, both):
        assert sum(done["stages"].values()) == done["people"]
    assert (both["people"], both["entries"], both["unchanged"]) == (2, 1, 1)


def test_certificates_shifted_by_a_row_are_put_right(workspace: Workspace, run: Command, tmp_path: Path) -> None:
    numbers = [f"S0001350000012440000{n:02d}" for n in (1, 2)]
    header = ["姓名", "证件号码", "证书编号"]
    rows = [["张三", ZHANG.id_number], ["李四", LI.id_number]]
    shifted = xlsx(tmp_path / "错.xlsx", header, [[*r, n] for r, n in zip(rows, numbers[::-1], strict=True)])
    right = xlsx(tmp_path / "证书.xlsx", header, [[*r, n] for r, n in zip(rows, numbers, strict=True)])
    assert run("import", "certificates", shifted)["taken"] is True
    assert run("import", "certificates", right)["faults"] == []
    [held] = [e for e in run("show", "李四")[0]["history"] if e["kind"] == "certificate" and e["counts"]]
    assert held["data"]["number"] == numbers[1]
    twice = xlsx(tmp_path / "重.xlsx", header, [[*rows[0], numbers[1]]])
    assert "已属于另一人" in run("import", "certificates", twice, exit_code=1)["faults"][0]


def test_a_receipt_that_falls_short_is_no_tick(
    workspace: Workspace, run: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "回单.pdf"
    paper.write_bytes(slips_pdf(bank_slip("K1", "2024-07-21", "李四", "1308.00", "壹仟叁佰零捌元整", "认定费")))
    assert cli.run(["-w", str(workspace.root), "import", "receipts", str(paper), "--dry-run"]) == 0
    captured = capsys.readouterr()
    assert "缴费不足：李四还缺 72.00 元" in captured.err and "李四" not in captured.out
    assert run("import", "receipts", paper)["short"] == {"李四": "72.00"}


def test_a_refund_is_entered_and_the_person_owes_again(workspace: Workspace, run: Command) -> None:
    run("import", "receipts")
    run("export", "fees")
    book = workspace.root / "exports" / "fees" / "缴费核对表.xlsx"
    fill(book, "已缴费", {"回单标识": "M1"}, "退费金额", "2000")
    assert "多于这笔缴费" in run("import", "payments", book, exit_code=1)["faults"][0]
    fill(book, "已缴费", {"回单标识": "M1"}, "退费金额", "380")
    fill(book, "已缴费", {"回单标识": "M1"}, "退费日期", "2024-08-01")
    done = run("import", "payments", book)
    assert (done["entries"], len(done["corrections"])) == (1, 1)
    shown = run("show", NAMESAKE.id_number)[0]
    assert (shown["stage"], shown["waits_for"]) == ("second_reviewed", "补缴 380.00 元（已缴 1000.00 元）")
    assert run("import", "payments", book)["known"] is True, "a refund isn't made twice"
    assert run("import", "receipts")["entries"] == 0


def test_what_a_person_fills_in_wrongly_is_named(workspace: Workspace, run: Command) -> None:
    run("export", "fees")
    book = workspace.root / "exports" / "fees" / "缴费核对表.xlsx"
    opened = openpyxl.load_workbook(book)
    opened["待核对"].append(["", "", "", "", "", "", "", "无此回单", "", "李四"])
    opened.save(book)
    faults = run("import", "payments", book, exit_code=1)["faults"]
    assert len(faults) == 1 and "没有标识为“无此回单”的回单" in faults[0]


def test_show_masks_numbers_on_the_screen(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["-w", str(workspace.root), "import", "receipts"]) == 0
    capsys.readouterr()
    assert cli.run(["-w", str(workspace.root), "show", "张三"]) == 0
    out = capsys.readouterr().out
    assert "已缴费" in out and "初审意见" not in out
    assert NAMESAKE.id_number not in out and ZHANG.id_number not in out
    assert cli.run(["-w", str(workspace.root), "show", "无此人"]) == 2


def test_written_lists_are_for_their_owner_alone(workspace: Workspace, run: Command, tmp_path: Path) -> None:
    for name in ("fees", "training", "publication", "makeup", "certificates", "subsidy"):
        for file in run("export", name, "--output", tmp_path / "out" / name)["files"]:
            assert Path(file["path"]).stat().st_mode & 0o077 == 0


def places(page: Any, number: str, title: str) -> tuple[int, int]:
    """The row of a person and the column of a title in the review sheet."""
    cells = [cell for row in page.iter_rows() for cell in row]
    return (
        next(cell.row for cell in cells if cell.value == number),
        next(cell.column for cell in cells if cell.value == title),
    )


def test_what_reviewers_decide_in_the_workbook_leads_to_the_fee_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(*words: object) -> Any:
        capsys.readouterr()
        assert cli.run(["-w", str(tmp_path), *map(str, words), "--json"]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == 0
    found = [dossier(ZHANG, unit=UNIT, key=KEYS[ZHANG]), dossier(LI, unit=UNIT, key=KEYS[LI])]
    with open_workspace(tmp_path) as opened, opened.database.begin() as connection:
        results.save_validation(connection, [Assessment(dossier=d, verdict=Verdict.PASS) for d in found], [], [])
    for stage, choices in (("first", ("通过", "通过")), ("second", ("通过", "暂缓"))):
        book = Path(command("export", "review", "--stage", stage)["workbook"])
        reviewed = openpyxl.load_workbook(book)
        page = reviewed["审核表"]
        title = {"first": "初审", "second": "复核"}[stage]
        for person_, choice in zip(found, choices, strict=True):
            row, column = places(page, person_.id_number, f"{title}意见")
            page.cell(row, column).value = choice
            page.cell(row, column + 1).value = "按会议意见"
        reviewed.save(book)
        assert command("import", "review", book)["recorded"] == 2
    assert command("status")["units"] == {UNIT: {"second_reviewed": 1, "first_reviewed": 1}}
    fees = command("export", "fees")["files"]
    assert [file["rows"] for file in fees if "缴费清单" in file["path"]] == [1]
