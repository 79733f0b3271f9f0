from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hui_reg.history.people import Person
from hui_reg.history.roll import Roll
from hui_reg.history.state import fold
from hui_reg.ledger.matches import Match, Reconciliation
from hui_reg.ledger.payment import reconcile
from hui_reg.ledger.receipts import Receipt, unique
from hui_reg.ledger.remarks import Remark, RemarkReader
from hui_reg.model import Entry
from hui_reg.notice import Payment
from tests.ledger.people import CHONGWU, EXAM, LUOYANG, NOTICE, entries_of, paid, receipt, reviewed, score, someone

ZHANG, LI, WANG = someone("张三"), someone("李四", serial=2), someone("王小明", serial=3)
OUYANG = someone("张三丰", serial=4)
NAMESAKE = someone("张三", CHONGWU, serial=5)
CHEN = someone("陈秀英", CHONGWU, serial=6)


def match_all(
    receipts: Sequence[Receipt], *people: Person, entries: Sequence[Entry] = (), payers: dict[str, str] | None = None
) -> Reconciliation:
    """Everyone of ``people`` passed both reviews."""
    ledger = [e for number, person in enumerate(people) for e in reviewed(person, 1000 + 2 * number)]
    notice = NOTICE.model_copy(update={"payment": Payment(payers=payers or {})})
    result = reconcile(receipts, Roll(people, fold([*ledger, *entries]), notice, EXAM))
    assert result.received == result.matched + result.unexplained
    return result


def paid_by(result: Reconciliation) -> dict[str, str]:
    sums: dict[str, Decimal] = {}
    for draft in result.drafts():
        sums[draft.applicant] = sums.get(draft.applicant, Decimal(0)) + Decimal(str(draft.data["amount"]))
    return {key: f"{amount:.2f}" for key, amount in sums.items()}


def only(result: Reconciliation) -> Match:
    assert len(result.matches) == 1
    return result.matches[0]


# who is meant


READER = RemarkReader(["张三", "李四", "王小明", "阿依·古丽", "王明"], [LUOYANG], NOTICE.occupation.words)


@pytest.mark.parametrize(
    ("text", "names", "count"),
    [
        ("洛阳镇便民服务中心张三、李四等3人认定费", ("张三", "李四"), 3),
        ("洛阳镇便民张三、李", ("张三",), None),
        ("张三李四", ("张三", "李四"), None),
        ("代张三缴费1380", ("张三",), None),
        ("阿依古丽培训费", ("阿依·古丽",), None),
        ("职业技能等级认定费 共十二人", (), 12),
        ("张三和李四等2人", ("张三", "李四"), 2),
        ("张 三", ("张三",), None),
        ("认定费", (), None),
        ("王小明（认定）", ("王小明",), None),
    ],
)
def test_reads_names_and_numbers_of_people(text: str, names: tuple[str, ...], count: int | None) -> None:
    remark = READER.read(text)
    assert (tuple(name for name, _ in remark.names), remark.count) == (names, count)


@pytest.mark.parametrize(("text", "hint"), [("张三丰认定费", "张三"), ("王明元", "王明"), ("小张三", "张三")])
def test_a_name_inside_a_longer_word_is_only_a_hint(text: str, hint: str) -> None:
    assert READER.read(text) == Remark((), (hint,), None)


# matching


def test_one_sum_for_two_named_people() -> None:
    result = match_all([receipt("2760.00", remark="张三、李四等2人")], ZHANG, LI, WANG)
    assert paid_by(result) == {ZHANG.key: "1380.00", LI.key: "1380.00"}
    assert only(result).reason == ""


def test_the_applicant_pays() -> None:
    assert paid_by(match_all([receipt(payer="王小明")], ZHANG, WANG)) == {WANG.key: "1380.00"}


def test_a_relative_pays_and_names_the_applicant() -> None:
    assert paid_by(match_all([receipt(payer="林大伟", remark="代王小明缴认定费")], ZHANG, WANG)) == {
        WANG.key: "1380.00"
    }


def test_a_stranger_without_a_remark_explains_nothing() -> None:
    result = match_all([receipt(payer="林大伟")], ZHANG)
    assert paid_by(result) == {}
    assert only(result).reason.startswith("付款人和附言都对应不到单位或申报人；")


def test_a_unit_pays_for_all_of_its_own() -> None:
    result = match_all([receipt("4140.00")], ZHANG, LI, WANG, CHEN)
    assert paid_by(result) == dict.fromkeys((ZHANG.key, LI.key, WANG.key), "1380.00")
    assert {charge.basis for charge in only(result).fresh} == {"unit"}


