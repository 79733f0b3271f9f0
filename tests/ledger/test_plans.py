from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.history.decisions import Choice
from hui_reg.history.decisions import Stage as Review
from hui_reg.history.following import follow
from hui_reg.history.papers import passed_on
from hui_reg.history.people import People, Person
from hui_reg.history.roll import Roll
from hui_reg.history.standing import Stage, standing
from hui_reg.history.state import State, fold
from hui_reg.ledger import certificate, declaration, exam, publication, scores, training
from hui_reg.ledger.plan import Plan, Wrong, grouped
from hui_reg.ledger.subsidy import Prospect, judge
from hui_reg.ledger.tables import Row, Table
from hui_reg.model import Entry
from hui_reg.notice import Subsidy
from tests.ledger.people import (
    CHONGWU,
    EXAM,
    LUOYANG,
    NOTICE,
    entries_of,
    entry,
    paid,
    reviewed,
    score,
    someone,
    state_of,
    table,
)

ZHANG, LI = someone("张三"), someone("李四", serial=2)
NAMESAKE = someone("张三", CHONGWU, serial=5)
PEOPLE = People((ZHANG, LI))


def row(who: Person, **cells: str) -> dict[str, str]:
    return {"name": who.name, "id_number": who.id_number, **cells}


def take_scores(
    *rows: dict[str, str], entries: Sequence[Entry] = (), on: date | None = EXAM, people: People = PEOPLE
) -> Plan:
    return scores.plan_scores(table(*rows), people, fold(entries), NOTICE, on)


# whom a row speaks of


def test_a_stranger_is_listed_and_a_contradiction_keeps_the_file_out() -> None:
    stranger = someone("周外县", born="1980-01-01")
    plan = take_scores(row(ZHANG, theory="80"), row(stranger, theory="80"))
    assert (len(plan.drafts), plan.unknown, plan.faults) == (1, ["第3行 周外县：不在本批申报人中"], [])
    other_name = take_scores({"name": "李四", "id_number": ZHANG.id_number, "theory": "80"})
    assert other_name.faults == ["第2行 李四：证件号码对应的是“张三”，与表中姓名“李四”不符"]
    other_number = take_scores({"name": "张三", "id_number": stranger.id_number, "theory": "80"})
    assert other_number.faults == ["第2行 张三：姓名“张三”在本批，但证件号码不同"]
    mistyped = take_scores({"name": "张三", "id_number": ZHANG.id_number[:-1] + "0", "theory": "80"})
    assert "校验位不符" in mistyped.faults[0]


def test_a_person_may_say_that_numbers_decide() -> None:
    trusting = People((ZHANG, LI), trust_numbers=True)
    plan = take_scores({"name": "张叁", "id_number": ZHANG.id_number, "theory": "80"}, people=trusting)
    assert [draft.applicant for draft in plan.drafts] == [ZHANG.key]
    assert plan.warnings == ["第2行 张叁：以证件号码为准，记给“张三”"]


def test_lines_about_nobody_are_passed_over() -> None:
    plan = take_scores({"name": "合计", "theory": "75.3"}, {"theory": "80"}, row(ZHANG, theory="80"))
    assert (len(plan.drafts), len(plan.warnings), plan.unknown, plan.faults) == (1, 2, [], [])


def test_a_stranger_who_shares_a_name_is_no_contradiction_when_ours_is_there_too() -> None:
    plan = take_scores(row(ZHANG, theory="80"), {"name": "张三", "id_number": NAMESAKE.id_number, "theory": "70"})
    assert (plan.faults, len(plan.unknown), len(plan.drafts)) == ([], 1, 1)


def test_without_a_number_the_name_must_be_unique() -> None:
    both = People((ZHANG, NAMESAKE))
    assert take_scores({"name": "李四", "theory": "80"}).drafts[0].applicant == LI.key
    assert "无法区分" in take_scores({"name": "张三", "theory": "80"}, people=both).faults[0]
    assert (
        take_scores({"name": "张三", "unit": CHONGWU, "theory": "80"}, people=both).drafts[0].applicant == NAMESAKE.key
    )


