"""Which certificates a form says are held, and at what level."""

import pytest

from hui_reg.notation.held_certificates import held_levels

LEVELS = {
    "一级": "一级/高级技师",
    "二级": "二级/技师",
    "三级": "三级/高级工",
    "四级": "四级/中级工",
    "五级": "五级/初级工",
}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("茶艺师四级/中级工（2019）", {"四级"}),
        ("中级工茶艺师", {"四级"}),
        ("茶艺师（四级）", {"四级"}),
        ("四级（茶艺师）", {"四级"}),
        ("茶艺师 四级", {"四级"}),
        ("茶艺师证书，2019年取得四级", {"四级"}),
        ("茶艺师五级、四级", {"五级", "四级"}),
        ("茶艺师技师", {"二级"}),
        ("茶艺师高级技师", {"一级"}),
        ("茶藝師四級", {"四级"}),
        ("评茶员四级、茶艺师五级", {"五级"}),
        ("茶艺师五级；评茶员四级", {"五级"}),
        ("茶艺师，评茶员四级", set()),
        ("茶艺师，评茶员，四级", set()),
        ("评茶员四级茶艺师五级", set()),
        ("四级", set()),
        ("茶艺师", set()),
        ("", set()),
    ],
)
def test_a_level_counts_for_the_occupation_beside_it(text: str, held: set[str]) -> None:
    assert held_levels(text, ["茶艺师", "茶道师"], LEVELS) == held


def test_another_name_of_the_occupation_and_a_level_without_a_title() -> None:
    assert held_levels("茶道师特级", ["茶艺师", "茶道师"], {"特级": "特级"}) == {"特级"}