def test_a_unit_that_pays_for_some_without_names_explains_nothing() -> None:
    result = match_all([receipt("2760.00")], ZHANG, LI, WANG)
    assert paid_by(result) == {}
    assert only(result).reason == (
        "洛阳镇便民服务中心 复核通过而未缴的有 3 人，共 4140.00 元；没有写明姓名的款项共 2760.00 元，请单位提供缴费名单"
    )


def test_named_people_first_and_the_rest_to_those_who_are_left() -> None:
    result = match_all([receipt("4140.00", remark="张三、李四等3人")], ZHANG, LI, WANG)
    assert {c.applicant: c.basis for c in only(result).fresh} == {ZHANG.key: "named", LI.key: "named", WANG.key: "unit"}


def test_a_remark_cut_short_by_the_bank() -> None:
    result = match_all([receipt("2760.00", remark="洛阳镇便民张三、李")], ZHANG, LI)
    assert paid_by(result) == {ZHANG.key: "1380.00", LI.key: "1380.00"}


def test_the_rest_waits_until_it_is_clear_whose_it_is() -> None:
    first = receipt("4140.00", remark="张三、李四等3人", serial="S1")
    before = match_all([first], ZHANG, LI, WANG, OUYANG)
    assert paid_by(before) == {ZHANG.key: "1380.00", LI.key: "1380.00"}
    later = match_all(
        [first, receipt(payer="张三丰", serial="S2")], ZHANG, LI, WANG, OUYANG, entries=entries_of(before.drafts())
    )
    assert paid_by(later) == {OUYANG.key: "1380.00", WANG.key: "1380.00"}


def test_a_count_that_disagrees_with_the_sum() -> None:
    result = match_all([receipt("2760.00", remark="认定费3人")], ZHANG, LI)
    assert paid_by(result) == {}
    assert only(result).reason == "附言写 3 人，金额不是 3 × 1380 元"


def test_the_name_of_one_applicant_in_anothers() -> None:
    assert paid_by(match_all([receipt(remark="张三丰")], ZHANG, OUYANG)) == {OUYANG.key: "1380.00"}


def test_namesakes_are_told_apart_by_the_paying_unit_or_not_at_all() -> None:
    assert paid_by(match_all([receipt(payer=CHONGWU, remark="张三")], ZHANG, NAMESAKE)) == {NAMESAKE.key: "1380.00"}
    unclear = match_all([receipt(payer="林大伟", remark="张三")], ZHANG, NAMESAKE)
    assert only(unclear).reason == "“张三”有 2 人（崇武镇便民服务中心、洛阳镇便民服务中心），无法区分"
    tail = match_all([receipt(payer="林大伟", remark=f"张三{NAMESAKE.id_number[-4:]}")], ZHANG, NAMESAKE)
    assert paid_by(tail) == {NAMESAKE.key: "1380.00"}
    mailed = match_all([receipt(payer="林大伟", remark="张三", unit=CHONGWU)], ZHANG, NAMESAKE)
    assert paid_by(mailed) == {NAMESAKE.key: "1380.00"}


@pytest.mark.parametrize("remark", ["赵六", "代赵六缴", "赵六认定费", "张三、赵六", "赵共元", "张三 买买提·艾力"])
@pytest.mark.parametrize("payer", [LUOYANG, "王小明", "林大伟"])
def test_the_money_of_a_name_that_is_nobodys_here_goes_to_nobody_else(remark: str, payer: str) -> None:
    """王小明 is the only one left of the unit, and the payer's name may be an applicant's."""
    result = match_all([receipt(payer=payer, remark=remark)], WANG, *([ZHANG] if "张三" in remark else []))
    assert result.drafts() == []
    assert "未能确定是不是本批申报人" in only(result).reason
    both = match_all([receipt("2760.00", payer=payer, remark=remark)], WANG, ZHANG)
    assert set(paid_by(both)) <= ({ZHANG.key} if "张三" in remark else set())


@pytest.mark.parametrize(
    "remark", ["7月份认定费", "惠安县洛阳镇政府 费用", "政务服务办事员考试费", "公用经费支出", "认定费（财政）"]
)
def test_words_that_are_no_names_hold_nothing_up(remark: str) -> None:
    assert paid_by(match_all([receipt(remark=remark)], WANG)) == {WANG.key: "1380.00"}


