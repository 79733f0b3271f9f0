"""Values with a history: which one counts of which day, what is cited, and what a faulty history is told."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hui_reg.errors import HuiRegError
from hui_reg.notice import parse, shipped, told
from hui_reg.notice.dated import DAYS, LATEST, as_of, changes, days
from hui_reg.notice.terms import Notice
from tests.notice.changed import DEARER, EXTENDED, changed, text_of

TWICE = ", ".join(['{ from = 2024-07-20, value = 1, basis = "x" }'] * 2)


def test_a_notice_without_histories_is_itself_on_any_day() -> None:
    plain = parse(shipped())
    assert plain.on(date(2024, 1, 1)) is plain is plain.on(None)
    assert (plain.changes, plain.ever()) == ((), (plain,))


@pytest.mark.parametrize(("day", "fee"), [("2024-07-19", "1380"), ("2024-07-20", "1280.50"), ("2024-12-31", "1280.50")])
def test_the_value_of_a_day(day: str, fee: str) -> None:
    notice = changed(("registration = 1380", DEARER))
    assert notice.on(date.fromisoformat(day)).fees.registration == Decimal(fee)
    assert notice.fees.registration == Decimal("1280.50")


def test_an_extended_term_is_everybodys_on_any_day() -> None:
    notice = changed(("deadline", EXTENDED))
    assert {state.registration.deadline for state in notice.ever()} == {date(2024, 7, 12)}
    assert not notice.is_late(datetime(2024, 7, 12, 15, 59, tzinfo=UTC))
    assert notice.deadlines(date(2024, 7, 2)) == (date(2024, 7, 5), date(2024, 7, 12))
    assert notice.deadlines(date(2024, 7, 3)) == (date(2024, 7, 12),)
    assert notice.deadlines(date(2024, 8, 3)) == (date(2024, 7, 12),)


def test_the_clause_is_cited_where_the_section_is() -> None:
    notice = changed(("deadline", EXTENDED), ("registration = 1380", DEARER))
    assert notice.registration.basis.endswith("；补充通知（一）：报名延长至7月12日")
    assert notice.fees.basis.endswith("；补充通知（二）：7月20日起降为1280.5元")
    assert "补充通知" not in notice.on(date(2024, 7, 19)).fees.basis


@pytest.mark.parametrize(
    ("line", "new", "cites"),
    [
        ("minimum_width", "[{ value = 295 }, { from = 2024-07-01, value = 100, basis = '丙' }]", "photo"),
        (
            "recognition_before",
            "[{ value = 2001 }, { from = 2024-07-01, value = 2003, basis = '丙' }]",
            "education_record",
        ),
    ],
)  # fmt: skip
def test_a_section_without_a_clause_cites_the_materials(line: str, new: str, cites: str) -> None:
    notice = changed((line, f"{line} = {new}"))
    assert notice.materials[cites].basis.endswith("；丙")
    assert "丙" not in notice.on(date(2024, 6, 30)).materials[cites].basis


def test_a_history_may_stand_in_a_list_of_tables() -> None:
    amount = 'amount = [{ value = 1000 }, { from = 2025-01-01, value = 800, basis = "省厅文件" }]'
    notice = changed(("amount = 1000", amount))
    assert [notice.on(date(2024, 12, 31)).subsidies[0].amount, notice.subsidies[0].amount] == [1000, 800]
    assert notice.subsidies[0].basis.endswith("省厅文件")
    assert "省厅文件" not in notice.subsidies[1].basis


def test_several_histories_are_told_day_by_day() -> None:
    data = {
        "fees": {"a": [{"value": 1}, {"from": date(2024, 2, 1), "value": 2, "basis": "x"}]},
        "exam": {"b": [{"value": 1}, {"from": date(2024, 3, 1), "value": 2, "basis": "y"}], "basis": "z"},
    }
    found = changes(data)
    assert days(found) == [date(2024, 2, 1), date(2024, 3, 1)]
    on = {day: as_of(data, found, day) for day in (date(2024, 1, 31), date(2024, 2, 1), date(2024, 3, 1), None)}
    assert [(at["fees"]["a"], at["exam"]["b"]) for at in on.values()] == [(1, 1), (2, 1), (2, 2), (2, 2)]
    assert on[None]["exam"]["basis"] == "z；y"
    assert data["exam"]["b"] != 2, "the data itself stays"


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ('[{ value = 1380, from = 2024-06-24 }]', "最初的值"),
        ('[{ value = 1380 }, { value = 1280, basis = "x" }]', "从哪天起"),
        ('[{ value = 1380 }, { from = 2024-07-20, value = 1280 }]', "依据"),
        ('[{ value = 1380 }, { from = "7月", value = 1280, basis = "x" }]', "应是日期"),
        ('[{ value = 1380 }, { from = 2024-07-20, value = 1280, basis = "x", note = 1 }]', "写作"),
        ('[{ value = 1380 }, { from = 2024-07-20, basis = "x" }]', "写作"),
        (f"[{{ value = 3 }}, {TWICE}]", "晚于前一项"),
        ('[{ value = 1380 }, { from = 2024-07-20, value = -1, basis = "x" }]', "fees.registration"),
    ],
)  # fmt: skip
def test_a_faulty_history_is_refused_with_its_line(history: str, said: str) -> None:
    text = text_of(("registration = 1380", f"registration = {history}"))
    with pytest.raises(HuiRegError) as caught:
        parse(text)
    assert said in caught.value.message
    line = text.splitlines().index(f"registration = {history}") + 1
    assert f"第 {line} 行" in caught.value.message


def test_a_state_that_contradicts_itself_is_refused_though_the_last_does_not() -> None:
    latest = 'latest = [{ value = 2024-08-01 }, { from = 2024-07-20, value = 2024-09-30, basis = "x" }]'
    with pytest.raises(HuiRegError, match=r"exam\.latest"):
        parse(text_of(("latest", latest)))


def test_the_changes_are_told_with_the_day_that_counts() -> None:
    notice = changed(("deadline", EXTENDED), ("registration = 1380", DEARER))
    (section,) = [section for section in told(notice) if section.title == "先后的变更"]
    assert section.sentences == (
        "registration.deadline：起初为 2024年7月5日；2024年7月3日起为 2024年7月12日。" + LATEST + "。",
        "　　依据：补充通知（一）：报名延长至7月12日",
        "fees.registration：起初为 1380；2024年7月20日起为 1280.50。" + DAYS["fees"] + "。",
        "　　依据：补充通知（二）：7月20日起降为1280.5元",
    )


def test_every_section_named_in_the_table_exists() -> None:
    assert set(DAYS) <= set(Notice.model_fields)
