"""Letters to the units: own people only, masked, a reply to their mail, and never sent."""

import email
import email.policy
import re
from datetime import date, datetime

import pytest

from hui_reg.history.decisions import Choice, Stage
from hui_reg.history.standing import standing
from hui_reg.history.state import fold
from hui_reg.model import CloudLink, Entry, Leftover, Outcome, Verdict
from hui_reg.review import notices
from hui_reg.review.announcements import Matter, announcements
from hui_reg.review.letter import draft
from hui_reg.review.writing import Facts
from tests import builders
from tests.review import batch as people

DUE = date(2024, 7, 12)
AT = builders.moment("2024-07-08 09:00")
NUMBER = re.compile(r"\d{17}[\dX]")


def standings(**held):
    """Where people stand, by dossier key: decisions of the first review, then of the second, as (choice, remark)."""
    entries = [
        Entry(seq=seq, applicant=key, kind=stage, on=DUE, recorded_at=AT, by="甲", data={"choice": c, "remark": r})
        for key, several in held.items()
        for seq, (stage, (c, r)) in enumerate(zip(Stage, several, strict=False), 1)
    ]
    return {key: standing(state, people.NOTICE, DUE) for key, state in fold(entries).items()}


YES = (Choice.PASS, "")


def read(letter, sender="baoming@centre.example.com"):
    return email.message_from_bytes(draft(letter, sender, AT), policy=email.policy.default)


def text(letter):
    return read(letter).get_content().replace("\r\n", "\n")


def test_each_unit_gets_one_letter_about_its_own_people():
    members = people.people(12)
    letters = notices.corrections(Facts(people.NOTICE, members), DUE)
    due = {a.dossier.unit for a in members if a.verdict is Verdict.CORRECT}
    assert [letter.unit for letter in letters] == sorted(due)
    for letter in letters:
        own = {a.dossier.name for a in members if a.dossier.unit == letter.unit and a.verdict is Verdict.CORRECT}
        others = {a.dossier.name for a in members} - own
        said = text(letter)
        assert all(f"{name}（" in said for name in own)
        assert not any(f"{name}（" in said for name in others)
        assert all(unit == letter.unit or unit not in said for unit in people.UNITS)


def test_it_says_what_is_wrong_what_to_send_and_by_when():
    (letter,) = notices.corrections(Facts(people.NOTICE, [people.assessment(Verdict.CORRECT, "李四")]), DUE)
    said = text(letter)
    assert "身份证只有人像面" in said
    assert "请补交身份证国徽面的复印件（PDF）。" in said
    assert "2024年7月12日" in said
    assert people.NOTICE.number in said


def test_no_number_stands_unmasked_wherever_it_came_from():
    base = people.assessment(Verdict.CORRECT, "李四")
    number = base.dossier.id_number
    findings = tuple(
        f.model_copy(update={"message": f"号码{number}不符", "hint": f"请核对 {number}"}) for f in base.findings
    )
    mail = base.dossier.messages[0].model_copy(update={"subject": f"报名 {number}", "sender_name": number})
    dossier = base.dossier.model_copy(update={"messages": (mail,)})
    leftover = Leftover(file=builders.file(mail, f"{number}.pdf"), reason=f"有{number}")
    facts = Facts(
        people.NOTICE,
        [base.model_copy(update={"findings": findings, "dossier": dossier})],
        leftovers=[leftover],
        messages=[mail],
        units={mail.sha256: dossier.unit},
    )
    (letter,) = notices.corrections(facts, DUE)
    mail = read(letter)
    assert not NUMBER.search(mail.get_content() + str(mail["subject"]) + str(mail["to"]))
    assert f"{number[:6]}********{number[-4:]}" in mail.get_content()


def test_it_replies_to_the_latest_mail_of_the_unit():
    old = builders.message("旧", received="2024-06-28 09:00", message_id="<old@unit.example.com>")
    new = builders.message(
        "Re: 报名材料", received="2024-07-02 09:00", message_id="<new@unit.example.com>", sender="小王"
    )
    member = people.assessment(Verdict.CORRECT, messages=(old, new))
    mail = read(notices.corrections(Facts(people.NOTICE, [member]), DUE)[0])
    assert (mail["in-reply-to"], mail["references"]) == ("<new@unit.example.com>",) * 2
    assert mail["subject"].startswith("Re: 报名材料 ")
    assert mail["to"].addresses[0].addr_spec == new.sender_address
    assert mail["x-unsent"] == "1"


