"""Options that commands share: a day in any of the ways an office writes it, year first."""

from pathlib import Path

import click
import pytest

from hui_reg.commands import options
from hui_reg.desk.ledger import load_bytes
from hui_reg.errors import ExitCode, HuiRegError

DAY = next(kind for kind in vars(options).values() if isinstance(kind, click.DateTime))


@pytest.mark.parametrize("written", ["2024-07-05", "2024.7.5", "2024/7/5", "2024年7月5日", "２０２４．７．５"])
def test_a_day_however_written(written: str) -> None:
    assert f"{DAY.convert(written, None, None):%Y-%m-%d}" == "2024-07-05"


@pytest.mark.parametrize("written", ["2024.2.30", "7.5", "5.7.2024", "45123", "2024年7月"])
def test_what_is_no_day_is_not_guessed(written: str) -> None:
    with pytest.raises(click.BadParameter, match="年-月-日"):
        DAY.convert(written, None, None)


@pytest.mark.parametrize(
    ("endings", "folder", "takes", "refuses"),
    [
        ((".xlsx",), True, ("表.xlsx", "表.XLSX", "2024.7.20", "汇总"), ("表.pdf", "表.txt", "表.xls")),
        ((".xls", ".xlsx"), False, ("表.xls",), ("表", "表.csv")),
        ((), True, ("通知", "v1.2"), ("通知.zip", "通知.html")),
    ],
)
def test_nothing_is_written_under_the_ending_of_something_else(
    endings: tuple[str, ...], folder: bool, takes: tuple[str, ...], refuses: tuple[str, ...]
) -> None:
    kind = options.Written(*endings, folder=folder)
    assert [kind.convert(name, None, None).name for name in takes] == list(takes)
    for name in refuses:
        with pytest.raises(click.BadParameter, match="请写"):
            kind.convert(name, None, None)


def test_a_folder_that_is_there_may_be_called_anything(tmp_path: Path) -> None:
    (tmp_path / "通知.zip").mkdir()
    assert options.Written().convert(tmp_path / "通知.zip", None, None) == tmp_path / "通知.zip"


@pytest.mark.parametrize(("said", "meant"), [("second", "second"), ("复核", "second"), (" 初审 ", "first")])
def test_a_choice_in_chinese(said: str, meant: str) -> None:
    assert options.Spoken({"first": "初审 一审", "second": "复核 复审"}).convert(said, None, None) == meant


@pytest.mark.parametrize("name", ["~$审核表.xlsx", ".~lock.审核表.xlsx#", "审核表.xlsx"])
def test_what_lies_beside_an_open_table_and_what_is_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"" if name == "审核表.xlsx" else b"Office")
    with pytest.raises(HuiRegError) as raised:
        load_bytes(tmp_path / name)
    assert "审核表.xlsx" in f"{raised.value.message}{raised.value.hint}" and raised.value.code == ExitCode.USAGE
