"""Small wrong changes of the rules that no case told from the right ones: each with the dossier that tells it."""

from typing import Any

import pytest

from hui_reg.model import Finding
from hui_reg.notice import Notice, parse, shipped
from hui_reg.notice.terms import RuleChange
from hui_reg.rules import BY_ID, check
from hui_reg.rules.case import Case
from hui_reg.rules.cut_off import SEND_AGAIN
from hui_reg.rules.periods import card_periods
from tests import builders as b
from tests.rules.casebook import CASES, assessed, load

WHO = b.person("张三", number="350521199003072123")


def found(case: dict[str, Any], notice: Notice) -> dict[str, Finding]:
    return {finding.rule: finding for finding in assessed(case, notice).findings}


def test_a_notice_without_a109_loses_no_doubt(notice: Notice) -> None:
    faint = {"who": "高中", "diploma": {"graduation_date": {"untold": "模糊"}}}
    assert found(faint, notice).keys() == {"A109"}
    off = notice.model_copy(update={"rules": {"A109": RuleChange(enabled=False, reason="另行核对")}})
    told = found(faint, off)
    assert told.keys() == {"C301"} and told["C301"].outcome == "review" and "模糊" in told["C301"].message


def test_a_finding_has_the_clause_of_its_rule_or_its_own(notice: Notice) -> None:
    assert found({"without": ["photo"]}, notice)["A105"].basis == BY_ID["A105"].basis(notice) != ""
    assert "申报条件" in found({"who": "高中", "person": {"graduation_date": "2022-07-01"}}, notice)["C301"].basis


def test_a_photo_under_anothers_name_and_a_strangers_paper(notice: Notice) -> None:
    mine = [b.exhibit(one) for one in b.materials(WHO)[:-1]]
    named = b.exhibit(b.photo(), "李四.jpg").model_copy(update={"named": "李四"})
    [own] = check(b.dossier(WHO, *mine, named), notice).findings
    assert (own.rule, own.message) == ("A110", "证件照“李四.jpg”的文件名写的是李四，请核对是否张三本人的。")
    strange = b.exhibit(b.diploma(b.person("王五")), "张三/毕业证2.pdf")
    [other] = check(b.dossier(WHO, *mine, b.exhibit(b.photo()), strangers=(strange,)), notice).findings
    assert (other.rule, other.message) == ("A110", "材料中夹有王五的毕业证（张三/毕业证2.pdf）。")


def test_a_name_on_the_form_that_was_read_faintly_is_a_doubt_of_the_names(notice: Notice) -> None:
    faint = found({"application_form": {"name": {"unsure": "张王", "confidence": "0.7"}}}, notice)
    assert faint.keys() == {"A109"} and "各材料姓名不一致" in faint["A109"].message


@pytest.mark.parametrize(("weak", "sure"), [("application_form", "education_record"), ("diploma", "education_record"),
                                            ("education_record", "application_form")])  # fmt: skip
def test_a_faint_birth_date_hides_no_wrong_one_behind_it(notice: Notice, weak: str, sure: str) -> None:
    case = {weak: {"birth_date": {"unsure": "1989-03-07"}}, sure: {"birth_date": "1991-03-07"}}
    told = found(case, notice)["B204"]
    assert "1991年3月7日" in told.message and "1989" not in told.message


@pytest.mark.parametrize(("end", "sure"), [("2026-03", False), ("2026-04", True), ("2026", False), ("2027", True)])
def test_the_month_of_either_deadline_leaves_a_cards_end_open(end: str, sure: bool) -> None:
    """A notice whose deadline was put off into the next month: the card may have ended before either."""
    text = shipped("minxi-2026-4").replace("value = 2026-03-27", "value = 2026-04-10")
    for month in ("2026-03", "2026-04"):
        dossier = b.dossier(WHO, b.id_card(WHO, id_valid_to=month))
        assert not card_periods(Case(dossier, parse(text)))[0].sure, month
    dossier = b.dossier(WHO, b.id_card(WHO, id_valid_to=end))
    assert card_periods(Case(dossier, parse(shipped("minxi-2026-4"))))[0].sure is sure