def test_a_masked_number_and_one_cut_short_are_completed_by_the_name() -> None:
    masked = f"{ZHANG.id_number[:6]}********{ZHANG.id_number[-4:]}"
    assert take_scores({"name": "张三", "id_number": masked, "theory": "80"}).drafts[0].applicant == ZHANG.key
    cut = Row(
        "第2行", {"name": "张三", "id_number": ZHANG.id_number[:15] + "000", "theory": "80"}, frozenset({"id_number"})
    )
    plan = scores.plan_scores(Table((cut,)), PEOPLE, {}, NOTICE, EXAM)
    assert plan.drafts[0].applicant == ZHANG.key and "末几位已丢失" in plan.warnings[0]


# scores


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60", (Decimal(60), "")),
        ("59.5", (Decimal("59.5"), "")),
        ("59.400000000000006", (Decimal("59.4"), "")),
        ("80分", (Decimal(80), "")),
        ("缺考", (None, "absent")),
        ("作弊", (None, "void")),
        ("", None),
        ("免考", None),
    ],
)
def test_reads_a_score(text: str, expected: object) -> None:
    assert scores.read_score(text, "", NOTICE) == expected


@pytest.mark.parametrize("text", ["59.99999999999999", "59.999", "101", "-1", "及格", "6O", "inf"])
def test_a_doubtful_score_keeps_the_file_out(text: str) -> None:
    assert isinstance(scores.read_score(text, "", NOTICE), Wrong)


def test_an_absent_flag_of_its_own() -> None:
    assert scores.read_score("0", "是", NOTICE) == (None, "absent")
    assert scores.read_score("", "缺考", NOTICE) == (None, "absent")
    assert isinstance(scores.read_score("61", "是", NOTICE), Wrong)


def test_the_same_scores_again_change_nothing_and_a_correction_is_named() -> None:
    first = take_scores(row(ZHANG, theory="58", skill="缺考"))
    entries = entries_of(first.drafts)
    again = take_scores(row(ZHANG, theory="58.0", skill="缺考"), entries=entries)
    assert (again.drafts, again.unchanged) == ([], 2)
    corrected = take_scores(row(ZHANG, theory="61", skill="缺考"), entries=entries)
    assert corrected.corrections == ["第2行 张三：更正成绩：科目：理论；分数：58 → 科目：理论；分数：61"]
    after = fold([*entries, *entries_of(corrected.drafts, 3)])[ZHANG.key]
    assert [s.score for s in after.scores if s.paper == "theory"] == [Decimal(61)]


def test_the_day_of_publication_may_be_learnt_later() -> None:
    entries = entries_of(take_scores(row(ZHANG, theory="70")).drafts)
    later = scores.plan_scores(table(row(ZHANG, theory="70")), PEOPLE, fold(entries), NOTICE, EXAM, date(2024, 9, 20))
    assert [draft.data["published_on"] for draft in later.drafts] == ["2024-09-20"]
    entries += entries_of(later.drafts, 2)
    again = take_scores(row(ZHANG, theory="70"), entries=entries)
    assert (again.drafts, again.unchanged) == ([], 1)


def test_one_person_twice_in_a_file() -> None:
    assert take_scores(row(ZHANG, theory="80"), row(ZHANG, theory="80")).faults == []
    assert "多次且内容不同" in take_scores(row(ZHANG, theory="80"), row(ZHANG, theory="81")).faults[0]


def test_the_day_comes_from_the_row_or_the_option_or_the_seat() -> None:
    seat = entry(1, ZHANG.key, "seat", exam_on="2024-09-15", papers="theory,skill", room="一", seat=1, ticket="T1")
    assert take_scores(row(ZHANG, theory="80", exam_on="2024年9月22日")).drafts[0].on == date(2024, 9, 22)
    assert take_scores(row(ZHANG, theory="80"), entries=[seat], on=None).drafts[0].on == date(2024, 9, 15)
    assert "不知道考试日期" in take_scores(row(ZHANG, theory="80"), on=None).faults[0]
    by_ticket = take_scores(
        {"name": "张三", "ticket": "T1", "theory": "80"}, entries=[seat], people=People((ZHANG, NAMESAKE))
    )
    assert by_ticket.drafts[0].applicant == ZHANG.key


