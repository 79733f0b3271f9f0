import itertools
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hui_reg.history.makeup import makeup_of
from hui_reg.history.papers import add_months, add_years, kept_until, passed_on
from hui_reg.history.standing import Stage, standing
from hui_reg.history.state import State, fold
from hui_reg.model import Entry
from tests.ledger.people import EXAM, NOTICE, entry, paid, reviewed, score, someone, state_of

ZHANG = someone("张三")
TODAY = date(2024, 10, 1)


def at(*entries: Entry, today: date = TODAY) -> tuple[Stage, str, tuple[str, ...]]:
    found = standing(state_of(*entries), NOTICE, today)
    return found.stage, found.waits_for, found.flags


def test_the_road_from_registration_to_subsidy() -> None:
    road = [
        entry(1, ZHANG.key, "registered", unit=ZHANG.unit),
        entry(2, ZHANG.key, "first_review", choice="pass"),
        entry(3, ZHANG.key, "second_review", choice="pass"),
        paid(ZHANG, 4),
        entry(5, ZHANG.key, "training", hours="33.8"),
        score(ZHANG, 6, "theory", "60"),
        score(ZHANG, 7, "skill", "88.5"),
        entry(8, ZHANG.key, "certificate", date(2024, 10, 1), number="S" + "0" * 21),
        entry(9, ZHANG.key, "subsidy", date(2024, 10, 2), subsidy="witness"),
    ]
    expected = [
        (Stage.REGISTERED, "初审意见"),
        (Stage.FIRST_REVIEWED, "复核意见"),
        (Stage.SECOND_REVIEWED, "缴费回单（1380 元）"),
        (Stage.PAID, "培训，尚缺 33.8 课时"),
        (Stage.TRAINED, "编排考场"),
        (Stage.EXAMINED, "技能成绩"),
        (Stage.PASSED, "证书编号"),
        (Stage.CERTIFIED, "补贴自查与申领"),
        (Stage.SUBSIDY, "无（已办结）"),
    ]
    for length, (stage, waits) in enumerate(expected, 1):
        assert at(*road[:length]) == (stage, waits, ())


def test_a_payment_before_the_second_review_is_taken_in_and_flagged() -> None:
    stage, waits, flags = at(paid(ZHANG, 1))
    assert (stage, waits) == (Stage.REGISTERED, "初审意见")
    assert flags == ("已缴费，但复核尚未通过",)
    early = at(*reviewed(ZHANG, 1, date(2024, 7, 15)), paid(ZHANG, 3, on=date(2024, 7, 14)))
    assert early[2] == ("缴费（2024-07-14）早于复核通过（2024-07-15）",)


def test_scores_without_payment_and_training_are_flagged() -> None:
    _, waits, flags = at(*reviewed(ZHANG, 1), score(ZHANG, 3, "theory", "80"), score(ZHANG, 4, "skill", "80"))
    assert waits == "缴费回单（1380 元）"
    assert flags == ("已有成绩，但认定费未缴清", "已有成绩，但培训课时不足")


def test_an_exam_on_another_day_is_flagged() -> None:
    monday = at(score(ZHANG, 1, "theory", "80", date(2024, 9, 9)))[2]
    assert "考试日期不合通知：2024-09-09 是星期一，通知规定在星期日考试" in monday
    early = at(score(ZHANG, 1, "theory", "80", date(2024, 8, 4)))[2]
    assert "考试日期不合通知：2024-08-04 不在通知规定的 2024-08-11 至 2024-09-30 之内" in early
    assert not [flag for flag in at(score(ZHANG, 1, "theory", "80", date(2024, 8, 11)))[2] if "考试日期" in flag]
    late = at(score(ZHANG, 1, "theory", "80", date(2024, 10, 6)))[2]
    assert "考试日期不合通知：2024-10-06 不在通知规定的 2024-08-11 至 2024-09-30 之内" in late
    assert not [flag for flag in late if "补考" in flag], "a first exam that comes late is no makeup"


def test_two_single_makeups_are_not_the_price_of_both() -> None:
    failed = [*reviewed(ZHANG, 1), paid(ZHANG, 3), entry(4, ZHANG.key, "training", hours="33.8"),
              score(ZHANG, 5, "theory", "50"), score(ZHANG, 6, "skill", "50")]  # fmt: skip
    singly = [paid(ZHANG, 7, "104.00", date(2024, 12, 1), "makeup_theory"),
              paid(ZHANG, 8, "154.00", date(2024, 12, 1), "makeup_skill")]  # fmt: skip
    assert at(*failed, *singly)[2] == ("两科补考费分开缴了 258 元，两科一起应缴 254 元，多缴 4 元，请核对",)
    assert at(*failed, paid(ZHANG, 7, "254.00", date(2024, 12, 1), "makeup_both"))[2] == ()
    one_by_one = [singly[0], score(ZHANG, 9, "theory", "70", date(2025, 3, 9)),
                  paid(ZHANG, 10, "154.00", date(2025, 6, 1), "makeup_skill")]  # fmt: skip
    assert at(*failed, *one_by_one)[2] == (), "another exam, another fee"


