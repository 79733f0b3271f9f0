"""No key of a notice is idle: each is read by some module, and ``notice check`` tells each, to be compared."""

import ast
import typing
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

import hui_reg
from hui_reg.model import Outcome
from hui_reg.notice import Notice, parse, silences, told
from tests.notice.changed import text_of

PACKAGE = Path(hui_reg.__file__).parent
READERS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("readers.yml").read_text(encoding="utf-8"))
SHOWN = "shown"


def models(annotation: Any) -> list[type[BaseModel]]:
    """The nouns that a field holds, one or many."""
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [model for inner in typing.get_args(annotation) for model in models(inner)]


def keys(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if inner := models(field.annotation):
            yield from (key for one in inner for key in keys(one, f"{path}{name}."))
        else:
            yield f"{path}{name}"


KEYS = list(keys(Notice))


def test_the_table_names_every_key_and_no_other() -> None:
    assert list(READERS) == KEYS


@pytest.mark.parametrize("key", [key for key, reader in READERS.items() if reader != SHOWN])
def test_a_key_is_read_where_the_table_says(key: str) -> None:
    tree = ast.parse((PACKAGE / f"{READERS[key]}.py").read_text(encoding="utf-8"))
    read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert key.rpartition(".")[2] in read


# each is told

EVERYTHING = parse(
    text_of(
        ("deadline", "deadline = 2024-07-05\ncloses = 17:30:00\ncorrections_until = 2024-07-20"),
        ("minimum_age", "minimum_age = 16\nmaximum_age = 60"),
        ("years = 5", "years = 5\ncut_off = 2024-07-01"),
        ("makeup_both", 'makeup_both = 254\nmakeup = [{ papers = ["理论", "技能"], fee = 250 }]'),
        ("payee", 'payee = "甲"'),
        ("account_tail", 'account_tail = "1234"\npayers = { "乙" = "丙" }'),
        ("amount = 1000", "amount = 1000\napply_by = 2025-12-31\nminimum_months = 3"),
    )
    + """
[rules.A107]
enabled = true
outcome = "correct"
reason = "本批次只收PDF"

[[further_materials]]
title = "健康证"
words = ["健康证"]
kind = "health_certificate"
basis = "报名材料6"

[[eligibility.routes]]
title = "从业"
basis = "申报条件三"
minimum_age = 20
maximum_age = 50
years_in_occupation = 2
held_levels = ["五级"]
education = ["高中"]
graduated_years = 3
form_is_enough = true
"""
)


def other(value: Any) -> Any:
    """A value of the same sort that isn't this one."""
    match value:
        case bool():
            return not value
        case Outcome():
            return Outcome.INELIGIBLE
        case int() | float() | Decimal():
            return value + 1
        case time():
            return time(8)
        case date():
            return value + timedelta(days=1)
        case str():
            return f"{value}别的"
        case Mapping():
            return {**value, "别的": "别的"}
        case tuple():
            return (*value, *(["别的"] if not value or isinstance(value[0], str) else [value[0] + 1]))
    raise AssertionError(value)


CHOSEN = {
    "photo.background": "red",
    "further_materials.kind": None,  # there is one kind
    "makeup.starts_from": "published",
    "materials.required": "never",
    "exam.papers.id": None,  # how the ledger calls a paper: nobody is told
    "exam.full_marks": None,  # what each paper has taken over is told
    "exam.pass_mark": None,
    "fees.makeup_both": None,  # the table names both papers here
    "eligibility.routes.student": None,  # not with a graduation: told of the shipped care notice
}


def changed_at(node: Any, path: list[str], key: str) -> Any:
    """The notice with another value at a key; of several tables in the first that has one."""
    name, *rest = path
    held = getattr(node, name)
    if not rest:
        return node.model_copy(update={name: CHOSEN.get(key) or other(held)})
    if isinstance(held, Mapping):
        first = next(one for one in held if getattr(held[one], rest[0]) is not None)
        return node.model_copy(update={name: {**held, first: changed_at(held[first], rest, key)}})
    if isinstance(held, tuple):
        at = next(n for n, one in enumerate(held) if len(rest) > 1 or getattr(one, rest[0]) not in (None, ()))
        return node.model_copy(update={name: (*held[:at], changed_at(held[at], rest, key), *held[at + 1 :])})
    return node.model_copy(update={name: changed_at(held, rest, key)})


@pytest.mark.parametrize("key", [key for key in KEYS if CHOSEN.get(key, "") is not None])
def test_another_value_is_told_differently(key: str) -> None:
    new = changed_at(EVERYTHING, key.split("."), key)
    assert new != EVERYTHING
    assert (told(new), silences(new)) != (told(EVERYTHING), silences(EVERYTHING))