SHEET = st.tuples(
    st.sampled_from([date(2024, 9, 8), date(2025, 3, 9), date(2026, 9, 6), date(2026, 9, 13), date(2028, 9, 3)]),
    st.sampled_from(["", "59.5", "60", "61.5", "缺考", "0", "100", "59.9999999999999"]),
    st.sampled_from(["", "59.5", "60", "61.5", "缺考", "0", "100"]),
)


@settings(deadline=None)
@given(st.lists(SHEET, max_size=8))
def test_no_sequence_of_imports_makes_anyone_pass_who_lacks_60_within_the_period(
    files: list[tuple[date, str, str]],
) -> None:
    ledger: list[Entry] = []
    standing: dict[tuple[date, str], float] = {}
    for day, theory, skill in files:
        plan = take_scores(row(ZHANG, theory=theory, skill=skill), entries=ledger, on=day)
        if plan.faults:
            continue  # all or nothing
        ledger += entries_of(plan.drafts, len(ledger) + 1)
        for paper, text in (("theory", theory), ("skill", skill)):
            if text:
                standing[day, paper] = float(text) if text != "缺考" else -1.0
    good = {
        paper: [d for (d, p), mark in standing.items() if p == paper and mark >= 60] for paper in ("theory", "skill")
    }
    pairs = [(a, b) for a in good["theory"] for b in good["skill"]]
    expected = [max(a, b) for a, b in pairs if max(a, b) <= min(a, b).replace(year=min(a, b).year + 2)]
    assert passed_on(fold(ledger).get(ZHANG.key, State(ZHANG.key)).scores, NOTICE) == min(expected, default=None)


# training


def test_the_newest_hours_count_and_fewer_are_pointed_out() -> None:
    first = training.plan_training(table(row(ZHANG, hours="30")), PEOPLE, {}, NOTICE, date(2024, 8, 1))
    states = fold(entries_of(first.drafts))
    more = training.plan_training(table(row(ZHANG, hours="33.8")), PEOPLE, states, NOTICE, date(2024, 8, 9))
    after = fold(entries_of(more.drafts, 2), states)[ZHANG.key]
    assert (after.hours, training.short_by(after, NOTICE)) == (Decimal("33.8"), Decimal(0))
    fewer = training.plan_training(table(row(ZHANG, hours="20")), PEOPLE, states, NOTICE, date(2024, 8, 9))
    assert fewer.warnings == ["第2行 张三：课时比上次（30）少"]
    assert training.plan_training(table(row(ZHANG, hours="很多")), PEOPLE, {}, NOTICE, EXAM).faults
    negative = training.plan_training(table(row(ZHANG, hours="-3")), PEOPLE, {}, NOTICE, EXAM).faults
    assert "不能是负数" in str(negative)


# seating

MANY = [someone(f"考生{n}", (LUOYANG, CHONGWU, "辋川镇便民服务中心")[n % 3], serial=n) for n in range(30)]


def ready(*people: Person) -> dict[str, State]:
    return fold([e for n, p in enumerate(people) for e in (*reviewed(p, 10 * n + 1), paid(p, 10 * n + 3))])


def arranged(
    people: Sequence[Person], states: dict[str, State], seed: str = "1", rooms: Sequence[int] = (20, 20)
) -> exam.Seating:
    places = [exam.Room(f"第{n}考场", size) for n, size in enumerate(rooms, 1)]
    may, left_out = exam.candidates(Roll(tuple(people), states, NOTICE, EXAM), EXAM, makeup=False)
    return exam.arrange(may, left_out, states, places, seed, EXAM)


def test_seats_follow_from_the_seed_alone() -> None:
    states = ready(*MANY)
    one, same, other = (
        arranged(people, states, seed) for people, seed in ((MANY, "1"), (MANY[::-1], "1"), (MANY, "2"))
    )
    assert one.seats == same.seats != other.seats
    assert len({seat.ticket for seat in one.seats}) == 30
    assert one.seats[0].ticket == "2024090801001"
    # pinned: a seed means the same seats in every version of the program
    assert [seat.candidate.person.name for seat in one.seats[:3]] == PINNED


PINNED = ["考生23", "考生3", "考生11"]