def test_what_was_refused_once_is_refused_again() -> None:
    first = match_all([receipt("2760.00", remark="张三等3人")], ZHANG, LI)
    assert paid_by(first) == {ZHANG.key: "1380.00"}
    again = match_all([receipt("2760.00", remark="张三等3人")], ZHANG, LI, entries=entries_of(first.drafts()))
    assert (again.drafts(), only(again).reason) == ([], only(first).reason)


def test_someone_of_another_unit_is_not_paid_for() -> None:
    result = match_all([receipt(payer=LUOYANG, remark="陈秀英")], ZHANG, CHEN)
    assert only(result).reason == f"“陈秀英”由 {CHONGWU} 申报，不是付款单位 {LUOYANG} 的"


def test_several_receipts_make_the_sum_together() -> None:
    parts = [receipt("2000.00", remark="张三李四", serial="S1"), receipt("760.00", remark="李四张三", serial="S2")]
    assert paid_by(match_all(parts, ZHANG, LI)) == {ZHANG.key: "1380.00", LI.key: "1380.00"}
    short = match_all(parts[:1], ZHANG, LI)
    assert only(short).reason == "张三、李四 共应缴 2760.00 元，回单金额不足，不知缴的是谁"


def test_one_person_pays_in_instalments() -> None:
    parts = [receipt("1000.00", payer="张三", serial="S1"), receipt("380.00", payer="张三", serial="S2")]
    assert paid_by(match_all(parts, ZHANG)) == {ZHANG.key: "1380.00"}


def test_too_much_and_twice() -> None:
    result = match_all([receipt("1400.00", payer="张三")], ZHANG)
    assert only(result).reason == "张三 已缴清，多出 20.00 元"
    assert only(result).unexplained == Decimal("20.00")
    twice = match_all([receipt(payer="张三", serial="S1"), receipt(payer="张三", serial="S2", on="2024-07-21")], ZHANG)
    assert paid_by(twice) == {ZHANG.key: "1380.00"}
    assert twice.matches[1].reason == "张三 没有待缴的费用，可能重复缴费"


def test_the_payer_of_a_unit_may_bear_another_name() -> None:
    town = receipt("1380.00", payer="惠安县洛阳镇人民政府")
    assert paid_by(match_all([town], ZHANG)) == {}
    assert paid_by(match_all([town], ZHANG, payers={"惠安县洛阳镇人民政府": LUOYANG})) == {ZHANG.key: "1380.00"}


def test_what_the_ledger_holds_is_not_matched_again() -> None:
    first = match_all([receipt("2760.00", remark="张三、李四")], ZHANG, LI)
    again = match_all([receipt("2760.00", remark="张三、李四")], ZHANG, LI, entries=entries_of(first.drafts()))
    assert again.drafts() == []
    assert (again.matched, again.unexplained) == (Decimal("2760.00"), Decimal(0))


def test_a_receipt_read_better_later_keeps_its_payment() -> None:
    blurred = match_all([receipt(payer="张三", serial="2024O1", source="a" * 64)], ZHANG)
    sharp = match_all(
        [receipt(payer="张三", serial="202401", source="a" * 64)], ZHANG, entries=entries_of(blurred.drafts())
    )
    assert (sharp.drafts(), sharp.matched, sharp.unexplained) == ([], Decimal("1380.00"), Decimal(0))


# makeup fees


def failed_both(person: Person, seq: int) -> list[Entry]:
    return [paid(person, seq), score(person, seq + 1, "theory", "59.5"), score(person, seq + 2, "skill", "30")]


@pytest.mark.parametrize(
    ("amount", "purpose"), [("254.00", "makeup_both"), ("104.00", "makeup_theory"), ("154.00", "makeup_skill")]
)
def test_the_fee_of_a_makeup_comes_from_the_table(amount: str, purpose: str) -> None:
    result = match_all([receipt(amount, payer="张三", on="2024-12-01")], ZHANG, entries=failed_both(ZHANG, 1))
    assert [draft.data["purpose"] for draft in result.drafts()] == [purpose]


def test_both_makeups_are_never_the_sum_of_two() -> None:
    result = match_all([receipt("258.00", payer="张三", on="2024-12-01")], ZHANG, entries=failed_both(ZHANG, 1))
    assert only(result).reason == "金额与 张三 的补考费对不上，或不止一种组合"


