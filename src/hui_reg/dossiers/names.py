"""Names of people told apart, and recognised in the names of files and folders."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

from hui_reg.notation.names import DOTS, is_uncommon
from hui_reg.notation.names import key as name_key

_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊"
    "葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝"
    "路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂"
    "全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠荆乐冀郁胥南班储原栗燕楚"
    "鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮"
    "都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元"
    "束檀衣信展阴昝智幸奉植衡富尧闭由妥粘林"
)
"""The first characters of the great majority of Chinese names."""
_COMPOUND_SURNAMES: Final = ("欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "尉迟", "令狐", "慕容", "夏侯")

_HAN: Final = r"\u3400-\u9fff\U00020000-\U0003ffff"
_HAN_NAME: Final = re.compile(rf"[{_HAN}]{{2,4}}")
_DOTTED_NAME: Final = re.compile(rf"[{_HAN}]{{2,12}}(·[{_HAN}]{{1,12}})+")


class Likeness(IntEnum):
    """How two folded names compare."""

    DIFFERENT = 0
    ONE_CHARACTER = 1
    """One common character differs, or the surname is lost: the same person only when much else agrees."""
    ONE_RARE_CHARACTER = 2
    """Equal length, one character differs and it is a rare one, which OCR models often don't know."""
    SAME = 3


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> Likeness:
    """Compare two folded names."""
    if one == other:
        return Likeness.SAME
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 2 and shorter == longer[1:]:
        return Likeness.ONE_CHARACTER
    if len(one) != len(other) or len(one) < 2:
        return Likeness.DIFFERENT
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(pairs) != 1:
        return Likeness.DIFFERENT
    return Likeness.ONE_RARE_CHARACTER if any(map(is_uncommon, pairs[0])) else Likeness.ONE_CHARACTER


def is_plausible(name: str) -> bool:
    """Whether a word from a file's or folder's name may well be a person's name: a surname and one to three more."""
    if _DOTTED_NAME.fullmatch(re.sub(rf"[{re.escape(DOTS)}]", "·", name)):
        return True
    folded = name_key(name)
    if not _HAN_NAME.fullmatch(folded):
        return False
    return folded.startswith(_COMPOUND_SURNAMES) or (len(folded) <= 3 and folded[0] in _SURNAMES)