def test_whoever_left_is_nowhere_and_the_money_is_named() -> None:
    left = at(*reviewed(ZHANG, 1), paid(ZHANG, 3), entry(4, ZHANG.key, "quit", reason="调离"))
    assert left == (Stage.WITHDRAWN, "无（已退出）", ("已退出报名，仍有已缴的 1380.00 元，是否退费请核对",))
    back = entry(5, ZHANG.key, "withdrawal", supersedes=4, reason="误录")
    assert at(*reviewed(ZHANG, 1), paid(ZHANG, 3), entry(4, ZHANG.key, "quit"), back)[0] is Stage.PAID
    refund = entry(5, ZHANG.key, "refund", purpose="registration", amount="1380.00")
    assert at(*reviewed(ZHANG, 1), paid(ZHANG, 3), entry(4, ZHANG.key, "quit"), refund)[2] == ()


def test_a_part_payment_waits_for_the_rest() -> None:
    assert at(*reviewed(ZHANG, 1), paid(ZHANG, 3, "1000.00"))[:2] == (
        Stage.SECOND_REVIEWED,
        "补缴 380.00 元（已缴 1000.00 元）",
    )


def test_a_withdrawn_decision_and_a_superseded_payment_no_longer_count() -> None:
    withdrawn = entry(3, ZHANG.key, "second_review", supersedes=2, choice="withdrawn")
    assert at(*reviewed(ZHANG, 1), withdrawn)[:2] == (Stage.FIRST_REVIEWED, "复核意见")
    void = entry(4, ZHANG.key, "withdrawal", supersedes=3, reason="付错账户")
    assert at(*reviewed(ZHANG, 1), paid(ZHANG, 3), void)[0] is Stage.SECOND_REVIEWED


def test_refused_and_corrected() -> None:
    assert at(entry(1, ZHANG.key, "first_review", choice="ineligible"))[0] is Stage.REFUSED
    assert at(entry(1, ZHANG.key, "first_review", choice="correct"))[1] == "单位补正材料（初审意见）"


# pass and makeup


def test_59_5_is_not_60_and_nothing_is_averaged() -> None:
    assert (
        passed_on(state_of(score(ZHANG, 1, "theory", "59.5"), score(ZHANG, 2, "skill", "100")).scores, NOTICE) is None
    )
    assert passed_on(state_of(score(ZHANG, 1, "theory", "60"), score(ZHANG, 2, "skill", "60.0")).scores, NOTICE) == EXAM


def test_a_pass_is_used_on_the_last_day_of_its_two_years_and_not_after() -> None:
    theory = score(ZHANG, 1, "theory", "70")
    last = score(ZHANG, 2, "skill", "70", date(2026, 9, 8))
    late = score(ZHANG, 2, "skill", "70", date(2026, 9, 9))
    assert passed_on(state_of(theory, last).scores, NOTICE) == date(2026, 9, 8)
    assert passed_on(state_of(theory, late).scores, NOTICE) is None


