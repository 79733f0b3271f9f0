"""The notice as data: what the first one says, and what a faulty one gets told."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hui_reg import notice, settings
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.notice import loading
from hui_reg.settings import Settings, template
from hui_reg.vocabulary import Material

FIRST = notice.parse(notice.shipped())


def test_the_figures_of_the_first_notice() -> None:
    assert FIRST.registration.deadline == date(2024, 7, 5)
    assert FIRST.cut_off == date(2024, 7, 5)
    fees = FIRST.fees
    assert [fees.registration, fees.makeup_theory, fees.makeup_skill, fees.makeup_both] == [1380, 104, 154, 254]
    assert FIRST.training.hours == 33.8
    assert [(p.id, p.name, p.full_marks, p.pass_mark) for p in FIRST.exam.papers] == [
        ("theory", "理论", 100, 60),
        ("skill", "技能", 100, 60),
    ]
    assert FIRST.makeup.keep_years == 2
    assert {subsidy.id: subsidy.amount for subsidy in FIRST.subsidies} == {
        "witness": 1000,
        "unemployment_insurance": 1500,
    }
    assert set(FIRST.materials) == set(Material)
    assert len(FIRST.roster.columns) == 33


def test_late_begins_at_midnight_in_the_countys_zone() -> None:
    assert not FIRST.is_late(datetime(2024, 7, 5, 15, 59, 59, tzinfo=UTC))
    assert FIRST.is_late(datetime(2024, 7, 5, 16, 0, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("deadline = 2024-07-05", 'deadline = "soon"'), "registration.deadline"),
        (("pass_mark = 60 ", "pass_marks = 60 "), "exam.pass_mark"),
        (("[fees] ", "[fees"), "行的段名写法不对"),
    ],
)
def test_a_fault_is_named(change: tuple[str, str], named: str) -> None:
    text = notice.shipped()
    assert change[0] in text
    with pytest.raises(HuiRegError) as caught:
        notice.parse(text.replace(*change, 1))
    assert caught.value.code is ExitCode.SETTINGS
    assert named in caught.value.message


@pytest.mark.parametrize(
    ("text", "told", "remedy"),
    [
        (template.text(), "x.toml 是设置文件，不是通知文件", "如 notice.toml"),
        ('notice = "2025.toml"', "是设置文件", "如 2025.toml"),
        ("[mailbox]\nhost = 'imap.example.com'", "是设置文件", "如 notice.toml"),
        ("# 待填\n", "什么也没有写", "附带的通知文件"),
        ('[project]\nname = "x"', "没有一项是通知的内容", "附带的通知文件"),
    ],
)
def test_another_file_is_told_in_one_sentence(text: str, told: str, remedy: str) -> None:
    with pytest.raises(HuiRegError) as caught:
        notice.parse(text, "x.toml")
    assert told in caught.value.message and "；" not in caught.value.message and remedy in caught.value.hint


def test_what_stands_in_settings_stands_in_no_notice() -> None:
    assert Settings.model_fields.keys() == loading._OF_SETTINGS
    assert not loading._OF_SETTINGS & notice.Notice.model_fields.keys()


def test_a_notice_in_place_of_the_settings_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "hui-reg.toml").write_text(notice.shipped(), encoding="utf-8")
    with pytest.raises(HuiRegError, match=r"^hui-reg.toml 里写的是通知文件的内容，不是设置$"):
        settings.load(tmp_path)


def test_missing_and_misencoded_files(tmp_path: Path) -> None:
    with pytest.raises(HuiRegError, match="找不到"):
        notice.load(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes(notice.shipped().encode("gb18030"))
    with pytest.raises(HuiRegError, match="UTF-8"):
        notice.load(tmp_path / "gbk.toml")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "', 'title = "\\u001b[2J', "title：里有看不见的字符"),
        ("published = 2024", "published = 9999", "published：年份 9999 不对"),
        ("deadline = 2024", "deadline = 0001", "年份 1 不对"),
    ],
)
def test_what_no_notice_says_is_refused(old: str, new: str, told: str) -> None:
    text = notice.shipped()
    assert old in text
    with pytest.raises(HuiRegError, match=told):
        loading.parse(text.replace(old, new, 1))
