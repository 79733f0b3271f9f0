"""``hui-reg check``: papers looked at before they are sent, and nothing left behind."""

import email
import email.policy
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hui_reg.cli import run
from hui_reg.desk import counter
from hui_reg.errors import ExitCode

SAMPLES = Path(__file__).parents[2] / "samples" / "mails"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of temporary files, for this test alone; the process's own rights to new files are put back."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    umask = os.umask(0o022)
    os.umask(umask)
    yield folder
    os.umask(umask)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """The folder of one person, of whose papers only the two with a text layer are there."""
    (mail,) = SAMPLES.rglob("20240702-方志远.eml")
    parsed = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    folder = tmp_path / "社保窗口" / "方志远"
    folder.mkdir(parents=True)
    for part in parsed.iter_attachments():
        name = str(part.get_filename()).removeprefix("方志远-")
        if name in ("申报表.docx", "学信网备案表.pdf"):
            (folder / name).write_bytes(part.get_content())
    return folder.parent


def test_a_folder_is_told_person_by_person_and_nothing_stays(
    papers: Path, temporary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale, fresh = temporary / "hui-reg-check-old", temporary / "hui-reg-check-new"
    for folder in (stale, fresh):
        folder.mkdir()
    os.utime(stale, (0, 0))
    page = tmp_path / "检查.html"
    told = ["-w", str(tmp_path / "no workspace"), "check", str(papers), "--output", str(page), "--json"]
    assert run(told) == ExitCode.OK
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    (person,) = document["people"]
    assert person["name"] == "方志远" and person["verdict"] == "correct" and "*" in person["id_number"]
    marks = {material["title"]: material["mark"] + material["word"] for material in person["materials"]}
    assert marks["福建省职业技能等级统一认定申报表"] == "√" and marks["身份证正反面复印件"] == "×缺"
    assert person["materials"][0]["files"] == ["方志远/申报表.docx"]
    assert any("毕业证" in remark["message"] for remark in person["mend"])
    assert not any("迟" in remark["message"] for remark in person["mend"]), "told once, on top"
    assert "截止" in captured.err
    assert "方志远" in page.read_text(encoding="utf-8") and page.stat().st_mode & 0o077 == 0
    assert list(temporary.iterdir()) == [fresh]
    assert not (tmp_path / "no workspace").exists()


def test_nothing_but_an_earlier_page_is_written_over(
    tmp_path: Path, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "总结.html"
    other.write_text("<html>mine</html>")
    assert run(["check", str(tmp_path), "--output", str(other)]) == ExitCode.USAGE
    assert "没有覆盖" in capsys.readouterr().err and other.read_text() == "<html>mine</html>"


@pytest.mark.parametrize("words", [["gone"], [".", "--notice", "nowhere.toml"]])
def test_wrong_usage(words: list[str], temporary: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-w", str(temporary), "check", *words]) == ExitCode.USAGE
    assert capsys.readouterr().err.startswith("× 找不到")


def test_a_signal_takes_the_folder_along(temporary: Path) -> None:
    import signal

    with pytest.raises(KeyboardInterrupt), counter.private_folder() as folder:
        (folder / "身份证.jpg").write_bytes(b"x")
        os.kill(os.getpid(), signal.SIGTERM)
    assert not list(temporary.iterdir())
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
