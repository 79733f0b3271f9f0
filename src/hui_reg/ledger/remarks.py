"""Names in the remark of a receipt: ``洛阳镇便民服务中心张三、李四等3人认定费``.

A name counts only where the rest of its word is known too (a unit, a filler, another name, digits): 张三 inside an
unknown 张三丰 is a hint for a person, never a payment. A word that nothing explains may be the name of somebody who is
not of this batch: it is told, so that the money is nobody else's.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hui_reg.notation.names import key as name_key
from hui_reg.notation.names import spelled

FILLERS = (
    "职业技能等级认定", "职业技能等级", "职业技能", "技能等级认定", "技能等级", "等级认定", "认定费用", "认定费",
    "认定", "鉴定费", "鉴定", "培训费", "培训", "考试费", "考务费", "考试", "报名费", "报名", "补考费", "补考",
    "理论", "技能", "两科", "学费", "费用", "费", "款", "一级", "二级", "三级", "四级", "五级", "初级工", "中级工",
    "高级工", "高级技师", "技师", "缴纳", "缴费", "代缴", "代付", "代交", "代", "缴", "交", "支付", "付款", "付",
    "转账", "汇款", "转", "汇", "网银", "手机银行", "工作人员", "职工", "员工", "同志", "学员", "考生", "先生",
    "女士", "本人", "姓名", "人员", "备注", "附言", "用途", "共计", "合计", "共", "等", "人民币", "人", "名", "位",
    "元", "每", "的", "为", "给", "由", "和", "与", "同", "及", "各", "月份", "年度", "季度", "年", "月", "日",
    "财政", "经费", "专项", "款项", "支出", "公用", "业务", "活动", "服务", "提升", "统一", "集体", "单位", "个人",
    "对公", "往来", "垫付", "报销", "补差额", "差额", "补差", "尾款", "余款", "退款", "回单", "收据", "发票", "证书",
    "考证", "资格", "申报", "材料", "工本费", "手续费", "评价", "评审", "实操", "货款", "工资", "余额", "全部",
    "部分", "剩余", "第一批", "第二批", "本次", "批次", "委托", "现金",
)  # fmt: skip
"""Words that may stand beside a name in a remark, whatever the occupation."""

_CLOSERS = frozenset("等缴的")
_JOINERS = frozenset("和与及同")
"""The single characters that may follow a name; any other may be the end of a longer name (王明, 王明元)."""

_BEFORE, _AFTER = "代付缴交转汇等由给为的共和与及同", "缴交付款费等的"
"""Single fillers that are cut off an unknown word in front and behind: 代赵六缴."""
_BODIES = frozenset("县市镇乡村区局委办部厅院校所站心府司社行厂店")
"""Characters by which an unknown word is the name of a body, not of a person."""

_DOTS_IN_NAME = 2

_COUNT = re.compile(r"(?:等|共|计)\s*([0-9]+|[一二三四五六七八九十两]+)\s*(?:人|名|位)|([0-9]+)\s*(?:人|名|位)")
_HAN_NUMBERS = {**{c: n for n, c in enumerate("一二三四五六七八九", 1)}, "两": 2}


@dataclass(frozen=True)
class Remark:
    """What a remark says: names it surely holds (with the digits after each), names it may hold, a number of people,
    and words that may be names of strangers."""

    names: tuple[tuple[str, str], ...] = ()
    hints: tuple[str, ...] = ()
    count: int | None = None
    strangers: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """Whoever else may be meant."""
        return (*self.hints, *self.strangers)


@dataclass
class RemarkReader:
    """Reads remarks against the known names and unit names; ``trade``: the words of the notice's occupation."""

    names: Iterable[str]
    units: Iterable[str]
    trade: Iterable[str] = ()
    _names: dict[str, str] = field(init=False, repr=False)
    _words: set[str] = field(init=False, repr=False)
    _longest: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._names = {spelling: name for name in self.names if name for spelling in _spellings(name)}
        units = {unit[:end] for unit in map(spelled, self.units) for end in range(3, len(unit) + 1)}
        self._words = units | set(FILLERS) | set(map(spelled, self.trade))
        self._longest = max(map(len, (*self._words, *self._names))) + _DOTS_IN_NAME

    def read(self, text: str) -> Remark:
        """What ``text`` says."""
        plain = " ".join(map(spelled, text.split()))
        pieces = list(self._pieces(plain))
        sure, hints = [], []
        for place, (kind, piece) in enumerate(pieces):
            if kind != "name":
                continue
            before = pieces[place - 1][0] if place else "mark"
            after = pieces[place + 1 : place + 3]
            if before != "other" and _may_follow(after):
                sure.append((self._named(piece), _digits_after(after[0][1] if after else "")))
            else:
                hints.append(self._named(piece))
        strangers = tuple(dict.fromkeys(self._strangers(pieces)))
        return Remark(tuple(dict.fromkeys(sure)), tuple(dict.fromkeys(hints)), _count(plain), strangers)

    def _strangers(self, pieces: list[tuple[str, str]]) -> Iterator[str]:
        """Runs of unknown letters, with single fillers between them (赵共元), that can be a whole name."""
        run: list[tuple[str, str]] = []
        for place, (kind, piece) in enumerate([*pieces, ("mark", "")]):
            if kind == "other" or (kind == "word" and len(piece) == 1):
                run.append((kind, piece))
                continue
            word = "".join(letter for _, letter in run).lstrip(_BEFORE).rstrip(_AFTER)
            beside_name = kind == "name" or (place > len(run) and pieces[place - len(run) - 1][0] == "name")
            cut_short = place == len(pieces) and any(name.startswith(word) for name in self._names)
            unknown = any(kind == "other" for kind, _ in run)
            if unknown and len(word) > 1 and not beside_name and not cut_short and not _BODIES & set(word):
                yield word
            run = []

    def _pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """Cut into ``name``, ``word``, ``other`` (an unknown letter) and ``mark`` (digits, signs), longest first."""
        place = 0
        while place < len(text):
            spans = (text[place : place + length] for length in range(self._longest, 0, -1))
            piece = next((span for span in spans if span in self._words or self._named(span)), "")
            if piece:
                yield ("name" if self._named(piece) else "word"), piece
            elif text[place].isalpha():
                yield "other", (piece := text[place])
            else:
                end = next((at for at in range(place, len(text)) if text[at].isalpha()), len(text))
                yield "mark", (piece := text[place:end])
            place += len(piece)

    def _named(self, piece: str) -> str:
        """The known name a piece is, else nothing; a dot that only the remark has may part it, but no single letter."""
        parts = piece.split("·")
        bare = "".join(parts) if min(map(len, parts)) > 1 else piece
        return self._names.get(piece) or self._names.get(bare, "")


def _may_follow(after: list[tuple[str, str]]) -> bool:
    """Whether a name can end where these pieces begin."""
    if not after or after[0][0] in ("mark", "name"):
        return True
    kind, piece = after[0]
    if piece in _JOINERS:
        return len(after) > 1 and after[1][0] == "name"
    return kind == "word" and (len(piece) > 1 or piece in _CLOSERS)


def _spellings(name: str) -> set[str]:
    folded = name_key(name)
    if len(folded) < 2:
        return set()
    return {spelled(name), folded, *([" ".join(folded)] if len(folded) == 2 else [])}


def _digits_after(text: str) -> str:
    found = re.match(r"[(\[:]?([0-9]{3,17}[0-9X])", text.upper())
    return found.group(1) if found else ""


def _count(text: str) -> int | None:
    found = _COUNT.search(text)
    if found is None:
        return None
    number = found.group(1) or found.group(2)
    if number.isdigit():
        return int(number)
    high, ten, low = number.rpartition("十")
    return (_HAN_NUMBERS.get(high, 1) * 10 if ten else 0) + _HAN_NUMBERS.get(low, 0)
