"""What a county says differently by its notice alone: a term for corrections, another ground of the photo."""

from datetime import date

import pytest

from hui_reg.notice import Notice
from hui_reg.rules import check
from tests import builders as b
from tests.notice.changed import EXTENDED, changed

WHO = b.person()


def told(notice: Notice, first: str, second: str | None = None) -> dict[str, str]:
    """A dossier whose papers but the photo came at ``first``, the photo at ``second``; all at once without it."""
    mails = b.message(received=first), b.message("补正", received=second or first)
    *papers, photo = b.materials(WHO)
    exhibits = [*(b.exhibit(p, mail=mails[0]) for p in papers), b.exhibit(photo, mail=mails[1])]
    found = check(b.dossier(WHO, *exhibits, messages=mails), notice).findings
    return {finding.rule: finding.message for finding in found}


@pytest.mark.parametrize(
    ("first", "second", "until", "said"),
    [
        ("2024-07-05 23:59", "2024-07-06 00:00", None, "晚于报名截止时间"),
        ("2024-07-05 23:59", "2024-07-06 00:00", date(2024, 7, 12), ""),
        ("2024-07-05 23:59", "2024-07-12 23:59", date(2024, 7, 12), ""),
        ("2024-07-05 23:59", "2024-07-13 00:00", date(2024, 7, 12), "晚于补正期限"),
        ("2024-07-06 00:00", "2024-07-07 09:00", date(2024, 7, 12), "晚于报名截止时间"),
        ("2024-07-06 00:00", None, date(2024, 7, 12), "晚于报名截止时间"),
    ],
)
def test_what_completes_papers_sent_in_time_is_not_late(
    notice: Notice, first: str, second: str | None, until: date | None, said: str
) -> None:
    term = notice.registration.model_copy(update={"corrections_until": until})
    found = told(notice.model_copy(update={"registration": term}), first, second)
    assert found.keys() == ({"C306"} if said else set())
    assert said in found.get("C306", "")


PLAIN = {"white_share": 0.0, "border_level": 90.0}


@pytest.mark.parametrize(
    ("ground", "facts", "outcome", "says"),
    [
        ("blue", {}, "review", "蓝底比例没有测出"),
        ("blue", PLAIN | {"blue_share": 0.9, "red_share": 0.0}, "", ""),
        ("blue", PLAIN | {"blue_share": 0.89, "red_share": 0.0}, "review", "颜色不够"),
        ("blue", PLAIN | {"blue_share": 0.0, "red_share": 0.9}, "correct", "证件照是红底，通知要求蓝底"),
        ("blue", {"blue_share": 0.01, "red_share": 0.0}, "correct", "证件照是白底，通知要求蓝底"),
        ("blue", PLAIN | {"blue_share": 0.3, "red_share": 0.3, "white_share": 0.3}, "review", "颜色不够"),
        ("red", PLAIN | {"blue_share": 0.0, "red_share": 0.95}, "", ""),
        ("red", PLAIN | {"blue_share": 0.95, "red_share": 0.0}, "correct", "证件照是蓝底，通知要求红底"),
        ("red", PLAIN | {"blue_share": 0.95}, "review", "红底比例没有测出"),
        ("white", PLAIN | {"blue_share": 0.95, "red_share": 0.0}, "correct", "不是白色"),
    ],
)
def test_the_ground_is_the_one_that_the_notice_asks_for(
    notice: Notice, ground: str, facts: dict[str, float], outcome: str, says: str
) -> None:
    asked = notice.model_copy(update={"photo": notice.photo.model_copy(update={"background": ground})})
    papers = [b.photo(**facts) if paper.kind == "photo" else paper for paper in b.materials(WHO)]
    found = check(b.dossier(WHO, *papers), asked).findings
    assert [(f.rule, f.outcome.value) for f in found] == ([("B208", outcome)] if outcome else [])
    assert says in "".join(f.message for f in found)
    assert ground == "white" or all(f"请提交{'蓝' if ground == 'blue' else '红'}底" in f.hint for f in found)


