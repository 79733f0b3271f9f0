"""No two outlets contradict each other, whatever has happened to an applicant: every combination, in every outlet."""

from collections.abc import Callable

import pytest
from every_life import Life, Roll, lives, outlets, person_of, roll_of

from hui_reg.desk.next_step import waited_for
from hui_reg.history.standing import STAGE_TITLES, Stage
from hui_reg.model import Verdict

Everyone = dict[str, Life]


@pytest.fixture(scope="module")
def everyone() -> Everyone:
    return {person_of(number).key: life for number, life in enumerate(lives())}


@pytest.fixture(scope="module")
def roll(everyone: Everyone) -> Roll:
    return roll_of(everyone)


@pytest.fixture(scope="module")
def said(roll: Roll, everyone: Everyone) -> dict[str, set[str]]:
    return outlets(roll, everyone)


def those(everyone: Everyone, holds: Callable[[Life], bool]) -> set[str]:
    return {key for key, life in everyone.items() if holds(life)}


def test_there_are_enough_of_them(everyone: Everyone) -> None:
    assert len(everyone) == 6 * 6 * 3 * 2 * 3 * 6


def test_papers_go_out_only_as_they_were_approved(everyone: Everyone, roll: Roll, said: dict[str, set[str]]) -> None:
    held_up = those(everyone, lambda life: life.first == "pass" and life.change == "since" and not life.left)
    assert len(roll.held_up()) == len(held_up) and not held_up & said["上报"]
    assert said["上报"] == those(everyone, lambda life: life.goes_out)
    assert said["复核表"] == those(everyone, lambda life: life.first_holds and not life.left)
    assert said["初审表"] == those(everyone, lambda life: not life.left)


def test_money_is_asked_of_those_who_owe_it_and_of_nobody_else(everyone: Everyone, said: dict[str, set[str]]) -> None:
    owing = those(everyone, lambda life: life.cleared and life.paid != "whole")
    assert said["缴费通知"] == said["清单待缴"] == said["未缴费"] == owing
    assert said["缴费清单"] == those(everyone, lambda life: life.cleared)
    assert said["缴费待核"] == those(everyone, lambda life: bool(life.paid) and not life.cleared)


def test_letters_agree_with_the_reviews(everyone: Everyone, said: dict[str, set[str]]) -> None:
    correction = those(
        everyone,
        lambda life: (
            not life.left
            and (
                (life.first == "correct" and life.change != "since")
                or (life.first_holds and life.second_stands == "correct")
                or (life.verdict == "correct" and life.first in ("", "withdrawn"))
                or (life.verdict == "correct" and life.change == "since")
            )
        ),
    )
    assert said["补正通知"] == correction
    assert said["初审通知"] == those(
        everyone, lambda life: life.goes_out and not life.cleared and not _second_outdated(life)
    )
    assert not said["补正通知"] & (said["上报"] | said["缴费通知"] | said["初审通知"] | said["公示"])


def _second_outdated(life: Life) -> bool:
    return bool(life.change) and life.second in ("pass", "correct", "ineligible")


def test_every_step_is_open_to_those_of_the_step_before(everyone: Everyone, said: dict[str, set[str]]) -> None:
    assert said["培训"] == those(everyone, lambda life: life.ready)
    assert said["考试"] == those(everyone, lambda life: life.ready and life.result in ("", "trained"))
    assert said["补考名单"] == those(everyone, lambda life: life.ready and life.result == "failed")
    assert said["补考编排"] <= said["补考名单"]
    assert said["公示"] == those(
        everyone, lambda life: life.ready and life.result in ("passed", "certified", "claimed")
    )
    assert len(said["公示行数"]) == len(said["公示"])
    assert (
        said["领证"]
        == said["补贴"]
        == those(everyone, lambda life: life.ready and life.result in ("certified", "claimed"))
    )
    assert not said["未编排"] & said["考试"]
    assert said["培训"] <= said["缴费清单"] <= said["上报"] <= said["复核表"] <= said["初审表"]


