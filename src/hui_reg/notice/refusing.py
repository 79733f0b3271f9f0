"""What is refused in a notice, as sentences: in which line, under which key, why, and how it is written rightly."""

import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from hui_reg.errors import ExitCode, HuiRegError, faults_of
from hui_reg.notation import toml
from hui_reg.notation.likely_key import likely_key
from hui_reg.notice.bounds import Fault
from hui_reg.notice.telling import BACKGROUNDS
from hui_reg.notice.terms import Notice
from hui_reg.vocabulary import KIND_TITLES, PAPERS, Field, Material

SAMPLE: Final = (
    "可对照样本：运行 hui-reg -w 样本 init --no-input，写出的 样本/notice.toml 是随程序附带的通知文件，每项都有说明。"
)
"""Where somebody finds a notice that is right, with a remark on each of its keys."""

DATED_KINDS: Final = {kind.value: KIND_TITLES[kind] for kind, paper in PAPERS.items() if Field.VALID_TO in paper.bears}
"""The papers that may be asked for beyond the five and are then read."""

_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "photo.background": BACKGROUNDS,
    "required": {"always": "人人必交", "graduate": "毕业者必交", "college": "大专以上必交", "never": "不要求"},
    "kind": DATED_KINDS,
    "starts_from": {"exam": "考试日", "published": "成绩公布日"},
    "outcome": {"ineligible": "不符合", "correct": "补正", "review": "人工复核", "note": "只作提示"},
}
"""What words in English stand for, by the whole key or by its last part."""
_WRITTEN: Final = {
    "registration.deadline": "；几点截止另写在 closes，如 closes = 16:30:00",
    "registration.corrections_until": "；补正到这一天的 24 时为止",
}
"""What to add where something is written where it doesn't belong."""


def refused(name: str, text: str, faults: Iterable[Fault], *, by: str = "请对照通知原文改正后重试。") -> HuiRegError:
    """The error that tells all that is wrong with a notice's values."""
    told = "；".join(f"{toml.place(text, key)}{toml.spoken_key(key)}：{fault}" for key, fault in dict.fromkeys(faults))
    return HuiRegError(ExitCode.SETTINGS, f"通知文件 {name} 内容有误：{told}", by)


def of_types(error: ValidationError) -> Iterator[Fault]:
    """What pydantic refused."""
    for fault in faults_of(error):
        bare = ".".join(part for part in fault.key.split(".") if not part.isdigit())
        choices = _CHOICES.get(bare) or _CHOICES.get(bare.rpartition(".")[2])
        if fault.is_unknown:
            yield fault.key, fault.reason + likely_key(bare, _KEYS)
        elif choices and fault.reason.startswith("只能写"):
            yield fault.key, f"只能写 {'、'.join(f'{word}（{means}）' for word, means in choices.items())}"
        else:
            yield fault.key, fault.reason + (_WRITTEN.get(fault.key, "") if "几点" in fault.reason else "")


def _keys(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = list(_nouns(field.annotation))
        places = [f"{name}.{which}" for which in Material] if name == "materials" else [name]
        for place in places:
            if inner:
                yield from (key for one in inner for key in _keys(one, f"{path}{place}."))
            else:
                yield f"{path}{place}"


def _nouns(annotation: Any) -> Iterator[type[BaseModel]]:
    """The nouns that a field holds, one or many."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _nouns(part)


_KEYS: Final = list(_keys(Notice))
"""Every dotted key that a notice may have."""
