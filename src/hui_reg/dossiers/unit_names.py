"""Names of units as mails spell them: found in free text, and compared.

A unit's name is a run of characters that ends like one (``人民政府``, ``便民服务中心``, ``…局``). The spelling is kept
as found; only comparison folds it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from hui_reg.dossiers.names import is_plausible
from hui_reg.notation.likeness import are_mistakable
from hui_reg.notation.names import key as name_key

_LONG_ENDINGS: Final = """
人民政府 镇政府 乡政府 区政府 县政府 市政府 街道办事处 街道办 办事处 便民服务中心 政务服务中心 行政服务中心
党群服务中心 服务中心 管理委员会 管委会 委员会 居委会 村委会 管理局 分局 办公室 人民法院 人民检察院 服务站
服务窗口 综合窗口 窗口 分公司 有限公司 公司 银行 支行 医院 总队 支队 大队 研究院 事务所 公证处 管理处 管理所
管理站 派出所 联合会 协会 总工会
"""
"""Endings that make a unit even inside a longer run of text."""
_SHORT_ENDINGS: Final = "局 中心 镇 乡 街道 社区 村 处 所 站 院 委 办 会 部 厅 馆 学校 校 法院 联 队 庭 幼儿园"
"""Endings that make a unit only of a word that stands alone."""


def _any_of(endings: str) -> str:
    return "|".join(sorted(endings.split(), key=len, reverse=True))


_CHAIN: Final = re.compile(rf"(?:[\u3400-\u9fff()]{{2,24}}?(?:{_any_of(_LONG_ENDINGS)}))+")
_SHORT: Final = re.compile(rf"[\u3400-\u9fff]{{2,16}}(?:{_any_of(_SHORT_ENDINGS)})")
_BRANCH: Final = re.compile(r"[\u3400-\u9fff]{2,6}?[所站科股](?![\u3400-\u9fff]{4})")
"""What follows a unit's own name: 工商行政管理局 东岭工商所."""
_ENDS: Final = re.compile(rf"(?:{_any_of(_LONG_ENDINGS)}|{_any_of(_SHORT_ENDINGS)}|[省市县区])$|^$")
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
_BRACKETED_REGION: Final = re.compile(r"\(([\u3400-\u9fff]{2,3}[省市县区])\)(?=[\u3400-\u9fff])")
_SAME: Final = (
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("镇人民政府", "镇"),
    ("镇政府", "镇"),
    ("乡人民政府", "乡"),
    ("乡政府", "乡"),
)
_LEFT_OUT: Final = re.compile(r"(?<=.)(?:街道办事处|街道办|街道|人民政府|政府|便民|服务|[镇乡])(?=.)")
_CENTRE: Final = re.compile(
    r"(?P<town>[\u3400-\u9fff]{2,4}?)(?:镇)?(?:人民政府|政府)?便民(?:服务)?(?:中心|大厅)(?:办公室)?"
)
"""A town's service centre, in all that people leave out of its name."""
_COMMON: Final = re.compile(
    r"人民政府|街道办事处|便民服务中心|政务服务中心|行政服务中心|管理委员会|服务中心|人力资源和社会保障局|"
    r"医疗保障局|市场监督管理局|工商行政管理局|自然资源局|农业农村局"
)
"""Long words that no slip of one character makes into another unit's."""
_OFFICE: Final = re.compile(rf"[\u3400-\u9fff]+(?:{_any_of(_LONG_ENDINGS)}|[局镇乡]|街道|社区)")
_PLACE_LOOK_ALIKES: Final = ("塞寨赛", "坂板版", "埔浦铺", "埕程", "岗岚", "桥侨娇", "岭岑玲", "崎琦")
"""Characters of towns' names that eyes take for one another, besides those of people's names."""
_TELLING: Final = frozenset("一二三四五六七八九十东西南北上下前后左右")
_MOST_SLIPS: Final = 2
_ORDINAL: Final = re.compile(r"第(\d{1,2})(?!\d)")
_DIGITS: Final = "零一二三四五六七八九"
_SHORTER: Final = (("人民政府", "政府"), ("管理委员会", "管委会"), ("政务服务", "行政服务"))


def find_units(text: str, occupation: str = "") -> list[str]:
    """The units named in a text, in order, as spelled there. ``occupation`` is cut out first."""
    plain = _MOVED.sub(" ", _counted(unicodedata.normalize("NFKC", text)))
    if occupation:
        plain = plain.replace(occupation, " ")
    plain = _BRACKETED_REGION.sub(r"\1", plain)
    units = (_unit_in(_HEAD.sub("", piece or "").strip("()")) for piece in _BREAKS.split(plain))
    return [unit.translate(_FULL_WIDTH) for unit in units if unit]


def _unit_in(piece: str) -> str:
    """The unit at the start of a piece, perhaps followed by a person's name; empty for none."""
    person, bracket, inside = piece.partition("(")
    if bracket and not _ENDS.search(person) and (unit := _unit_in(inside.rstrip(")"))):
        return unit  # 林小姐（…便民服务中心）
    if match := _CHAIN.match(piece):
        branch = _BRANCH.match(piece, match.end())
        unit = match.group() + (branch.group() if branch else "")
        return unit + ")" * (unit.count("(") - unit.count(")"))
    for length in (0, 3, 2):
        head, tail = piece[: len(piece) - length], piece[len(piece) - length :]
        if _SHORT.fullmatch(head) and (not tail or is_plausible(tail)):
            return head
    return ""