def test_whoever_left_or_was_refused_stands_in_no_outlet(everyone: Everyone, said: dict[str, set[str]]) -> None:
    refused = {"公示行数", "缴费待核", "初审表"}
    out = those(everyone, lambda life: life.first == "ineligible" and life.change != "since")
    for name, found in said.items():
        if name not in refused:
            assert not found & out, name
        if name not in ("公示行数", "缴费待核"):
            assert not found & those(everyone, lambda life: life.left), name


def test_the_stage_and_what_it_waits_for_say_the_same(everyone: Everyone, roll: Roll) -> None:
    for key, life in everyone.items():
        stands = roll.standing_of(key)
        assert stands.title == STAGE_TITLES[stands.stage]
        assert stands.is_cleared == life.cleared, life
        assert stands.waits_for and (stands.asks is None or stands.asks.label in stands.waits_for), life
        assert (stands.stage is Stage.TO_CONFIRM) == bool(stands.changes), life
        assert stands.changes in ((), ("材料",)), life


COMMANDS = {
    Stage.REGISTERED: "hui-reg export review",
    Stage.FIRST_REVIEWED: "hui-reg export review --stage second",
    Stage.SECOND_REVIEWED: "hui-reg export fees",
    Stage.PAID: "hui-reg export training",
    Stage.TRAINED: "hui-reg export exam --date 2024-08-11 --room 第一考场:1",
    Stage.MAKEUP: "hui-reg export makeup",
    Stage.PASSED: "hui-reg import certificates 证书编号表.xlsx",
    Stage.CERTIFIED: "hui-reg export subsidy",
    Stage.TO_CORRECT: "hui-reg export notices",
}


def test_the_next_command_is_one_for_which_somebody_waits(everyone: Everyone, roll: Roll) -> None:
    """Each alone: nobody waits for those who are through, refused or gone."""
    seen = set()
    for person in roll.people:
        stands = roll.standing(person)
        if (stands.stage, stands.review, stands.held) in seen:
            continue
        seen.add((stands.stage, stands.review, stands.held))
        command = waited_for(roll.where(lambda one, key=person.key: one.key == key)).partition("：1 人")[0]  # type: ignore[misc]
        expected = COMMANDS.get(stands.stage, "")
        if stands.asks is not None:
            expected = "hui-reg export review" + (" --stage second" if stands.asks == "second_review" else "")
        assert command == expected, stands
    assert len(seen) > 14


GOLDEN = """
(now correct)
    已报名；在等：初审意见
    初审表、补正通知
correct (now correct)
    待补正；在等：单位补正材料（初审意见）
    初审表、补正通知
correct since (now pass)
    待重新确认；在等：初审重新确认（“需补正”之后材料有变化）
    初审表
correct since (now correct)
    待重新确认；在等：初审重新确认（“需补正”之后材料有变化）
    初审表、补正通知
hold (now correct)
    已报名；在等：初审（暂缓）
    初审表
ineligible pass whole trained (now pass)
    审核不符合；在等：无（不符合条件）
    初审表、缴费待核
pass (now correct)
    初审通过；在等：复核意见
    初审表、复核表、初审通知、上报
pass since (now correct)
    待重新确认；在等：初审重新确认（“通过”之后材料有变化）
    初审表、补正通知
pass correct (now pass)
    待补正；在等：单位补正材料（复核意见）
    初审表、复核表、补正通知
pass correct first again (now pass)
    待重新确认；在等：复核重新确认（“需补正”之后材料有变化）
    初审表、复核表、上报
pass hold whole (now pass)
    初审通过；在等：复核（暂缓）
    初审表、复核表、初审通知、上报、缴费待核、未编排
pass ineligible whole passed (now pass)
    审核不符合；在等：无（不符合条件）
    初审表、复核表、缴费待核
pass pass (now pass)
    复核通过；在等：缴费回单（1380 元）
    初审表、复核表、缴费通知、上报、缴费清单、清单待缴、未缴费、未编排
pass pass part (now pass)
    复核通过；在等：补缴 380.00 元（已缴 1000.00 元）
    初审表、复核表、缴费通知、上报、缴费清单、清单待缴、未缴费、未编排
pass pass since (now correct)
    待重新确认；在等：初审重新确认（“通过”之后材料有变化）
    初审表、补正通知
pass pass since whole trained (now pass)
    待重新确认；在等：初审重新确认（“通过”之后材料有变化）
    初审表、缴费待核、未编排
pass pass first again whole trained (now pass)
    待重新确认；在等：复核重新确认（“通过”之后材料有变化）
    初审表、复核表、上报、缴费待核、未编排
withdrawn pass (now pass)
    已报名；在等：初审意见
    初审表
pass pass whole (now pass)
    已缴费；在等：培训，尚缺 33.8 课时
    初审表、复核表、上报、缴费清单、培训、考试
pass pass whole trained (now pass)
    培训完成；在等：编排考场
    初审表、复核表、上报、缴费清单、培训、考试
pass pass whole failed (now pass)
    待补考；在等：补考技能，2026-09-08 止，154 元
    初审表、复核表、上报、缴费清单、培训、补考名单
pass pass whole passed (now pass)
    考试合格；在等：证书编号
    初审表、复核表、上报、缴费清单、培训、公示
pass pass passed (now pass)
    复核通过；在等：缴费回单（1380 元）
    初审表、复核表、缴费通知、上报、缴费清单、清单待缴、未缴费
pass pass whole certified (now pass)
    已发证；在等：补贴自查与申领
    初审表、复核表、上报、缴费清单、培训、公示、领证、补贴
pass pass since whole certified (now pass)
    待重新确认；在等：初审重新确认（“通过”之后材料有变化）
    初审表、缴费待核
pass pass left whole trained (now pass)
    已退出报名；在等：无（已退出）
    缴费待核
"""


