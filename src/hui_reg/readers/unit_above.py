"""Whose people a sheet lists: the unit that a line above the table names, or its title."""

import re
from collections.abc import Sequence

from hui_reg.notation.folding import fold

_UNIT_LABEL = re.compile(
    r"(?:填报|报送|报名|推荐|申报)?单位(?:名称)?(?:\((?:盖?公?章|签章|盖章)\))?:\s*"
    r"(?P<unit>[^:\s]{3,40}?)(?=\s|填报|联系|日期|时间|$)"
)
_UNIT_IN_TITLE = re.compile(
    r"^(?:附件\d*:?)?(?P<unit>[\u4e00-\u9fff()]{2,30}?"
    r"(?:局|委员会|委|中心|政府|街道|办公室|办事处|公司|院|校|站|所|队|总会|协会|镇|乡))"
    r"(?=.*(?:汇总表|花名册|名册|名单|一览表|报名表|登记表|信息表|统计表))"
)
_WIDE = str.maketrans("：（）", ":()")


def told(above: Sequence[str]) -> str | None:
    """The unit that a line 单位：… or the title names."""
    for pattern in (_UNIT_LABEL, _UNIT_IN_TITLE):
        for text in above:
            if match := pattern.search(fold(text) if pattern is _UNIT_IN_TITLE else text.translate(_WIDE)):
                return match["unit"].strip()
    return None