@pytest.mark.parametrize(
    "hostile",
    [
        {"subject": "a\r\nBcc: evil@example.com"},
        {"sender_address": "a@example.com\r\nBcc: evil@example.com"},
        {"sender_address": "a@example.com, evil@example.com"},
        {"sender_name": "x\r\nBcc: evil@example.com", "message_id": "<a>\r\nBcc: evil@example.com"},
        {"message_id": "<a@b>\nX: y", "sender_address": "不是地址"},
    ],
)
def test_nothing_from_outside_makes_a_header(hostile):
    mail = builders.message().model_copy(update=hostile)
    member = people.assessment(Verdict.CORRECT, messages=(mail,))
    made = read(notices.corrections(Facts(people.NOTICE, [member]), DUE)[0])
    assert made["bcc"] is None
    assert made["x"] is None
    assert "evil@example.com" not in str(made["to"] or "").replace("x Bcc: ", "").split("<")[-1]


def test_a_reviewers_decision_outweighs_the_proposal():
    correct, passing = people.assessment(Verdict.CORRECT, "李四"), people.assessment(Verdict.PASS, "张三")
    decided = standings(
        **{
            correct.dossier.key: [(Choice.PASS, "已电话核实")],
            passing.dossier.key: [(Choice.CORRECT, "照片请重拍")],
        }
    )
    (letter,) = notices.corrections(Facts(people.NOTICE, [correct, passing], decided), DUE)
    assert "李四" not in text(letter)
    assert "照片请重拍" in text(letter)


def test_doubts_that_a_reviewer_turned_into_demands_are_in_the_letter():
    doubtful = people.assessment(Verdict.REVIEW, "李四")
    hint = doubtful.findings[0].hint
    decided = standings(**{doubtful.dossier.key: [(Choice.CORRECT, "请照办")]})
    assert notices.corrections(Facts(people.NOTICE, [doubtful]), DUE) == []
    (letter,) = notices.corrections(Facts(people.NOTICE, [doubtful], decided), DUE)
    assert hint in text(letter) and "请照办" in text(letter)
    assert "请补：" not in text(letter)


def test_what_came_without_a_name_is_asked_after_along_with_what_is_asked():
    mended = people.assessment(Verdict.CORRECT, "李四")
    hint = "请说明收到的证件照“照片4.jpg”“照片9.jpg”各是谁的，不用另交。"
    told = "收到的证件照“照片4.jpg”“照片9.jpg”没有写明是谁的，不能确定哪一份是李四的。"
    asked = people.finding("A105", Outcome.REVIEW, told, hint)
    doubtful = mended.model_copy(update={"findings": (*mended.findings, asked)})
    (letter,) = notices.corrections(Facts(people.NOTICE, [doubtful]), DUE)
    assert told.rstrip("。") in text(letter).replace("\n", "") and hint in text(letter)
    assert "未找到" not in text(letter)


def test_strays_are_named_to_their_own_unit_alone():
    one = people.assessment(Verdict.CORRECT, "李四", unit=people.UNITS[0])
    other = people.assessment(
        Verdict.CORRECT,
        "王小明",
        unit=people.UNITS[1],
        messages=(builders.message("另一个", address="b@other.example.com"),),
    )
    mail = other.dossier.messages[0]
    stray = Leftover(file=builders.file(mail, "扫描件0001.pdf"), reason="没有姓名")
    units = {mail.sha256: people.UNITS[1]}
    facts = Facts(people.NOTICE, [one, other], leftovers=[stray], messages=[mail], units=units)
    saying = {letter.unit for letter in notices.corrections(facts, DUE) if "扫描件0001.pdf" in text(letter)}
    assert saying == {people.UNITS[1]}


