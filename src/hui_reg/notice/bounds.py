"""Between which bounds the numbers of a notice lie, and which of its words may not be blank."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from hui_reg.notice.terms import Notice

Fault = tuple[str, str]
"""The key, and what is wrong with it."""

_SHARE: Final = (0, 1, "写作小数，九成写 0.9")
_LEVEL: Final = (0, 255, "")
_AGE: Final = (0, 120, "")
_SIZE: Final = (1, 10_000, "是像素")
_YEARS: Final = (0, 60, "")
_BOUNDS: Final[Mapping[str, tuple[float, float, str]]] = {
    "eligibility.minimum_age": _AGE,
    "eligibility.maximum_age": _AGE,
    "eligibility.route1.years": _YEARS,
    "eligibility.routes.minimum_age": _AGE,
    "eligibility.routes.maximum_age": _AGE,
    "eligibility.routes.years_in_occupation": _YEARS,
    "eligibility.routes.graduated_years": _YEARS,
    "photo.minimum_width": _SIZE,
    "photo.minimum_height": _SIZE,
    "photo.minimum_ratio": (0.05, 20, "是宽除以高，一寸照约 0.71"),
    "photo.maximum_ratio": (0.05, 20, "是宽除以高，一寸照约 0.71"),
    "photo.minimum_bytes": (0, 10**9, ""),
    "photo.maximum_bytes": (1, 10**9, ""),
    "photo.grey_chroma": _LEVEL,
    "photo.white_share": _SHARE,
    "photo.white_level": _LEVEL,
    "photo.yellowish_level": _LEVEL,
    "photo.minimum_head_ratio": _SHARE,
    "photo.maximum_head_ratio": _SHARE,
    "photo.least_head_ratio": _SHARE,
    "photo.most_head_ratio": _SHARE,
    "education_record.recognition_before": (1900, 2999, "是年份"),
    "id_card.periods.below": (1, 999, ""),
    "id_card.periods.years": (0, 99, "长期写 0"),
    "id_card.permit_years": (1, 99, ""),
    "training.hours": (0, 5000, "没有培训的写 0"),
    "exam.papers.full_marks": (1, 1000, ""),
    "makeup.keep_years": (0, 50, "没有补考的写 0"),
    "subsidies.minimum_months": (0, 600, ""),
    "subsidy.window_months": (0, 600, ""),
}
"""By key, without the places in lists: the least and the most, and a word on how it is written."""
_MAY_BE_BLANK: Final = ("roster.",)
"""What an office's platform may want empty."""


def out_of_bounds(notice: Notice) -> Iterator[Fault]:
    """Numbers that no notice has; *not a number* and *infinite* are among them."""
    for key, value in _leaves(notice):
        bounds = _BOUNDS.get(re.sub(r"\.\d+", "", key))
        if bounds and isinstance(value, int | float) and not bounds[0] <= value <= bounds[1]:
            least, most, how = bounds
            yield key, f"应在 {least} 到 {most} 之间" + (f"，{how}" if how else "")


def blanks(notice: Notice) -> Iterator[Fault]:
    """Words that must be there and are blank: a title, a basis, an item of a list."""
    for key, value in _leaves(notice, required=True):
        if isinstance(value, str) and not value.strip() and not key.startswith(_MAY_BE_BLANK):
            yield key, "不能为空"


def _leaves(value: Any, key: str = "", *, required: bool = False) -> Iterator[tuple[str, Any]]:
    """Every single value with its dotted key; ``required``: without those that have a default."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if not required or field.is_required() or not isinstance(inner, str):
                yield from _leaves(inner, f"{key}.{name}".lstrip("."), required=required)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{key}.{name}", required=required)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{key}.{number}", required=required)
    else:
        yield key, value