def test_of_two_photos_the_one_with_the_right_ground_counts(notice: Notice) -> None:
    asked = notice.model_copy(update={"photo": notice.photo.model_copy(update={"background": "blue"})})
    *papers, white = b.materials(WHO)
    blue = b.exhibit(b.photo(**PLAIN, blue_share=0.97), "蓝底.jpg")
    assert check(b.dossier(WHO, *papers, white, blue), asked).findings == ()


# values that were changed in mid-season


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("2024-07-01 09:00", ""),
        ("2024-07-08 09:00", ""),
        ("2024-07-12 23:59", ""),
        ("2024-07-13 00:00", "晚于报名截止时间"),
    ],
)
def test_a_term_extended_is_everybodys(first: str, said: str) -> None:
    found = told(changed(("deadline", EXTENDED)), first)
    assert found.keys() == ({"C306"} if said else set())
    assert said in found.get("C306", "")


def test_what_is_late_cites_the_clause_that_extended_the_term() -> None:
    late = b.message(received="2024-07-20 09:00")
    (finding,) = check(b.faultless(WHO, mail=late), changed(("deadline", EXTENDED))).findings
    assert finding.basis.endswith("补充通知（一）：报名延长至7月12日")


@pytest.mark.parametrize(("extended_to", "late"), [(None, True), (date(2024, 7, 8), False), (date(2024, 7, 7), True)])
def test_staff_may_extend_the_term_for_somebody(notice: Notice, extended_to: date | None, late: bool) -> None:
    mail = b.message(received="2024-07-08 22:00")
    found = check(b.faultless(WHO, mail=mail, extended_to=extended_to), notice).findings
    assert [f.rule for f in found] == (["C306"] if late else [])
    assert not late or ("延长后的期限" in found[0].message) == bool(extended_to)


@pytest.mark.parametrize(
    ("first", "valid_to", "outcome"),
    [
        ("2024-07-01 09:00", "2024-07-08", ""),  # valid on the deadline as it was when the person registered
        ("2024-07-01 09:00", "2024-07-04", "correct"),
        ("2024-07-06 09:00", "2024-07-08", "correct"),
        ("2024-07-06 09:00", "2024-07-12", ""),
    ],
)
def test_a_card_is_valid_on_one_of_the_deadlines_since(first: str, valid_to: str, outcome: str) -> None:
    mail, who = b.message(received=first), b.person(number=b.id_number("1974-07-01"))
    valid_from = f"{int(valid_to[:4]) - 20}{valid_to[4:]}"
    card = b.id_card(who, id_valid_from=valid_from, id_valid_to=valid_to)
    papers = [card if paper.kind == "id_card" else paper for paper in b.materials(who)]
    found = check(b.dossier(who, *papers, mail=mail), changed(("deadline", EXTENDED))).findings
    assert {f.rule: f.outcome.value for f in found} == ({"B205": outcome} if outcome else {})


@pytest.mark.parametrize(
    ("first", "born", "outcome"),
    [
        ("2024-07-01 09:00", "2008-07-05", ""),
        ("2024-07-01 09:00", "2008-07-08", "review"),  # sixteen by the one deadline, not by the other
        ("2024-07-08 09:00", "2008-07-08", ""),
        ("2024-07-01 09:00", "2008-07-13", "ineligible"),
    ],
)
def test_an_age_that_hangs_on_which_deadline_counts_is_for_a_person(first: str, born: str, outcome: str) -> None:
    who = b.person(number=b.id_number(born))
    dossier = b.dossier(who, b.form(who), b.id_card(who), mail=b.message(received=first))
    found = {f.rule: f.outcome.value for f in check(dossier, changed(("deadline", EXTENDED))).findings}
    assert found.get("B211", "") == outcome


@pytest.mark.parametrize(("first", "asked"), [("2024-07-01 09:00", False), ("2024-07-03 00:00", True)])
def test_what_is_demanded_is_what_was_demanded_when_one_registered(first: str, asked: bool) -> None:
    age = 'minimum_age = [{ value = 16 }, { from = 2024-07-03, value = 45, basis = "补充通知：满45周岁" }]'
    found = check(b.faultless(WHO, mail=b.message(received=first)), changed(("minimum_age", age))).findings
    assert [f.rule for f in found] == (["B211"] if asked else [])
    assert not asked or found[0].basis.endswith("补充通知：满45周岁")
