"""What a stranger sends in a unit's name changes nothing that counts, and no letter goes to where it came from."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.desk.correspondence.origins import speaking_for
from hui_reg.dossiers import Trust, assemble
from hui_reg.model import Assembly, Dossier, Verdict
from hui_reg.review import notices
from hui_reg.review.recipients import recipient_of
from hui_reg.review.writing import Facts
from hui_reg.rules import check
from tests.builders import (
    Mail,
    Person,
    diploma,
    form,
    id_card,
    id_number,
    materials,
    moment,
    person,
    photo,
    record,
    roster,
)
from tests.dossiers.assembling import NOTICE, assembled, label_of

ZHANG, LI, WANG = person("张三"), person("李四"), person("王小明")
UNIT = "惠安县螺城镇人民政府"
WINDOW, COLLEAGUE, STRANGER = "window@luocheng.example.com", "second@luocheng.example.com", "x@elsewhere.example.com"
PATHS = ("申报表.docx", "身份证.pdf", "毕业证.pdf", "备案表.pdf", "照片.jpg")


def mail(address: str = WINDOW, received: str = "2024-07-01 09:00", **more: object) -> Mail:
    return Mail(f"{UNIT} 报名材料", {"address": address, "received": received, **more})


def with_all(made: Mail, *people: Person) -> Mail:
    for who in people:
        for path, what in zip(PATHS, materials(who), strict=True):
            made.add(f"{who.name}/{path}", what)
    return made


def current(d: Dossier) -> set[str]:
    return {f"{e.file.message}{label_of(e)}" for e in d.exhibits if not e.superseded}


def strange(d: Dossier) -> set[str]:
    return {label_of(e) for e in d.exhibits if e.unconfirmed}


def found(d: Dossier) -> dict[str, str]:
    return {finding.rule: finding.outcome.value for finding in check(d, NOTICE).findings}


def test_a_strangers_photo_is_set_beside_and_named() -> None:
    second = mail(STRANGER, "2024-07-02 09:00").add("张三/照片.jpg", photo())
    done = assembled(with_all(mail(), ZHANG), second).of("张三")
    assert strange(done) == {"张三/照片.jpg"}
    assert len(current(done)) == 5
    assert found(done) == {"D408": "review"}
    (finding,) = check(done, NOTICE).findings
    assert STRANGER in finding.message and WINDOW in finding.message
    assert [material.value for material in finding.materials] == ["photo"]


@pytest.mark.parametrize("address", [WINDOW, WINDOW.upper()])
def test_the_unit_itself_replaces(address: str) -> None:
    second = mail(address, "2024-07-02 09:00").add("张三/新照片.jpg", photo())
    done = assembled(with_all(mail(), ZHANG), second).of("张三")
    assert strange(done) == set()
    assert found(done) == {"C308": "note"}


def test_the_same_domain_is_not_enough() -> None:
    second = mail(COLLEAGUE, "2024-07-02 09:00").add("张三/新照片.jpg", photo())
    assert strange(assembled(with_all(mail(), ZHANG), second).of("张三")) == {"张三/新照片.jpg"}


def test_the_same_bytes_from_elsewhere_are_a_copy_and_no_doubt() -> None:
    first = mail().add("张三/照片.jpg", photo(), content="same").add("张三/身份证.pdf", id_card(ZHANG))
    done = assembled(first, mail(STRANGER, "2024-07-02 09:00").add("张三/p.jpg", photo(), content="same")).of("张三")
    assert strange(done) == set()
    assert "D408" not in found(done)


def test_a_persons_first_papers_may_come_from_anywhere() -> None:
    second = with_all(mail(COLLEAGUE, "2024-07-02 09:00"), LI)
    done = assembled(with_all(mail(), ZHANG), second).of("李四")
    assert found(done) == {}
    assert done.addresses == (WINDOW,)


def test_who_began_a_person_is_no_stranger_until_the_unit_takes_the_person_up() -> None:
    first, begun = with_all(mail(), ZHANG), with_all(mail(COLLEAGUE, "2024-07-02 09:00"), LI)
    more = mail(COLLEAGUE, "2024-07-03 09:00").add("李四/新照片.jpg", photo())
    assert found(assembled(first, begun, more).of("李四")) == {"C308": "note"}
    taken_up = mail(WINDOW, "2024-07-04 09:00").add("李四/照片再传.jpg", photo())
    late = mail(COLLEAGUE, "2024-07-05 09:00").add("李四/照片三.jpg", photo())
    done = assembled(first, begun, more, taken_up, late).of("李四")
    assert strange(done) == {"李四/照片三.jpg"}
    assert f"{taken_up.message.sha256}李四/照片再传.jpg" in current(done)


def assembled_with(trust: Trust, *mails: Mail) -> Assembly:
    files = [file for made in mails for file in made.files]
    readings = {sha: read for made in mails for sha, read in made.readings.items()}
    return assemble([made.message for made in mails], files, readings, NOTICE, trust)


@pytest.mark.parametrize(
    ("trust", "is_known"),
    [
        (Trust({"<ours@x>": UNIT}), True),
        (Trust({"<ours@x>": "惠安县崇武镇人民政府"}), False),
        (Trust({"<another@x>": UNIT}), False),
        (Trust(confirmed={UNIT: [COLLEAGUE]}), True),
        (Trust(confirmed={UNIT: [STRANGER]}), False),
    ],
)
def test_who_answers_our_letter_or_is_confirmed_is_known(trust: Trust, is_known: bool) -> None:
    answer = mail(COLLEAGUE, "2024-07-02 09:00", in_reply_to="<ours@x>").add("张三/新照片.jpg", photo())
    (done,) = assembled_with(trust, with_all(mail(), ZHANG), answer).dossiers
    assert (strange(done) == set()) is is_known
    assert (COLLEAGUE in done.addresses) is is_known


OTHER_UNIT, AGENCY = "惠安县崇武镇便民服务中心", "agency@hr.example.com"


def from_agency(unit: str, received: str, *people: Person) -> Mail:
    return with_all(Mail(f"{unit} 报名材料", {"address": AGENCY, "received": received}), *people)


def goes_to(*mails: Mail, trust: Trust | None = None) -> dict[str, str]:
    """By unit, to whom the letter about its people would go, as a run of ``export notices`` finds it."""
    dossiers = list(assembled_with(trust or Trust(), *mails).dossiers)
    told: dict[str, list[str]] = {}
    for d in dossiers:
        for message in d.messages:
            told.setdefault(message.sha256, []).append(d.unit)
    now = speaking_for([made.message for made in mails], told)
    units = dict.fromkeys(d.unit for d in dossiers)
    return {u: recipient_of([check(d, NOTICE) for d in dossiers if d.unit == u], now).address for u in units}


def test_an_address_that_changes_hands_gets_no_letter_about_its_former_unit() -> None:
    first, second = from_agency(UNIT, "2024-07-01 09:00", ZHANG), from_agency(OTHER_UNIT, "2024-07-05 09:00", LI)
    assert goes_to(first, second) == {UNIT: "", OTHER_UNIT: AGENCY}
    third = from_agency(UNIT, "2024-07-06 09:00", WANG)
    assert goes_to(first, second, third) == {UNIT: AGENCY, OTHER_UNIT: ""}
    both = Trust(confirmed={UNIT: [AGENCY], OTHER_UNIT: [AGENCY]})
    assert goes_to(first, second, trust=both) == {UNIT: AGENCY, OTHER_UNIT: AGENCY}, "staff looked once"
    gone = Trust(denied={UNIT: [AGENCY]})
    assert goes_to(first, second, trust=gone) == {UNIT: "", OTHER_UNIT: AGENCY}


def test_a_mail_from_an_address_of_two_units_goes_with_whose_people_it_is_about() -> None:
    first, second = from_agency(UNIT, "2024-07-01 09:00", ZHANG), from_agency(OTHER_UNIT, "2024-07-02 09:00", LI)
    more = Mail("补材料", {"address": AGENCY, "received": "2024-07-03 09:00"}).add("张三/新照片.jpg", photo())
    done = assembled(first, second, more)
    assert [d.unit for d in done.dossiers if d.name == "张三"] == [UNIT]
    assert "张三/新照片.jpg" in {label_of(e) for e in done.of("张三").exhibits if not e.superseded}
    of_both = Mail("补材料", {"address": AGENCY, "received": "2024-07-03 09:00"})
    of_both.add("张三/新照片.jpg", photo()).add("李四/新照片.jpg", photo())
    assembled(first, second, of_both)  # whatever it is taken for, everything is placed once


@pytest.mark.parametrize("answered", ["", "<ours@y>", "<OURS@x>", "ours@x", "<ours@x> <ours@x>", "<x><ours@x>"])
def test_who_forges_an_answer_to_a_letter_that_it_never_had_stays_a_stranger(answered: str) -> None:
    forged = mail(STRANGER, "2024-07-02 09:00", in_reply_to=answered).add("张三/新照片.jpg", photo())
    (done,) = assembled_with(Trust({"<ours@x>": UNIT}), with_all(mail(), ZHANG), forged).dossiers
    assert strange(done) == {"张三/新照片.jpg"} and STRANGER not in done.addresses


def test_a_mail_without_an_address_is_nobodys() -> None:
    later = mail("", "2024-07-02 09:00").add("张三/新照片.jpg", photo())
    done = assembled(with_all(mail(""), ZHANG), later).of("张三")
    assert done.addresses == ()
    assert strange(done) == {"张三/新照片.jpg"}


def test_a_strangers_roster_stands_behind_the_units() -> None:
    own = mail().add("汇总表.xlsx", roster(ZHANG, phone="13900000001"))
    other = mail(STRANGER, "2024-07-02 09:00").add("汇总表.xlsx", roster(ZHANG, phone="13900000002"))
    done = assembled(with_all(own, ZHANG), other).of("张三")
    assert done.roster is not None and done.roster.fields["phone"] == "13900000001"


PAPERS = {
    "照片.jpg": lambda who: photo(),
    "黑白照.jpg": lambda who: photo(chroma=0.0),
    "身份证.pdf": id_card,
    "过期身份证.pdf": lambda who: id_card(who, id_valid_from="2003-08-01", id_valid_to="2008-08-01"),
    "毕业证.pdf": diploma,
    "本科毕业证.pdf": lambda who: diploma(who, education="本科", school="福建示范大学", graduation_date="2022-07-01"),
    "备案表.pdf": record,
    "申报表.docx": form,
    "申报表另一份.docx": lambda who: form(who, phone="13911111111", level="三级"),
}
sent = st.tuples(
    st.sampled_from([STRANGER, COLLEAGUE, "", "window@luocheng.example.com.evil.example"]),
    st.integers(1, 72),
    st.lists(st.tuples(st.sampled_from([ZHANG, LI, WANG]), st.sampled_from(sorted(PAPERS))), min_size=1, max_size=4),
    st.sampled_from(["", "<letter@centre.example.com>"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(sent, min_size=1, max_size=4), st.booleans())
def test_whatever_strangers_add_nothing_that_counts_changes(mails: list[tuple], complete: bool) -> None:
    own = with_all(mail(), ZHANG, LI) if complete else with_all(mail(), ZHANG).add("李四/身份证.pdf", id_card(LI))
    own.add("王小明/申报表.docx", form(WANG)).add("王小明/身份证.pdf", id_card(WANG))
    added = []
    for number, (address, hours, papers, reply) in enumerate(mails):
        received = (moment("2024-07-01 09:00") + timedelta(hours=hours, minutes=number)).strftime("%Y-%m-%d %H:%M")
        made = mail(address, received, in_reply_to=reply)
        for position, (who, path) in enumerate(papers):
            made.add(f"{who.name}/{position}/{path}", PAPERS[path](who))
        added.append(made)
    before, after = assembled(own), assembled(own, *added)
    for who in (ZHANG, LI, WANG):
        old, new = before.of(who.id_number), after.of(who.id_number)
        assert current(new) == current(old)
        assert new.fields == old.fields
        assert new.addresses == (WINDOW,)
        verdict = check(new, NOTICE).verdict
        assert verdict is not Verdict.PASS or len(new.exhibits) == len(old.exhibits)
    assessments = [check(d, NOTICE) for d in after.dossiers]
    facts = Facts(NOTICE, assessments, messages=after.messages, units={m.sha256: UNIT for m in after.messages})
    assert {letter.address for letter in notices.corrections(facts, date(2024, 7, 12))} <= {WINDOW}


def addressed(*mails: Mail, trust: Trust | None = None) -> set[str]:
    """Where the letters of correction to the unit's people would go."""
    done = assembled_with(trust or Trust(), *mails)
    messages = [made.message for made in mails]
    assessments = [check(d, NOTICE) for d in done.dossiers]
    facts = Facts(NOTICE, assessments, messages=messages, units={m.sha256: UNIT for m in messages})
    return {letter.address for letter in notices.corrections(facts, date(2024, 7, 12))}


