"""A likeness is no identity: near numbers, copied numbers and copied files are told at both, never settled silently."""

from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hui_reg.dossiers.people import slip
from hui_reg.model import Dossier, Outcome, Verdict
from hui_reg.notation.resident_id import check_digit
from hui_reg.rules import check
from tests.builders import Mail, Person, form, id_card, id_number, person, photo, roster
from tests.dossiers.assembling import NOTICE, assembled, label_of

ZHANG, LI = person("张三"), person("李海燕")
ONE = Person("黄丽", id_number("1985-05-05", serial=156))
UNIT = "惠安县黄塘镇便民服务中心"


def mail(day: int = 1, address: str = "a@x.example.com", unit: str = UNIT) -> Mail:
    return Mail(f"{unit} 报名", {"address": address, "received": f"2024-07-0{day} 09:00"})


def near(number: str, places: int = 2) -> str:
    """A valid number that differs in so many places at most, of the same day."""
    for serial in range(1000):
        other = f"{number[:14]}{serial:03d}"
        other += check_digit(other)
        if other != number and sum(a != b for a, b in zip(number, other, strict=True)) <= places:
            return other
    raise AssertionError(number)


def told(d: Dossier, rule: str) -> list[str]:
    return [finding.message for finding in check(d, NOTICE).findings if finding.rule == rule]


def ends(*numbers: str) -> set[str]:
    return {number[-4:] for number in numbers}


def test_two_forms_in_one_mail_are_two_people_however_near_their_numbers() -> None:
    other = Person("黄丽", near(ONE.id_number))
    assert slip(ONE.id_number, other.id_number)
    done = assembled(mail().add("黄丽1.docx", form(ONE)).add("黄丽2.docx", form(other)))
    assert {d.id_number for d in done.dossiers} == {ONE.id_number, other.id_number}
    for d in done.dossiers:
        (said,) = told(d, "C309")
        assert all(end in said for end in ends(ONE.id_number, other.id_number))


def test_births_printed_on_both_forms_show_two_people() -> None:
    other = Person("黄丽", id_number("1995-05-05", serial=157))
    m = mail().add("黄丽1.docx", form(ONE, birth_date="1985-05")).add("黄丽2.docx", form(other, birth_date="1995-05"))
    done = assembled(m)
    assert {d.id_number for d in done.dossiers} == {ONE.id_number, other.id_number}
    assert not any(told(d, rule) for d in done.dossiers for rule in ("B204", "C309"))


def test_namesake_whose_number_fails_the_check_is_no_slip_of_the_other() -> None:
    right = id_number("1995-05-05", serial=156)
    wrong = right[:17] + ("3" if right[17] != "3" else "4")
    m = mail().add("黄丽A.docx", form(ONE)).add("黄丽B.docx", form(Person("黄丽", wrong), birth_date="1995-05-05"))
    done = assembled(m)
    assert {d.id_number for d in done.dossiers} == {ONE.id_number, wrong}
    assert "无效" in told(done.of(wrong), "B201")[0]


@given(st.permutations([1, 2]), st.integers(0, 27), st.booleans())
@settings(max_examples=20, deadline=None)
def test_a_corrected_number_is_the_adopted_ones_and_both_are_told(days: list[int], day: int, carded: bool) -> None:
    """Whatever the order the mails are looked at, the later form's number stands; without a card both are named."""
    newer = Person("黄丽", id_number(f"1985-05-{day + 1:02d}", serial=156))
    assume(newer.id_number != ONE.id_number)
    first, second = mail(1).add("黄丽.docx", form(ONE)), mail(2).add("黄丽.docx", form(newer))
    if carded:
        second.add("黄丽身份证.pdf", id_card(newer))
    done = assembled(*(m for _, m in sorted(zip(days, (first, second), strict=True), key=lambda pair: pair[0])))
    if len(done.dossiers) == 1:
        (one,) = done.dossiers
        assert one.id_number == one.fields["id_number"].value.value == newer.id_number
        assert bool(told(one, "C309")) is not carded
    else:
        assert all(told(d, "C309") for d in done.dossiers)


def test_a_corrected_name_is_the_adopted_ones() -> None:
    wrong = Person("郝建", ONE.id_number)
    done = assembled(
        mail(1).add("郝建.docx", form(wrong)), mail(2).add("郝健.docx", form(Person("郝健", ONE.id_number)))
    )
    (one,) = done.dossiers
    assert one.name == one.fields["name"].value.value == "郝健"


def test_a_number_far_off_in_a_later_mail_is_a_doubt_at_both() -> None:
    other = Person("黄丽", id_number("1998-09-09"))
    done = assembled(mail(1).add("黄丽.docx", form(ONE)), mail(2).add("黄丽.docx", form(other)))
    assert len(done.dossiers) == 2
    assert all(told(d, "C309") for d in done.dossiers)


@pytest.mark.parametrize("shown_by", ["cards", "roster", "one mail"])
def test_namesakes_that_something_shows_to_be_two_are_no_work(shown_by: str) -> None:
    other = Person("黄丽", id_number("1998-09-09"))
    first = mail(1).add("甲/黄丽.docx", form(ONE))
    second = first if shown_by == "one mail" else mail(2)
    second.add("乙/黄丽.docx", form(other))
    if shown_by == "cards":
        first.add("甲/身份证.pdf", id_card(ONE))
        second.add("乙/身份证.pdf", id_card(other))
    if shown_by == "roster":
        first.add("汇总表.xlsx", roster(ONE, other))
    done = assembled(*([first] if second is first else [first, second]))
    assert len(done.dossiers) == 2
    assert not any(told(d, "C309") for d in done.dossiers)