def test_a_mail_whose_arrival_is_unsure_hides_no_late_one(notice: Notice) -> None:
    moved = b.message(received="2024-07-08 09:00", stamped_at=None)
    late = b.message("补充", received="2024-07-09 09:00")
    papers = b.materials(WHO)
    exhibits = [b.exhibit(one, mail=moved) for one in papers[:-1]] + [b.exhibit(papers[-1], mail=late)]
    dossier = b.dossier(WHO, *exhibits, mail=moved, messages=(moved, late))
    [told] = check(dossier, notice).findings
    assert told.rule == "C306" and "不能确定是否逾期" in told.message and "2024年7月9日09:00收到，晚于" in told.message


def unknown(notice: Notice, own: str, unit: str, *, all_strange: bool = False) -> str:
    first, new = b.message(address=own), b.message("补充", address="new@x.example", received="2024-07-02 09:00")
    papers = [b.exhibit(one, mail=new if all_strange else first) for one in b.materials(WHO)]
    strange = {"superseded": True, "unconfirmed": True}
    papers = [one.model_copy(update={"unconfirmed": True}) if all_strange else one for one in papers]
    extra = b.exhibit(b.photo(), "新照片.jpg", mail=new).model_copy(update=strange)
    dossier = b.dossier(WHO, *papers, extra, mail=first, messages=(first, new), addresses=(unit,) if unit else ())
    return {f.rule: f.message for f in check(dossier, notice).findings}["D408"]


def test_whose_papers_were_there_before_a_strangers(notice: Notice) -> None:
    assert "此前的材料由own@x.example发来" in unknown(notice, "own@x.example", "unit@x.example")
    assert "此前的材料由（没有写发件地址）发来" in unknown(notice, "", "unit@x.example")
    assert "本单位的材料由unit@x.example发来" in unknown(notice, "own@x.example", "unit@x.example", all_strange=True)


def test_a_faint_word_that_a_student_has_left_is_told(notice: Notice) -> None:
    for word in ("不在籍（退学）", "不在籍（毕业）"):
        told = found({"who": "在读", "enrolment_report": {"enrolment_status": {"unsure": word}}}, notice)
        assert "学籍状态" in told["A109"].message, word
    plain = found({"who": "在读", "enrolment_report": {"enrolment_status": {"unsure": "在籍"}}}, notice)
    assert plain.keys() == {"C302"}


def test_years_that_nobody_filled_in(notice: Notice) -> None:
    case = {"who": "护理", "application_form": {"years_in_occupation": "null"}}
    [told] = assessed(case, notice).findings
    assert "途径“从业满一年”：申报表没有填写从事本职业年限" in told.message
    gone = {"who": "护理", "without": ["application_form"]}
    assert "没有见到申报表，不知道从事本职业年限" in found(gone, notice)["C302"].message


@pytest.mark.parametrize(("year", "checked"), [(2000, False), (2001, True)])
def test_numbers_are_checked_from_the_first_year_of_registration(notice: Notice, year: int, checked: bool) -> None:
    """Certificates are registered, and numbered by the one rule, from the graduates of 2001 on."""
    who = {"born": "1978-03-07", "graduation_date": f"{year}-07-01", "certificate_number": "123451199906000001"}
    assert ("D403" in found({"person": who}, notice)) is checked


@pytest.mark.parametrize("rule", ["A101", "A102", "A103", "A104", "A105", "A106", "A108", "A113", "D401", "D406"])
def test_what_a_mail_that_came_cut_off_lacks_is_asked_of_nobody(notice: Notice, rule: str) -> None:
    """The rest of the mail may hold it: a person looks, and the mail is asked for again."""
    told = [case for case in load(CASES / f"{rule}.yml")["fail"] if case["expect"].get(rule) == "correct"]
    assert told
    for case in told:
        whole = found(case, notice)[rule]
        cut = found({**case, "mail": [{"problem": "incomplete"}]}, notice).get(rule)
        assert whole.outcome == "correct"
        assert cut is None or (cut.outcome, cut.hint) == ("review", SEND_AGAIN), case["why"]
    assert any(found({**case, "mail": [{"problem": "incomplete"}]}, notice).get(rule) for case in told)
