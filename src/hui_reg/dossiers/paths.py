"""What the name of a file, folder, archive or mail says: ID numbers, last digits, and words that may name people.

Units name things in any order and with any separator: ``姓名+身份证号.jpg``, ``1-表名-姓名``, ``单位-姓名-材料.zip``,
``姓名_尾号``. Nothing here decides; names only break ties.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hui_reg.dossiers.names import is_plausible
from hui_reg.notation.names import DOTS
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import is_valid
from hui_reg.vocabulary import PAPERS, Kind

_NUMBER: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_TAIL: Final = re.compile(r"(?<!\d)(?:\d{6}|\d{4}|\d{3}[Xx])(?!\d)")
_SPACED_NAME: Final = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff]) ([\u3400-\u9fff])(?![\u3400-\u9fff])")
_NAME_DOT: Final = re.compile(rf"(?<=[\u3400-\u9fff])[{re.escape(DOTS)}](?=[\u3400-\u9fff])")
_SEPARATORS: Final = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffffA-Z·]+")

MATERIAL_WORDS: Final[dict[str, Kind]] = {word: kind for kind, paper in PAPERS.items() for word in paper.words}
"""Words in a file's name that announce a material, and which."""

_TRADE: Final = """
身份证正反面 身份证复印件 身份证号码 身份证号 身份证 毕业证书 毕业证 学历证书 学历证 学位证书 学位证 学历 学位
学信网 学籍 电子注册 注册备案表 备案表 备案 证件照片 证件照 电子照片 电子照 电子版 电子档 电子 照片 相片
白底 蓝底 红底 彩照 彩色 寸照 一寸 二寸 两寸 头像 申报表 申请表 报名表 登记表 信息表 汇总表 花名册 名册 名单
清单 统计表 承诺书 在校证明 证明 表格 认定 统一 申报 申请 报名 材料 资料 附件 文件夹 文件 文档 档案 压缩包 打包
扫描件 扫描 复印件 复印 原件 正反面 正反 正面 反面 背面 人像面 国徽面 人像 国徽 高中 中专 大专 专科 本科 职高
技校 研究生 硕士 博士 毕业 职业技能等级 职业技能 技能等级 职业 技能 等级 四级 三级 五级 中级工
单位 姓名 人员 同志 女士 先生 本人 个人 全部 所有 全套 完整 合并 汇总 新建 最终版 最终 定稿
终稿 最新 更新 修改后 修改 更正 补正 补充 补交 重新 重发 新版 新的 副本 转发 回复 答复 关于 报送 提交 微信图片
微信 图片 高清 原图 近照 免冠 正装 半身 大头照 底片 冲印 截图 截屏 屏幕 手机 拍照 缴费 回单 回执
收据 凭证 IMG DSC SCAN PIC PHOTO IMAGE DOC PDF JPG JPEG PNG ZIP RAR NEW COPY ID CARD CAMSCANNER WPS WORD EXCEL QQ
MMEXPORT 白色背景 蓝色背景 红色背景 白背景 蓝背景 红背景 背景 白色 蓝色 红色 登记照 标准照 工作照 单人照 全身照 半身照
"""
"""Words of the trade: cut out of a name before what is left may name a person."""
_WORDS: Final = tuple(_TRADE.split())
_UNIT_HEAD: Final = re.compile(
    r"^.{1,20}(?:省|市|县|区|镇|乡|街道|政府|办事处|委员会|管委会|局|中心|窗口|公司|办公室|银行|大队|站|所|院|处)"
)
_PARTICLES: Final = re.compile(r"^[的等及和是为系将给把]+|[的等及和]+$")

_COUNTED: Final = re.compile(r"IMG|DSC|SCAN|PIC|扫描|图片|MMEXPORT|CAMSCANNER|WPS|微信|QQ|截图|截屏")
"""Programs that count their files up: the digits behind are no one's last digits."""
_PERSON_IN_CHARGE: Final = re.compile(r"(?:联系人|经办人|填表人|报送人|负责人)[:：\s]*[\u3400-\u9fff]{2,4}")
_NEWER: Final = re.compile(
    r"最终|最新|定稿|终稿|更新|修改|更正|补正|重新|重发|新版|(?<![\u3400-\u9fff])新(?!建)|(?<=[证表片照件料书])新"
)
_COPY_NUMBER: Final = re.compile(r"[(（](\d{1,2})[)）]\s*(?:\.\w+)?$")