def test_one_who_passed_theory_pays_for_skill_alone() -> None:
    entries = [paid(ZHANG, 1), score(ZHANG, 2, "theory", "60"), score(ZHANG, 3, "skill", "30")]
    right = match_all([receipt("154.00", payer="张三", on="2024-12-01")], ZHANG, entries=entries)
    assert [draft.data["purpose"] for draft in right.drafts()] == ["makeup_skill"]
    assert match_all([receipt("104.00", payer="张三", on="2024-12-01")], ZHANG, entries=entries).drafts() == []


def test_a_sum_that_two_combinations_explain_is_left_to_a_person() -> None:
    entries = [*failed_both(ZHANG, 1), *failed_both(LI, 11)]
    unclear = match_all([receipt("358.00", remark="张三、李四", on="2024-12-01")], ZHANG, LI, entries=entries)
    assert unclear.drafts() == []
    clear = match_all([receipt("508.00", remark="张三、李四", on="2024-12-01")], ZHANG, LI, entries=entries)
    assert [draft.data["purpose"] for draft in clear.drafts()] == ["makeup_both", "makeup_both"]


def test_each_makeup_is_paid_for_anew_and_late_receipts_go_by_their_day() -> None:
    entries = [
        paid(ZHANG, 1), score(ZHANG, 2, "theory", "60"), score(ZHANG, 3, "skill", "30"),
        score(ZHANG, 4, "skill", "40", date(2025, 3, 9)), score(ZHANG, 5, "skill", "61", date(2025, 9, 14)),
    ]  # fmt: skip
    receipts = [receipt("154.00", payer="张三", serial=f"S{month}", on=f"2025-{month:02}-01") for month in (2, 8, 10)]
    result = match_all(receipts, ZHANG, entries=entries)
    assert [bool(match.fresh) for match in result.matches] == [True, True, False]


# copies and doubts


def test_the_same_receipt_counts_once() -> None:
    pdf = receipt(payer="张三", serial="20240720001", number="HD1", source="a" * 64)
    screenshot = receipt(payer="张三", serial="", number="", source="b" * 64, place="截图.png")
    again = receipt(payer="张三", serial="", number="HD1", source="c" * 64, place="扫描.pdf")
    for order in ([pdf, screenshot, again], [again, screenshot, pdf], [screenshot, again, pdf]):
        found = unique(order)
        assert [(u.receipt.source, len(u.copies)) for u in found] == [("a" * 64, 2)]
        assert match_all(order, ZHANG).received == Decimal("1380.00")


def test_copies_that_differ_settle_alike_in_any_order() -> None:
    copies = [receipt("1.00", remark="张三"), receipt("1.00", remark="张三、李四")]
    assert unique(copies)[0].receipt == unique(copies[::-1])[0].receipt


def test_two_transfers_of_one_day_are_two() -> None:
    assert len(unique([receipt(serial="S1"), receipt(serial="S2")])) == 2
    clocks = [
        receipt(serial="S1", on="2024-07-20 09:00:00"),
        receipt(serial="", on="2024-07-20 10:00:00", source="b" * 64),
    ]
    assert len(unique(clocks)) == 2


def test_a_bare_copy_that_fits_several_transfers_is_in_doubt() -> None:
    found = unique([receipt(serial="S1"), receipt(serial="S2"), receipt(serial="", source="b" * 64)])
    assert sorted(u.receipt.doubt for u in found) == ["", "", "没有流水号，可能与另几份回单重复"]


def test_copies_that_disagree_on_the_amount_are_in_doubt() -> None:
    result = match_all([receipt("1380.00", payer="张三"), receipt("1330.00", payer="张三", source="b" * 64)], ZHANG)
    assert only(result).reason == "同一笔回单的几份副本金额不同（1330.00、1380.00 元）"
    assert result.drafts() == []


def test_figures_and_words_must_agree() -> None:
    assert receipt("1380.00", words="壹仟叁佰捌拾元整").doubt == ""
    assert receipt("1380.00", words="壹仟捌佰叁拾元整").doubt == "大小写金额不一致（小写 1380.00 元，大写 1830.00 元）"
    result = match_all([receipt("1380.00", payer="张三", words="壹仟捌佰叁拾元整")], ZHANG)
    assert (result.drafts(), result.unexplained) == ([], Decimal("1380.00"))


def test_a_wrong_payee_is_named() -> None:
    account = Payment(payee="某某职业技能评价有限公司", account_tail="6688")
    right = receipt(payee="某某职业技能评价有限公司", tail="3500…6688", payment=account)
    assert right.doubt == ""
    assert "谨防诈骗" in receipt(payee="某某职业技能评介有限公司", tail="6688", payment=account).doubt
    assert "9999" in receipt(payee="某某职业技能评价有限公司", tail="9999", payment=account).doubt
    assert receipt(payment=account).doubt == "收款人未能读出，请查看原件"
    assert receipt(payee="别人", tail="0000").doubt == ""