@settings(deadline=None)
@given(st.lists(st.integers(0, 2), min_size=1, max_size=24), st.text(max_size=4))
def test_neighbours_are_of_different_units_where_numbers_allow(units: list[int], seed: str) -> None:
    people = [someone(f"考生{n}", f"单位{unit}", serial=n) for n, unit in enumerate(units)]
    order = exam.shuffled([exam.Candidate(person, ("theory",)) for person in people], seed)
    assert sorted(c.person.key for c in order) == sorted(p.key for p in people)
    pairs = sum(a.person.unit == b.person.unit for a, b in pairwise(order))
    most = max(units.count(unit) for unit in set(units))
    assert pairs == max(0, most - (len(units) - most) - 1)


def test_seats_handed_out_are_kept_and_later_people_take_free_ones() -> None:
    first = arranged(MANY[:10], ready(*MANY[:10]))
    held = fold([*entries_of(first.drafts(EXAM), 5000)], ready(*MANY))
    second = arranged(MANY, held, seed="another")
    places = {seat.candidate.person.key: seat.ticket for seat in second.seats}
    assert all(places[seat.candidate.person.key] == seat.ticket for seat in first.seats)
    assert len(set(places.values())) == 30
    gone = arranged(MANY[1:], {k: v for k, v in held.items() if k != "nobody"}, seed="another")
    assert [draft.applicant for draft in gone.freed] == [MANY[0].key]


def test_too_few_seats_and_wrong_days_are_refused() -> None:
    with pytest.raises(Exception, match="考生 30 人，座位只有 10 个"):
        arranged(MANY, ready(*MANY), rooms=(10,))
    for day in (date(2024, 9, 7), date(2024, 10, 6), date(2024, 8, 4)):
        with pytest.raises(Exception, match="通知规定"):
            exam.check_day(day, NOTICE)
    exam.check_day(date(2024, 9, 29), NOTICE)


def test_only_who_paid_sits() -> None:
    states = ready(ZHANG) | fold(reviewed(LI, 50))
    seating = arranged([ZHANG, LI], states)
    assert [s.candidate.person.key for s in seating.seats] == [ZHANG.key]
    assert seating.left_out == ((LI, "认定费未缴清"),)


# the list that is put up


def test_namesakes_of_one_unit_never_look_alike() -> None:
    twin = next(
        person
        for month in range(1, 13)
        for day in range(1, 29)
        if (person := someone("张三", born=f"1985-{month:02}-{day:02}")).id_number[-4:] == ZHANG.id_number[-4:]
    )
    shown = publication.masked([ZHANG, twin, NAMESAKE, LI])
    assert shown[ZHANG.key] != shown[twin.key]
    assert all(text.count("*") >= 6 for text in shown.values())
    assert shown[LI.key] == f"{LI.id_number[:6]}********{LI.id_number[-4:]}"


# certificates

NUMBER = "S000135000001244000001"


def take_certificates(*rows: dict[str, str], entries: Sequence[Entry] = ()) -> Plan:
    return certificate.plan_certificates(table(*rows), PEOPLE, fold(entries), NOTICE, date(2024, 10, 8), EXAM)


def test_a_number_is_a_letter_and_21_digits() -> None:
    assert take_certificates(row(ZHANG, number="ｓ0001 35000001244000001")).drafts[0].data["number"] == NUMBER
    for wrong in (NUMBER[:-1], NUMBER + "1", "1" + NUMBER[1:], "SS" + NUMBER[2:]):
        assert "21 位" in take_certificates(row(ZHANG, number=wrong)).faults[0]
    assert "另一人" in take_certificates(row(ZHANG, number=NUMBER), row(LI, number=NUMBER)).faults[0]


def test_province_year_level_and_letter_only_warn() -> None:
    both = [score(ZHANG, 1, "theory", "60"), score(ZHANG, 2, "skill", "60")]
    assert take_certificates(row(ZHANG, number=NUMBER), entries=both).warnings == []
    odd = take_certificates(row(ZHANG, number="K000136000001223000001"), entries=both)
    assert odd.faults == [] and [w.split("：")[1] for w in odd.warnings] == [
        "证书编号首字母 K 不是 Y、S、J 之一",
        "证书编号的省份代码是 36，应为 35",
        "证书编号的年份是 2022，考试合格于 2024 年",
        "证书编号的等级是 3，应为 4（四级）",
    ]