def test_the_corresponding_day_of_a_leap_day_is_the_last_of_february() -> None:
    assert add_years(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_months(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert add_years(date(2026, 2, 28), 2) == date(2028, 2, 28)


def test_the_period_may_start_on_publication() -> None:
    published = NOTICE.model_copy(update={"makeup": NOTICE.makeup.model_copy(update={"starts_from": "published"})})
    theory = entry(1, ZHANG.key, "score", EXAM, paper="theory", score="70", published_on="2024-09-20")
    skill = score(ZHANG, 2, "skill", "70", date(2026, 9, 15))
    scores = state_of(theory, skill).scores
    assert kept_until(scores[0], published) == date(2026, 9, 20)
    assert passed_on(scores, published) == date(2026, 9, 15)
    assert passed_on(scores, NOTICE) is None


def test_what_is_open_until_when_and_for_how_much() -> None:
    one = state_of(score(ZHANG, 1, "theory", "70"), score(ZHANG, 2, "skill", "59.5"))
    still = makeup_of(one, NOTICE, TODAY)
    assert still is not None and (still.papers, still.until, still.purpose) == (
        ("skill",),
        date(2026, 9, 8),
        "makeup_skill",
    )
    assert makeup_of(one, NOTICE, date(2026, 9, 8)) == still
    late = makeup_of(one, NOTICE, date(2026, 9, 9))
    assert late is not None and late.lapsed
    both = makeup_of(state_of(score(ZHANG, 1, "theory", None), score(ZHANG, 2, "skill", "10")), NOTICE, TODAY)
    assert both is not None and (both.papers, both.purpose) == (("theory", "skill"), "makeup_both")
    assert at(score(ZHANG, 1, "theory", "70"), score(ZHANG, 2, "skill", "59.5"), *reviewed(ZHANG, 3), paid(ZHANG, 5))[
        :2
    ] == (
        Stage.MAKEUP,
        "补考技能，2026-09-08 止，154 元",
    )


def test_a_later_pass_of_the_first_paper_starts_a_period_of_its_own() -> None:
    scores = [
        score(ZHANG, 1, "theory", "70"),
        score(ZHANG, 2, "theory", "75", date(2027, 3, 7)),
        score(ZHANG, 3, "skill", "66", date(2028, 3, 5)),
    ]
    assert passed_on(state_of(*scores).scores, NOTICE) == date(2028, 3, 5)


# properties

DAYS = st.dates(date(2024, 8, 15), date(2029, 12, 31))
MARKS = st.one_of(st.none(), st.decimals(0, 100, places=1).map(str))
SCORES = st.lists(st.tuples(st.sampled_from(["theory", "skill"]), DAYS, MARKS), max_size=8)


@given(SCORES)
def test_no_one_passes_who_lacks_60_in_a_paper_within_the_period(rows: list[tuple[str, date, str | None]]) -> None:
    entries = [score(ZHANG, seq, paper, mark, day) for seq, (paper, day, mark) in enumerate(rows, 1)]
    scores = fold(entries).get(ZHANG.key, State(ZHANG.key)).scores
    passed = passed_on(scores, NOTICE)
    # an oracle that counts in days: at most two years and the leap day between two good papers
    good = {
        paper: [d for p, d, m in rows if p == paper and m is not None and float(m) >= 60]
        for paper in ("theory", "skill")
    }
    near = [(a, b) for a in good["theory"] for b in good["skill"] if abs(a - b) <= timedelta(days=731)]
    if passed is not None:
        assert any(max(pair) == passed for pair in near)
    if passed is None:
        assert not [pair for pair in near if abs(pair[0] - pair[1]) <= timedelta(days=730)]


KINDS = st.sampled_from(["first_review", "second_review", "payment", "training", "score", "certificate", "withdrawal"])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    made: list[Entry] = []
    for seq in range(1, draw(st.integers(0, 15)) + 1):
        kind, who = draw(KINDS), draw(st.sampled_from(["甲", "乙"]))
        data: Any = {
            "first_review": {"choice": draw(st.sampled_from(["pass", "correct", "ineligible", "withdrawn"]))},
            "second_review": {"choice": "pass"},
            "payment": {
                "purpose": "registration",
                "amount": draw(st.sampled_from(["1380.00", "690.00"])),
                "receipt": "r",
            },
            "training": {"hours": "33.8"},
            "score": {"paper": "theory", "score": draw(st.sampled_from(["59.5", "60"]))},
            "certificate": {"number": "S" + "1" * 21},
            "withdrawal": {"reason": "误录"},
        }[kind]
        earlier = [e.seq for e in made if e.applicant == who]
        supersedes = draw(st.one_of(st.none(), st.sampled_from(earlier))) if earlier else None
        made.append(entry(seq, who, kind, draw(DAYS), supersedes, **data))
    return made


@given(ledgers(), st.lists(st.integers(0, 15), max_size=4))
def test_replaying_the_ledger_in_any_split_of_runs_gives_the_same_state(entries: list[Entry], cuts: list[int]) -> None:
    states: dict[str, State] = {}
    edges = [0, *sorted(min(cut, len(entries)) for cut in cuts), len(entries)]
    for start, end in itertools.pairwise(edges):
        states = fold(entries[start:end], states)
    whole = fold(entries)
    assert states == whole
    for key in whole:
        assert standing(states[key], NOTICE, TODAY) == standing(whole[key], NOTICE, TODAY)
        gone = {e.supersedes for e in entries if e.applicant == key}
        assert [e.seq for e in whole[key].live] == [e.seq for e in entries if e.applicant == key and e.seq not in gone]