def test_a_colleagues_number_left_in_the_form_is_told_at_both() -> None:
    wrong = Person("李海燕", ZHANG.id_number, phone="13900000002")
    done = assembled(mail().add("张三.docx", form(ZHANG)).add("李海燕.docx", form(wrong)))
    assert {d.name for d in done.dossiers} == {"张三", "李海燕"}
    for d, other in ((done.of("张三"), "李海燕"), (done.of("李海燕"), "张三")):
        (said,) = told(d, "C309")
        assert other in said and ZHANG.id_number[-4:] in said
        assert check(d, NOTICE).verdict is not Verdict.PASS


def test_whose_the_number_is_by_the_card_is_not_troubled() -> None:
    wrong = Person("李海燕", ZHANG.id_number, phone="13900000002")
    m = mail().add("张三.docx", form(ZHANG)).add("张三身份证.pdf", id_card(ZHANG)).add("李海燕.docx", form(wrong))
    done = assembled(m)
    assert told(done.of("张三"), "C309") == []
    assert told(done.of("李海燕"), "C309")


def test_one_number_under_two_names_in_two_units_is_no_double_registration() -> None:
    wrong = Person("李海燕", ZHANG.id_number)
    elsewhere = mail(2, "b@x.example.com", "惠安县税务局").add("李海燕.docx", form(wrong))
    done = assembled(mail().add("张三.docx", form(ZHANG)), elsewhere)
    for d, other in ((done.of("张三"), "李海燕"), (done.of("李海燕"), "张三")):
        (found,) = [f for f in check(d, NOTICE).findings if f.rule == "C307"]
        assert found.outcome is Outcome.REVIEW
        assert other in found.message and "由哪个单位报名" not in found.hint


@pytest.mark.parametrize("second", ["郭志强", "李海艳"])
@pytest.mark.parametrize("layout", ["{0}申报表.docx", "材料.zip/{0}/申报表.docx"])
def test_the_same_form_under_two_names_lets_nobody_vanish(second: str, layout: str) -> None:
    m = mail()
    for name in ("李海燕", second):
        m.add(layout.format(name), form(LI), content="one").add(f"{name}证件照.jpg", photo())
    done = assembled(m)
    assert done.who == {n: {layout.format(n), f"{n}证件照.jpg"} for n in ("李海燕", second)}
    for name in done.who:
        assert told(done.of(name), "A116") and not told(done.of(name), "A110")
        assert not any(e.superseded for e in done.of(name).exhibits)


def test_the_same_form_twice_is_one_persons() -> None:
    m = mail().add("李海燕申报表.docx", form(LI), content="one").add("备份/申报表.docx", form(LI), content="one")
    assert set(assembled(m).who) == {"李海燕"}


@pytest.mark.parametrize("name", ["王建业", "李海艳"])
def test_files_called_after_another_are_in_doubt(name: str) -> None:
    done = assembled(mail().add(f"{name}申报表.docx", form(LI)).add(f"{name}证件照.jpg", photo()))
    assert set(done.who) == {"李海燕"}
    (said,) = told(done.of("李海燕"), "A110")
    assert said.count(f"的文件名写的是{name}") == 2


@pytest.mark.parametrize(
    "path", ["申报表.docx", "李海燕.docx", "海燕申报表.docx", "黄塘镇李海燕.docx", "政务服务办事员.docx"]
)
def test_usual_names_of_forms_are_no_doubt(path: str) -> None:
    assert told(assembled(mail().add(path, form(LI))).of("李海燕"), "A110") == []


def test_a_number_that_lacks_a_digit_is_told_and_the_file_with_the_right_one_is_not_blamed() -> None:
    short = LI.id_number[:9] + LI.id_number[10:]
    done = assembled(mail().add("李海燕.docx", form(LI, id_number=short)).add(f"{LI.id_number}.jpg", photo()))
    (one,) = done.dossiers
    assert told(one, "A110") == []
    assert "17位" in told(one, "B201")[0]


def test_what_was_replaced_is_shared_with_nobody_and_many_are_one_sentence() -> None:
    people = [person(name) for name in ("张三", "李海燕", "王建业", "陈秋", "林小芳", "吴敏", "周强")]
    m = mail()
    for who in people:
        m.add(f"{who.name}.docx", form(who)).add(f"{who.name}.jpg", photo(), content="one")
    corrected = mail(2)
    for who in people[1:]:
        corrected.add(f"{who.name}.jpg", photo())
    for mails in permutations((m, corrected)):
        done = assembled(*mails)
        assert not any(told(d, "A116") for d in done.dossiers)
    (said,) = told(assembled(m).of("张三"), "A116")
    assert said.count("“") == 6 and "等6份" in said


OWN, WINDOW = "cxq@private.example.com", "window@x.example.com"


def test_a_photo_sent_ahead_makes_the_unit_no_stranger() -> None:
    ahead = Mail("李海燕照片", {"address": OWN, "body": "我是李海燕，这是我的照片"}).add("李海燕证件照.jpg", photo())
    units = mail(2, WINDOW).add("李海燕申报表.docx", form(LI))
    for mails in permutations((ahead, units)):
        (one,) = assembled(*mails).dossiers
        assert {label_of(e) for e in one.exhibits if not e.superseded} == {"李海燕证件照.jpg", "李海燕申报表.docx"}
        assert one.addresses == (WINDOW,)
        assert told(one, "D408") == []
    later = Mail("李海燕照片", {"address": OWN, "received": "2024-07-03 09:00"}).add("李海燕照片.jpg", photo())
    (said,) = told(assembled(ahead, units, later).of("李海燕"), "D408")
    assert said.startswith(f"证件照由{OWN}发来")
