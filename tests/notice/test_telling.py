"""``notice check``: every value of a notice is told, and what it leaves open is told too."""

import datetime
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from hui_reg import cli
from hui_reg.notice import Notice, parse, shipped, silences, told
from hui_reg.notice.dated import as_of, changes

SHIPPED = ("huian-2024-13", "yunling-2025-8", "qingyuan-2025-21", "minxi-2026-4")


def spoken(notice: Notice) -> str:
    return "\n".join(sentence for section in told(notice) for sentence in section.sentences)


def others(value: Any) -> Iterator[Any]:
    """Other values of the same type; of a word that stands for a choice, also the other choices."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, datetime.date):
        yield value + datetime.timedelta(days=1)
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str):
        yield from ("never", "published", "note", "一级", value + "甲")


def changed(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every tree that differs from this one in one leaf, with the leaf's key."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        ways = changed(value) if isinstance(value, dict | list) else (("", other) for other in others(value))
        for below, way in ways:
            copy = dict(tree) if isinstance(tree, dict) else list(tree)
            copy[key] = way
            yield f"{key}.{below}".rstrip("."), copy


@pytest.mark.parametrize("name", SHIPPED)
def test_no_value_can_change_without_the_sentences_changing(name: str) -> None:
    told_in_full = tomllib.loads(shipped(name))
    data = as_of(told_in_full, changes(told_in_full), None)
    before, seen = spoken(Notice.model_validate(data)), set()
    for key, other in changed(data):
        try:
            notice = Notice.model_validate(other)
        except ValidationError:
            continue  # no such choice
        seen.add(key)
        if key == "eligibility.routes.1.form_is_enough":
            continue  # a student's route rests on no field of the form
        last_age = key == f"id_card.periods.{len(data['id_card']['periods']) - 1}.below"
        assert (
            last_age or notice.model_dump() == Notice.model_validate(data).model_dump() or spoken(notice) != before
        ), key
    assert len(seen) > 120


def test_the_first_notice_reads_like_the_paper() -> None:
    notice = parse(shipped())
    said = spoken(notice)
    for sentence in (
        "2024年6月24日发布",
        "2024年7月5日 24时截止",
        "途径一：毕业满5年，算到2024年7月5日为止。",
        "毕业证复印件：已毕业者必交，在读学生不交，格式 pdf。",
        "认定费每人 1380 元",
        "两科一起 254 元",
        "须满 33.8 课时",
        "评价机构的备案可在 pjjg.osta.org.cn 查询。",
        "标题符合“福建省职业技能(等级)?(统一)?认定申报表”",
    ):
        assert sentence in said
    assert {s.key for s in silences(notice)} >= {"eligibility.route1.cut_off", "payment.payee", "further_materials"}


def test_what_is_left_open_is_told_until_it_is_filled_in() -> None:
    text = shipped().split("[retention]")[0] + "[roster]" + shipped().split("[roster]")[1]
    assert "retention" in {s.key for s in silences(parse(text))}
    assert "retention" not in {s.key for s in silences(parse(shipped()))}
    named = (
        shipped().replace("# cut_off = 2024-07-05", "cut_off = 2024-06-30").replace('payee = ""', 'payee = "某中心"')
    )
    keys = {s.key for s in silences(parse(named))}
    assert not keys & {"eligibility.route1.cut_off", "payment.payee"}


def test_the_command_speaks_in_sentences_and_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notice.toml"
    file.write_text(shipped(), encoding="utf-8")
    assert cli.run(["notice", "check", str(file)]) == 0
    out = capsys.readouterr().out
    assert "【费用】" in out
    assert "【没有写明，请确认】" in out
    assert cli.run(["notice", "check", str(file), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["id"] == "huian-2024-13"
    assert {entry["topic"] for entry in document["demands"]} > {"费用", "申报条件"}
    assert all(entry["key"] and entry["open"] and entry["meanwhile"] for entry in document["open"])


@pytest.mark.parametrize("change", [("pass_mark = 60", "pass_mark = 101"), ("# [rules.A107]", "[rules.Z999]")])
def test_a_faulty_notice_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    file = tmp_path / "notice.toml"
    file.write_text(shipped().replace(*change), encoding="utf-8")
    assert cli.run(["notice", "check", str(file)]) == 3