# subsidies

GOOD: dict[str, Any] = {
    "established": "否", "pension": "企业职工养老保险", "months": 12, "insured_by": "企业", "unemployed": "否",
    "student": "否", "retired": "否", "dishonest": "否",
}  # fmt: skip
TODAY = date(2024, 11, 1)


def judged(
    changes: dict[str, Any], *more: Entry, who: Person = ZHANG, subsidies: tuple[Subsidy, ...] = ()
) -> list[tuple[str, str]]:
    held = [
        entry(1, who.key, "certificate", date(2024, 10, 8), number=NUMBER, issued_on="2024-10-08"),
        entry(2, who.key, "declaration", TODAY, **(GOOD | changes)),
    ]
    notice = NOTICE.model_copy(update={"subsidies": subsidies}) if subsidies else NOTICE
    found = judge(who, state_of(*held, *more), notice, TODAY)
    return [(j.prospect.value, "；".join(j.reasons)) for j in found]


@pytest.mark.parametrize(
    ("changes", "witness", "insurance"),
    [
        ({}, "可能符合", "可能符合"),
        ({"established": "是"}, "不符合", "不符合"),
        ({"pension": "机关社保"}, "不符合", "可能符合"),
        ({"pension": "城乡居民养老保险"}, "可能符合", "可能符合"),
        ({"pension": "未参保"}, "可能符合", "可能符合"),
        ({"pension": None}, "需核实", "可能符合"),
        ({"months": 11}, "可能符合", "不符合"),
        ({"months": None}, "可能符合", "需核实"),
        ({"insured_by": "机关事业单位"}, "可能符合", "不符合"),
        ({"unemployed": "是"}, "可能符合", "不符合"),
        ({"student": "非应届在校学生"}, "不符合", "可能符合"),
        ({"student": "应届毕业班学生"}, "可能符合", "可能符合"),
        ({"retired": "是"}, "不符合", "可能符合"),
        ({"dishonest": "是"}, "不符合", "可能符合"),
        ({"dishonest": "不清楚"}, "需核实", "可能符合"),
        ({"retired": "是", "dishonest": None}, "不符合", "可能符合"),
    ],
)
def test_each_clause_decides(changes: dict[str, object], witness: str, insurance: str) -> None:
    assert [prospect for prospect, _ in judged(changes)] == [witness, insurance]


def test_one_subsidy_excludes_the_other() -> None:
    claimed = entry(3, ZHANG.key, "subsidy", TODAY, subsidy="witness")
    assert judged({}, claimed)[1] == ("不符合", "已申领另一项补贴，两项只能享受一项")


def test_age_counts_on_the_day_of_the_claim() -> None:
    """Seventeen when the certificate was issued, eighteen today; and the other way round for one who has claimed."""
    young = someone("张三", born="2006-10-20")
    assert judged({}, who=young)[0] == ("可能符合", "")
    claimed = entry(3, young.key, "subsidy", date(2024, 10, 19), subsidy="witness")
    assert judged({}, claimed, who=young)[0] == ("不符合", "未成年人")


def test_the_latest_day_of_the_notice_and_words_it_alone_knows() -> None:
    over = NOTICE.subsidies[0].model_copy(update={"apply_by": date(2024, 10, 31)})
    assert judged({}, subsidies=(over,)) == [("不符合", "已过最晚申领日 2024-10-31")]
    new = NOTICE.subsidies[0].model_copy(update={"excludes": ("本地无房者",)})
    assert judged({}, subsidies=(new,)) == [("需核实", "是否属于“本地无房者”须人工核实")]


def test_without_a_declaration_or_certificate_nothing_is_assumed() -> None:
    nothing = judge(ZHANG, State(ZHANG.key), NOTICE, TODAY)
    assert [j.prospect for j in nothing] == [Prospect.TO_CHECK, Prospect.TO_CHECK]
    assert "符合" not in {prospect.value for prospect in Prospect}


