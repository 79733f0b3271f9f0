"""Words by which a cell says that there is none."""

import pytest

from hui_reg.notation.nothing import is_left_open, says_none


@pytest.mark.parametrize(
    "text",
    ["无", "暂无", "没有", "（无）", "无。", " 无 ", "无证书", "暂无职业资格证书", "未取得", 
     "尚未取得任何职业技能等级证书",
     "没有证书", "未持有", "＿＿无＿＿", "无/"],
)  # fmt: skip
def test_it_says_none(text: str) -> None:
    assert says_none(text)


@pytest.mark.parametrize(
    "text", ["", "/", "——", "__", "无锡市", "无人机驾驶员", "四级", "没有四级", "有", "不详", "见附件", "待定"]
)
def test_it_says_something_else(text: str) -> None:
    assert not says_none(text)


@pytest.mark.parametrize("text", ["茶艺师四级", "茶艺师四级/中级工证书"])
def test_a_paper_that_is_named_alone_is_held(text: str) -> None:
    assert is_left_open(text) is False


@pytest.mark.parametrize("text", ["尚未取得", "正在申请", "证书遗失", "已过期", "拟考"])
def test_words_beside_its_name_leave_that_open(text: str) -> None:
    assert is_left_open(text) is True
