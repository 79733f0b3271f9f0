"""Words by which a cell says that there is none: an answer where there may be none, elsewhere an empty cell."""

import re
import unicodedata
from typing import Final

NONE: Final = "无"

_LACKING: Final = r"[暂尚均都]?无|[暂尚还均都]?没有?|[暂尚还均都]?未(?:取得|持有|获得|考取|从事|持|考|有)?过?|不持有"
_WHAT: Final = r"(?:任何|相关|其他|本职业|职业|工种|专业|资格|技能|等级|水平|从业|工作|证书|证件|证|经历|年限|方向)*"
_SAYS_NONE: Final = re.compile(rf"(?:{_LACKING}){_WHAT}")
_LEFT_OPEN: Final = re.compile(
    r"[未没无不非待拟将]|正在|在考|准备|申请|办理|考取中|[遗丢]失|作废|注销|撤销|吊销|过期|失效|补办"
)
_AROUND: Final = re.compile(r"[\s_＿—–\-/／\\、,，.。:：;；·…（）()“”\"'【】\[\]]+")


def says_none(text: str) -> bool:
    """Whether a text says that there is none, and nothing else: ``无``, ``暂无``, ``（没有）``, ``未取得职业资格证书``.

    A stroke alone (``/``) says nothing: whoever draws one may have left the cell for later.
    """
    return _SAYS_NONE.fullmatch(_AROUND.sub("", unicodedata.normalize("NFKC", text))) is not None


def is_left_open(text: str) -> bool:
    """Whether words beside a paper's name leave open that it is held and good: ``正在申请``, ``证书已遗失``."""
    return _LEFT_OPEN.search(text) is not None