def test_who_passed_is_told_the_fee_only_after_the_second_review():
    one, other = people.assessment(Verdict.PASS, "张三"), people.assessment(Verdict.PASS, "陈美丽")
    decided = standings(**{one.dossier.key: [YES, YES], other.dossier.key: [YES]})
    (letter,) = announcements(Facts(people.NOTICE, [one, other], decided), Matter.PASSED, DUE)
    said = text(letter)
    assert letter.people == 2
    assert "每人 1380 元，共 1380 元" in said
    assert "现在请勿缴费" in said
    assert announcements(Facts(people.NOTICE, [one, other]), Matter.PASSED, DUE) == []


def test_the_draft_is_dated_and_has_a_sender_only_when_one_is_known():
    (letter,) = notices.corrections(Facts(people.NOTICE, [people.assessment(Verdict.CORRECT)]), DUE)
    assert read(letter)["from"].addresses[0].addr_spec == "baoming@centre.example.com"
    assert read(letter, "")["from"] is None
    assert isinstance(read(letter)["date"].datetime, datetime)


def of_unit(*mails, addresses, name="李四"):
    return people.assessment(Verdict.CORRECT, name, messages=mails, addresses=addresses)


def mail_from(address, received="2024-07-01 09:00", **more):
    return builders.message("报名材料", address=address, received=received, **more)


def test_a_stranger_who_wrote_last_gets_no_letter_and_no_answer():
    own = mail_from("unit@example.com", message_id="<own@example.com>", sender="小王")
    strange = mail_from("x@example.com", "2024-07-03 09:00", message_id="<x@example.com>", sender="小王")
    (letter,) = notices.corrections(Facts(people.NOTICE, [of_unit(own, strange, addresses=("unit@example.com",))]), DUE)
    mail = read(letter)
    assert [a.addr_spec for a in mail["to"].addresses] == ["unit@example.com"]
    assert mail["in-reply-to"] == "<own@example.com>"
    assert "x@example.com" not in mail.as_string()


@pytest.mark.parametrize(
    ("addresses", "candidates"),
    [
        (("a@example.com", "b@example.com"), ("a@example.com", "b@example.com")),
        ((), ("b@example.com",)),
        (("不是地址",), ("b@example.com",)),
    ],
)
def test_where_it_cannot_be_told_people_fill_in_the_recipient(addresses, candidates):
    members = [of_unit(mail_from(""), mail_from("b@example.com", "2024-07-02 09:00"), addresses=addresses)]
    (letter,) = notices.corrections(Facts(people.NOTICE, members), DUE)
    mail = read(letter)
    assert (mail["to"], mail["in-reply-to"]) == (None, None)
    assert letter.recipient.candidates == candidates
    assert letter.recipient.why
    assert letter.recipient.shown == "（未填）" + "、".join(candidates)


def test_a_mail_of_links_alone_is_answered_unless_it_calls_itself_a_unit_that_sent_from_elsewhere():
    links = [CloudLink(provider="QQ", url="https://x.test")]
    bare = builders.message("材料", address="new@example.com", cloud_links=links)
    posing = builders.message(f"{people.UNITS[0]} 补充", address="x@example.com", cloud_links=links)
    facts = Facts(people.NOTICE, [people.assessment(Verdict.PASS)], messages=(bare, posing))
    letters = notices.corrections(facts, DUE)
    assert [letter.address for letter in letters] == ["new@example.com", ""]
    assert letters[1].recipient.candidates == ("x@example.com",)


def test_the_same_request_is_the_same_mail_whatever_the_day():
    facts = Facts(people.NOTICE, people.people(12))

    def identifiers(facts, due, key=b"k"):
        return [
            email.message_from_bytes(draft(letter, "a@centre.example.com", AT, key))["message-id"]
            for letter in notices.corrections(facts, due)
        ]

    today = identifiers(facts, DUE)
    assert len(set(today)) == len(today) > 1
    assert identifiers(facts, date(2024, 7, 13)) == today
    assert not set(identifiers(facts, DUE, b"another")) & set(today)
    one = people.assessment(Verdict.CORRECT)
    less = one.model_copy(update={"findings": one.findings[:1]})
    asked = [identifiers(Facts(people.NOTICE, [person]), DUE) for person in (one, less)]
    assert asked[0] != asked[1]
