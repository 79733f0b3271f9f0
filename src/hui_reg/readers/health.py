"""健康证: told by a heading that ends in it, with name and validity; what it says of the person's health isn't read.

Some print the day until which it holds, some a day of issue and *one year*: then the day is worked out from both.
"""

import re
from datetime import date
from typing import Final

from hui_reg.model import Reading, Value
from hui_reg.notation import dates
from hui_reg.notation.folding import fold
from hui_reg.notation.iso_dates import years_later
from hui_reg.pages.page import Page
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.lines import labels, meanings
from hui_reg.readers.lines.label_tables import Label, LabelTable
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Field, Kind

_HEADING: Final = re.compile(r"[\u4e00-\u9fff()（）]{0,20}健康(?:检查|体检)?(?:合格)?(?:证明|证)书?")
_NO_HEADING: Final = re.compile(r"请|提供|提交|附件|材料|有效期内的")
"""Words of a sentence about such a paper."""
_YEARS: Final = re.compile(r"([一二两三壹贰叁123])年")
_COUNTS: Final = {"一": 1, "壹": 1, "1": 1, "二": 2, "两": 2, "贰": 2, "2": 2, "三": 3, "叁": 3, "3": 3}
_ISSUED: Final = "issued"


def _until(text: str) -> meanings.Meaning | None:
    """The last of one or two dates; of a length of time only that it is one."""
    found = list(dict.fromkeys(item.iso for item in dates.find(meanings.written(text))))
    if 1 <= len(found) <= 2:
        return meanings.Meaning(max(found))
    return meanings.Meaning(None, reason="有效期写的不是日期") if text.strip() else None


TABLE: Final = LabelTable(
    (
        Label(Field.NAME, "姓名", meanings.name, sticky=True),
        Label(Field.SEX, "性别", meanings.sex, sticky=True),
        Label(Field.ID_NUMBER, "身份证号码 身份证号 公民身份号码 证件号码", meanings.id_number, sticky=True),
        Label(Field.VALID_TO, "有效期限至 有效日期至 有效期至 有效期止 有效期限 有效日期 有效期", _until, sticky=True),
        Label(_ISSUED, "发证日期 签发日期 体检日期 检查日期 办证日期 发证时间 体检时间", meanings.day, sticky=True),
        Label(
            "", "年龄 类别 从业类别 行业类别 工种 岗位 编号 证号 健康证号 单位 工作单位 发证单位 发证机关 体检单位 照片"
        ),
    )
)


def _read(page: Page) -> Reading | None:
    """The certificate on a page; None where no heading says so, or nobody is named."""
    if not any(_is_heading(line.text) for line in page.lines):
        return None
    values = dict(labels.read([page], TABLE).values)
    if Field.NAME not in values:
        return None
    issued = values.pop(_ISSUED, None)
    until = values.get(Field.VALID_TO)
    if (until is None or until.value is None) and issued is not None and issued.value:
        values |= _worked_out(page, issued, until)
    return Reading(kind=Kind.HEALTH_CERTIFICATE, kind_confidence=0.95, pages=(page.number,), fields=values)


def _is_heading(text: str) -> bool:
    solid = fold(text)
    return bool(_HEADING.fullmatch(solid)) and not _NO_HEADING.search(solid)


def _worked_out(page: Page, issued: Value, until: Value | None) -> dict[str, Value]:
    """Until the same day so many years on, where the paper says how many; as sure as the day of issue was read."""
    years = _YEARS.search(until.text if until is not None else "") or re.search(
        rf"有效期.{{0,4}}?{_YEARS.pattern}", fold(page.text)
    )
    if years is None or len(issued.value or "") != len("2025-03-01"):
        return {}
    day = years_later(date.fromisoformat(issued.value or ""), _COUNTS[years[1]])
    return {Field.VALID_TO: issued.model_copy(update={"value": day.isoformat(), "alternatives": ()})}


READER: Final = Reader("health", VERSIONS["health"], each_page(_read))