def test_an_unreadable_amount_counts_as_nothing_and_is_named() -> None:
    result = match_all([receipt("", payer="张三")], ZHANG)
    assert (result.received, result.unreadable, only(result).reason) == (Decimal(0), 1, "金额未能读出，请查看原件")


# properties

STAFF = [
    someone("张三", LUOYANG, serial=20),
    someone("李四", LUOYANG, serial=21),
    someone("王小明", LUOYANG, serial=22),
    someone("张三", CHONGWU, serial=23),
    someone("陈秀英", CHONGWU, serial=24),
]
RECEIPTS = st.builds(
    receipt,
    amount=st.one_of(
        st.sampled_from(["1380.00", "2760.00", "4140.00", "104.00", "254.00", "", "0.01"]),
        st.decimals(1, 9000, places=2).map(str),
    ),
    payer=st.sampled_from([LUOYANG, CHONGWU, "张三", "王小明", "林大伟", ""]),
    remark=st.sampled_from(
        [
            "",
            "张三",
            "张三、李四",
            "李四等3人",
            "王小明认定费",
            "陈秀英 张三丰",
            "5人",
            "李四、赵六",
            "代周七缴费",
            "张三等2人",
        ]
    ),
    serial=st.sampled_from(["", "S1", "S2", "S3", "S4"]),
    words=st.sampled_from(["", "", "壹仟叁佰捌拾元整"]),
    on=st.sampled_from(["2024-07-20", "2024-07-21", "2024-12-01", ""]),
    source=st.sampled_from(["a" * 64, "b" * 64]),
)


@settings(deadline=None)
@given(st.lists(RECEIPTS, max_size=9))
@example(
    [
        receipt("1380.00", payer=LUOYANG, remark="李四、赵六", on="2024-07-20"),
        receipt("104.00", payer=LUOYANG, remark="李四等3人", on="2024-07-21"),
    ]
)
def test_a_second_run_with_nothing_new_enters_nothing(receipts: list[Receipt]) -> None:
    entries = [*failed_both(STAFF[4], 1), *(e for n, p in enumerate(STAFF) for e in reviewed(p, 100 + 2 * n))]
    first = reconcile(receipts, Roll(tuple(STAFF), fold(entries), NOTICE, EXAM))
    then = fold([*entries, *entries_of(first.drafts(), 500)])
    second = reconcile(receipts, Roll(tuple(STAFF), then, NOTICE, EXAM))
    assert second.drafts() == []
    assert {m.receipt.key: m.unexplained for m in second.matches} == {
        m.receipt.key: m.unexplained for m in first.matches
    }


@given(st.lists(RECEIPTS, max_size=9), st.randoms(use_true_random=False), st.integers(0, 9))
def test_sums_of_receipts_are_sums_of_matches_and_unexplained(receipts: list[Receipt], random, cut: int) -> None:
    entries = [*failed_both(STAFF[4], 1), *(e for n, p in enumerate(STAFF) for e in reviewed(p, 100 + 2 * n))]
    roll = Roll(tuple(STAFF), fold(entries), NOTICE, EXAM)
    result = reconcile(receipts, roll)
    counted = sum((u.receipt.amount or Decimal(0) for u in unique(receipts)), Decimal(0))
    assert result.received == counted == result.matched + result.unexplained
    assert all(match.unexplained >= 0 for match in result.matches)
    assert all(match.reason for match in result.matches if match.unexplained)
    # nobody's fee is paid more than once
    assert all(Decimal(amount) <= 1380 + 254 for amount in paid_by(result).values())
    # the order of arrival doesn't matter
    mixed = random.sample(receipts, len(receipts))
    assert [d.data for d in reconcile(mixed, roll).drafts()] == [d.data for d in result.drafts()]
    # a second run over more receipts keeps what the first one entered, and still balances
    first = reconcile(receipts[:cut], roll)
    then = fold([*entries, *entries_of(first.drafts(), 500)])
    second = reconcile(receipts, Roll(tuple(STAFF), then, NOTICE, EXAM))
    assert second.received == counted == second.matched + second.unexplained


def test_the_exam_of_these_tests_is_a_day_of_the_notice() -> None:
    assert NOTICE.exam.earliest <= EXAM <= NOTICE.exam.latest
