"""Remarks of those who don't apply."""

import pytest

from hui_reg.notation.giving_up import gives_up


@pytest.mark.parametrize(
    "said", ["放弃报名", "已离职，不报名", "本人不再参加", "暂不报名", "已调离本单位", "撤回", "退出"]
)
def test_who_does_not_apply(said: str) -> None:
    assert gives_up(said)


@pytest.mark.parametrize("said", ["", "党员", "退休返聘", "已报名", "窗口一", "参加培训", "报材料时不在岗"])
def test_other_remarks(said: str) -> None:
    assert not gives_up(said)