@dataclass(frozen=True)
class Clues:
    """What one segment of a path says. ``pieces`` are folded words that are no known word of the trade.

    ``numbers`` are valid ID numbers, ``tails`` runs of four or six digits, ``joined`` the folded text without
    separators, ``words`` the pieces as they were spelled.
    """

    text: str
    pieces: tuple[str, ...]
    words: tuple[str, ...]
    numbers: frozenset[str]
    tails: frozenset[str]
    joined: str

    def plausible_name(self) -> str | None:
        """The one word here that may well be a person's name, as spelled; None for none or several."""
        names = [word for word in self.words if is_plausible(word)]
        return names[0] if len(names) == 1 else None


@lru_cache(maxsize=16)
def _trade_words(more: tuple[str, ...]) -> re.Pattern[str]:
    """Any word of the trade, those that the notice adds included, the longest first."""
    return re.compile("|".join(map(re.escape, sorted((*_WORDS, *more), key=len, reverse=True))))


@lru_cache(maxsize=8192)
def clues(segment: str, trade: tuple[str, ...] = ()) -> Clues:
    """Take a segment (without its file ending) apart; ``trade``: what the notice's occupation is called."""
    text = unicodedata.normalize("NFKC", segment).upper()
    text = _NAME_DOT.sub("·", _SPACED_NAME.sub(r"\1\2", _PERSON_IN_CHARGE.sub(" ", text)))
    numbers = frozenset(n for n in _NUMBER.findall(text) if is_valid(n))
    rest = _NUMBER.sub(" ", text)
    words = tuple(word for part in _SEPARATORS.split(rest) for word in _without_trade_words(part, trade))
    return Clues(
        text=segment,
        pieces=tuple(name_key(word) for word in words),
        words=words,
        numbers=numbers,
        tails=frozenset(_TAIL.findall(rest)) if words or not _COUNTED.search(text) else frozenset(),
        joined=name_key(_SEPARATORS.sub("", rest)),
    )


def segments(path: str) -> list[str]:
    """The file's stem first, then its folders and archives, innermost first, endings removed."""
    parts = [part for part in path.split("/") if part]
    return [re.sub(r"\.[A-Za-z0-9]{2,5}$", "", part) for part in reversed(parts)]


def announced_kind(path: str) -> Kind | None:
    """The material that the file's own name announces."""
    stem = segments(path)[0] if path else ""
    return next((kind for word, kind in MATERIAL_WORDS.items() if word in stem), None)


def speaks_of_material(line: str) -> bool:
    """Whether a line of a mail is about what is attached."""
    return len(line) <= 200 and any(word in line for word in (*MATERIAL_WORDS, "材料", "资料", "附件"))


def version_mark(path: str) -> int:
    """How new a file claims to be: 0 plain, the number in ``IMG(1)``, 100 for ``最终版`` and its like."""
    parts = segments(path)
    stem = parts[0] if parts else ""
    if _NEWER.search(stem):
        return 100
    match = _COPY_NUMBER.search(stem)
    return int(match.group(1)) if match else 0


def natural_key(path: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ``IMG_9`` before ``IMG_10``, folder by folder."""
    pieces = re.findall(r"\d+|\D+", path)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in pieces)


def _without_trade_words(part: str, trade: tuple[str, ...]) -> list[str]:
    """The rest of a word once the words of the trade, and a unit's name in front, are cut away."""
    pieces = [_PARTICLES.sub("", piece).strip("·") for piece in _trade_words(trade).split(part)]
    pieces += [_UNIT_HEAD.sub("", piece) for piece in pieces if _UNIT_HEAD.match(piece)]
    return [piece for piece in pieces if len(piece) >= 2]
