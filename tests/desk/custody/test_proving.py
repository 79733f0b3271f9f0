"""A head printed on any paper that goes out is found again, whatever program saved it since."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hui_reg import cli
from hui_reg.desk.custody.proving import heads_on
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.model import Entry as LedgerEntry
from hui_reg.review.letter import Letter, draft
from hui_reg.review.package import Entry, listed, manifest
from hui_reg.review.printed import texts_of
from hui_reg.review.recipients import Recipient
from hui_reg.spreadsheets import plain, writer
from hui_reg.store import chronicle, entries
from hui_reg.store.merkle import Head, head, heads_in
from hui_reg.store.schema import entries as table

HEAD = head(["00" * 32, "11" * 32])


def found(data: bytes) -> list[Head]:
    return heads_in("\n".join(texts_of(data)[0].texts))


def resaved(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def package() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for entry in manifest([listed(Entry("某单位/甲/1-申报表.pdf", b"%PDF"))], str(HEAD)):
            archive.writestr(entry.path, entry.data)
    return stream.getvalue()


def papers() -> dict[str, bytes]:
    sheet = writer.Sheet("表", (writer.Column("姓名", 10),), (("甲",),))
    letter = Letter("某单位", Recipient("a@example.com"), "甲", "补正", "请补正。\n", asks="x")
    return {
        "workbook": writer.made([sheet], str(HEAD)),
        "bare": plain.xlsx("表", [("姓名", 10)], [["甲"]], foot=str(HEAD)),
        "legacy": plain.xls("表", [("姓名", 10)], [["甲"]], foot=str(HEAD)),
        "odd": plain.xls("表", [("姓 名", 10)], [["甲a"]], foot=str(HEAD)),
        "letter": draft(letter, "b@example.com", datetime(2024, 7, 5, tzinfo=UTC), b"", str(HEAD)),
        "page": f"<p>台账&#32;2 条，<b>校验码</b> {HEAD.root}</p>".encode(),
        "text": str(HEAD).encode(),
        "package": package(),
        "zipped text": zipped("manifest.txt", str(HEAD).encode()),
    }


@pytest.mark.parametrize(
    "name", ["workbook", "bare", "legacy", "odd", "letter", "page", "text", "zipped text", "package"]
)
def test_a_head_is_found_on(name: str) -> None:
    assert found(papers()[name]) == [HEAD]


def test_it_stays_when_another_program_saves_the_workbook() -> None:
    assert found(resaved(papers()["workbook"])) == [HEAD]


def test_nothing_is_found_where_nothing_is_printed() -> None:
    assert found(b"") == found(b"\x00" * 1000) == found("台账 3 条".encode()) == []


def pay(workspace: Path, name: str) -> None:
    moment = datetime(2024, 7, 5, 9, tzinfo=UTC)
    entry = LedgerEntry(applicant=name, kind="payment", on=moment.date(), recorded_at=moment, by="李四",
                  data={"purpose": "registration", "amount": "1380.00"})  # fmt: skip
    with open_workspace(workspace) as opened, opened.database.begin() as connection:
        entries.append(connection, [entry])


def test_verify_against_a_paper_proves_what_was_before_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, paper = tmp_path / "w", tmp_path / "a.xlsx"
    assert cli.run(["-w", str(root), "init", "-q"]) == ExitCode.OK
    pay(root, "甲")
    with open_workspace(root) as opened, opened.database.begin() as connection:
        paper.write_bytes(plain.xlsx("表", [("姓名", 10)], [], foot=str(entries.head(connection))))
        before = entries.head(connection)
    with open_workspace(root) as opened:
        assert heads_on(opened, paper) == [before]
    pay(root, "乙")
    assert cli.run(["-w", str(root), "verify", "--against", str(paper)]) == ExitCode.OK
    assert "完全一致" in capsys.readouterr().out
    with open_workspace(root) as opened, opened.database.begin() as connection:
        forged = table.update().where(table.c.seq == 1).values(by="王五")
        connection.execute(forged.execution_options(**chronicle.NOTED))
    assert cli.run(["-w", str(root), "verify", "--against", str(paper)]) == ExitCode.STORE
    assert "第 1 条" in capsys.readouterr().err
    blank = tmp_path / "b.xlsx"
    blank.write_bytes(plain.xlsx("表", [("姓名", 10)], []))
    assert cli.run(["-w", str(root), "verify", "--against", str(blank)]) == ExitCode.USAGE
