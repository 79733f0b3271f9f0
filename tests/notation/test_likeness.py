"""How near two names are: what eyes and OCR confuse is near, what is only alike in meaning is not."""

from itertools import combinations

import pytest

from hui_reg.notation.likeness import LOOK_ALIKES, Match, compare, compare_majors, compare_schools, compare_titles
from hui_reg.notation.names import is_beyond_gb2312, key

CONFUSED = """
己已巳 未末 土士 日曰 人入八 大太犬 千干于 天夭 王玉 刀刁力 田由甲申 戊戌戍 拔拨 洁沽 佳住往
清青情晴菁靖 萍苹 婷停 宇字 芳方 辉晖 颖颍 钰珏 皓浩 锋峰烽 莹荧滢 瑜渝愉 杨扬 陈阵
邱丘 伟玮炜纬 琪淇祺棋琦 玲铃伶 晓骁 兰蓝 祥详 珍诊 枚玫 彬杉 茜西 莉利 雯云 崇祟 宏安 官宫 朋明
昌吕 林材 沐休 泽择译 波坡 娜那 娟捐 媛援嫒 婕捷 侯候 俊峻骏竣 健键建 元无 凤风 刘刻 勉免
历厉 圆园 城诚 堂棠 奕弈 密蜜 尉慰蔚 川州 帆凡 平乎 延廷 微徽 怡恰 恒桓 惠慧 昊吴 昕听 智暂
曼蔓漫 权杈 束东 柏伯 榕蓉溶 武斌 汝妆 洋祥 洪供 湘相 漪倚 炎焱 烨晔 煜昱 珊删 珠株 琳淋 瑞端
璐路露 睿誉 磊蕊 祖租 福幅 筱莜 红虹 纯钝 维唯 罗萝 耀曜 芬苏 莲连 菲霏 衍衔 裕浴 铭名 锦绵棉
阳阴 雅稚 霖淋 鸿鸣 鹏鹃 乾干 於于 徵征 榘矩 锺钟
"""
"""Seen confused in names; written down a second time so that none is lost."""

SAME, NEAR, DIFFERENT = Match.SAME, Match.NEAR, Match.DIFFERENT


@pytest.mark.parametrize("group", CONFUSED.split())
def test_characters_that_are_confused_make_names_near(group: str) -> None:
    for one, other in combinations(group, 2):
        assert compare(f"林{one}燕", f"林{other}燕") is compare(f"林{other}燕", f"林{one}燕") is NEAR


def test_the_table_is_of_characters_as_names_are_compared() -> None:
    """A traditional form would never be met: names are folded before they are compared."""
    assert [character for group in LOOK_ALIKES for character in group if key(character) != character] == []


def test_the_table_holds_nothing_that_is_near_without_it() -> None:
    assert [group for group in LOOK_ALIKES if len([c for c in group if not is_beyond_gb2312(c)]) < 2] == []


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("中国石油大学（北京）", "中国石油大学（北京）", SAME),
        ("中国石油大学（北京）", "中国石油大学(北京)", SAME),
        ("中国石油大学（北京）", "中国石油大学（华东）", DIFFERENT),
        ("中国石油大学（北京）", "中国石油大学", NEAR),
        ("中国石油大学", "中国石油大学（华东）", NEAR),
        ("泉州示范学院（函授）", "泉州示范学院", SAME),
        ("泉州示范学院（函授）", "泉州示范学院（脱产）", SAME),
        ("泉州示范学院（洛江校区）", "泉州示范学院（洛江校区函授）", SAME),
        ("泉州示范学院", "闽海示范学院", DIFFERENT),
        ("中国地质大学（北京）", "中国地质大学（武汉）", DIFFERENT),
        ("福建开放大学（原福建广播电视大学）", "福建广播电视大学", SAME),
        ("福建开放大学(原：福建广播电视大学)", "福建开放大学", SAME),
        ("福建广播电视大学（现福建开放大学）", "福建开放大学", SAME),
        ("福建广播电视大学（现福建开放大学）", "福建开放大学（原福建广播电视大学）", SAME),
        ("福建开放大学（原福建广播电视大学）", "泉州示范学院", DIFFERENT),
        ("福建开放大学（原福建广播电视大学）", "江西广播电视大学", DIFFERENT),
        ("中国石油大学（北京）", "中国石油大学（原华东石油学院）", NEAR),
    ],
)
def test_schools(one: str, other: str, match: Match) -> None:
    assert compare_schools(one, other) is compare_schools(other, one) is match


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("英语（师范）", "英语（商务）", NEAR),
        ("英语（师范）", "英语", SAME),
        ("网络教育 英语", "英语", SAME),
        ("成人高等教育行政管理", "行政管理", SAME),
        ("自学考试 会计专业", "会计", SAME),
        ("函授", "函授", SAME),
        ("网络教育", "成人教育", DIFFERENT),
        ("会计", "行政管理", DIFFERENT),
    ],
)
def test_majors(one: str, other: str, match: Match) -> None:
    assert compare_majors(one, other) is compare_majors(other, one) is match


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("惠北第三中", "惠北第三中学", SAME),
        ("惠北第三中学", "惠北第三中学校", SAME),
        ("惠北三中", "惠北三中学校", SAME),
        ("惠中学", "惠中学校", SAME),
        ("大", "大学", DIFFERENT),
        ("惠中", "惠中学", NEAR),
        ("会计", "会计电算化", NEAR),
        ("法", "法学", DIFFERENT),
        ("法学", "法学理论", NEAR),
        ("工商管理", "工商管埋", NEAR),
        ("市场营销", "市场营梢", NEAR),
        ("市场营销", "市汤营梢", DIFFERENT),
        ("法律学", "法津学", DIFFERENT),
        ("电子商务", "电子信息", DIFFERENT),
        ("专业", "专业", SAME),
    ],
)
def test_titles(one: str, other: str, match: Match) -> None:
    assert compare_titles(one, other) is compare_titles(other, one) is match


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("林堃", "林", NEAR),
        ("堃", "林堃", DIFFERENT),
        ("林晓燕", "晓燕", NEAR),
        ("林燕", "燕", DIFFERENT),
        ("林晓燕", "林燕", DIFFERENT),
        ("林晓燕", "林晓", DIFFERENT),
        ("林煊燕", "林燕", DIFFERENT),
        ("林堃燕", "林燕", NEAR),
        ("林晓燕", "燕", DIFFERENT),
        ("林?燕", "林晓燕", NEAR),
        ("林■燕", "林晓燕", NEAR),
        ("林晓燕", "陈晓莺", DIFFERENT),
    ],
)
def test_people(one: str, other: str, match: Match) -> None:
    assert compare(one, other) is compare(other, one) is match
