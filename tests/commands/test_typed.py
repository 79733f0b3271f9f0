"""A command line is taken as it was meant, and a value as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.commands.terminal.typed import as_meant
from hui_reg.errors import HuiRegError

_MARKS = tuple("“”'\"")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["status", "－－unit", "松岭"], ["status", "--unit", "松岭"]),
        (["status", "—unit", "松岭"], ["status", "--unit", "松岭"]),
        (["status", "––unit＝松岭"], ["status", "--unit=松岭"]),
        (["status", "-unit", "松岭"], ["status", "--unit", "松岭"]),
        (["status", "－q"], ["status", "-q"]),
        (["status", "-qv"], ["status", "-qv"]),
        (["-w报名", "status"], ["-w报名", "status"]),
        (["-wdir", "status"], ["-wdir", "status"]),
        (["—w", "报名", "status"], ["-w", "报名", "status"]),
        (["－－help"], ["--help"]),
        (["$", "hui-reg", "status"], ["status"]),
        (["check", '"D:\\报名\\甲.zip"'], ["check", "D:\\报名\\甲.zip"]),
        (["fetch", "--from", "“D:\\报名 区”"], ["fetch", "--from", "D:\\报名 区"]),
        (["fetch", "--from='D:\\甲'"], ["fetch", "--from=D:\\甲"]),
        (["amend", "note", "张三", "—见附件"], ["amend", "note", "张三", "—见附件"]),
        (["amend", "note", "张三", "-"], ["amend", "note", "张三", "-"]),
        (["amend", "file", "a", "--pages", "3－4"], ["amend", "file", "a", "--pages", "3－4"]),
        (["amend", "value", "张三", "毕业院校=“泉州”学院"], ["amend", "value", "张三", "毕业院校=“泉州”学院"]),
        (["import", "facts", "“核验", "结果.xlsx”"], ["import", "facts", "核验 结果.xlsx"]),
        (
            ["import", "facts", "'D:\\报名", "2024\\核验", "结果.xlsx'", "--dry-run"],
            ["import", "facts", "D:\\报名 2024\\核验 结果.xlsx", "--dry-run"],
        ),
        (["import", "facts", "--source=“省", "平台”", "a.xlsx"], ["import", "facts", "--source=省 平台", "a.xlsx"]),
        (["import", "facts", "”核验.xlsx”"], ["import", "facts", "核验.xlsx"]),
        (["import", "facts", "“核验", "结果.xlsx"], ["import", "facts", "“核验", "结果.xlsx"]),
        (["amend", "person", "张三", "毕业院校=“泉州学院”"], ["amend", "person", "张三", "毕业院校=泉州学院"]),
        (
            ["import", "facts", "“核验", "--source", "省平台”"],
            ["import", "facts", "“核验", "--source", "省平台”"],
        ),
        (["amend", "note", "张三", "“甲”和“乙”"], ["amend", "note", "张三", "“甲”和“乙”"]),
        (["--", "-x"], ["--", "-x"]),
    ],
)
def test_signs_that_look_like_the_right_ones(typed: list[str], meant: list[str]) -> None:
    assert as_meant(typed) == meant


@given(st.lists(st.text("ab甲乙-—=“”'\" \\", max_size=8), max_size=4))
def test_what_was_meant_is_meant_again(words: list[str]) -> None:
    once = as_meant(["status", *words])
    opened = any(word.partition("=")[2][:1] in _MARKS or word[:1] in _MARKS for word in words)
    assert len(once) == len(words) + 1 or (opened and len(once) <= len(words))
    signs = str.maketrans("", "", "-—=\"'“”")
    assert " ".join(once[1:]).translate(signs) == " ".join(words).translate(signs)


def test_a_path_that_ends_in_a_backslash_before_its_quote() -> None:
    """What cmd makes of ``-w "D:\\报名\\" status``."""
    with pytest.raises(HuiRegError, match="引号的位置不对"):
        as_meant(["-w", 'D:\\报名" status'], windows=True)
    assert as_meant(["note", 'x"y'], windows=False) == ["note", 'x"y']