@pytest.mark.parametrize("hours", [-48, 48], ids=["before the unit", "after it"])
def test_who_began_one_person_is_not_written_to_about_the_others(hours: int) -> None:
    """Of two addresses that began people neither is the unit's for certain: people choose, by one look."""
    strange_first = (moment("2024-07-01 09:00") + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")
    lures = mail(STRANGER, strange_first).add("王小明/身份证.pdf", id_card(WANG))
    own = mail().add("李四/身份证.pdf", id_card(LI)).add("张三/申报表.docx", form(ZHANG))
    assert addressed(own) == {WINDOW}
    assert addressed(own, lures) == {""}
    assert addressed(own, lures, trust=Trust(confirmed={UNIT: [WINDOW]}, denied={UNIT: [STRANGER]})) == {WINDOW}


def test_a_stranger_who_adds_to_a_person_blanks_no_letter() -> None:
    own = mail().add("李四/身份证.pdf", id_card(LI))
    assert addressed(own, mail(STRANGER, "2024-07-02 09:00").add("李四/照片.jpg", photo())) == {WINDOW}


def private(what: str = "补正", body: str = "") -> Mail:
    return Mail(what, {"address": STRANGER, "received": "2024-07-02 09:00", "body": body})


def test_a_correction_from_a_private_mailbox_is_set_beside_in_the_unit() -> None:
    office = with_all(mail(), ZHANG, LI)
    office.add("王小明/申报表.docx", form(WANG)).add("王小明/身份证.pdf", id_card(WANG, emblem=False))
    body = "领导好，王小明身份证反面补上。张三照片微信发你了"
    done = assembled(
        office, private(body=body).add("张三备案表.pdf", record(ZHANG)).add("反面.jpg", id_card(WANG, portrait=False))
    )
    assert {d.unit for d in done.dossiers} == {UNIT} and set(done.who) == {"张三", "李四", "王小明"}
    assert strange(done.of("张三")) == {"张三备案表.pdf"} and found(done.of("张三")) == {"D408": "review"}
    assert "反面.jpg" not in done.who["张三"]


def test_a_namesake_with_a_number_or_birth_of_another_is_a_newcomer() -> None:
    other = person("张三", id_number("1971-02-03", serial=3))
    for paper in (form(other, employer=""), record(person("张三", other.id_number))):
        done = assembled(with_all(mail(), ZHANG), private().add("张三.pdf", paper))
        assert {d.unit for d in done.dossiers} == {UNIT, STRANGER}


def test_whose_people_two_units_have_is_told_to_neither() -> None:
    second = Mail("惠安县洛阳镇人民政府 报名材料", {"address": COLLEAGUE, "received": "2024-07-01 10:00"})
    done = assembled(with_all(mail(), ZHANG), with_all(second, ZHANG), private().add("张三.jpg", photo()))
    assert STRANGER not in {e.file.message for d in done.dossiers for e in d.exhibits if d.unit != STRANGER}


def test_an_address_is_no_name_in_a_letter() -> None:
    from hui_reg.review.letter import salutation

    assert salutation(STRANGER) == "负责报名的同志：\n\n" and salutation(UNIT).startswith(UNIT)
