"""What reviewers type, what an entry of theirs says, and when a remark must say why."""

import pytest

from hui_reg.history.bearers import Former
from hui_reg.history.decisions import CHOICE_TITLES, Choice, Decision, Stage, choice_of, decision_of, overrides
from hui_reg.model import Verdict
from tests.ledger.people import NOON, entry

P, C, N, H, W = Choice.PASS, Choice.CORRECT, Choice.INELIGIBLE, Choice.HOLD, Choice.WITHDRAWN
TYPED = {
    P: "通过 通過 同意 合格 √ ✓ ✔ 建议通过 √建议通过 √通过",
    C: "需补正 补正 補正 需補正 退回补正 ×需补正",
    N: "不符合 不符合条件 不通过 不通過 ●不符合条件 ●不符合",
    H: "暂缓 暫緩 待定",
    W: "撤回 撤销 撤銷",
}


@pytest.mark.parametrize(("word", "choice"), [(word, one) for one, words in TYPED.items() for word in words.split()])
def test_every_word_that_is_typed(word: str, choice: Choice) -> None:
    for typed in (word, f" {word} ", f"{word}。", " ".join(word), f"{word}！"):
        assert choice_of(typed) is choice


@pytest.mark.parametrize("word", ["", "通", "不", "通过吧", "pass", "通过，补正"])
def test_any_other_word_is_none(word: str) -> None:
    assert choice_of(word) is None


def test_the_words_of_the_list() -> None:
    assert [(one.value, title) for one, title in CHOICE_TITLES.items()] == [
        ("pass", "通过"), ("correct", "需补正"), ("ineligible", "不符合"), ("hold", "暂缓"), ("withdrawn", "撤回"),
    ]  # fmt: skip
    assert all(choice_of(title) is one for one, title in CHOICE_TITLES.items())
    assert [(stage.value, stage.label) for stage in Stage] == [("first_review", "初审"), ("second_review", "复核")]


def test_what_an_entry_says() -> None:
    former = Former("旧", "甲镇", "张三", "")
    whole = entry(7, "k", "first_review", choice="correct", remark="缺章", name="张三", version="v")
    assert decision_of(whole, former) == Decision(C, "缺章", 7, "测试", NOON, "张三", "v", former)
    assert decision_of(entry(7, "k", "first_review", choice="pass")) == Decision(P, "", 7, "测试", NOON, "", "", None)
    assert decision_of(entry(7, "k", "first_review", choice="withdrawn", remark="误点")) is None


def test_what_has_changed_since() -> None:
    def decision(former: Former | None = None) -> Decision:
        return Decision(P, "", 1, "测试", NOON, "张三", "a-b-c-d-e", former)

    assert decision().changes("a-b-c-d-e") == ()
    assert decision().changes("a-b-c-x-e") == ("材料",)
    assert decision(Former("旧", "甲镇", "张三", "350521")).changes("a-b-c-d-e") == ("单位名称",)
    assert decision(Former("旧", "甲镇", "张三", "")).changes("a-b-c-d-e") == ("证件号",)


@pytest.mark.parametrize(
    ("stage", "verdict", "first", "against"),
    [
        (Stage.FIRST, Verdict.PASS, None, {C, N}),
        (Stage.FIRST, Verdict.CORRECT, None, {P, N}),
        (Stage.FIRST, Verdict.INELIGIBLE, None, {P, C}),
        (Stage.FIRST, Verdict.REVIEW, None, set()),
        (Stage.FIRST, Verdict.PASS, C, {C, N}),
        (Stage.SECOND, Verdict.PASS, None, {C, N}),
        (Stage.SECOND, Verdict.PASS, C, {P, N}),
        (Stage.SECOND, Verdict.REVIEW, P, {C, N}),
        (Stage.SECOND, Verdict.PASS, H, {P, C, N}),
    ],
)
def test_what_goes_against_what_was_proposed(
    stage: Stage, verdict: Verdict, first: Choice | None, against: set[Choice]
) -> None:
    before = Decision(first, "", 1, "测试", NOON) if first else None
    assert {one for one in Choice if overrides(stage, verdict, before, one)} == against
