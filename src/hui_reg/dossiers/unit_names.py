"""Names of units as mails spell them: found in free text, and compared.

A unit's name is a run of characters that ends like one (``人民政府``, ``便民服务中心``, ``…局``). The spelling is kept
as found; only comparison folds it.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import ratio

from hui_reg.dossiers.names import is_plausible
from hui_reg.notation.likeness import Match, compare
from hui_reg.notation.names import key as name_key

_LONG_ENDINGS: Final = """
人民政府 镇政府 乡政府 区政府 县政府 市政府 街道办事处 街道办 办事处 便民服务中心 政务服务中心 行政服务中心
党群服务中心 服务中心 管理委员会 管委会 委员会 居委会 村委会 管理局 分局 办公室 人民法院 人民检察院 服务站
服务窗口 综合窗口 窗口 分公司 有限公司 公司 银行 支行 医院 总队 支队 大队 研究院 事务所 公证处 管理处 管理所
管理站 派出所 联合会 协会 总工会
"""
"""Endings that make a unit even inside a longer run of text."""
_SHORT_ENDINGS: Final = "局 中心 镇 乡 街道 社区 村 处 所 站 院 委 办 会 部 厅 馆 学校 校 法院 联 队 庭"
"""Endings that make a unit only of a word that stands alone."""


def _any_of(endings: str) -> str:
    return "|".join(sorted(endings.split(), key=len, reverse=True))


_CHAIN: Final = re.compile(rf"(?:[\u3400-\u9fff()]{{2,24}}?(?:{_any_of(_LONG_ENDINGS)}))+")
_SHORT: Final = re.compile(rf"[\u3400-\u9fff]{{2,16}}(?:{_any_of(_SHORT_ENDINGS)})")
_BREAKS: Final = re.compile(
    r"报名材料|报名资料|报名信息|报名表|报名|材料|资料|申报人员|申报表|申报|报送|提交|发送|汇总表|花名册|人员名单|名单|人员|附件|"
    r"职业技能|技能等级|等级认定|认定|关于|转发|回复|答复|现将|我单位是|我单位|本单位|我是|来自|单位名称|报名单位|所在单位|工作单位|"
    r"单位|联系人|经办人|缴费|回单|回执|补充|补正|补交|补报|更正|"
    r"全部|全套|所有|其余|剩余|完整|合并|上报|呈报|转报|转交|转呈|代报|代交|我们|[一二两三四五六七八九十几数多各每]+个|各(?=[镇乡村局]|街道|单位|部门)|的函|的|[^\u3400-\u9fff()]+"
)
_MOVED: Final = re.compile(r"(?:调到|调至|调往|调入|调任|调动到|借调到?|转到|转至|转入|入职|派到)[^\s，。,;；、]*")
"""Where somebody works now: no statement of who sends."""
_HEAD: Final = re.compile(r"^[与和及由在为是向致请将从(]+")
_FULL_WIDTH: Final = str.maketrans("()", "（）")
_REGION: Final = re.compile(
    r"^(?:(?P<province>[\u3400-\u9fff]{2,3}省)?(?P<city>[\u3400-\u9fff]{1,3}市)?(?P<county>[\u3400-\u9fff]{1,3}县)?)"
)
_SAME: Final = (
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("镇人民政府", "镇"),
    ("镇政府", "镇"),
    ("乡人民政府", "乡"),
    ("乡政府", "乡"),
)
_LEFT_OUT: Final = re.compile(r"(?<=.)(?:街道办事处|街道办|街道|人民政府|政府|便民|服务|[镇乡])(?=.)")
_TOWN: Final = re.compile(r".{1,4}?(?=[镇乡村]|街道|社区)")
_NUMBERS: Final = re.compile(r"[一二三四五六七八九十\d]+")
_SHORTER: Final = (("人民政府", "政府"), ("管理委员会", "管委会"), ("政务服务", "行政服务"))


def find_units(text: str, occupation: str = "") -> list[str]:
    """The units named in a text, in order, as spelled there. ``occupation`` is cut out first."""
    plain = _MOVED.sub(" ", unicodedata.normalize("NFKC", text))
    if occupation:
        plain = plain.replace(occupation, " ")
    units = (_unit_in(_HEAD.sub("", piece or "").strip("()")) for piece in _BREAKS.split(plain))
    return [unit.translate(_FULL_WIDTH) for unit in units if unit]


def _unit_in(piece: str) -> str:
    """The unit at the start of a piece, perhaps followed by a person's name; empty for none."""
    if match := _CHAIN.match(piece):
        unit = match.group()
        return unit + ")" * (unit.count("(") - unit.count(")"))
    for length in (0, 3, 2):
        head, tail = piece[: len(piece) - length], piece[len(piece) - length :]
        if _SHORT.fullmatch(head) and (not tail or is_plausible(tail)):
            return head
    return ""


def same_unit(one: str, other: str) -> bool:
    """Whether two spellings are of one unit, whoever sends: equal once regions and habitual forms are folded."""
    if _parts(one)[1] != _parts(other)[1]:
        return False
    return regions_agree(one, other)


def folded(unit: str) -> str:
    """What all spellings that :func:`same_unit` takes for one have in common."""
    return _parts(unit)[1]


def regions_agree(one: str, other: str) -> bool:
    """Whether no province, city or county that both name differs."""
    return all(a == b or not a or not b for a, b in zip(_parts(one)[0], _parts(other)[0], strict=True))


def near_unit(one: str, other: str) -> bool:
    """Whether two spellings *of one sender* are of one unit: nearly alike, or one within the other."""
    if same_unit(one, other):
        return True
    name, other_name = _parts(one)[1], _parts(other)[1]
    shorter, longer = sorted((name, other_name), key=len)
    if (len(shorter) >= 3 and shorter in longer) or _short_for(name, other_name):
        return True
    return ratio(name, other_name) >= 85 and not _told_apart(name, other_name)


def _told_apart(one: str, other: str) -> bool:
    """Whether the few letters in which two names differ are those that tell units apart: the town, or the number."""
    towns = [found.group() for name in (one, other) if (found := _TOWN.match(name))]
    if len(towns) == 2 and compare(*towns) is Match.DIFFERENT:
        return True
    numbers = [_NUMBERS.findall(name) for name in (one, other)]
    return all(numbers) and numbers[0] != numbers[1]


def _short_for(one: str, other: str) -> bool:
    """Whether two names differ only in what people leave out of long ones: 黄田便民中心, 黄田镇便民服务中心."""
    short, other_short = _LEFT_OUT.sub("", one), _LEFT_OUT.sub("", other)
    return short == other_short and len(short) >= 4


@lru_cache(maxsize=16384)
def _parts(unit: str) -> tuple[tuple[str, str, str], str]:
    """Province, city and county where named, and the rest, folded."""
    folded = re.sub(r"[^\u3400-\u9fffA-Z0-9@]+", "", name_key(unit))
    region = _REGION.match(folded)
    assert region is not None  # every part is optional
    rest = folded[region.end() :]
    if len(rest) < 2 or rest.startswith(("人民政府", "政府")):
        region_end = region.start("county") if region["county"] else 0
        return ("", "", ""), _habitual(folded[region_end:])
    return (region["province"] or "", region["city"] or "", region["county"] or ""), _habitual(rest)


def _habitual(name: str) -> str:
    for long, short in _SAME:
        if name.endswith(long):
            return name.removesuffix(long) + short
    for long, short in _SHORTER:
        name = name.replace(long, short)
    return name