def test_a_declaration_is_read_by_its_list() -> None:
    cells = {
        "established": "否",
        "pension": "机关事业单位养老保险（机关社保）",
        "months": "24",
        "insured_by": "公司",
        "student": "应届",
    }
    plan = declaration.plan_declarations(table(row(ZHANG, **cells, claimed="见证补贴")), PEOPLE, {}, NOTICE, TODAY)
    assert [dict(draft.data) for draft in plan.drafts] == [
        {"established": "否", "pension": "机关社保", "months": 24, "insured_by": "企业", "unemployed": None,
         "student": "应届毕业班学生", "retired": None, "dishonest": None},
        {"subsidy": "witness"},
    ]  # fmt: skip
    wrong: list[tuple[str, str]] = [
        ("established", "也许"),
        ("months", "两年"),
        ("months", "1.5"),
        ("claimed", "别的补贴"),
    ]
    for field, text in wrong:
        answers = {"established": "否", "pension": "", "months": ""} | {field: text}
        assert declaration.plan_declarations(table(row(ZHANG, **answers)), PEOPLE, {}, NOTICE, TODAY).faults


def test_of_a_person_whom_two_units_sent_the_one_reviewed_is_meant() -> None:
    twice = ZHANG.model_copy(update={"key": "second", "unit": CHONGWU})
    both = Roll((ZHANG, twice), {}, NOTICE, TODAY)
    assert "无法区分" in take_scores(row(ZHANG, theory="80"), people=both.index()).faults[0]
    one = Roll((ZHANG, twice), fold(reviewed(twice, 1)), NOTICE, TODAY)
    assert take_scores(row(ZHANG, theory="80"), people=one.index()).drafts[0].applicant == "second"
    unread = [person.model_copy(update={"key": f"k{n}", "id_number": ""}) for n, person in enumerate((LI, NAMESAKE))]
    assert len(Roll(tuple(unread), fold(reviewed(unread[0], 1)), NOTICE, TODAY).index().everyone) == 2


def test_a_history_follows_its_person_to_a_new_key_and_the_reviews_are_asked_for_again() -> None:
    by_name, by_number = f"{LUOYANG}|张三", f"洛阳镇|{LI.id_number}"
    entries = [
        entry(1, by_name, "first_review", choice="pass"), entry(2, by_number, "first_review", choice="pass"),
        entry(3, LI.key, "second_review", choice="pass"), entry(4, f"{CHONGWU}|无名", "first_review", choice="pass"),
        paid(ZHANG.model_copy(update={"key": by_name}), 5),
    ]  # fmt: skip
    followed = follow(fold(entries), [ZHANG, LI, NAMESAKE])
    states = followed.states
    assert [e.seq for e in states[ZHANG.key].history] == [1, 5]
    assert states[ZHANG.key].paid("registration") == 1380
    stands = standing(states[ZHANG.key], NOTICE, TODAY)
    assert (stands.stage, stands.asks) == (Stage.TO_CONFIRM, Review.FIRST)
    assert stands.waits_for == "初审重新确认（“通过”之后证件号有变化）"
    assert states[LI.key].choice(Review.SECOND) is Choice.PASS, "its own stays in force"
    assert [e.seq for e in states[LI.key].history] == [2, 3]
    assert [person.name for person in followed.lost] == ["无名"]
    assert set(states) == {ZHANG.key, LI.key, f"{CHONGWU}|无名"}


def test_a_roll_keeps_units_together() -> None:
    from hui_reg.history.roll import in_roll_order

    roll = Roll(in_roll_order([ZHANG, NAMESAKE, LI]), {}, NOTICE, TODAY)
    assert [person.unit for person in roll.people] == [LUOYANG, LUOYANG, CHONGWU]
    assert roll.units() == [LUOYANG, CHONGWU]


def test_what_is_said_of_many_rows_is_told_once() -> None:
    lines = [f"第{n}行 某人{n}：没有填课时，未记录" for n in range(2, 7)] + [
        "第9行 张三：课时比上次（8）少",
        "整张表的话",
    ]
    assert grouped(lines) == [
        "第2行 某人2、第3行 某人3、第4行 某人4 等 5 处：没有填课时，未记录",
        "第9行 张三：课时比上次（8）少",
        "整张表的话",
    ]