def same_unit(one: str, other: str) -> bool:
    """Whether two spellings are of one unit, whoever sends: equal once regions and habitual forms are folded."""
    return folded(one) == folded(other) and regions_agree(one, other)


def folded(unit: str, regions: Collection[str] = ()) -> str:
    """What all spellings that :func:`same_unit` takes for one have in common. ``regions``: provinces, cities and
    counties without their last character, which people leave off."""
    name = _local(unit, regions)
    centre = _CENTRE.fullmatch(name)
    return f"{centre['town']}便民服务中心" if centre else name


def _local(unit: str, regions: Collection[str]) -> str:
    """A name without province, city and county, in its habitual form."""
    name = _parts(unit)[1]
    while bare := next((r for r in regions if name.startswith(r) and len(name) >= len(r) + 3), ""):
        name = _habitual(name.removeprefix(bare))
    return name


def regions_agree(one: str, other: str) -> bool:
    """Whether no province, city or county that both name differs."""
    return all(a == b or not a or not b for a, b in zip(_parts(one)[0], _parts(other)[0], strict=True))


def near_unit(one: str, other: str) -> bool:
    """Whether two spellings *of one sender* are of one unit: short forms, an office within another, a slip of the pen.

    They differ only by what people leave out, by a look-alike character, or by a slip within a word that every unit's
    name may bear. A word that tells units apart - the town, the number, the business of a window - makes two.
    """
    if same_unit(one, other):
        return True
    regions = {bare for unit in (one, other) for bare in bare_regions(unit)}
    if folded(one, regions) == folded(other, regions):
        return True
    name, other_name = _local(one, regions), _local(other, regions)
    shorter, longer = sorted((name, other_name), key=len)
    return _within(shorter, longer) or _short_for(name, other_name) or _slipped(shorter, longer)


def bare_regions(unit: str) -> tuple[str, ...]:
    """The province, city and county that a name bears, as people shorten them: 惠安 for 惠安县."""
    return tuple(region[:-1] for region in _parts(unit)[0] if len(region) > 2)


def one_for_near(units: Iterable[str]) -> dict[str, str]:
    """For each of some units the first that stands for it, all near one another: a head office is near each of its
    windows, and those are units of their own."""
    groups: list[list[str]] = []
    chosen: dict[str, str] = {}
    for unit in dict.fromkeys(filter(None, units)):
        group = next((several for several in groups if all(near_unit(known, unit) for known in several)), None)
        if group is None:
            groups.append(group := [])
        group.append(unit)
        chosen[unit] = group[0]
    return chosen


def _within(shorter: str, longer: str) -> bool:
    """Whether one name is the other without its head office, or without its branch."""
    if len(shorter) < 3 or shorter not in longer:
        return False
    before, _, after = longer.partition(shorter)
    return not (before and not _OFFICE.fullmatch(before)) and not (after and before)


def _slipped(shorter: str, longer: str) -> bool:
    """Whether names differ by look-alikes and one slip within a word that tells no units apart."""
    edits = Levenshtein.editops(shorter, longer)
    if len(edits) > _MOST_SLIPS or len(longer) < 4:
        return False
    common, other_common = _common_places(shorter), _common_places(longer)
    slips = 0
    for edit in edits:
        kind, at, other_at = edit.tag, edit.src_pos, edit.dest_pos
        if kind == "replace" and _look_alike(shorter[at], longer[other_at]):
            continue
        slips += 1
        if kind == "replace":
            excused = (at in common) is not (other_at in other_common)
        elif kind == "insert":
            excused = other_at in other_common or {at - 1, at} <= common or longer[other_at] == longer[other_at - 1]
        else:
            excused = at in common
        if not excused or (kind == "replace" and {shorter[at], longer[other_at]} & _TELLING):
            return False
    return slips <= 1


def _look_alike(one: str, other: str) -> bool:
    return are_mistakable(one, other) or any(one in group and other in group for group in _PLACE_LOOK_ALIKES)


def _common_places(name: str) -> set[int]:
    """The places of a name's characters that belong to words of no business of their own."""
    return {place for found in _COMMON.finditer(name) for place in range(*found.span())}


def _short_for(one: str, other: str) -> bool:
    """Whether two names differ only in what people leave out of long ones: 黄田便民中心, 黄田镇便民服务中心."""
    short, other_short = _LEFT_OUT.sub("", one), _LEFT_OUT.sub("", other)
    return short == other_short and len(short) >= 4


@lru_cache(maxsize=16384)
def _parts(unit: str) -> tuple[tuple[str, str, str], str]:
    """Province, city and county where named, and the rest, folded."""
    folded = re.sub(r"[^\u3400-\u9fffA-Z0-9@]+", "", _counted(name_key(unit)))
    region = _REGION.match(folded)
    assert region is not None  # every part is optional
    rest = folded[region.end() :]
    if len(rest) < 2 or rest.startswith(("人民政府", "政府")):
        region_end = region.start("county") if region["county"] else 0
        return ("", "", ""), _habitual(folded[region_end:])
    return (region["province"] or "", region["city"] or "", region["county"] or ""), _habitual(rest)


def _counted(name: str) -> str:
    """A name with its ordinals in characters: 第1幼儿园 is 第一幼儿园."""
    return _ORDINAL.sub(lambda found: "第" + _in_characters(int(found.group(1))), name)


def _in_characters(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def _habitual(name: str) -> str:
    for long, short in _SAME:
        if name.endswith(long):
            return name.removesuffix(long) + short
    for long, short in _SHORTER:
        name = name.replace(long, short)
    return name
