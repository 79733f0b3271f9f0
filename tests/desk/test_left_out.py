"""Nothing is left out silently: what a cut-off fetch left is taken apart first, or the export stops with the number."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.console import Console
from hui_reg.desk import unpacking
from hui_reg.desk.workspace import open_workspace
from hui_reg.model import Problem, ProblemKind
from hui_reg.store import mails, results, unreceived
from hui_reg.store.mails import Sighting
from tests.intake.mails import mail
from tests.intake.packing import plain_zip


def run(root: Path, *words: object) -> int:
    return cli.run(["-w", str(root), *map(str, words)])


EXPORTS = ("review", "records --output r.jsonl", "roster", "package", "album", "notices", "fees", "training", "makeup",
           "publication", "certificates", "subsidy", "exam --date 2024-09-08 --room 一:30")  # fmt: skip


@pytest.fixture
def cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose fetch was interrupted between receiving and taking apart."""
    root, inbox = tmp_path / "w", tmp_path / "mails"
    inbox.mkdir()
    for number in range(3):
        head = f"From: a{number}@example.com\nSubject: 报名 {number}\nDate: Mon, 01 Jul 2024 09:00:00 +0800\n"
        (inbox / f"{number}.eml").write_text(f"{head}\n正文 {number}\n", encoding="utf-8")
    assert run(root, "init", "-q") == 0

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "unpack", interrupted)
        patch.setattr(unpacking.Alongside, "came", lambda _: None)
        assert run(root, "fetch", "--from", inbox) == 130
    monkeypatch.chdir(tmp_path)
    return root


def states(root: Path) -> dict[str, int]:
    with open_workspace(root) as opened, opened.database.begin() as connection:
        return mails.count_by_state(connection)


def test_no_export_goes_out_without_them(cut_off: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in EXPORTS:
        capsys.readouterr()
        assert run(cut_off, "export", *words.split()) == 2
        assert "3 封收到的邮件还没有拆开" in capsys.readouterr().err
    assert not (cut_off / "exports").exists()


def test_a_dry_run_says_that_they_are_missing(cut_off: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(cut_off, "validate", "--dry-run", "--json") == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["waiting_mails"] == 3
    assert "3 封邮件收到了却没有拆开" in told.err
    assert states(cut_off) == {"new": 3}


def test_validate_takes_them_apart_first_and_one_that_is_lost_costs_itself(
    cut_off: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_workspace(cut_off) as opened, opened.database.begin() as connection:
        lost = mails.load(connection)[0].sha256
        opened.blobs.remove(lost)
    capsys.readouterr()
    assert run(cut_off, "validate", "-q") == 1
    assert "1 封邮件收到了却没有拆开" in capsys.readouterr().err
    assert states(cut_off) == {"unpacked": 2, "set_aside": 1}
    for words in ("records --output r.jsonl", "fees"):
        assert run(cut_off, "export", *words.split()) == 1
        assert "1 封邮件搁置着没有拆开" in capsys.readouterr().err
    lines = [json.loads(line) for line in Path("r.jsonl").read_text(encoding="utf-8").splitlines()]
    told = [line["detail"] for line in lines if line["sha256"] == lost]
    assert len(told) == 1 and "不见了" in told[0] and "hui-reg retry" in told[0]


def test_what_was_taken_apart_and_not_looked_at_is_counted(cut_off: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_workspace(cut_off) as opened, opened.database.begin() as connection:
        for one in mails.load(connection):
            mails.set_aside(connection, one.sha256, Problem(kind=ProblemKind.DAMAGED, detail="打不开"))
        results.record_run(connection, "validate", {"mails": 0})
    assert run(cut_off, "export", "training") == 1
    assert "3 封邮件搁置着没有拆开" in capsys.readouterr().err
    with open_workspace(cut_off) as opened:
        with opened.database.begin() as connection:
            mails.put_back(connection, [one.sha256 for one in mails.load(connection)])
        unpacking.unpack(opened, Console(quiet=True))
    assert run(cut_off, "export", "training") == 1
    assert "3 封邮件收到后还没有审核" in capsys.readouterr().err


def test_mails_that_never_came_are_counted_by_every_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "w"
    assert run(root, "init", "-q") == 0
    now = datetime(2024, 7, 1, tzinfo=UTC)
    with open_workspace(root) as opened, opened.database.begin() as connection:
        for uid in (4, 9):
            place = Sighting("u@mail.example.com", "INBOX", 7, uid)
            unreceived.note(connection, place, unreceived.EMPTY, "服务器不给内容", now, now)
    for words in EXPORTS:
        capsys.readouterr()
        code = run(root, "export", *words.replace("r.jsonl", str(tmp_path / "r.jsonl")).split())
        assert code == 1, words
        assert "邮箱里有 2 封邮件没能收下" in capsys.readouterr().err


def test_a_lost_volume_sets_its_mail_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two volumes came in two mails; the bytes of one are gone from the store when they are to be put together."""
    root, inbox = tmp_path / "w", tmp_path / "mails"
    inbox.mkdir()
    whole = plain_zip({"张三/表.pdf": b"%PDF-1.4\n" + bytes(range(256)) * 40})
    first, second = whole[:300], whole[300:]
    (inbox / "1.eml").write_bytes(mail({"材料.zip.001": first}))
    assert run(root, "init", "-q") == 0
    assert run(root, "fetch", "--from", inbox) == 0
    with open_workspace(root) as opened, opened.database.begin() as connection:
        (volume,) = mails.load_files(connection)
        opened.blobs.remove(volume.sha256)
    (inbox / "2.eml").write_bytes(mail({"材料.zip.002": second}))
    assert run(root, "fetch", "--from", inbox) == 1
    with open_workspace(root) as opened, opened.database.begin() as connection:
        (aside,) = mails.load(connection, mails.SET_ASIDE)
        assert aside.sha256 == volume.message
    told = capsys.readouterr()
    assert f"hui-reg retry {volume.message[:12]}" in told.out + told.err
    assert run(root, "retry") == 0
    assert states(root) == {"unpacked": 3}
    with open_workspace(root) as opened, opened.database.begin() as connection:
        assert "材料.zip/张三/表.pdf" in {file.path for file in mails.load_files(connection)}


def test_what_goes_out_says_that_it_is_plain_and_that_nothing_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a store under a key, and of a registration that was closed: once an export, and of no other."""
    assert run(tmp_path, "init", "-q") == 0
    assert run(tmp_path, "export", "fees") == 0
    told = capsys.readouterr().out
    assert "没有加密" not in told and "不能再导入" not in told
    settings = tmp_path / "hui-reg.toml"
    kept, _, _ = settings.read_text(encoding="utf-8").partition("[store]")
    settings.write_text(f'{kept}[store]\nencrypt = "aes"\nkey_file = "hui-reg.key"\n', encoding="utf-8")
    assert run(tmp_path, "encrypt", "-q") == run(tmp_path, "archive", "-q") == 0
    capsys.readouterr()
    assert run(tmp_path, "export", "fees") == 0
    told = capsys.readouterr().out
    assert told.count("导出的文件没有加密") == told.count("填好的表不能再导入") == 1
