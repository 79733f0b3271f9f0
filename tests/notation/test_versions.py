"""Versions of a dossier: what has changed since a decision is told by name, and only what has."""

import pytest

from hui_reg.notation.versions import PARTS, changed, version_of

PARTS_OF = {"unit": "甲镇", "name": "张三", "id_number": "110101199003070572", "papers": "a", "findings": "b"}
SAID = {"unit": "单位名称", "name": "姓名", "id_number": "证件号", "papers": "材料", "findings": "审核结果"}


def test_a_version_has_a_digest_for_each_part() -> None:
    assert tuple(SAID) == PARTS
    version = version_of(PARTS_OF)
    assert [len(digest) for digest in version.split("-")] == [12] * 5
    assert len(version) == 64


@pytest.mark.parametrize("part", SAID)
def test_the_part_that_changed_is_named(part: str) -> None:
    assert changed(version_of(PARTS_OF), version_of({**PARTS_OF, part: "另一个"})) == (SAID[part],)


def test_two_parts_are_named_in_their_order() -> None:
    assert changed(version_of(PARTS_OF), version_of({**PARTS_OF, "findings": "c", "name": "李四"})) == (
        "姓名",
        "审核结果",
    )


@pytest.mark.parametrize(("before", "after"), [("", "x"), ("x", ""), ("", ""), ("x", "x")])
def test_where_one_is_unknown_or_both_are_alike_nothing_is_named(before: str, after: str) -> None:
    version = version_of(PARTS_OF)
    assert changed(before.replace("x", version), after.replace("x", version)) == ()


@pytest.mark.parametrize("other", ["0123456789abcdef", "a-b-c-d-e-f", "a-b"])
def test_a_version_of_another_shape_differs_by_its_papers(other: str) -> None:
    version = version_of(PARTS_OF)
    assert changed(other, version) == changed(version, other) == changed(other, f"{other}-g") == ("材料",)