SAMPLE = (
    Life("", "", "", False, "", "", Verdict.CORRECT),
    Life("correct", "", "", False, "", "", Verdict.CORRECT),
    Life("correct", "", "since", False, "", "", Verdict.PASS),
    Life("correct", "", "since", False, "", "", Verdict.CORRECT),
    Life("hold", "", "", False, "", "", Verdict.CORRECT),
    Life("ineligible", "pass", "", False, "whole", "trained", Verdict.PASS),
    Life("pass", "", "", False, "", "", Verdict.CORRECT),
    Life("pass", "", "since", False, "", "", Verdict.CORRECT),
    Life("pass", "correct", "", False, "", "", Verdict.PASS),
    Life("pass", "correct", "first again", False, "", "", Verdict.PASS),
    Life("pass", "hold", "", False, "whole", "", Verdict.PASS),
    Life("pass", "ineligible", "", False, "whole", "passed", Verdict.PASS),
    Life("pass", "pass", "", False, "", "", Verdict.PASS),
    Life("pass", "pass", "", False, "part", "", Verdict.PASS),
    Life("pass", "pass", "since", False, "", "", Verdict.CORRECT),
    Life("pass", "pass", "since", False, "whole", "trained", Verdict.PASS),
    Life("pass", "pass", "first again", False, "whole", "trained", Verdict.PASS),
    Life("withdrawn", "pass", "", False, "", "", Verdict.PASS),
    Life("pass", "pass", "", False, "whole", "", Verdict.PASS),
    Life("pass", "pass", "", False, "whole", "trained", Verdict.PASS),
    Life("pass", "pass", "", False, "whole", "failed", Verdict.PASS),
    Life("pass", "pass", "", False, "whole", "passed", Verdict.PASS),
    Life("pass", "pass", "", False, "", "passed", Verdict.PASS),
    Life("pass", "pass", "", False, "whole", "certified", Verdict.PASS),
    Life("pass", "pass", "since", False, "whole", "certified", Verdict.PASS),
    Life("pass", "pass", "", True, "whole", "trained", Verdict.PASS),
)


def test_a_sample_to_be_read() -> None:
    people = {person_of(number).key: life for number, life in enumerate(SAMPLE)}
    roll = roll_of(people)
    said = outlets(roll, people)
    lines = []
    for key, life in people.items():
        parts = (life.first, life.second, life.change, "left" if life.left else "", life.paid, life.result)
        happened = " ".join(part for part in parts if part) + f" (now {life.verdict})"
        where = "、".join(name for name, found in said.items() if key in found)
        lines += [happened.strip(), f"    {roll.standing_of(key).sentence}", f"    {where or '—'}"]
    assert "\n".join(lines) == GOLDEN.strip("\n")
